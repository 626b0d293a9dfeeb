/**
 * node bench/accuracy/powers.ts LABELS FOLDER
 *
 * Compares what our lists say an action gives away with labels that others gave to whole policies: lines of JSON with `rule`
 * (privesc, credentials_exposure, resource_exposure, data_access), `expect` and `policy_file`, whose last part is the name of a document in
 * FOLDER. The labels look at actions alone, so resources and conditions are left out here, too. What differs is counted by the actions that
 * make the difference; of what only the labels have, by all that could.
 */
import { readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { readPolicies } from "../../server/src/adapt/iam.ts";
import { selfHelp, takeovers } from "../../server/src/knowledge/iam/escalations.ts";
import { credentials, lesserCredentials, permissionWrites, records, secrets, stores } from "../../server/src/knowledge/iam/powers.ts";
import { type ActionSet, actionsOf, actionsWhere, both, namesIn, unionOf } from "../../server/src/model/action-set.ts";
import { grantsOf } from "../../server/src/model/permissions.ts";
import { everyPermissionChange } from "../../server/src/model/powers.ts";
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
  // unrestricted-impersonation
  credentials_exposure: setOf([...credentials, ...lesserCredentials]),
  // unrestricted-permission-change, and what wildcard-resource says of IAM
  resource_exposure: unionOf([
    everyPermissionChange(),
    setOf(permissionWrites),
    actionsWhere(({ levels }, i) => levels[i] === "p"),
    both(
      actionsOf("iam:*"),
      actionsWhere(({ levels }, i) => levels[i] === "w"),
    ),
  ]),
  // unrestricted-data-access; whoever grants the use of a key may grant it to themselves
  data_access: setOf([...secrets, ...stores, ...records, "kms:CreateGrant"]),
};

interface Label {
  readonly rule: string;
  readonly expect: string;
  readonly policy_file: string;
}
const documents = new Set(readdirSync(folder));
const count = new Map<string, { agreed: number; all: number; readonly ours: Map<string, number>; readonly theirs: string[] }>();
for (const line of readFileSync(labels, "utf8").split("\n").filter(Boolean)) {
  // The file's own format.
  const { rule, expect, policy_file } = JSON.parse(line) as Label;
  const set = powers[rule];
  const name = basename(policy_file);
  if (!set || !documents.has(name)) continue;
  const ours = namesIn(both(allowedBy(name), set));
  const tally = count.get(rule) ?? { agreed: 0, all: 0, ours: new Map<string, number>(), theirs: [] };
  count.set(rule, tally);
  tally.all++;
  if (ours.length > 0 === (expect === "positive")) tally.agreed++;
  else if (ours.length === 0) tally.theirs.push(name.replace(/\.json$/, ""));
  else for (const action of ours) tally.ours.set(action, (tally.ours.get(action) ?? 0) + 1);
}
for (const [rule, { agreed, all, ours, theirs }] of count) {
  console.log(`${rule}: ${((100 * agreed) / all).toFixed(1)} % of ${all}`);
  const most = [...ours].toSorted((a, b) => b[1] - a[1]).slice(0, 12);
  console.log(`  only ours: ${most.map(([action, n]) => `${action} ${n}`).join(", ")}`);
  console.log(`  only theirs: ${theirs.join(" ")}`);
}

function allowedBy(name: string): ActionSet {
  const [root] = parseJson(new Source(`file:///${name}`, readFileSync(join(folder ?? "", name), "utf8"))).roots;
  const policies = root ? (readPolicies(root)?.facts.policy ?? []) : [];
  return unionOf(policies.flatMap((policy) => grantsOf(policy).map(({ actions }) => actions)));
}
