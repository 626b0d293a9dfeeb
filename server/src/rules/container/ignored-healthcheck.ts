import { bad, compose, ecs, file, good, kubernetes } from "../../kit/example.ts";
import { rule } from "../../kit/rule.ts";
import { chain } from "../../model/chain.ts";
import { nameOf } from "../../model/container.ts";

export default rule({
  name: "ignored-healthcheck",
  on: "deployment",
  title: "The image's health check is not looked at",
  severity: "info",
  risk: "container",
  preset: "strict",
  why: `ECS and Kubernetes do not run the \`HEALTHCHECK\` of an image: only what the task definition (\`healthCheck\`) or the pod (\`livenessProbe\`, \`readinessProbe\`) says. Whoever wrote one into the Dockerfile believes that a container that hangs is
noticed, and it is not.

Judged is the Dockerfile of this workspace that builds the image, if there is exactly one such. Docker and Compose run it, so nothing is reported there. A load balancer may ask the container by itself: accept the finding then.

The same command can stand in \`healthCheck\`: \`CMD-SHELL\` with the text, or \`CMD\` with the words.`,
  refs: [
    "NIST SP 800-190 4.4.3",
    "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_HealthCheck.html",
    "https://kubernetes.io/docs/tasks/configure-pod-container/configure-liveness-readiness-startup-probes/",
  ],

  *check({ container, build }) {
    const { healthCheck, readiness, startup, workload, initial } = container;
    if (!build || workload.platform === "compose" || initial || [healthCheck, readiness, startup].some((c) => c.state !== "unset")) return;
    const check = chain(build).flatMap((s) => s.instructions.findLast((i) => i.keyword === "HEALTHCHECK") ?? [])[0];
    if (!check?.words[0]?.is((type) => type.toUpperCase() === "CMD")) return;
    yield {
      at: container.name.at,
      message: `${workload.platform === "ecs" ? "ECS" : "Kubernetes"} does not run the HEALTHCHECK of the image of container "${nameOf(container)}", which has no other.`,
      related: [{ at: check.keywordAt, message: "The health check that is not looked at." }],
    };
  },

  examples: [
    bad(
      ecs`
        {
          "family": "shop",
          "containerDefinitions": [{ "name": «"web"», "image": "web:1.4" }]
        }
      `,
      file("web/Dockerfile")`
        FROM node:24-slim
        HEALTHCHECK CMD ["node", "check.js"]
        CMD ["node", "server.js"]
      `,
    ),
    bad(
      kubernetes`
        apiVersion: v1
        kind: Pod
        metadata: { name: web }
        spec:
          containers:
            - name: «web»
              image: registry.example.com/web:1.4
      `,
      file("web/Dockerfile")`
        FROM node:24-slim
        HEALTHCHECK CMD ["node", "check.js"]
        CMD ["node", "server.js"]
      `,
    ),

    good(
      ecs`
        {
          "family": "shop",
          "containerDefinitions": [{ "name": "web", "image": "web:1.4", "healthCheck": { "command": ["CMD", "node", "check.js"] } }]
        }
      `,
      file("web/Dockerfile")`
        FROM node:24-slim
        HEALTHCHECK CMD ["node", "check.js"]
        CMD ["node", "server.js"]
      `,
    ).because("The task has its own."),
    good(
      ecs`
        {
          "family": "shop",
          "containerDefinitions": [{ "name": "web", "image": "web:1.4" }]
        }
      `,
      file("web/Dockerfile")`
        FROM node:24-slim
        HEALTHCHECK NONE
        CMD ["node", "server.js"]
      `,
    ).because("The image has none."),
    good(
      compose`
        services:
          web:
            build: .
      `,
      file("Dockerfile")`
        FROM node:24-slim
        HEALTHCHECK CMD ["node", "check.js"]
        CMD ["node", "server.js"]
      `,
    ).because("Docker runs it."),
  ],
});
