import type { Command } from "./build.ts";
import type { Field } from "./field.ts";
import { withoutSudo } from "./package-command.ts";

/** One installation by a language's own package manager. */
export interface LanguageInstall {
  readonly manager: "pip" | "npm" | "yarn" | "pnpm" | "gem" | "go";
  /** The word that says so: `install`. */
  readonly verb: Field<string>;
  /** Its other words, options and their values among them. */
  readonly rest: readonly Field<string>[];
}

/** `pip install`, `python -m pip install`, `npm i`, `yarn add`, `gem install`, `go install`; undefined for all else. */
export function languageInstall(command: Command): LanguageInstall | undefined {
  const all = withoutSudo(command.words);
  const module = all[0]?.is((text) => /(?:^|\/)python[\d.]*$/.test(text)) && all[1]?.is("-m");
  const words = module ? all.slice(2) : all;
  const program = words[0]?.value?.replace(/^.*\//, "") ?? "";
  const manager = /^pip[\d.]*$/.test(program) ? "pip" : known.find((m) => m === program);
  if (!manager) return undefined;
  const at = words.findIndex((w, i) => i > 0 && !w.is((text) => text.startsWith("-")));
  const verb = words[at];
  // `yarn` alone installs.
  if (manager === "yarn" && !verb && words[0]) return { manager, verb: words[0], rest: words.slice(1) };
  if (!verb?.is((text) => verbs[manager].includes(text))) return undefined;
  return { manager, verb, rest: [...words.slice(1, at), ...words.slice(at + 1)] };
}

const known = ["npm", "yarn", "pnpm", "gem", "go"] as const;
const verbs: Readonly<Record<LanguageInstall["manager"], readonly string[]>> = {
  pip: ["install"],
  npm: ["install", "i", "add"],
  yarn: ["install", "add", "global"],
  pnpm: ["install", "i", "add"],
  gem: ["install"],
  go: ["install"],
};
