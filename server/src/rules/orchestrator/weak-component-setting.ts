import { bad, cloudformation, file, good, kubernetes, terraform } from "../../kit/example.ts";
import { type Fix, fix, rule } from "../../kit/rule.ts";
import { pairs, type Weakness, weaknesses } from "../../knowledge/component-settings.ts";
import type { Setting } from "../../model/component.ts";
import type { Field } from "../../model/field.ts";

export default rule({
  name: "weak-component-setting",
  on: "component",
  title: "Setting of the kubelet or the control plane takes protection away",
  severity: "warning",
  risk: "orchestrator",
  why: `The programs that a cluster is made of decide who speaks to it at all, and what comes before any role or policy: a kubelet that takes requests without a name gives a shell in every container of its node to whoever reaches port 10250.

On EKS the kubelet is yours, in a \`KubeletConfiguration\`, in \`kubeletExtraConfig\` of eksctl, in the \`NodeConfig\` that nodeadm reads, or among the arguments of the bootstrap script in user data; the images of EKS start it well, and what is found here undoes that. The API server, the scheduler and etcd are AWS's there: their manifests are yours where you run a control plane of your own (kubeadm, kOps, EKS Anywhere), and for it the same is looked at.

Only what is written is judged; what a manifest leaves out, and cannot be said elsewhere, is told by \`unset-component-setting\`. A command in a shell is not read. A certificate without its key is found, too, for all flags stand in one place.`,
  refs: [
    "NIST SP 800-190 4.3.1",
    "CIS EKS 3.2",
    "CIS Kubernetes 1.2",
    "CIS Kubernetes 4.2",
    "https://kubernetes.io/docs/reference/access-authn-authz/kubelet-authn-authz/",
    "https://kubernetes.io/docs/reference/config-api/kubelet-config.v1beta1/",
    "https://kubernetes.io/docs/reference/command-line-tools-reference/kube-apiserver/",
  ],
  equivalents: [
    { tool: "checkov", id: "CKV_K8S_138" },
    { tool: "checkov", id: "CKV_K8S_139" },
    { tool: "checkov", id: "CKV_K8S_141" },
  ],

  *check({ program, settings }) {
    const flags = new Map(settings.map(({ flag, value }) => [flag, value] as const));
    for (const { flag, value } of settings) {
      const weakness = weaknesses.find((w) => w.flag === flag && w.programs.includes(program) && value.is(w.weak));
      if (!weakness || flags.has(weakness.unless ?? "")) continue;
      yield {
        at: value.at,
        key: flag,
        severity: weakness.severity,
        message: `${program} is told "${said(flag, value)}": ${weakness.why}.`,
        fixes: mended({ flag, value }, weakness),
      };
    }
    for (const [one, other] of pairs.flatMap(([a, b]) => [[a, b] as const, [b, a] as const])) {
      const value = flags.get(one);
      if (!value || flags.has(other)) continue;
      yield {
        at: value.at,
        key: one,
        message: `${program} is told ${value.key || `--${one}`}, but no --${other}: a certificate and its key are of use together alone.`,
      };
    }
  },

  examples: [
    bad(kubernetes`
      apiVersion: v1
      kind: Pod
      metadata: { name: kube-apiserver, namespace: kube-system }
      spec:
        containers:
          - name: kube-apiserver
            image: registry.k8s.io/kube-apiserver:v1.34.0
            command: [kube-apiserver, «--request-timeout=1h0m1s»]
    `).to(kubernetes`
      apiVersion: v1
      kind: Pod
      metadata: { name: kube-apiserver, namespace: kube-system }
      spec:
        containers:
          - name: kube-apiserver
            image: registry.k8s.io/kube-apiserver:v1.34.0
            command: [kube-apiserver, "--request-timeout=60s"]
    `),
    bad(
      file("kubelet.yaml")`
      apiVersion: kubelet.config.k8s.io/v1beta1
      kind: KubeletConfiguration
      authentication:
        anonymous:
          enabled: «true»
      authorization:
        mode: «AlwaysAllow»
      readOnlyPort: «10255»
    `,
    ).to(
      file("kubelet.yaml")`
      apiVersion: kubelet.config.k8s.io/v1beta1
      kind: KubeletConfiguration
      authentication:
        anonymous:
          enabled: false
      authorization:
        mode: «AlwaysAllow»
      readOnlyPort: «10255»
    `,
    ),
    bad(
      file("cluster.yaml")`
      apiVersion: eksctl.io/v1alpha5
      kind: ClusterConfig
      metadata: { name: shop, region: eu-west-1 }
      nodeGroups:
        - name: workers
          kubeletExtraConfig:
            readOnlyPort: «10255»
    `,
    ),
    bad(
      file("node.yaml")`
      apiVersion: node.eks.aws/v1alpha1
      kind: NodeConfig
      spec:
        kubelet:
          config:
            streamingConnectionIdleTimeout: «0s»
          flags:
            - «--read-only-port=10255»
    `,
    ),
    bad(terraform`
      resource "aws_launch_template" "workers" {
        name      = "workers"
        user_data = base64encode(<<-EOT
          #!/bin/bash
          /etc/eks/bootstrap.sh shop --kubelet-extra-args '--read-only-port=«10255» --max-pods=110'
        EOT
        )
      }
    `).to(terraform`
      resource "aws_launch_template" "workers" {
        name      = "workers"
        user_data = base64encode(<<-EOT
          #!/bin/bash
          /etc/eks/bootstrap.sh shop --kubelet-extra-args '--read-only-port=0 --max-pods=110'
        EOT
        )
      }
    `),
    bad(cloudformation`
      Resources:
        Workers:
          Type: AWS::EC2::LaunchTemplate
          Properties:
            LaunchTemplateData:
              UserData:
                Fn::Base64: !Sub |
                  MIME-Version: 1.0
                  Content-Type: multipart/mixed; boundary="//"

                  --//
                  Content-Type: application/node.eks.aws

                  apiVersion: node.eks.aws/v1alpha1
                  kind: NodeConfig
                  spec:
                    cluster: { name: \${Cluster} }
                    kubelet:
                      config:
                        protectKernelDefaults: «false»
                  --//--
    `),
    bad(kubernetes`
      apiVersion: v1
      kind: Pod
      metadata: { name: kube-apiserver, namespace: kube-system }
      spec:
        containers:
          - name: kube-apiserver
            image: registry.k8s.io/kube-apiserver:v1.34.1
            command:
              - kube-apiserver
              - «--authorization-mode=AlwaysAllow»
              - --service-account-lookup
    `).to(kubernetes`
      apiVersion: v1
      kind: Pod
      metadata: { name: kube-apiserver, namespace: kube-system }
      spec:
        containers:
          - name: kube-apiserver
            image: registry.k8s.io/kube-apiserver:v1.34.1
            command:
              - kube-apiserver
              - "--authorization-mode=Node,RBAC"
              - --service-account-lookup
    `),
    bad(
      file("kubelet.yaml")`
      apiVersion: kubelet.config.k8s.io/v1beta1
      kind: KubeletConfiguration
      eventRecordQPS: «2»
    `,
    ).to(
      file("kubelet.yaml")`
      apiVersion: kubelet.config.k8s.io/v1beta1
      kind: KubeletConfiguration
      eventRecordQPS: 50
    `,
    ),
    bad(kubernetes`
      apiVersion: v1
      kind: Pod
      metadata: { name: kube-apiserver, namespace: kube-system }
      spec:
        containers:
          - name: kube-apiserver
            image: registry.k8s.io/kube-apiserver:v1.34.1
            command: [kube-apiserver, «--authorization-mode=RBAC»]
    `)
      .to(kubernetes`
      apiVersion: v1
      kind: Pod
      metadata: { name: kube-apiserver, namespace: kube-system }
      spec:
        containers:
          - name: kube-apiserver
            image: registry.k8s.io/kube-apiserver:v1.34.1
            command: [kube-apiserver, "--authorization-mode=Node,RBAC"]
    `)
      .because("Each kubelet reads the Secrets of all nodes."),
    bad(kubernetes`
      apiVersion: v1
      kind: Pod
      metadata: { name: kubelet }
      spec:
        containers:
          - name: kubelet
            image: registry.example.com/kubelet:v1.34.1
            command: [kubelet, --config=/etc/kubelet.yaml, «--hostname-override=worker-1»]
    `).to(kubernetes`
      apiVersion: v1
      kind: Pod
      metadata: { name: kubelet }
      spec:
        containers:
          - name: kubelet
            image: registry.example.com/kubelet:v1.34.1
            command: [kubelet, --config=/etc/kubelet.yaml]
    `),
    bad(kubernetes`
      apiVersion: v1
      kind: Pod
      metadata: { name: etcd, namespace: kube-system }
      spec:
        containers:
          - name: etcd
            image: registry.k8s.io/etcd:3.6.4-0
            command: [etcd, «--client-cert-auth=false», --listen-client-urls, «"http://10.0.0.4:2379,https://127.0.0.1:2379"»]
    `),
    bad(kubernetes`
      apiVersion: v1
      kind: Pod
      metadata: { name: kube-apiserver, namespace: kube-system }
      spec:
        containers:
          - name: kube-apiserver
            image: registry.example.com:5000/kube-apiserver:v1.34.1
            args:
              - «--kubelet-client-certificate=/etc/kubernetes/pki/apiserver-kubelet-client.crt»
              - --tls-cert-file=/etc/kubernetes/pki/apiserver.crt
              - --tls-private-key-file=/etc/kubernetes/pki/apiserver.key
    `).because("The program is the image's, and the key is left out."),
    good(
      file("kubelet.yaml")`
      apiVersion: kubelet.config.k8s.io/v1beta1
      kind: KubeletConfiguration
      authentication: { anonymous: { enabled: false }, webhook: { enabled: true } }
      tlsCipherSuites: [TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256]
    `,
    ).because("A configuration's defaults refuse requests without a name; what is left out is well."),
    bad(kubernetes`
      apiVersion: v1
      kind: Pod
      metadata: { name: kube-apiserver, namespace: kube-system }
      spec:
        containers:
          - name: kube-apiserver
            image: registry.k8s.io/kube-apiserver:v1.34.1
            command: [kube-apiserver, --audit-log-path=/var/log/audit.log, «--audit-log-maxage=7», --audit-log-maxbackup=0]
    `),
    good(kubernetes`
      apiVersion: v1
      kind: Pod
      metadata: { name: etcd, namespace: kube-system }
      spec:
        containers:
          - name: etcd
            image: registry.k8s.io/etcd:3.6.4-0
            command: [etcd, --client-cert-auth=false, --trusted-ca-file=/etc/kubernetes/pki/etcd/ca.crt]
    `).because("Who names an authority for clients is asked for a certificate all the same."),
    good(kubernetes`
      apiVersion: v1
      kind: Pod
      metadata: { name: proxy }
      spec:
        containers:
          - name: proxy
            image: proxy:1
            args: [--profiling=true, --anonymous-auth=true]
    `).because("Flags of a program that is none of Kubernetes' own."),
    good(kubernetes`
      apiVersion: v1
      kind: Pod
      metadata: { name: kube-apiserver }
      spec:
        containers:
          - name: kube-apiserver
            image: registry.k8s.io/kube-apiserver:v1.34.1
            command: [kube-apiserver, "--authorization-mode=\${MODES}", "--authorization-mode=Node,RBAC", --secure-port=6443]
    `).because("Known to deployment only."),
  ],
});

/** How the text has it: `--anonymous-auth=true`, `authentication.anonymous.enabled: true`. */
const said = (flag: string, value: Field<string>): string =>
  value.key.startsWith("--") ? `${value.key}=${value.value}` : `${value.key || `--${flag}`} ${value.value}`;

function mended({ value }: Setting, { instead }: Weakness): readonly Fix[] {
  const to = instead instanceof Function ? instead(value.value ?? "") : instead;
  return to ? fix(`Set it to "${to}"`, "unsafe", value.set(to)) : fix("Remove it", "unsafe", value.remove());
}
