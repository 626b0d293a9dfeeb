import { bad, dockerfile, good } from "../../kit/example.ts";
import { fix, rule } from "../../kit/rule.ts";
import { emptyLines } from "../../model/instruction-text.ts";

export default rule({
  name: "empty-continuation",
  on: "stage",
  title: "An instruction goes on over an empty line",
  severity: "hint",
  preset: "hygiene",
  risk: "image",
  why: `A line that ends with the escape character goes on in the next one. Where that is empty, Docker still joins what follows and warns: one day the build is to be refused. People read the empty line as the end, and whoever takes out an option next to it makes it one.

Lines of a comment in between are no empty ones. Heredocs are left alone; there an empty line is a part of the text. The fix takes the empty lines out.`,
  refs: ["NIST SP 800-190 4.1.2", "https://docs.docker.com/reference/build-checks/no-empty-continuation/"],
  equivalents: [{ tool: "buildkit", id: "NoEmptyContinuation" }],

  *check({ instructions, escapeMark }) {
    const mark = escapeMark?.is("`") ? "`" : "\\";
    for (const instruction of instructions) {
      const empty = emptyLines(instruction, mark);
      if (empty.length === 0) continue;
      yield {
        at: instruction.keywordAt,
        message: `${instruction.keyword} goes on over an empty line, which Docker is going to refuse.`,
        fixes: fix(
          "Take the empty lines out",
          "safe",
          empty.map((at) => ({ at, text: "" })),
        ),
      };
    }
  },

  examples: [
    bad(dockerfile`
      FROM debian:13-slim
      «RUN» apt-get update && \
          apt-get install -y curl \

          git
      USER 1000
    `).to(dockerfile`
      FROM debian:13-slim
      RUN apt-get update && \
          apt-get install -y curl \
          git
      USER 1000
    `),
    good(dockerfile`
      FROM debian:13-slim
      RUN apt-get update && \
          # for the health check
          apt-get install -y curl

      USER 1000
    `).because("A comment, and an empty line behind the instruction."),
    good(dockerfile`
      FROM debian:13-slim
      RUN <<EOF
      curl https://example.com \

      EOF
    `).because("An empty line of a heredoc."),
  ],
});
