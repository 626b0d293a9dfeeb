import { bad, good, kubernetes } from "../../kit/example.ts";
import { fix, rule } from "../../kit/rule.ts";
import { removedApi } from "../../knowledge/removed-apis.ts";
import { titled } from "../../model/title.ts";

export default rule({
  name: "removed-api-version",
  on: "kubernetesObject",
  title: "Manifest is written for an API that Kubernetes has no longer",
  severity: "info",
  risk: "orchestrator",
  why: `Kubernetes takes old versions of its APIs away, and a cluster refuses what is written for them. A manifest that was to guard something is worse than none then: a \`PodSecurityPolicy\` looks like a fence and holds nothing back from 1.25 on, where labels of the namespace for Pod Security Admission, or a policy engine, took its place; network policies, roles and admission webhooks of a version that is gone are never made.

Those are shown always; of other kinds, which merely fail to be applied, a hint is from the preset \`strict\` on. Each of these versions is gone from every release that EKS offers with standard support. The fix is there where the new version is written the same.`,
  refs: [
    "NIST SP 800-190 4.3.4",
    "https://kubernetes.io/docs/reference/using-api/deprecation-guide/",
    "https://kubernetes.io/docs/concepts/security/pod-security-policy/",
    "https://docs.aws.amazon.com/eks/latest/userguide/kubernetes-versions.html",
  ],

  *check({ apiVersion, kind, name }) {
    const gone = apiVersion.value === undefined ? undefined : removedApi(apiVersion.value, kind);
    if (!gone) return;
    const from = `Kubernetes has no ${kind} of ${apiVersion.value} from ${gone.since} on`;
    const edits = gone.instead && gone.same ? apiVersion.set(gone.instead) : [];
    const now = gone.instead ? `; ${gone.instead} has it` : "";
    if (guards.has(kind))
      yield {
        at: apiVersion.at,
        message: `${from}${now}: the ${titled(kind, name)} ${kind === "PodSecurityPolicy" ? "keeps nothing back" : "is not made, and neither is what it decides"}.`,
        fixes: fix(`Write it for ${gone.instead}`, "unsafe", edits),
      };
    else
      yield {
        at: apiVersion.at,
        severity: "hint",
        confidence: "low",
        message: `${from}${now}.`,
        fixes: fix(`Write it for ${gone.instead}`, "unsafe", edits),
      };
  },

  examples: [
    bad(kubernetes`
      apiVersion: «policy/v1beta1»
      kind: PodSecurityPolicy
      metadata: { name: restricted }
      spec: { privileged: false }
    `),
    bad(kubernetes`
      apiVersion: «rbac.authorization.k8s.io/v1beta1»
      kind: RoleBinding
      metadata: { name: read, namespace: shop }
      roleRef: { apiGroup: rbac.authorization.k8s.io, kind: Role, name: read }
      subjects: [{ kind: ServiceAccount, name: web }]
    `).to(kubernetes`
      apiVersion: rbac.authorization.k8s.io/v1
      kind: RoleBinding
      metadata: { name: read, namespace: shop }
      roleRef: { apiGroup: rbac.authorization.k8s.io, kind: Role, name: read }
      subjects: [{ kind: ServiceAccount, name: web }]
    `),
    bad(kubernetes`
      apiVersion: «extensions/v1beta1»
      kind: Deployment
      metadata: { name: web }
      spec: { template: { spec: { containers: [{ name: web, image: "web:1.4" }] } } }
    `).because("What it takes now is more than another version: the selector must be written."),
    good(kubernetes`
      apiVersion: batch/v1
      kind: CronJob
      metadata: { name: tidy }
      spec: { schedule: "@daily", jobTemplate: { spec: { template: { spec: { restartPolicy: Never, containers: [{ name: tidy, image: "tidy:2" }] } } } } }
    `),
    good(kubernetes`
      apiVersion: example.com/v1beta1
      kind: Deployment
      metadata: { name: web }
      spec: { replicas: 2 }
      ---
      apiVersion: v1
      kind: Namespace
      metadata: { name: shop }
    `).because("Somebody's own API."),
  ],
});

/** Kinds that were to keep something out. */
const guards: ReadonlySet<string> = new Set([
  ...["PodSecurityPolicy", "NetworkPolicy", "MutatingWebhookConfiguration", "ValidatingWebhookConfiguration"],
  ...["Role", "ClusterRole", "RoleBinding", "ClusterRoleBinding"],
]);
