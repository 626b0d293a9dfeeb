import { describe, expect, it } from "vitest";
import { read } from "../server/src/adapt/hosts.ts";
import { mayBeDenied } from "../server/src/model/access.ts";
import type { Container, Workload } from "../server/src/model/container.ts";
import type { Policy, Statement } from "../server/src/model/policy.ts";
import { applyEdits, type Edit, Source, textOf } from "../server/src/text/source.ts";

const facts = (text: string, path = "main.tf") => read(new Source(path, text)).facts;

function task(text: string, path?: string): Workload {
  const [workload] = facts(text, path).workload;
  if (!workload) throw new Error(`no task: ${read(new Source(path ?? "main.tf", text)).why}`);
  return workload;
}
const resource = (body: string): string => `resource "aws_ecs_task_definition" "web" {\n  family = "shop"\n  ${body}\n}\n`;
const containersOf = (text: string): readonly Container[] => task(text).containers;
function one(fields: string, more = ""): Container {
  const [container] = containersOf(`${resource(`container_definitions = jsonencode([{ name = "web", image = "web:1", ${fields} }])`)}${more}`);
  if (!container) throw new Error("no container");
  return container;
}

describe("a task definition", () => {
  it("has arguments in Terraform's spelling, and containers in that of the API", () => {
    const workload = task(
      resource(`
        network_mode             = "awsvpc"
        requires_compatibilities = ["FARGATE"]
        task_role_arn            = "arn:t"
        execution_role_arn       = aws_iam_role.execution.arn
        runtime_platform {
          operating_system_family = "WINDOWS_SERVER_2022_CORE"
        }
        container_definitions = jsonencode([
          { name = "a", image = "a:1", readonlyRootFilesystem = true, privileged = "true", user = 0 },
          { "name" : "b", "image" : "b:1", "environment" : [{ "name" : "A", "value" : "1" }], "secrets" : [{ "name" : "S", "valueFrom" : "arn:s" }] },
        ])
      `),
    );
    expect(workload.address).toBe("shop");
    expect(workload.namespaces.network.value).toBe("awsvpc");
    expect(workload.taskRole.value).toBe("arn:t");
    expect(workload.executionRole.opaque).toBe(true);
    expect(workload.launchTypes.items.map((t) => t.value)).toEqual(["FARGATE"]);
    expect(workload.operatingSystem.value).toBe("WINDOWS_SERVER_2022_CORE");
    const [a, b] = workload.containers;
    expect([a?.address, a?.readOnlyRoot.value, a?.privileged.value, a?.user.value]).toEqual(["a", true, true, "0"]);
    expect(b?.environment.items.map((v) => [v.name.value, v.value.value])).toEqual([["A", "1"]]);
    expect(b?.secrets.items.map((v) => [v.name.value, v.from.value])).toEqual([["S", "arn:s"]]);
    expect(b?.readOnlyRoot).toMatchObject({ state: "unset", value: false });
  });

  it("may have its containers in a heredoc", () => {
    const [container] = containersOf(
      resource(`container_definitions = <<-EOF
        [{ "name": "web", "image": "\${var.repository}/web:\${var.tag}", "cpu": \${var.cpu}, "user": "root" }]
      EOF`),
    );
    expect(container?.user.value).toBe("root");
    expect(textOf(container?.user.at ?? new Source("", "").at(0))).toBe(`"root"`);
    expect(container?.image.parts).toEqual([undefined, "/web:", undefined]);
  });

  it("has the containers of either document between which a condition decides", () => {
    const either = resource(`container_definitions = var.one ? jsonencode([{ name = "web" }]) : jsonencode([{ name = "api" }, { name = "log" }])`);
    expect(containersOf(either).map((c) => c.name.value)).toEqual(["web", "api", "log"]);
  });

  it("may have its containers in quotes", () => {
    const text = resource(
      'container_definitions = "[{\\"name\\": \\"web\\", \\"image\\": \\"${replace(var.repository, "x", "y")}/web:${var.tag}\\", \\"cpu\\": ${var.cpu}, \\"user\\": \\"root\\"}]"',
    );
    const source = new Source("main.tf", text);
    const [container] = read(source).facts.container;
    expect(container?.image.parts).toEqual([undefined, "/web:", undefined]);
    const after = applyEdits(source, container?.user.set("app") ?? []).text;
    expect(after).toBe(text.replace('\\"root\\"', '\\"app\\"'));
    const more = applyEdits(source, container?.readOnlyRoot.set(true) ?? []).text;
    expect(more).toBe(text.replace('\\"root\\"}', '\\"root\\", \\"readonlyRootFilesystem\\": true}'));
  });

  it.each([
    `templatefile("containers.json", {})`,
    `file("containers.json")`,
    `data.template_file.containers.rendered`,
    `var.containers`,
    `module.containers.json`,
    `jsonencode(var.containers)`,
    `jsonencode([for c in var.containers : c])`,
  ])("has containers that are not known where they are %s", (value) => {
    const workload = task(resource(`container_definitions = ${value}`));
    expect(workload.containers).toEqual([]);
    expect(workload.family.value).toBe("shop");
  });

  it("runs Windows where a block says so, or may", () => {
    const constraint = (expression: string): string =>
      resource(
        `placement_constraints {\n    type = "memberOf"\n    expression = "${expression}"\n  }\n  placement_constraints {\n    type = "distinctInstance"\n  }`,
      );
    expect(task(constraint("attribute:ecs.os-type == windows")).operatingSystem.value).toBe("WINDOWS");
    expect(task(constraint("attribute:x == y")).operatingSystem.value).toBe("LINUX");
    expect(task(resource(`dynamic "runtime_platform" {\n    for_each = var.p\n    content {}\n  }`)).operatingSystem.opaque).toBe(true);
    const hosts = `data "aws_ami" "w" {\n  name_regex = "Windows_Server-2022-English-Full-ECS_Optimized"\n}\n`;
    expect(task(hosts + resource("")).operatingSystem.opaque).toBe(true);
  });

  it.each([
    ["count = 0", 0],
    ["count = var.made", 0],
    ["count = var.x ? 0 : 1", 1],
    ["count = 1", 1],
  ])("is there with %s %i times", (count, times) => {
    const made = `variable "made" {\n  default = 0\n}\n`;
    expect(facts(`${made}${resource(`${count}\n  container_definitions = jsonencode([{ name = "web", image = "web:1" }])`)}`).container).toHaveLength(
      times,
    );
  });

  it("is called by its address where its family is not known", () => {
    const text = `resource "aws_ecs_task_definition" "web" {\n  family = var.family\n}\n`;
    expect(task(text).address).toBe("aws_ecs_task_definition.web");
  });
});

