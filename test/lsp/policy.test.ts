import { describe, expect, it } from "vitest";
import { type CompletionItem, CompletionRequest, HoverRequest, InlayHintRequest, type Position } from "vscode-languageserver/node";
import { connect } from "./client.ts";
import { privileged } from "./rules.ts";

/** The text without the mark, and where it stood. */
function marked(text: string): { readonly text: string; readonly position: Position } {
  const before = text.slice(0, text.indexOf("│")).split("\n");
  return { text: text.replace("│", ""), position: { line: before.length - 1, character: before.at(-1)?.length ?? 0 } };
}
async function at(uri: string, language: string, written: string): Promise<{ readonly items: readonly CompletionItem[]; readonly hover: string }> {
  const { editor } = await connect({ rules: [] });
  const { text, position } = marked(written);
  await editor.open(uri, text, language);
  const params = { textDocument: { uri }, position };
  const items = await editor.connection.sendRequest(CompletionRequest.type, params);
  const hover = await editor.connection.sendRequest(HoverRequest.type, params);
  return { items: Array.isArray(items) ? items : [], hover: JSON.stringify(hover?.contents ?? "") };
}
const json = (statement: string) =>
  at("file:///w/policy.json", "json", `{ "Version": "2012-10-17", "Statement": [{ "Effect": "Allow", ${statement} }] }`);
const labels = (items: readonly CompletionItem[]): readonly string[] => items.map((i) => i.label);

