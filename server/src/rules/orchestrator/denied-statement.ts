import { bad, cloudformation, good, iam, terraform } from "../../kit/example.ts";
import { fix, rule } from "../../kit/rule.ts";
import { coveringIn, isComparable } from "../../model/containment.ts";
import { nameOf } from "../../model/statement-name.ts";

export default rule({
  name: "denied-statement",
  on: "statement",
  title: "Statement allows only what the policy denies",
  severity: "info",
  risk: "orchestrator",
  why: `A \`Deny\` wins over every \`Allow\`. Where one without conditions covers all that a statement allows, that statement is dead: either it is left over, or the \`Deny\` reaches further than it was meant to, and the workload fails.

The fix takes the dead statement out. It changes nothing today; whoever takes the \`Deny\` out later will want to know that it was there.`,
  refs: ["https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html"],

  *check(statement) {
    const { policy, effect } = statement;
    if (!isComparable(policy) || !effect.is("Allow") || !policy.statements.some((s) => s.effect.is("Deny"))) return;
    const by = coveringIn(statement, "Deny", (other) => other.conditions.length === 0);
    if (!by) return;
    yield {
      at: statement.actions.at,
      message: `The statement allows nothing: ${nameOf(by)} denies all of it.`,
      related: [{ at: by.actions.at, message: "It is denied here." }],
      fixes: fix("Remove the statement", "unsafe", statement.remove()),
    };
  },

  examples: [
    bad(iam`
      {
        "Version": "2012-10-17",
        "Statement": [
          { "Sid": "Push", "Effect": "Allow", "Action": «["ecr:PutImage", "ecr:UploadLayerPart"]», "Resource": "arn:aws:ecr:eu-west-1:111122223333:repository/shop" },
          { "Sid": "ReadOnly", "Effect": "Deny", "Action": ["ecr:Put*", "ecr:Upload*"], "Resource": "*" }
        ]
      }
    `).to(iam`
      {
        "Version": "2012-10-17",
        "Statement": [
          { "Sid": "ReadOnly", "Effect": "Deny", "Action": ["ecr:Put*", "ecr:Upload*"], "Resource": "*" }
        ]
      }
    `),
    good(iam`
      {
        "Version": "2012-10-17",
        "Statement": [
          { "Effect": "Allow", "Action": "s3:*", "Resource": "*" },
          { "Effect": "Deny", "Action": "s3:Delete*", "Resource": "*" },
          { "Effect": "Deny", "Action": "s3:*", "Resource": "*", "Condition": { "Bool": { "aws:SecureTransport": "false" } } }
        ]
      }
    `).because("A part is denied, and all of it under a condition."),
    good(iam`
      {
        "Version": "2012-10-17",
        "Statement": [
          { "Effect": "Allow", "Principal": { "AWS": "arn:aws:iam::111122223333:root" }, "Action": "ecr:PutImage" },
          { "Effect": "Deny", "Principal": { "AWS": "arn:aws:iam::444455556666:root" }, "Action": "ecr:PutImage" }
        ]
      }
    `).because("Another principal."),
    good(cloudformation`
      Resources:
        Push:
          Type: AWS::IAM::ManagedPolicy
          Properties:
            PolicyDocument:
              Statement:
                - { Effect: Allow, Action: [ecr:PutImage, ecr:UploadLayerPart], Resource: !GetAtt Repository.Arn }
                - !If
                  - IsFrozen
                  - { Effect: Deny, Action: ecr:*, Resource: "*" }
                  - !Ref AWS::NoValue
    `).because("Where the condition does not hold nothing is denied."),
    good(terraform`
      data "aws_iam_policy_document" "push" {
        statement {
          actions   = ["ecr:PutImage"]
          resources = ["arn:aws:ecr:eu-west-1:111122223333:repository/shop"]
        }

        dynamic "statement" {
          for_each = var.frozen ? [1] : []
          content {
            effect    = "Deny"
            actions   = ["ecr:*"]
            resources = ["*"]
          }
        }
      }
    `).because("Where the variable is false nothing is denied."),
  ],
});
