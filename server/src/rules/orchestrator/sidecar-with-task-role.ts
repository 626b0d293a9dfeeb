import { bad, cloudformation, ecs, good } from "../../kit/example.ts";
import { rule } from "../../kit/rule.ts";
import { nameOf } from "../../model/container.ts";
import { type NamedImage, namedImage } from "../../model/image-name.ts";

export default rule({
  name: "sidecar-with-task-role",
  on: "workload",
  title: "Somebody else's sidecar has the role of the task",
  severity: "hint",
  risk: "orchestrator",
  preset: "all",
  why: `All containers of a task have its role, and ECS cannot give one of them less. So a sidecar that somebody else builds, for telemetry or as a proxy, may do to AWS whatever the application may, and one bad release of it is enough.

Told of images of a few publishers whose sidecars are common, beside a container with another image, in a task that has a role. AWS's own sidecars and routers of logs are left alone. What helps: a role with no more than the application needs, a digest for the sidecar, or the sidecar in a task of its own.`,
  refs: [
    "NIST SP 800-190 4.3.1",
    "NIST SP 800-190 4.1.5",
    "CWE-1357",
    "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-iam-roles.html",
  ],

  *check({ platform, taskRole, containers }) {
    if (platform !== "ecs" || taskRole.unset) return;
    const named = containers.map((container) => ({ container, image: namedImage(container.image) }));
    if (named.every(({ image }) => image && isSidecar(image))) return;
    for (const { container, image } of named) {
      if (container.requiresRoot || !image || !isSidecar(image)) continue;
      yield {
        at: container.image.at,
        key: container.address,
        message: `Container "${nameOf(container)}" runs ${image.name}, which somebody else builds, with the role of the task.`,
        related: [{ at: taskRole.at, message: "The role that it has." }],
      };
    }
  },

  examples: [
    bad(ecs`
      {
        "family": "shop",
        "taskRoleArn": "arn:aws:iam::111122223333:role/shop",
        "containerDefinitions": [
          { "name": "web", "image": "111122223333.dkr.ecr.eu-west-1.amazonaws.com/shop/web:1.4" },
          { "name": "agent", "image": «"public.ecr.aws/datadog/agent:7.60.0"» }
        ]
      }
    `),
    bad(cloudformation`
      Resources:
        Task:
          Type: AWS::ECS::TaskDefinition
          Properties:
            TaskRoleArn: !GetAtt Role.Arn
            ContainerDefinitions:
              - { Name: web, Image: !Ref Image }
              - { Name: proxy, Image: «"envoyproxy/envoy:v1.33.0"» }
    `),
    good(ecs`
      {
        "family": "shop",
        "taskRoleArn": "arn:aws:iam::111122223333:role/shop",
        "containerDefinitions": [
          { "name": "web", "image": "111122223333.dkr.ecr.eu-west-1.amazonaws.com/shop/web:1.4" },
          { "name": "otel", "image": "public.ecr.aws/aws-observability/aws-otel-collector:v0.43.1" },
          { "name": "log", "image": "fluent/fluent-bit:3.2", "firelensConfiguration": { "type": "fluentbit" } }
        ]
      }
    `).because("AWS's own, and a router of logs."),
    good(ecs`
      {
        "family": "agent",
        "taskRoleArn": "arn:aws:iam::111122223333:role/agent",
        "containerDefinitions": [{ "name": "agent", "image": "datadog/agent:7.60.0" }]
      }
    `).because("The role is its own."),
  ],
});

/** Publishers whose images stand beside applications: agents of telemetry and security, proxies, stores of secrets. */
const publishers: readonly string[] = [
  ...[
    "datadog",
    "newrelic",
    "dynatrace",
    "splunk",
    "signalfx",
    "sumologic",
    "elastic",
    "docker.elastic.co",
    "grafana",
    "prom",
    "jaegertracing",
    "otel",
  ],
  ...[
    "aquasec",
    "sysdig",
    "falcosecurity",
    "lacework",
    "crowdstrike",
    "envoyproxy",
    "traefik",
    "haproxytech",
    "cloudflare",
    "tailscale",
    "hashicorp",
  ],
  ...[
    "ghcr.io/open-telemetry",
    "quay.io/sysdig",
    "gcr.io/datadoghq",
    "public.ecr.aws/datadog",
    "public.ecr.aws/newrelic",
    "public.ecr.aws/hashicorp",
  ],
];
const isSidecar = ({ name }: NamedImage): boolean => publishers.some((publisher) => name.startsWith(`${publisher}/`));
