import { bad, cloudformation, file, good, terraform } from "../../kit/example.ts";
import { type Fix, fix, rule } from "../../kit/rule.ts";
import type { Policy } from "../../model/policy.ts";
import { trustsAccount, trustsService } from "../../model/trust.ts";

export default rule({
  name: "untrusted-task-role",
  on: "duty",
  title: "Task or pod cannot take on its role",
  severity: "warning",
  risk: "orchestrator",
  why: `Tasks take on their roles by way of \`ecs-tasks.amazonaws.com\`. A role that trusts another service, such as \`ecs.amazonaws.com\`, which places tasks, or \`ec2.amazonaws.com\`, gives them nothing: the task does not start, or its code falls back on the role of the host, which everything there shares.

Pods that have a role by EKS Pod Identity take it on by way of \`pods.eks.amazonaws.com\`; one that trusts an OpenID Connect provider is for service accounts with an annotation, and must name them.

Told where the role is found in the same file, and its trust policy is known in full.`,
  refs: ["https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-iam-roles.html"],

  *check({ as, role, at, workload, account, address }) {
    if (!role.trust || role.trust.partial) return;
    if (account) {
      const { name, namespace } = account;
      if (name.value === undefined || trustsAccount(role.trust, namespace.value, name.value)) return;
      const subject = `system:serviceaccount:${namespace.value ?? "<namespace>"}:${name.value}`;
      yield { at, message: `Pods of this service account cannot take on the role: it does not trust "${subject}".` };
      return;
    }
    const service = as === "task" || as === "execution" ? "ecs-tasks" : as === "pod" ? "pods.eks" : undefined;
    if (!service || trustsService(role.trust, service)) return;
    const principals = role.trust.statements.filter((s) => s.effect.is("Allow")).flatMap((s) => s.principals);
    const [first] = principals;
    const name = workload?.address ? `"${workload.address}"` : "that uses it";
    const what = as === "pod" ? `Pods by "${address}"` : as === "task" ? `The task ${name}` : `ECS, to start the task ${name},`;
    yield {
      at: first?.value.at ?? at,
      message: `${what} cannot take on the role: it does not trust ${service}.amazonaws.com.`,
      related: [{ at, message: "The role is used here." }],
      fixes: fixes(principals, service),
    };
  },

  examples: [
    bad(cloudformation`
      Resources:
        Task:
          Type: AWS::ECS::TaskDefinition
          Properties:
            TaskRoleArn: !GetAtt TaskRole.Arn
            ContainerDefinitions: [{ Name: web, Image: "web:1.4" }]
        TaskRole:
          Type: AWS::IAM::Role
          Properties:
            AssumeRolePolicyDocument:
              Statement: [{ Effect: Allow, Principal: { Service: «ecs.amazonaws.com» }, Action: sts:AssumeRole }]
    `).to(cloudformation`
      Resources:
        Task:
          Type: AWS::ECS::TaskDefinition
          Properties:
            TaskRoleArn: !GetAtt TaskRole.Arn
            ContainerDefinitions: [{ Name: web, Image: "web:1.4" }]
        TaskRole:
          Type: AWS::IAM::Role
          Properties:
            AssumeRolePolicyDocument:
              Statement: [{ Effect: Allow, Principal: { Service: ecs-tasks.amazonaws.com }, Action: sts:AssumeRole }]
    `),
    bad(terraform`
      resource "aws_ecs_task_definition" "shop" {
        family                = "shop"
        execution_role_arn    = aws_iam_role.start.arn
        container_definitions = jsonencode([{ name = "web", image = "web:1.4" }])
      }

      resource "aws_iam_role" "start" {
        assume_role_policy = data.aws_iam_policy_document.trust.json
      }

      data "aws_iam_policy_document" "trust" {
        statement {
          actions = ["sts:AssumeRole"]
          principals {
            type        = "Service"
            identifiers = [«"ec2.amazonaws.com"»]
          }
        }
      }
    `).to(terraform`
      resource "aws_ecs_task_definition" "shop" {
        family                = "shop"
        execution_role_arn    = aws_iam_role.start.arn
        container_definitions = jsonencode([{ name = "web", image = "web:1.4" }])
      }

      resource "aws_iam_role" "start" {
        assume_role_policy = data.aws_iam_policy_document.trust.json
      }

      data "aws_iam_policy_document" "trust" {
        statement {
          actions = ["sts:AssumeRole"]
          principals {
            type        = "Service"
            identifiers = ["ecs-tasks.amazonaws.com"]
          }
        }
      }
    `),
    bad(
      terraform`
        resource "aws_ecs_task_definition" "shop" {
          family                = "shop"
          task_role_arn         = aws_iam_role.task.arn
          container_definitions = jsonencode([{ name = "web", image = "web:1.4" }])
        }
      `,
      file("iam.tf")`
        resource "aws_iam_role" "task" {
          assume_role_policy = jsonencode({
            Statement = [{ Effect = "Allow", Principal = { Service = «"ecs.amazonaws.com"» }, Action = "sts:AssumeRole" }]
          })
        }
      `,
    ).because("Two files of one module."),
    bad(terraform`
      resource "aws_eks_pod_identity_association" "shop" {
        cluster_name    = "shop"
        namespace       = "shop"
        service_account = "web"
        role_arn        = aws_iam_role.shop.arn
      }

      resource "aws_iam_role" "shop" {
        name = "shop"
        assume_role_policy = jsonencode({
          Version   = "2012-10-17"
          Statement = [{ Effect = "Allow", Principal = { Service = «"eks.amazonaws.com"» }, Action = ["sts:AssumeRole", "sts:TagSession"] }]
        })
      }
    `).to(terraform`
      resource "aws_eks_pod_identity_association" "shop" {
        cluster_name    = "shop"
        namespace       = "shop"
        service_account = "web"
        role_arn        = aws_iam_role.shop.arn
      }

      resource "aws_iam_role" "shop" {
        name = "shop"
        assume_role_policy = jsonencode({
          Version   = "2012-10-17"
          Statement = [{ Effect = "Allow", Principal = { Service = "pods.eks.amazonaws.com" }, Action = ["sts:AssumeRole", "sts:TagSession"] }]
        })
      }
    `),
    bad(terraform`
      resource "kubernetes_service_account" "web" {
        metadata {
          name      = "web"
          namespace = "shop"
          annotations = {
            "eks.amazonaws.com/role-arn" = «aws_iam_role.web.arn»
          }
        }
      }

      resource "aws_iam_role" "web" {
        name               = "web"
        assume_role_policy = data.aws_iam_policy_document.trust.json
      }

      data "aws_iam_policy_document" "trust" {
        statement {
          actions = ["sts:AssumeRoleWithWebIdentity"]
          principals {
            type        = "Federated"
            identifiers = [var.provider]
          }
          condition {
            test     = "StringEquals"
            variable = "oidc.eks.eu-west-1.amazonaws.com/id/EXAMPLE:sub"
            values   = ["system:serviceaccount:store:web"]
          }
        }
      }
    `),
    good(terraform`
      resource "kubernetes_service_account" "web" {
        metadata {
          name      = "web"
          namespace = var.namespace
          annotations = {
            "eks.amazonaws.com/role-arn" = aws_iam_role.web.arn
          }
        }
      }

      resource "aws_iam_role" "web" {
        name               = "web"
        assume_role_policy = data.aws_iam_policy_document.trust.json
      }

      data "aws_iam_policy_document" "trust" {
        statement {
          actions = ["sts:AssumeRoleWithWebIdentity"]
          principals {
            type        = "Federated"
            identifiers = [var.provider]
          }
          condition {
            test     = "StringEquals"
            variable = "oidc.eks.eu-west-1.amazonaws.com/id/EXAMPLE:sub"
            values   = ["system:serviceaccount:store:web"]
          }
        }
      }
    `).because("The namespace is not known."),
    good(cloudformation`
      Parameters: { Service: { Type: String } }
      Resources:
        Task:
          Type: AWS::ECS::TaskDefinition
          Properties:
            TaskRoleArn: !GetAtt TaskRole.Arn
            ExecutionRoleArn: !GetAtt Start.Arn
            ContainerDefinitions: [{ Name: web, Image: "web:1.4" }]
        TaskRole:
          Type: AWS::IAM::Role
          Properties:
            AssumeRolePolicyDocument:
              Statement: [{ Effect: Allow, Principal: { Service: [ec2.amazonaws.com, ecs-tasks.amazonaws.com] }, Action: sts:AssumeRole }]
        Start:
          Type: AWS::IAM::Role
          Properties:
            AssumeRolePolicyDocument:
              Statement: [{ Effect: Allow, Principal: { Service: !Ref Service }, Action: sts:AssumeRole }]
    `).because("Tasks are among those who are trusted; what a parameter says is not known."),
  ],
});

/** May it let tasks in? */
function fixes(principals: Policy["statements"][number]["principals"], service: string): readonly Fix[] {
  const [only, ...others] = principals;
  // Pods need another action besides, which mismatched-trust-action adds.
  if (!only || others.length > 0 || only.type !== "Service") return [];
  return fix(`Trust ${service}.amazonaws.com instead`, "unsafe", only.value.set(`${service}.amazonaws.com`));
}
