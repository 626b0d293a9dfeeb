import { bad, dockerfile, good } from "../../kit/example.ts";
import { type Fix, fix, rule } from "../../kit/rule.ts";
import type { Instruction } from "../../model/build.ts";

export default rule({
  name: "maintainer-instruction",
  on: "stage",
  title: "MAINTAINER is deprecated",
  severity: "hint",
  risk: "image",
  preset: "hygiene",
  why: `\`MAINTAINER\` was deprecated in 2017. Tools that ask an image whom to tell of a hole look for the label \`org.opencontainers.image.authors\`.

The fix writes the same text as that label. \`docker inspect\` then shows it among the labels instead of as \`Author\`.`,
  refs: [
    "NIST SP 800-190 4.1.2",
    "https://docs.docker.com/reference/build-checks/maintainer-deprecated/",
    "https://github.com/opencontainers/image-spec/blob/main/annotations.md",
  ],
  equivalents: [
    { tool: "buildkit", id: "MaintainerDeprecated" },
    { tool: "hadolint", id: "DL4000" },
    { tool: "checkov", id: "CKV_DOCKER_6" },
    { tool: "trivy", id: "DS-0022" },
  ],

  *check({ instructions }) {
    for (const instruction of instructions) {
      if (instruction.keyword !== "MAINTAINER") continue;
      yield { at: instruction.keywordAt, message: "MAINTAINER has been deprecated since 2017 in favour of a label.", fixes: asLabel(instruction) };
    }
  },

  examples: [
    bad(dockerfile`
      FROM debian:13-slim
      «MAINTAINER» Ada Lovelace <ada@example.com>
    `).to(dockerfile`
      FROM debian:13-slim
      LABEL org.opencontainers.image.authors="Ada Lovelace <ada@example.com>"
    `),
    bad(dockerfile`
      FROM debian:13-slim
      «maintainer» "ada@example.com"
    `).to(dockerfile`
      FROM debian:13-slim
      LABEL org.opencontainers.image.authors="ada@example.com"
    `),

    good(dockerfile`
      FROM debian:13-slim
      LABEL maintainer="ada@example.com"
    `).because("A label, although an old one."),
    good(dockerfile`
      FROM debian:13-slim
      # MAINTAINER ada@example.com
    `).because("A comment."),
  ],
});

function asLabel({ words: [name], replace }: Instruction): readonly Fix[] {
  const text = name?.value?.replace(/^(["'])(.*)\1$/, "$2");
  // What needs an escape, or may be a variable, is left to a person.
  if (text === undefined || text === "" || /["\\$`\n]/.test(text)) return [];
  return fix("Use the label org.opencontainers.image.authors", "safe", replace(`LABEL org.opencontainers.image.authors="${text}"`));
}
