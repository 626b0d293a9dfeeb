import { bad, file, good } from "../../kit/example.ts";
import { fix, rule } from "../../kit/rule.ts";
import { copiedFrom } from "../../model/copied.ts";
import { isIgnored } from "../../model/ignore-file.ts";
import { barePath } from "../../model/path.ts";

export default rule({
  name: "ignored-copy-source",
  on: "buildContext",
  title: "What is copied is left out by .dockerignore",
  severity: "warning",
  risk: "image",
  why: `What \`.dockerignore\` names is not in the context of the build: \`COPY\` does not find it, and the build fails. Mostly the one was changed and the other not.

The context is taken to be the folder that Compose builds the Dockerfile with, else its own. Sources with wildcards, folders of which only a part is left out, and what comes from another stage or image are left alone.

The fix lets it in again, with a line at the end.`,
  refs: ["NIST SP 800-190 4.1.2", "https://docs.docker.com/reference/build-checks/copy-ignored-file/"],
  equivalents: [{ tool: "buildkit", id: "CopyIgnoredFile" }],

  *check({ stages, ignoreFile }) {
    if (!ignoreFile) return;
    for (const { instructions } of stages) {
      for (const instruction of instructions) {
        for (const { value, at } of copiedFrom(instruction)) {
          const path = value === undefined ? "" : barePath(value.replace(/^(?:\.?\/)+/, ""));
          if (path === "" || path === "." || /[*?[\]\\]|:\/\/|(?:^|\/)\.\.(?:\/|$)|^<</.test(path) || isIgnored(ignoreFile, path) !== true) continue;
          if (ignoreFile.patterns.some((p) => p.negated && p.path.startsWith(`${path}/`))) continue;
          yield {
            at,
            key: path,
            message: `${instruction.keyword} does not find ${path}: .dockerignore leaves it out, and the build fails.`,
            fixes: fix(`Let ${path} in with .dockerignore`, "unsafe", ignoreFile.add([`!${path}`])),
          };
        }
      }
    }
  },

  examples: [
    bad(
      file("web/Dockerfile")`
        FROM node:24-slim
        COPY package.json «dist» /app/
        USER node
      `,
      file("web/.dockerignore")`
        node_modules
        /dist
      `,
    ),
    bad(
      file("web/Dockerfile.prod")`
        FROM node:24-slim
        COPY «./config/prod.json» /app/
        USER node
      `,
      file("web/Dockerfile.prod.dockerignore")`
        **/*.json
      `,
      file("web/.dockerignore")`
        node_modules
      `,
    ).because("The ignore file of its own holds, and not the other."),
    good(
      file("web/Dockerfile")`
        FROM node:24-slim
        COPY src/ app.js /app/
        COPY --from=build /out/dist /app/dist
        COPY *.json /app/
        USER node
      `,
      file("web/.dockerignore")`
        *
        !src/main
        !app.js
        !*.json
      `,
    ).because("A part of the folder is let in, and so are the file and the pattern."),
    good(
      file("web/Dockerfile")`
        FROM node:24-slim
        COPY dist /app/
        USER node
      `,
      file(".dockerignore")`
        dist
      `,
    ).because("The context may be the folder above: what it holds there is not this one."),
  ],
});
