import { bad, good, kubernetes, terraform } from "../../kit/example.ts";
import { rule } from "../../kit/rule.ts";
import { retiredController } from "../../knowledge/retired-controllers.ts";
import { namedImage } from "../../model/image-name.ts";

export default rule({
  name: "retired-controller",
  on: "container",
  title: "A part of the cluster has no makers any more",
  severity: "warning",
  risk: "orchestrator",
  why: `Controllers read secrets, write workloads and take traffic from everywhere. One that is archived gets no mend for what is found in it from then on. Ingress NGINX, which half of all clusters ran, was archived in March 2026; Tiller, the server of Helm 2, lets whoever reaches its port do anything in the cluster.

It is an error where the version has a hole that is known and used: every Ingress NGINX before 1.11.5 and 1.12.1 hands the secrets of the cluster to whoever reaches its webhook from any pod (CVE-2025-1974).

Judged by the name of the image, and by its tag where that is a version. There is no fix, for what takes its place is set up in another way.`,
  refs: [
    "NIST SP 800-190 4.3.5",
    "CWE-1104",
    "https://kubernetes.io/blog/2025/11/11/ingress-nginx-retirement/",
    "https://kubernetes.io/blog/2025/03/24/ingress-nginx-cve-2025-1974/",
    "https://helm.sh/blog/helm-2-becomes-unsupported/",
  ],

  *check({ image }) {
    const named = namedImage(image);
    const retired = named && retiredController(named.name, named.tag);
    if (!retired) return;
    const { what, fate, instead, hole } = retired;
    const message = `${what} ${fate}: nobody mends what is found in it. Its place is taken by ${instead}.`;
    yield hole ? { at: image.at, severity: "error", message: `${message} This version has ${hole.what}.` } : { at: image.at, message };
  },

  examples: [
    bad(kubernetes`
      apiVersion: apps/v1
      kind: Deployment
      metadata: { name: ingress-nginx-controller, namespace: ingress-nginx }
      spec:
        selector: { matchLabels: { app: ingress } }
        template:
          metadata: { labels: { app: ingress } }
          spec:
            containers:
              - name: controller
                image: «registry.k8s.io/ingress-nginx/controller:v1.11.3@sha256:d56f135b6462cfc476447cfe564b83a45e8bb7da2774963b00d12161112270b7»
    `).because("It is archived, and this version has CVE-2025-1974."),
    bad(kubernetes`
      apiVersion: v1
      kind: Pod
      metadata: { name: tiller }
      spec:
        containers:
          - { name: tiller, image: «ghcr.io/helm/tiller:v2.17.0» }
    `),
    bad(terraform`
      resource "kubernetes_deployment_v1" "ingress" {
        metadata {
          name = "ingress"
        }

        spec {
          template {
            spec {
              container {
                name  = "controller"
                image = «"registry.k8s.io/ingress-nginx/controller:v1.14.0"»
              }
            }
          }
        }
      }
    `).because("Archived, but without that hole."),
    good(kubernetes`
      apiVersion: v1
      kind: Pod
      metadata: { name: ingress }
      spec:
        containers:
          - { name: controller, image: "nginx/nginx-ingress:5.2.0" }
          - { name: metrics, image: "registry.k8s.io/metrics-server/metrics-server:v0.8.0" }
    `).because("The controller of F5 has nearly the same name, and makers."),
  ],
});
