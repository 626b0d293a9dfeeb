import { bad, cloudformation, good, terraform } from "../../kit/example.ts";
import { fix, rule } from "../../kit/rule.ts";
import { type Container, isOnFargate } from "../../model/container.ts";
import { enumerate } from "../../model/enumeration.ts";
import { mayCall } from "../../model/rights.ts";

export default rule({
  name: "unusable-task-shell",
  on: "service",
  title: "Service switches on a shell that cannot be had",
  severity: "warning",
  risk: "orchestrator",
  why: `With \`enableExecuteCommand\` an agent in the container opens the channels of the session with the rights of the task role: the four actions of \`ssmmessages\`, on \`*\`. Without them \`aws ecs execute-command\` fails, mostly on the day when a shell is needed, and what helps in a hurry is a role with far more.

The agent also writes into the container's filesystem: with a root filesystem that is read-only it does not start, unless something is mounted where it writes, \`/var/lib/amazon\` and \`/var/log/amazon\`.

Switch it off where nobody uses it, and keep the root filesystem read-only: task-shell tells what it opens. Told where the service, the task definition and all that is attached to the role stand in the same template or Terraform module; and for Fargate where the task has no role.`,
  refs: ["https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-exec.html#ecs-exec-enabling-and-using"],

  *check({ exec, taskDefinition, taskRole }) {
    const task = taskDefinition.target;
    if (!exec.is(true) || !task) return;
    const related = [{ at: exec.at, message: "The service switches it on." }];
    const [first, ...others] = task.containers;
    if (first && [first, ...others].every(keepsAgentOut)) {
      const message = "ECS Exec is on, and its agent cannot write into a container whose root filesystem is read-only: a shell cannot be had.";
      const fixes = fix(`Set "${exec.key}" to false`, "unsafe", exec.set(false));
      const readOnly = [first, ...others].map((c) => ({ at: c.readOnlyRoot.at, message: "The root filesystem is read-only." }));
      yield { at: exec.at, key: "read-only", message, related: readOnly, fixes };
    }
    if (task.taskRole.unset) {
      if (isOnFargate(task)) {
        const message = "ECS Exec is on, and the task has no role that could open its channels: a shell cannot be had.";
        yield { at: exec.at, message };
      }
      return;
    }
    const lacking = taskRole ? channels.filter((action) => !mayCall(taskRole, action)) : [];
    if (lacking.length === 0) return;
    const message = `ECS Exec is on, and the task role may not call ${enumerate(lacking)}: a shell cannot be had.`;
    yield { at: task.taskRole.at, message, related };
  },

  examples: [
    bad(cloudformation`
      Resources:
        Service:
          Type: AWS::ECS::Service
          Properties:
            EnableExecuteCommand: «true»
            TaskDefinition: !Ref Task
        Task:
          Type: AWS::ECS::TaskDefinition
          Properties:
            TaskRoleArn: !ImportValue TaskRole
            ContainerDefinitions:
              - { Name: web, Image: "web:1.4", ReadonlyRootFilesystem: true }
    `)
      .to(cloudformation`
      Resources:
        Service:
          Type: AWS::ECS::Service
          Properties:
            EnableExecuteCommand: false
            TaskDefinition: !Ref Task
        Task:
          Type: AWS::ECS::TaskDefinition
          Properties:
            TaskRoleArn: !ImportValue TaskRole
            ContainerDefinitions:
              - { Name: web, Image: "web:1.4", ReadonlyRootFilesystem: true }
    `)
      .because("The agent of ECS Exec has to write."),
    good(cloudformation`
      Resources:
        Service:
          Type: AWS::ECS::Service
          Properties:
            EnableExecuteCommand: true
            TaskDefinition: !Ref Task
        Task:
          Type: AWS::ECS::TaskDefinition
          Properties:
            TaskRoleArn: !ImportValue TaskRole
            Volumes: [{ Name: agent }, { Name: log }]
            ContainerDefinitions:
              - Name: web
                Image: web:1.4
                ReadonlyRootFilesystem: true
                MountPoints:
                  - { SourceVolume: agent, ContainerPath: /var/lib/amazon }
                  - { SourceVolume: log, ContainerPath: /var/log/amazon }
    `).because("Where the agent writes, something is mounted."),
    bad(terraform`
      resource "aws_ecs_service" "shop" {
        task_definition        = aws_ecs_task_definition.shop.arn
        enable_execute_command = true
      }

      resource "aws_ecs_task_definition" "shop" {
        family                = "shop"
        task_role_arn         = «aws_iam_role.shop.arn»
        container_definitions = jsonencode([{ name = "web", image = "web:1.4" }])
      }

      resource "aws_iam_role" "shop" {
        name = "shop"
      }

      resource "aws_iam_role_policy" "shop" {
        role = aws_iam_role.shop.id
        policy = jsonencode({
          Version   = "2012-10-17"
          Statement = [{ Effect = "Allow", Action = ["dynamodb:GetItem", "ssmmessages:Create*"], Resource = "*" }]
        })
      }
    `),
    bad(cloudformation`
      Resources:
        Service:
          Type: AWS::ECS::Service
          Properties:
            TaskDefinition: !Ref Task
            EnableExecuteCommand: «true»
        Task:
          Type: AWS::ECS::TaskDefinition
          Properties:
            RequiresCompatibilities: [FARGATE]
            ContainerDefinitions: [{ Name: web, Image: "web:1.4" }]
    `),
    good(cloudformation`
      Resources:
        Service:
          Type: AWS::ECS::Service
          Properties:
            TaskDefinition: !Ref Task
            EnableExecuteCommand: true
        Task:
          Type: AWS::ECS::TaskDefinition
          Properties:
            TaskRoleArn: !GetAtt Code.Arn
            ContainerDefinitions: [{ Name: web, Image: "web:1.4" }]
        Code:
          Type: AWS::IAM::Role
          Properties:
            AssumeRolePolicyDocument:
              Statement: [{ Effect: Allow, Principal: { Service: ecs-tasks.amazonaws.com }, Action: sts:AssumeRole }]
            Policies:
              - PolicyName: shell
                PolicyDocument:
                  Statement: [{ Effect: Allow, Action: ["ssmmessages:*Channel"], Resource: "*" }]
        Hosts:
          Type: AWS::ECS::Service
          Properties: { TaskDefinition: !Ref OnHosts, EnableExecuteCommand: true }
        OnHosts:
          Type: AWS::ECS::TaskDefinition
          Properties:
            ContainerDefinitions: [{ Name: web, Image: "web:1.4" }]
    `).because("The role has them; on hosts of one's own their role may."),
    good(terraform`
      resource "aws_ecs_service" "shop" {
        task_definition        = aws_ecs_task_definition.shop.arn
        enable_execute_command = var.shell
      }

      resource "aws_ecs_service" "open" {
        task_definition        = aws_ecs_task_definition.shop.arn
        enable_execute_command = true
      }

      resource "aws_ecs_task_definition" "shop" {
        family                = "shop"
        task_role_arn         = aws_iam_role.shop.arn
        container_definitions = jsonencode([{ name = "web", image = "web:1.4" }])
      }

      resource "aws_iam_role" "shop" {
        name = "shop"
      }
    `).because("Nothing is attached here: it is attached elsewhere."),
  ],
});

/** Where the agent writes. https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-exec.html#ecs-exec-considerations */
const written = ["/var/lib/amazon", "/var/log/amazon"];

/** Is its root read-only, with nothing that could be written to where the agent writes? */
const keepsAgentOut = ({ readOnlyRoot, mounts, tmpfs }: Container): boolean =>
  readOnlyRoot.is(true) &&
  mounts.state !== "opaque" &&
  tmpfs.state !== "opaque" &&
  ![...mounts.items, ...tmpfs.items].some(
    ({ path }) => path.value === undefined || written.some((folder) => `${folder}/`.startsWith(`${path.value}/`)),
  );

const channels: readonly string[] = [
  "ssmmessages:CreateControlChannel",
  "ssmmessages:CreateDataChannel",
  "ssmmessages:OpenControlChannel",
  "ssmmessages:OpenDataChannel",
];
