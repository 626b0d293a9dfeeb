import { rememberedOf } from "../knowledge/remembered.ts";
import type { Edit } from "../text/source.ts";
import type { Field, List } from "./field.ts";

/** A place in a container's filesystem that is not of its image. */
export interface Mount {
  /** The name of a volume of its workload; "" where its source stands in its place, as Compose has it. */
  readonly name: Field<string>;
  /** Where the container sees it. */
  readonly path: Field<string>;
  readonly readOnly: Field<boolean>;
  /** How mounts that are made below it later spread: "None", "HostToContainer", "Bidirectional"; in Compose "rprivate", "slave", "shared". */
  readonly propagation: Field<string>;
  /** What is mounted; undefined where the file does not say. */
  readonly volume: Volume | undefined;
  /** Edits that take the mount away, and leave its volume. */
  remove(): readonly Edit[];
}
export interface NewMount {
  readonly name: string;
  readonly path: string;
}

/** What can be mounted. */
export interface Volume {
  readonly name: Field<string>;
  /** "empty" begins and ends with the task or pod; "managed" are those of Docker, of a driver or of a cluster; "unknown" is left to the run. */
  readonly kind: "host" | "empty" | "managed" | "efs" | "secret" | "configuration" | "projected" | "unknown";
  /** The folder, file or socket of the host; unset for all other kinds. */
  readonly hostPath: Field<string>;
  /** What Kubernetes expects there, or makes: "Socket", "DirectoryOrCreate". */
  readonly hostPathType: Field<string>;
  /** "Memory" for one that is kept in memory. */
  readonly medium: Field<string>;
  /** Of Kubernetes: how much may be put there, as written. */
  readonly sizeLimit?: Field<string>;
  /** Of kind "efs" alone. */
  readonly efs?: Efs;
  /** What Kubernetes calls the kind, where this has no own: "nfs", "persistentVolumeClaim". */
  readonly source?: Field<string>;
  remove(): readonly Edit[];
}
/** One that is empty at first. */
export interface NewVolume {
  readonly name: string;
}

/** A filesystem of Amazon EFS. */
export interface Efs {
  readonly fileSystem: Field<string>;
  readonly rootDirectory: Field<string>;
  readonly transitEncryption: Field<boolean>;
  readonly accessPoint: Field<string>;
  /** Is the task's role asked for, beside its network? */
  readonly iam: Field<boolean>;
}

/** A filesystem in memory. */
export interface Tmpfs {
  readonly path: Field<string>;
  /** As for `mount -o`, without its size: "noexec", "nosuid", "rw". */
  readonly options: List<Field<string>, string>;
  remove(): readonly Edit[];
}
export interface NewTmpfs {
  readonly path: string;
  /** MiB. */
  readonly size: number;
  readonly options: readonly string[];
}

/** A device of the host. */
export interface Device {
  readonly hostPath: Field<string>;
  readonly path: Field<string>;
  remove(): readonly Edit[];
}

/** The volume of that name; undefined where there is none, or the name is not known. */
export const volumeNamed = (volumes: List<Volume, NewVolume>, name: Field<string>): Volume | undefined =>
  name.value === undefined ? undefined : volumesByName(volumes).get(name.value);

const volumesByName = rememberedOf(
  (volumes: List<Volume, NewVolume>): ReadonlyMap<string, Volume> =>
    new Map(volumes.items.flatMap((v) => (v.name.value === undefined ? [] : [[v.name.value, v] as const]))),
);
