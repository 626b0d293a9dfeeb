import { bad, file, good, kubernetes } from "../../kit/example.ts";
import { rule } from "../../kit/rule.ts";
import { together } from "../../kit/together.ts";

export default rule({
  name: "unisolated-pod",
  on: "placement",
  title: "No network policy selects the pod",
  severity: "info",
  preset: "all",
  risk: "orchestrator",
  why: `A pod that no NetworkPolicy selects takes traffic from every pod of the cluster and makes any: whoever is in one is a step from all. A policy for the whole namespace that denies what is not allowed (\`podSelector: {}\`, both \`policyTypes\`), with one for DNS, is where to begin. On EKS the VPC CNI enforces policies only with \`enableNetworkPolicy\`; without an agent that enforces them they do nothing.

Another repository may hold the policies, and so the rule is in the preset \`all\` alone, with one finding for the pods of a file and namespace. It looks at all manifests of the workspace: selectors as Kubernetes reads them, an empty one picks all. Where it is not certain that a policy misses the pod, nothing is said: namespaces that only deployment gives, labels of a template, policies of Calico, Cilium and administrators.`,
  refs: [
    "NIST SP 800-190 4.3.3",
    "CIS EKS 4.3.2",
    "https://kubernetes.io/docs/concepts/services-networking/network-policies/",
    "https://docs.aws.amazon.com/eks/latest/userguide/cni-network-policy.html",
  ],
  equivalents: [{ tool: "checkov", id: "CKV2_K8S_6" }],

  *check({ address, pods }) {
    const [first, ...others] = pods.filter((p) => p.isolated === false);
    if (!first) return;
    const who = first.pod.address ? `"${first.pod.address}"` : "the pod";
    const where = address ? ` of the namespace ${address}` : "";
    const rest = others.length === 0 ? "" : ` Nor ${others.length} more here.`;
    yield {
      ...together([first, ...others], ({ pod }) => pod.name.at, "Nor this one."),
      message: `No network policy in the workspace selects ${who}${where}: every pod of the cluster reaches it, and it reaches all.${rest}`,
    };
  },

  examples: [
    bad(
      file("web.yaml")`
      apiVersion: v1
      kind: Pod
      metadata: { name: «web», namespace: shop, labels: { app: web } }
      spec:
        containers: [{ name: web, image: "web:1.4" }]
      ---
      apiVersion: v1
      kind: Pod
      metadata: { name: log, namespace: shop, labels: { app: log } }
      spec:
        containers: [{ name: log, image: "log:2" }]
    `,
      file("policies.yaml")`
      apiVersion: networking.k8s.io/v1
      kind: NetworkPolicy
      metadata: { name: log, namespace: shop }
      spec: { podSelector: { matchExpressions: [{ key: app, operator: NotIn, values: [web] }] } }
      ---
      apiVersion: networking.k8s.io/v1
      kind: NetworkPolicy
      metadata: { name: all, namespace: other }
      spec: { podSelector: {} }
    `,
    ).because("One policy is for others, one is of another namespace."),
    good(
      file("web.yaml")`
      apiVersion: apps/v1
      kind: Deployment
      metadata: { name: web, namespace: shop }
      spec:
        selector: { matchLabels: { app: web } }
        template:
          metadata: { labels: { app: web, tier: front } }
          spec:
            containers: [{ name: web, image: "web:1.4" }]
    `,
      file("policies.yaml")`
      apiVersion: networking.k8s.io/v1
      kind: NetworkPolicy
      metadata: { name: web, namespace: shop }
      spec: { podSelector: { matchLabels: { tier: front } } }
    `,
    ).because("The labels are the template's."),
    good(
      kubernetes`
      apiVersion: v1
      kind: Pod
      metadata: { name: web, namespace: shop }
      spec: { containers: [{ name: web, image: "web:1.4" }] }
    `,
      file("policies.yaml")`
      apiVersion: networking.k8s.io/v1
      kind: NetworkPolicy
      metadata: { name: default-deny }
      spec: { podSelector: {}, policyTypes: [Ingress, Egress] }
    `,
    ).because("Which namespace the policy goes to is not written."),
    good(
      kubernetes`
      apiVersion: v1
      kind: Pod
      metadata: { name: web, namespace: shop }
      spec: { containers: [{ name: web, image: "web:1.4" }] }
    `,
      file("policies.yaml")`
      apiVersion: cilium.io/v2
      kind: CiliumClusterwideNetworkPolicy
      metadata: { name: default-deny }
      spec: { endpointSelector: {} }
    `,
    ).because("A policy of a network plugin may select it."),
  ],
});
