import { dangerousCapability } from "../knowledge/capabilities.ts";
import type { Place } from "../text/source.ts";
import type { Stage } from "./build.ts";
import { type Container, isOnFargate, mayRunWindows } from "./container.ts";
import { capability } from "./security.ts";

/** What lets whoever takes a container over go on from there. */
export interface Weakness {
  readonly at: Place;
  /** What follows the container's name: "runs privileged". */
  readonly what: string;
  /** Does it lead to the host? Else it makes the way there shorter. */
  readonly leadsToHost: boolean;
  /** What makes it so, elsewhere. */
  readonly because?: Place;
}

/** All that is written, the gravest first; `build` is the stage that builds its image, where that is known. What Fargate refuses is none there. */
export function weaknessesOf(container: Container, build: Stage | undefined): readonly Weakness[] {
  if (mayRunWindows(container)) return [];
  const { privileged, security, mounts, namespaces, user, workload } = container;
  const own = user.unset
    ? build?.user.is(isRoot)
      ? [{ at: user.at, what: "runs as root, the user of its image", because: build.user.at, leadsToHost: false }]
      : []
    : user.is(isRoot)
      ? [{ at: user.at, what: "runs as root", leadsToHost: false }]
      : [];
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

const isRoot = (user: string): boolean => /^(?:root|0+)(?::|$)/.test(user);
const isRuntimeSocket = (path: string): boolean => /(?:docker|containerd|crio|podman)\.sock$/.test(path);
