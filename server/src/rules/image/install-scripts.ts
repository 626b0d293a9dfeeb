import { bad, dockerfile, good } from "../../kit/example.ts";
import { fix, rule } from "../../kit/rule.ts";
import type { Command, Stage } from "../../model/build.ts";
import { withoutSudo } from "../../model/package-command.ts";

export default rule({
  name: "install-scripts",
  on: "stage",
  title: "Scripts of all dependencies run while they are installed",
  severity: "hint",
  risk: "image",
  preset: "all",
  why: `\`npm ci\` and \`npm install\` run the scripts that packages bring for their installation, those of dependencies of dependencies included, with the rights, the network and the secrets of the step. Worms that
went through npm's registry spread by these. pnpm since version 10 and newer versions of Yarn run none unless the project names the package.

Reported is one installation of a whole project per stage, by npm or Yarn 1. Nothing is said where \`--ignore-scripts\`, an \`ENV\` or a copied \`.npmrc\` may turn the scripts off, nor of packages that are installed by name.

The fix breaks packages that compile or download something when they are installed (\`sharp\`, \`bcrypt\`, \`esbuild\` in some versions): run \`npm rebuild\` for these alone, by name.`,
  refs: ["NIST SP 800-190 4.1.3", "CWE-829", "https://docs.npmjs.com/cli/using-npm/config#ignore-scripts"],

  *check(stage) {
    if (stage.variables.some((v) => v.kind !== "LABEL" && v.name.is((n) => /^(?:npm_config_ignore_scripts|yarn_ignore_scripts)$/i.test(n)))) return;
    if (copiesSettings(stage)) return;
    const found = stage.commands.flatMap((c) => installation(c) ?? [])[0];
    if (!found) return;
    const { verb, exec } = found;
    yield {
      at: verb.at,
      message: "Scripts of every package that is installed here run with the rights of this step.",
      fixes: exec ? [] : fix('Add "--ignore-scripts"', "unsafe", [{ at: verb.at.source.at(verb.at.end), text: " --ignore-scripts" }]),
    };
  },

  examples: [
    bad(dockerfile`
      FROM node:24-slim
      COPY package.json package-lock.json ./
      RUN npm «ci» --omit=dev
    `).to(dockerfile`
      FROM node:24-slim
      COPY package.json package-lock.json ./
      RUN npm ci --ignore-scripts --omit=dev
    `),
    bad(dockerfile`
      FROM node:24-slim
      COPY . .
      RUN yarn «install» --frozen-lockfile
    `).because("Yarn 1: newer ones know no such option."),
    good(dockerfile`
      FROM node:24-slim
      COPY package*.json ./
      RUN npm ci --ignore-scripts && npm rebuild sharp
    `).because("Only what is named runs its scripts."),
    good(dockerfile`
      FROM node:24-slim
      ENV npm_config_ignore_scripts=true
      RUN npm ci
    `).because("Said once for all."),
    good(dockerfile`
      FROM node:24-slim
      COPY package.json .npmrc ./
      RUN npm ci
    `).because("The settings that are copied may say it."),
    good(dockerfile`
      FROM node:24-slim
      RUN npm install -g pnpm@10 && pnpm install --frozen-lockfile
    `).because("A tool by its name, and a manager that runs none."),
  ],
});

const copiesSettings = ({ instructions }: Stage): boolean =>
  instructions.some(
    (i) => ["COPY", "ADD"].includes(i.keyword) && i.words.slice(0, -1).some((w) => w.value === undefined || w.value.includes(".npmrc")),
  );

/** The word that says it, where a whole project is installed by a manager that runs scripts. */
function installation(command: Command): { readonly verb: Command["words"][number]; readonly exec: boolean } | undefined {
  const [first, verb, ...rest] = withoutSudo(command.words);
  const [npm, yarn] = [first?.is("npm"), first?.is("yarn")];
  const options = rest.map((w) => w.value);
  if (!verb || options.some((o) => !o?.startsWith("-") || /^--?(?:g|global|location|ignore-scripts|prefix)(?:=|$)/.test(o))) return undefined;
  const fits = (npm && verb.is((v) => /^(?:ci|i|install)$/.test(v))) || (yarn && verb.is("install") && options.includes("--frozen-lockfile"));
  return fits ? { verb, exec: command.instruction.exec } : undefined;
}
