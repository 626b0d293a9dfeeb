import { bad, good, iam } from "../../kit/example.ts";
import { fix, type Report, rule } from "../../kit/rule.ts";
import { isTooLong } from "../../model/access.ts";
import { redundantIn } from "../../model/redundant.ts";

export default rule({
  name: "redundant-resource",
  on: "statement",
  title: "Resource is named although another pattern includes it",
  severity: "hint",
  preset: "strict",
  risk: "orchestrator",
  why: `Beside \`arn:aws:s3:::shop*\`, \`arn:aws:s3:::shop/logs/*\` says nothing: it looks like a limit and is none.

Only what one single pattern of the same list includes is meant, so taking it out can never change anything, and the fix is safe. If the wider one is the mistake, take that out instead.`,
  refs: ["https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html"],
  equivalents: [{ tool: "access-analyzer", id: "REDUNDANT_RESOURCE" }],

  *check({ policy, resources, notResources }) {
    if (isTooLong(policy)) return;
    for (const { items } of [resources, notResources]) {
      if (items.length < 2) continue;
      // In `${*}` the star is a character: what includes what is then another question.
      if (items.some((r) => r.value?.includes("${") && /\$\{[*?$]\}/.test(r.value))) continue;
      for (const { item, by } of redundantIn(items, true)) {
        const report: Report = {
          at: item.at,
          message: item.value === by.value ? `"${item.value}" is named twice.` : `"${by.value}" includes "${item.value}" already.`,
          key: item.value ?? "",
          related: [{ at: by.at, message: item.value === by.value ? "It is named here already." : "This includes it." }],
          fixes: () => fix(`Remove "${item.value}"`, "safe", item.remove()),
        };
        yield report;
      }
    }
  },

  examples: [
    bad(iam`
      {
        "Version": "2012-10-17",
        "Statement": [{ "Effect": "Allow", "Action": "s3:GetObject", "Resource": ["arn:aws:s3:::shop/*", «"arn:aws:s3:::shop/logs/*"»] }]
      }
    `).to(iam`
      {
        "Version": "2012-10-17",
        "Statement": [{ "Effect": "Allow", "Action": "s3:GetObject", "Resource": ["arn:aws:s3:::shop/*"] }]
      }
    `),
    bad(iam`
      {
        "Version": "2012-10-17",
        "Statement": [{ "Effect": "Allow", "Action": "s3:GetObject", "Resource": [«"arn:aws:s3:::shop/\${aws:username}/*"», "*"] }]
      }
    `).because("Whatever IAM puts in for the variable."),
    good(iam`
      {
        "Version": "2012-10-17",
        "Statement": [
          { "Effect": "Allow", "Action": "s3:*", "Resource": ["arn:aws:s3:::shop", "arn:aws:s3:::shop/*", "arn:aws:s3:::Shop/*"] },
          { "Effect": "Allow", "Action": "s3:*", "Resource": ["arn:aws:s3:::a/\${*}", "arn:aws:s3:::a/\${*}b"] }
        ]
      }
    `).because("A bucket and what is in it; case matters in ARNs; `${*}` is a star, not a wildcard."),
  ],
});
