import { bad, cloudformation, ecs, file, good, terraform } from "../../kit/example.ts";
import { rule } from "../../kit/rule.ts";
import { type Container, isOnFargate, nameOf, type Workload } from "../../model/container.ts";
import { isGiven } from "../../model/given.ts";

export default rule({
  name: "task-without-execution-role",
  on: "workload",
  title: "Task lacks the role that it is started with",
  severity: "warning",
  risk: "container",
  why: `What happens before the program runs is done with the execution role: values of \`secrets\` and credentials of a registry are fetched with it everywhere, on Fargate images of Amazon ECR, too, and what is printed is sent to CloudWatch. Without one ECS refuses the task definition, and the quick ways out are a secret in plain text and a container without logs.

It is another role than the task's own, which the program has: give it \`AmazonECSTaskExecutionRolePolicy\` and, for secrets, the right to read just these. On container instances images and logs are the affair of the instance's role. There is no fix, for the role has to be made.`,
  refs: ["NIST SP 800-190 4.3.1", "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_execution_IAM_role.html"],

  *check(workload) {
    if (workload.platform !== "ecs" || !workload.executionRole.unset) return;
    for (const container of workload.containers) {
      const need = needOf(container, workload);
      if (!need) continue;
      yield {
        at: need.at,
        message: `Container "${nameOf(container)}" ${need.what}, and the task has no execution role to do so with: ECS refuses the task definition.`,
      };
      return;
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
            "secrets": [{ "name": "DB_PASSWORD", "valueFrom": «"/shop/db"» }, { "name": "KEY", "valueFrom": "/shop/key" }]
          }
        ]
      }
    `).because("Secrets need one wherever the task runs."),
    bad(cloudformation`
      Resources:
        Task:
          Type: AWS::ECS::TaskDefinition
          Properties:
            NetworkMode: awsvpc
            RequiresCompatibilities: [FARGATE]
            TaskRoleArn: !GetAtt TaskRole.Arn
            ContainerDefinitions:
              - Name: web
                Image: web:1.4
                LogConfiguration:
                  LogDriver: «awslogs»
                  Options: { awslogs-group: shop, awslogs-region: eu-west-1, awslogs-stream-prefix: web }
    `).because("The task's own role is another."),
    bad(terraform`
      resource "aws_ecs_task_definition" "shop" {
        family                   = "shop"
        network_mode             = "awsvpc"
        requires_compatibilities = ["FARGATE"]
        container_definitions = jsonencode([
          { name = "web", image = «"111122223333.dkr.ecr.eu-west-1.amazonaws.com/web:1.4"» }
        ])
      }
    `),
    good(ecs`
      {
        "family": "shop",
        "networkMode": "awsvpc",
        "requiresCompatibilities": ["FARGATE"],
        "executionRoleArn": "\${EXECUTION_ROLE}",
        "containerDefinitions": [
          { "name": "web", "image": "web:1.4", "secrets": [{ "name": "KEY", "valueFrom": "/shop/key" }] }
        ]
      }
    `),
    good(ecs`
      {
        "family": "shop",
        "networkMode": "awsvpc",
        "requiresCompatibilities": ["FARGATE"],
        "containerDefinitions": [{ "name": "web", "image": "public.ecr.aws/nginx/nginx:1.29" }]
      }
    `).because("Everybody may pull it, and nothing is logged."),
    good(ecs`
      {
        "family": "shop",
        "requiresCompatibilities": ["EC2"],
        "containerDefinitions": [
          {
            "name": "web",
            "image": "111122223333.dkr.ecr.eu-west-1.amazonaws.com/web:1.4",
            "logConfiguration": { "logDriver": "awslogs", "options": { "awslogs-group": "shop", "awslogs-region": "eu-west-1" } }
          }
        ]
      }
    `).because("The instance has a role that pulls images and sends logs."),
    good(file("containers.json")`
      [{ "name": "web", "image": "web:1.4", "secrets": [{ "name": "KEY", "valueFrom": "/shop/key" }] }]
    `).because("An array of container definitions: the rest of the task is elsewhere."),
    good(terraform`
      module "shop" {
        source  = "terraform-aws-modules/ecs/aws//modules/service"
        version = "~> 6.0"

        container_definitions = {
          web = { image = "web:1.4", secrets = [{ name = "KEY", valueFrom = "/shop/key" }] }
        }
      }
    `).because("The module makes the role itself."),
  ],
});

interface Need {
  readonly at: Container["image"]["at"];
  /** What follows the container's name. */
  readonly what: string;
}

/** What the start of a container needs a role for. */
function needOf({ secrets, logging, pullCredentials, image }: Container, workload: Workload): Need | undefined {
  const [secret] = [...secrets.items, ...logging.secrets.items];
  if (secret) return { at: secret.from.at, what: "is given secrets" };
  if (isGiven(pullCredentials)) return { at: pullCredentials.at, what: "is pulled with credentials" };
  if (!isOnFargate(workload)) return undefined;
  if (logging.driver.is("awslogs") && !logging.driver.unset) return { at: logging.driver.at, what: "logs to CloudWatch" };
  return isOfEcr(image) ? { at: image.at, what: "comes from Amazon ECR" } : undefined;
}

/** A private repository: `111122223333.dkr.ecr.eu-west-1.amazonaws.com/web`. */
const isOfEcr = ({ value, parts }: Container["image"]): boolean =>
  [value, ...parts].some((text) => text !== undefined && /\.dkr\.ecr[.-]/.test(text));