describe("references", () => {
  it.each([
    [`privileged = local.p`, `locals {\n  p = true\n}`, "written", true],
    [`privileged = var.p`, `variable "p" {\n  default = true\n}`, "written", true],
    [`privileged = local.a`, `locals {\n  a = local.b\n  b = var.c\n}\nvariable "c" {\n  default = "true"\n}`, "written", true],
    [`privileged = local.all.p`, `locals {\n  all = { p = true }\n}`, "written", true],
    [`privileged = local.all[1]`, `locals {\n  all = [false, true]\n}`, "written", true],
    [`privileged = local.p`, ``, "opaque", undefined],
    [`privileged = var.p`, `variable "p" {\n  type = bool\n}`, "opaque", undefined],
    [`privileged = var.p`, `variable "p" {\n  default = null\n}`, "opaque", undefined],
    [`privileged = local.p`, `locals {\n  p = local.p\n}`, "opaque", undefined],
    [`privileged = local.p`, `locals {\n  p = var.x ? true : false\n}`, "opaque", undefined],
    [`privileged = local.p[0]`, `locals {\n  p = concat([true], var.more)\n}`, "opaque", undefined],
    [`privileged = !local.p`, `locals {\n  p = true\n}`, "opaque", undefined],
    [`privileged = each.value.p`, ``, "opaque", undefined],
    [`privileged = var.p`, `variable "p" {\n  default = true\n  sensitive = true\n}`, "opaque", undefined],
    [`privileged = var.x ? true : true`, ``, "opaque", undefined],
    [`privileged = var.c.web.p`, `variable "c" {\n  default = { web = { p = true } }\n}`, "written", true],
    [`privileged = var.c.web`, `variable "c" {\n  default = { web = { p = true } }\n}`, "opaque", undefined],
    [`privileged = try(var.p, false)`, `variable "p" {\n  default = true\n}`, "written", true],
    [`privileged = try(var.p.x, true)`, ``, "opaque", undefined],
    [`privileged = coalesce(null, local.p)`, `locals {\n  p = true\n}`, "written", true],
    [`privileged = coalesce(var.p, true)`, ``, "opaque", undefined],
    [`privileged = lookup({ p = true }, "p", false)`, ``, "written", true],
    [`privileged = lookup(merge({ p = true }, var.more), "p", false)`, ``, "opaque", undefined],
    [`privileged = tostring(local.p)`, `locals {\n  p = true\n}`, "written", true],
  ])("%s with %s is %s %s", (use, definition, state, value) => {
    expect(one(use, definition).privileged).toMatchObject({ state, value });
  });

  it("stand where they are used, and are not written through", () => {
    const { user } = one(`user = local.u`, `locals {\n  u = "root"\n}`);
    expect([user.value, textOf(user.at)]).toEqual(["root", "local.u"]);
    expect(user.set("1000")).toEqual([]);
  });

  it("are texts of a list, which stand where they are used", () => {
    const added = (list: string): unknown => {
      const { addedCapabilities } = one(`linuxParameters = { capabilities = { add = var.c } }`, `variable "c" {\n  default = ${list}\n}`).security;
      return [addedCapabilities.state, addedCapabilities.items.map((c) => [c.value, textOf(c.at), c.remove()])];
    };
    expect(added(`["SYS_ADMIN", "NET_RAW"]`)).toEqual([
      "written",
      [
        ["SYS_ADMIN", "var.c", []],
        ["NET_RAW", "var.c", []],
      ],
    ]);
    for (const list of ["[]", "[var.x]", "[null]", "{ a = 1 }"]) expect(added(list)).toEqual(["opaque", []]);
  });

  it("fill templates as far as they are known", () => {
    const known = `locals {\n  registry = "r.example"\n}\nvariable "tag" {\n  default = 4\n}`;
    expect(one(`user = "\${local.registry}/web:\${var.tag}"`, known).user.value).toBe("r.example/web:4");
    const { user } = one(`user = "\${local.registry}/\${var.name}:\${var.tag}"`, known);
    expect(user.parts).toEqual(["r.example/", undefined, ":4"]);
    expect(user.set("1000")).toEqual([]);
  });

  it.each([
    [`format("%s/web:%s", local.registry, "4")`, "r.example/web:4", undefined],
    [`format("%s/web:%s", local.registry, var.tag)`, undefined, ["r.example/web:", undefined]],
    [`format("%s/web:%05d", local.registry, 4)`, undefined, []],
    [`format("%s/web", local.registry, var.tag)`, undefined, []],
    [`join("/", [local.registry, lower("Web")])`, "r.example/web", undefined],
    [`join("/", concat([local.registry], var.path))`, undefined, []],
    [`join("/", [local.registry, var.path])`, undefined, []],
  ])("%s is %s", (image, value, parts) => {
    const { image: found } = one(`image = ${image}`, `locals {\n  registry = "r.example"\n}`);
    expect(found.value).toBe(value);
    if (parts) expect(found.parts).toEqual(parts);
  });

  it("may be laid over each other", () => {
    const all = containersOf(`
      locals {
        base = { image = "web:1", privileged = true, user = "root" }
      }
      ${resource(`container_definitions = jsonencode(flatten([[
        merge(local.base, { name = "a", privileged = false }),
        merge({ name = "b" }, local.base, var.more),
        merge(local.base, var.more, { name = "c", user = "1000" }),
        merge({ name = "d", image = "web:1", user = "root" }, var.x ? { user = "1000" } : {}),
        merge(var.more, null),
      ]]))`)}`);
    expect(all.map((c) => [c.name.value, c.image.value, c.privileged.value, c.user.value])).toEqual([
      ["a", "web:1", false, "root"],
      [undefined, undefined, undefined, undefined],
      ["c", undefined, undefined, "1000"],
      ["d", "web:1", false, undefined],
    ]);
    const [a, , , d] = all;
    const written = (edits: readonly Edit[] | undefined): unknown => edits?.map((e) => [textOf(e.at), e.text]);
    expect(written(a?.privileged.set(true))).toEqual([["false", "true"]]);
    // The base is used by others, too.
    expect(written(a?.user.set("1000"))).toEqual([["", `, user = "1000"`]]);
    expect(d?.privileged.set(true)).toEqual([]);
  });

  it("know what a repository is called, whatever its registry", () => {
    const repository = `resource "aws_ecr_repository" "web" {\n  name = "shop/web"\n}\nlocals {\n  image = "\${aws_ecr_repository.web.repository_url}:\${var.tag}"\n}\n`;
    const [a, b, c] = containersOf(
      repository +
        resource(`container_definitions = jsonencode([
          { name = "a", image = local.image },
          { name = "b", image = "\${aws_ecr_repository.web.repository_url}:4" },
          { name = "c", image = "\${data.aws_ecr_repository.web[0].repository_url}:4" },
        ])`),
    );
    expect(a?.image.parts).toEqual([undefined, "/shop/web:", undefined]);
    expect(b?.image.parts).toEqual([undefined, "/shop/web:4"]);
    expect(c?.image.parts).toEqual([undefined, ":4"]);
  });

  it("lead to containers and their variables", () => {
    const [a, b] = containersOf(`
      locals {
        env = [{ name = "A", value = "1" }]
        web = { name = "web", image = "web:1", privileged = true }
        all = [local.web, { name = "log", image = "log:1", environment = concat(local.env, var.env, [{ name = "B", value = "2" }]) }]
      }
      ${resource(`container_definitions = jsonencode(local.all)`)}
    `);
    expect([a?.privileged.value, textOf(a?.privileged.at ?? new Source("", "").at(0))]).toEqual([true, "true"]);
    expect(b?.environment.items.map((v) => v.name.value)).toEqual(["A", "B"]);
  });

  it.each([
    `concat([{ name = "a", image = "a:1" }], var.x ? [{ name = "b", image = "b:1" }] : [])`,
    `var.x ? [{ name = "a", image = "a:1" }] : [{ name = "b", image = "b:1" }]`,
    `concat(var.x ? local.a : [], [{ name = "b", image = "b:1" }])`,
  ])("and conditions lead to containers that may be there: %s", (value) => {
    const locals = `locals {\n  a = [{ name = "a", image = "a:1" }]\n}\n`;
    expect(containersOf(locals + resource(`container_definitions = jsonencode(${value})`)).map((c) => c.address)).toEqual(["a", "b"]);
  });

  it("do not make a container that several tasks share several containers", () => {
    const shared = `locals {\n  web = { name = "web", image = "web:1" }\n}\n`;
    const { container, workload } = facts(
      `${shared}${resource(`container_definitions = jsonencode([local.web])`)}${resource(`container_definitions = jsonencode([local.web])`)}`,
    );
    expect([workload.length, container.length]).toEqual([2, 1]);
  });

  it("cost what the text is long, however they multiply", () => {
    const levels = Array.from({ length: 15 }, (_, i) => `  l${i + 1} = [${Array.from({ length: 30 }, () => `local.l${i}`).join(", ")}]`);
    const text = `locals {\n  l0 = [{ name = "web", image = "web:1" }]\n${levels.join("\n")}\n}\n${resource(`container_definitions = jsonencode(local.l15)`)}`;
    expect(read(new Source("main.tf", text)).host).toBe("terraform");
  });

  it("are not followed without end", () => {
    const nested = (inner: string): string => `${"[".repeat(250)}${inner}${"]".repeat(250)}`;
    const all = Array.from({ length: 40 }, (_, i) => `l${i} = ${nested(`local.l${i + 1}`)}`);
    for (const lines of [all, all.toReversed()]) {
      const text = `locals {\n${lines.join("\n")}\n}\n# ${"x".repeat(500_000)}\n${resource(`container_definitions = jsonencode(local.l0)`)}`;
      expect(read(new Source("main.tf", text)).facts.container).toEqual([]);
    }
  });

  it("may be as many as a text can hold", () => {
    const many = "[1], ".repeat(100_000);
    expect(task(resource(`container_definitions = jsonencode(concat(${many} [{ name = "a", image = "a:1" }]))`)).containers).toHaveLength(1);
  });
});

