import { bad, cloudformation, good, iam } from "../../kit/example.ts";
import { rule } from "../../kit/rule.ts";
import { exampleAccounts } from "../../knowledge/aws/example-accounts.ts";
import type { Field } from "../../model/field.ts";
import { fieldsOf } from "../../model/permissions.ts";

export default rule({
  name: "example-account",
  on: "policy",
  title: "Policy names an account of AWS's documentation",
  severity: "hint",
  preset: "all",
  risk: "orchestrator",
  why: `AWS's documentation writes account numbers such as \`123456789012\` and \`111122223333\` where a reader is to write their own. What was copied with them names nobody's resources: an Allow gives nothing, a Deny denies nothing, and a trust waits for somebody who does not come.

One finding for the policy. Tests and examples hold such numbers on purpose: accept the finding for these files, or leave the preset \`all\` to those who look through what is about to be deployed.`,
  refs: ["https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html", "CWE-1188"],

  *check({ statements }) {
    for (const { resources, notResources, principals, notPrincipals } of statements) {
      const field =
        resources.items.find(isExample) ??
        notResources.items.find(isExample) ??
        principals.find((p) => isExample(p.value))?.value ??
        notPrincipals.find((p) => isExample(p.value))?.value;
      if (!field) continue;
      const account = accountOf(field.value ?? "");
      yield { at: field.at, message: `${account} is an account of AWS's documentation, and of nobody: write the one that is meant.` };
      return;
    }
  },

  examples: [
    bad(iam`
      {
        "Version": "2012-10-17",
        "Statement": [
          { "Effect": "Allow", "Action": "ecs:ListClusters", "Resource": "*" },
          { "Effect": "Allow", "Action": "ecs:DescribeClusters", "Resource": «"arn:aws:ecs:eu-west-1:123456789012:cluster/shop"» },
          { "Effect": "Allow", "Action": "ecs:DescribeTasks", "Resource": "arn:aws:ecs:eu-west-1:123456789012:task/shop/*" }
        ]
      }
    `),
    bad(cloudformation`
      Resources:
        Deploy:
          Type: AWS::IAM::Role
          Properties:
            AssumeRolePolicyDocument:
              Statement: [{ Effect: Allow, Principal: { AWS: «"111122223333"» }, Action: sts:AssumeRole }]
    `),
    good(iam`
      {
        "Version": "2012-10-17",
        "Statement": [
          { "Effect": "Allow", "Action": "s3:GetObject", "Resource": ["arn:aws:s3:::123456789012/*", "arn:aws:ecs:eu-west-1:*:cluster/123456789012"] },
          { "Effect": "Allow", "Action": "ecs:DescribeClusters", "Resource": "arn:aws:ecs:eu-west-1:\${account}:cluster/shop" }
        ]
      }
    `).because("A name of a bucket, one of a cluster, and what only deployment knows."),
  ],
});

const isExample = ({ value }: Field<string>): boolean => value !== undefined && exampleAccounts.has(accountOf(value));

/** The account of an ARN, or the text itself where it is one. */
const accountOf = (text: string): string => (/^\d{12}$/.test(text) ? text : (fieldsOf(text)?.account ?? ""));
