import { describe, expect, it } from "vitest";
import { read } from "../server/src/adapt/hosts.ts";
import { isEveryRole, isEverything, isNarrowed, isOn, isWholeService, mayBeDenied } from "../server/src/model/access.ts";
import type { Policy, Statement } from "../server/src/model/policy.ts";
import { applyEdits, type Edit, Source, textOf } from "../server/src/text/source.ts";

function policyOf(text: string, path = "p.json"): { readonly policy: Policy; readonly edit: (edits: readonly Edit[]) => string } {
  const source = new Source(path, text);
  const [policy] = read(source).facts.policy;
  if (!policy) throw new Error(`no policy: ${read(source).why}`);
  return { policy, edit: (edits) => applyEdits(source, edits).text };
}
const of = (statement: string): string => `{ "Version": "2012-10-17", "Statement": [${statement}] }`;
function one(fields: string): Statement {
  const [statement] = policyOf(of(`{ "Effect": "Allow", ${fields} }`)).policy.statements;
  if (!statement) throw new Error("no statement");
  return statement;
}
const get = `"Action": "s3:GetObject", "Resource": "*"`;

describe("a policy", () => {
  it.each([
    ["identity", `{ "Effect": "Allow", ${get} }`],
    ["trust", `{ "Effect": "Allow", "Principal": { "Service": "ecs-tasks.amazonaws.com" }, "Action": "sts:AssumeRole" }`],
    ["trust", `{ "Effect": "Allow", "Principal": { "Service": "pods.eks.amazonaws.com" }, "Action": ["sts:AssumeRole", "sts:TagSession"] }`],
    ["trust", `{ "Effect": "Allow", "Principal": { "Federated": "arn:x" }, "Action": "sts:AssumeRoleWithWebIdentity" }`],
    ["resource", `{ "Effect": "Allow", "Principal": "*", "Action": "ecr:BatchGetImage" }`],
    ["resource", `{ "Effect": "Deny", "NotPrincipal": { "AWS": "*" }, ${get} }`],
    ["resource", `{ "Effect": "Allow", "Principal": "*", "Action": "sts:AssumeRole", "Resource": "*" }`],
    ["unknown", `{ "Effect": "Allow", "Action": "s3:GetObject" }`],
  ])("is of kind %s: %s", (kind, statement) => {
    expect(policyOf(of(statement)).policy.kind).toBe(kind);
  });

  it.each([
    ["service-control", "scp.json"],
    ["service-control", "policies/scps/deny.json"],
    ["service-control", "service-control-policies/a.json"],
    ["resource-control", "rcp/deny.json"],
    ["boundary", "permissions-boundary.json"],
    ["boundary", "iam/boundary/dev.json"],
    ["guardrail", "guardrails/x.json"],
    ["guardrail", "scp-and-rcp/x.json"],
  ])("grants nothing and is of kind %s at %s", (kind, path) => {
    expect(policyOf(of(`{ "Effect": "Allow", ${get} }`), path).policy.kind).toBe(kind);
  });

  it.each(["escape/a.json", "description.json", "bound.json", "scpx.json"])("may grant at %s", (path) => {
    expect(policyOf(of(`{ "Effect": "Allow", ${get} }`), path).policy.kind).toBe("identity");
  });

  it("has its statements by Sid or index, in a list or alone", () => {
    const { statements } = policyOf(of(`{ "Sid": "Read", "Effect": "Allow", ${get} }, { "Sid": "", "Effect": "Deny", ${get} }, 3`)).policy;
    expect(statements.map((s) => [s.address, s.effect.value])).toEqual([
      ["Read", "Allow"],
      ["1", "Deny"],
    ]);
    expect(policyOf(`{ "Statement": { "Effect": "Allow", ${get} } }`).policy.statements).toHaveLength(1);
  });

  const document = of(`{ "Effect": "Allow", "Principal": "*", "Action": "ecr:BatchGetImage" }`);
  it.each([
    ["get-repository-policy", { repositoryName: "web", policyText: document }],
    ["get-bucket-policy", { Policy: document }],
    ["get-queue-attributes", { Attributes: { Policy: document } }],
    ["describe-policy", { Policy: { PolicySummary: {}, Content: document } }],
    ["create-role", { RoleName: "web", AssumeRolePolicyDocument: document }],
  ])("is read from the text that %s has", (_, holder) => {
    const text = JSON.stringify(holder, undefined, 2);
    const { policy, edit } = policyOf(text);
    const [action] = policy.statements[0]?.actions.items ?? [];
    expect(action && textOf(action.at)).toBe(`\\"ecr:BatchGetImage\\"`);
    expect(edit(action?.set("ecr:GetAuthorizationToken") ?? [])).toBe(text.replace("ecr:BatchGetImage", "ecr:GetAuthorizationToken"));
  });

  it("is called by what holds it", () => {
    const text = `{ "Role": { "RoleName": "shop", "AssumeRolePolicyDocument": ${of(`{ "Effect": "Allow", "Principal": "*", "Action": "sts:AssumeRole" }`)} } }`;
    expect(policyOf(text).policy).toMatchObject({ address: "shop", kind: "trust" });
  });

  it("takes one more statement in a list only", () => {
    const added = { actions: ["a:B"], resource: "*", condition: { operator: "StringEquals", key: "k", value: "v" } };
    const list = policyOf(of(`{ "Effect": "Allow", ${get} }`));
    const after = JSON.parse(list.edit(list.policy.add(added)));
    expect(after.Statement[1]).toEqual({ Effect: "Allow", Action: "a:B", Resource: "*", Condition: { StringEquals: { k: "v" } } });
    expect(policyOf(`{ "Statement": { "Effect": "Allow", ${get} } }`).policy.add(added)).toEqual([]);
  });
});

