import { bad, dockerfile, good } from "../../kit/example.ts";
import { type Fix, fix, type Report, rule } from "../../kit/rule.ts";
import type { Instruction } from "../../model/build.ts";
import { hasOption, type PackageCommand, packageCommand } from "../../model/package-command.ts";

export default rule({
  name: "separate-package-update",
  on: "stage",
  title: "Package lists are updated in a step of their own",
  severity: "warning",
  risk: "image",
  why: `Each \`RUN\` is cached by its text. A step that only says \`apt-get update\` is not run again while its text stays the same: months later, a changed installation step below
installs from lists of the day on which the first one was run, and so versions with known holes, or fails because they are gone.

Judged are \`apt\`, \`apk\` and \`pacman\` where a later step of the same stage installs without an update of its own. A step that shares its lists through a cache mount is left alone, so is one that
other stages are built on.

The fix puts the update into the step that installs.`,
  refs: ["NIST SP 800-190 4.1.1", "CIS Docker 4.7", "https://docs.docker.com/build/building/best-practices/#apt-get"],
  equivalents: [
    { tool: "checkov", id: "CKV_DOCKER_5" },
    { tool: "trivy", id: "DS-0017" },
    { tool: "dockle", id: "CIS-DI-0007" },
  ],

  *check({ commands }) {
    const uses = commands.flatMap((c) => packageCommand(c) ?? []);
    const refreshing = new Set(uses.filter((u) => u.does === "refresh").map(step));
    const installing = new Set(uses.filter(installs).map(step));
    const next = new Map<PackageCommand["manager"], PackageCommand>();
    const found: Report[] = [];
    for (const use of uses.toReversed()) {
      const { manager, does, program, verb, command } = use;
      const later = next.get(manager);
      if (installs(use)) next.set(manager, use);
      if ((does !== "refresh" && !isSync(use)) || !judged.has(manager) || installing.has(step(use)) || hasCacheMount(command.instruction)) continue;
      if (!later || refreshing.has(step(later)) || readsItself(later)) continue;
      found.push({
        at: verb.at,
        message: `${program} ${verb.value} is a step of its own, so the step that installs ${later.packages[0]?.value ?? "packages"} works with lists as old as the cache.`,
        fixes: merge(use, later),
      });
    }
    yield* found.toReversed();
  },

  examples: [
    bad(dockerfile`
      FROM debian:13-slim
      RUN apt-get «update»
      RUN apt-get install -y curl
    `).to(dockerfile`
      FROM debian:13-slim
      RUN apt-get update && apt-get install -y curl
    `),
    bad(dockerfile`
      FROM debian:13-slim
      # The lists
      RUN apt-get «update» && mkdir /app
      COPY deps /deps
      RUN --network=default DEBIAN_FRONTEND=noninteractive apt-get install -y \
          curl
    `).to(dockerfile`
      FROM debian:13-slim
      # The lists
      RUN mkdir /app
      COPY deps /deps
      RUN --network=default apt-get update && DEBIAN_FRONTEND=noninteractive apt-get install -y \
          curl
    `),
    bad(dockerfile`
      FROM alpine:3.23
      RUN apk «update»
      RUN apk add curl
    `).to(dockerfile`
      FROM alpine:3.23
      RUN apk update && apk add curl
    `),
    bad(dockerfile`
      FROM debian:13-slim
      RUN apt-get «update»
      RUN <<EOF
      apt-get install -y curl
      EOF
    `).because("No fix: a heredoc is a script, into which a person puts the line."),
    bad(dockerfile`
      FROM archlinux:base
      RUN pacman «-Syu» --noconfirm
      RUN pacman -S --noconfirm nginx
    `).because("No fix: pacman upgrades along, which is left to a person to move."),

    good(dockerfile`
      FROM debian:13-slim
      RUN apt-get update && apt-get install -y curl
      RUN apt-get install -y git
    `).because("The first step has both."),
    good(dockerfile`
      FROM debian:13-slim
      RUN <<EOF
      apt-get update
      apt-get install -y curl
      EOF
    `).because("One step, although two lines."),
    good(dockerfile`
      FROM debian:13-slim AS base
      RUN apt-get update
      FROM base
      RUN apt-get install -y curl
    `).because("A stage that others share on purpose."),
    good(dockerfile`
      FROM debian:13-slim
      RUN apt-get update
      RUN apt-get update && apt-get install -y curl
    `).because("The step that installs updates again."),
    good(dockerfile`
      FROM alpine:3.23
      RUN apk update
      RUN apk add --no-cache curl
    `).because("With --no-cache, apk reads the lists anew."),
    good(dockerfile`
      FROM debian:13-slim
      RUN --mount=type=cache,target=/var/lib/apt apt-get update
      RUN --mount=type=cache,target=/var/lib/apt apt-get install -y curl
    `).because("Lists that a cache mount holds are managed by whoever wrote it."),
    good(dockerfile`
      FROM amazonlinux:2023
      RUN dnf makecache
      RUN dnf install -y tar
    `).because("dnf reads lists that are too old anew by itself."),
  ],
});

/** `pacman -Syu` reads the lists and upgrades. */
const isSync = ({ manager, does, verb }: PackageCommand): boolean =>
  manager === "pacman" && does === "upgrade" && verb.is((text) => text.includes("y"));

const installs = (use: PackageCommand): boolean => use.does === "install" || (use.does === "upgrade" && use.manager !== "pacman");

/** Does the installation read the lists itself? */
const readsItself = (use: PackageCommand): boolean =>
  (use.manager === "pacman" && use.verb.is((text) => text.includes("y"))) ||
  (use.manager === "apk" && hasOption(use, ["--no-cache", "--update", "--update-cache"], "U"));

/** What tells the steps of one package manager apart. */
const step = ({ manager, command }: PackageCommand): string => `${manager} ${command.instruction.at.start}`;
const judged: ReadonlySet<PackageCommand["manager"]> = new Set(["apt", "apk", "pacman"]);

const hasCacheMount = ({ flags }: Instruction): boolean =>
  flags.some((f) => f.name === "mount" && f.options.some((o) => o.name === "type" && o.value.is("cache")));

/** Out of its own step, to the head of the one that installs. */
function merge(update: PackageCommand, { command, program, verb }: PackageCommand): readonly Fix[] {
  const { instruction } = command;
  const head = instruction.flags.at(-1)?.at.end ?? instruction.keywordAt.end;
  const out = update.command.remove();
  // What is no plain list of commands is left to a person.
  if (update.manager === "pacman" || out.length === 0 || instruction.exec || command.runLast("true").length === 0) return [];
  const text = ` ${update.program} ${update.verb.value} &&`;
  return fix(`Run "${update.program} ${update.verb.value}" in the step of "${program} ${verb.value}"`, "unsafe", [
    ...out,
    { at: command.at.source.at(head), text },
  ]);
}
