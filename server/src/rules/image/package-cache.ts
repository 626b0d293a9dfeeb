import { bad, dockerfile, good } from "../../kit/example.ts";
import { type Fix, fix, type Report, rule } from "../../kit/rule.ts";
import type { Command, Instruction } from "../../model/build.ts";
import { chain } from "../../model/chain.ts";
import { hasOption, type PackageCommand, packageCommand, withoutSudo } from "../../model/package-command.ts";
import { startsSomething } from "../../model/start.ts";

export default rule({
  name: "package-cache",
  on: "stage",
  title: "A package manager's cache stays in the image",
  severity: "hint",
  risk: "image",
  preset: "hygiene",
  why: `Lists and downloaded packages are of no use to what runs, make the image larger, and tempt later steps to install from lists that are long out of date.
A step that removes them later does not help: what one layer holds, the next one only hides.

Judged is what ends in the final image; cache mounts are left alone. Debian's and Ubuntu's images remove downloaded packages by themselves, and so only the lists count there.

The fix removes the cache in the same step, or has the manager write none. There is none where a later step installs from the lists, and it is not
made by itself where a later step runs a script or an image that starts nothing is one to build on: these may need the lists.`,
  refs: ["NIST SP 800-190 4.1.1", "https://docs.docker.com/build/building/best-practices/#apt-get"],
  equivalents: [
    { tool: "hadolint", id: "DL3009" },
    { tool: "hadolint", id: "DL3019" },
    { tool: "hadolint", id: "DL3032" },
    { tool: "hadolint", id: "DL3036" },
    { tool: "hadolint", id: "DL3040" },
    { tool: "hadolint", id: "DL3042" },
    { tool: "hadolint", id: "DL3060" },
    { tool: "dockle", id: "DKL-DI-0005" },
  ],

  *check(stage) {
    if (!stage.final) return;
    const stages = chain(stage).toReversed();
    const commands = stages.flatMap((s) => s.commands);
    const steps = new Map<Instruction, Command[]>();
    for (const command of commands) {
      const step = steps.get(command.instruction);
      if (step) step.push(command);
      else steps.set(command.instruction, [command]);
    }
    const lists = { ...usesOfLists(steps), base: !startsSomething(stage) };
    const pip = !stages.some((s) => s.variables.some((v) => v.name.is("PIP_NO_CACHE_DIR")));
    for (const [instruction, step] of steps) {
      if (hasCacheMount(instruction)) continue;
      const report = distribution(step, lists) ?? (pip ? python(step) : undefined) ?? node(step);
      if (report) yield report;
    }
  },

  examples: [
    bad(dockerfile`
      FROM debian:13-slim
      RUN apt-get «update» && apt-get install -y curl
    `).to(dockerfile`
      FROM debian:13-slim
      RUN apt-get update && apt-get install -y curl && rm -rf /var/lib/apt/lists/*
    `),
    bad(dockerfile`
      FROM debian:13-slim
      RUN apt-get «update» \
          && apt-get install -y curl \
          && apt-get clean
      RUN rm -rf /var/lib/apt/lists/*
    `)
      .to(dockerfile`
        FROM debian:13-slim
        RUN apt-get update \
            && apt-get install -y curl \
            && apt-get clean \
            && rm -rf /var/lib/apt/lists/*
        RUN rm -rf /var/lib/apt/lists/*
      `)
      .because("apt-get clean leaves the lists, and a later step cannot take them out of this layer."),
    bad(dockerfile`
      FROM alpine:3.23
      RUN apk «add» curl
    `).to(dockerfile`
      FROM alpine:3.23
      RUN apk add --no-cache curl
    `),
    bad(dockerfile`
      FROM amazonlinux:2023
      RUN dnf «install» -y tar
    `).to(dockerfile`
      FROM amazonlinux:2023
      RUN dnf install -y tar && dnf clean all
    `),
    bad(dockerfile`
      FROM python:3.13-slim
      RUN pip «install» -r requirements.txt
    `).to(dockerfile`
      FROM python:3.13-slim
      RUN pip install --no-cache-dir -r requirements.txt
    `),
    bad(dockerfile`
      FROM node:24-slim
      COPY package*.json ./
      RUN npm «ci» --omit=dev
    `).to(dockerfile`
      FROM node:24-slim
      COPY package*.json ./
      RUN npm ci --omit=dev && npm cache clean --force
    `),
    bad(dockerfile`
      FROM node:24-slim
      RUN yarn «install» --frozen-lockfile && yarn build
    `).to(dockerfile`
      FROM node:24-slim
      RUN yarn install --frozen-lockfile && yarn cache clean && yarn build
    `),
    bad(dockerfile`
      FROM debian:13-slim
      RUN apt-get «update» && apt-get install -y curl
      RUN apt-get install -y git
    `).because("No fix: the second step installs from these lists."),

    good(dockerfile`
      FROM debian:13-slim
      RUN apt-get update && apt-get install -y curl && rm -rf /var/lib/apt/lists/*
      RUN --mount=type=cache,target=/var/lib/apt,sharing=locked apt-get update && apt-get install -y git
    `).because("Removed, and in a cache mount."),
    good(dockerfile`
      FROM alpine:3.23
      RUN apk add --no-cache curl
      RUN apk update && apk add git && rm -rf /var/cache/apk/*
    `).because("Never written, and removed."),
    good(dockerfile`
      FROM debian:13 AS build
      RUN apt-get update && apt-get install -y gcc
      FROM scratch
      COPY --from=build /app /app
    `).because("A builder stays behind."),
    good(dockerfile`
      FROM python:3.13-slim
      ENV PIP_NO_CACHE_DIR=1
      RUN pip install -r requirements.txt
    `).because("Said once for all steps."),
    good(dockerfile`
      FROM amazonlinux:2023
      RUN dnf install -y tar && rm -rf /var/cache/dnf
    `).because("Another way to say it."),
    good(dockerfile`
      FROM node:24-slim
      RUN npm ci && rm -rf ~/.npm
      RUN --mount=type=cache,target=/root/.npm npm ci
    `).because("Removed, and in a cache mount."),
    good(dockerfile`
      FROM node:24-slim
      RUN corepack enable && yarn install --immutable
    `).because("Programs may run from the cache of newer versions of Yarn."),
  ],
});

