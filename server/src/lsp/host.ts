import type { AnyRule } from "../kit/rule.ts";
import type { Files } from "../workspace/files.ts";

/** What the place where the server runs provides: a process, a web worker, a test. */
export interface Host {
  readonly rules: readonly AnyRule[];
  readonly files: Files;
  /** Call back once after so many milliseconds; 0 means as soon as messages that wait have been read. The answer calls it off. */
  after(milliseconds: number, call: () => void): () => void;
  /** Today as an ISO date: accepted risks end. */
  today(): string;
}