describe("in a policy", () => {
  it("completes services, and their actions with the access level", async () => {
    expect(labels((await json(`"Action": "e│", "Resource": "*"`)).items)).toContain("ecr:");
    const { items } = await json(`"Action": ["ecr:Put│"], "Resource": "*"`);
    const put = items.find((i) => i.label === "ecr:PutImage");
    expect(put).toMatchObject({
      detail: "Write",
      textEdit: { newText: "ecr:PutImage", range: { start: { character: 74 }, end: { character: 81 } } },
    });
  });

  it("completes the resources that the actions can be limited to", async () => {
    const { items } = await json(`"Action": "ecr:PutImage", "Resource": "│"`);
    expect(labels(items)).toEqual(["arn:aws:ecr:<region>:<account>:repository/<RepositoryName>"]);
  });

  it("completes operators, and keys that requests of the actions have", async () => {
    expect(labels((await json(`"Action": "ecs:RunTask", "Resource": "*", "Condition": { "A│": { "ecs:cluster": "x" } }`)).items)).toContain(
      "ArnEquals",
    );
    const { items } = await json(`"Action": "ecs:RunTask", "Resource": "*", "Condition": { "ArnEquals": { "ecs│": "x" } }`);
    expect(labels(items)).toEqual(expect.arrayContaining(["ecs:cluster", "aws:PrincipalOrgID"]));
    expect(labels(items)).not.toContain("s3:prefix");
  });

  it("says what an action, a wildcard, an ARN and a key are", async () => {
    expect((await json(`"Action": "ecr:Put│Image", "Resource": "*"`)).hover).toMatch(/Write.*repository/);
    expect((await json(`"Action": "ecr:*Policy│", "Resource": "*"`)).hover).toMatch(/Permissions management.*ecr:SetRepositoryPolicy/);
    expect((await json(`"Action": "ecr:PutImage", "Resource": "arn:aws:ecr:*:111122223333:repository/sh│op"`)).hover).toMatch(
      /ecr repository.*account 111122223333/,
    );
    const condition = `"Condition": { "ForAnyValue:StringEquals": { "aws:CalledVia│": "x" } }`;
    expect((await json(`"Action": "ecr:PutImage", "Resource": "*", ${condition}`)).hover).toMatch(/String, several/);
  });

  it("does so in CloudFormation and Terraform", async () => {
    const yaml = `Resources:\n  R:\n    Type: AWS::IAM::Role\n    Properties:\n      AssumeRolePolicyDocument:\n        Statement:\n          - Effect: Allow\n            Principal: { Service: ecs│ }\n            Action: sts:AssumeRole\n`;
    expect(labels((await at("file:///w/t.yaml", "yaml", yaml)).items)).toContain("ecs-tasks.amazonaws.com");
    const hcl = `data "aws_iam_policy_document" "d" {\n  statement {\n    actions   = ["ecs:Run│"]\n    resources = ["*"]\n  }\n}\n`;
    expect(labels((await at("file:///w/main.tf", "terraform", hcl)).items)).toContain("ecs:RunTask");
  });

  it("completes nothing outside of policies", async () => {
    expect((await at("file:///w/policy.json", "json", `{ "Versi│on": "2012-10-17", "Statement": [] }`)).items).toEqual([]);
  });

  it("completes AWS's own policies where one is attached, and says what each gives", async () => {
    const attached = (arn: string) =>
      at("file:///w/main.tf", "terraform", `resource "aws_iam_role_policy_attachment" "a" {\n  role       = "web"\n  policy_arn = "${arn}"\n}\n`);
    const names = labels((await attached("arn:│")).items);
    expect(names).toContain("arn:aws:iam::aws:policy/service-role/AmazonECSTaskExecutionRolePolicy");
    expect(names.some((name) => name.includes("/aws-service-role/"))).toBe(false);
    expect((await attached("arn:aws:iam::aws:policy/AmazonSSMManaged│InstanceCore")).hover).toMatch(/reads what others keep.*As of 20/);
    expect((await attached("arn:aws:iam::111122223333:policy/AmazonSSMManaged│InstanceCore")).hover).toBe('""');
    const yaml = "Resources:\n  R:\n    Type: AWS::IAM::Role\n    Properties:\n      ManagedPolicyArns: [arn:aws:iam::aws:policy/IAMFull│Access]\n";
    expect((await at("file:///w/t.yaml", "yaml", yaml)).hover).toMatch(/can take every other right/);
  });

  it("shows how many actions a wildcard stands for where that is wanted", async () => {
    const uri = "file:///w/policy.json";
    const text = `{ "Statement": [{ "Effect": "Allow", "Action": ["ssmmessages:*", "s3:GetObject"], "Resource": "*" }] }`;
    const range = { start: { line: 0, character: 0 }, end: { line: 1, character: 0 } };
    for (const [actionCounts, expected] of [
      [true, ["4 actions"]],
      [false, []],
    ] as const) {
      const { editor } = await connect({ rules: [], settings: () => ({ actionCounts }) });
      await editor.open(uri, text);
      const hints = await editor.connection.sendRequest(InlayHintRequest.type, { textDocument: { uri }, range });
      expect(hints?.map((h) => h.label)).toEqual(expected);
    }
  });
});

describe("where a task or service says what it runs on", () => {
  it("says who is responsible for what, in each host", async () => {
    const task = await at(
      "file:///w/task.json",
      "json",
      `{ "family": "shop", "requiresCompatibilities": ["FAR│GATE"], "containerDefinitions": [{ "name": "web", "image": "shop" }] }`,
    );
    expect(task.hover).toMatch(/Fargate.*AWS patches it/);
    const module = await at(
      "file:///w/main.tf",
      "terraform",
      `resource "aws_ecs_service" "shop" {\n  name        = "shop"\n  launch_type = "E│C2"\n}\n`,
    );
    expect(module.hover).toMatch(/EC2 instances.*you: images of hosts/);
    const profile = await at(
      "file:///w/eks.tf",
      "terraform",
      `resource "aws_eks_fargate_profile" "shop" {\n  cluster_name         = "shop"\n  fargate_profile_name = "sh│op"\n}\n`,
    );
    expect(profile.hover).toMatch(/Fargate.*AWS patches it/);
    const spot = await at(
      "file:///w/spot.tf",
      "terraform",
      `resource "aws_ecs_service" "shop" {\n  name = "shop"\n  capacity_provider_strategy {\n    capacity_provider = "FARGATE_│SPOT"\n  }\n}\n`,
    );
    expect(spot.hover).toMatch(/Fargate.*AWS patches it/);
    const unknown = await at(
      "file:///w/task.json",
      "json",
      `{ "family": "shop", "requiresCompatibilities": ["MO│ON"], "containerDefinitions": [{ "name": "web", "image": "shop" }] }`,
    );
    expect(unknown.hover).toBe('""');
  });
});

