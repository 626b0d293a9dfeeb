import { DockerfileParser, type Flag, type Instruction } from "dockerfile-ast";
import { isSpace } from "./joined.ts";
import type { LexedInstruction } from "./lex.ts";

/** Source offsets of a part of an instruction. */
export type Range = readonly [start: number, end: number];

/** The parts of the image that FROM names, as far as they are written; with a digest the tag is not looked for. */
interface ImageRanges {
  readonly tag: Range | undefined;
  readonly digest: Range | undefined;
}

/** One `name=value` of `--mount=type=secret,id=npm`; a name alone has no value. */
export interface OptionRanges {
  readonly name: string;
  readonly at: Range;
  readonly value: Range | undefined;
}

/** dockerfile-ast takes quadratic time on longer instructions; nobody writes them. */
const maxLength = 8_192;
/** It is slow besides: behind this offset, in files that nobody writes either, it is not asked. */
const maxOffset = 262_144;

/** Where the parts of FROM's image stand, by dockerfile-ast; undefined where it sees another image than the word at `word`. */
export function imageRanges(from: LexedInstruction, word: Range): ImageRanges | undefined {
  return parse(from, from.line.text.length, (instruction, range) => {
    // The parser gives a From for this keyword.
    const typed = instruction as ReturnType<ReturnType<typeof DockerfileParser.parse>["getFROMs"]>[number];
    const image = range(typed.getImageRange());
    if (!image || image[0] !== word[0] || image[1] !== word[1]) return undefined;
    return { tag: range(typed.getImageTagRange()), digest: range(typed.getImageDigestRange()) };
  });
}

/** The options of an instruction's flags, by dockerfile-ast, in the order of the flags. */
export function optionRanges(instruction: LexedInstruction): readonly (readonly OptionRanges[])[] {
  const none = instruction.flags.map(() => []);
  const end = instruction.flags.at(-1)?.to ?? 0;
  if (!instruction.line.text.slice(0, end).includes(",")) return none;
  return (
    parse(instruction, end, (typed, range) => {
      // Every instruction with flags has this method.
      const flags = "getFlags" in typed ? (typed as Instruction & { getFlags(): Flag[] }).getFlags() : [];
      if (flags.length !== instruction.flags.length) return undefined;
      return flags.map((flag) =>
        flag.getOptions().flatMap((option) => {
          const at = range(option.getRange());
          return at ? [{ name: option.getName(), at, value: range(option.getValueRange()) }] : [];
        }),
      );
    }) ?? none
  );
}

type Ranges = (range: { readonly start: { readonly character: number }; readonly end: { readonly character: number } } | null) => Range | undefined;

/**
 * Hand one instruction, up to `end` of its line, to dockerfile-ast: as one line, without comments, continuations, quotes and heredocs, on
 * which it is exact and quick, every character at its own distance from the instruction's start. Undefined where it will not have it.
 */
function parse<T>(lexed: LexedInstruction, end: number, read: (instruction: Instruction, range: Ranges) => T | undefined): T | undefined {
  const [base, last] = [lexed.at[0], lexed.line.end(end)];
  if (last - base > maxLength || last > maxOffset) return undefined;
  let text = lexed.keyword;
  for (const run of lexed.line.slice(0, end).runs()) text = text.padEnd(run.offset - base) + neutral(run.text);
  try {
    const instruction = DockerfileParser.parse(`${text} -`).getInstructions()[0];
    return instruction && read(instruction, (range) => (range ? [base + range.start.character, base + range.end.character] : undefined));
  } catch {
    return undefined;
  }
}

/** The same length, without what dockerfile-ast would read in another way than BuildKit: quotes and what they hold together. */
function neutral(text: string): string {
  let quote = "";
  let out = "";
  for (let i = 0; i < text.length; i++) {
    const c = text[i] ?? "";
    const held = quote !== "" && c !== quote;
    if (c === quote) quote = "";
    else if (quote === "" && (c === '"' || c === "'")) quote = c;
    out += (held && (c === "," || isSpace(text.charCodeAt(i)))) || c === "\\" || c === "`" || c === "<" || c === '"' || c === "'" ? "_" : c;
  }
  return out;
}
