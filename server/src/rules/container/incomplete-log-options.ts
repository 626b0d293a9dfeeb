import { bad, cloudformation, ecs, file, good } from "../../kit/example.ts";
import { fix, rule } from "../../kit/rule.ts";
import { isOnFargate, nameOf } from "../../model/container.ts";
import { enumerate } from "../../model/enumeration.ts";

export default rule({
  name: "incomplete-log-options",
  on: "container",
  title: "Log configuration lacks what its driver needs",
  severity: "warning",
  risk: "container",
  why: `The driver \`awslogs\` needs to be told the log group and, on Fargate, the Region and a prefix for its streams; without them the task definition is refused, or the task does not start. Silent where the options or one of their names come from a template.`,
  refs: ["NIST SP 800-190 4.4.4", "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/specify-log-config.html"],
  equivalents: [{ tool: "cfn-lint", id: "E3046" }],

  *check(container) {
    const { logging, workload } = container;
    const { driver, options } = logging;
    // Batch knows where to send what its jobs write.
    if (
      workload.platform !== "ecs" ||
      workload.kind === "Job" ||
      !driver.is("awslogs") ||
      options.state === "opaque" ||
      options.items.some((o) => o.name.opaque)
    )
      return;
    const needed = isOnFargate(workload) ? ["awslogs-group", "awslogs-region", "awslogs-stream-prefix"] : ["awslogs-group"];
    const missing = needed.filter((name) => !options.items.some((o) => o.name.is(name)));
    if (missing.length === 0) return;
    const [only, ...others] = missing;
    // The group and the Region are for the team to say; the prefix is the container's name as a rule.
    const prefix = only === "awslogs-stream-prefix" && others.length === 0 ? container.name.value : undefined;
    const fixes =
      prefix === undefined ? [] : fix(`Set "${only}" to ${prefix}`, "unsafe", options.add({ name: "awslogs-stream-prefix", value: prefix }));
    yield { at: driver.at, message: `The logs of container "${nameOf(container)}" lack ${enumerate(missing)}.`, fixes };
  },

  examples: [
    bad(ecs`
      {
        "family": "shop",
        "requiresCompatibilities": ["FARGATE"],
        "containerDefinitions": [
          {
            "name": "web",
            "image": "web:1.4",
            "logConfiguration": { "logDriver": «"awslogs"», "options": { "awslogs-group": "web", "awslogs-region": "eu-west-1" } }
          }
        ]
      }
    `).to(ecs`
      {
        "family": "shop",
        "requiresCompatibilities": ["FARGATE"],
        "containerDefinitions": [
          {
            "name": "web",
            "image": "web:1.4",
            "logConfiguration": { "logDriver": "awslogs", "options": { "awslogs-group": "web", "awslogs-region": "eu-west-1", "awslogs-stream-prefix": "web" } }
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
                  LogDriver: «awslogs»
                  Options: { awslogs-region: !Ref AWS::Region }
    `),
    good(ecs`
      {
        "family": "shop",
        "containerDefinitions": [
          { "name": "web", "image": "web:1.4", "logConfiguration": { "logDriver": "awslogs", "options": { "awslogs-group": "web" } } },
          { "name": "app", "image": "app:2", "logConfiguration": { "logDriver": "awslogs", "options": "\${options}" } },
          { "name": "log", "image": "log:3", "logConfiguration": { "logDriver": "splunk" } }
        ]
      }
    `).because("An instance knows its Region; what a template puts there is not known; other drivers need other things."),
    good(file("job.json")`
      {
        "jobDefinitionName": "nightly",
        "type": "container",
        "containerProperties": { "image": "job:1.4" }
      }
    `).because("Batch has a group for its jobs, and needs no options."),
  ],
});
