import { describe, expect, it } from "vitest";
import { read } from "../server/src/adapt/hosts.ts";
import { awsManaged } from "../server/src/model/role.ts";
import type { Facts } from "../server/src/model/subjects.ts";
import { Source } from "../server/src/text/source.ts";

const factsOf = (text: string): Facts =>
  read(new Source("cluster.yaml", `apiVersion: eksctl.io/v1alpha5\nkind: ClusterConfig\nmetadata: { name: shop }\n${text}`)).facts;

describe("a cluster of eksctl", () => {
  it("is private altogether, or where its endpoints are", () => {
    const ends = (text: string): readonly unknown[] => factsOf(text).eksCluster.map((c) => [c.publicEndpoint.value, c.privateEndpoint.value]);
    expect(ends("")).toEqual([[true, false]]);
    expect(ends("privateCluster: { enabled: true }\n")).toEqual([[false, true]]);
    expect(ends("vpc: { clusterEndpoints: { publicAccess: false, privateAccess: true } }\n")).toEqual([[false, true]]);
  });

  it("that something else made is not judged for what it lacks", () => {
    const { eksCluster, nodeGroup } = factsOf("vpc: { id: vpc-1, securityGroup: sg-1 }\nnodeGroups: [{ name: a }]\n");
    expect([eksCluster.length, nodeGroup.length]).toEqual([0, 1]);
  });

  it("logs all where it says so", () => {
    const [cluster] = factsOf('cloudWatch: { clusterLogging: { enableTypes: ["*"] } }\n').eksCluster;
    expect(cluster?.logTypes.items.map((t) => t.value)).toEqual(["api", "audit", "authenticator", "controllerManager", "scheduler"]);
  });

  it("lets roles in by entries and by the ConfigMap", () => {
    const { accessEntry, identityMapping } = factsOf(`accessConfig:
  accessEntries:
    - principalARN: arn:aws:iam::111122223333:role/ops
      accessPolicies: [{ policyARN: "arn:aws:eks::aws:cluster-access-policy/AmazonEKSClusterAdminPolicy", accessScope: { type: cluster } }]
iamIdentityMappings:
  - { arn: "arn:aws:iam::111122223333:role/ops", groups: ["system:masters"] }
`);
    expect(accessEntry.map((e) => [e.principal.value, e.policies.map((p) => p.scope.value)])).toEqual([
      ["arn:aws:iam::111122223333:role/ops", ["cluster"]],
    ]);
    expect(identityMapping.map((m) => m.groups.map((g) => g.value))).toEqual([["system:masters"]]);
  });
});

describe("nodes of eksctl", () => {
  it("are started from what eksctl makes, unless they name a template", () => {
    const { instance, nodeGroup } = factsOf(`nodeGroups: [{ name: a, disablePodIMDS: true }]
managedNodeGroups: [{ name: b, launchTemplate: { id: lt-1 } }, { name: c, disableIMDSv1: false, privateNetworking: true, ssh: { allow: true } }]
`);
    expect(instance.map((i) => [i.address, i.httpTokens.value, i.hopLimit.value, i.publicIp.value])).toEqual([
      ["a", "required", "1", undefined],
      ["c", "optional", undefined, false],
    ]);
    expect(nodeGroup.map((g) => [g.launchTemplate.target?.address, g.sshKey.value, g.sshSourcesOpaque])).toEqual([
      ["a", undefined, false],
      [undefined, undefined, false],
      ["c", "~/.ssh/id_rsa.pub", true],
    ]);
  });

  it("have roles, as have service accounts; those that exist are left alone", () => {
    const { attachment, duty, policy } = factsOf(`iam:
  serviceAccounts:
    - metadata: { name: web }
      attachPolicyARNs: ["arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess"]
    - metadata: { name: old }
      attachRoleARN: arn:aws:iam::111122223333:role/old
      attachPolicyARNs: ["arn:aws:iam::aws:policy/AdministratorAccess"]
  podIdentityAssociations:
    - serviceAccountName: job
      permissionPolicy:
        Version: "2012-10-17"
        Statement: [{ Effect: Allow, Action: "sqs:SendMessage", Resource: "*" }]
managedNodeGroups:
  - name: apps
    iam: { attachPolicyARNs: ["arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore"] }
`);
    expect(attachment.map((a) => [a.address, awsManaged(a), a.role?.open])).toEqual([
      ["apps", "AmazonSSMManagedInstanceCore", true],
      ["web", "AmazonS3ReadOnlyAccess", true],
      ["job", undefined, true],
    ]);
    expect(duty.map((d) => [d.address, d.as])).toEqual([["apps", "instance"]]);
    expect(policy.map((p) => [p.address, p.kind, p.statements.length])).toEqual([["job", "identity", 1]]);
  });
});