describe("modules", () => {
  const service = (version: string, body: string, path = "//modules/service"): string =>
    `module "shop" {\n  source = "terraform-aws-modules/ecs/aws${path}"\n  ${version && `version = "${version}"`}\n  ${body}\n}\n`;

  it("take container definitions as a map, with defaults of their own", () => {
    const { containers, launchTypes, address } = task(
      service(
        "~> 5.0",
        `container_definitions = {\n    web = { image = "web:1", readonly_root_filesystem = false, privileged = true }\n    log = { image = "log:1" }\n  }`,
      ),
    );
    const [web, log] = containers;
    expect(address).toBe("module.shop");
    expect(launchTypes.items.map((t) => t.value)).toEqual(["FARGATE"]);
    expect([web?.address, web?.name.value, web?.readOnlyRoot.value, web?.privileged.value]).toEqual(["web", "web", false, true]);
    expect(log?.readOnlyRoot).toMatchObject({ state: "unset", value: true });
    expect(log?.user).toMatchObject({ state: "unset", value: "0" });
    expect(textOf(log?.user.at ?? new Source("", "").at(0))).toBe("log");
  });

  it.each([
    ["~> 5.0", 'dependencies = [{ containerName = "log", condition = "START" }]'],
    ["~> 6.0", 'dependsOn = [{ containerName = "log", condition = "START" }]'],
  ])("of version %s have names that follow no rule", (version, dependency) => {
    const body = `container_definitions = {\n    web = { image = "web:1", entrypoint = ["/web"], ${dependency} }\n  }`;
    const [web] = task(service(version, body)).containers;
    expect([web?.entryPoint.items[0]?.value, web?.dependsOn.items[0]?.container.value]).toEqual(["/web", "log"]);
  });

  it.each([
    ["~> 5.0", "readonly_root_filesystem", false],
    ["5.11.2", "readonlyRootFilesystem", true],
    ["~> 6.1", "readonlyRootFilesystem", false],
    ["7.0.0", "readonly_root_filesystem", true],
    ["", "readonly_root_filesystem = false, port_mappings", false],
    ["", "readonlyRootFilesystem", false],
    [">= 5.0", "readonlyRootFilesystem", false],
  ])("of version %s read %s", (version, key, expected) => {
    const keys = key.split(" = false, ");
    const fields = keys.map((k, i) => `${k} = ${i === 0 ? "false" : "[]"}`).join(", ");
    const [web] = task(service(version, `container_definitions = { web = { image = "web:1", ${fields} } }`)).containers;
    expect(web?.readOnlyRoot.value).toBe(expected);
  });

  it.each([
    ["6.0.0", "", "unset", undefined],
    ["5.0.0", "", "unset", "0"],
    ["", "", "opaque", undefined],
    ["~> 5", "", "opaque", undefined],
    [">= 5.0, < 7.0", "", "opaque", undefined],
    ["5.0.0", "container_definition_defaults = var.defaults", "opaque", undefined],
  ])("of version %s with %s have a user that is %s", (version, more, state, value) => {
    const [web] = task(service(version, `${more}\n  container_definitions = { web = { image = "web:1" } }`)).containers;
    expect(web?.user).toMatchObject({ state, value });
  });

  it("may make services of a map, or one definition", () => {
    const many = facts(service("6.0.0", `services = { shop = { container_definitions = { web = { image = "web:1", user = "root" } } } }`, ""));
    expect(many.workload.map((w) => w.address)).toEqual(["module.shop.shop"]);
    expect(many.container.map((c) => c.user.value)).toEqual(["root"]);
    const single = task(service("6.0.0", `name = "web"\n  image = "web:1"\n  user = "root"`, "//modules/container-definition"));
    expect(single.containers.map((c) => [c.name.value, c.user.value, c.readOnlyRoot.value])).toEqual([["web", "root", true]]);
    const git = `module "d" {\n  source = "git::https://github.com/terraform-aws-modules/terraform-aws-ecs.git//modules/service?ref=v5.2.0"\n  container_definitions = { web = { user = "root" } }\n}`;
    expect(task(git).containers.map((c) => c.user.value)).toEqual(["root"]);
  });

  it("do not name containers whose keys are computed", () => {
    const [web] = task(service("5.0.0", `container_definitions = { (local.name) = { image = "web:1" } }`)).containers;
    expect([web?.name.opaque, web?.address]).toEqual([true, ""]);
  });

  it("that create nothing have no containers", () => {
    expect(facts(service("5.0.0", `create_task_definition = false\n  container_definitions = { web = { image = "web:1" } }`)).container).toEqual([]);
  });

  it("of others are not known", () => {
    expect(facts(`module "x" {\n  source = "./ecs"\n  container_definitions = { web = { image = "web:1" } }\n}`).container).toEqual([]);
    expect(facts(service("5.0.0", `container_definitions = { web = { image = "web:1" } }`, "//modules/cluster")).container).toEqual([]);
    const alike = service("5.0.0", `services = { a = { container_definitions = { web = { image = "web:1" } } } }`, "").replace(
      "ecs/aws",
      "ecs-x/aws",
    );
    expect(facts(alike).container).toEqual([]);
  });

  it("of Cloud Posse make one definition", () => {
    const [web] = task(`module "web" {
      source          = "cloudposse/ecs-container-definition/aws"
      container_name  = "web"
      container_image = "web:1"
      environment     = [{ name = "A", value = "1" }]
      map_environment = { B = "2" }
      map_secrets     = { S = "arn:s" }
      privileged      = true
      container_memory = 64
      healthcheck     = { command = ["CMD", "true"] }
      entrypoint      = ["/web"]
    }`).containers;
    expect([web?.limits.memory.value, web?.entryPoint.state, web?.healthCheck.command.state]).toEqual([64, "written", "written"]);
    expect([web?.name.value, web?.image.value, web?.privileged.value, web?.readOnlyRoot.value]).toEqual(["web", "web:1", true, false]);
    expect(web?.environment.items.map((v) => [v.name.value, v.value.value])).toEqual([
      ["A", "1"],
      ["B", "2"],
    ]);
    expect(web?.secrets.items.map((v) => [v.name.value, v.from.value])).toEqual([["S", "arn:s"]]);
    expect(textOf(web?.user.at ?? new Source("", "").at(0))).toBe(`"web"`);
  });
});

