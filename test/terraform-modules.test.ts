import { describe, expect, it } from "vitest";
import { defaultSettings } from "../server/src/engine/settings.ts";
import { rules } from "../server/src/rules/index.ts";
import { Source, textOf } from "../server/src/text/source.ts";
import { Workspace } from "../server/src/workspace/workspace.ts";

const settings = defaultSettings(rules, "all");

function workspaceOf(files: Readonly<Record<string, string>>): Workspace {
  const workspace = new Workspace({
    settings: () => settings,
    ruleNames: rules.map((r) => r.name),
    onCrash: (_, error) => {
      throw error;
    },
  });
  for (const [path, text] of Object.entries(files)) workspace.update(new Source(path, text));
  workspace.settle();
  return workspace;
}
const imagesIn = (workspace: Workspace, path: string): unknown =>
  workspace
    .reading(path)
    ?.facts.container.map(({ name, image, workload }) => [name.value, image.value ?? image.parts, workload.namespaces.network.value]);

const task = (containers: string, more = ""): string =>
  `resource "aws_ecs_task_definition" "web" {\n  family = "web"\n  network_mode = "awsvpc"\n  container_definitions = ${containers}\n}\n${more}`;
const web = 'jsonencode([{ name = "web", image = "web:${var.tag}", environment = local.environment }])';
const containers = '[{ "name": "web", "image": "web:${tag}", "essential": true, "privileged": true }]';

