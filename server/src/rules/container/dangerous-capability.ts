import { bad, cloudformation, compose, ecs, good, kubernetes, terraform } from "../../kit/example.ts";
import { fix, rule, type Severity } from "../../kit/rule.ts";
import { dangerousCapability, defaultCapabilities } from "../../knowledge/capabilities.ts";
import { isOnFargate, mayRunWindows, nameOf } from "../../model/container.ts";
import { isNodeAgent } from "../../model/launch.ts";
import { capability } from "../../model/security.ts";

export default rule({
  name: "dangerous-capability",
  on: "container",
  title: "Container is given a dangerous capability",
  severity: "error",
  risk: "container",
  why: `Capabilities are root's rights in parts. Docker and Kubernetes give a container fourteen of them, and each that is added is a way out that whoever takes the container over may try: \`SYS_ADMIN\`, \`SYS_MODULE\`, \`SYS_RAWIO\`, \`DAC_READ_SEARCH\`, \`BPF\` and \`ALL\` lead to the host itself, \`NET_ADMIN\` and \`SYS_PTRACE\` to what runs beside it.

Error where the host is within reach, warning where other containers or traffic are. In a DaemonSet and in \`kube-system\`, where agents and network plugins run, one grade less, and so in Compose. What the default set has already (\`NET_BIND_SERVICE\`, \`CHOWN\` …), what a container that drops \`ALL\` takes back of it, and what only schedules or locks memory (\`SYS_NICE\`, \`IPC_LOCK\`) is left alone; so is a privileged container, which has them all and a rule of its own.

Fargate takes \`SYS_PTRACE\` alone, for debuggers and tracers, and each task has a kernel of its own there: it is left alone. All others Fargate refuses. Silent for Windows, which has no capabilities.`,
  refs: [
    "NIST SP 800-190 4.4.3",
    "CWE-250",
    "CIS Docker 5.4",
    "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_KernelCapabilities.html",
    "https://man7.org/linux/man-pages/man7/capabilities.7.html",
    "https://kubernetes.io/docs/concepts/security/pod-security-standards/",
  ],
  equivalents: [
    { tool: "checkov", id: "CKV_K8S_39" },
    { tool: "trivy", id: "KSV-0005" },
    { tool: "trivy", id: "KSV-0022" },
  ],

  *check(container) {
    const { security, privileged, workload } = container;
    if (mayRunWindows(container) || privileged.is(true)) return;
    const fargate = isOnFargate(workload);
    for (const added of security.addedCapabilities.items) {
      const name = capability(added.value ?? "");
      const known = dangerousCapability(name);
      if (fargate && known && name !== "SYS_PTRACE") {
        const message = `Container "${nameOf(container)}" is to have ${name}, which Fargate refuses: the task definition cannot be registered.`;
        yield { at: added.at, key: name, severity: "warning", message, fixes: fix(`Do not add ${name}`, "safe", added.remove()) };
        continue;
      }
      if (!known || fargate || defaultCapabilities.has(name)) continue;
      const lesser = workload.platform === "compose" || isNodeAgent(workload);
      const severity: Severity = known.reach === "host" ? (lesser ? "warning" : "error") : lesser ? "info" : "warning";
      const message = `Container "${nameOf(container)}" is given ${name}: with it a process ${known.gives}.`;
      yield { at: added.at, key: name, severity, message, fixes: fix(`Do not add ${name}`, "unsafe", added.remove()) };
    }
  },

  examples: [
    bad(ecs`
      {
        "family": "shop",
        "requiresCompatibilities": ["EC2"],
        "containerDefinitions": [
          { "name": "web", "image": "web:1.4", "linuxParameters": { "capabilities": { "add": [«"SYS_ADMIN"», "SYS_NICE"] } } }
        ]
      }
    `).to(ecs`
      {
        "family": "shop",
        "requiresCompatibilities": ["EC2"],
        "containerDefinitions": [
          { "name": "web", "image": "web:1.4", "linuxParameters": { "capabilities": { "add": ["SYS_NICE"] } } }
        ]
      }
    `),
    bad(ecs`
      {
        "family": "shop",
        "requiresCompatibilities": ["FARGATE"],
        "containerDefinitions": [
          { "name": "web", "image": "web:1.4", "linuxParameters": { "capabilities": { "add": ["SYS_PTRACE", «"NET_ADMIN"»] } } }
        ]
      }
    `).because("Fargate takes SYS_PTRACE alone."),
    good(ecs`
      {
        "family": "shop",
        "containerDefinitions": [
          {
            "name": "web",
            "image": "web:1.4",
            "linuxParameters": { "capabilities": { "drop": ["ALL"], "add": ["NET_BIND_SERVICE", "CHOWN", "\${capability}"] } }
          }
        ]
      }
    `).because("What every container has may be taken back, and what a template puts there is not known."),
    bad(cloudformation`
      Resources:
        Task:
          Type: AWS::ECS::TaskDefinition
          Properties:
            ContainerDefinitions:
              - Name: web
                Image: web:1.4
                LinuxParameters:
                  Capabilities:
                    Add:
                      - «ALL»
                      - CHOWN
    `).to(cloudformation`
      Resources:
        Task:
          Type: AWS::ECS::TaskDefinition
          Properties:
            ContainerDefinitions:
              - Name: web
                Image: web:1.4
                LinuxParameters:
                  Capabilities:
                    Add:
                      - CHOWN
    `),
    bad(terraform`
      resource "aws_ecs_task_definition" "shop" {
        family = "shop"
        container_definitions = jsonencode([
          { name = "web", image = "web:1.4", linuxParameters = { capabilities = { add = [«"SYS_MODULE"», "CHOWN"] } } }
        ])
      }
    `).to(terraform`
      resource "aws_ecs_task_definition" "shop" {
        family = "shop"
        container_definitions = jsonencode([
          { name = "web", image = "web:1.4", linuxParameters = { capabilities = { add = ["CHOWN"] } } }
        ])
      }
    `),
    bad(kubernetes`
      apiVersion: v1
      kind: Pod
      metadata: { name: shop }
      spec:
        containers:
          - name: web
            image: web:1.4
            securityContext:
              capabilities:
                drop: [ALL]
                add:
                  - «CAP_SYS_ADMIN»
                  - NET_BIND_SERVICE
    `)
      .to(kubernetes`
      apiVersion: v1
      kind: Pod
      metadata: { name: shop }
      spec:
        containers:
          - name: web
            image: web:1.4
            securityContext:
              capabilities:
                drop: [ALL]
                add:
                  - NET_BIND_SERVICE
    `)
      .because("Runtimes take the kernel's own names, too."),
    bad(kubernetes`
      apiVersion: apps/v1
      kind: DaemonSet
      metadata: { name: net }
      spec:
        selector: { matchLabels: { app: net } }
        template:
          metadata: { labels: { app: net } }
          spec:
            containers:
              - { name: net, image: "net:2", securityContext: { capabilities: { add: [«NET_ADMIN»] } } }
    `).because("What builds the network of a node: for information."),
    good(kubernetes`
      apiVersion: v1
      kind: Pod
      metadata: { name: shop }
      spec:
        containers:
          - { name: web, image: "web:1.4", securityContext: { privileged: true, capabilities: { add: [SYS_ADMIN] } } }
          - { name: cache, image: "cache:7", securityContext: { capabilities: { drop: [SYS_ADMIN], add: [IPC_LOCK] } } }
    `).because("A privileged container has them all; locking memory reaches nobody else."),
    bad(compose`
      services:
        vpn:
          image: vpn:3
          cap_add: [«NET_ADMIN», SYS_NICE]
    `).to(compose`
      services:
        vpn:
          image: vpn:3
          cap_add: [SYS_NICE]
    `),
    good(compose`
      services:
        web: { image: "web:1.4", cap_drop: [ALL], cap_add: [SETUID, SETGID, "\${CAP}"] }
    `).because("Taken back of the default set, or left to the environment."),
  ],
});