function policy(text: string, path?: string): Policy {
  const [first] = facts(text, path).policy;
  if (!first) throw new Error(`no policy: ${read(new Source(path ?? "main.tf", text)).why}`);
  return first;
}
const document = (body: string, more = ""): string => `data "aws_iam_policy_document" "p" {\n${more}\n  statement {\n${body}\n  }\n}\n`;
function statement(body: string, more?: string): Statement {
  const [first] = policy(document(body, more)).statements;
  if (!first) throw new Error("no statement");
  return first;
}

describe("a policy document in Terraform's words", () => {
  it("has statements that allow unless they say otherwise", () => {
    const allow = statement(`actions = ["s3:Get*", "sqs:*"]\n resources = ["arn:aws:s3:::home/&{aws:username}/*", "\${aws_s3_bucket.b.arn}/*"]`);
    expect(allow.effect).toMatchObject({ state: "unset", value: "Allow" });
    expect(allow.actions.items.map((a) => a.value)).toEqual(["s3:Get*", "sqs:*"]);
    expect(allow.resources.items.map((r) => r.value)).toEqual(["arn:aws:s3:::home/${aws:username}/*", undefined]);
    expect(allow.address).toBe("data.aws_iam_policy_document.p/0");
    expect(allow.policy.version.value).toBe("2012-10-17");
    const deny = statement(`sid = "No"\n effect = "Deny"\n not_actions = ["iam:*"]\n not_resources = ["*"]`);
    expect([deny.address, deny.effect.value, deny.notActions.key, deny.notActions.items.length, deny.notResources.items.length]).toEqual([
      "data.aws_iam_policy_document.p/No",
      "Deny",
      "not_actions",
      1,
      1,
    ]);
    expect(statement(`effect = var.effect\n actions = ["*"]`).effect.opaque).toBe(true);
  });

  it("has actions that are not known where a condition decides on texts", () => {
    const { actions } = statement(`actions = concat(["s3:Get*"], var.admin ? ["*"] : [])\n resources = var.all ? ["*"] : ["arn:aws:s3:::a"]`);
    expect(actions.items.map((a) => a.value)).toEqual(["s3:Get*", undefined]);
    expect(statement(`resources = var.all ? ["*"] : ["arn:aws:s3:::a"]`).resources.items.map((r) => r.state)).toEqual(["opaque"]);
  });

  it("has principals of each type", () => {
    const { principals } = statement(`
      actions = ["sts:AssumeRole"]
      principals {
        type        = "Service"
        identifiers = ["ecs-tasks.amazonaws.com"]
      }
      principals {
        type        = "*"
        identifiers = ["*"]
      }
      principals {
        type        = "AWS"
        identifiers = var.accounts
      }
      dynamic "principals" {
        for_each = var.more
        content {}
      }
    `);
    expect(principals.map((p) => [p.type, p.value.value])).toEqual([
      ["Service", "ecs-tasks.amazonaws.com"],
      ["*", "*"],
      ["AWS", undefined],
      ["AWS", undefined],
    ]);
  });

  it("has conditions, and knows which it cannot read", () => {
    const condition = (variable: string): string => `condition {\n test = "StringEquals"\n variable = ${variable}\n values = ["v", var.w]\n }`;
    const read = statement(`actions = ["a:b"]\n ${condition(`"k"`)}`);
    expect(read.conditions.map((c) => [c.operator, c.key, c.values.map((v) => v.value)])).toEqual([["StringEquals", "k", ["v", undefined]]]);
    expect(read.conditionsOpaque).toBe(false);
    expect(statement(`actions = ["a:b"]\n ${condition("var.k")}`).conditionsOpaque).toBe(true);
    expect(statement(`actions = ["a:b"]\n dynamic "condition" {\n for_each = var.c\n content {}\n }`).conditionsOpaque).toBe(true);
  });

  it("may have statements that others replace", () => {
    const override = "override_policy_documents = [data.aws_iam_policy_document.o.json]";
    const allowed = (sid: string, more: string): number =>
      policy(document(`${sid}\n actions = ["*"]\n resources = ["*"]`, more)).statements.filter((s) => s.effect.is("Allow")).length;
    expect(allowed(`sid = "A"`, override)).toBe(0);
    expect(allowed("", override)).toBe(1);
    expect(allowed(`sid = "A"`, override.replace("override", "source"))).toBe(1);
  });

  it.each([
    [`source_policy_documents = [data.aws_iam_policy_document.a.json]`, false],
    [`source_policy_documents = [data.aws_iam_policy_document.a.json, data.aws_iam_policy_document.d.json]`, true],
    [`override_policy_documents = [data.aws_iam_policy_document.elsewhere.json]`, true],
    [`source_policy_documents = var.documents`, true],
    [`source_json = data.aws_iam_policy_document.a.json`, false],
    [`dynamic "statement" {\n for_each = var.s\n content {\n effect = "Deny"\n actions = statement.value\n }\n }`, true],
    [`dynamic "statement" {\n for_each = var.s\n content {\n actions = statement.value\n }\n }`, false],
  ])("with %s may take back what it allows: %s", (more, expected) => {
    const others = document(`actions = ["a:b"]`).replace(`"p"`, `"a"`) + document(`effect = "Deny"\n actions = ["a:b"]`).replace(`"p"`, `"d"`);
    const all = facts(others + document(`actions = ["*"]\n resources = ["*"]`, more)).policy;
    const own = all.find((p) => p.address.endsWith(".p"));
    expect(own && mayBeDenied(own, "iam:*")).toBe(expected);
  });

  const allowing = `actions = ["s3:Get*"]\n resources = ["*"]`;
  const trusting = `actions = ["sts:AssumeRole"]\n principals {\n type = "Service"\n identifiers = ["s"]\n }`;
  const use = (type: string, argument: string, more = ""): string =>
    `resource "${type}" "r" {\n  ${argument} = data.aws_iam_policy_document.p.json\n${more}}\n`;
  it.each([
    ["identity", document(allowing)],
    ["unknown", document(`actions = ["s3:Get*"]`)],
    ["trust", document(trusting)],
    ["resource", document(`${trusting}\n resources = ["*"]`)],
    ["identity", document(`actions = ["s3:Get*"]`) + use("aws_iam_role_policy", "policy")],
    ["identity", document(allowing) + use("aws_iam_policy", "policy") + use("aws_organizations_policy", "content")],
    ["trust", document(`actions = ["a:b"]`) + use("aws_iam_role", "assume_role_policy")],
    ["resource", document(allowing) + use("aws_s3_bucket_policy", "policy")],
    ["resource", `${document(allowing)}resource "aws_sqs_queue_policy" "r" {\n  policy = "\${data.aws_iam_policy_document.p.json}"\n}`],
    ["service-control", document(allowing) + use("aws_organizations_policy", "content")],
    ["resource-control", document(allowing) + use("aws_organizations_policy", "content", `  type = "RESOURCE_CONTROL_POLICY"\n`)],
    ["guardrail", document(allowing) + use("aws_organizations_policy", "content", "  type = var.type\n")],
    ["guardrail", document(allowing) + use("aws_vpc_endpoint", "policy")],
    [
      "boundary",
      `${document(allowing)}${use("aws_iam_policy", "policy")}resource "aws_iam_role" "x" {\n  permissions_boundary = aws_iam_policy.r.arn\n}`,
    ],
    ["boundary", document(allowing).replace(`"p"`, `"permissions_boundary"`)],
    ["boundary", document(allowing) + use("aws_iam_policy", "policy", `  name = "\${var.team}-boundary"\n`)],
    ["identity", `${document(allowing)}module "m" {\n  source = "./m"\n  policy = data.aws_iam_policy_document.p.json\n}`],
  ])("is of kind %s in %s", (kind, text) => {
    expect(policy(text).kind).toBe(kind);
  });
});

