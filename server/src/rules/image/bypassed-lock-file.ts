import { bad, dockerfile, good } from "../../kit/example.ts";
import { type Fix, fix, rule } from "../../kit/rule.ts";
import type { Stage } from "../../model/build.ts";
import { type LanguageInstall, languageInstall } from "../../model/language-package.ts";

export default rule({
  name: "bypassed-lock-file",
  on: "stage",
  title: "Dependencies may differ from the lock file",
  severity: "info",
  risk: "image",
  preset: "strict",
  why: `A lock file says which version of each dependency was tested, with its checksum. \`npm install\` takes it as a hint: where it does not fit \`package.json\`, newer versions are
installed and nobody is told. \`npm ci\` installs what the file says or fails, as do \`--frozen-lockfile\` for Yarn 1 and pnpm.

Reported where a step of the same stage copies the lock file by its name. Low confidence: a pattern such as \`package*.json\`, which copies it where there is one. Installing packages by name is left alone.

The fix makes the build fail where lock file and manifest do not fit, and \`npm ci\` removes a \`node_modules\` that is there.`,
  refs: ["NIST SP 800-190 4.1.1", "CWE-1357", "CWE-494", "https://docs.npmjs.com/cli/commands/npm-ci"],

  *check(stage) {
    const names = copiedNames(stage);
    for (const command of stage.commands) {
      const install = languageInstall(command);
      const lock = install && locks[install.manager];
      if (!install || !lock || !installsAll(install) || command.instruction.exec) continue;
      if (install.rest.some((w) => w.value === undefined || w.is((text) => lock.strict.includes(text)))) continue;
      const copied = lockFile(names, lock.files, command.at.start);
      if (copied === undefined) continue;
      yield {
        at: install.verb.at,
        message: `${command.words.map((w) => w.value).join(" ")} takes ${copied.name} as a hint only: newer versions may be installed than those that it locks.`,
        confidence: copied.sure ? "high" : "low",
        fixes: lock.fix(install),
      };
    }
  },

  examples: [
    bad(dockerfile`
      FROM node:24-slim
      COPY package.json package-lock.json ./
      RUN npm «install» --omit=dev
    `).to(dockerfile`
      FROM node:24-slim
      COPY package.json package-lock.json ./
      RUN npm ci --omit=dev
    `),
    bad(dockerfile`
      FROM node:24-slim
      COPY package*.json ./
      RUN npm «install»
    `).because("Low confidence: there may be no lock file."),
    bad(dockerfile`
      FROM node:24-slim
      COPY package.json pnpm-lock.yaml ./
      RUN pnpm «install» --prod
    `).to(dockerfile`
      FROM node:24-slim
      COPY package.json pnpm-lock.yaml ./
      RUN pnpm install --frozen-lockfile --prod
    `),
    bad(dockerfile`
      FROM node:24-slim
      COPY package.json yarn.lock ./
      RUN «yarn»
    `).to(dockerfile`
      FROM node:24-slim
      COPY package.json yarn.lock ./
      RUN yarn --frozen-lockfile
    `),

    good(dockerfile`
      FROM node:24-slim
      COPY package.json package-lock.json ./
      RUN npm ci && npm install -g pm2@6.0.8 && npm install sharp
    `).because("npm ci keeps to it; the others install packages by name."),
    good(dockerfile`
      FROM node:24-slim
      COPY package.json ./
      RUN npm install
    `).because("No lock file is copied."),
    good(dockerfile`
      FROM node:24-slim
      COPY package.json yarn.lock .yarnrc.yml ./
      RUN yarn install
    `).because("Yarn 2 and later are immutable in continuous integration by themselves."),
    good(dockerfile`
      FROM node:24-slim
      COPY package.json yarn.lock ./
      RUN yarn install --frozen-lockfile && pnpm install
    `).because("It keeps to the file; the other has none."),
  ],
});

interface Lock {
  readonly files: readonly string[];
  /** Options that make it keep to the file, or that say that it shall not. */
  readonly strict: readonly string[];
  readonly fix: (install: LanguageInstall) => readonly Fix[];
}

const frozen = (install: LanguageInstall): readonly Fix[] =>
  fix('Add "--frozen-lockfile"', "unsafe", [{ at: install.verb.at.source.at(install.verb.at.end), text: " --frozen-lockfile" }]);

const locks: Partial<Record<LanguageInstall["manager"], Lock>> = {
  npm: {
    files: ["package-lock.json", "npm-shrinkwrap.json"],
    strict: ["--no-package-lock", "--package-lock=false", "--package-lock-only", "-g", "--global", "--no-save", "--force"],
    fix: (install) => fix('Use "npm ci"', "unsafe", install.verb.set("ci")),
  },
  yarn: { files: ["yarn.lock"], strict: ["--frozen-lockfile", "--immutable", "--no-lockfile", "--pure-lockfile", "--version", "-v"], fix: frozen },
  pnpm: { files: ["pnpm-lock.yaml"], strict: ["--frozen-lockfile", "--no-frozen-lockfile", "--no-lockfile", "-g", "--global"], fix: frozen },
};

/** No package is named: all that the manifest says is installed. */
const installsAll = ({ verb, rest, manager }: LanguageInstall): boolean =>
  rest.every((w) => w.is((text) => text.startsWith("-"))) &&
  (verb.is("install") || verb.is("i") || (manager === "yarn" && !verb.is("add") && !verb.is("global")));

/** Names that COPY and ADD take from the build context, and where each does so first. */
function copiedNames({ instructions }: Stage): ReadonlyMap<string, number> {
  const first = new Map<string, number>();
  for (const { keyword, words, flags, at } of instructions) {
    if ((keyword !== "COPY" && keyword !== "ADD") || flags.some((f) => f.name === "from")) continue;
    for (const word of words.slice(0, -1)) {
      const name = word.value?.replace(/^.*\//, "") ?? "";
      if (!first.has(name)) first.set(name, at.start);
    }
  }
  return first;
}

/** The lock file that is there at a place, or a pattern that it fits. */
function lockFile(
  copied: ReadonlyMap<string, number>,
  files: readonly string[],
  before: number,
): { readonly name: string; readonly sure: boolean } | undefined {
  const isThere = (name: string): boolean => (copied.get(name) ?? before) < before;
  if (isThere(".yarnrc.yml") || isThere(".yarnrc.yaml")) return undefined;
  const exact = files.find(isThere);
  if (exact !== undefined) return { name: exact, sure: true };
  const [name = ""] = files;
  return name === "package-lock.json" && ["package*.json", "package-lock.json*", "package-*.json"].some(isThere) ? { name, sure: false } : undefined;
}
