import type { Field } from "./field.ts";

/** An image that a stage is built on and that other stages of the workspace take in another version. Only the workspace can build these. */
export interface SharedBase {
  readonly address: string;
  readonly base: Field<string>;
  /** Its name and tag: "node:22-slim". */
  readonly image: string;
  /** Its tag, as the stage has it: setting it aligns the stage. */
  readonly tag: Field<string>;
  /** The one of the others that is newest, and newer than this. */
  readonly newer: OtherVersion;
}

export interface OtherVersion {
  /** As it is written: "node:24-slim". */
  readonly image: string;
  /** The file, seen from the folder of this one: "../worker/Dockerfile". Undefined for this very file. */
  readonly where: string | undefined;
  /** The tag that is this stage's but for the version, where some stage has that. */
  readonly tag: string | undefined;
}
