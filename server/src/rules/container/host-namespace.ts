import { bad, cloudformation, compose, ecs, good, kubernetes, terraform } from "../../kit/example.ts";
import { type Fix, fix, type Report, rule, type Severity } from "../../kit/rule.ts";
import { type Container, isOnFargate, mayRunWindows, nameOf } from "../../model/container.ts";
import type { Field } from "../../model/field.ts";
import { isNodeAgent } from "../../model/launch.ts";

export default rule({
  name: "host-namespace",
  on: "container",
  title: "Container shares a namespace of its host",
  severity: "error",
  risk: "container",
  why: `Namespaces are what keeps a container's view of the system apart from that of its host and of the containers beside it. One that shares the host's **processes** (\`pid\`) sees the command lines and environments of all of them and may trace or end those of its user; one that shares **IPC** reads and writes their shared memory; one that shares the **network** listens on the host's addresses, sees its traffic, and reaches the services that trust \`localhost\`, on EC2 the credentials of the instance's role among them. No security group and no network policy tells such a container from its host.

Agents that watch their host, and plugins that build its network, need some of it: in a DaemonSet and in \`kube-system\` this is for information. In Compose, a developer's tool first, it is a warning.

On Fargate AWS keeps hosts apart from tasks and refuses a definition that asks for this. Silent for Windows, whose host process containers must share the network of their node.`,
  refs: [
    "NIST SP 800-190 4.4.3",
    "NIST SP 800-190 4.3.3",
    "CWE-653",
    "CIS Docker 5.10",
    "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_definition_parameters.html#other_task_definition_params",
    "https://kubernetes.io/docs/concepts/security/pod-security-standards/",
  ],
  equivalents: [
    { tool: "checkov", id: "CKV_K8S_17" },
    { tool: "checkov", id: "CKV_K8S_18" },
    { tool: "checkov", id: "CKV_K8S_19" },
    { tool: "trivy", id: "KSV-0008" },
    { tool: "trivy", id: "KSV-0009" },
    { tool: "trivy", id: "KSV-0010" },
  ],

  *check(container) {
    if (mayRunWindows(container) || container.security.hostProcess.is(true)) return;
    for (const { field, shares, severity } of shared(container)) {
      if (field.unset || !field.is("host")) continue;
      yield report(container, field, shares, severity);
    }
  },

  examples: [
    bad(ecs`
      {
        "family": "shop",
        "pidMode": «"host"»,
        "containerDefinitions": [{ "name": "web", "image": "web:1.4" }]
      }
    `).to(ecs`
      {
        "family": "shop",
        "containerDefinitions": [{ "name": "web", "image": "web:1.4" }]
      }
    `),
    bad(ecs`
      {
        "family": "shop",
        "networkMode": «"host"»,
        "ipcMode": «"host"»,
        "requiresCompatibilities": ["EC2"],
        "containerDefinitions": [{ "name": "web", "image": "web:1.4" }, { "name": "log", "image": "log:2" }]
      }
    `).because("What all containers of a task share is found once."),
    bad(ecs`
      {
        "family": "shop",
        "networkMode": "awsvpc",
        "pidMode": «"host"»,
        "requiresCompatibilities": ["FARGATE"],
        "containerDefinitions": [{ "name": "web", "image": "web:1.4" }]
      }
    `).because("Fargate refuses it."),
    good(ecs`
      {
        "family": "shop",
        "networkMode": "awsvpc",
        "pidMode": "task",
        "ipcMode": "none",
        "containerDefinitions": [{ "name": "web", "image": "web:1.4" }]
      }
    `).because("Containers of one task may see each other."),
    good(ecs`
      {
        "family": "shop",
        "networkMode": "\${mode}",
        "runtimePlatform": { "operatingSystemFamily": "LINUX" },
        "containerDefinitions": [{ "name": "web", "image": "web:1.4" }]
      }
    `).because("What a template puts there is not known."),
    bad(cloudformation`
      Resources:
        Task:
          Type: AWS::ECS::TaskDefinition
          Properties:
            NetworkMode: «host»
            ContainerDefinitions:
              - { Name: web, Image: "web:1.4" }
    `),
    good(cloudformation`
      Parameters:
        Mode: { Type: String, AllowedValues: [host, awsvpc] }
      Resources:
        Task:
          Type: AWS::ECS::TaskDefinition
          Properties:
            NetworkMode: !Ref Mode
            ContainerDefinitions:
              - { Name: web, Image: "web:1.4" }
    `).because("Only deployment knows the parameter."),
    bad(terraform`
      resource "aws_ecs_task_definition" "shop" {
        family                = "shop"
        pid_mode              = «"host"»
        container_definitions = jsonencode([{ name = "web", image = "web:1.4" }])
      }
    `).to(terraform`
      resource "aws_ecs_task_definition" "shop" {
        family                = "shop"
        container_definitions = jsonencode([{ name = "web", image = "web:1.4" }])
      }
    `),
    bad(kubernetes`
      apiVersion: apps/v1
      kind: Deployment
      metadata: { name: shop }
      spec:
        selector: { matchLabels: { app: shop } }
        template:
          metadata: { labels: { app: shop } }
          spec:
            hostNetwork: «true»
            hostPID: «true»
            hostIPC: «true»
            containers:
              - { name: web, image: "web:1.4" }
              - { name: log, image: "log:2" }
    `).to(kubernetes`
      apiVersion: apps/v1
      kind: Deployment
      metadata: { name: shop }
      spec:
        selector: { matchLabels: { app: shop } }
        template:
          metadata: { labels: { app: shop } }
          spec:
            hostPID: true
            hostIPC: true
            containers:
              - { name: web, image: "web:1.4" }
              - { name: log, image: "log:2" }
    `),
    bad(kubernetes`
      apiVersion: apps/v1
      kind: DaemonSet
      metadata: { name: agent }
      spec:
        selector: { matchLabels: { app: agent } }
        template:
          metadata: { labels: { app: agent } }
          spec:
            hostPID: «true»
            containers:
              - { name: agent, image: "agent:2" }
    `).because("One on each node, as agents are: for information."),
    good(kubernetes`
      apiVersion: v1
      kind: Pod
      metadata: { name: shop }
      spec:
        hostNetwork: false
        hostUsers: true
        containers:
          - { name: web, image: "web:1.4" }
    `).because("User ids are the host's unless a pod asks for its own, which not every node can give."),
    good(kubernetes`
      apiVersion: v1
      kind: Pod
      metadata: { name: node-setup }
      spec:
        hostNetwork: true
        securityContext: { windowsOptions: { hostProcess: true, runAsUserName: NT AUTHORITY\\SYSTEM } }
        containers:
          - { name: setup, image: "setup:1" }
    `).because("A host process container of Windows must share the network of its node."),
    bad(compose`
      services:
        web:
          image: web:1.4
          network_mode: «host»
          pid: «host»
          userns_mode: «host»
    `).to(compose`
      services:
        web:
          image: web:1.4
          pid: host
          userns_mode: host
    `),
    good(compose`
      services:
        web: { image: "web:1.4", network_mode: bridge, ipc: shareable }
        log: { image: "log:2", network_mode: "service:web", ipc: "service:web", pid: "\${PID}" }
    `).because("Services may share among each other."),
  ],
});

