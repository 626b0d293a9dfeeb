import { bad, file, good } from "../../kit/example.ts";
import { type Fix, fix, rule } from "../../kit/rule.ts";
import { nameOf } from "../../model/container.ts";
import { titled } from "../../model/title.ts";

export default rule({
  name: "fargate-refused-pod",
  on: "fargatePod",
  title: "Fargate refuses a pod of EKS",
  severity: "warning",
  risk: "orchestrator",
  why: `A Fargate profile of the workspace picks this pod, by its namespace and labels. Fargate runs each pod on a machine of its own that is AWS's to look after, and takes none that wants something of its host: privileged containers, the host's network and ports, its folders. Such a pod stays pending; what helps in a hurry is to move it to nodes of one's own, where these settings do their harm.

Judged only where the pod says its namespace and the workspace has one cluster, for a manifest does not say which one it goes to. DaemonSets are left out: they run on other nodes. The fix takes the setting away; nothing runs with it.`,
  refs: [
    "NIST SP 800-190 4.4.3",
    "https://docs.aws.amazon.com/eks/latest/userguide/fargate.html",
    "https://docs.aws.amazon.com/eks/latest/userguide/fargate-profile.html",
  ],

  *check({ pod: { kind, workload } }) {
    if (kind === "DaemonSet") return;
    const { network } = workload.namespaces;
    if (network.is("host") && !network.unset) {
      yield {
        at: network.at,
        key: "network",
        message: "Fargate refuses the network of its host: the pod stays pending.",
        fixes: removal(network.remove()),
      };
    }
    for (const { kind, name, hostPath } of workload.volumes.items) {
      if (kind !== "host" || hostPath.unset) continue;
      const what = name.unset ? "a volume" : titled("volume", name);
      yield { at: hostPath.at, key: name.value ?? "", message: `Fargate refuses ${what}, a path of a host that is AWS's: the pod stays pending.` };
    }
    for (const container of workload.containers) {
      const { address, privileged, ports } = container;
      const who = `container "${nameOf(container)}"`;
      if (privileged.is(true)) {
        const message = `Fargate refuses ${who}, for it is privileged: the pod stays pending.`;
        yield { at: privileged.at, key: `${address}.privileged`, message, fixes: removal(privileged.remove()) };
      }
      for (const { host } of ports.items) {
        if (host.unset || !host.is((port) => port !== "0")) continue;
        const message = `Fargate refuses the port ${host.value} of its host for ${who}: the pod stays pending.`;
        yield { at: host.at, key: `${address}.${host.value}`, message, fixes: removal(host.remove()) };
      }
    }
  },

  examples: [
    bad(
      file("web.yaml")`
      apiVersion: apps/v1
      kind: Deployment
      metadata: { name: web, namespace: shop-test }
      spec:
        selector: { matchLabels: { app: web } }
        template:
          spec:
            containers:
              - name: web
                image: web:1.4
                ports:
                  - containerPort: 8080
                    hostPort: «8080»
                securityContext:
                  privileged: «true»
                  runAsNonRoot: true
            volumes:
              - name: logs
                hostPath: { path: «/var/log» }
      `,
      file("eks.tf")`
      resource "aws_eks_fargate_profile" "shop" {
        cluster_name         = "shop"
        fargate_profile_name = "shop"

        selector {
          namespace = "shop-*"
        }
      }
      `,
    ).to(file("web.yaml")`
      apiVersion: apps/v1
      kind: Deployment
      metadata: { name: web, namespace: shop-test }
      spec:
        selector: { matchLabels: { app: web } }
        template:
          spec:
            containers:
              - name: web
                image: web:1.4
                ports:
                  - containerPort: 8080
                securityContext:
                  privileged: true
                  runAsNonRoot: true
            volumes:
              - name: logs
                hostPath: { path: /var/log }
    `),
    bad(
      file("pod.yaml")`
      apiVersion: v1
      kind: Pod
      metadata: { name: web, namespace: shop, labels: { runs: fargate } }
      spec:
        hostNetwork: «true»
        containers: [{ name: web, image: "web:1.4" }]
      `,
      file("template.yaml")`
      Resources:
        Profile:
          Type: AWS::EKS::FargateProfile
          Properties:
            ClusterName: shop
            PodExecutionRoleArn: arn:aws:iam::111122223333:role/pods
            Selectors:
              - Namespace: shop
                Labels: [{ Key: runs, Value: fargate }]
      `,
    ),
    bad(
      file("pod.yaml")`
      apiVersion: v1
      kind: Pod
      metadata: { name: web, namespace: shop }
      spec:
        containers: [{ name: web, image: "web:1.4", securityContext: { privileged: «true» } }]
      `,
      file("cluster.yaml")`
      apiVersion: eksctl.io/v1alpha5
      kind: ClusterConfig
      metadata: { name: shop }
      fargateProfiles:
        - name: shop
          selectors: [{ namespace: shop }]
      `,
    ),
    bad(
      file("pod.yaml")`
      apiVersion: v1
      kind: Pod
      metadata: { name: web, namespace: shop }
      spec:
        containers: [{ name: web, image: "web:1.4", securityContext: { privileged: «true» } }]
      `,
      file("eks.tf")`
      module "eks" {
        source  = "terraform-aws-modules/eks/aws"
        version = "~> 21.0"

        name             = "shop"
        fargate_profiles = { shop = { selectors = [{ namespace = "shop" }] } }
      }
      `,
    ),
    good(
      file("pod.yaml")`
      apiVersion: v1
      kind: Pod
      metadata: { name: web, namespace: shop, labels: { runs: elsewhere } }
      spec:
        hostNetwork: true
        containers: [{ name: web, image: "web:1.4" }]
      ---
      apiVersion: v1
      kind: Pod
      metadata: { name: anywhere }
      spec:
        hostNetwork: true
        containers: [{ name: web, image: "web:1.4" }]
      `,
      file("eks.tf")`
      resource "aws_eks_fargate_profile" "shop" {
        cluster_name = "shop"

        selector {
          namespace = "shop"
          labels    = { runs = "fargate" }
        }

        selector {
          namespace = "default"
        }
      }
      `,
    ).because("It lacks the label; and where a pod without a namespace goes only the one who applies it knows."),
    good(
      file("pod.yaml")`
      apiVersion: v1
      kind: Pod
      metadata: { name: web, namespace: shop }
      spec:
        hostNetwork: true
        containers: [{ name: web, image: "web:1.4" }]
      `,
      file("eks.tf")`
      resource "aws_eks_cluster" "one" {
        name = "one"
      }

      resource "aws_eks_cluster" "other" {
        name = "other"
      }

      resource "aws_eks_fargate_profile" "shop" {
        cluster_name = aws_eks_cluster.one.name

        selector {
          namespace = "shop"
        }
      }
      `,
    ).because("To which of two clusters it goes is not known."),
  ],
});

const removal = (edits: Fix["edits"]): readonly Fix[] => fix("Remove it", "safe", edits);
