import { bad, cloudformation, good, iam, terraform } from "../../kit/example.ts";
import { nearest } from "../../kit/nearest.ts";
import { type Fix, fix, type Report, rule } from "../../kit/rule.ts";
import type { Element, Policy, Statement } from "../../model/policy.ts";

export default rule({
  name: "malformed-statement",
  on: "policy",
  title: "Policy is not one that AWS takes",
  severity: "warning",
  risk: "orchestrator",
  why: `AWS refuses a document with elements that it does not know or that exclude each other, or without those that it needs. What stands deployed then is an older one, or none: a \`Deny\` that does not exist keeps nobody out. Names and the two effects are taken in one case only. Of a key that stands twice in an object the last counts, and the other is lost without a word.

Silent where a template may add what is missing. What only a policy of a resource or of a role needs is not asked for where the file does not say which it is.`,
  refs: ["https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html"],
  equivalents: [
    { tool: "access-analyzer", id: "INVALID_POLICY_ELEMENT" },
    { tool: "access-analyzer", id: "MISSING_EFFECT" },
    { tool: "access-analyzer", id: "UNSUPPORTED_ELEMENT_COMBINATION" },
    { tool: "cfn-lint", id: "E3510" },
  ],

  *check(policy) {
    if (policy.elements.length === 0) return;
    yield* inDocument(policy);
    for (const statement of policy.statements) {
      if (isPlain(statement)) continue;
      yield* elements(statement.elements, known, "A statement");
      yield* missing(statement);
      yield* both(statement);
    }
  },

  examples: [
    bad(iam`
      {
        "Version": "2012-10-17",
        "Statement": [
          { "Effect": «"allow"», "Action": "s3:GetObject", «"resource"»: "*" },
          { "Effect": "Allow", «"Actions"»: "s3:GetObject", "Action": "s3:ListBucket", "Resource": "*" }
        ]
      }
    `).to(iam`
      {
        "Version": "2012-10-17",
        "Statement": [
          { "Effect": "Allow", "Action": "s3:GetObject", "resource": "*" },
          { "Effect": "Allow", "Actions": "s3:GetObject", "Action": "s3:ListBucket", "Resource": "*" }
        ]
      }
    `),
    bad(iam`{ «"Version"»: "2012-10-17" }`).because("Without statements."),
    bad(iam`
      {
        "Version": "2012-10-17",
        "Statement": [{ "Sid": «"Read"», "Action": "s3:GetObject", "Resource": "arn:aws:s3:::shop/*" }]
      }
    `).because("Without an effect it gives nothing, and AWS refuses it."),
    bad(cloudformation`
      Resources:
        Policy:
          Type: AWS::IAM::ManagedPolicy
          Properties:
            PolicyDocument:
              Version: "2012-10-17"
              Statement:
                - Effect: Allow
                  Action: s3:GetObject
                  «NotAction»: s3:PutObject
                  Resource: "*"
                - Sid: «Write»
                  Effect: Allow
                  Action: s3:PutObject
    `),
    bad(terraform`
      resource "aws_iam_policy" "read" {
        policy = jsonencode({
          Version   = "2012-10-17"
          Statement = [{ Effect = "Allow", Action = "s3:GetObject", «Resources» = "*" }]
        })
      }
    `).to(terraform`
      resource "aws_iam_policy" "read" {
        policy = jsonencode({
          Version   = "2012-10-17"
          Statement = [{ Effect = "Allow", Action = "s3:GetObject", Resource = "*" }]
        })
      }
    `),
    good(iam`
      {
        "Version": "2012-10-17", "Id": "repository",
        "Statement": [
          { "Effect": "Allow", "Principal": { "AWS": "arn:aws:iam::111122223333:root" }, "Action": "ecr:BatchGetImage" },
          { "Effect": "\${effect}", "Principal": "*", "NotAction": "ecr:*" }
        ]
      }
    `).because("The policy of a repository needs no resource; what a template puts there is not known."),
    good(cloudformation`
      Resources:
        Policy:
          Type: AWS::IAM::ManagedPolicy
          Properties:
            PolicyDocument:
              Statement:
                - Effect: Allow
                  Action: s3:GetObject
                  Fn::Transform: { Name: Resources }
    `).because("A macro may add what is missing."),
  ],
});

