import { describe, expect, it } from "vitest";
import { read } from "../server/src/adapt/hosts.ts";
import type { Container } from "../server/src/model/container.ts";
import { nameOf } from "../server/src/model/container.ts";
import type { Field } from "../server/src/model/field.ts";
import type { Facts } from "../server/src/model/subjects.ts";
import { rules } from "../server/src/rules/index.ts";
import { applyEdits, type Edit, Source, textOf } from "../server/src/text/source.ts";
import { Workspace } from "../server/src/workspace/workspace.ts";

interface Template {
  readonly facts: Facts;
  readonly edit: (edits: readonly Edit[]) => string;
}
function template(text: string, path = "template.yaml"): Template {
  const source = new Source(path, text);
  const { host, facts, why } = read(source);
  if (host !== "cloudformation") throw new Error(`no template: ${why}`);
  return { facts, edit: (edits) => applyEdits(source, edits).text };
}

/** A template with one container, of which these lines or entries are written, and whatever else is given beside the resources. */
const inYaml = (properties: string, rest = ""): string =>
  `${rest}Resources:\n  Task:\n    Type: AWS::ECS::TaskDefinition\n    Properties:\n      ContainerDefinitions:\n        - Name: web\n${properties.replace(/^/gm, "          ")}\n`;
const inJson = (properties: string, rest = ""): string =>
  `{ ${rest}"Resources": { "Task": { "Type": "AWS::ECS::TaskDefinition", "Properties": { "ContainerDefinitions": [{ "Name": "web", ${properties} }] } } } }`;
function container(text: string, path?: string): Container {
  const [first] = template(text, path).facts.container;
  if (!first) throw new Error("no container");
  return first;
}
const seen = ({ state, value, parts, text }: Pick<Field<unknown>, "state" | "value" | "parts" | "text">): unknown => [
  state,
  value,
  ...(parts.length > 0 ? [parts] : []),
  ...(text === undefined ? [] : [text]),
];

const surroundings = {
  Parameters: {
    Image: { Type: "String", Default: "web:1.4" },
    Tag: { Type: "String", Default: 2 },
    Name: { Type: "String" },
    Empty: { Type: "String", Default: "" },
    Secret: { Type: "String", NoEcho: true, Default: "x" },
    Shown: { Type: "String", NoEcho: "false", Default: "x" },
    Ami: { Type: "AWS::SSM::Parameter::Value<String>", Default: "/ami" },
    Zones: { Type: "CommaDelimitedList", Default: "a,b" },
    Ports: { Type: "List<Number>", Default: "1,2" },
    Key: { Type: "AWS::EC2::KeyPair::KeyName", Default: "key" },
    Stage: { Type: "String", Default: "prod", AllowedValues: ["dev", "prod"] },
    Only: { Type: "String", AllowedValues: ["one"] },
    Several: { Type: "String", AllowedValues: ["one", "two"] },
  },
  Mappings: {
    Stages: { prod: { Image: "web:prod", Zones: ["a"] } },
    Sizes: { dev: { Cpu: 1, Same: "x" }, prod: { Cpu: 2, Same: "x" } },
  },
};
const json = JSON.stringify(surroundings).slice(1, -1);
const hole = undefined;

