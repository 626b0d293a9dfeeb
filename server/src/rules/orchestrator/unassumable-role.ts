import { bad, file, good } from "../../kit/example.ts";
import { rule } from "../../kit/rule.ts";
import type { ServiceAccount } from "../../model/service-account.ts";
import { trustsAccount, trustsService } from "../../model/trust.ts";

export default rule({
  name: "unassumable-role",
  on: "roleUse",
  title: "Role of another file does not trust who is to have it",
  severity: "warning",
  risk: "orchestrator",
  why: `A service account names its role in an annotation, and the role's trust policy names the service account: \`system:serviceaccount:namespace:name\` must be what the condition on \`:sub\` asks for. Where one was renamed and the other not, pods get no credentials, and fall back on the role of the node, which everything there shares. So it is with tasks of ECS and \`ecs-tasks.amazonaws.com\`.

Told where one role alone in the workspace is called as the ARN says, and its trust policy is known in full. What is wrong, the annotation or the trust, is for you to say. Roles of the same file are for untrusted-task-role.`,
  refs: [
    "https://docs.aws.amazon.com/eks/latest/userguide/associate-service-account-role.html",
    "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-iam-roles.html",
  ],

  *check({ role, by, at }) {
    if (!role.trust || role.trust.partial || role.trust.statements.length === 0) return;
    if ("containers" in by) {
      if (!trustsService(role.trust, "ecs-tasks"))
        yield { at, message: `Tasks cannot take on the role "${role.name.value ?? role.address}": it does not trust ecs-tasks.amazonaws.com.` };
      return;
    }
    const name = by.name.value;
    if (name === undefined || trustsAccount(role.trust, namespaceOf(by), name)) return;
    const subject = `system:serviceaccount:${namespaceOf(by) ?? "<namespace>"}:${name}`;
    yield {
      at,
      message: `Pods of this service account cannot take on the role "${role.name.value ?? role.address}": it does not trust "${subject}".`,
    };
  },

  examples: [
    bad(
      file("account.yaml")`
      apiVersion: v1
      kind: ServiceAccount
      metadata:
        name: web
        namespace: shop
        annotations:
          eks.amazonaws.com/role-arn: «arn:aws:iam::111122223333:role/shop-web»
    `,
      file("role.tf")`
      resource "aws_iam_role" "web" {
        name = "shop-web"
        assume_role_policy = jsonencode({
          Version = "2012-10-17"
          Statement = [{
            Effect    = "Allow"
            Principal = { Federated = "arn:aws:iam::111122223333:oidc-provider/oidc.eks.eu-west-1.amazonaws.com/id/EXAMPLE" }
            Action    = "sts:AssumeRoleWithWebIdentity"
            Condition = { StringEquals = { "oidc.eks.eu-west-1.amazonaws.com/id/EXAMPLE:sub" = "system:serviceaccount:store:web" } }
          }]
        })
      }
    `,
    ).because("The role is for an account of the same name in another namespace."),
    bad(
      file("task-definition.json")`
      {
        "family": "shop",
        "taskRoleArn": «"arn:aws:iam::111122223333:role/shop"»,
        "containerDefinitions": [{ "name": "web", "image": "web:1.4" }]
      }
    `,
      file("roles.yaml")`
      Resources:
        Shop:
          Type: AWS::IAM::Role
          Properties:
            RoleName: shop
            AssumeRolePolicyDocument:
              Version: "2012-10-17"
              Statement: [{ Effect: Allow, Principal: { Service: ec2.amazonaws.com }, Action: sts:AssumeRole }]
    `,
    ),
    good(
      file("account.yaml")`
      apiVersion: v1
      kind: ServiceAccount
      metadata:
        name: web
        annotations:
          eks.amazonaws.com/role-arn: arn:aws:iam::111122223333:role/shop-web
      ---
      apiVersion: v1
      kind: ServiceAccount
      metadata:
        name: worker
        namespace: shop
        annotations:
          eks.amazonaws.com/role-arn: arn:aws:iam::111122223333:role/shop-worker
    `,
      file("role.tf")`
      resource "aws_iam_role" "web" {
        name = "shop-web"
        assume_role_policy = jsonencode({
          Version = "2012-10-17"
          Statement = [{
            Effect    = "Allow"
            Principal = { Federated = "arn:aws:iam::111122223333:oidc-provider/oidc.eks.eu-west-1.amazonaws.com/id/EXAMPLE" }
            Action    = "sts:AssumeRoleWithWebIdentity"
            Condition = { StringLike = { "oidc.eks.eu-west-1.amazonaws.com/id/EXAMPLE:sub" = "system:serviceaccount:*:web" } }
          }]
        })
      }

      resource "aws_iam_role" "worker" {
        name = "shop-worker"
        assume_role_policy = jsonencode({
          Version = "2012-10-17"
          Statement = [{
            Effect    = "Allow"
            Principal = { Federated = var.provider }
            Action    = "sts:AssumeRoleWithWebIdentity"
            Condition = { StringEquals = { "\${var.issuer}:sub" = "system:serviceaccount:\${var.namespace}:worker" } }
          }]
        })
      }
    `,
    ).because("A pattern fits it; what a variable holds is not known."),
    good(
      file("account.yaml")`
      apiVersion: v1
      kind: ServiceAccount
      metadata:
        name: web
        annotations:
          eks.amazonaws.com/role-arn: arn:aws:iam::111122223333:role/shop
    `,
      file("dev/roles.tf")`
      resource "aws_iam_role" "shop" {
        name               = "shop"
        assume_role_policy = jsonencode({ Statement = [{ Effect = "Allow", Principal = { Service = "ecs-tasks.amazonaws.com" }, Action = "sts:AssumeRole" }] })
      }
    `,
      file("prod/roles.tf")`
      resource "aws_iam_role" "shop" {
        name               = "shop"
        assume_role_policy = jsonencode({ Statement = [{ Effect = "Allow", Principal = { Service = "ecs-tasks.amazonaws.com" }, Action = "sts:AssumeRole" }] })
      }
    `,
    ).because("Two are called so: it is not known which is meant."),
  ],
});

const namespaceOf = ({ namespace }: ServiceAccount): string | undefined => namespace.value;
