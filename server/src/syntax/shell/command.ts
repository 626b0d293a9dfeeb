import type { Parts } from "../dockerfile/expand.ts";
import type { Joined } from "../dockerfile/joined.ts";

/** One word of a command. */
export interface ShellWord {
  /** As it is written, quotes included. */
  readonly written: Joined;
  /** Quotes off, known variables replaced. */
  readonly parts: Parts;
}

/** Where a command stands in a list that is nothing but simple commands and `&&`, `;`: what taking it out needs. */
export interface ChainLink {
  /** Source offsets, assignments and redirections included. */
  readonly start: number;
  readonly end: number;
  /** The operator behind it, "" for the last one. */
  readonly operator: string;
}

/** `A=1 chmod u+s /bin/su 2>/dev/null`: one simple command with at least one word. */
export interface ShellCommand {
  readonly words: readonly ShellWord[];
  /** `A=1`, each as one word. */
  readonly assignments: readonly ShellWord[];
  /** The words of the command before it in a pipeline, where that is a simple one. */
  readonly input: readonly ShellWord[] | undefined;
  /** The target of `>` or `>>`. */
  readonly output: ShellWord | undefined;
  /** Does it stand in a quoted script (`sh -c "…"`), where another quote would end that? */
  readonly quoted: boolean;
  /** The whole list that it stands in, where that is plain, and its index there. */
  readonly chain: { readonly links: readonly ChainLink[]; readonly index: number } | undefined;
}