/** What `Image` is, in the short and in the long spelling. */
const values: readonly (readonly [short: string, long: unknown, expected: readonly unknown[]])[] = [
  ["!Ref Image", { Ref: "Image" }, ["written", "web:1.4"]],
  ["!Ref Tag", { Ref: "Tag" }, ["written", "2"]],
  ["!Ref Name", { Ref: "Name" }, ["opaque", hole, "${Name}"]],
  ["!Ref Empty", { Ref: "Empty" }, ["opaque", hole, "${Empty}"]],
  ["!Ref Secret", { Ref: "Secret" }, ["opaque", hole, "${Secret}"]],
  ["!Ref Shown", { Ref: "Shown" }, ["written", "x"]],
  ["!Ref Ami", { Ref: "Ami" }, ["opaque", hole, "${Ami}"]],
  ["!Ref Zones", { Ref: "Zones" }, ["opaque", hole]],
  ["!Ref Ports", { Ref: "Ports" }, ["opaque", hole]],
  ["!Ref Key", { Ref: "Key" }, ["written", "key"]],
  ["!Ref AWS::Region", { Ref: "AWS::Region" }, ["opaque", hole, "${AWS::Region}"]],
  ["!Ref AWS::NoValue", { Ref: "AWS::NoValue" }, ["unset", hole]],
  ["!Ref [a]", { Ref: ["a"] }, ["opaque", hole]],
  ["!Sub web", { "Fn::Sub": "web" }, ["written", "web"]],
  ["!Sub 'a/${Image}'", { "Fn::Sub": "a/${Image}" }, ["written", "a/web:1.4"]],
  ["!Sub '${Repository.Uri}:${Tag}'", { "Fn::Sub": "${Repository.Uri}:${Tag}" }, ["opaque", hole, [hole, ":2"], "${Repository.Uri}:2"]],
  ["!Sub '${ Name }-x'", { "Fn::Sub": "${ Name }-x" }, ["opaque", hole, [hole, "-x"], "${Name}-x"]],
  ["!Sub 'a-${!Name}'", { "Fn::Sub": "a-${!Name}" }, ["written", "a-${Name}"]],
  ["!Sub 'a-${!Name}-${Name}'", { "Fn::Sub": "a-${!Name}-${Name}" }, ["opaque", hole, ["a-${Name}-", hole]]],
  ["!Sub ['${A}-${Tag}', { A: b }]", { "Fn::Sub": ["${A}-${Tag}", { A: "b" }] }, ["written", "b-2"]],
  [
    "!Sub ['${A}:${A}', { A: !Ref Name }]",
    { "Fn::Sub": ["${A}:${A}", { A: { Ref: "Name" } }] },
    ["opaque", hole, [hole, ":", hole], "${Name}:${Name}"],
  ],
  ["!Sub ['${Tag}', { Tag: own }]", { "Fn::Sub": ["${Tag}", { Tag: "own" }] }, ["written", "own"]],
  ["!Sub 'a-{{resolve:ssm:/t:1}}'", { "Fn::Sub": "a-{{resolve:ssm:/t:1}}" }, ["opaque", hole, ["a-", hole], "a-{{resolve:ssm:/t:1}}"]],
  [
    "!Sub 'a-{{resolve:ssm:/${Tag}}}-b'",
    { "Fn::Sub": "a-{{resolve:ssm:/${Tag}}}-b" },
    ["opaque", hole, ["a-", hole, "-b"], "a-{{resolve:ssm:/${Tag}}}-b"],
  ],
  ["!Sub '${'", { "Fn::Sub": "${" }, ["written", "${"]],
  ["!Join ['', [a, !Ref Tag]]", { "Fn::Join": ["", ["a", { Ref: "Tag" }]] }, ["written", "a2"]],
  ["!Join ['/', [!Ref Name, b, c]]", { "Fn::Join": ["/", [{ Ref: "Name" }, "b", "c"]] }, ["opaque", hole, [hole, "/b/c"], "${Name}/b/c"]],
  ["!Join [':', [!Sub 'x-${Name}', d]]", { "Fn::Join": [":", [{ "Fn::Sub": "x-${Name}" }, "d"]] }, ["opaque", hole, ["x-", hole, ":d"], "x-${…}:d"]],
  ["!Join [':', !Ref Zones]", { "Fn::Join": [":", { Ref: "Zones" }] }, ["written", "a:b"]],
  ["!Join [':', !Ref Names]", { "Fn::Join": [":", { Ref: "Names" }] }, ["opaque", hole]],
  ["!Join [!Ref Name, [a]]", { "Fn::Join": [{ Ref: "Name" }, ["a"]] }, ["opaque", hole]],
  ["!FindInMap [Stages, prod, Image]", { "Fn::FindInMap": ["Stages", "prod", "Image"] }, ["written", "web:prod"]],
  ["!FindInMap [Stages, dev, Image]", { "Fn::FindInMap": ["Stages", "dev", "Image"] }, ["opaque", hole]],
  ["!FindInMap [Stages, !Ref Name, Image]", { "Fn::FindInMap": ["Stages", { Ref: "Name" }, "Image"] }, ["written", "web:prod"]],
  ["!FindInMap [Sizes, !Ref Name, Cpu]", { "Fn::FindInMap": ["Sizes", { Ref: "Name" }, "Cpu"] }, ["opaque", hole]],
  ["!FindInMap [Sizes, !Ref Stage, Cpu]", { "Fn::FindInMap": ["Sizes", { Ref: "Stage" }, "Cpu"] }, ["written", "2"]],
  ["!FindInMap [Sizes, x, Cpu, { DefaultValue: 3 }]", { "Fn::FindInMap": ["Sizes", "x", "Cpu", { DefaultValue: 3 }] }, ["written", "3"]],
  [
    "!FindInMap [Sizes, !Ref Name, Same, { DefaultValue: 3 }]",
    { "Fn::FindInMap": ["Sizes", { Ref: "Name" }, "Same", { DefaultValue: 3 }] },
    ["opaque", hole],
  ],
  ["!FindInMap [Sizes, !Ref Name, Same]", { "Fn::FindInMap": ["Sizes", { Ref: "Name" }, "Same"] }, ["written", "x"]],
  ["!FindInMap [Stages, prod, Zones]", { "Fn::FindInMap": ["Stages", "prod", "Zones"] }, ["opaque", hole]],
  ["!If [C, a, a]", { "Fn::If": ["C", "a", "a"] }, ["written", "a"]],
  ["!If [C, !Ref Image, 'web:1.4']", { "Fn::If": ["C", { Ref: "Image" }, "web:1.4"] }, ["written", "web:1.4"]],
  ["!If [C, 1, '1']", { "Fn::If": ["C", 1, "1"] }, ["written", "1"]],
  ["!If [C, a, b]", { "Fn::If": ["C", "a", "b"] }, ["opaque", hole]],
  ["!If [C, a, !Ref AWS::NoValue]", { "Fn::If": ["C", "a", { Ref: "AWS::NoValue" }] }, ["opaque", hole]],
  ["!If [C, !Ref AWS::NoValue, !Ref AWS::NoValue]", { "Fn::If": ["C", { Ref: "AWS::NoValue" }, { Ref: "AWS::NoValue" }] }, ["unset", hole]],
  ["!If [C, a]", { "Fn::If": ["C", "a"] }, ["opaque", hole]],
  ["!GetAtt Repo.Uri", { "Fn::GetAtt": ["Repo", "Uri"] }, ["opaque", hole, "${Repo.Uri}"]],
  ["!ImportValue x", { "Fn::ImportValue": "x" }, ["opaque", hole]],
  ["!Select [0, [a, b]]", { "Fn::Select": [0, ["a", "b"]] }, ["written", "a"]],
  ["!Select ['1', [a, !Sub '${Name}-b']]", { "Fn::Select": ["1", ["a", { "Fn::Sub": "${Name}-b" }]] }, ["opaque", hole, [hole, "-b"], "${…}-b"]],
  ["!Select [2, [a, b]]", { "Fn::Select": [2, ["a", "b"]] }, ["opaque", hole]],
  ["!Select [!Ref Name, [a, b]]", { "Fn::Select": [{ Ref: "Name" }, ["a", "b"]] }, ["opaque", hole]],
  ["!Select [1, !Ref Zones]", { "Fn::Select": [1, { Ref: "Zones" }] }, ["written", "b"]],
  ["!Select [0, !GetAZs '']", { "Fn::Select": [0, { "Fn::GetAZs": "" }] }, ["opaque", hole]],
  ["!Select [0, !Cidr [10.0.0.0/16, 1, 8]]", { "Fn::Select": [0, { "Fn::Cidr": ["10.0.0.0/16", 1, 8] }] }, ["opaque", hole]],
  ["!Select [1, !Split [':', !Ref Image]]", { "Fn::Select": [1, { "Fn::Split": [":", { Ref: "Image" }] }] }, ["written", "1.4"]],
  ["!Select [1, !Split ['/', !Sub '${Name}/web']]", { "Fn::Select": [1, { "Fn::Split": ["/", { "Fn::Sub": "${Name}/web" }] }] }, ["opaque", hole]],
  ["!Join ['-', !Split ['.', a.b]]", { "Fn::Join": ["-", { "Fn::Split": [".", "a.b"] }] }, ["written", "a-b"]],
  ["!Split ['.', a.b]", { "Fn::Split": [".", "a.b"] }, ["opaque", hole]],
  ["!Join [':', !FindInMap [Stages, prod, Zones]]", { "Fn::Join": [":", { "Fn::FindInMap": ["Stages", "prod", "Zones"] }] }, ["written", "a"]],
  ["!Length [a, b]", { "Fn::Length": ["a", "b"] }, ["written", "2"]],
  ["!Length [!Ref Zones]", { "Fn::Length": [{ Ref: "Zones" }] }, ["written", "1"]],
  ["!ToJsonString { a: b }", { "Fn::ToJsonString": { a: "b" } }, ["opaque", hole]],
  ["!Ref Only", { Ref: "Only" }, ["written", "one"]],
  ["!Ref Several", { Ref: "Several" }, ["opaque", hole, "${Several}"]],
  ["!Base64 x", { "Fn::Base64": "x" }, ["opaque", hole]],
  ["!Unknown x", { "Fn::Unknown": "x" }, ["opaque", hole]],
  ["{ a: b }", { a: "b" }, ["opaque", hole]],
];

