import { bad, good, kubernetes } from "../../kit/example.ts";
import { fix, rule } from "../../kit/rule.ts";
import { nameOf } from "../../model/container.ts";
import { enumerate } from "../../model/enumeration.ts";

export default rule({
  name: "host-process",
  on: "workload",
  title: "Windows container is a process of its host",
  severity: "error",
  risk: "container",
  why: `With \`hostProcess: true\` Windows keeps nothing apart: the container sees the disks, the network and the processes of its node, under an account of the node that \`runAsUserName\` picks, \`NT AUTHORITY\\SYSTEM\` in most cases. It is to Windows what \`privileged\` is to Linux.

Agents that set up the network, gather logs or patch a node are made for it; keep them in a namespace of their own, from images that you build. The pod needs \`hostNetwork: true\` as long as it is there, which may go with it.`,
  refs: [
    "NIST SP 800-190 4.4.3",
    "CWE-250",
    "https://kubernetes.io/docs/tasks/configure-pod-container/create-hostprocess-pod/",
    "https://kubernetes.io/docs/concepts/security/pod-security-standards/",
  ],
  equivalents: [{ tool: "trivy", id: "KSV-0103" }],

  *check({ containers }) {
    // What the pod says of all its containers is said once.
    const ofHost = containers.filter((c) => c.security.hostProcess.is(true));
    const said = new Map(ofHost.map(({ security: { hostProcess } }) => [hostProcess.at.start, hostProcess]));
    for (const hostProcess of said.values()) {
      const [first, ...others] = ofHost.filter((c) => c.security.hostProcess.at.start === hostProcess.at.start);
      if (!first) continue;
      const what =
        others.length > 0 ? "are processes of their Windows node: nothing keeps them" : "is a process of its Windows node: nothing keeps it";
      yield {
        at: hostProcess.at,
        key: first.address,
        message: `Container${others.length > 0 ? "s" : ""} ${enumerate([first, ...others].map(nameOf))} ${what} from what the node has.`,
        fixes: fix("Set hostProcess to false", "unsafe", hostProcess.set(false)),
      };
    }
  },

  examples: [
    bad(kubernetes`
      apiVersion: v1
      kind: Pod
      metadata: { name: agent }
      spec:
        hostNetwork: true
        nodeSelector: { kubernetes.io/os: windows }
        containers:
          - name: agent
            image: agent:2
            securityContext:
              windowsOptions: { hostProcess: «true», runAsUserName: 'NT AUTHORITY\\SYSTEM' }
    `).to(kubernetes`
      apiVersion: v1
      kind: Pod
      metadata: { name: agent }
      spec:
        hostNetwork: true
        nodeSelector: { kubernetes.io/os: windows }
        containers:
          - name: agent
            image: agent:2
            securityContext:
              windowsOptions: { hostProcess: false, runAsUserName: 'NT AUTHORITY\\SYSTEM' }
    `),
    bad(kubernetes`
      apiVersion: v1
      kind: Pod
      metadata: { name: agents }
      spec:
        hostNetwork: true
        securityContext:
          windowsOptions: { hostProcess: «true» }
        containers:
          - { name: network, image: "network:2" }
          - { name: logs, image: "logs:2" }
    `),
    good(kubernetes`
      apiVersion: v1
      kind: Pod
      metadata: { name: web }
      spec:
        securityContext:
          windowsOptions: { hostProcess: true }
        containers:
          - name: web
            image: web:1.4
            securityContext:
              windowsOptions: { hostProcess: false }
    `).because("What the container says goes before what its pod says."),
    good(kubernetes`
      apiVersion: v1
      kind: Pod
      metadata: { name: web }
      spec:
        containers:
          - name: web
            image: web:1.4
            securityContext:
              windowsOptions: { hostProcess: "\${HOST_PROCESS}" }
    `).because("Known to deployment only."),
  ],
});
