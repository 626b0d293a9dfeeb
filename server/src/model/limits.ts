import type { Edit } from "../text/source.ts";
import type { Field } from "./field.ts";

/** How much it may have, and what is set aside for it. Memory in MiB, processors in vCPU, storage in GiB. */
export interface Limits {
  readonly memory: Field<number>;
  readonly memoryRequest: Field<number>;
  readonly cpu: Field<number>;
  readonly cpuRequest: Field<number>;
  /** Processes. */
  readonly pids: Field<number>;
  /** Its part of the host's disk. */
  readonly storage: Field<number>;
}

/** A limit of the kernel's for each process: open files, processes of a user. -1 is none. */
export interface Ulimit {
  readonly name: Field<string>;
  readonly soft: Field<number>;
  readonly hard: Field<number>;
  remove(): readonly Edit[];
}
export interface NewUlimit {
  readonly name: string;
  readonly soft: number;
  readonly hard: number;
}