describe("functions", () => {
  it.each(values)("%s", (short, long, [state, value, ...more]) => {
    const yaml = `${JSON.stringify(surroundings.Parameters).replace(/^/, "Parameters: ")}\n${JSON.stringify(surroundings.Mappings).replace(/^/, "Mappings: ")}\n`;
    const expected = [state, value, ...more];
    expect(seen(container(inYaml(`Image: ${short}`, yaml)).image)).toEqual(expected);
    expect(seen(container(inJson(`"Image": ${JSON.stringify(long)}`, `${json}, `), "template.json").image)).toEqual(expected);
  });

  it("that are lists are lists where one is to be", () => {
    const { facts } = template(
      `Parameters: { Kinds: { Type: CommaDelimitedList, Default: "FARGATE, EC2" } }\nMappings: { Users: { of: { ids: ["1000", "2000"] } } }\nResources:\n  Task:\n    Type: AWS::ECS::TaskDefinition\n    Properties:\n      RequiresCompatibilities: !Ref Kinds\n      ContainerDefinitions: [{ Name: web, Command: !FindInMap [Users, of, ids] }]\n`,
    );
    expect(facts.container[0]?.command.items.map((t) => t.value)).toEqual(["1000", "2000"]);
    const { launchTypes } = facts.workload[0] ?? { launchTypes: undefined };
    expect(launchTypes?.items.map((t) => t.value)).toEqual(["FARGATE", "EC2"]);
    expect(launchTypes?.add("EXTERNAL")).toEqual([]);
  });

  it("are not written to; what has them is", () => {
    const { facts, edit } = template(
      inYaml("User: !Ref User\nPrivileged: !If [C, true, true]", "Parameters: { User: { Type: String, Default: root } }\n"),
    );
    const [web] = facts.container;
    expect(web?.user.value).toBe("root");
    expect(web?.user.set("app")).toEqual([]);
    expect(web?.privileged.value).toBe(true);
    expect(web?.privileged.set(false)).toEqual([]);
    expect(edit(web?.readOnlyRoot.set(true) ?? [])).toContain("Privileged: !If [C, true, true]\n          ReadonlyRootFilesystem: true\n");
  });

  it("point to themselves", () => {
    expect(textOf(container(inYaml("User: !Ref User", "Parameters: { User: { Type: String, Default: root } }\n")).user.at)).toBe("!Ref User");
    const text = inJson(`"User": { "Ref": "User" }`, `"Parameters": { "User": { "Type": "String", "Default": "root" } }, `);
    expect(textOf(container(text, "template.json").user.at)).toBe(`{ "Ref": "User" }`);
  });

  it("name a container as people read them", () => {
    const named = (name: string): string => nameOf(container(inYaml("Image: web:1.4").replace("Name: web", `Name: ${name}`)));
    expect(named("!Ref ServiceName")).toBe("${ServiceName}");
    expect(named("!Sub '${AWS::StackName}-web'")).toBe("${AWS::StackName}-web");
    expect(named("\n            Fn::Select:\n              - 0\n              - !Ref Names")).toBe("web:1.4");
  });

  it("put no more together than a text is long", () => {
    const names = `!Sub ["\${x}\${x}", { x: `.repeat(30);
    const image = container(inYaml(`Image: ${names}a${" } ]".repeat(30)}`)).image;
    expect(image.opaque).toBe(true);
    expect(image.parts.join("").length).toBeLessThan(200_000);
    const long = container(
      inYaml(`Image: !Sub "${"${Long}".repeat(2000)}"`, `Parameters: { Long: { Type: String, Default: ${"x".repeat(4000)} } }\n`),
    );
    expect(long.image.opaque).toBe(true);
    expect(long.image.parts.join("").length).toBeLessThan(1_000_000);
  });
});

