import { bad, cloudformation, compose, ecs, good, kubernetes, terraform } from "../../kit/example.ts";
import { rule } from "../../kit/rule.ts";

export default rule({
  name: "duplicate-container-name",
  on: "workload",
  title: "Two containers have one name",
  severity: "warning",
  risk: "container",
  why: `ECS and Kubernetes refuse a task definition or a pod in which two containers have the same name. Of two Compose services with one \`container_name\` the second does not start: Docker has each name once on a machine. Mostly a block was copied, and what was to be changed in the copy, its limits and its user among it, deserves a second look.`,
  refs: [
    "NIST SP 800-190 4.4.3",
    "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerDefinition.html",
    "https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/pod-v1/#Container",
    "https://docs.docker.com/reference/compose-file/services/#container_name",
  ],

  *check({ containers, platform }) {
    const seen = new Map<string, (typeof containers)[number]>();
    for (const container of containers) {
      const given = platform === "compose" ? container.givenName : container.name;
      if (given?.value === undefined) continue;
      const earlier = seen.get(given.value);
      // One that is always there is the rival of all others.
      if (!earlier || (earlier.sometimes && !container.sometimes)) seen.set(given.value, container);
      if (!earlier || (earlier.sometimes && container.sometimes)) continue;
      const first = platform === "compose" ? earlier.givenName : earlier.name;
      yield {
        at: given.at,
        key: given.value,
        message:
          platform === "compose"
            ? `Another service's container is called "${given.value}", too: one of them does not start.`
            : `Another container is called "${given.value}", too: ${platform === "kubernetes" ? "Kubernetes refuses the pod" : "ECS refuses the task definition"}.`,
        related: first ? [{ at: first.at, message: "The other one." }] : [],
      };
    }
  },

  examples: [
    bad(compose`
      services:
        web: { image: web:1.4, container_name: shop }
        db: { image: postgres:17, container_name: «shop» }
    `),
    bad(kubernetes`
      apiVersion: v1
      kind: Pod
      metadata: { name: shop }
      spec:
        initContainers:
          - { name: web, image: web:1.4 }
        containers:
          - { name: «web», image: web:1.4 }
    `),
    bad(ecs`
      {
        "family": "shop",
        "containerDefinitions": [
          { "name": "web", "image": "web:1.4" },
          { "name": «"web"», "image": "web-admin:1.4" }
        ]
      }
    `),
    good(compose`
      services:
        web: { image: web:1.4, container_name: "\${PROJECT}-web" }
        log: { image: log:2, container_name: "\${PROJECT}-web" }
        api: { image: api:2, container_name: api }
        job: { image: job:2 }
        db: { image: postgres:17 }
    `).because("What the environment says is not known; Docker makes up a name for those that have none."),
    good(terraform`
      resource "aws_ecs_task_definition" "shop" {
        family = "shop"
        container_definitions = jsonencode([
          { name = var.name, image = "web:1.4" },
          { name = var.name, image = "log:2" },
        ])
      }
    `).because("Nothing tells the names."),
    good(cloudformation`
      Resources:
        Task:
          Type: AWS::ECS::TaskDefinition
          Properties:
            ContainerDefinitions:
              - !If
                - IsProduction
                - { Name: web, Image: web:1.4 }
                - { Name: web, Image: web:next }
    `).because("One of them is there, never both."),
  ],
});
