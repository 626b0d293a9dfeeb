import { bad, file, good, iam } from "../../kit/example.ts";
import { type Report, rule } from "../../kit/rule.ts";
import { allowing, grants, isEverything, isNarrowed, isWholeService, mayBeDenied } from "../../model/access.ts";
import type { Field } from "../../model/field.ts";
import type { Statement } from "../../model/policy.ts";

export default rule({
  name: "wildcard-action",
  on: "statement",
  title: "Policy allows every action of a service",
  severity: "warning",
  risk: "orchestrator",
  why: `A task that only reads a bucket has no use for deleting it, making it public or changing who else may read it; with \`s3:*\` whoever takes the task over can do all of that, and what AWS adds to the service later.

On every resource of a service it is a warning, for \`iam:*\` an error: who may change policies can give himself every right. On named resources the damage ends with them; that is shown for information, from the preset \`strict\` on. \`s3:Get*\` and the like are not meant, nor services that can do only one thing, such as \`ssmmessages\`.

Silent in trust policies, in policies of resources with named principals (AWS's own default for a key is \`kms:*\` for its account), in service control policies and permissions boundaries, under a condition that narrows, and where full-admin says it all.

There is no fix to offer: only who runs the workload knows what it needs. IAM Access Analyzer generates a policy from what was really called.`,
  refs: ["NIST SP 800-190 4.3.1", "CWE-250", "CWE-732", "https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html#grant-least-privilege"],
  equivalents: [
    { tool: "checkov", id: "CKV_AWS_63" },
    { tool: "trivy", id: "AWS-0057" },
  ],

  *check(statement) {
    if (isNarrowed(statement)) return;
    if (grants(statement)) yield* ofIdentity(statement);
    else if (statement.policy.kind === "resource" && statement.effect.is("Allow")) yield* ofAnybody(statement);
  },

  examples: [
    bad(iam`
      {
        "Version": "2012-10-17",
        "Statement": [{ "Effect": "Allow", "Action": [«"s3:*"», "sqs:SendMessage"], "Resource": "*" }]
      }
    `),
    bad(iam`
      {
        "Version": "2012-10-17",
        "Statement": [{ "Effect": "Allow", "Action": «"iam:*"», "Resource": "arn:aws:iam::111122223333:*" }]
      }
    `).because("All of IAM in one account is all of that account."),
    bad(iam`
      {
        "Version": "2012-10-17",
        "Statement": [{ "Effect": "Allow", "Action": «"s3:*"», "Resource": ["arn:aws:s3:::shop", "arn:aws:s3:::shop/*"] }]
      }
    `).because("One bucket only: for information."),
    bad(iam`
      {
        "Version": "2012-10-17",
        "Statement": [{ "Effect": "Allow", "NotAction": «["iam:*", "organizations:*"]», "Resource": "*" }]
      }
    `).because("Everything but two services."),
    bad(file("repository-policy.json")`
      {
        "Version": "2012-10-17",
        "Statement": [{ "Effect": "Allow", "Principal": "*", "Action": «"ecr:*"» }]
      }
    `).because("Anybody may replace the images of this repository, or its policy."),
    good(iam`
      {
        "Version": "2012-10-17",
        "Statement": [{ "Effect": "Allow", "Action": ["s3:Get*", "s3:List*", "ecr:BatchGetImage"], "Resource": "*" }]
      }
    `).because("Some verbs of a service are not all of it."),
    good(iam`
      {
        "Version": "2012-10-17",
        "Statement": [{ "Effect": "Allow", "Action": "ssmmessages:*", "Resource": "*" }]
      }
    `).because("The service has four actions; ECS Exec needs all of them, on `*`."),
    good(iam`
      {
        "Version": "2012-10-17",
        "Statement": [{ "Effect": "Deny", "Action": "s3:*", "Resource": "*" }]
      }
    `).because("It denies."),
    good(iam`
      {
        "Version": "2012-10-17",
        "Statement": [{ "Effect": "Allow", "Action": ["*", "s3:*"], "Resource": "*" }]
      }
    `).because("That is full-admin's to say."),
    good(iam`
      {
        "Version": "2012-10-17",
        "Statement": [{ "Effect": "Allow", "Action": "s3:*", "Resource": "\${bucket_arn}" }]
      }
    `).because("What a template puts there is not known."),
    good(file("key-policy.json")`
      {
        "Version": "2012-10-17",
        "Statement": [{ "Effect": "Allow", "Principal": { "AWS": "arn:aws:iam::111122223333:root" }, "Action": "kms:*", "Resource": "*" }]
      }
    `).because("The default policy of a key: without it nobody could manage the key."),
    good(file("trust-policy.json")`
      {
        "Version": "2012-10-17",
        "Statement": [{ "Effect": "Allow", "Principal": { "Service": "ecs-tasks.amazonaws.com" }, "Action": "sts:*" }]
      }
    `).because("A trust policy can only give ways to take the role."),
    good(iam`
      {
        "Version": "2012-10-17",
        "Statement": [{
          "Effect": "Allow", "Action": "ecs:*", "Resource": "*",
          "Condition": { "ArnEquals": { "ecs:cluster": "arn:aws:ecs:eu-west-1:111122223333:cluster/shop" } }
        }]
      }
    `).because("A condition narrows it to one cluster."),
    good(file("stack-policy.json")`
      {
        "Statement": [{ "Effect": "Allow", "Action": "Update:*", "Principal": "*", "Resource": "*" }]
      }
    `).because("A stack policy of CloudFormation looks alike, but is about updates of stacks."),
  ],
});

