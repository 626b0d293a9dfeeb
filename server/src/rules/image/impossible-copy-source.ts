import { bad, dockerfile, good } from "../../kit/example.ts";
import { rule } from "../../kit/rule.ts";
import type { Instruction } from "../../model/build.ts";
import type { Field } from "../../model/field.ts";

export default rule({
  name: "impossible-copy-source",
  on: "stage",
  title: "COPY takes files from a stage that cannot be",
  severity: "error",
  risk: "image",
  why: `A stage cannot copy from itself, and a number counts the stages from 0 on: anything else fails the build at once. It mostly happens when stages were added or taken out;
names do not shift as numbers do.

A name that no stage has is an image or a context that the build is given (\`COPY --from=nginx\`), and a stage further down may be copied from as well.`,
  refs: ["NIST SP 800-190 4.1.2", "https://docs.docker.com/reference/dockerfile/#copy---from"],
  equivalents: [
    { tool: "hadolint", id: "DL3022" },
    { tool: "hadolint", id: "DL3023" },
    { tool: "trivy", id: "DS-0006" },
  ],

  *check(stage) {
    const { stages } = stage;
    if (stages[0] !== stage) return;
    // Of several stages with one name, the last one is meant.
    const indexes = new Map(stages.map((s, i) => [s.address, i] as const));
    for (const [own, { instructions }] of stages.entries()) {
      for (const source of instructions.flatMap(sourcesOf)) {
        if (source.value === undefined) continue;
        const text = source.value.toLowerCase();
        const index = indexes.get(text) ?? (/^\d{1,4}$/.test(text) ? Number(text) : undefined);
        if (index === own) yield { at: source.at, message: `${source.value} is this very stage: it cannot copy from itself.` };
        else if (index !== undefined && index >= stages.length)
          yield { at: source.at, message: `There is no stage ${index}: the file has ${stages.length}, counted from 0 on.` };
      }
    }
  },

  examples: [
    bad(dockerfile`
      FROM golang:1.26 AS build
      COPY --from=«build» /src /src
      FROM alpine:3.23
      COPY --from=«2» /app /app
    `),
    bad(dockerfile`
      FROM golang:1.26
      FROM alpine:3.23
      RUN --mount=type=bind,from=«1»,target=/src cp /src/app /app
    `),

    good(dockerfile`
      FROM golang:1.26 AS build
      FROM alpine:3.23
      COPY --from=build /app /app
      COPY --from=0 /other /other
      COPY --from=nginx:1.29 /etc/nginx/nginx.conf /nginx.conf
      COPY --from=assets / /assets
    `).because("A name, a number, an image, and a context that the build is given."),
    good(dockerfile`
      FROM alpine:3.23 AS final
      COPY --from=build /app /app
      FROM golang:1.26 AS build
    `).because("A stage further down."),
    good(dockerfile`
      ARG SOURCE
      FROM alpine:3.23
      COPY --from=$SOURCE /app /app
    `).because("Known to the build only."),
  ],
});

/** What `COPY --from=` and `RUN --mount=from=` name. */
const sourcesOf = ({ keyword, flags }: Instruction): readonly Field<string>[] =>
  flags.flatMap(({ name, value, options }) => {
    if (keyword === "COPY" && name === "from") return [value];
    return keyword === "RUN" && name === "mount" ? options.filter((o) => o.name === "from").map((o) => o.value) : [];
  });