const known = ["Sid", "Effect", "Principal", "NotPrincipal", "Action", "NotAction", "Resource", "NotResource", "Condition"];

/** Has it what each statement has, once, and nothing else? So have nearly all. */
const isPlain = ({ effect, actions, resources, policy, elements: all }: Statement): boolean =>
  effect.value !== undefined &&
  actions.state === "written" &&
  (policy.kind !== "identity" || resources.state === "written") &&
  all.every((e) => usual.has(e.name) && !e.repeated);
const usual: ReadonlySet<string> = new Set(["Sid", "Effect", "Principal", "Action", "Resource", "Condition"]);

function* inDocument({ elements: all, statements, kind }: Policy): Iterable<Report> {
  const [first] = all;
  if (first && statements.length === 0 && all.every((e) => e.name === "Version" || e.name === "Id")) {
    yield { at: first.at, message: "The policy has no statements.", key: "Statement" };
  }
  // Tools keep keys of their own in documents: only what is nearly one of AWS's is meant.
  yield* elements(
    all.filter((e) => ["version", "id", "statement"].includes(e.name.toLowerCase()) || e.repeated),
    ["Version", "Id", "Statement"],
    kind === "trust" ? "A trust policy" : "A policy",
  );
}

function* elements(all: readonly Element[], names: readonly string[], what: string): Iterable<Report> {
  const written = new Set(all.map((e) => e.name));
  for (const element of all) {
    const { name, at, repeated } = element;
    if (repeated) yield { at, message: `"${name}" stands here a second time: what it says before is lost.`, key: `${name} again` };
    if (names.includes(name) || /^Fn::|^Ref$|[${}<]/.test(name)) continue;
    const near = nearest(name, names);
    const free = near !== undefined && !written.has(near);
    const hint = near === undefined ? "" : ` Did you mean "${near}"?`;
    yield {
      at,
      message: `${what} has no element "${name}".${hint}`,
      key: name,
      fixes: free ? fix(`Write "${near}"`, "unsafe", element.rename(near)) : [],
    };
  }
}

function* missing(statement: Statement): Iterable<Report> {
  const { effect, effectWord, actions, notActions, resources, notResources, policy, elements: all } = statement;
  // A name that is nearly the right one is reported as such.
  const isNear = (name: string): boolean => all.some((e) => !known.includes(e.name) && nearest(e.name, known)?.endsWith(name));
  if (effectWord.unset && !isNear("Effect")) yield { at: effectWord.at, message: 'The statement has no "Effect".', key: "Effect" };
  else if (effect.opaque && effectWord.value !== undefined) yield wrongEffect(effectWord.value, statement);
  if (actions.state === "unset" && notActions.state === "unset" && !isNear("Action")) {
    yield { at: actions.at, message: 'The statement has no "Action".', key: "Action" };
  }
  if (policy.kind === "identity" && resources.state === "unset" && notResources.state === "unset" && !isNear("Resource")) {
    yield { at: resources.at, message: 'The statement has no "Resource".', key: "Resource" };
  }
}

function wrongEffect(word: string, { effectWord }: Statement): Report {
  const near = nearest(word, ["Allow", "Deny"]);
  const fixes: readonly Fix[] = near ? fix(`Write "${near}"`, "unsafe", effectWord.set(near)) : [];
  return { at: effectWord.at, message: `"${word}" is no effect: there are "Allow" and "Deny", written so.`, key: "Effect", fixes };
}

function* both({ elements: all }: Statement): Iterable<Report> {
  for (const name of ["Principal", "Action", "Resource"]) {
    const negated = all.find((e) => e.name === `Not${name}`);
    if (!negated || !all.some((e) => e.name === name)) continue;
    yield { at: negated.at, message: `"${name}" and "${negated.name}" exclude each other.`, key: negated.name, fixes: [] };
  }
}
