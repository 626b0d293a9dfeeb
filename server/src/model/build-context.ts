import type { Edit } from "../text/source.ts";
import type { Stage } from "./build.ts";
import type { IgnoreFile } from "./ignore-file.ts";
import type { Property } from "./property.ts";

/**
 * A Dockerfile and the folder that it lies in, which is its build's context as a rule, or part of that. Only the workspace can build these.
 */
export interface BuildContext {
  readonly address: string;
  readonly stages: readonly Stage[];
  /** What holds for its builds; undefined where there is none, or none that is known. */
  readonly ignoreFile: IgnoreFile | undefined;
  /** Is it certain that there is no other? */
  readonly complete: boolean;
  /** Edits that leave these paths out, too. They make an ignore file where it is certain that there is none; none where that is not known. */
  ignore(patterns: readonly string[]): readonly Edit[];
  /** Files below the folder that programs read credentials from, left out or not. */
  readonly credentials: readonly CredentialsFile[];
}

export interface CredentialsFile {
  /** Seen from the folder: ".env", "config/.npmrc". */
  readonly path: string;
  readonly properties: readonly Property[];
}
