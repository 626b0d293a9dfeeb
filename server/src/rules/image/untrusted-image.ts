import { bad, dockerfile, good } from "../../kit/example.ts";
import { rule } from "../../kit/rule.ts";
import { baseImage } from "../../knowledge/base-images/find.ts";
import type { Stage } from "../../model/build.ts";
import type { Field } from "../../model/field.ts";
import { isTrusted, listedPatterns } from "../../model/trusted-image.ts";

export default rule({
  name: "untrusted-image",
  on: "stage",
  title: "Image is not one of those that are trusted here",
  severity: "warning",
  risk: "image",
  why: `Whoever can publish an image that yours is built on, or copies from, can put anything into yours. NIST SP 800-190 recommends a set of trusted images and registries, and
building from these alone.

The option \`trusted\` says which: patterns of image references as they are written, with \`*\` for any text without \`/\` and \`**\` for any text. \`example.com/**\` trusts a
registry, \`node:24*\` some tags of an official image, \`public.ecr.aws/docker/library/*\` the official ones through Amazon ECR. A pattern without a tag trusts all tags and digests. While the list is empty, which is
the default, nothing is reported.

Judged are \`FROM\`, \`COPY --from\` and \`RUN --mount=from=\`. Docker Hub's images are matched in each way in which they may be written (\`node\`, \`library/node\`, \`docker.io/library/node\`). Stages,
\`scratch\`, and references that only the build knows are left alone.`,
  refs: ["NIST SP 800-190 4.1.5", "CWE-829", "CIS Docker 4.2"],
  equivalents: [{ tool: "hadolint", id: "DL3026" }],
  options: { trusted: [] },

  *check(stage, { trusted }) {
    if (trusted.length === 0 || stage.stages[0] !== stage) return;
    const names = new Set(stage.stages.map((s) => s.address));
    for (const field of stage.stages.flatMap((s) => imagesOf(s, names))) {
      if (isTrusted(field, trusted) !== false) continue;
      yield { at: field.at, message: `${field.value ?? "The image"} matches none of the trusted images: ${listedPatterns(trusted)}.` };
    }
  },

  examples: [
    bad(dockerfile`
      FROM golang:1.26 AS build
      FROM «docker.io/someone/base:1»
      COPY --from=build /app /app
      COPY --from=«quay.io/other/tool» /tool /tool
    `)
      .given({ trusted: ["golang:*", "example.com/**"] })
      .because("Trusted are golang with any tag, and all of example.com."),
    bad(dockerfile`FROM «node:22»`)
      .given({ trusted: ["node:24*"] })
      .because("Trusted is node:24* only."),

    good(dockerfile`FROM example.com/anything:1`).because("Nothing is said until the option says what is trusted."),
    good(dockerfile`
      FROM docker.io/library/node:24-alpine@sha256:2b7412e6465c3c7fc5bb21d3e6f1917c167358449fecac8176c6e496e5c1f05f AS build
      FROM build AS test
      FROM scratch
      COPY --from=0 /app /app
      COPY --from=test /test /test
      COPY --from=assets /logo.svg /logo.svg
    `)
      .given({ trusted: ["node:24*"] })
      .because("One image, however it is written; stages, scratch and a context that the build is given are none."),
    good(dockerfile`
      ARG BASE
      FROM $BASE
    `)
      .given({ trusted: ["node"] })
      .because("Known to the build only."),
  ],
});

/** What the stage is built on and copies from, stages not included. */
function imagesOf({ base, parent, instructions }: Stage, names: ReadonlySet<string>): readonly Field<string>[] {
  const sources = instructions.flatMap(({ keyword, flags }) =>
    flags.flatMap(({ name, value, options }) => {
      if (keyword === "COPY" && name === "from") return [value];
      return keyword === "RUN" && name === "mount" ? options.filter((o) => o.name === "from").map((o) => o.value) : [];
    }),
  );
  const isStage = (text: string): boolean => /^\d+$/.test(text) || names.has(text.toLowerCase());
  // A bare name that no known image has may be a context that the build is given.
  const isContext = (text: string): boolean => /^[\w-]+$/.test(text) && !baseImage(text, "latest");
  return [...(parent || base.is("scratch") ? [] : [base]), ...sources.filter((s) => !s.is((text) => isStage(text) || isContext(text)))];
}