describe("conditions", () => {
  const task = (definitions: string, more = ""): Template =>
    template(`Resources:\n  Task:\n    Type: AWS::ECS::TaskDefinition\n    Properties:\n      ContainerDefinitions: ${definitions}\n${more}`);
  const names = ({ facts }: Template): readonly (string | undefined)[] => facts.container.map((c) => c.name.value);

  it.each([
    ["[{ Name: a }, !If [C, { Name: b }, !Ref AWS::NoValue]]", ["a", "b"]],
    ["[{ Name: a }, !If [C, { Name: b }, { Name: c }]]", ["a", "b", "c"]],
    ["[!If [C, { Name: a }, !If [D, { Name: b }, { Name: c }]]]", ["a", "b", "c"]],
    ["!If [C, [{ Name: a }], [{ Name: b }, { Name: c }]]", ["a", "b", "c"]],
    ["[!If [C, { Name: a }, !Ref Other], { Name: b }]", ["b", "a"]],
    ["[!Ref AWS::NoValue, { Name: a }]", ["a"]],
    ["!Ref Definitions", []],
  ])("containers of %s are %j", (definitions, expected) => {
    expect(names(task(definitions))).toEqual(expected);
  });

  it("between texts are judged in each outcome, and changed there", () => {
    const text = `Resources:\n  Task:\n    Type: AWS::ECS::TaskDefinition\n    Properties:\n      NetworkMode: !If [C, host, awsvpc]\n      ContainerDefinitions:\n        - { Name: a, Privileged: !If [C, true, !If [D, true, false]], User: !If [C, root, !Ref AWS::NoValue] }\n        - { Name: b }\n`;
    const { facts, edit } = template(text);
    const seen = facts.container.map((c) => [c.name.value, c.workload.namespaces.network.value, c.privileged.value, c.user.state]);
    expect(seen).toEqual([
      ["a", hole, hole, "opaque"],
      ["b", hole, false, "unset"],
      ["a", "host", true, "written"],
      ["b", "host", false, "unset"],
      ["a", "awsvpc", hole, "opaque"],
      ["b", "awsvpc", false, "unset"],
    ]);
    expect(edit(facts.container[2]?.privileged.set(false) ?? [])).toBe(text.replace("[C, true,", "[C, false,"));
  });

  it("between the same text are said once", () => {
    const of = (privileged: string): unknown =>
      template(inYaml(`Privileged: ${privileged}\nUser: !If [C, root, app]`)).facts.container.map((c) => textOf(c.privileged.at));
    expect(of("!If [C, true, true]")).toEqual(Array(3).fill("!If [C, true, true]"));
    expect(of("!If [C, true, false]")).toEqual(["!If [C, true, false]", "true", "false"]);
  });

  it("around statements leave each to itself", () => {
    const allow = "{ Effect: Allow, Action: 's3:Get*', Resource: '*' }";
    const policy = `PolicyDocument: { Statement: [${allow}, !If [C, { Effect: Deny, Action: '*', Resource: '*' }, !Ref AWS::NoValue]] }`;
    const { facts, edit } = template(`Resources: { It: { Type: AWS::IAM::ManagedPolicy, Properties: { ${policy} } } }\n`);
    expect(facts.statement.map((s) => s.sometimes)).toEqual([false, true]);
    expect(edit(facts.statement[1]?.actions.items[0]?.set("s3:Put*") ?? [])).toContain("{ Effect: Deny, Action: 's3:Put*', Resource: '*' }");
  });

  it("that a resource depends on hold in it", () => {
    const of = (own: string): unknown => {
      const text = inYaml("Privileged: !If [C, true, false]").replace("Task:\n", `Task:\n    Condition: ${own}\n`);
      return template(text).facts.container.map((c) => c.privileged.value);
    };
    expect(of("C")).toEqual([true]);
    expect(of("D")).toEqual([hole, true, false]);
  });

  it("between texts leave a list unknown: both are never there", () => {
    const { facts } = task("[{ Name: a }]", "      RequiresCompatibilities: !If [C, [FARGATE], [EC2]]\n");
    expect(facts.workload[0]?.launchTypes.state).toBe("opaque");
    const one = task("[{ Name: a }]", "      RequiresCompatibilities: [!If [C, FARGATE, EC2]]\n").facts.workload[0];
    expect(one?.launchTypes.items.map((t) => t.state)).toEqual(["opaque"]);
  });

  it("around a map leave what is in it unknown", () => {
    const { facts } = task(
      "[{ Name: a }]",
      "      RuntimePlatform: !If [C, { OperatingSystemFamily: WINDOWS_SERVER_2022_CORE }, !Ref AWS::NoValue]\n",
    );
    expect(facts.workload[0]?.operatingSystem.opaque).toBe(true);
  });

  it("do not keep a container from being changed", () => {
    const { facts, edit } = task(
      "\n        - Fn::If:\n            - C\n            - Name: a\n              User: root\n            - !Ref AWS::NoValue",
    );
    expect(edit(facts.container[0]?.user.set("app") ?? [])).toContain("              User: app\n            - !Ref AWS::NoValue");
  });
});

