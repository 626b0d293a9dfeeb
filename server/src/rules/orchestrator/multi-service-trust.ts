import { bad, cloudformation, good, iam, terraform } from "../../kit/example.ts";
import { rule } from "../../kit/rule.ts";
import { enumerate } from "../../model/enumeration.ts";

export default rule({
  name: "multi-service-trust",
  on: "policy",
  title: "One role for several kinds of workload",
  severity: "info",
  preset: "strict",
  risk: "orchestrator",
  why: `A role that tasks, functions and instances share has what all of them need together, so each has more than it needs. Instances are the worst of company: whatever runs on them has their role, and nothing tells which program it was.

Give each kind a role of its own. Meant are services that run one's own code. Lambda and Lambda@Edge go together, as do services of AWS that only act on one's behalf.`,
  refs: ["NIST SP 800-190 4.3.1", "CWE-250", "https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html#grant-least-privilege"],

  *check(policy) {
    if (policy.kind !== "trust") return;
    const found = new Map(
      policy.statements
        .filter((s) => s.effect.is("Allow"))
        .flatMap((s) => s.principals)
        .flatMap(({ type, value }) => (type === "Service" ? [[runs(value.value ?? ""), value] as const] : []))
        .toReversed(),
    );
    found.delete(undefined);
    const [first, ...others] = [...found].toReversed();
    const [other] = others;
    if (!first || !other) return;
    const names = [first, ...others].map(([, { value }]) => value ?? "");
    yield {
      at: other[1].at,
      message: `One role for ${enumerate(names)}: the code of each has what the others need, too.`,
      related: [{ at: first[1].at, message: "It is trusted here." }],
    };
  },

  examples: [
    bad(iam`
      {
        "Version": "2012-10-17",
        "Statement": [{ "Effect": "Allow", "Principal": { "Service": ["ecs-tasks.amazonaws.com", «"ec2.amazonaws.com"»] }, "Action": "sts:AssumeRole" }]
      }
    `),
    bad(terraform`
      data "aws_iam_policy_document" "trust" {
        statement {
          actions = ["sts:AssumeRole"]
          principals {
            type        = "Service"
            identifiers = ["lambda.amazonaws.com"]
          }
        }
        statement {
          actions = ["sts:AssumeRole"]
          principals {
            type        = "Service"
            identifiers = [«"codebuild.amazonaws.com"», "codepipeline.amazonaws.com"]
          }
        }
      }
    `),
    good(cloudformation`
      Resources:
        Edge:
          Type: AWS::IAM::Role
          Properties:
            AssumeRolePolicyDocument:
              Statement:
                - Effect: Allow
                  Principal: { Service: [lambda.amazonaws.com, edgelambda.amazonaws.com] }
                  Action: sts:AssumeRole
        Tasks:
          Type: AWS::IAM::Role
          Properties:
            AssumeRolePolicyDocument:
              Statement:
                - Effect: Allow
                  Principal: { Service: [ecs-tasks.amazonaws.com, ecs.amazonaws.com, scheduler.amazonaws.com] }
                  Action: sts:AssumeRole
    `).because("Lambda@Edge needs both; the others start tasks and run no code of one's own."),
  ],
});

/** What runs one's own code with the role: a service principal's first name, in whatever partition. */
function runs(principal: string): string | undefined {
  const [, name] = /^([a-z0-9.-]+?)(?:\.[a-z]{2}(?:-[a-z]+)+-\d)?\.amazonaws\.com(?:\.cn)?$/.exec(principal) ?? [];
  if (name === undefined) return undefined;
  return own.get(name);
}
const own: ReadonlyMap<string, string> = new Map([
  ...["ec2", "ecs-tasks", "lambda", "codebuild", "pods.eks", "glue", "sagemaker", "tasks.apprunner"].map((name) => [name, name] as const),
  ["edgelambda", "lambda"],
]);
