import { bad, cloudformation, compose, ecs, good, kubernetes, terraform } from "../../kit/example.ts";
import { fix, rule } from "../../kit/rule.ts";
import { nameOf } from "../../model/container.ts";

export default rule({
  name: "request-above-limit",
  on: "container",
  title: "More is set aside for a container than it may have",
  severity: "warning",
  risk: "container",
  why: `What is set aside for a container (\`memoryReservation\`, \`requests\`, \`reservations\`) is less than what it may have at most, or the same. ECS, Kubernetes and Docker refuse it otherwise, so a deployment ends there, and a limit that was meant to tame a container never holds.

The fix lifts the limit to what is set aside.`,
  refs: [
    "NIST SP 800-190 4.4.3",
    "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerDefinition.html",
    "https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/#requests-and-limits",
    "https://docs.docker.com/engine/containers/resource_constraints/",
  ],

  *check(container) {
    const { memory, memoryRequest, cpu, cpuRequest } = container.limits;
    for (const [limit, request, unit] of [
      [memory, memoryRequest, "MiB of memory"],
      [cpu, cpuRequest, "processors"],
    ] as const) {
      const [most, least] = [limit.value, request.value];
      // A limit of nothing is none.
      if (limit.unset || request.unset || most === undefined || least === undefined || most <= 0 || least <= most) continue;
      yield {
        at: limit.at,
        key: limit.key,
        message: `${least.toLocaleString("en")} ${unit} are set aside for container "${nameOf(container)}", which may have ${most.toLocaleString("en")}: it is refused.`,
        related: [{ at: request.at, message: "What is set aside." }],
        fixes: fix("Lift the limit to what is set aside", "unsafe", limit.set(least)),
      };
    }
  },

  examples: [
    bad(ecs`
      {
        "family": "shop",
        "containerDefinitions": [{ "name": "web", "image": "web:1.4", "memory": «256», "memoryReservation": 512 }]
      }
    `).to(ecs`
      {
        "family": "shop",
        "containerDefinitions": [{ "name": "web", "image": "web:1.4", "memory": 512, "memoryReservation": 512 }]
      }
    `),
    bad(cloudformation`
      Resources:
        Task:
          Type: AWS::ECS::TaskDefinition
          Properties:
            ContainerDefinitions:
              - { Name: web, Image: "web:1.4", Memory: «256», MemoryReservation: 512 }
    `),
    bad(terraform`
      resource "aws_ecs_task_definition" "shop" {
        family                = "shop"
        container_definitions = jsonencode([{ name = "web", image = "web:1.4", memory = «256», memoryReservation = 512 }])
      }
    `),
    bad(kubernetes`
      apiVersion: v1
      kind: Pod
      metadata: { name: shop }
      spec:
        containers:
          - name: web
            image: web:1.4
            resources:
              requests: { cpu: 500m, memory: 1Gi }
              limits: { cpu: «250m», memory: «512Mi» }
    `),
    bad(compose`
      services:
        web:
          image: web:1.4
          mem_limit: «256m»
          mem_reservation: 512m
    `),
    good(ecs`
      {
        "family": "shop",
        "containerDefinitions": [
          { "name": "web", "image": "web:1.4", "memory": 512, "memoryReservation": 512 },
          { "name": "log", "image": "log:2", "memoryReservation": 64 }
        ]
      }
    `).because("As much as it may have, or without a limit."),
    good(kubernetes`
      apiVersion: v1
      kind: Pod
      metadata: { name: shop }
      spec:
        containers:
          - name: web
            image: web:1.4
            resources: { requests: { cpu: "1", memory: 1G }, limits: { cpu: 1000m, memory: 1Gi } }
          - name: log
            image: log:2
            resources: { requests: { memory: 64Mi }, limits: { memory: "\${MEMORY}" } }
    `).because("The same in other units; what a template says is not known."),
  ],
});
