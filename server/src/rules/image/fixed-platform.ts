import { bad, dockerfile, good } from "../../kit/example.ts";
import { rule } from "../../kit/rule.ts";

export default rule({
  name: "fixed-platform",
  on: "stage",
  title: "FROM takes one platform whatever is built for",
  severity: "hint",
  preset: "all",
  risk: "image",
  why: `\`FROM --platform=linux/amd64\` builds for that processor wherever it runs: on Graviton and on a Mac the image is emulated, or does not start. Say it when building (\`docker build --platform\`), where the task definition's \`cpuArchitecture\` can be followed.

\`$BUILDPLATFORM\` and \`$TARGETPLATFORM\` are the variables that are meant for cross-compiling, and are left alone; so are builder stages, from which another stage copies what was compiled for it.`,
  refs: ["NIST SP 800-190 4.1.2", "https://docs.docker.com/reference/build-checks/from-platform-flag-const-disallowed/"],
  equivalents: [
    { tool: "hadolint", id: "DL3029" },
    { tool: "buildkit", id: "FromPlatformFlagConstDisallowed" },
  ],

  *check({ shipped, parent, platform, image }) {
    if (!shipped || parent || platform.unset || platform.value === undefined || image.is((name) => ofOne.test(name))) return;
    yield { at: platform.at, message: `The image is for ${platform.value}, whatever platform is built for.` };
  },

  examples: [
    bad(dockerfile`
      FROM --platform=«linux/amd64» node:24-slim
      USER node
    `),
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

/** Names of images that say a processor. */
const ofOne = /(?:^|[/:-])(?:amd64|arm32v[5-7]|arm64(?:v8)?|aarch64|i386|ppc64le|s390x|riscv64)(?:[/-]|$)/;
