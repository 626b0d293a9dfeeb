import { bad, dockerfile, good } from "../../kit/example.ts";
import { type Fix, fix, rule } from "../../kit/rule.ts";
import type { Command, Instruction } from "../../model/build.ts";
import { chain } from "../../model/chain.ts";
import { hasOption, type PackageCommand, packageCommand, withoutSudo } from "../../model/package-command.ts";

export default rule({
  name: "package-cache",
  on: "stage",
  title: "A package manager's cache stays in the image",
  severity: "hint",
  risk: "image",
  preset: "all",
  why: `Lists and downloaded packages are of no use to what runs, make the image larger, and tempt later steps to install from lists that are long out of date.
A step that removes them later does not help: what one layer holds, the next one only hides.

Judged is what ends in the final image; cache mounts are left alone. Debian's and Ubuntu's images remove downloaded packages by themselves, and so only the lists count there.

The fix removes the cache in the same step, or has the manager write none. It is safe where no later step installs from the lists.`,
  refs: ["NIST SP 800-190 4.1.1", "https://docs.docker.com/build/building/best-practices/#apt-get"],
  equivalents: [
    { tool: "hadolint", id: "DL3009" },
    { tool: "hadolint", id: "DL3019" },
    { tool: "hadolint", id: "DL3032" },
    { tool: "hadolint", id: "DL3036" },
    { tool: "hadolint", id: "DL3040" },
    { tool: "hadolint", id: "DL3042" },
    { tool: "dockle", id: "DKL-DI-0005" },
  ],

  *check(stage) {
    if (!stage.final) return;
    const stages = chain(stage).toReversed();
    const commands = stages.flatMap((s) => s.commands);
    const uses = commands.flatMap((c) => packageCommand(c) ?? []);
    const seen = new Set<Instruction>();
    for (const use of uses) {
      const { instruction } = use.command;
      if (seen.has(instruction) || !leavesCache(use) || hasCacheMount(instruction)) continue;
      const same = commands.filter((c) => c.instruction === instruction);
      if (same.some((c) => c.at.start > use.command.at.start && cleans(c, use))) continue;
      seen.add(instruction);
      yield {
        at: use.verb.at,
        message: `What "${use.program} ${use.verb.value}" leaves in ${places[use.manager]} stays in the image.`,
        key: use.manager,
        fixes: cure(use, uses),
      };
    }
    if (stages.some((s) => s.variables.some((v) => v.name.is("PIP_NO_CACHE_DIR")))) return;
    for (const command of commands) {
      const install = pipInstall(command);
      if (!install || seen.has(command.instruction) || hasCacheMount(command.instruction)) continue;
      const after = commands.filter((c) => c.instruction === command.instruction && c.at.start > command.at.start);
      if (command.words.some((w) => w.value === undefined || w.is("--no-cache-dir") || w.is("--no-cache")) || after.some(cleansHome)) continue;
      seen.add(command.instruction);
      yield {
        at: install.at,
        message: "What pip downloads stays in its cache in the image.",
        key: "pip",
        fixes: command.instruction.exec
          ? []
          : fix('Add "--no-cache-dir"', "safe", [{ at: install.at.source.at(install.at.end), text: " --no-cache-dir" }]),
      };
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

function cure(use: PackageCommand, uses: readonly PackageCommand[]): readonly Fix[] {
  const { manager, command, verb, program } = use;
  if (manager === "apk") {
    const add = use.does === "install" ? use : undefined;
    return add && !command.instruction.exec ? fix('Add "--no-cache"', "safe", [{ at: verb.at.source.at(verb.at.end), text: " --no-cache" }]) : [];
  }
  if (manager === "apt") {
    const needed = uses.some(
      (u) => u.manager === "apt" && u.does === "install" && u.command.at.start > command.instruction.at.end && !refreshed(u, uses),
    );
    const text = "rm -rf /var/lib/apt/lists/*";
    return needed || command.words[0]?.is("sudo") ? [] : fix(`Add "${text}" to the step`, "safe", command.runLast(text));
  }
  const text = `${program} clean ${manager === "zypper" ? "--all" : "all"}`;
  return command.words[0]?.is("sudo") ? [] : fix(`Add "${text}" to the step`, "safe", command.runLast(text));
}

const refreshed = (use: PackageCommand, uses: readonly PackageCommand[]): boolean =>
  uses.some((u) => u.manager === use.manager && u.does === "refresh" && u.command.instruction === use.command.instruction);

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
