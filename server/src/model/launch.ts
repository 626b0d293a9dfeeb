import type { Workload } from "./container.ts";

/**
 * Is it there to watch or to serve its node, as agents, network plugins and drivers are? A DaemonSet puts one on each node; in `kube-system`
 * are parts of the cluster itself. Much that would be wrong in an application is what they are for.
 */
export const isNodeAgent = ({ kind, namespace }: Workload): boolean => kind === "DaemonSet" || namespace.is("kube-system");