describe("a statement", () => {
  it("has actions and resources, one or many", () => {
    expect(one(get).actions.items.map((a) => a.value)).toEqual(["s3:GetObject"]);
    expect(one(`"NotAction": ["a:*", "b:*"], "NotResource": ["x"]`).notActions.items.map((a) => a.value)).toEqual(["a:*", "b:*"]);
    expect(one(`"Action": "s3:*", "Resource": { "Ref": "X" }`).resources.items.map((r) => r.state)).toEqual(["opaque"]);
  });

  it.each([
    [`"Effect": "Allow"`, "written"],
    [`"Effect": "allow"`, "opaque"],
    [`"Effect": "\${effect}"`, "opaque"],
    [`"Effect": true`, "opaque"],
  ])("with %s has an effect that is %s", (effect, state) => {
    expect(policyOf(of(`{ ${effect}, ${get} }`)).policy.statements[0]?.effect.state).toBe(state);
  });

  it.each([
    ["arn:aws:s3:::home/${aws:username}", "written"],
    ["arn:aws:s3:::home/${aws:PrincipalTag/team}/${s3:prefix}", "written"],
    ["arn:aws:s3:::a${*}", "written"],
    ["arn:aws:s3:::${bucket}/*", "opaque"],
    ["arn:aws:s3:::${bucket}/${aws:username}", "opaque"],
    ["arn:${AWS::Partition}:s3:::a", "opaque"],
    ["<bucket-arn>/${aws:username}", "opaque"],
  ])("reads the resource %s as %s", (resource, state) => {
    expect(one(`"Action": "s3:GetObject", "Resource": "${resource}"`).resources.items[0]?.state).toBe(state);
  });

  it("has principals of each type, and knows which it cannot read", () => {
    const { principals } = one(`"Principal": { "AWS": ["1", "\${x}"], "Service": "s", "Federated": "f", "CanonicalUser": "c", "What": "?" }, ${get}`);
    expect(principals.map((p) => [p.type, p.value.value])).toEqual([
      ["AWS", "1"],
      ["AWS", undefined],
      ["Service", "s"],
      ["Federated", "f"],
      ["CanonicalUser", "c"],
    ]);
    expect(one(`"Principal": "*", ${get}`).principals.map((p) => p.type)).toEqual(["*"]);
    expect(one(`"Principal": \${p}, ${get}`).principals.map((p) => p.value.state)).toEqual(["opaque"]);
  });

  it("has conditions by operator and key", () => {
    const { conditions, conditionsOpaque } = one(
      `"Condition": { "StringEquals": { "a:b": ["x", "y"], "c": "\${aws:username}" }, "Null": { "d": true } }, ${get}`,
    );
    expect(conditions.map((c) => [c.operator, c.key, c.values.map((v) => v.value)])).toEqual([
      ["StringEquals", "a:b", ["x", "y"]],
      ["StringEquals", "c", ["${aws:username}"]],
      ["Null", "d", ["true"]],
    ]);
    expect(conditionsOpaque).toBe(false);
  });

  it.each([`"Condition": \${c}`, `"Condition": { "Bool": \${c} }`, `"Condition": []`, `"Condition": { "Bool": "x" }`])(
    "cannot tell what %s keeps out",
    (condition) => {
      expect(one(`${condition}, ${get}`).conditionsOpaque).toBe(true);
    },
  );

  it.each([
    ["", `"Condition": { "StringEquals": { "k": "v" } }`],
    [`"Condition": { "Bool": { "x": "true" } }`, `"Condition": { "Bool": { "x": "true" }, "StringEquals": { "k": "v" } }`],
    [`"Condition": { "StringEquals": { "x": "1" } }`, `"Condition": { "StringEquals": { "x": "1", "k": "v" } }`],
  ])("takes one more condition beside %s", (before, after) => {
    const { policy, edit } = policyOf(of(`{ "Effect": "Allow", ${get}${before && `, ${before}`} }`));
    expect(JSON.parse(edit(policy.statements[0]?.require("StringEquals", "k", "v") ?? []))).toEqual(
      JSON.parse(of(`{ "Effect": "Allow", ${get}, ${after} }`)),
    );
  });

  it.each([`"Condition": { "StringEquals": { "K": "1" } }`, `"Condition": \${c}`])("takes none beside %s", (before) => {
    expect(one(`${get}, ${before}`).require("StringEquals", "k", "v")).toEqual([]);
  });
});

