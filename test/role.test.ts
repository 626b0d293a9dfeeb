import { describe, expect, it } from "vitest";
import { read } from "../server/src/adapt/hosts.ts";
import { awsManaged, policiesOf, type Role, roleName } from "../server/src/model/role.ts";
import type { Facts } from "../server/src/model/subjects.ts";
import { Source, textOf } from "../server/src/text/source.ts";

const factsOf = (path: string, text: string): Facts => read(new Source(path, text)).facts;
/** What is known of a role, as words. */
const shown = (role: Role): unknown => ({
  [`${role.kind} ${role.address}`]: [
    role.name.value ?? role.name.state,
    role.trust?.statements.flatMap((s) => s.principals.map((p) => p.value.value)),
    role.attachments.map((a) => `${a.inline ? "inline" : (awsManaged(a) ?? a.managed.text ?? a.managed.value)} by ${a.address}`),
    policiesOf(role).flatMap((p) => p.statements.flatMap((s) => s.actions.items.map((i) => i.value))),
    role.duties.map((d) => `${d.as} ${d.address}`),
    role.open,
  ],
});
const trust = `{ Statement: [{ Effect: Allow, Principal: { Service: ecs-tasks.amazonaws.com }, Action: sts:AssumeRole }] }`;

describe("roles of CloudFormation", () => {
  const facts = factsOf(
    "template.yaml",
    `
Parameters: { Extra: { Type: String } }
Resources:
  Task:
    Type: AWS::ECS::TaskDefinition
    Properties:
      TaskRoleArn: !GetAtt TaskRole.Arn
      ExecutionRoleArn: !Sub arn:aws:iam::\${AWS::AccountId}:role/shop-execution
      ContainerDefinitions: [{ Name: web, Image: web }]
  TaskRole:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument: ${trust}
      Policies:
        - PolicyName: own
          PolicyDocument: { Statement: [{ Effect: Allow, Action: "s3:GetObject", Resource: "*" }] }
  ExecutionRole:
    Type: AWS::IAM::Role
    Properties:
      RoleName: shop-execution
      AssumeRolePolicyDocument: ${trust}
      ManagedPolicyArns:
        - !Sub arn:\${AWS::Partition}:iam::aws:policy/service-role/AmazonECSTaskExecutionRolePolicy
        - !Ref Shared
  Open:
    Type: AWS::IAM::Role
    Properties: { AssumeRolePolicyDocument: ${trust}, ManagedPolicyArns: [!Ref Extra] }
  Shared:
    Type: AWS::IAM::ManagedPolicy
    Properties:
      PolicyDocument: { Statement: [{ Effect: Allow, Action: "ssm:GetParameters", Resource: "*" }] }
  Beside:
    Type: AWS::IAM::Policy
    Properties:
      PolicyName: beside
      Roles: [!Ref TaskRole]
      Users: [ops]
      PolicyDocument: { Statement: [{ Effect: Allow, Action: "sqs:SendMessage", Resource: "*" }] }
  Instances:
    Type: AWS::IAM::InstanceProfile
    Properties: { Roles: [!Ref Open] }
`,
  );

  it("have what is attached to them, and what they are used for", () => {
    expect(facts.role.map(shown)).toEqual([
      {
        "role TaskRole": [
          "unset",
          ["ecs-tasks.amazonaws.com"],
          ["inline by TaskRole", "inline by Beside"],
          ["s3:GetObject", "sqs:SendMessage"],
          ["task Task"],
          false,
        ],
      },
      {
        "role ExecutionRole": [
          "shop-execution",
          ["ecs-tasks.amazonaws.com"],
          ["AmazonECSTaskExecutionRolePolicy by ExecutionRole", "${Shared} by ExecutionRole"],
          ["ssm:GetParameters"],
          ["execution Task"],
          false,
        ],
      },
      { "role Open": ["unset", ["ecs-tasks.amazonaws.com"], ["${Extra} by Open"], [], ["instance Instances"], true] },
    ]);
  });

  it("may be somebody whom the template does not show", () => {
    expect(facts.attachment.filter((a) => !a.role).map((a) => [a.to, a.address, textOf(a.at)])).toEqual([["user", "Beside", "ops"]]);
  });

  it("are made by SAM for its functions", () => {
    const { role } = factsOf(
      "template.yaml",
      `
Transform: AWS::Serverless-2016-10-31
Resources:
  Worker:
    Type: AWS::Serverless::Function
    Properties:
      Policies: [AdministratorAccess, { S3ReadPolicy: { BucketName: shop } }, { Statement: [{ Effect: Allow, Action: "s3:*", Resource: "*" }] }]
`,
    );
    expect(role.map(shown)).toEqual([
      { "role Worker": ["unset", undefined, ["AdministratorAccess by Worker", "inline by Worker"], ["s3:*"], [], true] },
    ]);
  });
});

