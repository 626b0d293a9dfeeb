import { bad, good, kubernetes, terraform } from "../../kit/example.ts";
import { rule } from "../../kit/rule.ts";

export default rule({
  name: "unmanaged-pod",
  on: "pod",
  title: "Nothing looks after a pod",
  severity: "hint",
  risk: "orchestrator",
  preset: "all",
  why: `A pod that no Deployment, StatefulSet, DaemonSet or Job makes is there once: where its node goes, or is drained for an update, nothing starts it again, and a new image is rolled out by hand. So such pods are forgotten, and run what they ran when somebody tried something.

Pods that are to end (\`restartPolicy: Never\` or \`OnFailure\`), hooks of Helm, those of \`kube-system\`, which a kubelet may start from its own folder, and pods with an owner are left alone.`,
  refs: ["NIST SP 800-190 4.4.5", "https://kubernetes.io/docs/concepts/workloads/pods/#working-with-pods"],

  *check({ kind, name, namespace, owned, restartPolicy, annotations }) {
    if (kind !== "Pod" || owned) return;
    if (restartPolicy.opaque || restartPolicy.is((policy) => policy !== "Always")) return;
    if (namespace.is("kube-system") || annotations.open || annotations.names.includes("helm.sh/hook")) return;
    yield {
      at: name.at,
      message: `Nothing looks after ${name.value ? `the pod "${name.value}"` : "this pod"}: it does not come back where its node goes.`,
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
    bad(terraform`
      resource "kubernetes_pod_v1" "web" {
        metadata {
          name = «"web"»
        }
        spec {
          container {
            name  = "web"
            image = "web:1.4"
          }
        }
      }
    `),
    good(kubernetes`
      apiVersion: v1
      kind: Pod
      metadata: { name: once }
      spec:
        restartPolicy: Never
        containers: [{ name: once, image: "web:1.4" }]
      ---
      apiVersion: v1
      kind: Pod
      metadata: { name: test, annotations: { helm.sh/hook: test } }
      spec:
        containers: [{ name: test, image: "web:1.4" }]
      ---
      apiVersion: v1
      kind: Pod
      metadata:
        name: web-7d4b9c
        ownerReferences: [{ apiVersion: apps/v1, kind: ReplicaSet, name: web, uid: a }]
      spec:
        containers: [{ name: web, image: "web:1.4" }]
    `).because("It ends, Helm runs it, and a ReplicaSet made it."),
    good(kubernetes`
      apiVersion: apps/v1
      kind: Deployment
      metadata: { name: web }
      spec:
        selector: { matchLabels: { app: web } }
        template:
          spec:
            containers: [{ name: web, image: "web:1.4" }]
    `).because("The Deployment looks after it."),
  ],
});