function* ofIdentity(statement: Statement): Iterable<Report> {
  const { resources, notActions, policy } = statement;
  const scope = scopeOf(statement);
  if (!scope) return;
  if (scope === "everything" && notActions.state === "written" && notActions.items.every((a) => a.is((written) => /:\*$/.test(written)))) {
    const raises = !notActions.items.some((a) => a.is((written) => /^iam:\*$/i.test(written)));
    if (!raises && notActions.items.length > 0) {
      const named = notActions.items.map((a) => a.value).join(", ");
      yield { at: notActions.at, message: `The statement allows every action of every service but ${named}, those to come included.` };
    }
    return;
  }
  if (scope === "everything" && allowing(statement, "*:*").length > 0) return;
  for (const action of statement.actions.items) {
    const service = serviceOf(action);
    if (service === undefined || (service !== "*" && (single.has(service) || mayBeDenied(policy, `${service}:*`)))) continue;
    const what = service === "*" ? "every action" : `every action of ${service}`;
    if (scope === "named") {
      const only = resources.items.length === 1 ? `"${resources.items[0]?.value}"` : `${resources.items.length} named resources`;
      const severity = service === "iam" || service === "*" ? "warning" : "info";
      yield { at: action.at, key: service, severity, confidence: "low", message: `"${action.value}" allows ${what} on ${only}.` };
    } else if (service === "iam") {
      const message = `"${action.value}" allows every action of IAM: its holder can give himself every other right.`;
      yield { at: action.at, key: service, severity: "error", message };
    } else {
      const message = `"${action.value}" allows ${what} on all that ${service === "*" ? "a service" : "the service"} has, deleting and sharing included.`;
      yield { at: action.at, key: service, message };
    }
  }
}

/** In the policy of a resource the principals decide; a rule of its own is about them. */
function* ofAnybody({ actions, principals }: Statement): Iterable<Report> {
  if (!principals.some((p) => (p.type === "*" || p.type === "AWS") && p.value.is("*"))) return;
  for (const action of actions.items) {
    const service = serviceOf(action);
    if (service === undefined || single.has(service)) continue;
    const what = service === "*" ? "every action" : `every action of ${service}`;
    yield { at: action.at, key: service, message: `"${action.value}" allows ${what} to anybody, changing this very policy included.` };
  }
}

/** How much the statement is about; undefined where that is not known, or is said by exclusion. */
function scopeOf({ resources }: Statement): "everything" | "service" | "named" | undefined {
  if (resources.items.some((r) => r.is(isEverything))) return "everything";
  if (resources.items.some((r) => r.is(isWholeService))) return "service";
  return resources.items.length > 0 && resources.items.every((r) => !r.opaque) ? "named" : undefined;
}

/** `s3` of `s3:*`, `*` of `*`; undefined for what is less than a service. */
const serviceOf = (action: Field<string>): string | undefined =>
  action.is((written) => /^[*]+(?::[*]+)?$/.test(written)) ? "*" : /^([\w-]+):[*]+$/.exec(action.value ?? "")?.[1]?.toLowerCase();

/** Services whose actions all serve one end: there is nothing to take out. */
const single: ReadonlySet<string> = new Set(["ec2messages", "execute-api", "rds-db", "ssmmessages", "xray"]);