describe("roles of Terraform", () => {
  it("have what is attached to them in the file", () => {
    const { role, attachment } = factsOf(
      "main.tf",
      `
data "aws_iam_policy_document" "trust" {
  statement {
    actions = ["sts:AssumeRole"]
    principals {
      type        = "Service"
      identifiers = ["ecs-tasks.amazonaws.com"]
    }
  }
}
data "aws_iam_policy" "execution" {
  name = "AmazonECSTaskExecutionRolePolicy"
}
resource "aws_iam_role" "task" {
  name                = "task"
  assume_role_policy  = data.aws_iam_policy_document.trust.json
  managed_policy_arns = ["arn:aws:iam::aws:policy/ReadOnlyAccess", aws_iam_policy.own.arn]
}
resource "aws_iam_policy" "own" {
  policy = jsonencode({ Statement = [{ Effect = "Allow", Action = "s3:GetObject", Resource = "*" }] })
}
resource "aws_iam_role_policy" "inline" {
  role   = aws_iam_role.task.id
  policy = data.aws_iam_policy_document.inline.json
}
data "aws_iam_policy_document" "inline" {
  statement {
    actions   = ["sqs:*"]
    resources = ["*"]
  }
}
resource "aws_iam_role_policy_attachment" "execution" {
  role       = "\${aws_iam_role.task.name}"
  policy_arn = data.aws_iam_policy.execution.arn
}
resource "aws_iam_role_policy_attachment" "each" {
  for_each   = toset(["arn:aws:iam::aws:policy/AmazonS3FullAccess"])
  role       = "task"
  policy_arn = each.value
}
resource "aws_iam_user_policy_attachment" "ops" {
  user       = var.user
  policy_arn = "arn:aws:iam::aws:policy/AdministratorAccess"
}
resource "aws_ecs_task_definition" "shop" {
  family                = "shop"
  task_role_arn         = aws_iam_role.task.arn
  execution_role_arn    = var.execution
  container_definitions = jsonencode([{ name = "web", image = "web" }])
}
module "eks" {
  source                     = "terraform-aws-modules/eks/aws"
  iam_role_additional_policies = { admin = "arn:aws:iam::aws:policy/PowerUserAccess" }
  eks_managed_node_groups = {
    apps = { iam_role_additional_policies = { ssm = "arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore" } }
  }
}
`,
    );
    expect(role.map(shown)).toEqual([
      {
        "role aws_iam_role.task": [
          "task",
          ["ecs-tasks.amazonaws.com"],
          [
            "ReadOnlyAccess by aws_iam_role.task",
            "aws_iam_policy.own.arn by aws_iam_role.task",
            "inline by aws_iam_role_policy.inline",
            "AmazonECSTaskExecutionRolePolicy by aws_iam_role_policy_attachment.execution",
            "AmazonS3FullAccess by aws_iam_role_policy_attachment.each",
          ],
          ["s3:GetObject", "sqs:*"],
          ["task shop"],
          false,
        ],
      },
    ]);
    expect(attachment.filter((a) => !a.role).map((a) => [a.to, a.address, awsManaged(a)])).toEqual([
      ["user", "aws_iam_user_policy_attachment.ops", "AdministratorAccess"],
      ["role", "module.eks", "PowerUserAccess"],
      ["role", "module.eks", "AmazonSSMManagedInstanceCore"],
    ]);
  });
});