describe("a new condition or statement", () => {
  const edited = (text: string, edits: (policy: Policy) => readonly Edit[], path = "main.tf"): string => {
    const source = new Source(path, text);
    const [first] = read(source).facts.policy;
    return first ? applyEdits(source, edits(first)).text : "";
  };
  const require = (p: Policy): readonly Edit[] => p.statements[0]?.require("StringEquals", "k", "${v}") ?? [];
  const add = (p: Policy): readonly Edit[] =>
    p.add({ actions: ["a:b"], resource: "*", condition: { operator: "StringEquals", key: "k", value: "v" } });
  const of = (lines: readonly string[], eol = "\n"): string => lines.map((l) => l + eol).join("");
  const head = [`data "aws_iam_policy_document" "p" {`, "\tstatement {", `\t\tactions = ["*"]`];
  const condition = ["\t\tcondition {", `\t\t\ttest     = "StringEquals"`, `\t\t\tvariable = "k"`, `\t\t\tvalues   = ["$$\{v}"]`, "\t\t}"];

  it.each(["\n", "\r\n"])("is laid out as what is there, with the line ending %j", (eol) => {
    expect(edited(of([...head, "\t}", "}"], eol), require)).toBe(of([...head, "", ...condition, "\t}", "}"], eol));
    const statement = ["\tstatement {", `\t\tactions   = ["a:b"]`, `\t\tresources = ["*"]`, "", ...condition, "\t}"].map((l) =>
      l.replace("$${v}", "v"),
    );
    expect(edited(of([...head, "\t}", "", "}"], eol), add)).toBe(of([...head, "\t}", "", ...statement, "}"], eol));
  });

  it.each([
    [of(['data "aws_iam_policy_document" "p" {', 'statement { actions = ["*"] }', "}"]), "main.tf"],
    [of([...head, ...condition.map((l) => l.replace('"k"', '"K"')), "\t}", "}"]), "main.tf"],
    [of([...head, `\t\tdynamic "condition" {`, "\t\t\tcontent {", "\t\t\t}", "\t\t}", "\t}", "}"]), "main.tf"],
    [`{\n"data": { "aws_iam_policy_document": { "p": {\n"statement": {\n"actions": ["*"]\n}\n}\n}\n}\n}`, "main.tf.json"],
  ])("is not written where there is no place for it: %#", (text, path) => {
    expect(edited(text, require, path)).toBe(text);
  });
});

