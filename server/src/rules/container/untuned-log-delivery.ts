import { bad, cloudformation, compose, ecs, good, terraform } from "../../kit/example.ts";
import { fix, rule } from "../../kit/rule.ts";
import { nameOf } from "../../model/container.ts";

/** The size that AWS proposes after its tests of what is lost; see the last reference. */
const buffer = "25m";

export default rule({
  name: "untuned-log-delivery",
  on: "container",
  title: "What happens to a container when its log cannot be delivered is left to chance",
  severity: "hint",
  risk: "container",
  preset: "all",
  why: `With \`mode\` blocking a program that writes a line waits until the log has it: where CloudWatch cannot be reached, the program stands still, health checks fail and the service goes down. With non-blocking the lines wait in a buffer, and what does not fit is lost without a word, which is when a trace of an attack is missing.

ECS delivers without blocking since June 2025 unless the account or the task says otherwise. Nothing is said where the task leaves it open, for the account decides; told is what blocks, and a buffer of one's own mode that has no size of its own. Logs that must be complete are a reason to block: then accept it.

The fix takes a buffer of ${buffer}, which counts as memory of the container's host or task.`,
  refs: [
    "NIST SP 800-190 4.4.4",
    "CWE-778",
    "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_LogConfiguration.html",
    "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-account-settings.html",
    "https://aws.amazon.com/blogs/containers/preventing-log-loss-with-non-blocking-mode-in-the-awslogs-container-log-driver/",
  ],
  equivalents: [{ tool: "prowler", id: "ecs_task_definitions_logging_block_mode" }],

  *check(container) {
    const { options } = container.logging;
    const mode = options.items.find((o) => o.name.is("mode"));
    const size = options.items.find((o) => o.name.is("max-buffer-size"));
    const added = size || options.state === "opaque" ? [] : options.add({ name: "max-buffer-size", value: buffer });
    if (mode?.value.is("blocking")) {
      const fixes = fix(`Deliver without blocking, from a buffer of ${size?.value.value ?? buffer}`, "unsafe", [
        ...mode.value.set("non-blocking"),
        ...added,
      ]);
      const message = `Container "${nameOf(container)}" stands still whenever its log cannot be delivered: the mode is blocking.`;
      yield { at: mode.value.at, message, fixes };
    } else if (mode?.value.is("non-blocking") && !size) {
      const fixes = fix(`Set "max-buffer-size" to ${buffer}`, "unsafe", added);
      const message = `The log of container "${nameOf(container)}" loses what does not fit into its buffer, whose size is left to the default.`;
      yield { at: mode.value.at, message, fixes };
    }
  },

  examples: [
    bad(ecs`
      {
        "family": "shop",
        "containerDefinitions": [
          {
            "name": "web",
            "image": "web:1.4",
            "logConfiguration": {
              "logDriver": "awslogs",
              "options": { "awslogs-group": "shop", "awslogs-region": "eu-west-1", "mode": «"blocking"» }
            }
          }
        ]
      }
    `).to(ecs`
      {
        "family": "shop",
        "containerDefinitions": [
          {
            "name": "web",
            "image": "web:1.4",
            "logConfiguration": {
              "logDriver": "awslogs",
              "options": { "awslogs-group": "shop", "awslogs-region": "eu-west-1", "mode": "non-blocking", "max-buffer-size": "25m" }
            }
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
                LogConfiguration:
                  LogDriver: awslogs
                  Options:
                    awslogs-group: !Ref Logs
                    mode: «non-blocking»
    `).to(cloudformation`
      Resources:
        Task:
          Type: AWS::ECS::TaskDefinition
          Properties:
            ContainerDefinitions:
              - Name: web
                Image: web:1.4
                LogConfiguration:
                  LogDriver: awslogs
                  Options:
                    awslogs-group: !Ref Logs
                    mode: non-blocking
                    max-buffer-size: 25m
    `),
    bad(terraform`
      resource "aws_ecs_task_definition" "shop" {
        family = "shop"
        container_definitions = jsonencode([
          {
            name  = "web"
            image = "web:1.4"
            logConfiguration = {
              logDriver = "awslogs"
              options = {
                awslogs-group = "shop"
                mode          = «"non-blocking"»
              }
            }
          }
        ])
      }
    `).to(terraform`
      resource "aws_ecs_task_definition" "shop" {
        family = "shop"
        container_definitions = jsonencode([
          {
            name  = "web"
            image = "web:1.4"
            logConfiguration = {
              logDriver = "awslogs"
              options = {
                awslogs-group   = "shop"
                mode            = "non-blocking"
                max-buffer-size = "25m"
              }
            }
          }
        ])
      }
    `),
    bad(compose`
      services:
        web:
          image: web:1.4
          logging:
            driver: awslogs
            options:
              mode: «non-blocking»
    `).to(compose`
      services:
        web:
          image: web:1.4
          logging:
            driver: awslogs
            options:
              mode: non-blocking
              max-buffer-size: 25m
    `),
    good(ecs`
      {
        "family": "shop",
        "containerDefinitions": [
          { "name": "web", "image": "web:1.4", "logConfiguration": { "logDriver": "awslogs", "options": { "awslogs-group": "shop" } } },
          {
            "name": "log",
            "image": "log:2",
            "logConfiguration": { "logDriver": "awslogs", "options": { "awslogs-group": "shop", "mode": "non-blocking", "max-buffer-size": "8m" } }
          }
        ]
      }
    `).because("What the account decides, and a buffer that somebody thought of."),
  ],
});
