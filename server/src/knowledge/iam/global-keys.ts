import type { ConditionKey } from "./catalogue.ts";

/**
 * Condition keys that begin with `aws:`, which the Service Authorization Reference leaves out.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html; `SourceOwner` is what SNS and SQS once had for
 * `SourceAccount`, https://docs.aws.amazon.com/sns/latest/dg/sns-access-policy-use-cases.html.
 */
const names: readonly (readonly [type: ConditionKey["type"], many: boolean, names: string])[] = [
  [
    "String",
    false,
    "CalledViaFirst CalledViaLast FederatedProvider PrincipalAccount PrincipalOrgID PrincipalServiceName PrincipalTag/${TagKey} PrincipalType Referer " +
      "RequestTag/${TagKey} RequestedRegion ResourceAccount ResourceOrgID ResourceTag/${TagKey} SourceAccount SourceIdentity SourceOrgID SourceOwner " +
      "SourceVpc SourceVpce UserAgent userid username VpceAccount VpceOrgID VpceOrgPaths",
  ],
  ["String", true, "CalledVia PrincipalOrgPaths PrincipalServiceNamesList ResourceOrgPaths SourceOrgPaths TagKeys"],
  ["ARN", false, "PrincipalArn SourceArn SourceVpcArn SignInSessionArn Ec2InstanceSourceVpc"],
  ["Bool", false, "MultiFactorAuthPresent PrincipalIsAWSService SecureTransport ViaAWSService AssumedRoot"],
  ["Numeric", false, "MultiFactorAuthAge"],
  ["Date", false, "CurrentTime EpochTime TokenIssueTime"],
  ["IPAddress", false, "SourceIp VpcSourceIp Ec2InstanceSourcePrivateIPv4"],
];

export const globalKeys: readonly ConditionKey[] = names.flatMap(([type, many, all]) =>
  all.split(" ").map((name) => ({ name: `aws:${name}`, type, many })),
);

/** The entry for a key as it is written: `ecr:ResourceTag/team` for `ecr:ResourceTag/${TagKey}`. Names know no case. */
export function keyIn(keys: readonly ConditionKey[], written: string): ConditionKey | undefined {
  const key = written.toLowerCase();
  return keys.find(({ name }) => {
    const [known = "", ...more] = name.toLowerCase().split(/[$<]/);
    return more.length > 0 ? key.startsWith(known) && key.length > known.length : key === known;
  });
}