describe("how much is allowed", () => {
  it.each([
    ["*", true],
    ["**", true],
    ["arn:*", true],
    ["arn:aws:*", true],
    ["*:*", true],
    ["arn:aws-cn:*", true],
    ["arn:aws:s3:::*", false],
    ["arn:aws:iam::*:role/*", false],
  ])("%s is everything: %s", (resource, expected) => {
    expect(isEverything(resource)).toBe(expected);
  });

  it.each([
    ["*", true],
    ["arn:aws:iam::*:role/*", true],
    ["arn:aws:iam::111122223333:role/*", true],
    ["arn:aws-us-gov:iam::111122223333:*", true],
    ["arn:aws:iam::111122223333:role/shop-*", false],
    ["arn:aws:iam::111122223333:role/team/*", false],
    ["arn:aws:iam::111122223333:user/*", false],
  ])("%s is every role: %s", (resource, expected) => {
    expect(isEveryRole(resource)).toBe(expected);
  });

  it.each([
    ["arn:aws:s3:::*", true],
    ["arn:aws:ecr:eu-west-1:111122223333:*", true],
    ["arn:aws:s3:::shop/*", false],
    ["arn:aws:ecr:*:*:repository/*", false],
  ])("%s is a whole service: %s", (resource, expected) => {
    expect(isWholeService(resource)).toBe(expected);
  });

  it.each([
    ["arn:aws:iam::*:role/*", true],
    ["arn:${partition}:iam::${account}:role/*", true],
    ["arn:aws:iam::${account}:role/*", true],
    ["arn:aws:iam::${account}:role/${name}", false],
    ["arn:aws:iam::${account}:${all}", false],
    ["arn:aws:iam::${account}x:role/*", false],
    ["arn:aws:${service}::*:role/*", false],
    ["${arn}:iam::*:role/*", false],
    ["${arn}", false],
  ])("%s with its holes filled in is every role: %s", (resource, expected) => {
    const [field] = one(`"Action": "iam:PassRole", "Resource": "${resource}"`).resources.items;
    expect(field && isOn(field, isEveryRole)).toBe(expected);
  });

  it.each([
    [`"StringEquals": { "aws:PrincipalOrgID": "o-1" }`, true],
    [`"StringLike": { "iam:PassedToService": "*" }`, false],
    [`"IpAddress": { "aws:SourceIp": "0.0.0.0/0" }`, false],
    [`"Bool": { "aws:securetransport": "true" }`, false],
    [`"StringLike": { "aws:UserAgent": "shop" }`, false],
    [`"StringEquals": { "aws:ResourceTag/x": "\${x}" }`, true],
  ])("%s narrows: %s", (condition, expected) => {
    expect(isNarrowed(one(`${get}, "Condition": { ${condition} }`))).toBe(expected);
  });

  it.each([
    [`"Action": "iam:*", "Resource": "*"`, true],
    [`"NotAction": "s3:*", "Resource": "*"`, true],
    [`"NotAction": "iam:Pass*", "Resource": "*"`, false],
    [`"Action": "iam:*", "Resource": "arn:aws:iam::1:role/a"`, false],
    [`"Action": "iam:*", "Resource": "*", "Condition": { "Bool": { "aws:MultiFactorAuthPresent": "false" } }`, false],
    [`"Action": \${a}, "Resource": "*"`, true],
  ])("a Deny with %s takes iam:PassRole back: %s", (deny, expected) => {
    expect(mayBeDenied(policyOf(of(`{ "Effect": "Deny", ${deny} }`)).policy, "iam:PassRole")).toBe(expected);
  });
});

