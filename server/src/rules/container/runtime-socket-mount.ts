import { bad, compose, ecs, good, kubernetes, terraform } from "../../kit/example.ts";
import { rule } from "../../kit/rule.ts";
import { nameOf } from "../../model/container.ts";
import { hostMounts, isRuntimeSocket } from "../../model/host-mounts.ts";

export default rule({
  name: "runtime-socket-mount",
  on: "workload",
  title: "Container can command the container runtime",
  severity: "error",
  risk: "container",
  why: `Whoever can write to the socket of the container runtime can start a privileged container with the whole host mounted into it: the container is root on its host, with the credentials of the host and of all other containers there. That the mount is read-only changes nothing: it is the socket's file that cannot be changed then, not what is sent through it.

Proxies that find their containers by it (Traefik), tools that update them and agents that watch them are the usual reason. Put a proxy before the socket that lets through only what they read, or let them use the API of the orchestrator. In Compose it is a warning, for there it is often a developer's own machine.`,
  refs: [
    "NIST SP 800-190 4.4.3",
    "CWE-250",
    "CIS Docker 5.32",
    "https://docs.docker.com/engine/security/protect-access/",
    "https://kubernetes.io/docs/concepts/storage/volumes/#hostpath",
  ],
  equivalents: [
    { tool: "checkov", id: "CKV_K8S_27" },
    { tool: "trivy", id: "KSV-0006" },
  ],

  *check(workload) {
    for (const { hostPath, uses } of hostMounts(workload)) {
      if (!hostPath.is(isRuntimeSocket) && !hostPath.parts.some((p) => p !== undefined && isRuntimeSocket(p))) continue;
      const [first] = uses;
      const who = first ? `Container "${nameOf(first.container)}"` : "What mounts this volume";
      yield {
        at: hostPath.at,
        key: [first?.container.address, hostPath.value ?? hostPath.text].filter((part) => part).join(" "),
        ...(workload.platform === "compose" ? { severity: "warning" } : {}),
        message: `${who} can command the container runtime of its host by "${hostPath.value ?? hostPath.text ?? "its socket"}", and so is ${hostPath.is((path) => /pipe/.test(path)) ? "its administrator" : "root there"}.`,
      };
    }
  },

  examples: [
    bad(ecs`
      {
        "family": "agent",
        "volumes": [{ "name": "docker", "host": { "sourcePath": «"/var/run/docker.sock"» } }],
        "containerDefinitions": [
          { "name": "agent", "image": "agent:2", "mountPoints": [{ "sourceVolume": "docker", "containerPath": "/var/run/docker.sock", "readOnly": true }] }
        ]
      }
    `).because("Read-only is no help with a socket."),
    bad(terraform`
      resource "aws_ecs_task_definition" "agent" {
        family                = "agent"
        container_definitions = jsonencode([{ name = "agent", image = "agent:2" }])

        volume {
          name      = "docker"
          host_path = «"/run/docker.sock"»
        }
      }
    `),
    bad(kubernetes`
      apiVersion: v1
      kind: Pod
      metadata: { name: agent }
      spec:
        volumes: [{ name: runtime, hostPath: { path: «/run/containerd/containerd.sock» } }]
        containers:
          - { name: agent, image: agent:2, volumeMounts: [{ name: runtime, mountPath: /runtime.sock }] }
    `),
    bad(compose`
      services:
        proxy:
          image: proxy:3
          volumes:
            - «/var/run/docker.sock»:/var/run/docker.sock:ro
        other:
          image: other:1
          volumes:
            - { type: bind, source: «/run/user/1000/docker.sock», target: /docker.sock }
    `),
    good(compose`
      services:
        web: { image: web:1.4, volumes: ["./docker.sock.d:/etc/docker.sock.d", "sock:/var/run/docker.sock"], environment: { DOCKER_HOST: "tcp://proxy:2375" } }
      volumes: { sock: {} }
    `).because("A folder, and a volume of Docker's, that are called like it."),
    good(kubernetes`
      apiVersion: v1
      kind: Pod
      metadata: { name: shop }
      spec:
        volumes: [{ name: run, emptyDir: {} }]
        containers:
          - { name: web, image: web:1.4, volumeMounts: [{ name: run, mountPath: /var/run/docker.sock }] }
    `).because("What the container calls so is not the host's."),
  ],
});
