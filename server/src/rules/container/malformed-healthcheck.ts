import { bad, cloudformation, compose, ecs, good, terraform } from "../../kit/example.ts";
import { type Fix, fix, rule } from "../../kit/rule.ts";
import { nameOf, type Workload } from "../../model/container.ts";
import type { Field } from "../../model/field.ts";
import type { HealthCheck } from "../../model/health-check.ts";

export default rule({
  name: "malformed-healthcheck",
  on: "container",
  title: "A health check that cannot pass, or is refused",
  severity: "error",
  risk: "container",
  why: `The first word of a health check says how the rest is run: \`CMD\` starts a program with its arguments, \`CMD-SHELL\` gives one text to the container's shell. Mixed up, the check fails every time: a program of the name \`curl -f http://localhost/ || exit 1\` does not exist, \`||\` is an argument like any other to \`CMD\`, and a shell takes nothing but the first of several texts for its script. The container is then unhealthy for ever, and replaced for ever. Compose refuses a list without such a word, and ECS times out of its bounds.

The fix says it as the words mean it.`,
  refs: [
    "NIST SP 800-190 4.4.3",
    "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_HealthCheck.html",
    "https://docs.docker.com/reference/compose-file/services/#healthcheck",
  ],

  *check(container) {
    const { healthCheck: check, workload } = container;
    if (workload.platform === "kubernetes" || check.state !== "written") return;
    const who = `The health check of container "${nameOf(container)}"`;
    const found = commandOf(check, workload);
    if (found) yield { at: found.at, message: `${who} ${found.why}.`, fixes: found.fixes };
    if (workload.platform !== "ecs") return;
    for (const [key, field, least, most] of [
      ["interval", check.interval, 5, 300],
      ["timeout", check.timeout, 2, 60],
      ["retries", check.retries, 1, 10],
      ["startPeriod", check.startPeriod, 0, 300],
    ] as const) {
      if (field.unset || !field.is((n) => n < least || n > most)) continue;
      const nearest = field.is((n) => n < least) ? least : most;
      const fixes = fix(`Set "${field.key}" to ${nearest}`, "safe", field.set(nearest));
      yield { at: field.at, key, message: `${who} has ${field.value} as "${field.key}"; ECS takes ${least} to ${most}.`, fixes };
    }
  },

  examples: [
    bad(ecs`
      {
        "family": "shop",
        "containerDefinitions": [{ "name": "web", "image": "web:1.4", "healthCheck": { "command": ["CMD", «"curl -f http://localhost/ || exit 1"»] } }]
      }
    `).to(ecs`
      {
        "family": "shop",
        "containerDefinitions": [{ "name": "web", "image": "web:1.4", "healthCheck": { "command": ["CMD-SHELL", "curl -f http://localhost/ || exit 1"] } }]
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
                HealthCheck:
                  Command: [CMD, curl, -f, http://localhost/, «"||"», exit, "1"]
    `).because("To a program without a shell this is one more argument."),
    bad(terraform`
      resource "aws_ecs_task_definition" "shop" {
        family = "shop"
        container_definitions = jsonencode([{
          name        = "web"
          image       = "web:1.4"
          healthCheck = { command = ["CMD-SHELL", "curl", «"-f"», "http://localhost/"], interval = 30 }
        }])
      }
    `).because("The shell's script is `curl` alone."),
    bad(ecs`
      {
        "family": "shop",
        "containerDefinitions": [{ "name": "web", "image": "web:1.4", "healthCheck": { "command": ["CMD", "/check"], "timeout": «90» } }]
      }
    `).to(ecs`
      {
        "family": "shop",
        "containerDefinitions": [{ "name": "web", "image": "web:1.4", "healthCheck": { "command": ["CMD", "/check"], "timeout": 60 } }]
      }
    `),
    bad(compose`
      services:
        web:
          image: web:1.4
          healthcheck:
            test: [«curl», -f, http://localhost/]
    `).because("Compose takes no list without such a word."),
    good(ecs`
      {
        "family": "shop",
        "containerDefinitions": [
          { "name": "web", "image": "web:1.4", "healthCheck": { "command": ["CMD-SHELL", "curl -f http://localhost/ || exit 1"], "interval": 10, "timeout": 5 } },
          { "name": "log", "image": "log:2", "healthCheck": { "command": ["CMD", "/bin/check", "--address", "localhost:24224"] } }
        ]
      }
    `),
    good(compose`
      services:
        web:
          image: web:1.4
          healthcheck:
            test: curl -f http://localhost/ || exit 1
        db:
          image: postgres:17
          healthcheck:
            test: [NONE]
    `).because("A text is run by the shell, and NONE switches the image's own check off."),
    good(ecs`
      {
        "family": "shop",
        "containerDefinitions": [{ "name": "web", "image": "web:1.4", "healthCheck": { "command": ["CMD", "sh", "-c", "curl -f http://localhost/ || exit 1"] } }]
      }
    `).because("The program is a shell, which is given one text."),
    good(ecs`
      {
        "family": "shop",
        "containerDefinitions": [{ "name": "web", "image": "web:1.4", "healthCheck": { "command": ["CMD-SHELL", "curl -f http://localhost/", "|| exit 1"] } }]
      }
    `).because("What the shell does not get makes no difference."),
    good(ecs`
      {
        "family": "shop",
        "containerDefinitions": [{ "name": "otel", "image": "public.ecr.aws/aws-observability/aws-otel-collector:v0.43.3", "healthCheck": { "command": ["/healthcheck"] } }]
      }
    `).because("AWS's own task definitions say it so; what is made of it is not written down."),
  ],
});

interface Found {
  readonly at: Field<string>["at"];
  /** What follows the subject of the sentence. */
  readonly why: string;
  readonly fixes: readonly Fix[];
}

const ways = ["CMD", "CMD-SHELL", "NONE"];
/** Words that mean something to a shell alone. */
const operators = /^(?:\|\|?|&&|;|[0-9]?>{1,2}(?:&[0-9]|\/dev\/null)?)$/;

function commandOf({ command }: HealthCheck, { platform }: Workload): Found | undefined {
  const [way, script, ...more] = command.items;
  if (command.state !== "written" || way?.value === undefined) return undefined;
  if (!ways.includes(way.value)) {
    // A single text of Compose's is run by a shell. What ECS makes of other words AWS does not say, and its own examples have them.
    return platform === "compose" && script ? { at: way.at, why: `begins with neither "CMD" nor "CMD-SHELL", and is refused`, fixes: [] } : undefined;
  }
  if (way.is("CMD") && script && more.length === 0 && script.is((text) => /\S\s+\S/.test(text))) {
    return {
      at: script.at,
      why: "starts a program whose name is all of this text",
      fixes: fix("Let the shell run it", "unsafe", way.set("CMD-SHELL")),
    };
  }
  const operator = way.is("CMD") ? more.find((word) => word.is((text) => operators.test(text))) : undefined;
  if (operator) return { at: operator.at, why: `gives "${operator.value}" to its program, for without a shell that means nothing`, fixes: [] };
  const [lost] = more;
  // Where the first text is a command with arguments, what is lost is mostly "|| exit 1", which changes nothing.
  if (!way.is("CMD-SHELL") || !lost || !script?.is((text) => !/\s/.test(text))) return undefined;
  return { at: lost.at, why: "is more than one text: the shell runs the first alone", fixes: [] };
}
