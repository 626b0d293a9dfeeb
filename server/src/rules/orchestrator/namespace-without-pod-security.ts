import { bad, good, kubernetes, terraform } from "../../kit/example.ts";
import { fix, rule } from "../../kit/rule.ts";
import { isSystemNamespace } from "../../model/namespace.ts";
import { titled } from "../../model/title.ts";

export default rule({
  name: "namespace-without-pod-security",
  on: "namespace",
  title: "Namespace holds no pod to a security standard",
  severity: "info",
  risk: "orchestrator",
  why: `Without the label \`pod-security.kubernetes.io/enforce\` anybody who may create a pod here may create a privileged one, and owns its node. \`baseline\` refuses what is known to lead out of a container, \`restricted\` asks for hardening, too; \`privileged\` refuses nothing.

A cluster may have other defaults for its admission, and policy engines (Kyverno, Gatekeeper) do the same: accept the finding there. \`kube-system\` and its like are left alone. Pods that break \`baseline\` are refused once it is enforced: label the namespace with \`warn\` and \`audit\` first, which refuse nothing.`,
  refs: [
    "NIST SP 800-190 4.4.3",
    "CIS EKS 4.2.1",
    "https://kubernetes.io/docs/concepts/security/pod-security-admission/",
    "https://docs.aws.amazon.com/eks/latest/best-practices/pod-security.html",
  ],

  *check({ name, labels }) {
    if (isSystemNamespace(name)) return;
    const enforce = labels.of("pod-security.kubernetes.io/enforce");
    const who = `The ${titled("namespace", name)}`;
    const fixes = fix("Enforce the baseline standard", "unsafe", enforce.set("baseline"));
    if (enforce.unset && !labels.open) yield { at: name.at, message: `${who} takes any pod, privileged ones included.`, fixes };
    else if (enforce.is("privileged")) yield { at: enforce.at, confidence: "low", message: `${who} takes any pod, and says so.`, fixes };
  },

  examples: [
    bad(kubernetes`
      apiVersion: v1
      kind: Namespace
      metadata:
        name: «shop»
        labels:
          team: shop
    `).to(kubernetes`
      apiVersion: v1
      kind: Namespace
      metadata:
        name: shop
        labels:
          team: shop
          pod-security.kubernetes.io/enforce: baseline
    `),
    bad(kubernetes`
      apiVersion: v1
      kind: Namespace
      metadata: { name: agents, labels: { pod-security.kubernetes.io/enforce: «privileged» } }
    `).because("Low confidence: agents of nodes need it."),
    bad(terraform`
      resource "kubernetes_namespace" "shop" {
        metadata {
          name = «"shop"»
        }
      }
    `).to(terraform`
      resource "kubernetes_namespace" "shop" {
        metadata {
          name = "shop"
          labels = {
            "pod-security.kubernetes.io/enforce" = "baseline"
          }
        }
      }
    `),
    good(kubernetes`
      apiVersion: v1
      kind: Namespace
      metadata: { name: shop, labels: { pod-security.kubernetes.io/enforce: restricted } }
    `).because("The strictest."),
    good(kubernetes`
      apiVersion: v1
      kind: Namespace
      metadata: { name: kube-system }
    `).because("The cluster's own parts need more than any standard allows."),
    good(kubernetes`
      apiVersion: v1
      kind: Namespace
      metadata: { name: shop, labels: { pod-security.kubernetes.io/enforce: "\${LEVEL}" } }
    `).because("Known to deployment only."),
  ],
});