describe("a role of Terraform", () => {
  const role = `resource "aws_iam_role" "r" {
  name = "r"
}
`;
  const attached = `resource "aws_iam_role_policy_attachment" "a" {
  role       = aws_iam_role.r.name
  policy_arn = "arn:aws:iam::aws:policy/ReadOnlyAccess"
}
`;
  it.each([
    [false, "attaches something", role + attached],
    [false, "attaches something to others as well", `${role}${attached}resource "aws_iam_role_policy_attachment" "b" {\n  role = "other"\n}\n`],
    [true, "attaches nothing", role],
    [
      true,
      "attaches something to what it does not know",
      `${role}${attached}resource "aws_iam_role_policy_attachment" "b" {\n  role = var.role\n}\n`,
    ],
    [true, "hands it out", `${role}${attached}output "role" {\n  value = aws_iam_role.r.name\n}\n`],
    [true, "hands it to a module", `${role}${attached}module "m" {\n  source = "./m"\n  role = aws_iam_role.r.id\n}\n`],
    [true, "takes policies from a variable", `${role.replace("}", "  managed_policy_arns = var.arns\n}")}${attached}`],
    [
      true,
      "writes policies as a run says",
      `${role.replace("}", '  dynamic "inline_policy" {\n    for_each = var.p\n    content {}\n  }\n}')}${attached}`,
    ],
  ])("is open: %s, where its module %s", (open, _, text) => {
    expect(factsOf("main.tf", text).role.map((r) => r.open)).toEqual([open]);
  });
});

describe("roles that the command line prints", () => {
  it("are all of an account", () => {
    const document = { Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: "s3:*", Resource: "*" }] };
    const service = { Statement: [{ Effect: "Allow", Principal: { Service: "ec2.amazonaws.com" }, Action: "sts:AssumeRole" }] };
    const { role, policy } = factsOf(
      "account.json",
      JSON.stringify({
        UserDetailList: [{ UserName: "ops", Arn: "arn:aws:iam::111122223333:user/ops", GroupList: ["all"], AttachedManagedPolicies: [] }],
        RoleDetailList: [
          {
            RoleName: "host",
            Arn: "arn:aws:iam::111122223333:role/host",
            AssumeRolePolicyDocument: service,
            RolePolicyList: [{ PolicyName: "in", PolicyDocument: document }],
            AttachedManagedPolicies: [{ PolicyName: "out", PolicyArn: "arn:aws:iam::111122223333:policy/out" }],
          },
        ],
        Policies: [
          {
            PolicyName: "out",
            Arn: "arn:aws:iam::111122223333:policy/out",
            PolicyVersionList: [{ Document: document, VersionId: "v1", IsDefaultVersion: true }],
          },
        ],
      }),
    );
    expect(role.map(shown)).toEqual([
      { "user ops": ["ops", undefined, [], [], [], false] },
      {
        "role host": ["host", ["ec2.amazonaws.com"], ["inline by host", "arn:aws:iam::111122223333:policy/out by host"], ["s3:*", "s3:*"], [], false],
      },
    ]);
    expect(role[0]?.groups.items.map((g) => g.value)).toEqual(["all"]);
    expect(policy).toHaveLength(3);
  });
});

describe("a role's ARN", () => {
  it.each([
    ["!Sub arn:aws:iam::${AWS::AccountId}:role/service/shop", "shop"],
    ["arn:aws:iam::111122223333:role/shop", "shop"],
    ["!Sub arn:aws:iam::111122223333:role/${Name}", undefined],
    ["arn:aws:iam::111122223333:user/shop", undefined],
  ])("names it: %s", (arn, name) => {
    const text = `Resources: { T: { Type: AWS::ECS::TaskDefinition, Properties: { TaskRoleArn: ${arn}, ContainerDefinitions: [{ Name: a, Image: b }] } } }`;
    const [workload] = factsOf("t.yaml", text).workload;
    expect(workload && roleName(workload.taskRole)).toBe(name);
  });
});

it("roles of an Express service of ECS are those of its tasks", () => {
  const { role } = factsOf(
    "template.yaml",
    `Resources:\n  Shop: { Type: AWS::ECS::ExpressGatewayService, Properties: { TaskRoleArn: !GetAtt Task.Arn, ExecutionRoleArn: !GetAtt Start.Arn, PrimaryContainer: { Image: web } } }\n  Task: { Type: AWS::IAM::Role, Properties: { AssumeRolePolicyDocument: ${trust} } }\n  Start: { Type: AWS::IAM::Role, Properties: { AssumeRolePolicyDocument: ${trust} } }\n`,
  );
  expect(role.map((r) => r.duties.map((d) => `${d.as} ${d.address}`))).toEqual([["task Shop"], ["execution Shop"]]);
});
