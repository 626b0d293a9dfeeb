import { bad, good, kubernetes, terraform } from "../../kit/example.ts";
import { fix, rule } from "../../kit/rule.ts";
import { type Container, nameOf } from "../../model/container.ts";
import { enumerate } from "../../model/enumeration.ts";

export default rule({
  name: "host-process",
  on: "workload",
  title: "Containers run as processes of their Windows host",
  severity: "error",
  risk: "container",
  why: `With \`hostProcess\` a container is no container any more: its program runs on the Windows node itself, mostly as SYSTEM, with all files, devices and networks of that. Who takes it over owns the node, the credentials of its role and every pod there. It is what \`privileged\` is on Linux.

Agents of the node itself (networks, storage, logs) need it and are set up by those who run the cluster; in \`kube-system\` it is a warning. All that serves requests does without.`,
  refs: [
    "NIST SP 800-190 4.4.3",
    "CWE-250",
    "https://kubernetes.io/docs/tasks/configure-pod-container/create-hostprocess-pod/",
    "https://kubernetes.io/docs/concepts/security/pod-security-standards/",
  ],
  equivalents: [{ tool: "trivy", id: "KSV-0103" }],

  *check({ containers, pod }) {
    // What the pod says is said of all of its containers at one place.
    const byPlace = new Map<number, [Container, ...Container[]]>();
    for (const container of containers) {
      const { hostProcess } = container.security;
      if (!hostProcess.is(true)) continue;
      const others = byPlace.get(hostProcess.at.start);
      if (others) others.push(container);
      else byPlace.set(hostProcess.at.start, [container]);
    }
    for (const [first, ...others] of byPlace.values()) {
      const { hostProcess } = first.security;
      const names = enumerate([first, ...others].map(nameOf));
      yield {
        at: hostProcess.at,
        key: nameOf(first),
        ...(pod.namespace.is("kube-system") ? { severity: "warning" } : {}),
        message: others.length > 0 ? `${names} run as processes of their host.` : `${names} runs as a process of its host.`,
        fixes: fix(`Set "${hostProcess.key}" to false`, "unsafe", hostProcess.set(false)),
      };
    }
  },

  examples: [
    bad(kubernetes`
      apiVersion: v1
      kind: Pod
      metadata: { name: shop }
      spec:
        nodeSelector: { kubernetes.io/os: windows }
        securityContext:
          windowsOptions:
            hostProcess: «true»
            runAsUserName: NT AUTHORITY\\SYSTEM
        containers:
          - { name: web, image: "web:1.4" }
          - { name: log, image: "log:2" }
    `)
      .to(kubernetes`
      apiVersion: v1
      kind: Pod
      metadata: { name: shop }
      spec:
        nodeSelector: { kubernetes.io/os: windows }
        securityContext:
          windowsOptions:
            hostProcess: false
            runAsUserName: NT AUTHORITY\\SYSTEM
        containers:
          - { name: web, image: "web:1.4" }
          - { name: log, image: "log:2" }
    `)
      .because("Said of the pod, it holds for all of its containers: one finding."),
    bad(kubernetes`
      apiVersion: apps/v1
      kind: DaemonSet
      metadata: { name: agent, namespace: kube-system }
      spec:
        selector: { matchLabels: { app: agent } }
        template:
          metadata: { labels: { app: agent } }
          spec:
            hostNetwork: true
            nodeSelector: { kubernetes.io/os: windows }
            containers:
              - name: agent
                image: agent:2
                securityContext: { windowsOptions: { hostProcess: «true» } }
              - { name: log, image: "log:2" }
    `).because("An agent of the node, perhaps: a warning."),
    bad(terraform`
      resource "kubernetes_pod_v1" "shop" {
        metadata {
          name = "shop"
        }

        spec {
          container {
            name  = "web"
            image = "web:1.4"

            security_context {
              windows_options {
                host_process = «true»
              }
            }
          }
        }
      }
    `),
    good(kubernetes`
      apiVersion: v1
      kind: Pod
      metadata: { name: shop }
      spec:
        nodeSelector: { kubernetes.io/os: windows }
        containers:
          - name: web
            image: web:1.4
            securityContext: { windowsOptions: { runAsUserName: ContainerUser, hostProcess: false } }
          - name: log
            image: log:2
            securityContext: { windowsOptions: { hostProcess: "$HOST" } }
    `).because("Off, or not known."),
  ],
});
