import { bad, cloudformation, good, iam } from "../../kit/example.ts";
import { fix, rule } from "../../kit/rule.ts";
import { coveringIn, covers, isComparable } from "../../model/containment.ts";
import { nameOf } from "../../model/statement-name.ts";

export default rule({
  name: "redundant-statement",
  on: "statement",
  title: "Statement says nothing that another does not say",
  severity: "hint",
  preset: "strict",
  risk: "orchestrator",
  why: `A statement whose actions, resources and conditions are all in another one of the same effect does nothing. Often it is what remains of a limit that a later, wider statement undid without anybody noticing.

Only what holds whatever AWS adds later is meant: each pattern is in one pattern of the other statement, and the other has no condition that this one lacks. Taking it out can never change anything, and so the fix is safe.`,
  refs: ["https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html"],
  equivalents: [{ tool: "access-analyzer", id: "REDUNDANT_STATEMENT" }],

  *check(statement) {
    const { policy, effect } = statement;
    if (!isComparable(policy) || effect.value === undefined) return;
    const own = policy.statements.indexOf(statement);
    // Of two that cover each other the first stays.
    const by = coveringIn(statement, effect.value, (other, i) => i < own || !covers(statement, other));
    if (!by) return;
    yield {
      at: statement.actions.at,
      message: `All that the statement ${effect.is("Deny") ? "denies" : "allows"}, ${nameOf(by)} does, too.`,
      related: [{ at: by.actions.at, message: "This one." }],
      fixes: fix(`Remove the statement ${nameOf(statement)}`.replace("the statement the", "the"), "safe", statement.remove()),
    };
  },

  examples: [
    bad(iam`
      {
        "Version": "2012-10-17",
        "Statement": [
          { "Sid": "Read", "Effect": "Allow", "Action": «"s3:GetObject"», "Resource": "arn:aws:s3:::shop/images/*" },
          { "Sid": "All", "Effect": "Allow", "Action": ["s3:Get*", "s3:List*"], "Resource": "arn:aws:s3:::shop/*" }
        ]
      }
    `).to(iam`
      {
        "Version": "2012-10-17",
        "Statement": [
          { "Sid": "All", "Effect": "Allow", "Action": ["s3:Get*", "s3:List*"], "Resource": "arn:aws:s3:::shop/*" }
        ]
      }
    `),
    bad(cloudformation`
      Resources:
        Pull:
          Type: AWS::IAM::ManagedPolicy
          Properties:
            PolicyDocument:
              Statement:
                - Effect: Allow
                  Action: ecr:BatchGetImage
                  Resource: "*"
                - Effect: Allow
                  Action: «ecr:BatchGetImage»
                  Resource: "*"
                  Condition: { StringEquals: { "aws:ResourceTag/team": shop } }
    `).because("The condition limits nothing: the first statement has none."),
    good(iam`
      {
        "Version": "2012-10-17",
        "Statement": [
          { "Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::shop/*" },
          { "Effect": "Deny", "Action": "s3:*", "Resource": "*", "Condition": { "Bool": { "aws:SecureTransport": "false" } } },
          { "Effect": "Allow", "Action": "s3:*", "Resource": "*", "Condition": { "StringEquals": { "aws:ResourceTag/team": "shop" } } },
          { "Effect": "Allow", "Action": "s3:GetObject", "Resource": "\${bucket}" }
        ]
      }
    `).because("Another effect, a condition of the wider one, and what is not known."),
    good(cloudformation`
      Resources:
        Read:
          Type: AWS::IAM::ManagedPolicy
          Properties:
            PolicyDocument:
              Statement:
                - !If
                  - IsProduction
                  - { Effect: Allow, Action: ecr:BatchGetImage, Resource: "arn:aws:ecr:eu-west-1:111122223333:repository/shop" }
                  - { Effect: Allow, Action: ecr:*, Resource: "*" }
    `).because("They are never there together."),
  ],
});
