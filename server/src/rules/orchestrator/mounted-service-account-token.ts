import { bad, file, good, kubernetes } from "../../kit/example.ts";
import { fix, rule } from "../../kit/rule.ts";
import { isStatic, type PlacedPod } from "../../model/pod.ts";

export default rule({
  name: "mounted-service-account-token",
  on: "placement",
  title: "Pod mounts a token of the API server that it may not need",
  severity: "info",
  preset: "strict",
  risk: "orchestrator",
  why: `Every pod mounts the token of its service account unless it, or that account, says \`automountServiceAccountToken: false\`; what the pod says goes before. Most programs never talk to the API server: in them the token is worth something to an attacker alone. Even one with no rights of its own is an account of the cluster, to which \`system:authenticated\` may have been given something.

IAM roles for service accounts and EKS Pod Identity mount tokens of their own, and work without this one. Operators, controllers and what finds its peers through the API need it: say \`true\` in the pod, with an account of its own, and nothing is found. One finding for the pods of a file and namespace.`,
  refs: [
    "NIST SP 800-190 4.3.2",
    "CWE-1188",
    "CIS EKS 4.1.6",
    "https://kubernetes.io/docs/tasks/configure-pod-container/configure-service-account/#opt-out-of-api-credential-automounting",
  ],
  equivalents: [
    { tool: "checkov", id: "CKV_K8S_38" },
    { tool: "trivy", id: "KSV-0036" },
  ],

  *check({ pods }) {
    const found = pods.filter(mounts);
    const [first, ...others] = found;
    if (!first) return;
    const { mountsToken, serviceAccount, name, workload } = first.pod;
    const rest = others.length === 0 ? "" : ` So ${others.length > 1 ? "do" : "does"} ${others.length} more here.`;
    yield {
      at: mountsToken.unset ? name.at : mountsToken.at,
      message: `${workload.address ? `"${workload.address}"` : "The pod"} mounts the token of the service account "${serviceAccount.value}", which whoever takes it over can use.${rest}`,
      related: others.map(({ pod }) => ({ at: pod.name.at, message: "Mounts it, too." })),
      fixes: fix(
        "Set automountServiceAccountToken to false",
        "unsafe",
        found.every((f) => f.pod.mountsToken.set(false).length > 0) ? found.flatMap((f) => f.pod.mountsToken.set(false)) : [],
      ),
    };
  },

  examples: [
    bad(kubernetes`
      apiVersion: apps/v1
      kind: Deployment
      metadata: { name: «web» }
      spec:
        selector: { matchLabels: { app: web } }
        template:
          metadata: { labels: { app: web } }
          spec:
            containers: [{ name: web, image: "web:1.4" }]
    `).to(kubernetes`
      apiVersion: apps/v1
      kind: Deployment
      metadata: { name: web }
      spec:
        selector: { matchLabels: { app: web } }
        template:
          metadata: { labels: { app: web } }
          spec:
            containers: [{ name: web, image: "web:1.4" }]
            automountServiceAccountToken: false
    `),
    bad(kubernetes`
      apiVersion: v1
      kind: Pod
      metadata: { name: web }
      spec:
        automountServiceAccountToken: «true»
        containers: [{ name: web, image: "web:1.4" }]
    `).because("The token of an account that every pod has."),
    bad(
      file("web.yaml")`
      apiVersion: v1
      kind: Pod
      metadata: { name: «web», namespace: shop }
      spec:
        serviceAccountName: web
        containers: [{ name: web, image: "web:1.4" }]
    `,
      file("accounts.yaml")`
      apiVersion: v1
      kind: ServiceAccount
      metadata: { name: web, namespace: other }
      automountServiceAccountToken: false
    `,
    ).because("The account of another namespace says nothing of this pod."),

    good(
      file("web.yaml")`
      apiVersion: v1
      kind: Pod
      metadata: { name: web, namespace: shop }
      spec:
        serviceAccountName: web
        containers: [{ name: web, image: "web:1.4" }]
    `,
      file("accounts.yaml")`
      apiVersion: v1
      kind: ServiceAccount
      metadata: { name: web, namespace: shop }
      automountServiceAccountToken: false
    `,
    ).because("The account says it, in another file."),
    good(kubernetes`
      apiVersion: apps/v1
      kind: Deployment
      metadata: { name: operator }
      spec:
        selector: { matchLabels: { app: operator } }
        template:
          metadata: { labels: { app: operator } }
          spec:
            serviceAccountName: operator
            automountServiceAccountToken: true
            containers: [{ name: operator, image: "operator:2" }]
    `).because("It is said on purpose, for an account of its own."),
    good(kubernetes`
      apiVersion: apps/v1
      kind: Deployment
      metadata: { name: web }
      spec: { template: { spec: { containers: [{ name: web, image: "web:1.4" }] } } }
    `).because("A patch: another file may say it."),
    good(kubernetes`
      apiVersion: v1
      kind: Pod
      metadata: { name: kube-scheduler, namespace: kube-system, labels: { component: kube-scheduler, tier: control-plane } }
      spec: { containers: [{ name: kube-scheduler, image: "registry.k8s.io/kube-scheduler:v1.34.1" }] }
    `).because("The kubelet starts it from a file, without a token."),
    good(kubernetes`
      apiVersion: v1
      kind: ServiceAccount
      metadata: { name: operator, namespace: shop }
      ---
      apiVersion: rbac.authorization.k8s.io/v1
      kind: RoleBinding
      metadata: { name: operator, namespace: shop }
      roleRef: { apiGroup: rbac.authorization.k8s.io, kind: Role, name: operator }
      subjects: [{ kind: ServiceAccount, name: operator, namespace: shop }]
      ---
      apiVersion: v1
      kind: Pod
      metadata: { name: operator, namespace: shop }
      spec:
        serviceAccountName: operator
        containers: [{ name: operator, image: "operator:2" }]
    `).because("Somebody bound a role to the account: it is there to be used."),
  ],
});

/** Does it mount the token although nobody said that it should? */
function mounts({ pod, account, accountMayDiffer, bound }: PlacedPod): boolean {
  const { mountsToken, serviceAccount } = pod;
  if (isStatic(pod) || mountsToken.opaque || serviceAccount.value === undefined || bound) return false;
  if (!mountsToken.unset) return mountsToken.is(true) && serviceAccount.is("default");
  return account ? account.mountsToken.is(true) : !accountMayDiffer;
}
