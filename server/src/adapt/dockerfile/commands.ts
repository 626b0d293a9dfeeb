import type { Assignment, Command, Instruction } from "../../model/build.ts";
import type { Field } from "../../model/field.ts";
import { known, type Lookup, type Parts, unknown } from "../../syntax/dockerfile/expand.ts";
import { Joined } from "../../syntax/dockerfile/joined.ts";
import type { LexedInstruction } from "../../syntax/dockerfile/lex.ts";
import type { ShellCommand, ShellWord } from "../../syntax/shell/command.ts";
import { readExec, readShell, type ShellSettings } from "../../syntax/shell/read.ts";
import type { Edit, Place } from "../../text/source.ts";
import { execStrings } from "./instruction.ts";
import { type Document, fieldOf, place } from "./word.ts";

/** The simple commands of a RUN that a POSIX shell reads, in the order of the text. */
export function commandsOf(document: Document, lexed: LexedInstruction, instruction: Instruction, lookup: Lookup): readonly Command[] {
  const strings = execStrings(lexed);
  const settings = settingsOf(document, lexed, lookup);
  const adaptAll = adapter(document, instruction);
  if (!strings) return readShell(lexed.rest, settings).map((c) => adaptAll(c, shellQuote));
  const words: readonly ShellWord[] = strings.map((s) => ({ written: lexed.rest.slice(s.from, s.to), parts: [s.value] }));
  const [own, ...inner] = readExec(
    words,
    strings.map((s) => s.joined),
    settings,
  );
  return own ? [adaptAll(own, JSON.stringify), ...inner.map((c) => adaptAll(c, shellQuote))] : [];
}

function settingsOf({ source }: Document, lexed: LexedInstruction, lookup: Lookup): ShellSettings {
  const heredocs = new Map(
    lexed.heredocs.map(({ from, start, end }) => [lexed.line.start(from), Joined.of([{ text: source.text.slice(start, end), offset: start }])]),
  );
  const assigned = assignedNames(source.text.slice(...lexed.at));
  const variable = (name: string): Parts => {
    const value = assigned === undefined || assigned.has(name) ? unknown : lookup(name);
    return value === "declared" || value === "undeclared" ? unknown : value;
  };
  return { variable, heredocs };
}

/** The variables that a script may set itself; undefined where that cannot be told. */
function assignedNames(script: string): ReadonlySet<string> | undefined {
  if (/\b(?:eval|getopts|mapfile|read|readarray|source|unset)\b|(?:^|[\s;&|])\.\s/.test(script)) return undefined;
  return new Set(Array.from(script.matchAll(/\b([A-Za-z_]\w*)\+?=|\b(?:for|select)\s+(\w+)/g), (m) => m[1] ?? m[2] ?? ""));
}

type Quote = (value: string) => string;

/** Adapts the commands of one instruction in the order of its text, which is that of its pipelines. */
function adapter(document: Document, instruction: Instruction): (command: ShellCommand, quote: Quote) => Command {
  const done = new Map<readonly ShellWord[], Command>();
  return (command, quote) => {
    const input = command.input && done.get(command.input);
    const adapted = adapt(document, command, { instruction, input, quote: command.quoted ? undefined : quote });
    done.set(command.words, adapted);
    return adapted;
  };
}

interface Surroundings {
  readonly instruction: Instruction;
  readonly input: Command | undefined;
  readonly quote: Quote | undefined;
}

function adapt(document: Document, command: ShellCommand, { instruction, input, quote }: Surroundings): Command {
  const words = command.words.map((word, i) => wordOf(document, word, quote, command.words[i - 1]));
  const first = words[0];
  const at = document.source.at(first?.at.start ?? 0, words.at(-1)?.at.end ?? 0);
  const name = command.words[0] && known(command.words[0].parts);
  return {
    name: name === undefined ? undefined : name.slice(name.lastIndexOf("/") + 1),
    words,
    assignments: command.assignments.map((a, i) => assignmentOf(document, a, command.assignments[i + 1] ?? command.words[0])),
    input,
    output: command.output && wordOf(document, command.output, quote, undefined),
    at,
    instruction,
    remove: () => removeCommand(document, command, instruction),
    runLast: (text) => runLast(document, command, text),
    runNext: (text) => runNext(document, command, text),
  };
}

