import { bad, cloudformation, good, terraform } from "../../kit/example.ts";
import { fix, rule } from "../../kit/rule.ts";
import type { Policy } from "../../model/policy.ts";

export default rule({
  name: "misplaced-policy-element",
  on: "statement",
  title: "Policy says what its kind cannot say",
  severity: "warning",
  risk: "orchestrator",
  why: `A trust policy is about the role that it belongs to: a \`Resource\` in it is refused, and so it is in the policy of an ECR repository. A policy of a role, user or group is about who it is attached to: a \`Principal\` in it is refused, and so it is in a service control policy, which is about accounts. A resource control policy is about everybody: \`NotPrincipal\` and \`NotAction\` in it are refused. AWS does not take the document, so what stands deployed is an older one, or none.

Told only where the file says what the policy belongs to.`,
  refs: [
    "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html",
    "https://docs.aws.amazon.com/AmazonECR/latest/userguide/repository-policy-examples.html",
    "https://github.com/awsdocs/amazon-ecr-user-guide/pull/20",
    "https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps_syntax.html",
    "https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_rcps_syntax.html",
  ],
  equivalents: [
    { tool: "access-analyzer", id: "UNSUPPORTED_PRINCIPAL" },
    { tool: "access-analyzer", id: "RCP_SYNTAX_ERROR_NOTACTION" },
    { tool: "access-analyzer", id: "ROLE_TRUST_POLICY_SYNTAX_ERROR_RESOURCE" },
  ],

  *check({ policy, elements, resources }) {
    const misplaced = policy.ofRepository ? ofRepository : misplacedIn.get(policy.kind);
    if (policy.ofRepository && elements.length === 0 && resources.state === "written") {
      yield { at: resources.at, message: `${ofRepository.kind} names no resources: ${ofRepository.reason}, and AWS refuses it.`, key: "Resource" };
    }
    for (const element of misplaced ? elements : []) {
      if (!misplaced?.names.includes(element.name)) continue;
      const message = `${misplaced.kind} has no "${element.name}": ${misplaced.reason}, and AWS refuses it.`;
      // What AWS refuses is not deployed: without the element it says what it was to say, save where it said who is meant.
      const fixes = element.name.startsWith("Not") && policy.kind !== "trust" && !policy.ofRepository ? undefined : element.remove();
      yield {
        at: element.at,
        message,
        key: element.name,
        ...(fixes ? { fixes: fix(`Remove "${element.name}"`, policy.kind === "trust" || policy.ofRepository ? "safe" : "unsafe", fixes) } : {}),
      };
    }
  },

  examples: [
    bad(cloudformation`
      Resources:
        TaskRole:
          Type: AWS::IAM::Role
          Properties:
            AssumeRolePolicyDocument:
              Statement:
                - Effect: Allow
                  Principal: { Service: ecs-tasks.amazonaws.com }
                  Action: sts:AssumeRole
                  «Resource»: "*"
    `).to(cloudformation`
      Resources:
        TaskRole:
          Type: AWS::IAM::Role
          Properties:
            AssumeRolePolicyDocument:
              Statement:
                - Effect: Allow
                  Principal: { Service: ecs-tasks.amazonaws.com }
                  Action: sts:AssumeRole
    `),
    bad(terraform`
      resource "aws_iam_role_policy" "task" {
        role   = aws_iam_role.task.id
        policy = jsonencode({
          Statement = [{ Effect = "Allow", «Principal» = "*", Action = "s3:GetObject", Resource = "*" }]
        })
      }
    `).to(terraform`
      resource "aws_iam_role_policy" "task" {
        role   = aws_iam_role.task.id
        policy = jsonencode({
          Statement = [{ Effect = "Allow", Action = "s3:GetObject", Resource = "*" }]
        })
      }
    `),
    bad(terraform`
      resource "aws_ecr_repository_policy" "web" {
        repository = aws_ecr_repository.web.name
        policy = jsonencode({
          Version   = "2012-10-17"
          Statement = [{ Effect = "Allow", Principal = { AWS = "444455556666" }, Action = "ecr:BatchGetImage", «Resource» = "*" }]
        })
      }

      resource "aws_ecr_repository_policy" "worker" {
        repository = aws_ecr_repository.worker.name
        policy     = data.aws_iam_policy_document.pull.json
      }

      data "aws_iam_policy_document" "pull" {
        statement {
          actions   = ["ecr:BatchGetImage"]
          resources = «["*"]»
          principals {
            type        = "AWS"
            identifiers = ["444455556666"]
          }
        }
      }
    `).to(terraform`
      resource "aws_ecr_repository_policy" "web" {
        repository = aws_ecr_repository.web.name
        policy = jsonencode({
          Version   = "2012-10-17"
          Statement = [{ Effect = "Allow", Principal = { AWS = "444455556666" }, Action = "ecr:BatchGetImage" }]
        })
      }

      resource "aws_ecr_repository_policy" "worker" {
        repository = aws_ecr_repository.worker.name
        policy     = data.aws_iam_policy_document.pull.json
      }

      data "aws_iam_policy_document" "pull" {
        statement {
          actions   = ["ecr:BatchGetImage"]
          resources = ["*"]
          principals {
            type        = "AWS"
            identifiers = ["444455556666"]
          }
        }
      }
    `),
    good(terraform`
      resource "aws_ecr_registry_policy" "replication" {
        policy = jsonencode({
          Version   = "2012-10-17"
          Statement = [{ Effect = "Allow", Principal = { AWS = "444455556666" }, Action = "ecr:ReplicateImage", Resource = "arn:aws:ecr:eu-west-1:111122223333:repository/*" }]
        })
      }
    `).because("The policy of a registry names repositories."),
    bad(terraform`
      resource "aws_organizations_policy" "regions" {
        name    = "regions"
        content = jsonencode({
          Version   = "2012-10-17"
          Statement = [{ Effect = "Deny", «Principal» = "*", Action = "ec2:*", Resource = "*" }]
        })
      }

      resource "aws_organizations_policy" "perimeter" {
        name    = "perimeter"
        type    = "RESOURCE_CONTROL_POLICY"
        content = jsonencode({
          Version   = "2012-10-17"
          Statement = [{ Effect = "Deny", Principal = "*", «NotAction» = "s3:ListBucket", Resource = "*" }]
        })
      }
    `)
      .to(terraform`
      resource "aws_organizations_policy" "regions" {
        name    = "regions"
        content = jsonencode({
          Version   = "2012-10-17"
          Statement = [{ Effect = "Deny", Action = "ec2:*", Resource = "*" }]
        })
      }

      resource "aws_organizations_policy" "perimeter" {
        name    = "perimeter"
        type    = "RESOURCE_CONTROL_POLICY"
        content = jsonencode({
          Version   = "2012-10-17"
          Statement = [{ Effect = "Deny", Principal = "*", NotAction = "s3:ListBucket", Resource = "*" }]
        })
      }
    `)
      .because("An account's policy has no principal; what the other was to spare is its author's to say."),
    good(cloudformation`
      Resources:
        Bucket:
          Type: AWS::S3::BucketPolicy
          Properties:
            PolicyDocument:
              Statement: [{ Effect: Deny, Principal: "*", Action: "s3:*", Resource: "*", Condition: { Bool: { aws:SecureTransport: false } } }]
    `).because("The policy of a bucket has both."),
  ],
});

interface Misplaced {
  readonly names: readonly string[];
  readonly kind: string;
  readonly reason: string;
}
const ofIdentity: Misplaced = {
  names: ["Principal", "NotPrincipal"],
  kind: "A policy of a role, user or group",
  reason: "it is about who it is attached to",
};
const ofRepository: Misplaced = {
  names: ["Resource", "NotResource"],
  kind: "The policy of a repository",
  reason: "it is about that repository",
};
const misplacedIn: ReadonlyMap<Policy["kind"], Misplaced> = new Map([
  ["trust", { names: ["Resource", "NotResource"], kind: "A trust policy", reason: "it is about its own role" }],
  ["identity", ofIdentity],
  ["boundary", ofIdentity],
  ["service-control", { names: ["Principal", "NotPrincipal"], kind: "A service control policy", reason: "it is about whole accounts" }],
  ["resource-control", { names: ["NotPrincipal", "NotAction"], kind: "A resource control policy", reason: "it denies everybody what it names" }],
]);
