import { bad, compose, ecs, file, good, kubernetes } from "../../kit/example.ts";
import { rule } from "../../kit/rule.ts";
import { nameOf } from "../../model/container.ts";
import type { HealthCheck } from "../../model/health-check.ts";
import { imageWithout } from "../../model/lacking.ts";

export default rule({
  name: "unavailable-probe",
  on: "deployment",
  title: "A health check starts a program that the image does not have",
  severity: "error",
  risk: "container",
  why: `A health check whose program is missing never passes: ECS stops the task and starts another one for ever, Kubernetes restarts the container or sends it no requests. The usual way out is a larger image with more
tools for whoever gets in, or no health check.

Judged is the Dockerfile of this workspace that builds the image, if there is exactly one such: its final base is \`scratch\`, a distroless image, or Alpine or a slim variant that comes without \`curl\`, \`wget\` or \`bash\`,
and no step installs or copies the program. Whatever else may bring it (scripts, archives, unknown packages) makes the rule silent.

There is no fix, for there are several: let the load balancer or Kubernetes ask over the network (\`httpGet\`), let the program ask itself (\`["/server", "check"]\`, \`node -e …\`), or take the one in the image that does the same: Alpine has \`wget\`.`,
  refs: [
    "NIST SP 800-190 4.4.3",
    "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/healthcheck.html",
    "https://kubernetes.io/docs/tasks/configure-pod-container/configure-liveness-readiness-startup-probes/",
  ],

  *check({ container, build }) {
    if (!build) return;
    for (const check of [container.healthCheck, container.readiness, container.startup]) {
      const found = programOf(check);
      const image = found && imageWithout(build, found.program);
      if (!found || image === undefined) continue;
      yield {
        at: found.at,
        key: found.program,
        message: `The health check of container "${nameOf(container)}" starts ${found.program}, which its image, built on ${image}, does not have.`,
        related: [{ at: build.from, message: "The image is built from this base." }],
      };
    }
  },

  examples: [
    bad(
      ecs`
        {
          "family": "shop",
          "containerDefinitions": [{ "name": "web", "image": "web:1.4", "healthCheck": { "command": ["CMD-SHELL", «"curl -f http://localhost/ || exit 1"»] } }]
        }
      `,
      file("web/Dockerfile")`
        FROM node:24-slim
        CMD ["node", "server.js"]
      `,
    ),
    bad(
      compose`
        services:
          web:
            build: .
            healthcheck:
              test: ["CMD", «"wget"», "-q", "http://localhost/"]
      `,
      file("Dockerfile")`
        FROM gcr.io/distroless/static-debian13
        COPY server /
        ENTRYPOINT ["/server"]
      `,
    ),
    bad(
      kubernetes`
        apiVersion: v1
        kind: Pod
        metadata: { name: web }
        spec:
          containers:
            - name: web
              image: registry.example.com/web:1.4
              livenessProbe:
                exec:
                  command: [«bash», -c, "exec 3<>/dev/tcp/localhost/80"]
      `,
      file("web/Dockerfile")`
        FROM alpine:3.23
        CMD ["/server"]
      `,
    ),

    good(
      ecs`
        {
          "family": "shop",
          "containerDefinitions": [{ "name": "web", "image": "web:1.4", "healthCheck": { "command": ["CMD-SHELL", "curl -f http://localhost/ || exit 1"] } }]
        }
      `,
      file("web/Dockerfile")`
        FROM node:24-slim
        RUN apt-get update && apt-get install -y curl
        CMD ["node", "server.js"]
      `,
    ).because("It is installed."),
    good(
      ecs`
        {
          "family": "shop",
          "containerDefinitions": [{ "name": "web", "image": "web:1.4", "healthCheck": { "command": ["CMD-SHELL", "wget -q http://localhost/"] } }]
        }
      `,
      file("web/Dockerfile")`
        FROM node:24-alpine
        CMD ["node", "server.js"]
      `,
    ).because("BusyBox has wget."),
    good(
      ecs`
        {
          "family": "shop",
          "containerDefinitions": [{ "name": "web", "image": "web:1.4", "healthCheck": { "command": ["CMD", "curl", "http://localhost/"] } }]
        }
      `,
      file("web/Dockerfile")`
        FROM registry.example.com/base:1
        CMD ["/server"]
      `,
    ).because("Nobody knows what the base has."),
  ],
});

/** The first program of a check. Its words may begin with how to run them. */
function programOf({ state, command }: HealthCheck): { readonly program: string; readonly at: HealthCheck["command"]["at"] } | undefined {
  if (state !== "written") return undefined;
  const [first, second] = command.items;
  const shell = first?.is("CMD-SHELL");
  const word = shell || first?.is("CMD") ? second : first?.is("NONE") ? undefined : first;
  const text = word?.value?.trim().split(/[\s;|&]/, 1)[0];
  return word && text ? { program: text.slice(text.lastIndexOf("/") + 1), at: word.at } : undefined;
}
