import { bad, file, good } from "../../kit/example.ts";
import { fix, rule } from "../../kit/rule.ts";
import { secretFile } from "../../knowledge/secrets/file-name.ts";

export default rule({
  name: "reincluded-secret",
  on: "ignoreFile",
  title: ".dockerignore lets a file of secrets in",
  severity: "warning",
  risk: "image",
  why: `A line with \`!\` takes back what the lines above it leave out: with \`!.env\` the file is in the context again, goes to whatever builds the image, and into the image with the next \`COPY .\`.

Let it stay out, and mount it as a build secret where a step needs it. Examples (\`!.env.example\`), public keys and certificates are no secrets; a line that a later one undoes is none, either.`,
  refs: ["NIST SP 800-190 4.1.4", "CWE-538", "https://docs.docker.com/build/concepts/context/#negating-matches"],

  *check({ patterns }) {
    for (const [i, { path, negated, at, remove }] of patterns.entries()) {
      const secret = negated ? secretFile(path.replaceAll("*", "x")) : undefined;
      if (!secret || patterns.slice(i + 1).some((later) => !later.negated && later.path === path)) continue;
      yield {
        at,
        key: path,
        message: `This lets ${path} into the context of every build: ${secret.what}.`,
        fixes: fix("Remove the line", "unsafe", remove()),
      };
    }
  },

  examples: [
    bad(file(".dockerignore")`
      *
      !src
      «!.env»
    `).to(file(".dockerignore")`
      *
      !src
    `),
    bad(file("web/Dockerfile.dockerignore")`
      secrets
      «!secrets/id_rsa»
    `).because("The ignore file of one Dockerfile."),
    good(file(".dockerignore")`
      # secrets
      .env*
      !.env.example
      *.pem
      !ca.pem
      !package.json
    `).because("Examples, certificates and code."),
    good(file(".dockerignore")`
      !.env
      .env
    `).because("The last line decides."),
  ],
});
