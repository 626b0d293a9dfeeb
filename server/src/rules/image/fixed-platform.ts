import { bad, dockerfile, good } from "../../kit/example.ts";
import { fix, type Report, rule } from "../../kit/rule.ts";
import type { Stage } from "../../model/build.ts";
import { fromWords } from "../../model/instruction-text.ts";

export default rule({
  name: "fixed-platform",
  on: "stage",
  title: "FROM takes one platform whatever is built for",
  severity: "hint",
  preset: "hygiene",
  risk: "image",
  why: `\`FROM --platform=linux/amd64\` builds for that processor wherever it runs: on Graviton and on a Mac the image is emulated, or does not start. Say it when building (\`docker build --platform\`), where the task definition's \`cpuArchitecture\` can be followed.

\`$BUILDPLATFORM\` and \`$TARGETPLATFORM\` are the variables that are meant for cross-compiling, and are left alone; so are builder stages, from which another stage copies what was compiled for it, and stages whose name says the platform: one of several on purpose.

\`--platform=$TARGETPLATFORM\` says what is so without it; the fix takes it out.`,
  refs: [
    "NIST SP 800-190 4.1.2",
    "https://docs.docker.com/reference/build-checks/from-platform-flag-const-disallowed/",
    "https://docs.docker.com/reference/build-checks/redundant-target-platform/",
  ],
  equivalents: [
    { tool: "hadolint", id: "DL3029" },
    { tool: "buildkit", id: "FromPlatformFlagConstDisallowed" },
    { tool: "buildkit", id: "RedundantTargetPlatform" },
  ],

  *check(stage) {
    const { shipped, parent, platform, image, name } = stage;
    yield* redundant(stage);
    const { value } = platform;
    if (!shipped || parent || platform.unset || value === undefined || image.is((text) => ofOne.test(text))) return;
    if (name?.is((text) => value.split("/").some((part) => text.toLowerCase().includes(part)))) return;
    yield { at: platform.at, message: `The image is for ${platform.value}, whatever platform is built for.` };
  },

  examples: [
    bad(dockerfile`
      FROM --platform=«linux/amd64» node:24-slim
      USER node
    `),
    bad(dockerfile`
      FROM «--platform=$TARGETPLATFORM» node:24-slim AS app
      USER node
    `).to(dockerfile`
      FROM node:24-slim AS app
      USER node
    `),
    good(dockerfile`
      ARG TARGETARCH
      FROM --platform=linux/amd64 node:24-slim AS base_amd64
      FROM --platform=linux/arm64 node:22-slim AS base_arm64
      FROM base_\${TARGETARCH}
      USER node
    `).because("One stage for each platform."),
    good(dockerfile`
      FROM --platform=$BUILDPLATFORM golang:1.26 AS build
      RUN go build -o /server
      FROM gcr.io/distroless/static-debian13:nonroot
      COPY --from=build /server /server
    `).because("The builder runs where it is built."),
    good(dockerfile`
      FROM --platform=linux/arm/v7 arm32v7/ruby:3.4-slim
      USER 1000
    `).because("The image is there for that processor alone."),
  ],
});

/** What BuildKit takes anyway. */
function* redundant(stage: Stage): Iterable<Report> {
  const words = fromWords(stage);
  const at = words.findIndex(({ text }) => /^--platform=(["']?)\$(?:TARGETPLATFORM|\{TARGETPLATFORM\})\1$/.test(text));
  const [flag, next] = words.slice(at, at + 2);
  if (at < 0 || !flag || !next) return;
  const edit = { at: flag.at.source.at(flag.at.start, next.at.start), text: "" };
  yield { at: flag.at, message: "The platform that is built for is taken without it.", fixes: fix("Remove --platform", "safe", [edit]) };
}

/** Names of images that say a processor. */
const ofOne = /(?:^|[/:-])(?:amd64|arm32v[5-7]|arm64(?:v8)?|aarch64|i386|ppc64le|s390x|riscv64)(?:[/-]|$)/;