const places = {
  apt: "/var/lib/apt/lists",
  apk: "/var/cache/apk",
  dnf: "/var/cache",
  zypper: "/var/cache/zypp",
  pacman: "/var/cache/pacman",
} as const;

/** apt writes lists when it reads them; the others when they install. */
function leavesCache(use: PackageCommand): boolean {
  const { manager, does, open } = use;
  if (open) return false;
  if (manager === "apt") return does === "refresh";
  if (manager === "apk") return (does === "install" || does === "refresh" || does === "upgrade") && !hasOption(use, ["--no-cache"]);
  return (does === "install" || does === "upgrade") && manager !== "pacman";
}

const hasCacheMount = ({ flags }: Instruction): boolean =>
  flags.some((f) => f.name === "mount" && f.options.some((o) => o.name === "type" && (o.value.is("cache") || o.value.is("tmpfs"))));

function cleans(command: Command, { manager }: PackageCommand): boolean {
  const other = packageCommand(command);
  if (other?.manager === manager && other.does === "clean" && manager !== "apt") return true;
  const removed: Readonly<Record<PackageCommand["manager"], RegExp>> = {
    apt: /^\/var\/(?:lib\/?(?:\*|apt(?:\/\*|\/lists.*)?\/?)?)$/,
    apk: /^\/(?:var|etc)\/(?:cache\/?(?:\*|apk.*)?)$/,
    dnf: /^\/var\/cache(?:\/.*)?$/,
    zypper: /^\/var\/cache(?:\/.*)?$/,
    pacman: /^\/var\/cache(?:\/.*)?$/,
  };
  return removes(command) && command.words.some((w) => w.is((path) => removed[manager].test(path)));
}

const removes = ({ words }: Command): boolean => {
  const [first] = withoutSudo(words);
  return first?.is((text) => /(?:^|\/)(?:rm|find)$/.test(text)) ?? false;
};

/** What the first use of a distribution's package manager in a step leaves there. */
function distribution(step: readonly Command[], lists: UsesOfLists): Report | undefined {
  const uses = step.flatMap((c) => packageCommand(c) ?? []);
  const use = uses.find(leavesCache);
  if (!use || step.some((c) => c.at.start > use.command.at.start && cleans(c, use))) return undefined;
  return {
    at: use.verb.at,
    message: `What "${use.program} ${use.verb.value}" leaves in ${places[use.manager]} stays in the image.`,
    key: use.manager,
    fixes: cure(use, lists),
  };
}

function python(step: readonly Command[]): Report | undefined {
  const command = step.find((c) => pipInstall(c) && !c.words.some((w) => w.value === undefined || w.is("--no-cache-dir") || w.is("--no-cache")));
  const verb = command && pipInstall(command);
  if (!verb || step.some((c) => c.at.start > command.at.start && cleansHome(c))) return undefined;
  return {
    at: verb.at,
    message: "What pip downloads stays in its cache in the image.",
    key: "pip",
    fixes: command.instruction.exec ? [] : fix('Add "--no-cache-dir"', "safe", [{ at: verb.at.source.at(verb.at.end), text: " --no-cache-dir" }]),
  };
}

