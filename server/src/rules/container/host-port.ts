import { bad, compose, ecs, good, kubernetes, terraform } from "../../kit/example.ts";
import { fix, rule } from "../../kit/rule.ts";
import { isOnFargate, mayRunWindows, nameOf } from "../../model/container.ts";
import { isNodeAgent } from "../../model/launch.ts";

export default rule({
  name: "host-port",
  on: "container",
  title: "Container takes a port of its host",
  severity: "info",
  risk: "container",
  why: `A port of the host answers on the host's own address: past the services and network policies of the cluster, or past the load balancer, and for whoever reaches the host. Only one such container fits on each host, too.

In Kubernetes a Service does instead; agents of a node (a DaemonSet, \`kube-system\`) may need it, and there it is a hint. In ECS it is said of a fixed port in bridge mode, from the preset \`strict\` on: \`hostPort\` 0 lets the host choose, and the load balancer is told. With \`awsvpc\` the task has an address of its own, and so there is no host's port to take. What Compose publishes has a rule of its own.`,
  refs: [
    "NIST SP 800-190 4.4.2",
    "CWE-668",
    "https://kubernetes.io/docs/concepts/security/pod-security-standards/",
    "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_PortMapping.html",
  ],
  equivalents: [
    { tool: "checkov", id: "CKV_K8S_26" },
    { tool: "trivy", id: "KSV-0024" },
  ],

  *check(container) {
    const { workload, ports, namespaces } = container;
    if (workload.platform === "compose" || mayRunWindows(container)) return;
    const bridged = workload.platform === "ecs";
    // With the host's network each port is one of its host's, which is said of the network.
    if (namespaces.network.is("host") || (bridged && !namespaces.network.is("bridge"))) return;
    if (bridged && (namespaces.network.unset || isOnFargate(workload))) return;
    for (const { host, remove } of ports.items) {
      if (host.unset || !host.is((port) => /^\d+$/.test(port) && Number(port) > 0)) continue;
      yield {
        at: host.at,
        key: host.value ?? "",
        ...(bridged ? { severity: "hint", confidence: "low" } : isNodeAgent(workload) ? { severity: "hint" } : {}),
        message: `Container "${nameOf(container)}" takes port ${host.value} of its host.`,
        fixes: bridged
          ? fix("Let the host choose", "unsafe", host.set("0"))
          : fix(`Take "${host.key}" away`, "unsafe", host.remove().length > 0 ? host.remove() : remove()),
      };
    }
  },

  examples: [
    bad(kubernetes`
      apiVersion: v1
      kind: Pod
      metadata: { name: shop }
      spec:
        containers:
          - name: web
            image: web:1.4
            ports:
              - containerPort: 8080
                hostPort: «8080»
    `).to(kubernetes`
      apiVersion: v1
      kind: Pod
      metadata: { name: shop }
      spec:
        containers:
          - name: web
            image: web:1.4
            ports:
              - containerPort: 8080
    `),
    good(kubernetes`
      apiVersion: v1
      kind: Pod
      metadata: { name: shop }
      spec:
        containers:
          - { name: web, image: "web:1.4", ports: [{ containerPort: 8080 }, { containerPort: 8081, hostPort: 0 }] }
    `).because("A port of the pod's own, and none of the host's."),
    good(kubernetes`
      apiVersion: v1
      kind: Pod
      metadata: { name: shop }
      spec:
        hostNetwork: true
        containers:
          - { name: web, image: "web:1.4", ports: [{ containerPort: 8080, hostPort: 8080 }] }
    `).because("All its ports are the host's, which is said of the network."),
    bad(ecs`
      {
        "family": "shop",
        "networkMode": "bridge",
        "containerDefinitions": [{ "name": "web", "image": "web:1.4", "portMappings": [{ "containerPort": 8080, "hostPort": «80» }] }]
      }
    `).to(ecs`
      {
        "family": "shop",
        "networkMode": "bridge",
        "containerDefinitions": [{ "name": "web", "image": "web:1.4", "portMappings": [{ "containerPort": 8080, "hostPort": 0 }] }]
      }
    `),
    good(ecs`
      {
        "family": "shop",
        "networkMode": "awsvpc",
        "containerDefinitions": [{ "name": "web", "image": "web:1.4", "portMappings": [{ "containerPort": 8080, "hostPort": 8080 }] }]
      }
    `).because("The task has an address of its own."),
    good(terraform`
      resource "aws_ecs_task_definition" "shop" {
        family                = "shop"
        network_mode          = "bridge"
        container_definitions = jsonencode([{ name = "web", image = "web:1.4", portMappings = [{ containerPort = 8080, hostPort = var.port }] }])
      }
    `).because("What only a run knows."),
    good(compose`
      services:
        web: { image: "web:1.4", ports: ["8080:8080"] }
    `).because("What Compose publishes is a matter of addresses."),
  ],
});
