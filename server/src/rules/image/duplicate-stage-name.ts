import { bad, dockerfile, good } from "../../kit/example.ts";
import { rule } from "../../kit/rule.ts";

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

  *check({ name, stages, from, address }) {
    if (name?.value === undefined) return;
    if (reserved.has(address)) {
      yield { at: name.at, message: `${name.value} cannot be the name of a stage: it means ${reserved.get(address)}.` };
      return;
    }
    const first = stages.find((s) => s.name !== undefined && s.address === address);
    if (!first?.name || first.from.start >= from.start) return;
    yield {
      at: name.at,
      message: `An earlier stage is named ${name.value} too: what stands below means this one.`,
      related: [{ at: first.name.at, message: "The earlier stage." }],
    };
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