/** npm keeps what it downloads, Yarn 1 too. Of newer versions of Yarn, which know no `--frozen-lockfile`, the cache may be what programs run from. */
function node(step: readonly Command[]): Report | undefined {
  const command = step.find((c) => keepsModules(c) !== undefined);
  const manager = command && keepsModules(command);
  const verb = command?.words[1];
  if (!manager || !verb || step.some((c) => c.at.start > command.at.start && cleansModules(c))) return undefined;
  const text = manager === "npm" ? "npm cache clean --force" : "yarn cache clean";
  return {
    at: verb.at,
    message: `What ${manager} downloads stays in its cache in the image.`,
    key: manager,
    fixes: fix(`Add "${text}" to the step`, "safe", command.runNext(text)),
  };
}

function keepsModules({ words: [first, verb, ...rest] }: Command): "npm" | "yarn" | undefined {
  if (rest.some((w) => w.value === undefined || w.is((text) => /^--(?:cache|cache-folder|prefix)(?:=|$)/.test(text)))) return undefined;
  if (first?.is("npm") && verb?.is((text) => /^(?:ci|i|install)$/.test(text))) return "npm";
  return first?.is("yarn") && verb?.is("install") && rest.some((w) => w.is("--frozen-lockfile")) ? "yarn" : undefined;
}

/** `npm cache clean`, `yarn cache clean`, `rm -rf /root/.npm`, `/tmp/*` not. */
const cleansModules = (command: Command): boolean =>
  (command.words[0]?.is((text) => text === "npm" || text === "yarn") && command.words[1]?.is("cache")) ||
  (removes(command) && [...command.words.map((w) => w.value), ...command.words.flatMap((w) => w.parts)].some((p) => /\.npm|\.cache/.test(p ?? "")));

interface UsesOfLists {
  /** Where the last step begins that installs from lists that an earlier one left. */
  readonly certain: number;
  /** Where the last step begins that runs a script, which may do so. */
  readonly possible: number;
  /** Does the image start nothing, and so serve others to be built on? */
  readonly base: boolean;
}

function usesOfLists(steps: ReadonlyMap<Instruction, readonly Command[]>): Omit<UsesOfLists, "base"> {
  let certain = -1;
  let possible = -1;
  for (const [{ at }, step] of steps) {
    const uses = step.flatMap((c) => packageCommand(c) ?? []).filter((u) => u.manager === "apt");
    if (uses.some((u) => u.does === "install") && !uses.some((u) => u.does === "refresh")) certain = Math.max(certain, at.start);
    if (step.some(runsScript)) possible = Math.max(possible, at.start);
  }
  return { certain, possible };
}

const runsScript = ({ name, words }: Command): boolean =>
  name === undefined ||
  /\.sh$|^(?:ba|da)?sh$|^(?:make|ansible-playbook|sudo)$/.test(name) ||
  (words[0]?.is((text) => /^\.{0,2}\/(?!(?:usr\/)?(?:local\/)?s?bin\/)/.test(text)) ?? false);

function cure({ manager, does, command, verb, program }: PackageCommand, lists: UsesOfLists): readonly Fix[] {
  const { exec, at } = command.instruction;
  if (manager === "apk")
    return does === "install" && !exec ? fix('Add "--no-cache"', "safe", [{ at: verb.at.source.at(verb.at.end), text: " --no-cache" }]) : [];
  if (command.words[0]?.is("sudo") || (manager === "apt" && lists.certain > at.start)) return [];
  const text = manager === "apt" ? "rm -rf /var/lib/apt/lists/*" : `${program} clean ${manager === "zypper" ? "--all" : "all"}`;
  const safe = manager !== "apt" || (lists.possible <= at.start && !lists.base);
  return fix(`Add "${text}" to the step`, safe ? "safe" : "unsafe", command.runLast(text));
}

/** The word `install` of `pip install`, `pip3 install`, `python -m pip install`. */
function pipInstall({ words: all }: Command): Command["words"][number] | undefined {
  const words = withoutSudo(all);
  const start = words[0]?.is((text) => /(?:^|\/)python[\d.]*$/.test(text)) && words[1]?.is("-m") ? 2 : 0;
  const isPip = words[start]?.is((text) => /(?:^|\/)pip[\d.]*$/.test(text)) ?? false;
  const verb = words.slice(start + 1).find((w) => !w.is((text) => text.startsWith("-")));
  return isPip && verb?.is("install") ? verb : undefined;
}

/** `rm -rf ~/.cache`, `pip cache purge` */
const cleansHome = (command: Command): boolean =>
  (removes(command) && command.words.some((w) => w.is((path) => path.includes(".cache")) || w.parts.some((p) => p?.includes(".cache")))) ||
  (command.words[1]?.is("cache") ?? false);
