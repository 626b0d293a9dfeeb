import { describe, expect, it } from "vitest";
import { read } from "../server/src/adapt/hosts.ts";
import type { Facts } from "../server/src/model/subjects.ts";
import { Source } from "../server/src/text/source.ts";

describe("clusters and repositories of modules", () => {
  const module = (source: string, version: string | undefined, body: string): Facts =>
    read(
      new Source(
        "main.tf",
        `module "it" {\n  source = "terraform-aws-modules/${source}/aws"\n${version === undefined ? "" : `  version = "${version}"\n`}${body}\n}\n`,
      ),
    ).facts;

  it.each([
    ["21.0.0", "", [false, true, "unset", 3]],
    ["~> 20.8", "", [false, true, "unset", 3]],
    ["~> 20.8", "cluster_endpoint_public_access = true", [true, true, "unset", 3]],
    ["~> 21.0", "endpoint_public_access = true", [true, true, "unset", 3]],
    ["~> 17.0", "", [undefined, undefined, "opaque", 0]],
    [undefined, 'cluster_name = "a"', [undefined, undefined, "opaque", 0]],
    [undefined, 'name = "a"\nendpoint_public_access = true\nenabled_log_types = ["audit"]', [true, undefined, "written", 1]],
  ] as const)("version %s has the defaults of that version: %s", (version, body, expected) => {
    const [cluster] = module("eks", version, body).eksCluster;
    expect([cluster?.publicEndpoint.value, cluster?.privateEndpoint.value, cluster?.logTypes.state, cluster?.logTypes.items.length]).toEqual(
      expected,
    );
  });

  it("encrypt secrets unless they are told not to", () => {
    const state = (body: string): unknown => module("eks", "~> 20.0", body).eksCluster[0]?.secretsKey.state;
    expect([state(""), state("cluster_encryption_config = {}")]).toEqual(["opaque", "unset"]);
  });

  it("have hosts in groups of either kind, which may stand alone", () => {
    const tokens = (of: Facts): unknown => of.instance.map((i) => [i.address, i.httpTokens.value]);
    const options = '{ metadata_options = { http_tokens = "optional" } }';
    const both = `eks_managed_node_groups = { a = ${options}, c = {} }\nself_managed_node_groups = { b = ${options}, d = { create = false } }`;
    expect(tokens(module("eks", "~> 20.0", both))).toEqual([
      ["module.it.a", "optional"],
      ["module.it.c", "required"],
      ["module.it.b", "optional"],
    ]);
    const alone = (name: string): Facts =>
      read(
        new Source(
          "main.tf",
          `module "it" {\n  source = "terraform-aws-modules/eks/aws//modules/${name}"\n  cluster_name = "shop"\n  metadata_options = { http_tokens = "optional" }\n}\n`,
        ),
      ).facts;
    expect(tokens(alone("eks-managed-node-group"))).toEqual([["module.it", "optional"]]);
    expect(tokens(alone("self-managed-node-group"))).toEqual([["module.it", "optional"]]);
    expect(alone("eks-managed-node-group").nodeGroup.map((g) => g.cluster.name.value)).toEqual(["shop"]);
    expect(alone("karpenter").instance).toEqual([]);
  });

  it("may have lifecycle policies beside them", () => {
    const lifecycle = (repository: string): unknown =>
      module(
        "ecr",
        "~> 2.0",
        `repository_name = "web"\ncreate_lifecycle_policy = false\n}\nresource "aws_ecr_lifecycle_policy" "it" {\n  repository = ${repository}\n  policy = file("p.json")`,
      ).repository[0]?.lifecycle;
    expect(["module.it.repository_name", '"web"', '"api"', "aws_ecr_repository.api.name"].map(lifecycle)).toEqual([
      ...["unknown", "unknown"],
      ...[undefined, undefined],
    ]);
  });

  it("keep repositories as the module does", () => {
    const { repository, lifecyclePolicy } = module(
      "ecr",
      "~> 2.0",
      'repository_name = "web"\nrepository_lifecycle_policy = jsonencode({ rules = [{ rulePriority = 1, selection = { tagStatus = "any", countType = "imageCountMoreThan", countNumber = 9 }, action = { type = "expire" } }] })',
    );
    expect(repository.map((r) => [r.name.value, r.tagMutability.value, r.scanOnPush.value])).toEqual([["web", "IMMUTABLE", true]]);
    expect(lifecyclePolicy.map((l) => l.rules.map((r) => r.countNumber.value))).toEqual([["9"]]);
    expect(module("ecr", "~> 2.0", "create = false").repository).toEqual([]);
    expect(module("ecr", "~> 2.0", 'repository_type = "public"').repository.map((r) => r.isPublic)).toEqual([true]);
  });
});