describe("among a container's capabilities", () => {
  const task = (added: string) =>
    at(
      "file:///w/task.json",
      "json",
      `{ "family": "shop", "containerDefinitions": [{ "name": "web", "image": "shop", "linuxParameters": { "capabilities": { "add": ["${added}"] } } }] }`,
    );
  it("says what each gives", async () => {
    expect((await task("SYS_AD│MIN")).hover).toMatch(/SYS_ADMIN.*mounts filesystems/);
    expect((await task("CHO│WN")).hover).toMatch(/by default/);
    expect((await task("MO│ON")).hover).toBe('""');
  });
  it("completes their names", async () => {
    const { items } = await task("│");
    expect(labels(items)).toEqual(expect.arrayContaining(["ALL", "NET_ADMIN", "NET_BIND_SERVICE", "WAKE_ALARM"]));
  });
});

describe("in a comment that accepts findings", () => {
  const rule = "privileged-thing";
  const commented = async (comment: string): Promise<readonly CompletionItem[]> => {
    const { editor } = await connect({ rules: [privileged] });
    const { text, position } = marked(`FROM alpine:3.23\n${comment}\nRUN true\n`);
    await editor.open("file:///w/Dockerfile", text, "dockerfile");
    const items = await editor.connection.sendRequest(CompletionRequest.type, { textDocument: { uri: "file:///w/Dockerfile" }, position });
    return Array.isArray(items) ? items : [];
  };
  it("completes the names of rules, also those that others stand before", async () => {
    for (const comment of ["# plimsoll: allow │", "# plimsoll: allow pri│v", "# plimsoll: allow-file other, pr│"])
      expect(labels(await commented(comment)), comment).toEqual([rule]);
    const [item] = await commented("# plimsoll: allow pri│v -- reason");
    expect(item?.textEdit).toMatchObject({ newText: rule, range: { start: { character: 18 }, end: { character: 22 } } });
  });
  it("completes nothing in its reason, or in another comment", async () => {
    for (const comment of ["# plimsoll: allow privileged-thing -- becau│se", "# plimsoll is │", "# plimsoll:│"])
      expect(labels(await commented(comment)), comment).toEqual([]);
  });
});

describe("over an image", () => {
  const from = async (line: string): Promise<string> => (await at("file:///w/Dockerfile", "dockerfile", `${line}\nCOPY . /app\n`)).hover;
  it("says who it runs as, what it has, and what is smaller", async () => {
    expect(await from("FROM no│de:24")).toMatch(/node:24.*User: root.*which USER may name.*node:24-slim.*without/);
    expect(await from("FROM gcr.io/distro│less/static-debian13:nonroot")).toMatch(/no shell.*nonroot|65532/);
  });
  it("says why nothing smaller takes its place", async () => {
    expect(await from("FROM public.ecr.aws/lambda/py│thon:3.13")).toMatch(/Nothing smaller takes its place: Lambda/);
    expect(await from("FROM nvidia/cuda│:12.4.1-runtime-ubuntu22.04")).toMatch(/CUDA/);
  });
  it("says when its release ended, and resolves arguments", async () => {
    expect(await from("ARG V=12\nFROM node:$│V-alpine")).toMatch(/Node.js 12 reached its end of life on 2022-04-30/);
  });
  it("says nothing of images that nobody has described, or of earlier stages", async () => {
    expect(await from("FROM registry.example.com/te│am/base:7")).toBe('""');
    expect(await from("FROM node:24 AS build\nFROM bu│ild")).toBe('""');
  });
});
