import { bad, good, kubernetes } from "../../kit/example.ts";
import { rule } from "../../kit/rule.ts";
import { isStatic } from "../../model/pod.ts";

export default rule({
  name: "default-service-account",
  on: "pod",
  title: "Pod runs as the default service account",
  severity: "info",
  preset: "all",
  risk: "orchestrator",
  why: `All pods of a namespace that name no service account share \`default\`: a right that is bound to it for one is every other's, too, and the audit log tells none from the others. An account of its own costs nothing and can have an IAM role.

Nothing is gained by it at once, and most pods have none: the rule is in the preset \`all\`. A pod that does not mount the account's token is left alone, and so is one that the kubelet starts from a file.`,
  refs: ["NIST SP 800-190 4.3.2", "CIS EKS 4.1.5", "https://docs.aws.amazon.com/eks/latest/best-practices/identity-and-access-management.html"],
  equivalents: [{ tool: "checkov", id: "CKV_K8S_41" }],

  *check(pod) {
    const { serviceAccount, mountsToken, name, address, kind } = pod;
    if (isStatic(pod) || !serviceAccount.is("default") || mountsToken.is(false) || mountsToken.opaque) return;
    yield {
      at: serviceAccount.unset ? name.at : serviceAccount.at,
      message: `${address ? `"${address}"` : `The ${kind}`} runs as the service account that every pod of its namespace has.`,
    };
  },

  examples: [
    bad(kubernetes`
      apiVersion: v1
      kind: Pod
      metadata: { name: «web» }
      spec:
        containers: [{ name: web, image: "web:1.4" }]
    `),
    bad(kubernetes`
      apiVersion: batch/v1
      kind: Job
      metadata: { name: import }
      spec:
        template:
          spec:
            serviceAccountName: «default»
            restartPolicy: Never
            containers: [{ name: import, image: "import:3" }]
    `),
    good(kubernetes`
      apiVersion: v1
      kind: Pod
      metadata: { name: web }
      spec:
        serviceAccount: web
        containers: [{ name: web, image: "web:1.4" }]
    `).because("The old name of the key is still taken."),
    good(kubernetes`
      apiVersion: v1
      kind: Pod
      metadata: { name: web }
      spec:
        automountServiceAccountToken: false
        containers: [{ name: web, image: "web:1.4" }]
    `).because("Nothing in it has the account."),
  ],
});
