import type { Instruction, Stage } from "../model/build.ts";
import { textOf } from "../text/source.ts";

/** What a stage starts, as words that need no shell. */
export interface Start {
  readonly entrypoint: readonly string[] | undefined;
  readonly cmd: readonly string[] | undefined;
  /** Both in a row: what becomes the first process. */
  readonly words: readonly string[];
}

/** Undefined where nothing is started, where it takes a shell, or where more than one says it. */
export function startOf(stage: Stage): Start | undefined {
  const of = (keyword: string): readonly Instruction[] => stage.instructions.filter((i) => i.keyword === keyword);
  const [entrypoint, ...more] = of("ENTRYPOINT");
  const [cmd, ...others] = of("CMD");
  if (more.length > 0 || others.length > 0 || !(entrypoint ?? cmd)) return undefined;
  // A shell takes no more words than its text.
  if (entrypoint && cmd && (!entrypoint.exec || shellText(entrypoint) !== undefined)) return undefined;
  const first = entrypoint && plainWords(entrypoint);
  const second = cmd && (entrypoint ? execWords(cmd) : plainWords(cmd));
  if ((entrypoint && !first) || (cmd && !second)) return undefined;
  return { entrypoint: first, cmd: second, words: [...(first ?? []), ...(second ?? [])] };
}

/** The words of CMD or ENTRYPOINT, or of a health check behind its type; undefined where only a shell makes sense of them. */
export function plainWords(instruction: Instruction): readonly string[] | undefined {
  if (hasComment(textOf(instruction.at))) return undefined;
  const text = shellText(instruction);
  const values = text === undefined ? execWords(instruction) : literalWords(text);
  return values?.[0] === "exec" ? values.slice(1) : values;
}

const ownWords = ({ keyword, words }: Instruction): Instruction["words"] => (keyword === "HEALTHCHECK" ? words.slice(1) : words);

function execWords(instruction: Instruction): readonly string[] | undefined {
  const own = ownWords(instruction);
  const values = own.flatMap((w) => w.value ?? []);
  return !instruction.exec || values.length < own.length || values.length === 0 ? undefined : values;
}

/** What a shell reads: the shell form, or the text in `["sh", "-c", "…"]`. */
function shellText(instruction: Instruction): string | undefined {
  const own = ownWords(instruction);
  const [first, flag, text, ...more] = own;
  if (instruction.exec)
    return first?.is((name) => /^(?:\/bin\/|\/usr\/bin\/)?(?:ba|da)?sh$/.test(name)) && flag?.is("-c") && more.length === 0 ? text?.value : undefined;
  return first && textOf(first.at.source.at(first.at.start, instruction.at.end)).replace(/\\\r?\n/g, " ");
}

/** The words of one simple command, quotes removed; undefined where a shell would expand, split, redirect or chain. */
function literalWords(text: string): readonly string[] | undefined {
  const words: string[] = [];
  const word = /[ \t]*((?:[^\s$`;&|<>()*?[\]{}~#'"\\!]|'[^'\n]*'|"[^"$`\\!\n]*")+)[ \t]*/y;
  while (word.lastIndex < text.length) {
    const found = word.exec(text)?.[1];
    if (found === undefined) return undefined;
    words.push(found.replace(/'([^']*)'|"([^"]*)"/g, (_, single?: string, double?: string) => single ?? double ?? ""));
  }
  // An assignment before the command is the shell's.
  return words.length === 0 || /^\w+=/.test(words[0] ?? "") ? undefined : words;
}

/** Does a comment line stand within it? */
const hasComment = (text: string): boolean => /\n[ \t]*#/.test(text);

/** `CMD ["a", "b"]` */
export const execForm = (keyword: string, words: readonly string[]): string => `${keyword} [${words.map((w) => JSON.stringify(w)).join(", ")}]`;

/** The address that a health check asks for with curl or wget and nothing else, and that it fails where there is no answer. */
export function askedAddress(check: Instruction): string | undefined {
  const text = check.exec
    ? check.words
        .slice(1)
        .map((w) => w.value ?? "$")
        .join(" ")
    : textOf(check.at).replace(/^.*?\bCMD\s+/is, "");
  const [, rest = ""] = /^(?:curl|wget)\s([^$`;&<>(){}\\'"]*)$/.exec(text.replace(/\\\r?\n/g, " ").trim()) ?? [];
  const [asked = "", or = "exit 1", ...more] = rest.split("||").map((part) => part.trim().replace(/\s+/g, " "));
  const [address, ...others] = asked.split(" ").filter((word) => /^https?:\/\/|^localhost|^127\./.test(word));
  if (address === undefined || others.length > 0 || more.length > 0 || !/^(?:exit [1-9]|false)$/.test(or) || asked.includes("|")) return undefined;
  if (
    asked
      .split(" ")
      .some((word) => /^-\w*[dXHFTuk]|^--(?:data|request|header|form|user|post|method|unix-socket|insecure|no-check-certificate)/.test(word))
  )
    return undefined;
  return /^https?:/.test(address) ? address : `http://${address}`;
}
