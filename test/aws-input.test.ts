import { describe, expect, it } from "vitest";
import { read } from "../server/src/adapt/hosts.ts";
import { defaultSettings } from "../server/src/engine/settings.ts";
import { rules } from "../server/src/rules/index.ts";
import { Source } from "../server/src/text/source.ts";
import { Workspace } from "../server/src/workspace/workspace.ts";

const settings = defaultSettings(rules, "all");
/** Which rules find something in what `--cli-input-json` is given. */
function found(input: unknown): readonly string[] {
  const workspace = new Workspace({
    settings: () => settings,
    ruleNames: rules.map((r) => r.name),
    onCrash: (_, error) => {
      throw error;
    },
  });
  workspace.update(new Source("input.json", JSON.stringify(input, undefined, 2)));
  workspace.settle();
  return [...new Set(workspace.findings("input.json").map((f) => f.rule.name))].sort();
}
const documentOf = (statement: unknown): string => JSON.stringify({ Version: "2012-10-17", Statement: [statement] });
const ofAnybody = documentOf({ Effect: "Allow", Principal: "*", Action: "ecr:BatchGetImage", Resource: "*" });
const network = { awsvpcConfiguration: { subnets: ["subnet-1"], assignPublicIp: "ENABLED" } };

describe("input of the AWS command line", () => {
  it.each<readonly [command: string, input: unknown, rules: readonly string[]]>([
    [
      "ecs run-task",
      {
        cluster: "shop",
        taskDefinition: "shop:1",
        launchType: "FARGATE",
        platformVersion: "1.3.0",
        enableExecuteCommand: true,
        networkConfiguration: network,
      },
      ["pinned-platform-version", "public-task-address", "task-shell"],
    ],
    [
      "ecs run-task",
      {
        taskDefinition: "shop:1",
        overrides: { containerOverrides: [{ name: "web", environment: [{ name: "DB_PASSWORD", value: "hunter22horse" }] }] },
      },
      ["hardcoded-secret"],
    ],
    ["ecs update-service", { cluster: "shop", service: "web", enableExecuteCommand: true }, ["task-shell"]],
    ["ecs update-service", { service: "web", taskDefinition: "shop:2", networkConfiguration: network }, ["public-task-address"]],
    ["ecs create-task-set", { cluster: "shop", service: "web", taskDefinition: "shop:2", platformVersion: "1.3.0" }, ["pinned-platform-version"]],
    [
      "ecs create-service",
      { serviceName: "web", taskDefinition: "shop:2", clientToken: "8f2b9e0c7d3a4c519b1e2f8a6c4d7e10" },
      ["deployment-without-way-back"],
    ],
    ["ecr put-image-scanning-configuration", { repositoryName: "web", imageScanningConfiguration: { scanOnPush: true } }, []],
    ["ecr put-image-tag-mutability", { registryId: "111122223333", repositoryName: "web", imageTagMutability: "MUTABLE" }, ["mutable-tags"]],
    [
      "ecr create-repository",
      { repositoryName: "web", tags: [{ Key: "team", Value: "shop" }] },
      ["mutable-tags", "repository-without-key", "unscanned-repository"],
    ],
    ["ecr put-registry-policy", { policyText: ofAnybody }, ["public-principal"]],
    ["ecr set-repository-policy", { repositoryName: "web", policyText: ofAnybody }, ["misplaced-policy-element", "public-principal"]],
    ["ecr create-pull-through-cache-rule", { ecrRepositoryPrefix: "hub", upstreamRegistryUrl: "registry-1.docker.io" }, []],
    ["eks update-cluster-config", { name: "shop", resourcesVpcConfig: { endpointPublicAccess: true } }, []],
    [
      "eks update-cluster-config",
      { name: "shop", resourcesVpcConfig: { publicAccessCidrs: ["0.0.0.0/0"], endpointPublicAccess: true } },
      ["public-cluster-endpoint"],
    ],
    [
      "lambda create-function",
      { FunctionName: "web", Code: { ImageUri: "web:1.4" }, Environment: { Variables: { DB_PASSWORD: "hunter22horse" } } },
      ["hardcoded-secret"],
    ],
  ])("%s %j has %j", (_, input, expected) => {
    expect(found(input)).toEqual(expected);
  });
});

it("that makes a role has the role with its trust, be that text or not", () => {
  const document = { Version: "2012-10-17", Statement: [{ Effect: "Allow", Principal: { AWS: "*" }, Action: "sts:AssumeRole" }] };
  for (const trust of [document, JSON.stringify(document)]) {
    const text = JSON.stringify({ RoleName: "shop", AssumeRolePolicyDocument: trust, MaxSessionDuration: 43200 });
    const { role, policy } = read(new Source("role.json", text)).facts;
    expect(role.map((r) => [r.address, r.open, r.sessionDuration.value, r.trust?.statements.length])).toEqual([["shop", true, "43200", 1]]);
    expect(policy.map((p) => [p.address, p.kind])).toEqual([["shop", "trust"]]);
  }
});