describe("a list of actions", () => {
  const yaml = (actions: string): string =>
    `Resources:\n  P:\n    Type: AWS::IAM::ManagedPolicy\n    Properties:\n      PolicyDocument:\n        Statement:\n          - Effect: Allow\n            Action: ${actions}\n            Resource: "*"\n`;
  const hcl = (actions: string): string =>
    `data "aws_iam_policy_document" "p" {\n  statement {\n    actions   = ${actions}\n    resources = ["*"]\n  }\n}\n`;
  const encoded = (actions: string): string =>
    `resource "aws_iam_policy" "p" {\n  policy = jsonencode({\n    Statement = [{ Effect = "Allow", Action = ${actions}, Resource = "*" }]\n  })\n}\n`;
  const json = (actions: string): string => of(`{ "Effect": "Allow", "Action": ${actions}, "Resource": "*" }`);
  const lines = '[\n              "s3:*",\n              "sqs:*"\n            ]';
  const items = ["s3:Get*", "s3:List*", "sqs:SendMessage"];

  it.each([
    ["p.json", json('"s3:*"')],
    ["p.json", json('["s3:*", "sqs:*"]')],
    ["p.json", json(lines)],
    ["t.yaml", yaml("s3:*")],
    ["t.yaml", yaml('["s3:*", "sqs:*"]')],
    ["t.yaml", yaml("\n              - s3:*\n              - sqs:*")],
    ["main.tf", hcl('["s3:*"]')],
    ["main.tf", hcl('[\n      "s3:*",\n      "sqs:*",\n    ]')],
    ["main.tf", encoded('"s3:*"')],
    ["main.tf", encoded('["s3:*", "sqs:*"]')],
  ])("takes others in the place of all, in %s: %j", (path, text) => {
    const { policy, edit } = policyOf(text, path);
    const written = edit(policy.statements[0]?.actions.replace(items) ?? []);
    const again = policyOf(written, path).policy.statements[0];
    expect(again?.actions.items.map((a) => a.value)).toEqual(items);
    expect(again?.resources.items.map((r) => r.value)).toEqual(["*"]);
  });

  it.each([
    ["p.json", json('[\n "s3:*", // all of it\n "sqs:*"\n]')],
    ["t.yaml", yaml("\n              - s3:* # all of it\n              - sqs:*")],
    ["main.tf", hcl("var.actions")],
  ])("stays as it is where a comment or something unknown would go, in %s", (path, text) => {
    expect(policyOf(text, path).policy.statements[0]?.actions.replace(items)).toEqual([]);
  });
});