describe("what a condition decides in a resource", () => {
  const active = rules.map((rule) => ({ rule, severity: undefined, options: rule.options ?? {}, lowConfidence: true }));
  const found = (resource: string, rule: string): readonly string[] => {
    const workspace = new Workspace({
      settings: () => ({ active, accepts: () => false }),
      ruleNames: rules.map((r) => r.name),
      onCrash: (_, error) => {
        throw error;
      },
    });
    workspace.update(
      new Source(
        "template.yaml",
        `Resources:\n  It: ${resource}\n  User: { Type: AWS::ECS::Service, Properties: { TaskDefinition: t, NetworkConfiguration: { AwsvpcConfiguration: { SecurityGroups: [!Ref It] } } } }\n`,
      ),
    );
    workspace.settle();
    return workspace.findings("template.yaml").flatMap((f) => (f.rule.name === rule ? [textOf(f.at)] : []));
  };
  it.each<readonly [type: string, properties: string, rule: string, at: readonly string[]]>([
    ["AWS::ECS::Service", "{ EnableExecuteCommand: !If [C, 'true', false] }", "task-shell", ["'true'"]],
    [
      "AWS::ECS::Service",
      "{ NetworkConfiguration: !If [C, { AwsvpcConfiguration: { AssignPublicIp: ENABLED } }, !Ref AWS::NoValue] }",
      "public-task-address",
      ["ENABLED"],
    ],
    ["AWS::ECR::Repository", "{ ImageTagMutability: !If [C, IMMUTABLE, MUTABLE] }", "mutable-tags", ["MUTABLE"]],
    ["AWS::ECR::Repository", "{ ImageTagMutability: !If [C, IMMUTABLE, !Ref AWS::NoValue] }", "mutable-tags", []],
    ["AWS::EFS::FileSystem", "{ Encrypted: !If [C, true, false] }", "unencrypted-file-system", ["false"]],
    [
      "AWS::EC2::SecurityGroup",
      "{ SecurityGroupIngress: [!If [C, { IpProtocol: tcp, FromPort: 22, ToPort: 22, CidrIp: 0.0.0.0/0 }, !Ref AWS::NoValue]] }",
      "open-security-group",
      ["0.0.0.0/0"],
    ],
    [
      "AWS::EC2::SecurityGroup",
      "{ SecurityGroupIngress: [{ IpProtocol: tcp, FromPort: 22, ToPort: 22, CidrIp: !If [C, 0.0.0.0/0, 10.0.0.0/8] }] }",
      "open-security-group",
      ["0.0.0.0/0"],
    ],
    [
      "AWS::IAM::Role",
      "{ ManagedPolicyArns: !If [C, [arn:aws:iam::aws:policy/AdministratorAccess], []] }",
      "broad-managed-policy",
      ["arn:aws:iam::aws:policy/AdministratorAccess"],
    ],
    [
      "AWS::Batch::JobDefinition",
      "{ ContainerProperties: { Image: !If [C, 'a:1', 'b:1'], Privileged: !If [C, true, false] } }",
      "privileged-container",
      ["true"],
    ],
    ["AWS::Lambda::Function", "{ Code: { ImageUri: !If [C, 'a:latest', 'a:1'] } }", "latest-image", ["'a:latest'"]],
  ])("%s %s: %s", (type, properties, rule, expected) => {
    expect(found(`{ Type: ${type}, Properties: ${properties} }`, rule)).toEqual(expected);
  });
});

describe("a finding that holds under one outcome", () => {
  const active = rules
    .filter((rule) => rule.name === "reachable-instance-metadata")
    .map((rule) => ({ rule, severity: undefined, options: rule.options ?? {}, lowConfidence: true }));
  const said = (options: string): readonly string[] => {
    const workspace = new Workspace({
      settings: () => ({ active, accepts: () => false }),
      ruleNames: [],
      onCrash: (_, error) => {
        throw error;
      },
    });
    const data = "UserData: { Fn::Base64: 'echo ECS_CLUSTER=shop >> /etc/ecs/ecs.config' }";
    workspace.update(
      new Source(
        "template.yaml",
        `Resources:\n  It:\n    Type: AWS::EC2::LaunchTemplate\n    Properties:\n      LaunchTemplateData: { ${data}, MetadataOptions: ${options} }\n`,
      ),
    );
    workspace.settle();
    return workspace.findings("template.yaml").map((f) => `${textOf(f.at)}: ${f.message}`);
  };

  it("stands in the branch, or names it", () => {
    const [always = ""] = said("{ HttpEndpoint: enabled }");
    expect(always).toMatch(/^It: /);
    expect(said("!If [C, { HttpTokens: required }, { HttpEndpoint: enabled }]")).toEqual([
      `${always} So it is where the condition "C" does not hold.`,
    ]);
    expect(said("!If [C, { HttpEndpoint: enabled }, { HttpTokens: required }]")).toEqual([`${always} So it is where the condition "C" holds.`]);
    const [optional = ""] = said("{ HttpTokens: optional }");
    expect(said("!If [C, { HttpTokens: optional }, { HttpTokens: required }]")).toEqual([optional]);
    expect(said("!If [C, { HttpTokens: required }, !Ref AWS::NoValue]")).toEqual([]);
  });
});

describe("macros", () => {
  const user = (transform: string): string => container(inYaml("Image: web:1.4", `Transform: ${transform}\n`)).user.state;

  it.each([
    "AWS::Serverless-2016-10-31",
    "[AWS::LanguageExtensions, AWS::Serverless-2016-10-31]",
    "{ Name: AWS::Include, Parameters: { Location: s3 } }",
  ])("%s adds nothing to a container", (transform) => {
    expect(user(transform)).toBe("unset");
  });
  it.each(["Mine", "[AWS::Serverless-2016-10-31, Mine]", "{ Name: Mine }", "!Ref Macro"])("%s may", (transform) => {
    expect(user(transform)).toBe("opaque");
  });
  it("may add to the map that they stand in", () => {
    expect(container(inYaml("Image: web:1.4\nFn::Transform: { Name: Mine }")).user.state).toBe("opaque");
  });
  it("make resources in a loop, whose names are not known", () => {
    const text = `Fn::ForEach::Tasks:\n    - Name\n    - [a, b]\n    - T\${Name}:\n        Type: AWS::ECS::TaskDefinition\n  `;
    expect(template(inYaml("Image: web:1.4").replace("Task:\n", `${text}Task:\n`)).facts.container).toHaveLength(1);
    const loop = `Resources:\n  Fn::ForEach::Tasks:\n    - Name\n    - [a, b]\n    - T\${Name}:\n        Type: AWS::ECS::TaskDefinition\n        Properties:\n          ContainerDefinitions: [{ Name: !Ref Name, Image: !Sub "web-\${Name}" }]\n`;
    expect(template(loop).facts.container.map((c) => [c.name.state, c.image.parts])).toEqual([["opaque", ["web-", hole]]]);
    const inner = loop.replace("Resources:\n", "").replace(/^/gm, "    ").trimEnd();
    const nested = template(`Resources:\n  Fn::ForEach::Stages:\n    - Stage\n    - [dev, prod]\n    -\n${inner}\n`).facts;
    expect(nested.container.map((c) => c.image.parts)).toEqual([["web-", hole]]);
  });
});

