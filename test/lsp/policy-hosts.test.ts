// Each word of a policy in each format that holds policies: what is completed and what is said, through the protocol.
import { describe, expect, it } from "vitest";
import { type CompletionItem, CompletionRequest, HoverRequest, InlayHintRequest } from "vscode-languageserver/node";
import { connect } from "./client.ts";

/** The words of one statement; the cursor stands at `│` in one of them. */
interface Words {
  readonly action: string;
  readonly resource: string;
  readonly operator: string;
  readonly key: string;
}
const plain: Words = {
  action: "ecr:PutImage",
  resource: "arn:aws:ecr:eu-west-1:111122223333:repository/shop",
  operator: "StringEquals",
  key: "aws:PrincipalOrgID",
};

interface Host {
  readonly name: string;
  readonly path: string;
  readonly language: string;
  readonly text: (words: Words) => string;
  /** The same with a trust policy, where the host has any. */
  readonly trust?: (service: string) => string;
}
const json = ({ action, resource, operator, key }: Words): string =>
  `{ "Version": "2012-10-17", "Statement": [{ "Effect": "Allow", "Action": ["${action}"], "Resource": ["${resource}"], "Condition": { "${operator}": { "${key}": "x" } } }] }`;
const trusting = (service: string): string =>
  `{ "Version": "2012-10-17", "Statement": [{ "Effect": "Allow", "Principal": { "Service": "${service}" }, "Action": "sts:AssumeRole" }] }`;
const yaml = ({ action, resource, operator, key }: Words, indent: string): string =>
  [
    "Statement:",
    "  - Effect: Allow",
    `    Action: ["${action}"]`,
    "    Resource:",
    `      - ${resource === "│" ? '"│"' : resource}`,
    `    Condition: { ${operator}: { "${key}": x } }`,
  ]
    .map((line) => indent + line)
    .join("\n");
const hcl = ({ action, resource, operator, key }: Words): string =>
  `jsonencode({ Statement = [{ Effect = "Allow", Action = ["${action}"], Resource = ["${resource}"], Condition = { ${operator} = { "${key}" = "x" } } }] })`;

const hosts: readonly Host[] = [
  { name: "a policy by itself", path: "policy.json", language: "json", text: json, trust: trusting },
  {
    name: "CloudFormation in YAML",
    path: "template.yaml",
    language: "yaml",
    text: (w) => `Resources:\n  P:\n    Type: AWS::IAM::ManagedPolicy\n    Properties:\n      PolicyDocument:\n${yaml(w, "        ")}\n`,
    trust: (s) =>
      `Resources:\n  R:\n    Type: AWS::IAM::Role\n    Properties:\n      AssumeRolePolicyDocument:\n        Statement:\n          - Effect: Allow\n            Principal: { Service: ${s} }\n            Action: sts:AssumeRole\n`,
  },
  {
    name: "CloudFormation in JSON",
    path: "template.json",
    language: "json",
    text: (w) => `{ "Resources": { "P": { "Type": "AWS::IAM::ManagedPolicy", "Properties": { "PolicyDocument": ${json(w)} } } } }`,
    trust: (s) => `{ "Resources": { "R": { "Type": "AWS::IAM::Role", "Properties": { "AssumeRolePolicyDocument": ${trusting(s)} } } } }`,
  },
  {
    name: "SAM",
    path: "sam.yaml",
    language: "yaml",
    text: (w) =>
      `Transform: AWS::Serverless-2016-10-31\nResources:\n  F:\n    Type: AWS::Serverless::Function\n    Properties:\n      Policies:\n        - ${yaml(w, "          ").trimStart()}\n`,
  },
  {
    name: "a data document of Terraform",
    path: "main.tf",
    language: "terraform",
    text: ({ action, resource, operator, key }) =>
      `data "aws_iam_policy_document" "d" {\n  statement {\n    actions   = ["${action}"]\n    resources = ["${resource}"]\n    condition {\n      test     = "${operator}"\n      variable = "${key}"\n      values   = ["x"]\n    }\n  }\n}\n`,
    trust: (s) =>
      `data "aws_iam_policy_document" "t" {\n  statement {\n    actions = ["sts:AssumeRole"]\n    principals {\n      type        = "Service"\n      identifiers = ["${s}"]\n    }\n  }\n}\n`,
  },
  {
    name: "jsonencode of Terraform",
    path: "role.tf",
    language: "terraform",
    text: (w) => `resource "aws_iam_policy" "p" {\n  policy = ${hcl(w)}\n}\n`,
    trust: (s) =>
      `resource "aws_iam_role" "r" {\n  assume_role_policy = jsonencode({ Statement = [{ Effect = "Allow", Principal = { Service = "${s}" }, Action = "sts:AssumeRole" }] })\n}\n`,
  },
  {
    name: "a heredoc of Terraform",
    path: "heredoc.tf",
    language: "terraform",
    text: (w) => `resource "aws_iam_policy" "p" {\n  policy = <<EOF\n${json(w)}\nEOF\n}\n`,
    trust: (s) => `resource "aws_iam_role" "r" {\n  assume_role_policy = <<EOF\n${trusting(s)}\nEOF\n}\n`,
  },
  {
    name: "eksctl",
    path: "cluster.yaml",
    language: "yaml",
    text: (w) =>
      `apiVersion: eksctl.io/v1alpha5\nkind: ClusterConfig\nmetadata: { name: shop, region: eu-west-1 }\niam:\n  withOIDC: true\n  serviceAccounts:\n    - metadata: { name: web }\n      attachPolicy:\n${yaml(w, "        ")}\n`,
  },
];

