import type { Edit, Place } from "../text/source.ts";
import type { Field } from "./field.ts";

/**
 * One stage of a Dockerfile. Expansions of ARG and ENV are done where the value is known from the file alone
 * (a default counts as known); else the field is opaque.
 */
export interface Stage {
  /** The name after AS in lower case, or the index as text: what COPY --from and a later FROM may say. */
  readonly address: string;
  /** Is it the stage that a plain `docker build` makes? Others are builders and are not judged as what runs. */
  readonly final: boolean;
  /** Is it the final stage or one that it builds on with FROM? What such a stage sets is in the image that ships. */
  readonly shipped: boolean;
  /** The word after AS; undefined where the stage has no name. */
  readonly name: Field<string> | undefined;
  /** All stages of the file in order, this one among them. */
  readonly stages: readonly Stage[];
  /** The image that reads the file and carries out the build, as `# syntax=` names it for the whole file. */
  readonly frontend: Field<string> | undefined;
  /** The value of `# escape=` at the top of the file, as it is written; undefined where it says none. */
  readonly escapeMark: Field<string> | undefined;
  /** The whole FROM instruction. */
  readonly from: Place;
  /** Variables in what FROM names that no ARG above the first FROM declares and that have no default there: empty in every build. */
  readonly undeclared: readonly string[];
  /** What FROM names: an image reference, `scratch`, or an earlier stage. */
  readonly base: Field<string>;
  /** The tag of what is written as `base`: unset where it has none, opaque where a variable is in it or a digest decides. */
  readonly tag: Field<string>;
  /** The earlier stage that FROM names. */
  readonly parent: Stage | undefined;
  /** The external image at the root of the chain of parents; the same field as that stage's `base`. */
  readonly image: Field<string>;
  /** The value of FROM --platform; the platform of `image` is that of the stage that names it. */
  readonly platform: Field<string>;
  /**
   * The effective user: the last USER of this stage or else of the nearest parent that has one, cooked ("app", "0:0", "ContainerAdministrator").
   * Unset where no stage of the chain has one: then the image's own user holds. Setting it writes the last USER of *this* stage where no RUN
   * follows it, or a new one in the right place: before the ENTRYPOINT, CMD or HEALTHCHECK group that ends the stage, else at its end.
   */
  readonly user: Field<string>;
  /** The stage's own instructions in order, ONBUILD's inner ones not included. */
  readonly instructions: readonly Instruction[];
  /**
   * ENV, ARG and LABEL pairs of this stage in order. Before them stand the pairs of the head of the file that the stage is the last to take
   * over with an `ARG` of their name alone.
   */
  readonly variables: readonly BuildVariable[];
  /** The simple commands of this stage's RUN instructions in order, `sh -c` and heredocs included; empty for Windows shells. */
  readonly commands: readonly Command[];
  /** Edits that put an instruction, given as text without line end, after `instruction` or after FROM. */
  insertAfter(instruction: Instruction | undefined, text: string): readonly Edit[];
}

export interface Instruction {
  /** Upper case. */
  readonly keyword: string;
  readonly keywordAt: Place;
  /** From the keyword to the last character, heredocs included, the line end not. */
  readonly at: Place;
  readonly flags: readonly Flag[];
  /** The words after the flags, quotes removed and variables expanded; of the exec form, its strings. Empty for shell-form RUN. */
  readonly words: readonly Field<string>[];
  /** Is it `["a", "b"]`? */
  readonly exec: boolean;
  /** Edits that take the instruction out with its lines. */
  remove(): readonly Edit[];
  /** Edits that put another instruction, given as text, in its place. */
  replace(text: string): readonly Edit[];
}

/** `--chmod=755`; a flag without value has an unset one. */
export interface Flag {
  readonly name: string;
  readonly value: Field<string>;
  /** Of `--mount=type=secret,id=npm`: the parts between commas. An option without `=` has an unset value. */
  readonly options: readonly { readonly name: string; readonly value: Field<string> }[];
  readonly at: Place;
}

/** One pair of ENV, ARG or LABEL. `ARG name` has an unset value. */
export interface BuildVariable {
  readonly kind: "ENV" | "ARG" | "LABEL";
  readonly name: Field<string>;
  readonly value: Field<string>;
  readonly instruction: Instruction;
  /** Edits that take the pair out, and its instruction where it was the only one. */
  remove(): readonly Edit[];
}

/** One simple command: `chmod`, `u+s`, `/bin/su`. Assignments before it and redirections are not words. */
export interface Command {
  /** `A=1` before it, in order. */
  readonly assignments: readonly Assignment[];
  /** The command that its standard input comes from through a pipe, where that is a simple one. */
  readonly input: Command | undefined;
  /** The file that `>` or `>>` sends its standard output to. */
  readonly output: Field<string> | undefined;
  /** The first word's last path segment (`/bin/chmod` is "chmod"); undefined where it is not a literal. */
  readonly name: string | undefined;
  /** All words, the name included, quotes removed. Taking one away takes the blanks before it along. */
  readonly words: readonly Field<string>[];
  readonly at: Place;
  readonly instruction: Instruction;
  /** Edits that take the command out of its `&&` chain, or its RUN where it was the only one; none where that is not plain. */
  remove(): readonly Edit[];
  /** Edits that run another command, given as text, last of all in the list that this one stands in (`… && text`); none where that is not plain. */
  runLast(text: string): readonly Edit[];
  /** Edits that run another command, given as text, right behind this one where it succeeds; none where that is not plain. */
  runNext(text: string): readonly Edit[];
}

/** `GIT_SSL_NO_VERIFY=1` before a command: set for it alone. */
export interface Assignment {
  readonly name: string;
  readonly value: Field<string>;
  readonly at: Place;
  /** Edits that take the assignment away with the blanks behind it. */
  remove(): readonly Edit[];
}
