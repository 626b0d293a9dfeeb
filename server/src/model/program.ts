import type { Edit } from "../text/source.ts";
import type { Command } from "./build.ts";
import type { Field } from "./field.ts";

/** What a command runs in the end: `curl` for `sudo -E curl …`. */
export interface Program {
  /** Without its folder. */
  readonly name: string;
  readonly args: readonly Field<string>[];
}

/** Programs that run the one that they are given, and their options that take a value. */
const carriers: Readonly<Partial<Record<string, string>>> = {
  busybox: "",
  chronic: "",
  command: "",
  env: "uSC",
  exec: "a",
  gosu: "",
  nice: "n",
  nohup: "",
  sudo: "ugpCDhRrtTU",
  time: "fo",
  timeout: "ks",
};
/** Of these, how many operands stand before the program. */
const operandsOf: Readonly<Partial<Record<string, number>>> = { gosu: 1, timeout: 1 };

/** Undefined where the name is not known. */
export function program({ name, words }: Command): Program | undefined {
  let from = 0;
  let current = name;
  for (let hops = 0; current !== undefined && hops < 4; hops++) {
    const valued = carriers[current];
    const next = valued === undefined ? undefined : carried(words, from + 1, valued, operandsOf[current] ?? 0);
    if (next === undefined) return { name: current, args: words.slice(from + 1) };
    from = next;
    const value = words[from]?.value;
    current = value?.slice(value.lastIndexOf("/") + 1);
  }
  return undefined;
}

/** The index of the program that a carrier runs. */
function carried(words: readonly Field<string>[], from: number, valued: string, operands: number): number | undefined {
  let skip = operands;
  for (let i = from; i < words.length; i++) {
    const word = words[i]?.value;
    if (word?.startsWith("-")) {
      if (word.length === 2 && valued.includes(word[1] ?? "-")) i++;
    } else if (word === undefined || !/^[A-Za-z_]\w*=/.test(word)) {
      if (skip === 0) return i;
      skip--;
    }
  }
  return undefined;
}

/** Options that take a value of their own: the letters of short ones, the names of long ones. */
export interface Grammar {
  readonly short: string;
  readonly long: ReadonlySet<string>;
}

/** `-k`, one of the letters of `-fkL`, or `--insecure`. */
export interface Option {
  /** The letter, or the long name. */
  readonly name: string;
  /** The whole word that it stands in, which may hold other letters too. */
  readonly word: Field<string>;
  /** What stands behind it, in the same word (`-o/x`, `--output=/x`) or in the next one. */
  readonly value: string | undefined;
  /** The next word, where the value is one of its own. */
  readonly valueWord: Field<string> | undefined;
}

/** Options and what else is given. Words that are not known are operands. */
export function readOptions(
  args: readonly Field<string>[],
  grammar: Grammar,
): { readonly options: readonly Option[]; readonly operands: readonly Field<string>[] } {
  const options: Option[] = [];
  const operands: Field<string>[] = [];
  for (let i = 0; i < args.length; i++) {
    const word = args[i];
    const text = word?.value ?? word?.parts[0];
    if (!word) continue;
    if (text === "--" && word.value !== undefined) return { options, operands: [...operands, ...args.slice(i + 1)] };
    if (text === undefined || !/^-./.test(text)) operands.push(word);
    else if (text.startsWith("--")) {
      const equals = text.indexOf("=");
      const name = equals < 0 ? text.slice(2) : text.slice(2, equals);
      const valueWord = equals < 0 && grammar.long.has(name) ? args[++i] : undefined;
      const own = equals < 0 || word.value === undefined ? undefined : text.slice(equals + 1);
      options.push({ name, word, value: own ?? valueWord?.value, valueWord });
    } else {
      for (let at = 1; at < text.length; at++) {
        const name = text[at] ?? "";
        const takes = grammar.short.includes(name);
        const own = takes && at + 1 < text.length && word.value !== undefined ? text.slice(at + 1) : undefined;
        const valueWord = takes && at + 1 === text.length && word.value !== undefined ? args[++i] : undefined;
        options.push({ name, word, value: own ?? valueWord?.value, valueWord });
        if (takes) break;
      }
    }
  }
  return { options, operands };
}

/** As it is written alone: `-k`, `--insecure`. */
export const dashed = ({ name }: Option): string => (name.length === 1 ? `-${name}` : `--${name}`);

/** Edits that take an option away: its letter from `-fkL`, else its word and that of its value. None where that is not plain. */
export function removeOption({ name, word, valueWord }: Option): readonly Edit[] {
  const text = word.value ?? "";
  const rest = name.length === 1 && !valueWord && /^-[A-Za-z]+$/.test(text) ? text.replaceAll(name, "") : "-";
  return rest === "-" ? removeWords(word, valueWord) : word.set(rest);
}

/** Edits that take neighbouring words away: all or none. */
export function removeWords(...words: readonly (Field<string> | undefined)[]): readonly Edit[] {
  const edits = words.flatMap((word) => (word ? [word.remove()] : []));
  return edits.every((e) => e.length > 0) ? edits.flat() : [];
}
