import { bad, good, kubernetes } from "../../kit/example.ts";
import { rule } from "../../kit/rule.ts";
import { together } from "../../kit/together.ts";
import { enumerate } from "../../model/enumeration.ts";
import { hostMounts, isReadOnly, isRuntimeSocket } from "../../model/host-mounts.ts";

export default rule({
  name: "host-path-volume",
  on: "workload",
  title: "Pod has a path of its host that the level baseline forbids",
  severity: "hint",
  risk: "host",
  preset: "all",
  why: `Kubernetes' Pod Security Standards let no pod of the level \`baseline\` have a \`hostPath\`, whatever it is and however it is mounted: what is harmless on one node may be a link to something else on the next, and a folder that is only read still tells of its host.

Agents that read logs or the time of their host need one, and a namespace of their own for it: so it is a hint in the preset \`all\` only, once for each pod, for what is only read and for sockets. What can be written to, and what holds the host's secrets, sensitive-host-mount finds, and the sockets of container runtimes runtime-socket-mount.`,
  refs: [
    "NIST SP 800-190 4.4.3",
    "NIST SP 800-190 4.5.5",
    "https://kubernetes.io/docs/concepts/security/pod-security-standards/#baseline",
    "https://kubernetes.io/docs/concepts/storage/volumes/#hostpath",
  ],
  equivalents: [{ tool: "trivy", id: "KSV-0023" }],

  *check(workload) {
    if (workload.platform !== "kubernetes") return;
    const mild = hostMounts(workload).filter(
      (mounted) =>
        mounted.hostPath.value !== undefined &&
        !isRuntimeSocket(mounted.hostPath.value) &&
        (/\.sock$/.test(mounted.hostPath.value) || (mounted.uses.length > 0 && isReadOnly(mounted))),
    );
    const [first, ...others] = mild;
    if (!first) return;
    yield {
      ...together([first, ...others], ({ hostPath }) => hostPath.at),
      message: `The pod has ${enumerate(mild.map(({ hostPath }) => hostPath.value ?? ""))} of its host, which the level baseline of the Pod Security Standards forbids.`,
    };
  },

  examples: [
    bad(kubernetes`
      apiVersion: v1
      kind: Pod
      metadata: { name: agent }
      spec:
        volumes:
          - { name: logs, hostPath: { path: «/var/log» } }
          - { name: bus, hostPath: { path: /run/agent.sock } }
        containers:
          - name: agent
            image: agent:2
            volumeMounts:
              - { name: logs, mountPath: /logs, readOnly: true }
              - { name: bus, mountPath: /run/agent.sock }
    `),
    good(kubernetes`
      apiVersion: v1
      kind: Pod
      metadata: { name: agent }
      spec:
        volumes:
          - { name: data, hostPath: { path: /data } }
          - { name: docker, hostPath: { path: /var/run/docker.sock } }
          - { name: any, hostPath: { path: "\${FOLDER}" } }
          - { name: tmp, emptyDir: {} }
        containers:
          - name: agent
            image: agent:2
            volumeMounts:
              - { name: data, mountPath: /data }
              - { name: docker, mountPath: /var/run/docker.sock, readOnly: true }
              - { name: any, mountPath: /any, readOnly: true }
              - { name: tmp, mountPath: /tmp }
    `).because("Other rules speak of what can be written to and of the runtime's socket; what a template says is not known."),
  ],
});
