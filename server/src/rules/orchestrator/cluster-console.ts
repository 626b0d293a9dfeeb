import { bad, good, kubernetes } from "../../kit/example.ts";
import { rule } from "../../kit/rule.ts";
import { imageOf } from "../../model/image.ts";

export default rule({
  name: "cluster-console",
  on: "workload",
  title: "Program that rules the cluster for whoever reaches it",
  severity: "warning",
  risk: "orchestrator",
  why: `Tiller, the half of Helm 2 that runs in the cluster, takes orders from whoever reaches its port and carries them out with rights of its own, most often all; Helm 2 has had no mends since November 2020, and Helm 3 does without. The Kubernetes Dashboard with \`--enable-skip-login\` shows and does for anybody what its service account may: companies' clusters were taken that way to mine coins.`,
  refs: [
    "NIST SP 800-190 4.3.1",
    "CWE-306",
    "https://helm.sh/blog/helm-2-becomes-unsupported/",
    "https://github.com/kubernetes/dashboard/blob/v2.7.0/docs/common/arguments.md",
  ],
  equivalents: [
    { tool: "checkov", id: "CKV_K8S_34" },
    { tool: "trivy", id: "KSV-0102" },
  ],

  *check({ containers, platform }) {
    if (platform !== "kubernetes") return;
    for (const { image, address, command: args } of containers) {
      const repository = imageOf(image)?.repository;
      if (repository === undefined) continue;
      if (/(?:^|\/)tiller$/.test(repository)) {
        yield {
          at: image.at,
          key: address,
          message: "This is Tiller, which carries out what whoever reaches it asks for; its last mend was in 2020.",
        };
      } else if (/(?:^|\/)(?:kubernetes-)?dashboard(?:-amd64)?$/.test(repository)) {
        const skips = args.items.find((a) => a.is((text) => /^--enable-skip-login(?:=true)?$/.test(text)));
        if (skips)
          yield { at: skips.at, key: address, message: "Whoever reaches this dashboard may do what its service account may, without a login." };
      }
    }
  },

  examples: [
    bad(kubernetes`
      apiVersion: v1
      kind: Pod
      metadata: { name: tiller, namespace: kube-system }
      spec:
        containers: [{ name: tiller, image: «gcr.io/kubernetes-helm/tiller:v2.17.0» }]
    `),
    bad(kubernetes`
      apiVersion: v1
      kind: Pod
      metadata: { name: dashboard }
      spec:
        containers:
          - name: dashboard
            image: kubernetesui/dashboard:v2.7.0
            args: [--auto-generate-certificates, «--enable-skip-login»]
    `),
    good(kubernetes`
      apiVersion: v1
      kind: Pod
      metadata: { name: dashboard }
      spec:
        containers:
          - { name: dashboard, image: "kubernetesui/dashboard:v2.7.0", args: [--auto-generate-certificates] }
          - { name: shop, image: "shop/distiller:1.4" }
    `).because("It asks for a token; the other only sounds alike."),
  ],
});