describe("statements in an argument", () => {
  const module = (source: string, argument: string): string => `module "m" {\n  source = "${source}"\n  ${argument}\n}\n`;
  const object = `{ actions = ["s3:*"], resources = ["*"], conditions = [{ test = "Bool", variable = "k", values = ["v"] }] }`;

  it.each([
    ["tasks_iam_role_statements", `[${object}]`, "identity"],
    ["policy_statements", `{ s3 = ${object} }`, "identity"],
    ["queue_policy_statements", `{ s3 = { actions = ["sqs:*"], principals = [{ type = "AWS", identifiers = ["*"] }] } }`, "resource"],
  ])("%s of a module that many use make a policy", (argument, value, kind) => {
    const made = policy(module("terraform-aws-modules/ecs/aws//modules/service", `${argument} = ${value}`));
    expect([made.address, made.kind, made.statements.length]).toEqual([`module.m.${argument}`, kind, 1]);
    expect(made.statements[0]?.conditions.length).toBe(kind === "identity" ? 1 : 0);
    expect(made.statements[0]?.conditionsOpaque).toBe(false);
  });

  it("may be taken back by those that are not known", () => {
    const made = policy(module("terraform-aws-modules/lambda/aws", `policy_statements = concat([${object}], var.more)`));
    expect(mayBeDenied(made, "s3:*")).toBe(true);
  });

  it("are none where a module means something else, or is another's", () => {
    expect(facts(module("terraform-aws-modules/x/aws", `rule_statements = [{ name = "policy" }]`)).policy).toEqual([]);
    expect(facts(module("./m", `policy_statements = [${object}]`)).policy).toEqual([]);
    const odd = `{ s3 = { actions = ["s3:*"], resources = ["*"], condition = { a = { test = "Bool" } } } }`;
    expect(policy(module("terraform-aws-modules/lambda/aws", `policy_statements = ${odd}`)).statements[0]?.conditionsOpaque).toBe(true);
  });
});

