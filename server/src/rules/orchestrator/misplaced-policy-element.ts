import { bad, cloudformation, good, terraform } from "../../kit/example.ts";
import { fix, rule } from "../../kit/rule.ts";

export default rule({
  name: "misplaced-policy-element",
  on: "statement",
  title: "Policy says what its kind cannot say",
  severity: "warning",
  risk: "orchestrator",
  why: `A trust policy is about the role that it belongs to: a \`Resource\` in it is refused. A policy of a role, user or group is about who it is attached to: a \`Principal\` in it is refused. AWS does not take the document, so what stands deployed is an older one, or none.

Told only where the file says what the policy belongs to.`,
  refs: ["https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html"],
  equivalents: [
    { tool: "access-analyzer", id: "UNSUPPORTED_PRINCIPAL" },
    { tool: "access-analyzer", id: "ROLE_TRUST_POLICY_SYNTAX_ERROR_RESOURCE" },
  ],

  *check({ policy, elements }) {
    const isTrust = policy.kind === "trust";
    if (!isTrust && policy.kind !== "identity") return;
    for (const element of elements) {
      if (!(isTrust ? ["Resource", "NotResource"] : ["Principal", "NotPrincipal"]).includes(element.name)) continue;
      const message = isTrust
        ? `A trust policy has no "${element.name}": it is about its own role, and AWS refuses it.`
        : `A policy of a role, user or group has no "${element.name}": it is about who it is attached to, and AWS refuses it.`;
      // What AWS refuses is not deployed: without the element it says what it was to say.
      yield { at: element.at, message, key: element.name, fixes: fix(`Remove "${element.name}"`, isTrust ? "safe" : "unsafe", element.remove()) };
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
