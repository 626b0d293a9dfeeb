import type { Workload } from "./container.ts";

/** Does the task say that it runs on Fargate? There AWS looks after the host, and refuses what would reach it. */
export const isForFargate = ({ launchTypes }: Workload): boolean => launchTypes.items.some((type) => type.is("FARGATE"));

/**
 * Is it there to watch or to serve its node, as agents, network plugins and drivers are? A DaemonSet puts one on each node; in `kube-system`
 * are parts of the cluster itself. Much that would be wrong in an application is what they are for.
 */
export const isNodeAgent = ({ kind, pod: { namespace } }: Workload): boolean => kind === "DaemonSet" || namespace.is("kube-system");
