import { dangerousCapability } from "../knowledge/capabilities.ts";
import type { Place } from "../text/source.ts";
import { type Container, isOnFargate, mayRunWindows } from "./container.ts";
import { capability } from "./security.ts";

/** What lets whoever takes a container over go on from there. */
export interface Weakness {
  readonly at: Place;
  /** What follows the container's name: "runs privileged". */
  readonly what: string;
  /** Does it lead to the host? Else it makes the way there shorter. */
  readonly leadsToHost: boolean;
}

/** All that is written, the gravest first. What Fargate refuses is none there. */
export function weaknessesOf(container: Container): readonly Weakness[] {
  if (mayRunWindows(container)) return [];
  const { privileged, security, mounts, namespaces, user, workload } = container;
  const root = user.is((text) => /^(?:root|0+)(?::|$)/.test(text)) && !user.unset;
  const own = root ? [{ at: user.at, what: "runs as root", leadsToHost: false }] : [];
  if (isOnFargate(workload)) return own;
  return [
    ...(privileged.is(true) ? [{ at: privileged.at, what: "runs privileged", leadsToHost: true }] : []),
    ...mounts.items.flatMap(({ volume }) =>
      volume?.kind === "host" && volume.hostPath.is(isRuntimeSocket)
        ? [{ at: volume.hostPath.at, what: "commands the container runtime of its host", leadsToHost: true }]
        : [],
    ),
    ...security.addedCapabilities.items.flatMap((added) => {
      const name = capability(added.value ?? "");
      return dangerousCapability(name)?.reach === "host" ? [{ at: added.at, what: `has the capability ${name}`, leadsToHost: true }] : [];
    }),
    ...(namespaces.pid.is("host") && !namespaces.pid.unset
      ? [{ at: namespaces.pid.at, what: "sees the processes of its host", leadsToHost: true }]
      : []),
    ...own,
  ];
}

const isRuntimeSocket = (path: string): boolean => /(?:docker|containerd|crio|podman)\.sock$/.test(path);