describe("the files of a folder", () => {
  it("know each other's locals, variables and values", () => {
    const main = { "m/main.tf": task(web) };
    expect(imagesIn(workspaceOf(main), "m/main.tf")).toEqual([["web", ["web:", undefined], "awsvpc"]]);
    const variables = { ...main, "m/variables.tf": 'variable "tag" { default = "1" }\n' };
    expect(imagesIn(workspaceOf(variables), "m/main.tf")).toEqual([["web", "web:1", "awsvpc"]]);
    expect(imagesIn(workspaceOf({ ...variables, "m/terraform.tfvars": 'tag = "2"\n' }), "m/main.tf")).toEqual([["web", "web:2", "awsvpc"]]);
    const both = { ...variables, "m/a.auto.tfvars": 'tag = "3"\n', "m/terraform.tfvars": 'tag = "2"\n' };
    expect(imagesIn(workspaceOf(both), "m/main.tf")).toEqual([["web", "web:3", "awsvpc"]]);
    // What only some runs are told to take.
    expect(imagesIn(workspaceOf({ ...variables, "m/prod.tfvars": 'tag = "2"\n' }), "m/main.tf")).toEqual([["web", ["web:", undefined], "awsvpc"]]);
    expect(imagesIn(workspaceOf({ ...both, "m/prod.tfvars": 'tag = "3"\nother = 1\n' }), "m/main.tf")).toEqual([["web", "web:3", "awsvpc"]]);
    expect(imagesIn(workspaceOf({ ...both, "m/prod.tfvars.json": '{ "tag": "4" }' }), "m/main.tf")).toEqual([["web", ["web:", undefined], "awsvpc"]]);
    // They may lie below the module, where no other does.
    const below = { ...variables, "m/env/prod/terraform.tfvars": 'tag = "2"\n' };
    expect(imagesIn(workspaceOf(below), "m/main.tf")).toEqual([["web", ["web:", undefined], "awsvpc"]]);
    const inner = workspaceOf({ ...below, "m/env/prod/main.tf": "terraform {}\n" });
    expect(imagesIn(inner, "m/main.tf")).toEqual([["web", "web:1", "awsvpc"]]);
    inner.remove("m/env/prod/main.tf");
    inner.settle();
    expect(imagesIn(inner, "m/main.tf")).toEqual([["web", ["web:", undefined], "awsvpc"]]);
    inner.remove("m/env/prod/terraform.tfvars");
    inner.settle();
    expect(imagesIn(inner, "m/main.tf")).toEqual([["web", "web:1", "awsvpc"]]);
    expect(imagesIn(workspaceOf({ ...main, "n/variables.tf": 'variable "tag" { default = "1" }\n' }), "m/main.tf")).toEqual([
      ["web", ["web:", undefined], "awsvpc"],
    ]);
  });

  it("may be laid over others, argument by argument and block type by block type", () => {
    const repository = (body: string): string => `resource "aws_ecr_repository" "web" {\n  name = "web"\n${body}}\n`;
    const files = {
      "m/main.tf": repository('  image_tag_mutability = "MUTABLE"\n  image_scanning_configuration {\n    scan_on_push = true\n  }\n'),
      "m/override.tf": 'resource "aws_ecr_repository" "web" {\n  image_tag_mutability = "IMMUTABLE"\n}\n',
    };
    const named = (w: Workspace): unknown => Object.keys(files).map((path) => w.findings(path).map((f) => f.rule.name));
    const without = ["repository-without-key", "unbounded-repository"];
    expect(named(workspaceOf(files))).toEqual([without, []]);
    const scanned = workspaceOf({
      ...files,
      "m/override.tf": files["m/override.tf"].replace("}", "  image_scanning_configuration {\n    scan_on_push = false\n  }\n}"),
    });
    expect(named(scanned)).toEqual([without, ["unscanned-repository"]]);
    const [finding] = scanned.findings("m/override.tf");
    const [fix] = finding?.fixes ?? [];
    expect(finding && fix && scanned.proves(finding, fix)).toBe(true);
  });

  it("have findings where the fault is written, which is mended there", () => {
    const workspace = workspaceOf({
      "m/main.tf": task("jsonencode(local.containers)"),
      "m/locals.tf": 'locals {\n  containers = [{ name = "web", image = "web:1", privileged = true }]\n}\n',
    });
    expect(workspace.findings("m/main.tf").map((f) => f.rule.name)).not.toContain("privileged-container");
    const finding = workspace.findings("m/locals.tf").find((f) => f.rule.name === "privileged-container");
    expect(finding && textOf(finding.at)).toBe("true");
    const [fix] = finding?.fixes ?? [];
    expect(finding && fix && workspace.proves(finding, fix)).toBe(true);
    expect(imagesIn(workspace, "m/locals.tf")).toEqual([["web", "web:1", "awsvpc"]]);
  });

  it.each([
    ["templatefile", 'templatefile("${path.module}/web.json.tpl", { tag = var.tag })', ""],
    ["file", 'file("./web.json.tpl")', ""],
    ["template_file", "data.template_file.web.rendered", 'data "template_file" "web" {\n  template = "${file("${path.module}/web.json.tpl")}"\n}\n'],
  ])("have containers in the file that %s names", (_, value, more) => {
    const files = { "m/main.tf": task(value, more), "m/web.json.tpl": containers };
    const workspace = workspaceOf(files);
    expect(imagesIn(workspace, "m/web.json.tpl")).toEqual([["web", ["web:", undefined], "awsvpc"]]);
    expect(workspace.reading("m/main.tf")?.facts.workload[0]?.containers).toHaveLength(1);
    expect(workspace.findings("m/web.json.tpl").map((f) => f.rule.name)).toContain("privileged-container");
    // Two modules name it: it is the one's as much as the other's.
    const shared = workspaceOf({ ...files, "n/main.tf": task('file("../m/web.json.tpl")') });
    expect(imagesIn(shared, "m/web.json.tpl")).toEqual([["web", ["web:", undefined], undefined]]);
    shared.remove("n/main.tf");
    shared.settle();
    expect(imagesIn(shared, "m/web.json.tpl")).toEqual([["web", ["web:", undefined], "awsvpc"]]);
    shared.remove("m/main.tf");
    shared.settle();
    expect(imagesIn(shared, "m/web.json.tpl")).toEqual([["web", ["web:", undefined], undefined]]);
  });

  it("tell what a policy that one of them names is attached to", () => {
    const policy = '{ "Statement": [{ "Effect": "Allow", "Action": "s3:*", "Resource": "*" }] }';
    const workspace = workspaceOf({
      "m/main.tf": 'resource "aws_organizations_policy" "it" {\n  content = file("${path.module}/policies/it.json")\n}\n',
      "m/policies/it.json": policy,
    });
    expect(workspace.reading("m/policies/it.json")?.facts.policy.map((p) => [p.address, p.kind])).toEqual([
      ["aws_organizations_policy.it", "service-control"],
    ]);
  });

  it("are read with what the only call of their module gives", () => {
    const module = { "modules/web/main.tf": task(web), "modules/web/variables.tf": 'variable "tag" { default = "1" }\n' };
    const call = (tag: string): string => `variable "stage" { default = "prod" }\nmodule "web" {\n  source = "./modules/web"\n  tag = ${tag}\n}\n`;
    const image = (files: Readonly<Record<string, string>>): unknown =>
      workspaceOf({ ...files, ...module }).reading("modules/web/main.tf")?.facts.container[0]?.image.value;
    expect(image({})).toBe("web:1");
    expect(image({ "main.tf": call('"2"') })).toBe("web:2");
    expect(image({ "main.tf": call('"${var.stage}-2"') })).toBe("web:prod-2");
    expect(image({ "main.tf": call("module.tag.value") })).toBeUndefined();
    expect(image({ "main.tf": call('"2"'), "other/main.tf": call('"2"').replace("./", "../") })).toBeUndefined();
    expect(image({ "main.tf": 'module "web" {\n  source = "./modules/web"\n}\n' })).toBe("web:1");
  });

  it("are read with the lists and objects that the only call gives, too", () => {
    const variables = 'variable "more" { default = ["NET_RAW"] }\nvariable "web" { default = {} }\n';
    const container = '{ name = "web", image = var.web.image, linuxParameters = { capabilities = { add = var.more } } }';
    const module = { "modules/web/main.tf": task(`jsonencode([${container}])`), "modules/web/variables.tf": variables };
    const found = (call: string): unknown => {
      const [web] =
        workspaceOf({ ...module, "main.tf": `module "web" {\n  source = "./modules/web"\n${call}}\n` }).reading("modules/web/main.tf")?.facts
          .container ?? [];
      return [web?.image.value, web?.security.addedCapabilities.items.map((c) => c.value)];
    };
    expect(found("")).toEqual([undefined, ["NET_RAW"]]);
    expect(found('  more = ["SYS_ADMIN"]\n  web = { image = "web:1", tag = local.tag }\n')).toEqual(["web:1", ["SYS_ADMIN"]]);
    expect(found('  more = concat(["SYS_ADMIN"], local.more)\n  web = { image = local.image }\n')).toEqual([undefined, []]);
    expect(found('  for_each = toset(["a"])\n  more = ["SYS_ADMIN"]\n')).toEqual([undefined, []]);
  });

  it("may come in any order, and change one by one", () => {
    const files: Readonly<Record<string, string>> = {
      "main.tf": 'module "m" {\n  source = "./m"\n  tag = "9"\n}\n',
      "m/main.tf": task('templatefile("${path.module}/web.json.tpl", {})', `${task(web).replace('"web"', '"api"')}`),
      "m/locals.tf": 'locals {\n  environment = [{ name = "DB_PASSWORD", value = "hunter22" }]\n}\n',
      "m/variables.tf": 'variable "tag" { default = "1" }\n',
      "m/web.json.tpl": containers,
      "n/main.tf": task('file("../m/web.json.tpl")'),
    };
    const told = (w: Workspace): unknown =>
      Object.keys(files).map((path) => [imagesIn(w, path), w.findings(path).map((f) => [f.rule.name, f.at.start, f.at.end, f.message])]);
    const expected = told(workspaceOf(files));
    const paths = Object.keys(files);
    for (let turn = 0; turn < paths.length; turn++) {
      const turned = [...paths.slice(turn), ...paths.slice(0, turn)].toReversed();
      const workspace = workspaceOf({});
      for (const path of turned) {
        workspace.update(new Source(path, `${files[path]?.slice(0, 40)}`));
        workspace.settle();
        workspace.update(new Source(path, files[path] ?? ""));
        if (turn % 2 === 0) workspace.settle();
      }
      workspace.settle();
      expect(told(workspace)).toEqual(expected);
      const fork = workspace.fork();
      fork.remove("n/main.tf");
      fork.settle();
      expect(imagesIn(fork, "m/web.json.tpl")).toEqual([["web", ["web:", undefined], "awsvpc"]]);
      expect(told(workspace)).toEqual(expected);
    }
  });
});
