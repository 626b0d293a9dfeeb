import { bad, dockerfile, good } from "../../kit/example.ts";
import { rule } from "../../kit/rule.ts";
import { chain } from "../../model/chain.ts";

export default rule({
  name: "missing-healthcheck",
  on: "stage",
  title: "Image says nothing of its health",
  severity: "hint",
  risk: "image",
  preset: "all",
  why: `With a \`HEALTHCHECK\`, Docker and Compose notice a process that runs but no longer answers, as after an attack on its availability. Amazon ECS and Kubernetes do
not look at it: they have health checks of their own, in the task definition and the pod, and so this rule is in the preset \`all\` alone.

Judged is the final stage with those that it is built on. What the base image itself brings cannot be seen.`,
  refs: ["NIST SP 800-190 4.1.2", "CIS Docker 4.6", "https://docs.docker.com/reference/dockerfile/#healthcheck"],
  equivalents: [
    { tool: "hadolint", id: "DL3057" },
    { tool: "checkov", id: "CKV_DOCKER_2" },
    { tool: "trivy", id: "DS-0026" },
    { tool: "dockle", id: "CIS-DI-0006" },
  ],

  *check(stage) {
    if (!stage.final || chain(stage).some((s) => s.instructions.some((i) => i.keyword === "HEALTHCHECK"))) return;
    yield { at: stage.base.at, message: "No HEALTHCHECK tells whether what runs still answers." };
  },

  examples: [
    bad(dockerfile`
      FROM node:24 AS build
      FROM «node:24-slim»
      CMD ["node", "server.js"]
    `),

    good(dockerfile`
      FROM node:24-slim
      HEALTHCHECK CMD ["node", "health.js"]
      CMD ["node", "server.js"]
    `).because("There is one."),
    good(dockerfile`
      FROM node:24-slim AS base
      HEALTHCHECK NONE
      FROM base
      CMD ["node", "job.js"]
    `).because("Somebody decided that there is none, in the stage below."),
  ],
});
