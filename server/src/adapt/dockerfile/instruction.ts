import type { BuildVariable, Flag, Instruction } from "../../model/build.ts";
import { Field } from "../../model/field.ts";
import { type ExecString, execForm } from "../../syntax/dockerfile/exec-form.ts";
import type { Lookup } from "../../syntax/dockerfile/expand.ts";
import { Joined } from "../../syntax/dockerfile/joined.ts";
import type { LexedInstruction } from "../../syntax/dockerfile/lex.ts";
import { quote } from "../../syntax/dockerfile/quote.ts";
import { type OptionRanges, optionRanges } from "../../syntax/dockerfile/typed.ts";
import { plainWords, quotedWords, type Span } from "../../syntax/dockerfile/words.ts";
import { removeInstruction } from "../../syntax/dockerfile/write.ts";
import { atRunTime, type Document, expanded, place, wordField } from "./word.ts";

/** Instructions whose whole argument is one word, spaces included. */
const oneWord: ReadonlySet<string> = new Set(["MAINTAINER", "STOPSIGNAL", "USER", "WORKDIR"]);
const pairs: ReadonlySet<string> = new Set(["ARG", "ENV", "LABEL"]);
const maybeExec: ReadonlySet<string> = new Set(["ADD", "CMD", "COPY", "ENTRYPOINT", "RUN", "SHELL", "VOLUME"]);
/** The build replaces no variables in the words of these. */
const literal: ReadonlySet<string> = new Set(["CMD", "ENTRYPOINT", "HEALTHCHECK", "MAINTAINER", "ONBUILD", "RUN", "SHELL"]);
const shellForm: ReadonlySet<string> = new Set(["CMD", "ENTRYPOINT", "SHELL"]);

/** An instruction as the rules see it. `lookup` knows the variables as they are before it. */
export function adaptInstruction(document: Document, lexed: LexedInstruction, lookup: Lookup): Instruction {
  const { source } = document;
  const { keyword, rest } = lexed;
  const at = source.at(...lexed.at);
  const strings = execStrings(lexed);
  return {
    keyword,
    keywordAt: source.at(...lexed.keywordAt),
    at,
    flags: adaptFlags(document, lexed, lookup),
    words: strings ? execWords(document, lexed, strings, lookup) : words(document, keyword, rest, lookup),
    exec: strings !== undefined,
    remove: () => removeInstruction(source, lexed),
    replace: (text) => [{ at, text }],
  };
}

/** The strings of the exec form; of HEALTHCHECK those behind its CMD. */
export function execStrings({ keyword, rest }: LexedInstruction): readonly ExecString[] | undefined {
  return maybeExec.has(keyword) ? execForm(rest) : keyword === "HEALTHCHECK" ? execForm(health(rest)[1]) : undefined;
}

/** HEALTHCHECK's type, and what stands behind it. */
function health(rest: Joined): readonly [type: Joined, command: Joined] {
  const end = plainWords(rest.text)[0]?.[1] ?? 0;
  return [rest.slice(0, end), rest.slice(end).trim()];
}

function words(document: Document, keyword: string, rest: Joined, lookup: Lookup): readonly Field<string>[] {
  if (keyword === "RUN" || rest.text === "") return [];
  if (keyword === "HEALTHCHECK") {
    const [type, command] = health(rest);
    return [...words(document, "", type, lookup), ...words(document, "CMD", command, lookup)];
  }
  const asPair = pairs.has(keyword);
  const spans = oneWord.has(keyword)
    ? [[0, rest.text.length] as const]
    : asPair || shellForm.has(keyword)
      ? quotedWords(rest.text, document.lexed.escape)
      : plainWords(rest.text);
  const style = oneWord.has(keyword) || asPair || shellForm.has(keyword) ? "quoted" : "plain";
  const known = keyword === "" || literal.has(keyword) ? atRunTime : lookup;
  return spans.map(([from, to]) => {
    const word = rest.slice(from, to);
    return wordField(document, word, expanded(document, word, known), style);
  });
}

function execWords(document: Document, lexed: LexedInstruction, strings: readonly ExecString[], lookup: Lookup): readonly Field<string>[] {
  const isHealth = lexed.keyword === "HEALTHCHECK";
  const [type, command] = isHealth ? health(lexed.rest) : [undefined, lexed.rest];
  const expands = !literal.has(lexed.keyword);
  const fields = strings.map((string) => {
    const parts = expands ? expanded(document, string.joined, lookup) : [string.value];
    const word = command.slice(string.from, string.to);
    return wordField(document, word, parts, "exec");
  });
  return type ? [...words(document, "", type, lookup), ...fields] : fields;
}

