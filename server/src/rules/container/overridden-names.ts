import { bad, cloudformation, compose, ecs, good, kubernetes, terraform } from "../../kit/example.ts";
import { rule } from "../../kit/rule.ts";
import { together } from "../../kit/together.ts";
import type { Variable } from "../../model/container.ts";
import type { Field } from "../../model/field.ts";

export default rule({
  name: "overridden-names",
  on: "workload",
  title: "Names are resolved by other than the network's own servers",
  severity: "hint",
  risk: "container",
  preset: "all",
  why: `Addresses written into a task (\`extraHosts\`, \`hostAliases\`) and DNS servers of its own (\`dnsServers\`) go past what the network says: a service that moved is still called at its old address, which may be somebody else's by then; private zones, endpoints of the VPC and what watches DNS queries (Route 53 Resolver's firewall, GuardDuty) are left out.

There are reasons for it, such as a zone that is seen from inside and from outside in two ways. One hint for each task definition or pod. Names for addresses of the machine itself are left alone, and so is Compose, where they are a developer's. There is no fix: the name has to be put into a private zone first.`,
  refs: [
    "NIST SP 800-190 4.4.2",
    "CWE-350",
    "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_definition_parameters.html#container_definition_network",
    "https://kubernetes.io/docs/tasks/network/customize-hosts-file-for-pods/",
    "https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/resolver-dns-firewall.html",
  ],
  equivalents: [{ tool: "trivy", id: "KSV-0007" }],

  *check({ platform, containers, names: shared }) {
    if (platform === "compose") return;
    // In Kubernetes all containers of a pod have the pod's.
    const all = [...new Set([shared, ...containers.map((c) => c.names)])];
    const hosts = all.flatMap((n) => n.hosts.items).filter(leadsElsewhere);
    const servers = all.flatMap((n) => n.servers.items);
    const [first, ...others] = [...hosts.map((h): Field<string> => h.name), ...servers];
    if (!first) return;
    const what = [
      ...(hosts.length > 0 ? [hosts.length > 1 ? `${hosts.length} names have addresses` : `${called(hosts[0]?.name)} has an address`] : []),
      ...(servers.length > 0
        ? [servers.length > 1 ? `${servers.length} DNS servers are asked` : `the DNS server ${called(servers[0])} is asked`]
        : []),
    ].join(", and ");
    const message = `${what.charAt(0).toUpperCase()}${what.slice(1)} here that the network may know otherwise.`;
    yield { ...together([first, ...others], (field) => field.at), message };
  },

  examples: [
    bad(ecs`
      {
        "family": "shop",
        "containerDefinitions": [
          {
            "name": "web",
            "image": "web:1.4",
            "extraHosts": [{ "hostname": «"db.internal"», "ipAddress": "10.0.3.7" }, { "hostname": "me", "ipAddress": "127.0.0.1" }],
            "dnsServers": ["8.8.8.8"]
          }
        ]
      }
    `).because("The DNS server is pointed to from the same finding."),
    bad(cloudformation`
      Resources:
        Task:
          Type: AWS::ECS::TaskDefinition
          Properties:
            ContainerDefinitions:
              - Name: web
                Image: web:1.4
                DnsServers: [«1.1.1.1», 8.8.8.8]
    `),
    bad(terraform`
      resource "aws_ecs_task_definition" "shop" {
        family = "shop"
        container_definitions = jsonencode([
          { name = "web", image = "web:1.4", extraHosts = [{ hostname = «"db"», ipAddress = "10.0.3.7" }] }
        ])
      }
    `),
    bad(kubernetes`
      apiVersion: v1
      kind: Pod
      metadata: { name: shop }
      spec:
        hostAliases:
          - ip: 10.0.3.7
            hostnames: [«db.internal»]
        containers:
          - { name: web, image: "web:1.4" }
          - { name: log, image: "log:2" }
    `),
    good(kubernetes`
      apiVersion: v1
      kind: Pod
      metadata: { name: shop }
      spec:
        hostAliases: [{ ip: 127.0.0.1, hostnames: [shop.local] }]
        containers: [{ name: web, image: "web:1.4" }]
    `).because("The pod itself."),
    good(compose`
      services:
        web: { image: "web:1.4", extra_hosts: ["db:10.0.3.7"], dns: 8.8.8.8 }
    `).because("A developer's own network."),
  ],
});

const leadsElsewhere = ({ value }: Variable): boolean => !value.is((address) => /^(?:127\.|0\.0\.0\.0$|::1$)/.test(address));

const called = (field: Field<string> | undefined): string => `"${field?.value ?? field?.text ?? "…"}"`;
