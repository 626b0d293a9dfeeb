import { bad, good, kubernetes } from "../../kit/example.ts";
import { rule } from "../../kit/rule.ts";
import { grants, isSystem, namedResource, titleOf } from "../../model/rbac.ts";

export default rule({
  name: "workload-creating-role",
  on: "rbacRole",
  title: "Role creates pods in any namespace",
  severity: "info",
  preset: "strict",
  risk: "orchestrator",
  why: `Who creates a pod, by itself or through a Deployment or a Job, chooses its service account and mounts its namespace's Secrets: the right to create pods is that to all of these. Where no Pod Security Admission holds pods back it is the nodes, too; a PersistentVolume with a \`hostPath\` is a way to the nodes past that.

Deployment tools and operators need it: bind such a role in the namespaces that they deploy to, and not in the cluster.`,
  refs: ["NIST SP 800-190 4.3.1", "CWE-269", "CIS EKS 4.1.4", "https://kubernetes.io/docs/concepts/security/rbac-good-practices/#workload-creation"],
  equivalents: [{ tool: "trivy", id: "KSV-0048" }],

  *check(role) {
    if (role.kind !== "ClusterRole" || isSystem(role.name)) return;
    for (const r of role.rules) {
      const made = workloads.find(([group, resource]) => grants(r, ["create"], group, resource) && namedResource(r, resource));
      const named = made && namedResource(r, made[1]);
      if (!named) continue;
      const what =
        made[1] === "persistentvolumes"
          ? "and with them the folders of nodes"
          : "and runs what it wants there, with any service account and Secret of the namespace";
      yield { at: named.at, message: `${titleOf(role)} creates ${made[1]} wherever it is bound, ${what}.` };
      return;
    }
  },

  examples: [
    bad(kubernetes`
      apiVersion: rbac.authorization.k8s.io/v1
      kind: ClusterRole
      metadata: { name: deployer }
      rules:
        - { apiGroups: [""], resources: [services], verbs: [create] }
        - { apiGroups: [apps], resources: [«deployments», statefulsets], verbs: [create, update] }
        - { apiGroups: [batch], resources: [jobs], verbs: [create] }
    `).because("One finding for the role."),
    bad(kubernetes`
      apiVersion: rbac.authorization.k8s.io/v1
      kind: ClusterRole
      metadata: { name: provisioner }
      rules:
        - { apiGroups: [""], resources: [«persistentvolumes»], verbs: ["*"] }
    `),
    good(kubernetes`
      apiVersion: rbac.authorization.k8s.io/v1
      kind: ClusterRole
      metadata: { name: scaler }
      rules:
        - { apiGroups: [apps], resources: [deployments, deployments/scale], verbs: [get, list, patch] }
        - { apiGroups: [""], resources: [persistentvolumeclaims, pods/eviction], verbs: [create] }
    `).because("Neither changes which pods there may be."),
    good(kubernetes`
      apiVersion: rbac.authorization.k8s.io/v1
      kind: Role
      metadata: { name: deployer, namespace: shop }
      rules:
        - { apiGroups: [apps], resources: [deployments], verbs: [create] }
    `).because("In one namespace."),
  ],
});

const workloads = [
  ["", "pods"],
  ["apps", "deployments"],
  ["apps", "daemonsets"],
  ["apps", "statefulsets"],
  ["apps", "replicasets"],
  ["batch", "jobs"],
  ["batch", "cronjobs"],
  ["", "replicationcontrollers"],
  ["", "persistentvolumes"],
] as const;
