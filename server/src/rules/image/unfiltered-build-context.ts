import { bad, dockerfile, file, good } from "../../kit/example.ts";
import { fix, rule } from "../../kit/rule.ts";
import type { Stage } from "../../model/build.ts";
import { copiedFrom, excludes } from "../../model/copied.ts";
import { type IgnoreFile, isIgnored } from "../../model/ignore-file.ts";

export default rule({
  name: "unfiltered-build-context",
  on: "buildContext",
  title: "A whole folder is copied, and no .dockerignore leaves .git or .env out",
  severity: "info",
  preset: "strict",
  risk: "image",
  why: `\`COPY . .\` without a \`.dockerignore\` takes the history of the repository (\`.git\`), with all that was ever committed, \`.env\` files, keys and what was built on the developer's machine. It also makes every build slower, and a new one of each change to a file that the image does not need.

A \`.dockerignore\` beside the Dockerfile, with \`.git\`, \`.env*\`, \`*.pem\`, \`*.key\` and the folders of what is built, is enough; or one that leaves out \`*\` and names what is let in with \`!\`.

An ignore file that leaves out neither \`.git\` nor \`.env\` is reported, too. The fix adds both to it, or makes it where there is none, then with \`node_modules\` where the build installs its own; a build that reads them must name them with \`!\`.

That there is no file is told only where the whole folder was looked at. The context is the folder that Compose builds the Dockerfile with, else its own. Where Compose names several, or only an ignore file in a folder above speaks for that one, nothing is said, nor of the image of a builder stage, of which the final one takes only what it names.`,
  refs: ["NIST SP 800-190 4.1.4", "CIS Docker 4.10", "https://docs.docker.com/build/concepts/context/#dockerignore-files"],
  equivalents: [{ tool: "dockle", id: "DKL-LI-0003" }],

  *check({ stages, ignoreFile, complete, ignore }) {
    if (ignoreFile ? !isLax(ignoreFile) : !complete) return;
    for (const { instructions, shipped } of stages) {
      if (!shipped) continue;
      for (const instruction of instructions) {
        const whole = excludes(instruction) ? undefined : copiedFrom(instruction).find(({ value }) => value === "." || value === "./");
        if (!whole) continue;
        yield {
          at: whole.at,
          message: `${instruction.keyword} takes the whole folder, with any .git and .env in it: ${ignoreFile ? ".dockerignore leaves out neither" : "no .dockerignore leaves anything out"}.`,
          fixes: fix(
            `Leave .git and .env files out with ${ignoreFile ? "" : "a new "}.dockerignore`,
            "unsafe",
            ignore([".git", "**/.env", "**/.env.*", ...(!ignoreFile && stages.some(installsModules) ? ["**/node_modules"] : [])]),
          ),
        };
        return;
      }
    }
  },

  examples: [
    bad(dockerfile`
      FROM node:24-slim
      WORKDIR /app
      COPY «.» .
      USER node
    `),
    bad(
      dockerfile`
        FROM node:24-slim
        COPY «.» /app
        USER node
      `,
      file(".dockerignore")`
        node_modules
      `,
    ).because("Neither is left out."),
    bad(
      file("docker/Dockerfile")`
        FROM node:24-slim
        COPY «.» /app
        USER node
      `,
      file("compose.yaml")`
        services:
          web:
            build:
              context: .
              dockerfile: docker/Dockerfile
      `,
      file("docker/.dockerignore")`
        .git
      `,
    ).because("Compose builds it with the folder above, where an ignore file of the Dockerfile's own folder has no say."),
    good(
      dockerfile`
        FROM node:24-slim
        COPY . /app
        USER node
      `,
      file(".dockerignore")`
        .git
      `,
    ).because("Someone has thought of what goes along."),
    good(
      dockerfile`
        FROM node:24-slim
        COPY . /app
        USER node
      `,
      file(".dockerignore")`
        *
        !src
        !package.json
      `,
    ).because("Only what is named is let in."),
    good(
      dockerfile`
        FROM node:24-slim
        COPY . /app
        USER node
      `,
      file(".dockerignore")`
        .[eg]*
      `,
    ).because("Which names a class of characters fits is not looked into."),
    good(dockerfile`
      FROM golang:1.26 AS build
      COPY . .
      RUN go build -o /server .
      FROM scratch
      COPY --from=build /server /server
      USER 65532
    `).because("The builder has all of it, the image only what it names."),
    good(
      file("docker/Dockerfile")`
        FROM node:24-slim
        COPY . /app
        USER node
      `,
      file("compose.yaml")`
        services:
          web:
            build:
              context: .
              dockerfile: docker/Dockerfile
      `,
      file(".dockerignore")`
        *
        !src
      `,
    ).because("Compose builds it with the folder above, which has one."),
    good(
      file("docker/Dockerfile")`
        FROM node:24-slim
        COPY . /app
        USER node
      `,
      file("compose.yaml")`
        services:
          web:
            build:
              context: .
              dockerfile: docker/Dockerfile
          api:
            build: docker
      `,
    ).because("Compose builds it with two folders."),
    good(dockerfile`
      FROM node:24-slim
      COPY --exclude=.git . /app
      COPY src /src
      USER node
    `).because("COPY itself leaves something out."),
  ],
});

/** Does it install what Node's programs need, so that the machine's own has no business in it? */
const installsModules = ({ commands }: Stage): boolean =>
  commands.some(
    ({ name, words }) => ["npm", "yarn", "pnpm"].includes(name ?? "") && words.some((w) => ["ci", "install", "i"].includes(w.value ?? "")),
  );

/** Does it let in what most folders have and no image needs? `.git` alone may be there for a version that the build reads from it. */
const isLax = (file: IgnoreFile): boolean => isIgnored(file, ".git/config") === false && isIgnored(file, ".env") === false;
