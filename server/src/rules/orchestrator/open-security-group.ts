import { bad, cloudformation, good, terraform } from "../../kit/example.ts";
import { rule } from "../../kit/rule.ts";
import { everybody, portsOf } from "../../model/security-group.ts";

/** Ports behind which somebody who gets in has the machine, or the data: https://www.iana.org/assignments/service-names-port-numbers. */
const sensitive: ReadonlyMap<number, string> = new Map([
  [22, "SSH"],
  [23, "Telnet"],
  [389, "LDAP"],
  [445, "SMB"],
  [1433, "SQL Server"],
  [1521, "Oracle"],
  [2049, "NFS"],
  [2181, "ZooKeeper"],
  [2375, "the Docker daemon without TLS"],
  [2376, "the Docker daemon"],
  [2379, "etcd"],
  [2380, "etcd"],
  [3306, "MySQL"],
  [3389, "Remote Desktop"],
  [5432, "PostgreSQL"],
  [5601, "Kibana"],
  [5672, "RabbitMQ"],
  [5900, "VNC"],
  [5984, "CouchDB"],
  [6379, "Redis"],
  [6443, "the API of Kubernetes"],
  [8500, "Consul"],
  [9042, "Cassandra"],
  [9092, "Kafka"],
  [9200, "Elasticsearch"],
  [9300, "Elasticsearch"],
  [10250, "the kubelet"],
  [10255, "the kubelet"],
  [11211, "Memcached"],
  [15672, "RabbitMQ"],
  [27017, "MongoDB"],
  [51678, "the ECS agent"],
]);

export default rule({
  name: "open-security-group",
  on: "securityGroup",
  title: "Security group lets everybody in",
  severity: "warning",
  risk: "orchestrator",
  why: `A security group that lets 0.0.0.0/0 or ::/0 in puts what is behind it on the internet, as soon as it has a public address. Here are meant: all ports at once; ports of administration, data stores and the agents of containers (SSH, the Docker daemon, the kubelet, databases); and ports of a service or of the machines of containers that have a load balancer's work to do, where the load balancer's own security group should be the only source.

Silent for ports of a load balancer, for single ports such as 443 that nothing in the file puts before containers, and for peers that only deployment knows.`,
  refs: [
    "NIST SP 800-190 4.3.3",
    "CWE-284",
    "https://docs.aws.amazon.com/vpc/latest/userguide/security-group-rules.html",
    "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/security-network.html",
  ],
  equivalents: [
    { tool: "checkov", id: "CKV_AWS_24" },
    { tool: "checkov", id: "CKV_AWS_260" },
    { tool: "trivy", id: "AWS-0107" },
  ],

  *check({ ingress, users }) {
    for (const opening of ingress) {
      const [peer] = everybody(opening);
      const ports = portsOf(opening);
      if (!peer || !ports) continue;
      const [first, last] = ports;
      const found = [...sensitive].find(([port]) => first <= port && port <= last);
      const all = first <= 1 && last === 65535;
      if (all || found) {
        const what = all ? "every port" : `port ${found?.[0]} (${found?.[1]})`;
        yield { at: peer.at, key: peer.key, message: `Everybody is let in to ${what}: ${peer.value} is the whole internet.` };
      } else if ((users.has("service") || users.has("instance") || users.has("node-group")) && !users.has("load-balancer")) {
        const range = first === last ? `port ${first}` : `ports ${first} to ${last}`;
        const message = `Everybody is let in to ${range} of containers themselves: a load balancer's security group as the source would do.`;
        yield { at: peer.at, key: peer.key, severity: "info", message };
      }
    }
  },

  examples: [
    bad(cloudformation`
      Resources:
        Admin:
          Type: AWS::EC2::SecurityGroup
          Properties:
            GroupDescription: the office
            SecurityGroupIngress:
              - { IpProtocol: tcp, FromPort: 22, ToPort: 22, CidrIp: «10.0.0.0/0» }
    `).because("With a mask of no bits every address is meant, whatever is written in front of it."),
    bad(terraform`
      resource "aws_security_group" "node" {
        vpc_id = var.vpc

        ingress {
          from_port   = 22
          to_port     = 22
          protocol    = "tcp"
          cidr_blocks = [«"0.0.0.0/0"»]
        }
      }
    `),
    bad(terraform`
      resource "aws_vpc_security_group_ingress_rule" "all" {
        security_group_id = var.group
        ip_protocol       = "-1"
        cidr_ipv6         = «"::/0"»
      }
    `).because("Every port, for a group that another file has."),
    bad(cloudformation`
      Resources:
        Group:
          Type: AWS::EC2::SecurityGroup
          Properties:
            GroupDescription: web
            SecurityGroupIngress:
              - { IpProtocol: tcp, FromPort: 8080, ToPort: 8080, CidrIp: «0.0.0.0/0» }
        Web:
          Type: AWS::ECS::Service
          Properties:
            TaskDefinition: web
            NetworkConfiguration:
              AwsvpcConfiguration:
                SecurityGroups: [!GetAtt Group.GroupId]
                Subnets: !Ref Subnets
    `).because("The service's own group."),
    good(cloudformation`
      Resources:
        Group:
          Type: AWS::EC2::SecurityGroup
          Properties:
            GroupDescription: balancer
            SecurityGroupIngress:
              - { IpProtocol: tcp, FromPort: 443, ToPort: 443, CidrIp: 0.0.0.0/0 }
        Balancer:
          Type: AWS::ElasticLoadBalancingV2::LoadBalancer
          Properties: { SecurityGroups: [!Ref Group] }
    `).because("A load balancer is there for everybody."),
    good(terraform`
      resource "aws_security_group" "web" {
        vpc_id = var.vpc

        ingress {
          from_port       = 8080
          to_port         = 8080
          protocol        = "tcp"
          security_groups = [var.balancer]
        }

        egress {
          from_port   = 0
          to_port     = 0
          protocol    = "-1"
          cidr_blocks = ["0.0.0.0/0"]
        }
      }
    `).because("Only the load balancer is let in; what is let out is another matter."),
    good(terraform`
      resource "aws_security_group" "web" {
        vpc_id = var.vpc

        ingress {
          from_port   = 0
          to_port     = 0
          protocol    = "-1"
          cidr_blocks = [var.office]
        }
      }
    `).because("Who that is, only deployment knows."),
  ],
});