interface Shared {
  readonly field: Field<string>;
  /** What the container does by it, behind its name. */
  readonly shares: string;
  readonly severity: Severity;
}
const shared = ({ namespaces: { network, pid, ipc, uts, user, cgroup }, workload }: Container): readonly Shared[] => [
  { field: network, shares: "shares the network of its host, and reaches all that its host reaches", severity: "warning" },
  { field: pid, shares: "sees the processes of its host, and what they were given", severity: "error" },
  { field: ipc, shares: "shares the memory that processes of its host share", severity: "error" },
  { field: uts, shares: "shares, and with the right capability changes, the name of its host", severity: "info" },
  // In Kubernetes nearly all pods have the host's.
  ...(workload.platform === "kubernetes"
    ? []
    : [{ field: user, shares: "has no user ids of its own: its root is the host's", severity: "warning" } as const]),
  { field: cgroup, shares: "sees the control groups of its host", severity: "info" },
];

function report(container: Container, field: Field<string>, shares: string, severity: Severity): Report {
  const { workload, name } = container;
  // What a task or pod shares is said of it, not of each of its containers.
  const isOwn = workload.platform === "compose";
  const who = isOwn ? `Container "${nameOf(container)}"` : workload.address === "" ? `Container "${nameOf(container)}"` : `"${workload.address}"`;
  const at = { at: field.at, key: isOwn ? (name.value ?? "") + field.key : field.key };
  const fixes = (applicability: "safe" | "unsafe"): readonly Fix[] => fix(`Remove "${field.key}"`, applicability, field.remove());
  if (isOnFargate(workload))
    return {
      ...at,
      severity: "warning",
      message: `${who} asks for what Fargate refuses: "${field.key}" cannot be "host" there.`,
      fixes: fixes("safe"),
    };
  const usual = isNodeAgent(workload) ? " Agents of a node may need it." : "";
  const graded: Severity = usual ? "info" : isOwn && severity === "error" ? "warning" : severity;
  return { ...at, severity: graded, message: `${who} ${shares}.${usual}`, fixes: fixes("unsafe") };
}
