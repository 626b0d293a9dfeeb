import { bad, cloudformation, compose, ecs, good, terraform } from "../../kit/example.ts";
import { rule } from "../../kit/rule.ts";
import { together } from "../../kit/together.ts";
import { nameOf } from "../../model/container.ts";
import { enumerate } from "../../model/enumeration.ts";
import type { Ulimit } from "../../model/limits.ts";

export default rule({
  name: "unlimited-ulimit",
  on: "container",
  title: "Limits of the kernel are taken off a container's processes",
  severity: "hint",
  risk: "container",
  preset: "strict",
  why: `With \`nproc\` at -1 one container can start processes until its host has none left; with \`core\` at -1 a crash writes the program's memory, its secrets included, to a file of any size; without a bound on \`fsize\`, \`cpu\`, \`msgqueue\` or \`sigpending\` it can take what the others on the host share.

\`memlock\` and \`stack\` are left alone: search engines and databases are told to lift them, and memory has a limit of its own. So is \`nofile\`, for which the kernel takes no -1 beyond its own bound. That a container names no limits is no finding: Docker's and Fargate's defaults bound files, and \`pidsLimit\` or the host bound processes. There is no fix: how many is enough is a choice.`,
  refs: [
    "NIST SP 800-190 4.4.3",
    "CWE-770",
    "CIS Docker 5.19",
    "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_Ulimit.html",
    "https://man7.org/linux/man-pages/man2/getrlimit.2.html",
  ],

  *check(container) {
    const lifted = container.ulimits.items.filter(isLifted);
    const [first, ...others] = lifted;
    if (!first) return;
    const names = enumerate(lifted.map((u) => u.name.value ?? ""));
    yield {
      ...together([first, ...others], (u) => u.hard.at),
      message: `Container "${nameOf(container)}" has no limit of ${names}.`,
    };
  },

  examples: [
    bad(ecs`
      {
        "family": "shop",
        "containerDefinitions": [
          {
            "name": "web",
            "image": "web:1.4",
            "ulimits": [
              { "name": "nproc", "softLimit": 1024, "hardLimit": «-1» },
              { "name": "core", "softLimit": -1, "hardLimit": -1 }
            ]
          }
        ]
      }
    `),
    bad(cloudformation`
      Resources:
        Task:
          Type: AWS::ECS::TaskDefinition
          Properties:
            ContainerDefinitions:
              - Name: web
                Image: web:1.4
                Ulimits: [{ Name: nproc, SoftLimit: -1, HardLimit: «-1» }]
    `),
    bad(terraform`
      resource "aws_ecs_task_definition" "shop" {
        family = "shop"
        container_definitions = jsonencode([
          { name = "web", image = "web:1.4", ulimits = [{ name = "core", softLimit = -1, hardLimit = «-1» }] }
        ])
      }
    `),
    bad(compose`
      services:
        web:
          image: web:1.4
          ulimits:
            nproc: «-1»
            nofile: { soft: 20000, hard: 40000 }
    `),
    good(ecs`
      {
        "family": "search",
        "containerDefinitions": [
          {
            "name": "search",
            "image": "elasticsearch:9.1.0",
            "ulimits": [
              { "name": "memlock", "softLimit": -1, "hardLimit": -1 },
              { "name": "nofile", "softLimit": 65535, "hardLimit": 65535 }
            ]
          }
        ]
      }
    `).because("Its publisher asks for it."),
    good(compose`
      services:
        web: { image: "web:1.4", ulimits: { core: 0, nproc: 200 } }
    `),
  ],
});

const isLifted = ({ name, hard }: Ulimit): boolean => hard.is(-1) && name.is((text) => shared.has(text));
const shared: ReadonlySet<string> = new Set(["nproc", "core", "fsize", "cpu", "msgqueue", "sigpending"]);