function assignmentOf(document: Document, word: ShellWord, next: ShellWord | undefined): Assignment {
  const equals = word.written.text.indexOf("=");
  const value = word.parts.length > 0 ? [word.parts[0]?.slice(equals + 1), ...word.parts.slice(1)] : [];
  const at = place(document, word.written);
  const remove = (): readonly Edit[] => {
    const gap = next && blank(document, at.end, place(document, next.written).start);
    return gap ? [{ at: document.source.at(at.start, gap.end), text: "" }] : [];
  };
  const name = word.written.text.slice(0, equals).replace(/\+$/, "");
  return { name, value: fieldOf(value, document.source.at(word.written.start(equals + 1), at.end), {}), at, remove };
}

/** The place between two words, where nothing but blanks and continued lines stands there. */
function blank({ source }: Document, start: number, end: number): Place | undefined {
  return start <= end && /^(?:[ \t]|\\\r?\n)*$/.test(source.text.slice(start, end)) ? source.at(start, end) : undefined;
}

/** Where a quoted script holds the word, only a text that needs no quotes can be written, `quote` being undefined. */
function wordOf(document: Document, { written, parts }: ShellWord, quote: Quote | undefined, before: ShellWord | undefined): Field<string> {
  const at = place(document, written);
  const set = (value: string): readonly Edit[] => {
    const text = /[\r\n]/.test(value) ? undefined : quote ? quote(value) : isPlain(value) ? value : undefined;
    return text === undefined ? [] : [{ at, text }];
  };
  const remove = (): readonly Edit[] => {
    const gap = before && blank(document, place(document, before.written).end, at.start);
    return gap ? [{ at: document.source.at(gap.start, at.end), text: "" }] : [];
  };
  return fieldOf(parts, at, { set, remove });
}

const isPlain = (value: string): boolean => /^[\w@%+=:,./-]+$/.test(value);
const shellQuote: Quote = (value) => (isPlain(value) ? value : `'${value.replaceAll("'", "'\\''")}'`);

/**
 * Take a command out of a list of simple commands, with the operator and the continuation line before it; the first one with those
 * behind it. Where operators differ on its sides, which one goes is not plain.
 */
function removeCommand({ source, lexed }: Document, { chain }: ShellCommand, instruction: Instruction): readonly Edit[] {
  if (!chain) return [];
  const { links, index } = chain;
  const [before, own, after] = [links[index - 1], links[index], links[index + 1]];
  if (!own) return [];
  if (links.length === 1) return instruction.remove();
  if (before) return !after || before.operator === own.operator ? [{ at: source.at(before.end, own.end), text: "" }] : [];
  if (!after || lexed.comments.some(([start]) => start > own.start && start < after.start)) return [];
  return [{ at: source.at(own.start, after.start), text: "" }];
}

/** Written as the last two commands of the list are parted: on a line of its own where they are. */
function runLast(document: Document, { chain }: ShellCommand, text: string): readonly Edit[] {
  const last = chain?.links.at(-1);
  if (last?.operator !== "") return [];
  return [{ at: document.source.at(last.end), text: `${partedBy(document, chain?.links.at(-2), last)}${text}` }];
}

/** Written as this command and the next one are parted, else as the one before it is. */
function runNext(document: Document, { chain }: ShellCommand, text: string): readonly Edit[] {
  const [before, own, after] = chain ? [chain.links[chain.index - 1], chain.links[chain.index], chain.links[chain.index + 1]] : [];
  if (!own || (after ? own.operator !== "&&" && own.operator !== ";" : own.operator !== "")) return [];
  const parted = after ? partedBy(document, own, after) : partedBy(document, before, own);
  return [{ at: document.source.at(own.end), text: `${parted}${text}` }];
}

type Link = NonNullable<ShellCommand["chain"]>["links"][number];

/** The operator with the blanks and line ends around it that stand between two commands, as one for success; ` && ` where that is not plain. */
function partedBy({ source, lexed }: Document, before: Link | undefined, after: Link): string {
  if (!before || lexed.comments.some(([start]) => start > before.end && start < after.start)) return " && ";
  const gap = source.text.slice(before.end, after.start);
  return /^(?:[ \t]|\\\r?\n)*(?:&&|;)(?:[ \t]|\\\r?\n)*$/.test(gap) ? gap.replace(/&&|;/, "&&").replace(/^&&/, " &&") : " && ";
}
