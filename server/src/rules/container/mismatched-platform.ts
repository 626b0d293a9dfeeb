import { bad, ecs, file, good } from "../../kit/example.ts";
import { rule } from "../../kit/rule.ts";
import type { Stage } from "../../model/build.ts";
import { nameOf } from "../../model/container.ts";
import type { Field } from "../../model/field.ts";

export default rule({
  name: "mismatched-platform",
  on: "deployment",
  title: "The image is built for another processor than it is run on",
  severity: "error",
  risk: "container",
  why: `An image for one processor does not start on another one (\`exec format error\`), or is emulated at a tenth of the speed. In ECS \`runtimePlatform.cpuArchitecture\` says what the task is run on, X86_64 where it is left out; \`FROM --platform\` in the
Dockerfile what the image is for, whatever machine it is built on.

Judged is the Dockerfile of this workspace that builds the image, if there is exactly one such, where both are written. A platform that a variable names, as \`$BUILDPLATFORM\`, is not known.`,
  refs: [
    "NIST SP 800-190 4.4.3",
    "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-arm64.html",
    "https://docs.docker.com/reference/build-checks/from-platform-flag-const-disallowed/",
  ],

  *check({ container, build }) {
    const { architecture } = container.workload;
    const platform = build && platformOf(build);
    const runs = processors[architecture.value?.toLowerCase() ?? ""];
    const built =
      processors[
        platform?.value
          ?.toLowerCase()
          .replace(/^linux\//, "")
          .replace(/\/v8$/, "") ?? ""
      ];
    if (!platform || architecture.unset || runs === undefined || built === undefined || runs === built) return;
    yield {
      at: architecture.at,
      key: nameOf(container),
      message: `The task is run on ${architecture.value}, and the image of container "${nameOf(container)}" is built for ${platform.value}.`,
      related: [{ at: platform.at, message: "The image's platform is set here." }],
    };
  },

  examples: [
    bad(
      ecs`
        {
          "family": "shop",
          "runtimePlatform": { "cpuArchitecture": «"ARM64"» },
          "containerDefinitions": [{ "name": "web", "image": "web:1.4" }]
        }
      `,
      file("web/Dockerfile")`
        FROM --platform=linux/amd64 node:24-slim
        CMD ["node", "server.js"]
      `,
    ),

    good(
      ecs`
        {
          "family": "shop",
          "runtimePlatform": { "cpuArchitecture": "ARM64" },
          "containerDefinitions": [{ "name": "web", "image": "web:1.4" }]
        }
      `,
      file("web/Dockerfile")`
        FROM --platform=$BUILDPLATFORM node:24 AS build
        FROM --platform=linux/arm64/v8 node:24-slim
        CMD ["node", "server.js"]
      `,
    ).because("It is the same, and builders may be anything."),
    good(
      ecs`
        {
          "family": "shop",
          "runtimePlatform": { "cpuArchitecture": "ARM64" },
          "containerDefinitions": [{ "name": "web", "image": "web:1.4" }]
        }
      `,
      file("web/Dockerfile")`
        FROM node:24-slim
        CMD ["node", "server.js"]
      `,
    ).because("It is built for the machine that builds it, or for what the build is asked for."),
  ],
});

/** What the stage at the root of the chain says, which names the image. */
function platformOf(stage: Stage): Field<string> {
  let root = stage;
  while (root.parent) root = root.parent;
  return root.platform;
}

/** One name for each processor, by the names of Docker and of ECS. */
const processors: Readonly<Partial<Record<string, string>>> = { amd64: "amd64", x86_64: "amd64", arm64: "arm64", aarch64: "arm64" };
