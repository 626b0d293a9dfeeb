import { bad, cloudformation, compose, ecs, file, good, kubernetes, terraform } from "../../kit/example.ts";
import { rule } from "../../kit/rule.ts";
import { together } from "../../kit/together.ts";
import { isOnFargate, nameOf } from "../../model/container.ts";
import { enumerate } from "../../model/enumeration.ts";

export default rule({
  name: "unlogged-container",
  on: "workload",
  title: "What containers write is kept nowhere",
  severity: "info",
  risk: "container",
  why: `What a container writes is often the only trace of an attack. ECS sends it nowhere unless \`logConfiguration\` says where: on Fargate it is lost, on EC2 it stays on the host, as long as that lives.

One finding for each task definition. Containers that end before the others start, and log routers, are left alone. In Kubernetes and Compose the platform collects logs by itself.`,
  refs: ["NIST SP 800-190 4.4.4", "CWE-778", "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/using_awslogs.html"],
  equivalents: [{ tool: "prowler", id: "ecs_task_definitions_logging_enabled" }],

  *check(workload) {
    const { platform, containers } = workload;
    if (platform !== "ecs") return;
    const silent = containers.filter(
      (c) => c.logging.driver.unset && c.logging.driver.value === undefined && !c.requiresRoot && !c.essential.is(false),
    );
    const [first, ...others] = silent;
    if (!first) return;
    const where = isOnFargate(workload) ? "is lost" : "is kept on the host at best";
    yield {
      ...together([first, ...others], (c) => c.name.at),
      message: `What ${enumerate(silent.map(nameOf))} ${others.length > 0 ? "write" : "writes"} ${where}: no log configuration says where to send it.`,
    };
  },

  examples: [
    bad(ecs`
      {
        "family": "shop",
        "requiresCompatibilities": ["FARGATE"],
        "containerDefinitions": [
          { "name": «"web"», "image": "web:1.4" },
          { "name": "log", "image": "log:2", "logConfiguration": { "logDriver": "awslogs", "options": { "awslogs-group": "log" } } }
        ]
      }
    `),
    bad(cloudformation`
      Resources:
        Task:
          Type: AWS::ECS::TaskDefinition
          Properties:
            ContainerDefinitions:
              - Name: «web»
                Image: web:1.4
    `),
    bad(terraform`
      resource "aws_ecs_task_definition" "shop" {
        family                = "shop"
        container_definitions = jsonencode([{ name = «"web"», image = "web:1.4" }])
      }
    `),
    good(ecs`
      {
        "family": "shop",
        "containerDefinitions": [
          { "name": "web", "image": "web:1.4", "logConfiguration": "\${logs}" },
          { "name": "init", "image": "init:2", "essential": false },
          { "name": "router", "image": "fluent-bit:3", "firelensConfiguration": { "type": "fluentbit" } }
        ]
      }
    `).because("What a template puts there, helpers, and the router of logs itself."),
    good(kubernetes`
      apiVersion: v1
      kind: Pod
      metadata: { name: shop }
      spec:
        containers:
          - { name: web, image: "web:1.4" }
    `).because("The node collects what containers write."),
    good(compose`
      services:
        web: { image: "web:1.4" }
    `),
    good(file("job.json")`
      {
        "jobDefinitionName": "nightly",
        "type": "container",
        "containerProperties": { "image": "job:1.4" }
      }
    `).because("Batch sends what its jobs write to a group of its own."),
  ],
});