function adaptFlags(document: Document, lexed: LexedInstruction, lookup: Lookup): readonly Flag[] {
  const { line, flags } = lexed;
  if (flags.length === 0) return [];
  const ranges = optionRanges(lexed);
  return flags.map(({ name, value, from, to, valueFrom }, i) => {
    const at = document.source.at(...line.range(from, to));
    if (!value) return { name, value: Field.unset(at), options: [], at };
    const field = wordField(document, line.slice(valueFrom, to), expanded(document, value, lookup), "quoted");
    return { name, value: field, options: (ranges[i] ?? []).map((o) => adaptOption(document, o, lookup)), at };
  });
}

function adaptOption(document: Document, { name, at, value }: OptionRanges, lookup: Lookup): Flag["options"][number] {
  if (!value) return { name, value: Field.unset(document.source.at(...at)) };
  const [start, end] = value;
  const word = Joined.of([{ text: document.source.text.slice(start, end), offset: start }]);
  return { name, value: wordField(document, word, expanded(document, word, lookup), "quoted") };
}

/** The pairs of an ENV, ARG or LABEL in order; none of all else. */
export function variables(document: Document, lexed: LexedInstruction, instruction: Instruction, lookup: Lookup): readonly BuildVariable[] {
  const { keyword, rest } = lexed;
  if (keyword !== "ENV" && keyword !== "ARG" && keyword !== "LABEL") return [];
  const spans = quotedWords(rest.text, document.lexed.escape);
  const first = spans[0];
  if (!first) return [];
  if (keyword !== "ARG" && !rest.text.slice(...first).includes("=")) return legacyPair(document, keyword, rest, instruction, lookup);
  return spans.map((span, index) => {
    const word = rest.slice(...span);
    const equals = word.text.indexOf("=");
    const name = equals < 0 ? word : word.slice(0, equals);
    return {
      kind: keyword,
      name: wordField(document, name, expanded(document, name, lookup), "plain"),
      value: equals < 0 ? withoutValue(document, word) : pairValue(document, word.slice(equals + 1), lookup),
      instruction,
      remove: () => removePair(document, rest, spans, index, instruction),
    };
  });
}

/** `ENV name the rest of the line`. */
function legacyPair(document: Document, kind: "ENV" | "LABEL", rest: Joined, instruction: Instruction, lookup: Lookup): readonly BuildVariable[] {
  const end = plainWords(rest.text)[0]?.[1] ?? 0;
  const value = rest.slice(end).trim();
  if (value.text === "") return [];
  const name = rest.slice(0, end);
  return [
    {
      kind,
      name: wordField(document, name, expanded(document, name, lookup), "plain"),
      value: pairValue(document, value, lookup),
      instruction,
      remove: () => instruction.remove(),
    },
  ];
}

const pairValue = (document: Document, value: Joined, lookup: Lookup): Field<string> =>
  wordField(document, value, expanded(document, value, lookup), "quoted");

function withoutValue(document: Document, name: Joined): Field<string> {
  const at = place(document, name);
  return Field.unset(at, {
    set: (value) => {
      const text = quote(value, "quoted", document.lexed.escape);
      return text === undefined ? [] : [{ at: document.source.at(at.end), text: `=${text}` }];
    },
  });
}

/** Take one pair out with the space or the continuation line before it. A comment goes with the pair below it. */
function removePair(
  document: Document,
  rest: Joined,
  spans: readonly Span[],
  index: number,
  instruction: Instruction,
): ReturnType<Instruction["remove"]> {
  const { source } = document;
  const span = spans[index];
  if (spans.length === 1 || !span) return instruction.remove();
  const [start, end] = rest.range(...span);
  const before = spans[index - 1];
  if (before) return [{ at: source.at(rest.end(before[1]), end), text: "" }];
  const next = rest.start(spans[index + 1]?.[0] ?? span[1]);
  let behind = end;
  while (source.text[behind] === " " || source.text[behind] === "\t") behind++;
  const hasComment = document.lexed.comments.some(([c]) => c >= end && c < next);
  return [{ at: source.at(start, hasComment ? behind : next), text: "" }];
}
