import type { AnyRule } from "../server/src/kit/rule.ts";

/**
 * The checks of IAM Access Analyzer's policy validation, by what it calls them.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html
 * Which rule speaks of the same is what the rules' `equivalents` say; here stand rules that speak of it among other things, and why none does.
 */
interface Check {
  readonly id: string;
  /** Rules beside those that name it. */
  readonly rules?: readonly string[];
  /** What of it no rule says. */
  readonly without?: string;
}
const by = (rule: string, ids: string, without?: string): readonly Check[] =>
  ids.split(" ").map((id) => ({ id, rules: rule.split(" "), ...(without === undefined ? {} : { without }) }));
const named = (ids: string): readonly Check[] => ids.split(" ").map((id) => ({ id }));
const none = (ids: string, without: string): readonly Check[] => ids.split(" ").map((id) => ({ id, without }));

const kinds: readonly { readonly title: string; readonly checks: readonly Check[] }[] = [
  {
    title: "Errors",
    checks: [
      ...by(
        "malformed-arn",
        "ARN_ACCOUNT_NOT_ALLOWED ARN_REGION_NOT_ALLOWED INVALID_ARN_ACCOUNT INVALID_ARN_PREFIX INVALID_ARN_SERVICE_CASE INVALID_PARTITION",
      ),
      ...named("MISSING_ARN_FIELD DATA_TYPE_MISMATCH DUPLICATE_KEYS_WITH_DIFFERENT_CASE INVALID_ACTION"),
      ...by("mismatched-resource", "INVALID_ARN_RESOURCE", "where the resource fits another action of the statement"),
      ...none("INVALID_ARN_REGION", "which service is in which Region changes faster than data that is shipped"),
      ...none("MISSING_ARN_REGION MISSING_ARN_ACCOUNT", "templates of ARNs do not say whether an empty field is taken"),
      ...none("INVALID_CONDITION_DATA_TYPE", "AWS takes numbers and truth values for their texts"),
      ...named(
        "INVALID_CONDITION_KEY_FORMAT INVALID_CONDITION_MULTIPLE_BOOLEAN INVALID_CONDITION_OPERATOR INVALID_GLOBAL_CONDITION_KEY INVALID_POLICY_ELEMENT INVALID_PRINCIPAL_FORMAT INVALID_PRINCIPAL_KEY INVALID_REGION INVALID_SERVICE_CONDITION_KEY INVALID_VARIABLE_FOR_OPERATOR INVALID_VERSION",
      ),
      ...by("malformed-statement", "INVALID_EFFECT MISSING_ACTION MISSING_RESOURCE MISSING_STATEMENT"),
      ...none("MISSING_PRINCIPAL", "a file seldom says that it is the policy of a resource"),
      ...named("MISSING_EFFECT UNSUPPORTED_ELEMENT_COMBINATION UNSUPPORTED_PRINCIPAL"),
      ...by("unknown-action", "INVALID_SERVICE_IN_ACTION"),
      ...by("unknown-condition-key", "INVALID_SERVICE", "in ARNs, where services stand that have no actions"),
      ...none("JSON_SYNTAX_ERROR", "the editor and the command line say where a file cannot be read"),
      ...named("MISSING_QUALIFIER NULL_WITH_IF_EXISTS UNIQUE_SIDS_REQUIRED UNSUPPORTED_SID UNSUPPORTED_WILDCARD_IN_PRINCIPAL"),
      ...none("SCP_SYNTAX_ERROR_ACTION_WILDCARD", "service control policies take wildcards anywhere since 2025-09-19"),
      ...by("misplaced-policy-element malformed-statement", "SCP_SYNTAX_ERROR_PRINCIPAL", "where the file does not say that it is one"),
      ...none(
        "UNSUPPORTED_ACTION_IN_POLICY UNSUPPORTED_RESOURCE_ARN_IN_POLICY",
        "policies of resources may name whatever the service passes on; what has no effect is mismatched-resource's",
      ),
      ...none("UNSUPPORTED_GLOBAL_CONDITION_KEY DEPRECATED_GLOBAL_CONDITION_KEY", "of its own keys AWS keeps some to itself"),
      ...named(
        "MISSING_BRACE_IN_VARIABLE MISSING_QUOTE_IN_VARIABLE UNSUPPORTED_SPACE_IN_VARIABLE VARIABLE_UNSUPPORTED_IN_ELEMENT VARIABLE_UNSUPPORTED_IN_VERSION",
      ),
      ...none("EMPTY_VARIABLE", "`${}` is what a template's tool is to fill in"),
      ...named("PRIVATE_IP_ADDRESS PRIVATE_NOT_IP_ADDRESS"),
      ...named("POLICY_SIZE_EXCEEDS_SCP_QUOTA POLICY_SIZE_EXCEEDS_RCP_QUOTA"),
      ...named("INVALID_SERVICE_PRINCIPAL_FORMAT"),
      ...named("MISSING_TAG_KEY_IN_CONDITION INVALID_VPC_FORMAT INVALID_VPCE_FORMAT"),
      ...none("FEDERATED_PRINCIPAL_NOT_SUPPORTED", "a file seldom says which service's resource its policy is of"),
      ...named("UNSUPPORTED_ACTION_FOR_CONDITION_KEY UNSUPPORTED_CONDITION_KEY_FOR_SERVICE_PRINCIPAL"),
      ...by("not-principal", "ROLE_TRUST_POLICY_SYNTAX_ERROR_NOTPRINCIPAL"),
      ...by("public-principal", "ROLE_TRUST_POLICY_UNSUPPORTED_WILDCARD_IN_PRINCIPAL"),
      ...named("ROLE_TRUST_POLICY_SYNTAX_ERROR_RESOURCE MISMATCHED_ACTION_FOR_PRINCIPAL MISSING_ACTION_FOR_ROLES_ANYWHERE_TRUST_POLICY"),
      ...none("MISSING_ACTION_FOR_CONDITION_KEY", "the list of keys and their companions is not published as data"),
      ...by("invalid-principal", "INVALID_FEDERATED_PRINCIPAL_SYNTAX_IN_ROLE_TRUST_POLICY"),
      ...named("RCP_SYNTAX_ERROR_PRINCIPAL RCP_SYNTAX_ERROR_ALLOW RCP_SYNTAX_ERROR_NOTACTION RCP_SYNTAX_ERROR_ACTION"),
      ...none("INVALID_KMS_KEY_VALUE", "keys of services differ in whether they hold an id, an alias or an ARN"),
      ...none("VARIABLE_USAGE_TOO_PERMISSIVE", "what a variable holds is known to the request only"),
      ...named("WILDCARD_USAGE_TOO_PERMISSIVE"),
    ],
  },
  {
    title: "Security warnings",
    checks: [
      ...named("ALLOW_WITH_NOT_PRINCIPAL FORALLVALUES_WITH_SINGLE_VALUED_KEY PASS_ROLE_WITH_STAR_IN_RESOURCE"),
      ...by(
        "unrestricted-pass-role",
        "PASS_ROLE_WITH_NOT_RESOURCE PASS_ROLE_WITH_STAR_IN_ACTION_AND_NOT_RESOURCE PASS_ROLE_WITH_NOT_ACTION_AND_NOT_RESOURCE PASS_ROLE_WITH_STAR_IN_ACTION_AND_RESOURCE PASS_ROLE_WITH_STAR_IN_RESOURCE_AND_NOT_ACTION",
      ),
      ...named("MISSING_PAIRED_CONDITION_KEYS"),
      ...named(
        "DENY_WITH_UNSUPPORTED_TAG_CONDITION_KEY_FOR_SERVICE RESTRICT_ACCESS_TO_SERVICE_PRINCIPAL MISSING_CONDITION_KEY_FOR_OIDC_PRINCIPAL MISSING_GITHUB_REPO_CONDITION_KEY",
      ),
      ...none(
        "DENY_NOTACTION_WITH_UNSUPPORTED_TAG_CONDITION_KEY_FOR_SERVICE",
        "what `NotAction` leaves is thousands of actions, most of which nobody uses",
      ),
      ...by("public-principal wildcard-action full-admin", "UNTRUSTWORTHY_CONDITION_KEY", "statements that are narrow all the same"),
      ...named("STRING_LIKE_OPERATOR_WITH_ARN_CONDITION_KEYS"),
      ...none("DYNAMODB_ATTRIBUTES_WITHOUT_SELECT S3_PREFIX_IN_NEGATIVE_CONTEXT", "about data of tables and buckets, not about containers"),
      ...none("FORANYVALUE_WITH_AUDIENCE_CLAIM_TYPE", "a token has but one audience, and then it says the same"),
    ],
  },
  {
    title: "General warnings",
    checks: [
      ...named("CREATE_SLR_WITH_STAR_IN_RESOURCE"),
      ...by(
        "unrestricted-service-linked-role",
        "CREATE_SLR_WITH_NOT_RESOURCE CREATE_SLR_WITH_STAR_IN_ACTION_AND_NOT_RESOURCE CREATE_SLR_WITH_NOT_ACTION_AND_NOT_RESOURCE CREATE_SLR_WITH_STAR_IN_ACTION_AND_RESOURCE CREATE_SLR_WITH_STAR_IN_RESOURCE_AND_NOT_ACTION",
        "what is given wholesale, which wildcard-action and full-admin tell of",
      ),
      ...none("INVALID_DATE_VALUE", "AWS takes seconds since 1970"),
      ...named("INVALID_ROLE_REFERENCE MISSING_VERSION WILDCARD_WITHOUT_LIKE_OPERATOR POLICY_SIZE_EXCEEDS_IDENTITY_POLICY_QUOTA"),
      ...by("invalid-principal", "INVALID_USER_REFERENCE"),
      ...by("invalid-sid", "UNIQUE_SIDS_RECOMMENDED"),
      ...by(
        "oversized-policy",
        "POLICY_SIZE_EXCEEDS_RESOURCE_POLICY_QUOTA POLICY_SIZE_EXCEEDS_ROLE_TRUST_POLICY_QUOTA",
        "policies of resources, whose limits are their services'",
      ),
      ...named("TYPE_MISMATCH TYPE_MISMATCH_BOOLEAN TYPE_MISMATCH_DATE TYPE_MISMATCH_IP_RANGE TYPE_MISMATCH_NUMBER"),
      ...by("mismatched-condition-type", "TYPE_MISMATCH_STRING"),
      ...by("open-web-identity", "SPECIFIC_GITHUB_REPO_AND_BRANCH_RECOMMENDED"),
      ...by("unspared-service", "RCP_MISSING_RELATED_PRINCIPAL_CONDITION_KEY RCP_MISSING_SERVICE_CONDITION_KEY_NULL_CHECK"),
      ...named("RCP_MISSING_RELATED_SERVICE_PRINCIPAL_CONDITION_KEY"),
      ...none("USE_CONDITION_KEY_ONLY_WITH_SUPPORTED_SERVICES", "the list of services that send `aws:VpceAccount` and the like grows without notice"),
    ],
  },
  {
    title: "Suggestions",
    checks: [
      ...named(
        "EMPTY_ARRAY_ACTION EMPTY_ARRAY_RESOURCE EMPTY_OBJECT_CONDITION EMPTY_OBJECT_PRINCIPAL IMPROVE_IP_RANGE REDUNDANT_ACTION REDUNDANT_CONDITION_VALUE_NUM REDUNDANT_RESOURCE REDUNDANT_STATEMENT",
      ),
      ...none(
        "EMPTY_ARRAY_CONDITION EMPTY_ARRAY_CONDITION_FORALLVALUES EMPTY_ARRAY_CONDITION_FORANYVALUE EMPTY_ARRAY_CONDITION_IFEXISTS EMPTY_ARRAY_PRINCIPAL",
        "a list without anything in it is most often one that a tool fills in",
      ),
      ...none("EMPTY_SID_VALUE", "it does no harm"),
      ...none("NULL_WITH_QUALIFIER", "it says the same without"),
      ...none("PRIVATE_IP_ADDRESS_SUBSET PRIVATE_NOT_IP_ADDRESS_SUBSET", "private ranges beside public ones are common and do no harm"),
      ...none("WILDCARD_IN_SERVICE_NAME", "AWS takes patterns such as `*:Get*`; what they allow is judged as that of others"),
      ...named("ALLOW_WITH_UNSUPPORTED_TAG_CONDITION_KEY_FOR_SERVICE"),
      ...none("ALLOW_NOTACTION_WITH_UNSUPPORTED_TAG_CONDITION_KEY_FOR_SERVICE", "as above"),
      ...by("confused-deputy", "RECOMMENDED_CONDITION_KEY_FOR_SERVICE_PRINCIPAL"),
      ...none("IRRELEVANT_CONDITION_KEY_IN_POLICY", "a key that says nothing does no harm"),
      ...none("REDUNDANT_PRINCIPAL_IN_ROLE_TRUST_POLICY", "a session of a role beside the role does no harm"),
      ...none("CONFIRM_AUDIENCE_CLAIM_TYPE", "the audience that stands there may be right"),
      ...none(
        "REDUNDANT_KEY_DUE_TO_WILDCARD_IN_CONDITION REDUNDANT_STATEMENT_DUE_TO_WILDCARD_IN_CONDITION",
        '`"*"` as the value is AWS\'s own way to say that a tag must be there',
      ),
    ],
  },
];

