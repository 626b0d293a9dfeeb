import type { Edit } from "../text/source.ts";
import type { Field, List } from "./field.ts";

/** What the host's kernel lets a container do, and what it keeps from it. */
export interface Security {
  /** Linux capabilities beyond those that its host gives: "NET_ADMIN", "CAP_NET_ADMIN", "ALL". See `capability`. */
  readonly addedCapabilities: List<Field<string>, string>;
  readonly droppedCapabilities: List<Field<string>, string>;
  /** May a process get more rights than the one that started it has, as setuid programs do? */
  readonly privilegeEscalation: Field<boolean>;
  /** A profile of system calls: "default" is that of the container runtime, "unconfined" is none, all else names one. */
  readonly seccomp: Field<string>;
  /** A profile of files and rights, in the same terms. */
  readonly appArmor: Field<string>;
  readonly seLinux: SeLinux;
  /** Is what `/proc` and `/sys` tell of the host hidden? */
  readonly masksProc: Field<boolean>;
  /** Does it run as a process of its Windows host, outside of all isolation? */
  readonly hostProcess: Field<boolean>;
  /** Edits that make all of it so in one go. None where the host cannot say a part of it. */
  restrict(to: Restriction): readonly Edit[];
}

/** The labels that SELinux judges it by. */
export interface SeLinux {
  /** Is it kept from it altogether? */
  readonly disabled: Field<boolean>;
  readonly user: Field<string>;
  readonly role: Field<string>;
  readonly type: Field<string>;
  readonly level: Field<string>;
}

/** What a container is to be kept from; what is left out stays as it is. */
export interface Restriction {
  /** Drop all capabilities. */
  readonly capabilities?: true;
  /** No process gets more rights than the one that started it. */
  readonly privilegeEscalation?: true;
  /** The profile of the container runtime. */
  readonly seccomp?: true;
  readonly readOnlyRoot?: true;
  /** Its host refuses to start it as root. */
  readonly nonRoot?: true;
}

/** A capability by the name that all hosts know: "NET_ADMIN" for "CAP_NET_ADMIN" and "net_admin". */
export const capability = (written: string): string => written.toUpperCase().replace(/^CAP_/, "");
