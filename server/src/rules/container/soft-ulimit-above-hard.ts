import { bad, cloudformation, compose, ecs, good, terraform } from "../../kit/example.ts";
import { fix, rule } from "../../kit/rule.ts";
import { nameOf } from "../../model/container.ts";

/** -1 is none, and above all others. */
const height = (limit: number): number => (limit === -1 ? Number.POSITIVE_INFINITY : limit);

export default rule({
  name: "soft-ulimit-above-hard",
  on: "container",
  title: "A limit of the kernel is above what it may be raised to",
  severity: "warning",
  risk: "container",
  why: `The soft limit is what holds, and the hard one is how far a process may raise it. Docker refuses a container whose soft limit is the higher one ("ulimit soft limit must be less than or equal to hard limit"), so it does not start. \`-1\` is no limit, and above all others.

The fix lowers the soft limit to the hard one, for raising the other would let processes have more.`,
  refs: [
    "NIST SP 800-190 4.4.3",
    "https://docs.docker.com/reference/cli/docker/container/run/#ulimit",
    "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_Ulimit.html",
  ],

  *check(container) {
    for (const { name, soft, hard } of container.ulimits.items) {
      if (soft.unset || hard.unset || soft.value === undefined || hard.value === undefined || height(soft.value) <= height(hard.value)) continue;
      const key = name.value ?? "";
      yield {
        at: soft.at,
        key,
        message: `Container "${nameOf(container)}" does not start: its soft limit of ${key || "a resource"} is above the hard one, ${hard.value}.`,
        related: [{ at: hard.at, message: "The hard limit." }],
        fixes: fix(`Take ${hard.value}, the hard limit`, "unsafe", soft.set(hard.value)),
      };
    }
  },

  examples: [
    bad(ecs`
      {
        "family": "shop",
        "containerDefinitions": [
          { "name": "web", "image": "web:1.4", "ulimits": [{ "name": "nofile", "softLimit": «65536», "hardLimit": 4096 }] }
        ]
      }
    `).to(ecs`
      {
        "family": "shop",
        "containerDefinitions": [
          { "name": "web", "image": "web:1.4", "ulimits": [{ "name": "nofile", "softLimit": 4096, "hardLimit": 4096 }] }
        ]
      }
    `),
    bad(cloudformation`
      Resources:
        Task:
          Type: AWS::ECS::TaskDefinition
          Properties:
            ContainerDefinitions:
              - { Name: web, Image: "web:1.4", Ulimits: [{ Name: core, SoftLimit: «-1», HardLimit: 0 }] }
    `).because("No limit is above all others."),
    bad(terraform`
      resource "aws_ecs_task_definition" "shop" {
        family                = "shop"
        container_definitions = jsonencode([
          { name = "web", image = "web:1.4", ulimits = [{ name = "nofile", softLimit = «65536», hardLimit = 4096 }] }
        ])
      }
    `),
    bad(compose`
      services:
        web:
          image: web:1.4
          ulimits:
            nofile: { soft: «65536», hard: 4096 }
    `),
    good(ecs`
      {
        "family": "shop",
        "containerDefinitions": [
          {
            "name": "web",
            "image": "web:1.4",
            "ulimits": [{ "name": "nofile", "softLimit": 4096, "hardLimit": 4096 }, { "name": "memlock", "softLimit": 4096, "hardLimit": -1 }]
          }
        ]
      }
    `),
    good(compose`
      services:
        web:
          image: web:1.4
          ulimits: { nproc: 512, nofile: { soft: "\${SOFT}", hard: 4096 } }
    `).because("One number for both, and what the environment says."),
  ],
});
