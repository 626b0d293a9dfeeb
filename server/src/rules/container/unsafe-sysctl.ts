import { bad, compose, ecs, good, kubernetes, terraform } from "../../kit/example.ts";
import { fix, rule } from "../../kit/rule.ts";
import { safeSysctls } from "../../knowledge/safe-sysctls.ts";
import { isOnFargate, mayRunWindows } from "../../model/container.ts";

/** Those of a network or of shared memory of one's own: what they change is the container's alone. */
const isOwn = (name: string): boolean => safeSysctls.has(name) || /^(?:net\.|fs\.mqueue\.|kernel\.(?:msg|sem|shm))/.test(name);

export default rule({
  name: "unsafe-sysctl",
  on: "workload",
  title: "Container changes a parameter of the kernel",
  severity: "warning",
  risk: "container",
  why: `A kernel serves all containers of its host. Parameters of namespaces (\`net.*\`, \`kernel.shm*\`, \`fs.mqueue.*\`) hold for one container; all others hold for the host: who sets them changes it for everybody, and may open it (\`kernel.core_pattern\` runs a program as root on the host). Most runtimes refuse those, and the container does not start.

Kubernetes takes but a dozen for safe, and refuses the others unless the node was told to allow them: there any other is for information. A value with a \`+\` is an error: CRI-O took what follows for further parameters, past that check (CVE-2022-0811).

Silent for those that are the container's alone in ECS and Compose, and for Windows.`,
  refs: [
    "NIST SP 800-190 4.4.3",
    "https://kubernetes.io/docs/tasks/administer-cluster/sysctl-cluster/",
    "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_SystemControl.html",
    "https://github.com/cri-o/cri-o/security/advisories/GHSA-6x2m-w449-qwx7",
  ],
  equivalents: [{ tool: "trivy", id: "KSV-0026" }],

  *check(workload) {
    const holders = [workload, ...workload.containers.filter((c) => !mayRunWindows(c))];
    for (const { address, sysctls } of holders)
      for (const { name, value } of sysctls.items) {
        const written = name.value?.replaceAll("/", ".");
        if (workload.platform === "kubernetes" && value.is((text) => text.includes("+"))) {
          yield {
            at: value.at,
            key: `${address}.${written}`,
            severity: "error",
            message: `The value of "${written}" sets further parameters behind its "+", any of the host among them, on nodes whose CRI-O has CVE-2022-0811.`,
          };
          continue;
        }
        if (written === undefined || safeSysctls.has(written) || (isOwn(written) && workload.platform !== "kubernetes") || isOnFargate(workload))
          continue;
        const message = isOwn(written)
          ? `"${written}" is none of the parameters that Kubernetes takes for safe: nodes refuse the pod unless they were told to allow it.`
          : `"${written}" is a parameter of the whole host, not of one container.`;
        yield {
          at: name.at,
          key: `${address}.${written}`,
          ...(isOwn(written) ? { severity: "info" } : {}),
          message,
          fixes: fix(`Remove "${written}"`, "unsafe", value.remove()),
        };
      }
  },

  examples: [
    bad(ecs`
      {
        "family": "shop",
        "containerDefinitions": [{ "name": "web", "image": "web:1.4", "systemControls": [
          { "namespace": «"kernel.core_pattern"», "value": "|/x" },
          { "namespace": "net.core.somaxconn", "value": "1024" }
        ] }]
      }
    `).to(ecs`
      {
        "family": "shop",
        "containerDefinitions": [{ "name": "web", "image": "web:1.4", "systemControls": [
          { "namespace": "net.core.somaxconn", "value": "1024" }
        ] }]
      }
    `),
    bad(terraform`
      resource "aws_ecs_task_definition" "shop" {
        family = "shop"
        container_definitions = jsonencode([{
          name           = "web"
          image          = "web:1.4"
          systemControls = [{ namespace = «"vm.overcommit_memory"», value = "1" }]
        }])
      }
    `),
    bad(kubernetes`
      apiVersion: v1
      kind: Pod
      metadata: { name: shop }
      spec:
        securityContext:
          sysctls:
            - { name: «net.core.somaxconn», value: "1024" }
            - { name: net.ipv4.tcp_syncookies, value: "1" }
        containers:
          - { name: web, image: web:1.4 }
    `).to(kubernetes`
      apiVersion: v1
      kind: Pod
      metadata: { name: shop }
      spec:
        securityContext:
          sysctls:
            - { name: net.ipv4.tcp_syncookies, value: "1" }
        containers:
          - { name: web, image: web:1.4 }
    `),
    bad(kubernetes`
      apiVersion: v1
      kind: Pod
      metadata: { name: shop }
      spec:
        securityContext:
          sysctls:
            - { name: kernel.shm_rmid_forced, value: «"1+kernel.core_pattern=|/tmp/x #"» }
        containers:
          - { name: web, image: web:1.4 }
    `),
    bad(compose`
      services:
        web:
          image: web:1.4
          sysctls:
            «vm.max_map_count»: 262144
            net.core.somaxconn: 1024
    `).to(compose`
      services:
        web:
          image: web:1.4
          sysctls:
            net.core.somaxconn: 1024
    `),
    good(compose`
      services:
        web: { image: web:1.4, sysctls: [net.ipv4.ip_forward=1, "kernel.shmmax=100000"] }
    `).because("They are those of its own network and shared memory."),
  ],
});