describe("YAML and JSON", () => {
  const yaml = `
AWSTemplateFormatVersion: "2010-09-09"
Resources:
  Task:
    Type: AWS::ECS::TaskDefinition
    Properties:
      Family: shop
      NetworkMode: awsvpc
      RequiresCompatibilities: [FARGATE]
      TaskRoleArn: !GetAtt Role.Arn
      ExecutionRoleArn: arn:aws:iam::111122223333:role/execution
      RuntimePlatform: { OperatingSystemFamily: LINUX }
      ContainerDefinitions:
        - Name: web
          Image: !Sub \${Repository}:1.4
          User: 1000
          Privileged: false
          ReadonlyRootFilesystem: "true"
          Environment: [{ Name: A, Value: 1 }, { Name: B, Value: !Ref B }]
          Secrets: [{ Name: C, ValueFrom: !Ref C }]
  Role:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Statement: { Effect: Allow, Principal: { Service: ecs-tasks.amazonaws.com }, Action: sts:AssumeRole }
      Policies:
        - PolicyName: read
          PolicyDocument:
            Statement: [{ Sid: Read, Effect: Allow, Action: ["s3:Get*"], Resource: [!GetAtt Bucket.Arn, "arn:aws:s3:::\${aws:username}"] }]
`;
  const asJson = JSON.stringify({
    AWSTemplateFormatVersion: "2010-09-09",
    Resources: {
      Task: {
        Type: "AWS::ECS::TaskDefinition",
        Properties: {
          Family: "shop",
          NetworkMode: "awsvpc",
          RequiresCompatibilities: ["FARGATE"],
          TaskRoleArn: { "Fn::GetAtt": ["Role", "Arn"] },
          ExecutionRoleArn: "arn:aws:iam::111122223333:role/execution",
          RuntimePlatform: { OperatingSystemFamily: "LINUX" },
          ContainerDefinitions: [
            {
              Name: "web",
              Image: { "Fn::Sub": "${Repository}:1.4" },
              User: 1000,
              Privileged: false,
              ReadonlyRootFilesystem: "true",
              Environment: [
                { Name: "A", Value: 1 },
                { Name: "B", Value: { Ref: "B" } },
              ],
              Secrets: [{ Name: "C", ValueFrom: { Ref: "C" } }],
            },
          ],
        },
      },
      Role: {
        Type: "AWS::IAM::Role",
        Properties: {
          AssumeRolePolicyDocument: { Statement: { Effect: "Allow", Principal: { Service: "ecs-tasks.amazonaws.com" }, Action: "sts:AssumeRole" } },
          Policies: [
            {
              PolicyName: "read",
              PolicyDocument: {
                Statement: [
                  {
                    Sid: "Read",
                    Effect: "Allow",
                    Action: ["s3:Get*"],
                    Resource: [{ "Fn::GetAtt": ["Bucket", "Arn"] }, "arn:aws:s3:::${aws:username}"],
                  },
                ],
              },
            },
          ],
        },
      },
    },
  });
  const told = ({ facts }: Template): unknown => ({
    tasks: facts.workload.map((w) => [
      w.address,
      ...[w.family, w.namespaces.network, w.taskRole, w.executionRole, w.operatingSystem].map(seen),
      w.launchTypes.items.map(seen),
    ]),
    containers: facts.container.map((c) => [
      c.address,
      ...[c.name, c.image, c.user, c.privileged, c.readOnlyRoot].map(seen),
      c.environment.items.map((v) => [seen(v.name), seen(v.value)]),
      c.secrets.items.map((v) => [seen(v.name), seen(v.from)]),
    ]),
    policies: facts.policy.map((p) => [
      p.address,
      p.kind,
      p.statements.map((s) => [s.address, seen(s.effect), s.actions.items.map(seen), s.resources.items.map(seen)]),
    ]),
  });

  it("say the same", () => {
    const facts = told(template(yaml));
    expect(told(template(asJson, "stack.json"))).toEqual(facts);
    expect(told(template(asJson, "stack.template"))).toEqual(facts);
    expect(told(template(yaml, "stack.template"))).toEqual(facts);
    expect(facts).toEqual({
      tasks: [
        [
          "Task",
          ["written", "shop"],
          ["written", "awsvpc"],
          ["opaque", hole, "${Role.Arn}"],
          ["written", "arn:aws:iam::111122223333:role/execution"],
          ["written", "LINUX"],
          [["written", "FARGATE"]],
        ],
      ],
      containers: [
        [
          "web",
          ["written", "web"],
          ["opaque", hole, [hole, ":1.4"], "${Repository}:1.4"],
          ["written", "1000"],
          ["written", false],
          ["written", true],
          [
            [
              ["written", "A"],
              ["written", "1"],
            ],
            [
              ["written", "B"],
              ["opaque", hole, "${B}"],
            ],
          ],
          [
            [
              ["written", "C"],
              ["opaque", hole, "${C}"],
            ],
          ],
        ],
      ],
      policies: [
        ["Role", "trust", [["0", ["written", "Allow"], [["written", "sts:AssumeRole"]], []]]],
        [
          "Role",
          "identity",
          [
            [
              "Read",
              ["written", "Allow"],
              [["written", "s3:Get*"]],
              [
                ["opaque", hole, "${Bucket.Arn}"],
                ["written", "arn:aws:s3:::${aws:username}"],
              ],
            ],
          ],
        ],
      ],
    });
  });
});

