import { bad, file, good, kubernetes } from "../../kit/example.ts";
import { fix, rule } from "../../kit/rule.ts";
import { type OpenDefault, openDefaults, pluginsToEnable } from "../../knowledge/component-defaults.ts";
import type { Component } from "../../model/component.ts";
import { listed } from "../../model/enumeration.ts";

export default rule({
  name: "unset-component-setting",
  on: "component",
  title: "Part of a cluster leaves to defaults what they leave open",
  severity: "info",
  preset: "strict",
  risk: "orchestrator",
  why: `The defaults of Kubernetes' own programs are those of its first versions. An API server that is told nothing lets everybody do everything (\`--authorization-mode\` is \`AlwaysAllow\`), writes no audit log, keeps Secrets in etcd as they are, and does not look at the certificates of kubelets; the controller manager and the scheduler answer on every address; etcd asks no client for a certificate; a kubelet without a configuration file takes commands from whoever reaches its port.

It is told once for each program, from the preset \`strict\` on, with all that the CIS Kubernetes Benchmark asks for and the command line leaves out. It is looked at only where that is whole: the command is written, and no configuration file, variable of etcd or image adds to it. Of a \`KubeletConfiguration\` its own defaults count, which are safer; what eksctl and nodeadm take is a part, and so is what kubeadm completes.

On EKS the control plane is AWS's, and the kubelets are yours. Flags that need no file are written by the fix; \`--anonymous-auth=false\` needs probes that bring a token, \`--protect-kernel-defaults\` a node whose kernel is set as the kubelet wants it. What is written and weak is told by \`weak-component-setting\`.`,
  refs: [
    "NIST SP 800-190 4.3.1",
    "CIS Kubernetes 1.2",
    "CIS Kubernetes 1.3",
    "CIS Kubernetes 1.4",
    "CIS Kubernetes 2",
    "CIS Kubernetes 4.2",
    "https://kubernetes.io/docs/reference/command-line-tools-reference/kube-apiserver/",
    "https://kubernetes.io/docs/reference/config-api/kubelet-config.v1beta1/",
    "https://etcd.io/docs/v3.6/op-guide/security/",
  ],
  equivalents: [
    { tool: "checkov", id: "CKV_K8S_68" },
    { tool: "checkov", id: "CKV_K8S_73" },
    { tool: "checkov", id: "CKV_K8S_91" },
  ],

  *check(component) {
    const { program, at, add } = component;
    const lacking = openIn(component);
    const plugins = pluginsOffIn(component);
    if (lacking.length === 0 && plugins.length === 0) return;
    const names = lacking.map(({ flag, key }) => key ?? `--${flag}`);
    const what = [...names, ...(plugins.length > 0 ? [`--enable-admission-plugins (${plugins.join(", ")})`] : [])];
    const isMended = plugins.length === 0 && lacking.every(({ value }) => value !== undefined);
    yield {
      at,
      ...(lacking.some(({ grave }) => grave) ? { severity: "warning" as const } : {}),
      message: `${program} is told nothing of ${listed(what)}, and its ${what.length > 1 ? "defaults leave" : "default leaves"} that open.`,
      fixes: isMended ? fix(`Add ${listed(what)}`, "unsafe", add?.(new Map(lacking.map(({ flag, value = "" }) => [flag, value]))) ?? []) : [],
    };
  },

  examples: [
    bad(kubernetes`
      apiVersion: v1
      kind: Pod
      metadata: { name: kube-scheduler, namespace: kube-system }
      spec:
        containers:
          - name: «kube-scheduler»
            image: registry.k8s.io/kube-scheduler:v1.34.1
            command:
              - kube-scheduler
              - --bind-address=127.0.0.1
              - --kubeconfig=/etc/kubernetes/scheduler.conf
    `).to(kubernetes`
      apiVersion: v1
      kind: Pod
      metadata: { name: kube-scheduler, namespace: kube-system }
      spec:
        containers:
          - name: kube-scheduler
            image: registry.k8s.io/kube-scheduler:v1.34.1
            command:
              - kube-scheduler
              - --bind-address=127.0.0.1
              - --kubeconfig=/etc/kubernetes/scheduler.conf
              - "--profiling=false"
    `),
    bad(kubernetes`
      apiVersion: v1
      kind: Pod
      metadata: { name: kube-apiserver, namespace: kube-system }
      spec:
        containers:
          - name: «kube-apiserver»
            image: registry.k8s.io/kube-apiserver:v1.34.1
            command: [kube-apiserver, --etcd-servers=https://127.0.0.1:2379, "--advertise-address=$(HOST_IP)"]
    `).because("Nobody is asked who they are or may do what."),
    bad(kubernetes`
      apiVersion: apps/v1
      kind: Deployment
      metadata: { name: store }
      spec:
        selector: { matchLabels: { app: store } }
        template:
          metadata: { labels: { app: store } }
          spec:
            containers:
              - name: «store»
                image: quay.io/coreos/etcd:v3.6.4
                command: [etcd, --listen-client-urls=https://0.0.0.0:2379, --cert-file=/tls/tls.crt, --key-file=/tls/tls.key]
    `),
    bad(
      file("kubelet.yaml")`
      apiVersion: kubelet.config.k8s.io/v1beta1
      kind: «KubeletConfiguration»
      rotateCertificates: true
      serverTLSBootstrap: true
    `,
    )
      .to(
        file("kubelet.yaml")`
      apiVersion: kubelet.config.k8s.io/v1beta1
      kind: KubeletConfiguration
      rotateCertificates: true
      serverTLSBootstrap: true
      protectKernelDefaults: true
    `,
      )
      .because("Its defaults ask everybody for a name, and let the kubelet change the kernel's parameters."),
    good(
      file("kubeadm.yaml")`
      apiVersion: kubeadm.k8s.io/v1beta4
      kind: ClusterConfiguration
      ---
      apiVersion: kubelet.config.k8s.io/v1beta1
      kind: KubeletConfiguration
      cgroupDriver: systemd
    `,
    ).because("kubeadm completes it."),
    good(kubernetes`
      apiVersion: v1
      kind: Pod
      metadata: { name: kube-scheduler, namespace: kube-system }
      spec:
        containers:
          - name: kube-scheduler
            image: registry.k8s.io/kube-scheduler:v1.34.1
            command: [kube-scheduler, --config=/etc/kubernetes/scheduler.yaml]
    `).because("A configuration file may say all of it."),
    good(kubernetes`
      apiVersion: v1
      kind: Pod
      metadata: { name: etcd }
      spec:
        containers:
          - name: etcd
            image: quay.io/coreos/etcd:v3.6.4
            command: [etcd]
            env:
              - { name: ETCD_CLIENT_CERT_AUTH, value: "true" }
    `).because("etcd reads variables."),
    good(kubernetes`
      apiVersion: v1
      kind: Pod
      metadata: { name: kube-apiserver }
      spec:
        containers:
          - name: kube-apiserver
            image: registry.example.com/kube-apiserver:v1.34.1
            args: [--secure-port=6443]
    `).because("The command is the image's, and may hold flags."),
  ],
});

function openIn({ program, settings, defaults }: Component): readonly OpenDefault[] {
  const said = new Set(settings.map(({ flag }) => flag));
  return openDefaults.filter((d) => d.program === program && d.of === defaults && !said.has(d.flag) && !d.unless?.some((flag) => said.has(flag)));
}

/** Of a list that is not known nothing is said. */
function pluginsOffIn({ program, settings, defaults }: Component): readonly string[] {
  if (program !== "kube-apiserver" || defaults === undefined) return [];
  const lists = settings.filter(({ flag }) => flag === "enable-admission-plugins" || flag === "admission-control");
  if (lists.some(({ value }) => value.value === undefined || value.is((plugins) => plugins.includes("$(")))) return [];
  const on = new Set(lists.flatMap(({ value }) => (value.value ?? "").split(",").map((plugin) => plugin.trim())));
  return pluginsToEnable.filter((plugin) => !on.has(plugin));
}
