import { bad, dockerfile, good } from "../../kit/example.ts";
import { rule } from "../../kit/rule.ts";
import type { Field } from "../../model/field.ts";

export default rule({
  name: "duplicate-stage-name",
  on: "stage",
  title: "Two stages have the same name",
  severity: "warning",
  risk: "image",
  why: `Of two stages with one name, whatever stands below means the last one: \`COPY --from\`, \`FROM\` and \`--target\` silently take files from another stage than the one that was
read and reviewed. Names are compared without regard to case. \`scratch\` and \`context\` cannot be names of stages at all: they mean the empty image and the build context.`,
  refs: [
    "NIST SP 800-190 4.1.2",
    "https://docs.docker.com/reference/build-checks/duplicate-stage-name/",
    "https://docs.docker.com/reference/build-checks/reserved-stage-name/",
  ],
  equivalents: [
    { tool: "buildkit", id: "DuplicateStageName" },
    { tool: "buildkit", id: "ReservedStageName" },
    { tool: "hadolint", id: "DL3024" },
    { tool: "trivy", id: "DS-0012" },
    { tool: "checkov", id: "CKV_DOCKER_11" },
  ],

  *check(stage) {
    const { stages } = stage;
    if (stages[0] !== stage) return;
    const first = new Map<string, Field<string>>();
    for (const { name, address } of stages) {
      if (name?.value === undefined) continue;
      const meaning = reserved.get(address);
      const earlier = first.get(address);
      if (meaning !== undefined) yield { at: name.at, message: `${name.value} cannot be the name of a stage: it means ${meaning}.` };
      else if (!earlier) first.set(address, name);
      else
        yield {
          at: name.at,
          message: `An earlier stage is named ${name.value} too: what stands below means this one.`,
          related: [{ at: earlier.at, message: "The earlier stage." }],
        };
    }
  },

  examples: [
    bad(dockerfile`
      FROM golang:1.26 AS build
      RUN go build -o /app .
      FROM node:24 AS «Build»
      RUN npm run build
      FROM gcr.io/distroless/static-debian13:nonroot
      COPY --from=build /app /app
    `),
    bad(dockerfile`
      FROM golang:1.26 AS «scratch»
      FROM alpine:3.23
    `),

    good(dockerfile`
      FROM golang:1.26 AS build
      FROM node:24 AS build-web
      FROM alpine:3.23
    `).because("Alike is not the same."),
    good(dockerfile`
      FROM golang:1.26
      FROM alpine:3.23
    `).because("Stages without names have numbers."),
  ],
});

const reserved: ReadonlyMap<string, string> = new Map([
  ["scratch", "the empty image"],
  ["context", "the build context"],
]);