describe("a policy document as JSON", () => {
  const json = `{ "Statement": [{ "Effect": "Allow", "Action": "s3:*", "Resource": ["arn:\${var.a}:x", "arn:aws:s3:::$\${aws:username}"] }] }`;
  const object = `{ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "s3:*", Resource = "arn:aws:s3:::$\${aws:username}" }] }`;
  it.each([
    ["identity", "aws_iam_policy.p", `resource "aws_iam_policy" "p" {\n  policy = jsonencode(${object})\n}`],
    ["identity", "aws_iam_role_policy.p", `resource "aws_iam_role_policy" "p" {\n  policy = <<EOF\n${json}\nEOF\n}`],
    ["identity", "aws_iam_role.p", `resource "aws_iam_role" "p" {\n  inline_policy {\n    policy = jsonencode(${object})\n  }\n}`],
    ["trust", "aws_iam_role.p", `resource "aws_iam_role" "p" {\n  assume_role_policy = jsonencode(${object})\n}`],
    ["resource", "aws_ecr_repository_policy.p", `resource "aws_ecr_repository_policy" "p" {\n  policy = jsonencode(${object})\n}`],
    ["resource", "aws_kms_key.p", `resource "aws_kms_key" "p" {\n  policy = <<-EOF\n  ${json}\n  EOF\n}`],
    ["service-control", "aws_organizations_policy.p", `resource "aws_organizations_policy" "p" {\n  content = jsonencode(${object})\n}`],
    ["identity", "module.p", `module "p" {\n  source = "./p"\n  policies = { a = jsonencode(${object}) }\n}`],
    ["identity", "local.p", `locals {\n  p = ${object}\n}`],
    ["identity", "aws_iam_policy.p", `locals {\n  p = ${object}\n}\nresource "aws_iam_policy" "p" {\n  policy = jsonencode(local.p)\n}`],
    ["resource", "aws_s3_bucket_policy.p", `locals {\n  p = jsonencode(${object})\n}\nresource "aws_s3_bucket_policy" "p" {\n  policy = local.p\n}`],
  ])("is of kind %s in %s", (kind, address, text) => {
    const all = facts(text).policy;
    expect(all.map((p) => [p.kind, p.address])).toEqual([[kind, address]]);
    expect(all[0]?.statements[0]?.resources.items.at(-1)?.value).toBe("arn:aws:s3:::${aws:username}");
  });

  it("is one of several where a condition decides", () => {
    const either = `var.x ? jsonencode(${object}) : jsonencode({ Statement = [{ Effect = "Allow", Action = "*", Resource = "*" }] })`;
    expect(facts(`resource "aws_iam_policy" "p" {\n  policy = ${either}\n}`).policy.map((p) => p.kind)).toEqual(["identity", "identity"]);
  });

  it("is none where a directive decides what it says, or where it is about other things", () => {
    const of = (body: string): string => `resource "aws_iam_policy" "p" {\n  policy = ${body}\n}`;
    expect(facts(of(`<<EOF\n{ "Statement": [%{ if var.x }{ "Effect": "Allow", "Action": "*", "Resource": "*" %{ endif }] }\nEOF`)).policy).toEqual(
      [],
    );
    expect(facts(of(`jsonencode({ rules = [] })`)).policy).toEqual([]);
    expect(facts(of(`file("policy.json")`)).policy).toEqual([]);
  });

  it("is none where it is TOML", () => {
    const settings = 'bootstrap_extra_args = <<-EOT\n    [settings.kernel]\n    lockdown = "integrity"\n  EOT\n';
    const text = `module "eks" {\n  source = "terraform-aws-modules/eks/aws"\n  ${settings}}\nresource "aws_ecr_repository" "web" {}\n`;
    expect(read(new Source("main.tf", text)).broken).toBe(false);
  });

  it("that is damaged is read as far as it goes, and makes the file one that nothing is fixed in", () => {
    const reading = read(
      new Source(
        "main.tf",
        `resource "aws_iam_policy" "p" {\n  policy = <<EOF\n{ "Statement": [{ "Effect": "Allow", "Action": "*" "Resource": "*" }] }\nEOF\n}`,
      ),
    );
    expect(reading.broken).toBe(true);
    expect(reading.facts.statement.map((s) => s.conditionsOpaque)).toEqual([true]);
  });
});

