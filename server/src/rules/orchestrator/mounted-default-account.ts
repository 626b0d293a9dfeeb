import { bad, good, kubernetes } from "../../kit/example.ts";
import { fix, rule } from "../../kit/rule.ts";

export default rule({
  name: "mounted-default-account",
  on: "serviceAccount",
  title: "Pods mount the token of the default service account",
  severity: "hint",
  preset: "all",
  risk: "orchestrator",
  why: `Every pod that names no service account runs as \`default\` of its namespace, and mounts its token: an account of the cluster for whoever takes such a pod over. \`automountServiceAccountToken: false\` in that one account keeps it from all of them at once; a pod that needs a token names an account of its own.

It is told where a manifest has the account \`default\`, which Kubernetes makes by itself in every namespace. What pods mount is told by \`mounted-service-account-token\`.`,
  refs: [
    "NIST SP 800-190 4.3.2",
    "CIS Kubernetes 5.1.5",
    "CIS EKS 4.1.5",
    "https://kubernetes.io/docs/tasks/configure-pod-container/configure-service-account/#opt-out-of-api-credential-automounting",
  ],
  equivalents: [{ tool: "checkov", id: "CKV_K8S_41" }],

  *check({ name, namespace, mountsToken }) {
    if (!name.is("default") || !mountsToken.is(true)) return;
    const where = namespace.value === undefined ? "its namespace" : `the namespace ${namespace.value}`;
    yield {
      at: mountsToken.unset ? name.at : mountsToken.at,
      message: `The default service account of ${where} gives its token to every pod that names none.`,
      fixes: fix("Set automountServiceAccountToken to false", "unsafe", mountsToken.set(false)),
    };
  },

  examples: [
    bad(kubernetes`
      apiVersion: v1
      kind: ServiceAccount
      metadata:
        name: «default»
        namespace: shop
    `).to(kubernetes`
      apiVersion: v1
      kind: ServiceAccount
      metadata:
        name: default
        namespace: shop
      automountServiceAccountToken: false
    `),
    bad(kubernetes`
      apiVersion: v1
      kind: ServiceAccount
      metadata: { name: default }
      automountServiceAccountToken: «true»
    `).to(kubernetes`
      apiVersion: v1
      kind: ServiceAccount
      metadata: { name: default }
      automountServiceAccountToken: false
    `),
    good(kubernetes`
      apiVersion: v1
      kind: ServiceAccount
      metadata: { name: default }
      automountServiceAccountToken: false
    `).because("Nobody gets it unasked."),
    good(kubernetes`
      apiVersion: v1
      kind: ServiceAccount
      metadata: { name: shop }
    `).because("Pods name it on purpose."),
    good(kubernetes`
      apiVersion: v1
      kind: ServiceAccount
      metadata: { name: default }
      automountServiceAccountToken: \${mounts}
    `).because("Known to deployment only."),
  ],
});