/** docs/access-analyzer.md. Throws where the table and the rules tell different things. */
export function comparison(rules: readonly AnyRule[]): string {
  const checks = kinds.flatMap((k) => k.checks);
  const own = (id: string): readonly string[] =>
    rules.filter((r) => r.equivalents?.some((e) => e.tool === "access-analyzer" && e.id === id)).map((r) => r.name);
  const names = new Set(rules.map((r) => r.name));
  for (const rule of rules)
    for (const { tool, id } of rule.equivalents ?? [])
      if (tool === "access-analyzer" && !checks.some((c) => c.id === id))
        throw new Error(`${rule.name} names ${id}, which the table of Access Analyzer lacks`);
  for (const { id, rules: beside = [], without } of checks) {
    const unknown = beside.find((name) => !names.has(name));
    if (unknown !== undefined) throw new Error(`${id}: there is no rule ${unknown}`);
    if (own(id).length + beside.length === 0 && without === undefined) throw new Error(`${id}: no rule and no reason`);
  }
  const row = ({ id, rules: beside = [], without }: Check): string => {
    const all = [...new Set([...own(id), ...beside])].map((name) => `[${name}](rules/${name}.md)`).join(", ");
    const rest = without === undefined ? "" : all === "" ? `– ${without}` : `, without ${without}`;
    return `| ${id} | ${all}${rest} |`;
  };
  const covered = checks.filter((c) => own(c.id).length + (c.rules?.length ?? 0) > 0).length;
  return [
    "# Beside IAM Access Analyzer",
    `[Policy validation](https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html) needs an account and a network, and judges one policy at a time. Of its ${checks.length} checks, ${covered} have a rule here that says the same while you type; of the others the table says why not.`,
    ...kinds.map(({ title, checks: of }) => [`## ${title}`, ["| Check | Rule |", "| --- | --- |", ...of.map(row)].join("\n")].join("\n\n")),
  ].join("\n\n");
}
