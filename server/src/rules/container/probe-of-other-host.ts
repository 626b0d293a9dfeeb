import { bad, good, kubernetes } from "../../kit/example.ts";
import { fix, rule } from "../../kit/rule.ts";
import { nameOf } from "../../model/container.ts";

export default rule({
  name: "probe-of-other-host",
  on: "container",
  title: "Probe has the node ask another host",
  severity: "info",
  risk: "container",
  why: `The kubelet runs probes and hooks over HTTP and TCP from the node, past every network policy of the pod. With \`host\` it asks whom the manifest names in place of the pod: whoever may make pods sends requests from the node, to what the node alone reaches and to its own loopback, and learns by restarts whether somebody answers. From Kubernetes 1.34 on the Pod Security Standard baseline refuses it.

A probe without \`host\` asks the pod. Silent for the loopback address in pods that have the node's network: there it is the pod's own.`,
  refs: [
    "NIST SP 800-190 4.4.2",
    "CWE-918",
    "https://github.com/kubernetes/kubernetes/issues/99425",
    "https://kubernetes.io/docs/concepts/security/pod-security-standards/#baseline",
  ],

  *check(container) {
    for (const host of container.askedHosts ?? []) {
      if (host.value === undefined || (container.namespaces.network.is("host") && loopback.test(host.value))) continue;
      const whom = loopback.test(host.value) ? "itself, not the pod" : `${host.value}, not the pod`;
      yield {
        at: host.at,
        key: `${host.key} ${host.value}`,
        message: `The node asks ${whom}, whether container "${nameOf(container)}" works.`,
        fixes: fix("Ask the pod", "unsafe", host.remove()),
      };
    }
  },

  examples: [
    bad(kubernetes`
      apiVersion: v1
      kind: Pod
      metadata: { name: web }
      spec:
        containers:
          - name: web
            image: web:1.4
            livenessProbe:
              httpGet:
                host: «169.254.169.254»
                path: /latest/meta-data/
                port: 80
    `).to(kubernetes`
      apiVersion: v1
      kind: Pod
      metadata: { name: web }
      spec:
        containers:
          - name: web
            image: web:1.4
            livenessProbe:
              httpGet:
                path: /latest/meta-data/
                port: 80
    `),
    bad(kubernetes`
      apiVersion: v1
      kind: Pod
      metadata: { name: web }
      spec:
        containers:
          - name: web
            image: web:1.4
            lifecycle: { preStop: { httpGet: { host: «store.shop.svc», port: 80 } } }
            readinessProbe: { tcpSocket: { host: «127.0.0.1», port: 8080 } }
    `),
    good(kubernetes`
      apiVersion: v1
      kind: Pod
      metadata: { name: kube-apiserver }
      spec:
        hostNetwork: true
        containers:
          - name: kube-apiserver
            image: registry.k8s.io/kube-apiserver:v1.34.1
            livenessProbe: { httpGet: { host: 127.0.0.1, path: /livez, port: 6443, scheme: HTTPS } }
      ---
      apiVersion: v1
      kind: Pod
      metadata: { name: web }
      spec:
        containers:
          - { name: web, image: "web:1.4", livenessProbe: { httpGet: { host: "", path: /, port: 80 } } }
          - { name: log, image: "log:2", livenessProbe: { httpGet: { host: "\${HOST}", path: /, port: 80 } } }
    `).because("The pod's own network is the node's; no host, and one that deployment alone knows."),
  ],
});

const loopback = /^(?:127\.\d{1,3}\.\d{1,3}\.\d{1,3}|::1|\[::1\]|localhost)$/;
