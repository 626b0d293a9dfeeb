/**
 * node bench/accuracy/powers.ts LABELS FOLDER
 *
 * Compares what our lists say an action gives away with labels that others gave to whole policies: lines of JSON with `rule`
 * (privesc, credentials_exposure, resource_exposure, data_access), `expect` and `policy_file`, whose last part is the name of a document in
 * FOLDER. The labels look at actions alone, so resources and conditions are left out here, too. The figure counts every difference; below it
 * stand those where we hold another view, with the reason, and then the rest: by the actions that make the difference, or, where only the
 * labels see something, by policy.
 */
import { readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { readPolicies } from "../../server/src/adapt/iam.ts";
import { selfHelp, takeovers } from "../../server/src/knowledge/iam/escalations.ts";
import { credentials, lesserCredentials, permissionWrites, records, secrets, stores, tokens } from "../../server/src/knowledge/iam/powers.ts";
import { type ActionSet, actionsOf, actionsWhere, both, contains, meets, namesIn, unionOf } from "../../server/src/model/action-set.ts";
import { grantsOf } from "../../server/src/model/permissions.ts";
import { everyPermissionChange, permissionsManagement } from "../../server/src/model/powers.ts";
import { parseJson } from "../../server/src/syntax/json.ts";
import { Source } from "../../server/src/text/source.ts";

const [labels, folder] = process.argv.slice(2);
if (labels === undefined || folder === undefined) throw new Error("usage: powers.ts LABELS FOLDER");

const setOf = (patterns: readonly string[]): ActionSet => unionOf(patterns.map(actionsOf));
/** What a label is about, as the sets that our rules ask for. */
const powers: Readonly<Record<string, ActionSet>> = {
  // privilege-escalation, workload-takeover, unrestricted-pass-role, unrestricted-service-linked-role
  privesc: setOf([
    ...selfHelp,
    ...takeovers.flatMap(({ actions }) => (actions.length === 1 && /^(?:iam|glue|ec2-instance-connect):/.test(actions[0] ?? "") ? actions : [])),
    "iam:PassRole",
    "iam:CreateServiceLinkedRole",
  ]),
  // unrestricted-impersonation, and what looks like its actions
  credentials_exposure: setOf([...credentials, ...lesserCredentials, ...tokens]),
  // unrestricted-permission-change, and what wildcard-resource says of IAM
  resource_exposure: unionOf([
    everyPermissionChange(),
    setOf(permissionWrites),
    permissionsManagement(),
    both(
      actionsOf("iam:*"),
      actionsWhere(({ levels }, i) => levels[i] === "w"),
    ),
  ]),
  // What unrestricted-data-access has in common with the labels: they have no class for secrets of Secrets Manager and for decrypting, but take
  // grants on keys, with which one may grant oneself the latter. The next line is the rule whole.
  data_access: setOf([...stores, ...records, "ssm:GetParameter*", "kms:CreateGrant"]),
  "data_access with secrets and keys": setOf([...secrets, ...stores, ...records, "kms:CreateGrant"]),
};

/** Where we differ on purpose: by actions that we count and the labels do not, or the other way round. */
interface View {
  readonly rule: string;
  readonly who: "ours" | "theirs";
  readonly actions: ActionSet;
  readonly why: string;
}
const views: readonly View[] = [
  { rule: "data_access", who: "ours", actions: setOf([...stores, ...records]), why: "reads what is stored, and the labels do not list it" },
  { rule: "privesc", who: "theirs", actions: setOf(["kms:CreateGrant"]), why: "a grant is for one key: permissions, not every right" },
  {
    rule: "credentials_exposure",
    who: "ours",
    actions: setOf([...credentials, ...lesserCredentials]),
    why: "answers with credentials, and the labels do not list it",
  },
  {
    rule: "credentials_exposure",
    who: "theirs",
    actions: setOf(["waf:GetChangeToken", "waf-regional:GetChangeToken"]),
    why: "orders changes, and is no credential",
  },
  { rule: "resource_exposure", who: "ours", actions: permissionsManagement(), why: "AWS ranks it as permissions management" },
  {
    rule: "credentials_exposure",
    who: "theirs",
    actions: setOf(["sso-directory:ListBearerTokens"]),
    why: "lists which tokens there are, not what they hold",
  },
  {
    rule: "credentials_exposure",
    who: "theirs",
    actions: setOf(["chime:CreateApiKey"]),
    why: "a key for a directory of Chime, and for nothing of AWS",
  },
  {
    rule: "resource_exposure",
    who: "theirs",
    actions: setOf(["mediapackage:RotateIngestEndpointCredentials", "sns:CreateTopic", "cognito-identity:GetId"]),
    why: "AWS ranks it as a write or a read: what is new is changed or made, nobody gets at what is there",
  },
  { rule: "resource_exposure", who: "ours", actions: setOf(permissionWrites), why: "who is in a group has its rights" },
  { rule: "data_access", who: "theirs", actions: setOf(["es:ESHttpPut"]), why: "writes" },
  { rule: "data_access with secrets and keys", who: "theirs", actions: setOf(["es:ESHttpPut"]), why: "writes" },
  {
    rule: "data_access with secrets and keys",
    who: "ours",
    actions: setOf([...secrets, ...stores, ...records]),
    why: "reads secrets, decrypts, or reads what is stored, and the labels do not list it",
  },
  { rule: "data_access", who: "theirs", actions: setOf(["sso:SearchGroups", "sso:SearchUsers"]), why: "who there is, not what is stored" },
];

interface Label {
  readonly rule: string;
  readonly expect: string;
  readonly policy_file: string;
}
/** Policies that give nothing by themselves: what they list is the most that others may give. */
const boundaries: ReadonlySet<string> = new Set(["AmazonSecurityLakePermissionsBoundary.json"]);
const documents = new Set(readdirSync(folder));
interface Tally {
  agreed: number;
  all: number;
  readonly views: Map<string, number>;
  readonly ours: Map<string, number>;
  readonly theirs: string[];
}
const count = new Map<string, Tally>();
const add = (counts: Map<string, number>, key: string): void => void counts.set(key, (counts.get(key) ?? 0) + 1);
for (const line of readFileSync(labels, "utf8").split("\n").filter(Boolean)) {
  // The file's own format.
  const label = JSON.parse(line) as Label;
  const name = basename(label.policy_file);
  if (!documents.has(name)) continue;
  for (const rule of Object.keys(powers)) if (rule.split(" ", 1)[0] === label.rule) compare(rule, name, label.expect === "positive");
}

function compare(rule: string, name: string, expected: boolean): void {
  const set = powers[rule] ?? [];
  const allowed = allowedBy(name);
  const ours = both(allowed, set);
  const tally: Tally = count.get(rule) ?? { agreed: 0, all: 0, views: new Map(), ours: new Map(), theirs: [] };
  count.set(rule, tally);
  tally.all++;
  if (ours.length > 0 === expected) {
    tally.agreed++;
    return;
  }
  const who = ours.length > 0 ? "ours" : "theirs";
  const view = views.find((v) => v.rule === rule && v.who === who && (who === "ours" ? contains(v.actions, ours) : meets(allowed, v.actions)));
  if (view) add(tally.views, `only ${who}: ${view.why}`);
  else if (who === "theirs" && boundaries.has(name)) add(tally.views, "only theirs: a permissions boundary gives nothing");
  else if (who === "theirs") tally.theirs.push(name.replace(/\.json$/, ""));
  else for (const action of namesIn(ours)) add(tally.ours, action);
}
for (const [rule, { agreed, all, views, ours, theirs }] of count) {
  console.log(`${rule}: ${((100 * agreed) / all).toFixed(1)} % of ${all}`);
  for (const [why, n] of views) console.log(`  ${n} ${why}`);
  const most = [...ours].toSorted((a, b) => b[1] - a[1]).slice(0, 12);
  if (most.length > 0) console.log(`  only ours, more than one reason: ${most.map(([action, n]) => `${action} ${n}`).join(", ")}`);
  if (theirs.length > 0) console.log(`  only theirs, not explained: ${theirs.join(" ")}`);
}

function allowedBy(name: string): ActionSet {
  const [root] = parseJson(new Source(`file:///${name}`, readFileSync(join(folder ?? "", name), "utf8"))).roots;
  const policies = root ? (readPolicies(root)?.facts.policy ?? []) : [];
  return unionOf(policies.flatMap((policy) => grantsOf(policy).map(({ actions }) => actions)));
}