describe("policies", () => {
  const document = "{ Statement: [{ Effect: Allow, Action: 's3:*', Resource: '*' }] }";
  const anybody = "{ Statement: [{ Effect: Allow, Principal: '*', Action: 's3:*', Resource: '*' }] }";
  const kinds = (type: string, properties: string, more = ""): readonly string[] =>
    template(`Resources:\n  It:\n    Type: ${type}\n    Properties: ${properties}\n${more}`).facts.policy.map((p) => `${p.address} ${p.kind}`);

  it.each([
    [
      "AWS::IAM::Role",
      `{ AssumeRolePolicyDocument: ${document}, Policies: [{ PolicyName: a, PolicyDocument: ${document} }] }`,
      ["trust", "identity"],
    ],
    ["AWS::IAM::Role", `{ Policies: !If [C, [{ PolicyDocument: ${document} }], !Ref AWS::NoValue] }`, ["identity"]],
    ["AWS::IAM::Role", `{ Policies: [{ PolicyDocument: !If [C, ${document}, ${document}] }] }`, ["identity", "identity"]],
    ["AWS::IAM::Policy", `{ PolicyDocument: ${document} }`, ["identity"]],
    ["AWS::IAM::ManagedPolicy", `{ PolicyDocument: ${document} }`, ["identity"]],
    ["AWS::IAM::ManagedPolicy", `{ ManagedPolicyName: dev-boundary, PolicyDocument: ${document} }`, ["boundary"]],
    ["AWS::IAM::UserPolicy", `{ PolicyDocument: ${document} }`, ["identity"]],
    ["AWS::IAM::RolePolicy", `{ PolicyDocument: ${document} }`, ["identity"]],
    ["AWS::IAM::Group", `{ Policies: [{ PolicyDocument: ${document} }, { PolicyDocument: ${document} }] }`, ["identity", "identity"]],
    ["AWS::SSO::PermissionSet", `{ InlinePolicy: ${document} }`, ["identity"]],
    ["AWS::Serverless::Function", `{ Policies: [AmazonS3ReadOnlyAccess, { S3ReadPolicy: { BucketName: b } }, ${document}] }`, ["identity"]],
    ["AWS::Serverless::Function", `{ Policies: ${document}, AssumeRolePolicyDocument: ${anybody} }`, ["identity", "trust"]],
    ["AWS::Serverless::StateMachine", `{ Policies: [${document}] }`, ["identity"]],
    ["AWS::Organizations::Policy", `{ Type: SERVICE_CONTROL_POLICY, Content: ${document} }`, ["service-control"]],
    ["AWS::Organizations::Policy", `{ Type: RESOURCE_CONTROL_POLICY, Content: ${document} }`, ["resource-control"]],
    ["AWS::Organizations::Policy", `{ Type: !Ref Type, Content: ${document} }`, ["guardrail"]],
    ["AWS::ECR::Repository", `{ RepositoryPolicyText: ${anybody} }`, ["resource"]],
    ["AWS::KMS::Key", `{ KeyPolicy: ${anybody} }`, ["resource"]],
    ["AWS::S3::BucketPolicy", `{ PolicyDocument: ${anybody} }`, ["resource"]],
    ["AWS::SQS::QueuePolicy", `{ PolicyDocument: ${anybody} }`, ["resource"]],
    ["AWS::EC2::VPCEndpoint", `{ PolicyDocument: ${document} }`, ["guardrail"]],
    ["AWS::IoT::Policy", `{ PolicyDocument: ${document} }`, ["resource"]],
    ["AWS::S3::Bucket", "{ Statement: [{ Effect: Allow }] }", []],
    ["Custom::Policy", `{ PolicyDocument: ${document} }`, []],
  ])("of %s %s are %j", (type, properties, expected) => {
    expect(kinds(type, properties, type === "Custom::Policy" ? "  Bucket: { Type: AWS::S3::Bucket }\n" : "")).toEqual(
      expected.map((kind) => `It ${kind}`),
    );
  });

  it.each(["|", ">-", "|2 # the policy"])("are found in JSON as text: %s", (header) => {
    const json = `{\n          "Statement": [\n            { "Effect": "Allow", "Action": "s3:*", "Resource": "*" }\n          ]\n        }`;
    const text = `Resources:\n  It:\n    Type: AWS::IAM::Policy\n    Properties:\n      PolicyDocument: ${header}\n        ${json}\n      PolicyName: it\n`;
    const { facts, edit } = template(text);
    const [action] = facts.statement.flatMap((s) => s.actions.items);
    expect(action?.value).toBe("s3:*");
    expect(edit(action?.set("s3:Get*") ?? [])).toBe(text.replace("s3:*", "s3:Get*"));
  });

  const inner = '{ "Statement": [{ "Effect": "Allow", "Action": "s3:*", "Resource": "it\'s" }] }';
  it.each([
    ["single quotes", `'${inner.replace("'", "''")}'`],
    ["double quotes", JSON.stringify(inner)],
    ["double quotes of several lines", JSON.stringify(inner).replaceAll(", ", ",\n          ")],
    ["what Fn::Sub is given", `!Sub ${JSON.stringify(inner)}`],
    ["what Fn::Sub is given, with holes", `{ "Fn::Sub": ${JSON.stringify(inner.replace("it's", "${Bucket.Arn}"))} }`],
  ])("are found as text in %s, and changed there", (_, text) => {
    const before = `Resources:\n  It:\n    Type: AWS::IAM::Policy\n    Properties:\n      PolicyDocument: ${text}\n`;
    const { facts, edit } = template(before);
    const [statement] = facts.statement;
    const [action] = statement?.actions.items ?? [];
    expect(action && textOf(action.at).replaceAll(/\\?"/g, "")).toBe("s3:*");
    expect(edit(action?.set("s3:Get*") ?? [])).toBe(before.replace("s3:*", "s3:Get*"));
    const conditions = template(edit(statement?.require("StringEquals", "aws:SourceAccount", '"') ?? [])).facts.statement[0]?.conditions;
    expect(conditions?.map((c) => [c.key, c.values[0]?.value])).toEqual([["aws:SourceAccount", '"']]);
  });

  it("are found in what is made a text", () => {
    expect(kinds("AWS::Logs::ResourcePolicy", `{ PolicyDocument: !ToJsonString ${anybody} }`)).toEqual(["It resource"]);
  });

  it("that limit a role are told by the role", () => {
    const role = "  Role: { Type: AWS::IAM::Role, Properties: { PermissionsBoundary: !Ref It } }\n";
    expect(kinds("AWS::IAM::ManagedPolicy", `{ PolicyDocument: ${document} }`, role)).toEqual(["It boundary"]);
  });
});

describe("findings that a resource accepts", () => {
  // One rule that finds something, one that does not, and those about what is accepted.
  const atWork = ["privileged-container", "root-container", "unused-allow", "unknown-rule"];
  const active = rules
    .filter((rule) => atWork.includes(rule.name))
    .map((rule) => ({ rule, severity: undefined, options: rule.options ?? {}, lowConfidence: false }));
  const found = (text: string, path = "template.json"): readonly string[] => {
    const workspace = new Workspace({
      settings: () => ({ active, accepts: () => false }),
      ruleNames: rules.map((r) => r.name),
      onCrash: (_, error) => {
        throw error;
      },
    });
    workspace.update(new Source(path, text));
    workspace.settle();
    return workspace.findings(path).map((f) => `${f.rule.name} ${textOf(f.at)}`);
  };
  const bounded = `"DockerSecurityOptions": ["no-new-privileges"], "LinuxParameters": { "Capabilities": { "Drop": ["ALL"] } }`;
  const task = (metadata: string): string =>
    `"Type": "AWS::ECS::TaskDefinition", ${metadata}"Properties": { "ContainerDefinitions": [{ "Name": "web", "Image": "web:1", "Privileged": true, "ReadonlyRootFilesystem": true, ${bounded} }] }`;
  const both = (metadata: string): string => `{ "Resources": { "One": { ${task(metadata)} }, "Two": { ${task("")} } } }`;

  it("are those of that resource alone", () => {
    expect(found(both(""))).toEqual(["privileged-container true", "privileged-container true"]);
    expect(found(both(`"Metadata": { "plimsoll": { "allow": ["privileged-container"] } }, `))).toEqual(["privileged-container true"]);
    expect(found(both(`"Metadata": { "plimsoll": { "allow": "privileged-container" } }, `))).toEqual(["privileged-container true"]);
  });

  it("name rules, or are findings themselves", () => {
    expect(found(both(`"Metadata": { "plimsoll": { "allow": ["root-container", "privilged-container"] } }, `))).toEqual([
      `unused-allow "root-container"`,
      `unknown-rule "privilged-container"`,
      "privileged-container true",
      "privileged-container true",
    ]);
  });

  it.each([
    `"Metadata": 1, `,
    `"Metadata": { "plimsoll": [] }, `,
    `"Metadata": { "plimsoll": { "allow": { "Ref": "A" } } }, `,
    `"Metadata": { "plimsoll": {} }, `,
  ])("are none with %s", (metadata) => {
    expect(found(both(metadata))).toEqual(["privileged-container true", "privileged-container true"]);
  });
});

describe("Globals of SAM", () => {
  const text = `Transform: AWS::Serverless-2016-10-31
Globals:
  Function:
    PermissionsBoundary: !Ref Limit
    AssumeRolePolicyDocument:
      Statement: [{ Effect: Allow, Principal: { Service: lambda.amazonaws.com }, Action: sts:AssumeRole }]
Resources:
  One: { Type: AWS::Serverless::Function, Properties: { Policies: [{ Statement: { Effect: Allow, Action: "s3:*", Resource: "*" } }] } }
  Two: { Type: AWS::Serverless::Function, Properties: { PermissionsBoundary: arn:aws:iam::111122223333:policy/own } }
  Three: { Type: AWS::Serverless::Function }
  Limit: { Type: AWS::IAM::ManagedPolicy, Properties: { PolicyDocument: { Statement: { Effect: Allow, Action: "s3:*", Resource: "*" } } } }
`;
  it("are what functions do not say themselves", () => {
    const { role, policy } = template(text).facts;
    expect(role.map((r) => [r.address, r.boundary.value ?? r.boundary.text, r.trust?.statements.length])).toEqual([
      ["One", "${Limit}", 1],
      ["Two", "arn:aws:iam::111122223333:policy/own", 1],
      ["Three", "${Limit}", 1],
    ]);
    expect(policy.filter((p) => p.kind !== "trust").map((p) => [p.address, p.kind, p.bounded])).toEqual([
      ["One", "identity", true],
      ["Limit", "boundary", false],
    ]);
  });
});

it.each([
  "Resources: { A: { Type: AWS::ECS::TaskDefinition, Properties: { ContainerDefinitions: !Ref X } } }",
  "Resources: { A: { Type: AWS::ECS::TaskDefinition, Properties: 3 } }",
  "Resources: { A: { Type: AWS::ECS::TaskDefinition } }",
  "Resources: { A: { Type: AWS::IAM::Role, Properties: { Policies: !If [] } } }",
  "Resources: { A: { Type: AWS::IAM::Role, Properties: { Fn::If: {}, Fn::Sub: [] } } }",
  "Resources: { A: { Type: AWS::IAM::Role, Properties: !Sub [] } }",
  "Parameters: []\nMappings: x\nTransform:\nResources: { A: { Type: AWS::IAM::Role, Properties: { X: !FindInMap [a, b, c], Y: !Join, Z: !If } } }",
])("%s is a template of which nothing is said", (text) => {
  const { facts } = template(text);
  expect(facts.container).toEqual([]);
  expect(facts.policy).toEqual([]);
});