/** What stands at the mark. */
async function at(
  { path, language }: Host,
  marked: string,
): Promise<{ readonly items: readonly CompletionItem[]; readonly hover: string; readonly text: string }> {
  const { editor } = await connect({ rules: [] });
  const uri = `file:///w/${path}`;
  const before = marked.slice(0, marked.indexOf("│")).split("\n");
  const position = { line: before.length - 1, character: before.at(-1)?.length ?? 0 };
  const text = marked.replace("│", "");
  await editor.open(uri, text, language);
  const items = await editor.connection.sendRequest(CompletionRequest.type, { textDocument: { uri }, position });
  const hover = await editor.connection.sendRequest(HoverRequest.type, { textDocument: { uri }, position });
  return { items: Array.isArray(items) ? items : [], hover: JSON.stringify(hover?.contents ?? ""), text };
}
const labels = (items: readonly CompletionItem[]): readonly string[] => items.map((i) => i.label);

for (const host of hosts)
  describe(`in ${host.name}`, () => {
    const word = (words: Partial<Words>) => at(host, host.text({ ...plain, ...words }));

    it("completes an action with its level, and takes the place of what is written", async () => {
      const { items } = await word({ action: "ecr:Put│" });
      const put = items.find((i) => i.label === "ecr:PutImage");
      expect(put?.detail).toBe("Write");
      const edit = put?.textEdit;
      if (!edit || !("range" in edit)) throw new Error("no edit");
      expect(edit.range.end.character - edit.range.start.character).toBe("ecr:Put".length);
      expect(labels((await word({ action: "│" })).items)).toContain("ecs:");
    });
    it("completes the resources of the statement's actions", async () => {
      expect(labels((await word({ resource: "│" })).items)).toEqual([
        `arn:aws:ecr:${host.name === "eksctl" ? "eu-west-1" : "<region>"}:<account>:repository/<RepositoryName>`,
      ]);
    });
    it("completes operators that compare what the key holds", async () => {
      const names = labels((await word({ operator: "Str│", key: "aws:PrincipalOrgID" })).items);
      expect(names).toEqual(expect.arrayContaining(["StringEquals", "StringLikeIfExists"]));
      const numeric = labels((await word({ operator: "Num│", key: "s3:max-keys", action: "s3:ListBucket" })).items);
      expect(numeric).toContain("NumericLessThan");
      expect(numeric).not.toContain("IpAddress");
    });
    it("completes keys that requests of the actions have", async () => {
      const names = labels((await word({ key: "aws:│" })).items);
      expect(names).toEqual(expect.arrayContaining(["aws:PrincipalOrgID", "aws:ResourceTag/<TagKey>"]));
      expect(names).not.toContain("s3:prefix");
    });
    it("says what an action, a wildcard, an ARN and a key are", async () => {
      expect((await word({ action: "ecr:Put│Image" })).hover).toMatch(/Write.*repository/);
      const wild = (await word({ action: "ecr:*Policy│" })).hover;
      expect(wild).toMatch(/ecr:SetRepositoryPolicy/);
      expect((await word({ resource: "arn:aws:ecr:*:111122223333:repository/sh│op" })).hover).toMatch(/ecr repository.*account 111122223333/);
      expect((await word({ key: "aws:Principal│OrgID" })).hover).toMatch(/aws:PrincipalOrgID.*String/);
    });
    it("tells the sensitive ones of a wildcard first", async () => {
      expect((await word({ action: "secretsmanager:*│" })).hover).toMatch(
        /\*\*secretsmanager:\*\*\*.{0,40}Sensitive[^-]*secretsmanager:GetSecretValue/,
      );
    });
    it("counts actions where that is wanted, and not otherwise", async () => {
      for (const [actionCounts, expected] of [
        [true, ["4 actions"]],
        [false, []],
      ] as const) {
        const { editor } = await connect({ rules: [], settings: () => ({ actionCounts }) });
        const uri = `file:///w/${host.path}`;
        const text = host.text({ ...plain, action: "ssmmessages:*" });
        await editor.open(uri, text, host.language);
        const range = { start: { line: 0, character: 0 }, end: { line: text.split("\n").length, character: 0 } };
        const hints = await editor.connection.sendRequest(InlayHintRequest.type, { textDocument: { uri }, range });
        expect(hints?.map((h) => h.label)).toEqual(expected);
      }
    });
    if (host.trust)
      it("completes services that roles trust", async () => {
        expect(labels((await at(host, host.trust?.("ecs│") ?? "")).items)).toContain("ecs-tasks.amazonaws.com");
      });
  });
