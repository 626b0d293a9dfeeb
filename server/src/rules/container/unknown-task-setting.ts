import { bad, cloudformation, ecs, good, terraform } from "../../kit/example.ts";
import { nearest } from "../../kit/nearest.ts";
import { fix, rule } from "../../kit/rule.ts";
import { together } from "../../kit/together.ts";
import { nameOf } from "../../model/container.ts";
import { enumerate } from "../../model/enumeration.ts";

export default rule({
  name: "unknown-task-setting",
  on: "workload",
  title: "ECS does not know the name of a setting",
  severity: "warning",
  risk: "container",
  why: `A setting whose name is misspelled, or that stands in a container where the task has it, is none. Terraform leaves it out without a word: a container that is meant to be without privileges, or with a root filesystem that nobody writes to, runs as if nothing were said. The AWS command line refuses the whole definition, and CloudFormation most. Kubernetes writes \`readOnlyRootFilesystem\` where ECS has \`readonlyRootFilesystem\`, and that is copied easily.

Told of names that are nearly those of others, by two letters at most, and of those that belong elsewhere; others may be read by the tool that fills in the file. Letters of the other case are for information, one finding for each container, and none in Terraform, which does not look at them.`,
  refs: [
    "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerDefinition.html",
    "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_definition_parameters.html",
  ],

  *check(workload) {
    const holders = [
      { who: "a task definition", names: workload.unknownNames ?? [] },
      ...workload.containers.map((c) => ({ who: `container "${nameOf(c)}"`, names: c.unknownNames ?? [] })),
    ];
    for (const { who, names } of holders) {
      const cased = names.flatMap((name) => {
        const meant = name.belongsTo ? undefined : name.known.find((n) => n.toLowerCase() === name.key.toLowerCase());
        return meant === undefined ? [] : [{ ...name, meant, edits: name.rename(meant) }];
      });
      const [first, ...others] = cased;
      if (first) {
        yield {
          ...together([first, ...others], (name) => name.at),
          key: who,
          severity: "info",
          message: `ECS writes "${first.meant}", and not "${first.key}" as it stands in ${who}: the definition may be refused.`,
          fixes: fix(
            `Write ${enumerate(cased.map((name) => name.meant))}`,
            "unsafe",
            cased.flatMap((name) => name.edits),
          ),
        };
      }
      for (const name of names) {
        if (cased.some((c) => c.at === name.at)) continue;
        const meant = name.belongsTo ? undefined : nearest(name.key, name.known, 2);
        if (meant === undefined && name.belongsTo === undefined) continue;
        const then = name.dropped ? "Terraform leaves it out without a word" : "the definition may be refused";
        const what = meant === undefined ? `It is a setting of the ${name.belongsTo}.` : `"${meant}" may be meant.`;
        yield {
          at: name.at,
          key: `${who}.${name.key}`,
          message: `ECS knows no "${name.key}" in ${who}, and ${then}. ${what}`,
          fixes: meant === undefined ? [] : fix(`Rename it to "${meant}"`, "unsafe", name.rename(meant)),
        };
      }
    }
  },

  examples: [
    bad(terraform`
      resource "aws_ecs_task_definition" "shop" {
        family = "shop"
        container_definitions = jsonencode([
          { name = "web", image = "web:1.4", «priviledged» = false, «pidMode» = "host" },
        ])
      }
    `).to(terraform`
      resource "aws_ecs_task_definition" "shop" {
        family = "shop"
        container_definitions = jsonencode([
          { name = "web", image = "web:1.4", privileged = false, pidMode = "host" },
        ])
      }
    `),
    bad(ecs`
      {
        "family": "shop",
        "containerDefinitions": [
          { "name": "web", "image": "web:1.4", «"readOnlyRootFilesystem"»: true, "linuxParameters": { «"initProcessEnable"»: true, "maxswap": 0 } }
        ]
      }
    `).to(ecs`
      {
        "family": "shop",
        "containerDefinitions": [
          { "name": "web", "image": "web:1.4", "readonlyRootFilesystem": true, "linuxParameters": { "initProcessEnable": true, "maxSwap": 0 } }
        ]
      }
    `),
    bad(cloudformation`
      Resources:
        Task:
          Type: AWS::ECS::TaskDefinition
          Properties:
            «volumes»:
              - { Name: data }
            «LogConfiguration»: { LogDriver: awslogs }
            ContainerDefinitions:
              - { Name: web, Image: "web:1.4", MountPoints: [{ SourceVolume: data, ContainerPath: /data, «Readonly»: true }] }
    `).to(cloudformation`
      Resources:
        Task:
          Type: AWS::ECS::TaskDefinition
          Properties:
            Volumes:
              - { Name: data }
            LogConfiguration: { LogDriver: awslogs }
            ContainerDefinitions:
              - { Name: web, Image: "web:1.4", MountPoints: [{ SourceVolume: data, ContainerPath: /data, Readonly: true }] }
    `),
    good(ecs`
      {
        "family": "shop",
        "_comment": "filled in by the pipeline",
        "containerDefinitions": [
          {
            "name": "web",
            "image": "web:1.4",
            "x-owner": "shop",
            "dockerLabels": { "nam": "web" },
            "logConfiguration": { "logDriver": "awsfirelens", "options": { "Nam": "cloudwatch" } }
          }
        ]
      }
    `).because("Names that are like no other; labels and options have names of their own."),
    good(terraform`
      resource "aws_ecs_task_definition" "shop" {
        family                = "shop"
        container_definitions = jsonencode([{ Name = "web", image = "web:1.4", readOnlyRootFilesystem = true }])
      }
    `).because("Terraform's provider takes letters of either case."),
  ],
});
