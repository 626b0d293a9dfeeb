import { bad, good, iam } from "../../kit/example.ts";
import { fix, rule } from "../../kit/rule.ts";
import type { Principal } from "../../model/policy.ts";

export default rule({
  name: "redundant-principal",
  on: "entrusting",
  title: "Principal is named twice",
  severity: "hint",
  preset: "strict",
  risk: "orchestrator",
  why: `A principal that stands in a list twice, or beside \`"*"\`, which includes it, says nothing. It looks as if the list were a limit; often another principal was meant.

Taking the second one out changes nothing, so the fix is safe. Beside \`"*"\` it is mostly the wildcard that is the mistake: there is no fix for that.`,
  refs: ["https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html"],

  *check({ principals, notPrincipals }) {
    for (const list of [principals, notPrincipals]) {
      const seen = new Map<string, Principal>();
      const everybody = list.find((p) => p.type === "AWS" && p.value.is("*"));
      for (const principal of list) {
        const { type, value } = principal;
        if (value.value === undefined) continue;
        const spelled = `${type} ${accountIn(value.value) ?? value.value}`;
        const before = seen.get(spelled);
        if (before) {
          yield {
            at: value.at,
            message: `"${value.value}" is named twice.`,
            key: value.value,
            related: [{ at: before.value.at, message: "It is named here already." }],
            fixes: fix(`Remove "${value.value}"`, "safe", value.remove()),
          };
        } else {
          seen.set(spelled, principal);
          if (everybody && type === "AWS" && principal !== everybody)
            yield {
              at: value.at,
              message: `"*" includes "${value.value}" already.`,
              key: value.value,
              related: [{ at: everybody.value.at, message: "This is everybody." }],
            };
        }
      }
    }
  },

  examples: [
    bad(iam`
      {
        "Version": "2012-10-17",
        "Statement": [{ "Effect": "Allow", "Principal": { "AWS": ["arn:aws:iam::444455556666:root", «"444455556666"»] }, "Action": "ecr:BatchGetImage" }]
      }
    `)
      .to(iam`
      {
        "Version": "2012-10-17",
        "Statement": [{ "Effect": "Allow", "Principal": { "AWS": ["arn:aws:iam::444455556666:root"] }, "Action": "ecr:BatchGetImage" }]
      }
    `)
      .because("Both are the account."),
    bad(iam`
      {
        "Version": "2012-10-17",
        "Statement": [
          {
            "Effect": "Allow", "Principal": { "AWS": ["*", «"arn:aws:iam::444455556666:role/ci"»] }, "Action": "ecr:BatchGetImage",
            "Condition": { "StringEquals": { "aws:PrincipalOrgID": "o-abcd1234" } }
          }
        ]
      }
    `),
    good(iam`
      {
        "Version": "2012-10-17",
        "Statement": [
          { "Effect": "Allow", "Principal": { "AWS": ["arn:aws:iam::444455556666:root", "arn:aws:iam::444455556666:role/ci"] }, "Action": "ecr:BatchGetImage" },
          { "Effect": "Allow", "Principal": { "AWS": "444455556666", "Service": "lambda.amazonaws.com" }, "Action": "ecr:BatchGetImage" }
        ]
      }
    `).because("An account leaves it to its own policies who may; a role of it that is named needs none."),
  ],
});

/** `444455556666` and its root are one. */
const accountIn = (principal: string): string | undefined => /^(?:arn:aws[\w-]*:iam::)?(\d{12})(?::root)?$/.exec(principal)?.[1];
