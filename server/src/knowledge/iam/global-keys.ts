import { remembered, rememberedOf } from "../remembered.ts";
import { type ConditionKey, serviceOf } from "./catalogue.ts";

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

/** The condition keys that begin with a prefix, `aws` among them. */
export const keysOf = (prefix: string): readonly ConditionKey[] =>
  prefix.toLowerCase() === "aws" ? globalKeys : (serviceOf(prefix)?.conditionKeys ?? []);

/** What AWS says of a key as it is written: `ecr:ResourceTag/team` is `ecr:ResourceTag/${TagKey}`. Names know no case. */
export const keyNamed: (written: string) => ConditionKey | undefined = remembered((written) => keyIn(keysOf(written.split(":")[0] ?? ""), written));

/** The entry for a key as it is written, among some. */
export function keyIn(keys: readonly ConditionKey[], written: string): ConditionKey | undefined {
  const key = written.toLowerCase();
  const index = indexOf(keys);
  return index.whole.get(key) ?? index.begun.find(([start]) => key.length > start.length && key.startsWith(start))?.[1];
}

/** Keys by their names in lower case, and those that end in what varies by what comes before it. */
interface Index {
  readonly whole: ReadonlyMap<string, ConditionKey>;
  readonly begun: readonly (readonly [start: string, key: ConditionKey])[];
}
const indexOf = rememberedOf((keys: readonly ConditionKey[]): Index => {
  const named = keys.map((key) => [key.name.toLowerCase(), key] as const);
  return {
    whole: new Map(named.filter(([name]) => !/[$<]/.test(name))),
    begun: named.flatMap(([name, key]) => (/[$<]/.test(name) ? [[name.replace(/[$<].*$/s, ""), key] as const] : [])),
  };
});
