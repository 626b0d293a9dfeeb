import { bad, file, good, iam } from "../../kit/example.ts";
import { rule } from "../../kit/rule.ts";
import type { Policy } from "../../model/policy.ts";

export default rule({
  name: "oversized-policy",
  on: "policy",
  title: "Policy is longer than AWS takes",
  severity: "warning",
  risk: "orchestrator",
  why: `AWS refuses policies above a size, white space not counted: 6,144 characters for a managed policy, 10,240 for all inline policies of a role together, 4,096 for a trust policy even where the quota was raised, 5,120 for a service or resource control policy. What is refused is noticed; what people do then, writing wildcards until it fits, is not.

Judged in documents of JSON, where the size is known. What only a managed policy could not hold is shown from the preset \`strict\` on. Redundant actions, resources and statements are where to begin.`,
  refs: [
    "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html",
    "https://docs.aws.amazon.com/organizations/latest/userguide/orgs_reference_limits.html",
  ],
  equivalents: [
    { tool: "access-analyzer", id: "POLICY_SIZE_EXCEEDS_IDENTITY_POLICY_QUOTA" },
    { tool: "access-analyzer", id: "POLICY_SIZE_EXCEEDS_SCP_QUOTA" },
    { tool: "access-analyzer", id: "POLICY_SIZE_EXCEEDS_RCP_QUOTA" },
  ],
  options: { trust: 4_096, identity: 10_240, managed: 6_144, control: 5_120 },

  *check(policy, { trust, identity, managed, control }) {
    const [first] = policy.statements;
    const least = policy.kind === "identity" ? Math.min(identity, managed) : policy.kind === "trust" ? trust : control;
    if (!first || policy.at.end - policy.at.start <= least) return;
    const size = sizeOf(policy);
    if (size === undefined) return;
    const shown = (n: number): string => n.toLocaleString("en-US");
    if (policy.kind === "trust" && size > trust) {
      yield { at: first.effect.at, message: `The policy has ${shown(size)} characters; a trust policy may have ${shown(trust)} at most.` };
    } else if ((policy.kind === "service-control" || policy.kind === "resource-control") && size > control) {
      yield { at: first.effect.at, message: `The policy has ${shown(size)} characters; a control policy may have ${shown(control)} at most.` };
    } else if (policy.kind === "identity" && size > identity) {
      yield {
        at: first.effect.at,
        message: `The policy has ${shown(size)} characters; no policy of an identity may have more than ${shown(identity)}.`,
      };
    } else if (policy.kind === "identity" && size > managed) {
      yield {
        at: first.effect.at,
        message: `The policy has ${shown(size)} characters; a managed policy may have ${shown(managed)} at most.`,
        severity: "info",
        confidence: "low",
      };
    }
  },

  examples: [
    bad(iam`
      { "Version": "2012-10-17", "Statement": [{ "Effect": «"Allow"», "Action": "s3:GetObject", "Resource": ["arn:aws:s3:::shop/*", "arn:aws:s3:::logs/*"] }] }
    `)
      .given({ identity: 100 })
      .because("With a limit of 100 characters, so that the example stays short."),
    bad(iam`
      { "Version": "2012-10-17", "Statement": [{ "Effect": «"Allow"», "Action": "s3:GetObject", "Resource": ["arn:aws:s3:::shop/*", "arn:aws:s3:::logs/*"] }] }
    `)
      .given({ managed: 100 })
      .because("Inline it would fit."),
    bad(file("scps/regions.json")`
      { "Version": "2012-10-17", "Statement": [{ "Effect": «"Deny"», "Action": "*", "Resource": "*", "Condition": { "StringNotEquals": { "aws:RequestedRegion": "eu-west-1" } } }] }
    `).given({ control: 100 }),
    good(iam`
      {
        "Version": "2012-10-17",
        "Statement": [ { "Effect": "Allow",          "Action": "s3:GetObject",          "Resource": "*"          } ]
      }
    `)
      .given({ identity: 105, managed: 105 })
      .because("White space is not counted."),
  ],
});

/** Characters without white space outside of texts; undefined where the policy is not JSON as it stands. */
function sizeOf({ at: { source, start, end } }: Policy): number | undefined {
  const { text } = source;
  if (!/^\{\s*"/.test(text.slice(start, start + 200))) return undefined;
  let size = 0;
  let quoted = false;
  for (let i = start; i < end; i++) {
    const char = text.charCodeAt(i);
    if (char === quote) quoted = !quoted;
    else if (quoted && char === backslash) {
      size++;
      i++;
    } else if (!quoted && (char === 32 || (char >= 9 && char <= 13 && char !== 11 && char !== 12))) continue;
    size++;
  }
  return size;
}
const quote = 34;
const backslash = 92;
