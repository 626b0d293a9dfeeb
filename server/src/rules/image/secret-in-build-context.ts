import { bad, file, good } from "../../kit/example.ts";
import { fix, rule } from "../../kit/rule.ts";
import { judge } from "../../knowledge/secrets/judge.ts";
import type { Stage } from "../../model/build.ts";
import type { BuildContext, CredentialsFile } from "../../model/build-context.ts";
import { copiedFrom, excludes } from "../../model/copied.ts";
import { isIgnored } from "../../model/ignore-file.ts";
import { barePath } from "../../model/path.ts";

export default rule({
  name: "secret-in-build-context",
  on: "buildContext",
  title: "A file with secrets is copied along with its folder",
  severity: "warning",
  risk: "image",
  why: `\`COPY . .\` takes all that the context of the build has and \`.dockerignore\` does not name, and so the \`.env\` or \`.npmrc\` that lies beside the code: whoever can pull the image has its passwords, and no line of the Dockerfile says so.

Looked at are the files of the workspace from which programs read credentials, if a value in them is a secret, and as the context the folder that Compose builds the Dockerfile with, else its own. Where Compose names several, or an ignore file of a folder above makes it likely that the context is that one, nothing is said.

The fix adds the file to \`.dockerignore\`, and makes that where there is none. Give the container its values when it starts, and a build step the ones that it needs with \`RUN --mount=type=secret\`.`,
  refs: ["NIST SP 800-190 4.1.4", "CWE-538", "CIS Docker 4.10", "https://docs.docker.com/build/concepts/context/#dockerignore-files"],

  *check(context) {
    for (const stage of context.stages) {
      for (const instruction of stage.instructions) {
        if (excludes(instruction)) continue;
        for (const word of copiedFrom(instruction)) {
          const taken = context.credentials.filter((f) => isTaken(f, word.value) && isLetIn(context, f) && hasSecrets(f));
          const [first, ...others] = taken;
          if (!first) continue;
          const rest = others.length === 0 ? "" : ` and ${others.length} more such ${others.length === 1 ? "file" : "files"}`;
          yield {
            at: word.at,
            key: first.path,
            ...(stage.shipped ? {} : { severity: "info" }),
            message: `${instruction.keyword} takes ${first.path}, which holds secrets,${rest} ${destination(stage)}.`,
            fixes: fix(
              `Leave ${taken.map((f) => f.path).join(" and ")} out with ${context.ignoreFile ? "" : "a new "}.dockerignore`,
              "unsafe",
              context.ignore(taken.map((f) => f.path)),
            ),
          };
        }
      }
    }
  },

  examples: [
    bad(
      file("web/Dockerfile")`
        FROM node:24-slim
        WORKDIR /app
        COPY «.» .
        USER node
        CMD ["node", "server.js"]
      `,
      file("web/.env")`
        PORT=3000
        DB_PASSWORD=Rain-in-May-77
      `,
      file("web/.dockerignore")`
        node_modules
        *.md
      `,
    ),
    bad(
      file("web/Dockerfile")`
        FROM node:24-slim
        COPY package.json «config/» /app/
        USER node
      `,
      file("web/config/prod.env")`
        DB_PASSWORD=Rain-in-May-77
      `,
    ).because("There is no .dockerignore, and the folder is copied."),
    bad(
      file("deploy/web.Dockerfile")`
        FROM node:24-slim
        COPY «web» /app
        USER node
      `,
      file("deploy/compose.yaml")`
        services:
          web:
            build:
              context: ..
              dockerfile: deploy/web.Dockerfile
      `,
      file("web/.env")`
        DB_PASSWORD=Rain-in-May-77
      `,
    ).because("Compose builds it with the folder above."),
    good(
      file("web/Dockerfile")`
        FROM node:24-slim
        COPY . /app
        USER node
      `,
      file("web/.env")`
        DB_PASSWORD=Rain-in-May-77
      `,
      file("web/.dockerignore")`
        **/*.env
        .env*
        !.env.example
      `,
    ).because("It is left out."),
    good(
      file("web/Dockerfile")`
        FROM node:24-slim
        COPY src /app/src
        USER node
      `,
      file("web/.env")`
        DB_PASSWORD=Rain-in-May-77
      `,
    ).because("It is not in what is copied."),
    good(
      file("web/Dockerfile")`
        FROM node:24-slim
        COPY . /app
        USER node
      `,
      file("web/.env")`
        PORT=3000
        LOG_LEVEL=debug
      `,
    ).because("Settings are no secrets."),
    good(
      file("services/web/Dockerfile")`
        FROM node:24-slim
        COPY . /app
        USER node
      `,
      file("services/web/.env")`
        DB_PASSWORD=Rain-in-May-77
      `,
      file(".dockerignore")`
        **/.env
      `,
    ).because("The context is a folder above, as its ignore file shows."),
  ],
});

/** Does the source of a copy take the file? Patterns are not looked into, but "*". */
function isTaken({ path }: CredentialsFile, source: string | undefined): boolean {
  if (source === undefined || source.includes("://")) return false;
  const folder = barePath(source.replace(/^(?:\.?\/)+/, ""));
  return ["", ".", "*"].includes(folder) || path === folder || path.startsWith(`${folder}/`);
}

const isLetIn = ({ ignoreFile, complete }: BuildContext, { path }: CredentialsFile): boolean =>
  ignoreFile ? isIgnored(ignoreFile, path) === false : complete;

/** Well-known defaults and placeholders are none. */
const hasSecrets = ({ properties }: CredentialsFile): boolean =>
  properties.some(({ name, value }) => ["secret", "likely"].includes(judge(name, value.value ?? "")?.strength ?? ""));

const destination = ({ shipped }: Stage): string => (shipped ? "into the image" : "into a builder stage and its cache");