it("says nothing of what a damaged block lacks, and of the others all the same", () => {
  const whole = document(`actions = ["*"]\n resources = ["*"]`);
  const half = whole.replace(`"p"`, `"half"`).replace(`resources = ["*"]`, `resources = ["*"]\n condition`);
  for (const text of [whole + half, half + whole]) {
    const reading = read(new Source("main.tf", text));
    const opaque = Object.fromEntries(reading.facts.policy.map((p) => [p.address, p.statements[0]?.conditionsOpaque]));
    expect([reading.broken, opaque["data.aws_iam_policy_document.p"], opaque["data.aws_iam_policy_document.half"]]).toEqual([true, false, true]);
  }
});

it("takes comments of all three kinds for comments", () => {
  const { comments } = read(new Source("main.tf", `# a\n${document(`actions = ["*"] // b`)}/* c */\n`));
  expect(comments.map(textOf)).toEqual(["# a", "// b", "/* c */"]);
});

describe("JSON in place of HCL", () => {
  it("has the same blocks, nested by their labels", () => {
    const all = facts(
      JSON.stringify({
        resource: { aws_ecs_task_definition: { web: { family: "shop", network_mode: "host" } } },
        data: { aws_iam_policy_document: { p: [{ statement: [{ actions: ["*"], resources: ["*"] }] }] } },
        module: { web: { source: "cloudposse/ecs-container-definition/aws", container_name: "web", container_image: "web:1", privileged: true } },
      }),
      "main.tf.json",
    );
    expect(all.workload.map((w) => w.address)).toEqual(["shop", ""]);
    expect(all.container.map((c) => [c.name.value, c.privileged.value])).toEqual([["web", true]]);
    expect(all.statement.map((s) => [s.address, s.effect.value, s.actions.items[0]?.value])).toEqual([
      ["data.aws_iam_policy_document.p/0", "Allow", "*"],
    ]);
  });
});
