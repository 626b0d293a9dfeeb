import { bad, compose, ecs, good, kubernetes } from "../../kit/example.ts";
import { rule } from "../../kit/rule.ts";
import { together } from "../../kit/together.ts";
import { type Container, nameOf } from "../../model/container.ts";
import { enumerate } from "../../model/enumeration.ts";

export default rule({
  name: "unprobed-container",
  on: "workload",
  title: "Nobody asks whether containers still work",
  severity: "hint",
  risk: "container",
  preset: "all",
  why: `A container that hangs, or that somebody has brought to a halt, goes on as long as its process lives, unless something asks it: a health check in ECS and Compose, a liveness or readiness probe in Kubernetes. Checks of a load balancer do the same for what stands behind one, so this is a hint. Jobs and init containers end by themselves and are left alone.`,
  refs: [
    "NIST SP 800-190 4.4.4",
    "CIS Docker 5.27",
    "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/healthcheck.html",
    "https://kubernetes.io/docs/concepts/configuration/liveness-readiness-startup-probes/",
  ],
  equivalents: [
    { tool: "checkov", id: "CKV_K8S_8" },
    { tool: "checkov", id: "CKV_K8S_9" },
  ],

  *check({ containers, kind }) {
    if (/Job$/.test(kind)) return;
    const silent = containers.filter((c) => !c.initial && !isAsked(c));
    const [first, ...others] = silent;
    if (!first) return;
    yield {
      ...together([first, ...others], (c) => c.name.at),
      message: `Nobody asks ${enumerate(silent.map(nameOf))} whether ${others.length > 0 ? "they still work" : "it still works"}.`,
    };
  },

  examples: [
    bad(ecs`{ "family": "shop", "containerDefinitions": [{ "name": «"web"», "image": "web:1.4" }] }`),
    good(ecs`
      {
        "family": "shop",
        "containerDefinitions": [
          { "name": "web", "image": "web:1.4", "healthCheck": { "command": ["CMD", "/check"] } },
          { "name": "log", "image": "log:2", "healthCheck": "\${check}" }
        ]
      }
    `),
    bad(kubernetes`
      apiVersion: v1
      kind: Pod
      metadata: { name: shop }
      spec:
        containers:
          - { name: «web», image: "web:1.4" }
          - { name: log, image: "log:2", readinessProbe: { httpGet: { port: 80 } } }
    `),
    good(kubernetes`
      apiVersion: batch/v1
      kind: Job
      metadata: { name: shop }
      spec:
        template:
          spec:
            restartPolicy: Never
            containers:
              - { name: web, image: "web:1.4" }
    `).because("It ends by itself."),
    bad(compose`
      services:
        «web»: { image: "web:1.4" }
        log: { image: "log:2", healthcheck: { test: [NONE] } }
        api: { image: "api:2", healthcheck: { test: [CMD, api, ping] } }
    `).because("Switched off, it asks nobody."),
  ],
});

/** Once is enough: by whatever check its host knows. */
const isAsked = ({ healthCheck, readiness }: Container): boolean =>
  [healthCheck, readiness].some(({ state, disabled }) => state !== "unset" && !disabled.is(true));
