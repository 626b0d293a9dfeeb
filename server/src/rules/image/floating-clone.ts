import { bad, dockerfile, good } from "../../kit/example.ts";
import { rule } from "../../kit/rule.ts";
import type { Command } from "../../model/build.ts";
import { shapeOf } from "../../model/download.ts";
import type { Field } from "../../model/field.ts";
import { program, readOptions } from "../../model/program.ts";
import { addressOf, isNear } from "../../model/url.ts";

export default rule({
  name: "floating-clone",
  on: "stage",
  title: "Repository is cloned without a version",
  severity: "hint",
  risk: "image",
  preset: "all",
  why: `Without a tag or commit, a clone is whatever the default branch holds that day, and the layer cache keeps an old one without saying so. What was tested is not what is built next, and
whoever can push to the branch is in the image.

Left alone are clones after which a step of the stage checks out a commit or tag, and those whose branch or tag only the build knows. All stages are judged. Images that are meant to follow a branch can
allow this rule.

A commit is certain, a tag is a promise of its owner: \`ADD https://github.com/owner/name.git#<commit> /src\`, or \`git clone --branch v1.2.0\`.`,
  refs: ["NIST SP 800-190 4.1.3", "CWE-829", "https://docs.docker.com/reference/dockerfile/#adding-files-from-a-git-repository"],

  *check(stage) {
    const checkout = stage.commands.findLast(isCheckout)?.at.start ?? -1;
    for (const { keyword, words } of stage.instructions) {
      if (keyword !== "ADD") continue;
      for (const source of words.slice(0, -1)) {
        const shape = shapeOf(source) ?? "";
        const [, branch] = /\.git(?:#(HEAD|main|master)?)?$/.exec(shape) ?? [undefined, "\0"];
        if (branch === "\0" || !/^(?:https?|ssh|git)$/.test(addressOf(source)?.scheme ?? "")) continue;
        yield { at: source.at, message: moves(nameOf(shape), "taken", branch), key: nameOf(shape) };
      }
    }
    for (const command of stage.commands) {
      const clone = cloned(command);
      if (!clone || checkout > command.at.start) continue;
      const name = nameOf(shapeOf(clone.source) ?? "");
      yield { at: clone.source.at, message: moves(name, "cloned", clone.branch), key: name };
    }
  },

  examples: [
    bad(dockerfile`
      FROM golang:1.24 AS build
      RUN git clone --depth 1 «https://github.com/example/tool.git» /src && cd /src && make
      RUN git clone -b main «https://github.com/example/other»
      ADD «https://github.com/example/third.git» /third
    `),

    good(dockerfile`
      FROM golang:1.24 AS build
      ARG REF
      ADD https://github.com/example/tool.git#v1.2.0 /src
      RUN git clone --depth 1 --branch v1.2.0 https://github.com/example/tool.git && git clone -b $REF https://github.com/example/tool.git
      RUN git clone https://github.com/example/tool.git && cd tool && git checkout 0f2a4bd1c3e5f60718293a4b5c6d7e8f90a1b2c3
      RUN git clone https://github.com/example/tool.git
      WORKDIR /tool
      RUN git reset --hard $REF
    `).because("A tag, a commit, and what only the build knows."),
    good(dockerfile`
      FROM golang:1.24 AS build
      ARG REPOSITORY
      RUN git clone /src/tool tool && git clone $REPOSITORY && echo "git clone https://github.com/example/tool.git"
    `).because("A repository of the build, one that is not known, and a text."),
  ],
});

const moves = (name: string, how: string, branch: string | undefined): string =>
  `The repository ${name} is ${how} from ${branch === undefined ? "its default branch" : `the branch ${branch}`}, which is another one from one day to the next.`;

/** Does it take a commit or tag of a clone? */
function isCheckout(command: Command): boolean {
  const run = program(command);
  return run?.name === "git" && run.args.some((a) => a.is((t) => /^(?:checkout|reset|switch)$/.test(t)));
}

/** What `git clone` clones without a version. */
function cloned(command: Command): { readonly source: Field<string>; readonly branch: string | undefined } | undefined {
  const run = program(command);
  if (run?.name !== "git") return undefined;
  const { options, operands } = readOptions(run.args, {
    short: "bcCjou",
    long: new Set(["branch", "config", "depth", "origin", "reference", "revision", "filter", "jobs"]),
  });
  const [verb, source] = operands;
  if (!verb?.is("clone") || !source) return undefined;
  const branch = options.find(({ name }) => name === "b" || name === "branch" || name === "revision");
  if (branch && !/^(?:main|master|develop|trunk)$/.test(branch.value ?? "")) return undefined;
  const address = addressOf(source);
  const isRemote = address ? address.host !== undefined && !isNear(address.host) : source.is((t) => /^[\w.-]+@[\w.-]+:/.test(t));
  return isRemote ? { source, branch: branch?.value } : undefined;
}

const nameOf = (address: string): string =>
  address
    .split(/[?#]/, 1)
    .join("")
    .replace(/\/$/, "")
    .split("/")
    .at(-1)
    ?.replace(/\.git$/, "")
    .replaceAll("\0", "…") ?? address;
