import { bad, cloudformation, compose, ecs, good, kubernetes } from "../../kit/example.ts";
import { fix, rule } from "../../kit/rule.ts";
import { type Container, mayRunWindows, type Workload } from "../../model/container.ts";
import type { Namespaces } from "../../model/network.ts";

export default rule({
  name: "sysctl-of-shared-namespace",
  on: "workload",
  title: "A parameter of the kernel is set in a namespace of the host",
  severity: "warning",
  risk: "container",
  why: `A parameter that belongs to a namespace (\`net.*\` to that of the network; \`kernel.msg*\`, \`kernel.sem\`, \`kernel.shm*\` and \`fs.mqueue.*\` to that of IPC) can be set for a container that has one of its own. In the host's namespace it would be set for the host and all others there: runtimes refuse it, and the container does not start.

The fix takes the parameter away. Better is a namespace of the container's own, where it may be set; else it is set on the host.`,
  refs: [
    "NIST SP 800-190 4.4.3",
    "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_SystemControl.html",
    "https://docs.docker.com/reference/cli/docker/container/run/#sysctl",
    "https://kubernetes.io/docs/tasks/administer-cluster/sysctl-cluster/",
  ],

  *check(workload) {
    for (const { address, sysctls, namespaces } of holdersIn(workload)) {
      for (const { name, value } of sysctls.items) {
        const written = name.value?.replaceAll("/", ".");
        const which = written === undefined ? undefined : namespaceOf(written);
        if (which === undefined || namespaces[which].unset || !namespaces[which].is("host")) continue;
        yield {
          at: name.at,
          key: `${address}.${written}`,
          message: `"${written}" is a parameter of the ${names[which]} namespace, which is the host's here: it cannot be set, and the container does not start.`,
          related: [{ at: namespaces[which].at, message: "The host's namespace is taken here." }],
          fixes: fix(`Remove "${written}"`, "safe", value.remove()),
        };
      }
    }
  },

  examples: [
    bad(ecs`
      {
        "family": "shop",
        "networkMode": "host",
        "containerDefinitions": [
          { "name": "web", "image": "web:1.4", "systemControls": [{ "namespace": «"net.core.somaxconn"», "value": "1024" }] }
        ]
      }
    `).to(ecs`
      {
        "family": "shop",
        "networkMode": "host",
        "containerDefinitions": [
          { "name": "web", "image": "web:1.4" }
        ]
      }
    `),
    bad(cloudformation`
      Resources:
        Task:
          Type: AWS::ECS::TaskDefinition
          Properties:
            IpcMode: host
            ContainerDefinitions:
              - { Name: web, Image: "web:1.4", SystemControls: [{ Namespace: «kernel.shmmax», Value: "68719476736" }] }
    `),
    bad(kubernetes`
      apiVersion: v1
      kind: Pod
      metadata: { name: shop }
      spec:
        hostNetwork: true
        securityContext:
          sysctls: [{ name: «net.ipv4.ip_local_port_range», value: "1024 65535" }]
        containers:
          - { name: web, image: "web:1.4" }
    `),
    bad(compose`
      services:
        web:
          image: web:1.4
          network_mode: host
          sysctls:
            «net.core.somaxconn»: 1024
    `),
    good(ecs`
      {
        "family": "shop",
        "networkMode": "awsvpc",
        "ipcMode": "task",
        "containerDefinitions": [
          {
            "name": "web",
            "image": "web:1.4",
            "systemControls": [{ "namespace": "net.core.somaxconn", "value": "1024" }, { "namespace": "kernel.shmmax", "value": "68719476736" }]
          }
        ]
      }
    `).because("The task has both namespaces for itself."),
    good(compose`
      services:
        web: { image: "web:1.4", network_mode: host, sysctls: { kernel.shmmax: 68719476736 } }
        api: { image: "api:2", network_mode: "\${NETWORK}", sysctls: { net.core.somaxconn: 1024 } }
    `).because("Another namespace, and what the environment says."),
  ],
});

/** Pods set parameters for all of their containers, others each for its own. */
const holdersIn = (workload: Workload): readonly Pick<Container | Workload, "address" | "sysctls" | "namespaces">[] => [
  workload,
  ...workload.containers.filter((c) => !mayRunWindows(c)),
];

const names = { network: "network", ipc: "IPC" } as const;
const namespaceOf = (parameter: string): (keyof Namespaces & keyof typeof names) | undefined =>
  parameter.startsWith("net.") ? "network" : /^(?:kernel\.(?:msg|sem|shm)|fs\.mqueue\.)/.test(parameter) ? "ipc" : undefined;
