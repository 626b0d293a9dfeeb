import { bad, dockerfile, good } from "../../kit/example.ts";
import { rule } from "../../kit/rule.ts";
import { packageCommand } from "../../model/package-command.ts";
import { isRoot, usersAt } from "../../model/user-at.ts";

export default rule({
  name: "install-without-root",
  on: "stage",
  title: "Packages are installed as a user that may not",
  severity: "warning",
  risk: "image",
  why: `The package managers of distributions write where only root may: the step fails. What is done about it at last is mostly to drop \`USER\`, and then the image runs as root.

Reported is the first such step of a stage below a \`USER\` that is not root. Nothing is reported with \`sudo\`, for Homebrew and Nix, which need no root, and where a variable names the user.

There is no fix: the step belongs above \`USER\`, with those that it needs; or between \`USER root\` and a \`USER\` that goes back.`,
  refs: ["NIST SP 800-190 4.1.2", "CWE-250", "https://docs.docker.com/build/building/best-practices/#user"],

  *check(stage) {
    const users = usersAt(stage);
    for (const command of stage.commands) {
      const user = users.get(command.instruction);
      if (!user?.is((name) => !isRoot(name) && !/^container/i.test(name))) continue;
      const use = packageCommand(command);
      if (!use || use.command.words[0]?.is("sudo") || !["install", "refresh", "upgrade"].includes(use.does)) continue;
      // Into a folder of the user's own, or only to have a look.
      if (use.options.some((o) => o.is((text) => /^(?:--root|-p|--installroot|-R|--download-only|-d|--print-uris|-s|--simulate)/.test(text))))
        continue;
      yield {
        at: use.verb.at,
        message: `${use.program} ${use.verb.value} fails: the step runs as ${user.value}, who may not install packages.`,
        related: [{ at: user.at, message: "The user is set here." }],
      };
      return;
    }
  },

  examples: [
    bad(dockerfile`
      FROM node:24-slim
      USER node
      RUN apt-get «update» && apt-get install -y git
      CMD ["node", "server.js"]
    `),
    bad(dockerfile`
      FROM alpine:3.23 AS base
      USER 1000:1000
      FROM base
      RUN apk «add» --no-cache curl
    `),

    good(dockerfile`
      FROM node:24-slim
      USER node
      USER root
      RUN apt-get update && apt-get install -y git
      USER node
    `).because("It is root again."),
    good(dockerfile`
      FROM debian:13-slim
      USER app
      RUN sudo apt-get update
    `).because("sudo makes it root."),
    good(dockerfile`
      FROM node:24-slim
      USER node
      RUN npm ci && pip install --user httpie
    `).because("Managers of languages need no root."),
    good(dockerfile`
      FROM debian:13-slim
      ARG RUN_AS
      USER $RUN_AS
      RUN apt-get update
    `).because("Whoever that is."),
  ],
});
