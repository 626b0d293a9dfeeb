import { bad, cloudformation, compose, ecs, good, kubernetes } from "../../kit/example.ts";
import { rule } from "../../kit/rule.ts";
import { type Container, nameOf } from "../../model/container.ts";
import type { Port } from "../../model/network.ts";

export default rule({
  name: "contested-port",
  on: "workload",
  title: "Two containers take one port of their host",
  severity: "warning",
  risk: "container",
  why: `A port of a host has one owner: the second container that asks for it does not start, or starts on another host only, and which of the two it is may change from run to run. Ranges are looked into. Two addresses of the host, and two protocols, each have the port of their own.

Services of Compose with \`profiles\` may take turns and are left alone.`,
  refs: [
    "NIST SP 800-190 4.3.3",
    "https://docs.docker.com/reference/compose-file/services/#ports",
    "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_PortMapping.html",
    "https://kubernetes.io/docs/concepts/configuration/overview/",
  ],

  *check(workload) {
    const taken = new Map<string, Taken[]>();
    for (const { container, port } of workload.containers.flatMap(portsOf)) {
      const rival = rivalOf(container, port, taken);
      if (!rival) continue;
      yield {
        at: port.host.at,
        key: `${nameOf(container)} ${port.host.value}`,
        message: `Port ${rival.number} of the host is taken twice: by "${nameOf(rival.container)}" and by "${nameOf(container)}".`,
        related: [{ at: rival.port.host.at, message: "It is taken here." }],
      };
    }
  },

  examples: [
    bad(compose`
      services:
        web: { image: web:1.4, ports: ["8080:80"] }
        log: { image: log:2, ports: ["127.0.0.1:«8080»:8080"] }
    `),
    bad(compose`
      services:
        web: { image: web:1.4, ports: ["8000-8085:80"] }
        log:
          image: log:2
          ports:
            - { target: 80, published: «8080-8090» }
    `),
    bad(kubernetes`
      apiVersion: v1
      kind: Pod
      metadata: { name: shop }
      spec:
        containers:
          - { name: web, image: web:1.4, ports: [{ containerPort: 80, hostPort: 80 }] }
          - { name: log, image: log:2, ports: [{ containerPort: 8080, hostPort: «80» }] }
    `),
    bad(ecs`
      {
        "family": "shop",
        "networkMode": "bridge",
        "containerDefinitions": [
          { "name": "web", "image": "web:1.4", "portMappings": [{ "containerPort": 80, "hostPort": 80 }] },
          { "name": "log", "image": "log:2", "portMappings": [{ "containerPort": 8080, "hostPort": «80» }] }
        ]
      }
    `),
    good(compose`
      services:
        web: { image: web:1.4, ports: ["127.0.0.1:8080:80", "8080:80/udp", "8443", "\${PORT}:80"] }
        log: { image: log:2, ports: ["127.0.0.2:8080:80", "8443", "\${PORT}:80"] }
        debug: { image: log:2, profiles: [debug], ports: ["127.0.0.2:8080:80"] }
    `).because(
      "Other addresses, another protocol; Docker chooses the port where none is named; what the environment says is not known; profiles take turns.",
    ),
    good(ecs`
      {
        "family": "shop",
        "networkMode": "bridge",
        "containerDefinitions": [
          { "name": "web", "image": "web:1.4", "portMappings": [{ "containerPort": 80, "hostPort": 0 }] },
          { "name": "log", "image": "log:2", "portMappings": [{ "containerPort": 80, "hostPort": 0 }, { "containerPort": 81 }] }
        ]
      }
    `).because("The host chooses."),
    good(cloudformation`
      Resources:
        Task:
          Type: AWS::ECS::TaskDefinition
          Properties:
            ContainerDefinitions:
              - !If
                - IsProduction
                - { Name: web, Image: web:1.4, PortMappings: [{ ContainerPort: 80, HostPort: 80 }] }
                - { Name: test, Image: web:next, PortMappings: [{ ContainerPort: 80, HostPort: 80 }] }
    `).because("They are never there together."),
    good(compose`
      services:
        web: { image: "web:1.4", ports: ["630000000000000000000079:80"] }
        api: { image: "api:1.4", ports: ["630000000000000000000079:80"] }
    `).because("No such port is there."),
  ],
});

interface Taken {
  readonly container: Container;
  readonly port: Port;
  readonly number: number;
}

/** What is above is no port. */
const highest = 65_535;
/** Longer ranges are left alone, so that a file cannot make this dear. */
const longest = 2_000;

const portsOf = (container: Container): readonly { readonly container: Container; readonly port: Port }[] =>
  container.givenName?.opaque || container.namespaces.network.is("host") || container.initial
    ? []
    : container.ports.items.map((port) => ({ container, port }));

/** Who has one of its ports already; from now on they are taken by it. */
function rivalOf(container: Container, port: Port, taken: Map<string, Taken[]>): Taken | undefined {
  const [first = 0, last = first] = (port.host.value ?? "").split("-").map(Number);
  if (port.host.unset || !(first > 0 && last >= first && last <= highest && last - first < longest) || port.address.opaque || port.protocol.opaque)
    return undefined;
  let rival: Taken | undefined;
  for (let number = first; number <= last; number++) {
    const key = `${(port.protocol.value ?? "tcp").toLowerCase()} ${number}`;
    const others = taken.get(key) ?? [];
    rival ??= others.find((other) => other.container !== container && !(other.container.sometimes && container.sometimes) && meet(other.port, port));
    // Few addresses are ever told apart; the first of each serves.
    if (others.length < 8) taken.set(key, [...others, { container, port, number }]);
  }
  return rival;
}

const meet = (one: Port, other: Port): boolean => [one, other].some(onAll) || one.address.value === other.address.value;
const onAll = ({ address }: Port): boolean => address.value === undefined || ["", "0.0.0.0", "::", "[::]"].includes(address.value);
