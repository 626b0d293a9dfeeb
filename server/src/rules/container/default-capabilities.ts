import { bad, compose, ecs, file, good, kubernetes, terraform } from "../../kit/example.ts";
import { fix, rule } from "../../kit/rule.ts";
import { together } from "../../kit/together.ts";
import { defaultCapabilities } from "../../knowledge/capabilities.ts";
import { type Container, mayRunWindows, nameOf } from "../../model/container.ts";
import { enumerate } from "../../model/enumeration.ts";
import { capability } from "../../model/security.ts";

export default rule({
  name: "default-capabilities",
  on: "workload",
  title: "Containers keep the capabilities that they are given by default",
  severity: "info",
  risk: "container",
  why: `Container runtimes give a container some dozen pieces of root's rights: to change owners, to override permissions of files, to send raw packets, to become another user. Few programs need any of them, and whoever breaks in has them all.

Nearly nobody drops them, so it is one finding for information per task definition or pod. In Compose it is a hint, from the preset \`strict\` on.

**Before you fix it**: an entry point that starts as root and becomes another user needs \`SETUID\` and \`SETGID\`, and often \`CHOWN\`; a server on a port below 1024 may need \`NET_BIND_SERVICE\`. Add those back. Fargate lets capabilities be dropped, but adds none of them again.

Silent for a privileged container, which has all of them whatever it drops, for what drops at least one (somebody has thought about it) other than in Kubernetes, where \`restricted\` asks for \`ALL\`, and for Windows.`,
  refs: [
    "NIST SP 800-190 4.4.3",
    "CWE-250",
    "CIS Docker 5.4",
    "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_KernelCapabilities.html",
    "https://kubernetes.io/docs/concepts/security/pod-security-standards/",
  ],
  equivalents: [
    { tool: "checkov", id: "CKV_K8S_37" },
    { tool: "checkov", id: "CKV_K8S_28" },
    { tool: "trivy", id: "KSV-0003" },
    { tool: "trivy", id: "KSV-0106" },
  ],

  *check(workload) {
    const keeping = workload.containers.filter(keeps);
    const [first, ...others] = keeping;
    if (!first) return;
    const edits = keeping.map((c) => c.security.restrict({ capabilities: true }));
    yield {
      ...together([first, ...others], (c) => c.security.droppedCapabilities.at),
      ...(workload.platform === "compose" ? { severity: "hint", confidence: "low" } : {}),
      message: `${enumerate(keeping.map(nameOf))} ${others.length > 0 ? "keep" : "keeps"} the capabilities that the container runtime gives by default.`,
      fixes: fix(
        `Drop all capabilities${others.length > 0 ? ` in ${keeping.length} containers` : ""}`,
        "unsafe",
        edits.every((e) => e.length > 0) ? edits.flat() : [],
      ),
    };
  },

  examples: [
    good(kubernetes`
      apiVersion: v1
      kind: Pod
      metadata: { name: shop }
      spec:
        containers:
          - { name: web, image: web:1.4, securityContext: { privileged: true } }
    `).because("It has all capabilities, whatever it drops: another rule speaks of that."),
    good(kubernetes`
      apiVersion: v1
      kind: Pod
      metadata: { name: shop }
      spec:
        containers:
          - name: web
            image: web:1.4
            securityContext:
              capabilities:
                drop: [audit_write, CHOWN, DAC_OVERRIDE, FOWNER, FSETID, KILL, MKNOD, NET_BIND_SERVICE, NET_RAW, SETFCAP, SETGID, SETPCAP, SETUID, SYS_CHROOT]
    `).because("All that it would be given, one by one."),
    bad(ecs`
      {
        "family": "shop",
        "containerDefinitions": [
          { "name": «"web"», "image": "web:1.4" },
          { "name": "log", "image": "log:2", "linuxParameters": { "initProcessEnabled": true } }
        ]
      }
    `)
      .to(ecs`
      {
        "family": "shop",
        "containerDefinitions": [
          { "name": "web", "image": "web:1.4", "linuxParameters": { "capabilities": { "drop": ["ALL"] } } },
          { "name": "log", "image": "log:2", "linuxParameters": { "initProcessEnabled": true, "capabilities": { "drop": ["ALL"] } } }
        ]
      }
    `)
      .because("One finding for all containers."),
    bad(file("template.json")`
      {
        "Resources": {
          "Task": {
            "Type": "AWS::ECS::TaskDefinition",
            "Properties": { "ContainerDefinitions": [{ "Name": «"web"», "Image": "web:1.4" }] }
          }
        }
      }
    `).to(file("template.json")`
      {
        "Resources": {
          "Task": {
            "Type": "AWS::ECS::TaskDefinition",
            "Properties": { "ContainerDefinitions": [{ "Name": "web", "Image": "web:1.4", "LinuxParameters": { "Capabilities": { "Drop": ["ALL"] } } }] }
          }
        }
      }
    `),
    bad(terraform`
      resource "aws_ecs_task_definition" "shop" {
        family                = "shop"
        container_definitions = jsonencode([{ name = «"web"», image = "web:1.4" }])
      }
    `),
    bad(kubernetes`
      apiVersion: v1
      kind: Pod
      metadata: { name: shop }
      spec:
        containers:
          - name: «web»
            image: web:1.4
            securityContext: { runAsUser: 1000 }
          - name: log
            image: log:2
            securityContext: { capabilities: { drop: [ALL], add: [CHOWN] } }
    `).to(kubernetes`
      apiVersion: v1
      kind: Pod
      metadata: { name: shop }
      spec:
        containers:
          - name: web
            image: web:1.4
            securityContext: { runAsUser: 1000, capabilities: {drop: [ALL]} }
          - name: log
            image: log:2
            securityContext: { capabilities: { drop: [ALL], add: [CHOWN] } }
    `),
    bad(kubernetes`
      apiVersion: v1
      kind: Pod
      metadata: { name: shop }
      spec:
        containers:
          - name: web
            image: web:1.4
            securityContext: { capabilities: { drop: «[NET_RAW]» } }
    `)
      .to(kubernetes`
      apiVersion: v1
      kind: Pod
      metadata: { name: shop }
      spec:
        containers:
          - name: web
            image: web:1.4
            securityContext: { capabilities: { drop: [NET_RAW, ALL] } }
    `)
      .because("Kubernetes' standard asks for all of them."),
    bad(compose`
      services:
        «web»:
          image: web:1.4
    `).to(compose`
      services:
        web:
          image: web:1.4
          cap_drop:
            - ALL
    `),
    good(ecs`
      {
        "family": "shop",
        "containerDefinitions": [
          { "name": "web", "image": "web:1.4", "linuxParameters": { "capabilities": { "drop": ["NET_RAW"] } } },
          { "name": "log", "image": "log:2", "linuxParameters": "\${linux}" }
        ]
      }
    `).because("Some are dropped; what a template says is not known."),
    good(ecs`
      {
        "family": "shop",
        "runtimePlatform": { "operatingSystemFamily": "WINDOWS_SERVER_2022_CORE" },
        "containerDefinitions": [{ "name": "web", "image": "web:1.4" }]
      }
    `).because("Windows has no capabilities."),
  ],
});

function keeps(container: Container): boolean {
  const { security, workload } = container;
  const { droppedCapabilities: dropped } = security;
  // The runtime gives a privileged one all of them, whatever it is to drop.
  if (dropped.state === "opaque" || container.privileged.is(true) || mayRunWindows(container)) return false;
  if (dropped.items.some((c) => c.opaque || c.is((name) => capability(name) === "ALL"))) return false;
  const names = new Set(dropped.items.map((c) => capability(c.value ?? "")));
  if ([...defaultCapabilities].every((name) => names.has(name))) return false;
  return dropped.items.length === 0 || workload.platform === "kubernetes";
}
