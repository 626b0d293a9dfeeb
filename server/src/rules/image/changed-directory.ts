import { bad, dockerfile, good } from "../../kit/example.ts";
import { rule } from "../../kit/rule.ts";

export default rule({
  name: "changed-directory",
  on: "stage",
  title: "cd changes the directory for one step only",
  severity: "hint",
  preset: "hygiene",
  risk: "image",
  why: `Each \`RUN\` begins in the directory that \`WORKDIR\` says: a \`cd\` at its end does nothing for the next one, and one at its beginning is what \`WORKDIR\` is for, which also makes the directory.

A \`cd\` in the middle of a step, in a subshell or to go back is left alone.`,
  refs: ["NIST SP 800-190 4.1.2", "https://docs.docker.com/build/building/best-practices/#workdir"],
  equivalents: [
    { tool: "hadolint", id: "DL3003" },
    { tool: "trivy", id: "DS-0013" },
  ],

  *check({ instructions, commands }) {
    for (const instruction of instructions) {
      if (instruction.keyword !== "RUN" || instruction.flags.length > 0) continue;
      const own = commands.filter((c) => c.instruction === instruction);
      const [first] = own;
      // Of a subshell, a group or a loop the list of commands does not tell.
      if (first?.name !== "cd" || /[(){]|\bdo\b|\bthen\b/.test(sourceOf(instruction.at)) || own.slice(1).some((c) => c.name === "cd")) continue;
      const to = first.words[1];
      if (to?.value === undefined || to.value === "-") continue;
      yield {
        at: first.words[0]?.at ?? first.at,
        key: to.value,
        message:
          own.length === 1 ? "This cd is forgotten when the step ends." : `The step begins with cd ${to.value}: WORKDIR says it for all that follow.`,
      };
    }
  },

  examples: [
    bad(dockerfile`
      FROM debian:13-slim
      RUN «cd» /src && make
      USER 1000
    `),
    bad(dockerfile`
      FROM debian:13-slim
      RUN «cd» /src
      USER 1000
    `),
    good(dockerfile`
      FROM debian:13-slim
      WORKDIR /src
      RUN make && cd / && rm -rf /src
      USER 1000
    `).because("It goes away to remove where it was."),
    good(dockerfile`
      FROM debian:13-slim
      RUN (cd /src && make) && cp /src/out /usr/local/bin/
      USER 1000
    `).because("A subshell leaves the directory of the step alone."),
    good(dockerfile`
      FROM debian:13-slim
      RUN cd /src && make && cd - && rm -rf /src
      USER 1000
    `).because("It comes back."),
  ],
});

const sourceOf = ({ source, start, end }: { readonly source: { readonly text: string }; readonly start: number; readonly end: number }): string =>
  source.text.slice(start, end);
