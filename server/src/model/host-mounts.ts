import type { Container, Workload } from "./container.ts";
import type { Field } from "./field.ts";
import type { Mount, Volume } from "./mount.ts";

/** A path of the host, and the containers that have it mounted. */
export interface HostMount {
  readonly volume: Volume;
  readonly hostPath: Field<string>;
  readonly uses: readonly Use[];
}
interface Use {
  readonly container: Container;
  readonly mount: Mount;
}

/** All paths of the host that a workload names, those that nobody mounts among them, in the order of the volumes and then of the mounts. */
export function hostMounts(workload: Workload): readonly HostMount[] {
  const uses = new Map<Volume, Use[]>(workload.volumes.items.map((volume) => [volume, []]));
  for (const container of workload.containers)
    for (const mount of container.mounts.items) {
      if (!mount.volume) continue;
      const known = uses.get(mount.volume) ?? [];
      known.push({ container, mount });
      uses.set(mount.volume, known);
    }
  return [...uses].flatMap(([volume, by]) => (volume.kind === "host" ? [{ volume, hostPath: volume.hostPath, uses: by }] : []));
}

/** Can nobody write to it? So it is too where nobody mounts it. */
export const isReadOnly = ({ uses }: HostMount): boolean => uses.every(({ mount }) => mount.readOnly.is(true));

/** Sockets and pipes through which containers are made. */
export const isRuntimeSocket = (path: string): boolean =>
  /(?:^|\/)(?:docker|containerd|crio|podman|dockershim|cri-dockerd|buildkitd)\.sock$/.test(path) ||
  /pipe[\\/](?:docker_engine|containerd-containerd)$/.test(path);
