import { describe, expect, it } from "vitest";
import { read } from "../server/src/adapt/hosts.ts";
import { readConfig } from "../server/src/engine/config.ts";
import { settingsFor } from "../server/src/engine/settings.ts";
import { rules } from "../server/src/rules/index.ts";
import { Source, textOf } from "../server/src/text/source.ts";
import { Workspace } from "../server/src/workspace/workspace.ts";

/** A task of which each host leaves open where it runs; only Fargate refuses the network of the host. */
const hosts: Readonly<Record<"ecs" | "cloudformation" | "terraform", readonly [path: string, text: string]>> = {
  ecs: [
    "task-definition.json",
    JSON.stringify({ family: "shop", networkMode: "host", containerDefinitions: [{ name: "web", image: "web:1", essential: true }] }),
  ],
  cloudformation: [
    "template.yaml",
    `
Resources:
  Task:
    Type: AWS::ECS::TaskDefinition
    Properties:
      NetworkMode: host
      RequiresCompatibilities: [!Ref Launch]
      ContainerDefinitions: [{ Name: web, Image: "web:1" }]
`,
  ],
  terraform: [
    "main.tf",
    `
resource "aws_ecs_task_definition" "shop" {
  family                = "shop"
  network_mode          = "host"
  container_definitions = jsonencode([{ name = "web", image = "web:1" }])
}
`,
  ],
};

function found([path, text]: readonly [path: string, text: string], configuration: string): readonly string[] {
  const { config, problems } = readConfig(new Source(".plimsoll.yaml", configuration), rules);
  expect(problems).toEqual([]);
  const workspace = new Workspace({
    settings: () => settingsFor(config, path, rules, "2026-11-28"),
    ruleNames: rules.map((r) => r.name),
    onCrash: (_, error) => {
      throw error;
    },
  });
  workspace.update(new Source(path, text));
  workspace.settle();
  return workspace.findings(path).flatMap((f) => (f.rule.name === "fargate-refused-setting" ? [textOf(f.at).replaceAll('"', "")] : []));
}

describe.each(Object.entries(hosts))("where tasks run, in %s", (_, file) => {
  it("is what the configuration says, where the file does not", () => {
    expect(found(file, "")).toEqual([]);
    expect(found(file, "launchType: fargate\n")).toEqual(["host"]);
    expect(found(file, "launchType: ec2\n")).toEqual([]);
  });

  it("is what the last override of its path says", () => {
    expect(found(file, `launchType: fargate\noverrides:\n  - { files: ["${file[0]}"], rules: {}, launchType: managed-instances }\n`)).toEqual([]);
  });
});

it("does not change what a file says", () => {
  const [path, text] = hosts.ecs;
  const said = text.replace('"family"', '"requiresCompatibilities":["EC2"],"family"');
  expect(found([path, said], "launchType: fargate\n")).toEqual([]);
});

it("is one of four", () => {
  const { config, problems } = readConfig(new Source(".plimsoll.yaml", "launchType: lambda\n"), rules);
  expect(config.launchType).toBeUndefined();
  expect(problems.map((p) => p.message)).toEqual(["Must be one of fargate, ec2, managed-instances, external."]);
});

describe("where neither the task nor its service says it", () => {
  const template = (cluster: string, service: string, more = ""): readonly [path: string, text: string] => [
    "template.yaml",
    `Resources:
  Cluster:
    Type: AWS::ECS::Cluster
    Properties: { ClusterName: shop${cluster} }
  Task:
    Type: AWS::ECS::TaskDefinition
    Properties:
      NetworkMode: host
      ContainerDefinitions: [{ Name: web, Image: "web:1" }]
  Service:
    Type: AWS::ECS::Service
    Properties: { TaskDefinition: !Ref Task, ${service} }
${more}`,
  ];
  const strategy = (provider: string): string => `DefaultCapacityProviderStrategy: [{ CapacityProvider: ${provider}, Weight: 1 }]`;
  const types = (text: readonly [path: string, text: string]): readonly unknown[] =>
    read(new Source(...text)).facts.workload.flatMap((w) => w.launchTypes.items.map((t) => t.value));

  it("is what the cluster takes by default", () => {
    expect(types(template(`, ${strategy("FARGATE_SPOT")}`, "Cluster: !Ref Cluster"))).toEqual(["FARGATE"]);
    expect(types(template(`, ${strategy("FARGATE_SPOT")}`, "Cluster: shop"))).toEqual(["FARGATE"]);
    expect(types(template("", "Cluster: !Ref Cluster"))).toEqual([]);
    const beside = `  Providers:\n    Type: AWS::ECS::ClusterCapacityProviderAssociations\n    Properties: { Cluster: !Ref Cluster, ${strategy("FARGATE")} }\n`;
    expect(types(template("", "Cluster: !Ref Cluster", beside))).toEqual(["FARGATE"]);
    expect(types(template(`, ${strategy("FARGATE")}`, "Cluster: !Ref Cluster, LaunchType: EC2"))).toEqual(["EC2"]);
  });

  it("is what its capacity providers are, where they are defined", () => {
    const provider = (properties: string): string => `  Mine:\n    Type: AWS::ECS::CapacityProvider\n    Properties: { ${properties} }\n`;
    const uses = "Cluster: !Ref Cluster, CapacityProviderStrategy: [{ CapacityProvider: !Ref Mine }]";
    expect(types(template("", uses, provider("AutoScalingGroupProvider: { AutoScalingGroupArn: !Ref Group }")))).toEqual(["EC2"]);
    expect(types(template("", uses, provider("ManagedInstancesProvider: { PropagateTags: NONE }")))).toEqual(["MANAGED_INSTANCES"]);
    expect(types(template("", "Cluster: shop, CapacityProviderStrategy: [{ CapacityProvider: elsewhere }]"))).toEqual([]);
  });

  it("is told by a resource of its own in Terraform", () => {
    const text = `
resource "aws_ecs_cluster" "shop" { name = "shop" }
resource "aws_ecs_cluster_capacity_providers" "shop" {
  cluster_name = aws_ecs_cluster.shop.name
  default_capacity_provider_strategy {
    capacity_provider = "FARGATE"
  }
}
resource "aws_ecs_service" "web" {
  cluster         = aws_ecs_cluster.shop.id
  task_definition = aws_ecs_task_definition.web.arn
}
resource "aws_ecs_task_definition" "web" {
  family                = "web"
  container_definitions = jsonencode([{ name = "web", image = "web:1" }])
}
`;
    expect(types(["main.tf", text])).toEqual(["FARGATE"]);
  });
});
