import type { Command, Stage } from "./build.ts";
import { commandsOf } from "./chain.ts";
import type { Field } from "./field.ts";

/** A user that a step of the image makes. */
export interface MadeUser {
  readonly name: string;
  /** Its number, where the step says it. */
  readonly uid: string | undefined;
  /** The groups that it is in beside its own, as far as the same step says. */
  readonly groups: readonly string[];
}

/** The users that useradd and adduser make in what ends in the stage's image, root not included, the last stage's first. */
export const madeUsers = (stage: Stage): readonly MadeUser[] => commandsOf(stage).flatMap(madeBy);

/** The user that a command makes; at most one. */
export function madeBy({ name: command, words }: Command): readonly MadeUser[] {
  if (command !== "useradd" && command !== "adduser") return [];
  const args = words.slice(1);
  const name = nameIn(args);
  if (name === undefined) return [];
  const uid = optionOf(args, /^(?:-[A-Za-z]*u|--uid)$/, /^(?:-u|--uid=)([0-9]+)$/);
  const groups = command === "useradd" ? optionOf(args, /^(?:-[A-Za-z]*G|--groups)$/, /^(?:-G|--groups=)(.+)$/) : undefined;
  return [{ name, uid: uid !== undefined && /^[0-9]{1,10}$/.test(uid) ? uid : undefined, groups: groups?.split(",") ?? [] }];
}

/** The value of an option, as a word of its own or joined to it. */
function optionOf(args: readonly Field<string>[], apart: RegExp, joined: RegExp): string | undefined {
  const at = args.findIndex((w) => w.is((text) => apart.test(text)));
  if (at >= 0) return args[at + 1]?.value;
  return args.flatMap((w) => joined.exec(w.value ?? "")?.[1] ?? [])[0];
}

/** Options of useradd and of both kinds of adduser that take a word. */
const takesWord = /^(?:-[A-Za-z]*[ugGshdcekbfpK]|--(?:uid|gid|groups?|shell|home|home-dir|ingroup|gecos|comment|password|expiredate))$/;

/** The only word that is no option and belongs to none. */
function nameIn(words: readonly Field<string>[]): string | undefined {
  const names = words.filter((w, i) => !w.is((text) => text.startsWith("-")) && !(words[i - 1]?.is((text) => takesWord.test(text)) ?? false));
  const name = names.length === 1 ? names[0]?.value : undefined;
  return name !== undefined && /^[a-z_][a-z0-9_-]{0,31}$/.test(name) && name !== "root" ? name : undefined;
}
