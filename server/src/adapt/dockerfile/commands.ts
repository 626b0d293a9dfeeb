import type { Command, Instruction } from "../../model/build.ts";
import type { Field } from "../../model/field.ts";
import { known, type Lookup, type Parts, unknown } from "../../syntax/dockerfile/expand.ts";
import { Joined } from "../../syntax/dockerfile/joined.ts";
import type { LexedInstruction } from "../../syntax/dockerfile/lex.ts";
import type { ShellCommand, ShellWord } from "../../syntax/shell/command.ts";
import { readExec, readShell, type ShellSettings } from "../../syntax/shell/read.ts";
import type { Edit } from "../../text/source.ts";
import { execStrings } from "./instruction.ts";
import { type Document, fieldOf, place } from "./word.ts";

/** The simple commands of a RUN that a POSIX shell reads, in the order of the text. */
export function commandsOf(document: Document, lexed: LexedInstruction, instruction: Instruction, lookup: Lookup): readonly Command[] {
  const strings = execStrings(lexed);
  const settings = settingsOf(document, lexed, lookup);
  if (!strings) return readShell(lexed.rest, settings).map((c) => adapt(document, c, instruction, shellQuote));
  const words: readonly ShellWord[] = strings.map((s) => ({ written: lexed.rest.slice(s.from, s.to), parts: [s.value] }));
  const [own, ...inner] = readExec(
    words,
    strings.map((s) => s.joined),
    settings,
  );
  return own ? [adapt(document, own, instruction, JSON.stringify), ...inner.map((c) => adapt(document, c, instruction, shellQuote))] : [];
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

function adapt(document: Document, command: ShellCommand, instruction: Instruction, quote: Quote): Command {
  const words = command.words.map((word) => wordOf(document, word, command.quoted ? undefined : quote));
  const first = words[0];
  const at = document.source.at(first?.at.start ?? 0, words.at(-1)?.at.end ?? 0);
  const name = command.words[0] && known(command.words[0].parts);
  return {
    name: name === undefined ? undefined : name.slice(name.lastIndexOf("/") + 1),
    words,
    at,
    instruction,
    remove: () => removeCommand(document, command, instruction),
    runLast: (text) => runLast(document, command, text),
  };
}

/** Where a quoted script holds the word, only a text that needs no quotes can be written, `quote` being undefined. */
function wordOf(document: Document, { written, parts }: ShellWord, quote: Quote | undefined): Field<string> {
  const at = place(document, written);
  const set = (value: string): readonly Edit[] => {
    const text = /[\r\n]/.test(value) ? undefined : quote ? quote(value) : isPlain(value) ? value : undefined;
    return text === undefined ? [] : [{ at, text }];
  };
  return fieldOf(parts, at, { set });
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
function runLast({ source, lexed }: Document, { chain }: ShellCommand, text: string): readonly Edit[] {
  const last = chain?.links.at(-1);
  const before = chain?.links.at(-2);
  if (last?.operator !== "") return [];
  const gap = before && !lexed.comments.some(([start]) => start > before.end && start < last.start) ? source.text.slice(before.end, last.start) : "";
  const parted = /^(?:[ \t]|\\\r?\n)*(?:&&|;)(?:[ \t]|\\\r?\n)*$/.test(gap) ? gap.replace(/&&|;/, "&&").replace(/^&&/, " &&") : " && ";
  return [{ at: source.at(last.end), text: `${parted}${text}` }];
}
