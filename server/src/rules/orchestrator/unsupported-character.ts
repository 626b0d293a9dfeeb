import { bad, cloudformation, good, iam } from "../../kit/example.ts";
import { fix, rule } from "../../kit/rule.ts";
import type { Field } from "../../model/field.ts";
import { oddities, strange, textsIn } from "../../model/statement-text.ts";

export default rule({
  name: "unsupported-character",
  on: "statement",
  title: "Policy holds a character that IAM does not take",
  severity: "warning",
  risk: "orchestrator",
  why: `IAM takes tabs, line breaks and the characters from U+0020 to U+00FF. A quotation mark that a word processor made round, a dash that it made long or a space of no width, all of which look right, make it refuse the whole document: what stands deployed is an older one, or none.

Judged in policies of identities and roles; other services may take more. The fix writes the plain character that was meant.`,
  refs: ["https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreatePolicy.html"],

  *check(statement) {
    const { policy } = statement;
    if ((policy.kind !== "identity" && policy.kind !== "trust") || !oddities(statement).strange) return;
    for (const field of textsIn(statement)) {
      const [character] = strange.exec(field.value ?? "") ?? [];
      if (character === undefined) continue;
      const code = `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")}`;
      const meant = plainOf(field);
      yield {
        at: field.at,
        key: `${field.at.start}`,
        message: `IAM refuses ${code}, which this text holds.`,
        fixes: meant === undefined ? [] : fix(`Write "${meant}"`, "unsafe", field.set(meant)),
      };
    }
  },

  examples: [
    bad(iam`
      {
        "Version": "2012-10-17",
        "Statement": [{ "Effect": "Allow", "Action": "s3:GetObject", "Resource": «"arn:aws:s3:::shop\u2013web/*"» }]
      }
    `).to(iam`
      {
        "Version": "2012-10-17",
        "Statement": [{ "Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::shop-web/*" }]
      }
    `),
    bad(cloudformation`
      Resources:
        Policy:
          Type: AWS::IAM::ManagedPolicy
          Properties:
            PolicyDocument:
              Version: "2012-10-17"
              Statement:
                - Effect: Allow
                  Action: s3:ListBucket
                  Resource: arn:aws:s3:::shop
                  Condition:
                    StringEquals: { s3:prefix: «"日本/"» }
    `),
    good(iam`
      {
        "Version": "2012-10-17",
        "Statement": [{ "Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::shop/büro/*" }]
      }
    `).because("Letters with marks are among those that it takes."),
    good(iam`
      {
        "Version": "2012-10-17",
        "Statement": [{ "Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::shop/日本/*", "Condition": { "StringEquals": { "aws:PrincipalOrgID": "o-a1b2c3d4e5" } } }]
      }
    `).because("The policy of a bucket."),
  ],
});

/** The text with what looks alike and is plain; undefined where a character has no such. */
function plainOf({ value = "" }: Field<string>): string | undefined {
  const plain = value
    .replaceAll(/[\u2010-\u2015\u2212]/g, "-")
    .replaceAll(/[\u2018\u2019]/g, "'")
    .replaceAll(/[\u201C\u201D]/g, '"')
    .replaceAll(/[\u200B-\u200D\u2060\uFEFF]/g, "");
  return strange.test(plain) ? undefined : plain;
}
