import { bad, good, kubernetes } from "../../kit/example.ts";
import { rule } from "../../kit/rule.ts";
import { grants, isSystem, namedResource, titleOf } from "../../model/rbac.ts";

export default rule({
  name: "traffic-redirecting-role",
  on: "rbacRole",
  title: "Role redirects traffic of the cluster",
  severity: "info",
  preset: "strict",
  risk: "orchestrator",
  why: `An address in the status of a Service is served by every node: whoever writes \`services/status\` takes the traffic that the cluster sends to that address (CVE-2020-8554, which has no fix in Kubernetes). Who writes \`endpoints\` or \`endpointslices\` leads a Service's traffic elsewhere, past network policies.

Controllers of load balancers need it.`,
  refs: ["NIST SP 800-190 4.3.3", "CWE-441", "https://github.com/kubernetes/kubernetes/issues/97076"],

  *check(role) {
    if (isSystem(role.name)) return;
    for (const r of role.rules) {
      const way = ways.find(([group, resource]) => grants(r, ["update", "patch"], group, resource) && namedResource(r, resource));
      const named = way && namedResource(r, way[1]);
      if (!named) continue;
      yield { at: named.at, message: `${titleOf(role)} writes ${way[1]}, and so leads traffic of others where it wants.` };
      return;
    }
  },

  examples: [
    bad(kubernetes`
      apiVersion: rbac.authorization.k8s.io/v1
      kind: ClusterRole
      metadata: { name: balancer }
      rules:
        - { apiGroups: [""], resources: [services, «services/status»], verbs: [get, patch] }
    `),
    good(kubernetes`
      apiVersion: rbac.authorization.k8s.io/v1
      kind: ClusterRole
      metadata: { name: balancer }
      rules:
        - { apiGroups: [""], resources: [services], verbs: [get, patch] }
        - { apiGroups: [""], resources: [services/status, endpoints], verbs: [get, list, watch] }
    `).because("The Service is not its status, and reading changes nothing."),
  ],
});

const ways = [
  ["", "services/status"],
  ["", "endpoints"],
  ["discovery.k8s.io", "endpointslices"],
] as const;
