import { bad, file, good, terraform } from "../../kit/example.ts";
import { rule } from "../../kit/rule.ts";

const manifest = file("aws-auth.yaml");

export default rule({
  name: "system-masters-mapping",
  on: "identityMapping",
  title: "IAM principal is mapped to system:masters",
  severity: "warning",
  risk: "orchestrator",
  why: `Members of \`system:masters\` are above RBAC: whoever assumes the IAM role is an administrator of the cluster, and nothing in the cluster can take that away. The ConfigMap is not audited as IAM is, and whoever may edit it may add themselves.

Map roles to groups of your own and bind these, or use EKS access entries with access policies, which are scoped to namespaces and seen by CloudTrail. The platform team's own break-glass role is the usual exception.`,
  refs: [
    "NIST SP 800-190 4.3.1",
    "CWE-250",
    "https://docs.aws.amazon.com/eks/latest/best-practices/identity-and-access-management.html",
    "https://docs.aws.amazon.com/eks/latest/userguide/auth-configmap.html",
  ],
  equivalents: [{ tool: "trivy", id: "KSV-0115" }],

  *check({ principal, groups }) {
    const masters = groups.find((group) => group.is("system:masters"));
    if (!masters) return;
    const name = principal.split("/").at(-1);
    yield {
      at: masters.at,
      message: `${name ? `The IAM principal ${name}` : "The IAM principal"} is an administrator of the cluster through system:masters.`,
    };
  },

  examples: [
    bad(manifest`
      apiVersion: v1
      kind: ConfigMap
      metadata: { name: aws-auth, namespace: kube-system }
      data:
        mapRoles: |
          - rolearn: arn:aws:iam::111122223333:role/nodes
            username: system:node:{{EC2PrivateDNSName}}
            groups: [system:bootstrappers, system:nodes]
          - rolearn: arn:aws:iam::111122223333:role/ci
            username: ci
            groups:
              - «system:masters»
        mapUsers: |
          - userarn: arn:aws:iam::111122223333:user/jane
            username: jane
            groups: [developers, «system:masters»]
    `),
    bad(terraform`
      resource "kubernetes_config_map" "aws_auth" {
        metadata {
          name      = "aws-auth"
          namespace = "kube-system"
        }

        data = {
          mapRoles = yamlencode([
            {
              rolearn  = aws_iam_role.nodes.arn
              username = "system:node:{{EC2PrivateDNSName}}"
              groups   = ["system:bootstrappers", "system:nodes"]
            },
            {
              rolearn  = "arn:aws:iam::111122223333:role/ci"
              username = "ci"
              groups   = [«"system:masters"»]
            },
          ])
        }
      }
    `),
    bad(terraform`
      resource "kubernetes_config_map_v1_data" "aws_auth" {
        force = true

        metadata {
          name      = "aws-auth"
          namespace = "kube-system"
        }

        data = {
          mapRoles = <<-YAML
            - rolearn: \${aws_iam_role.nodes.arn}
              username: system:node:{{EC2PrivateDNSName}}
              groups: [system:bootstrappers, system:nodes]
            - rolearn: \${aws_iam_role.ci.arn}
              username: ci
              groups:
                - «system:masters»
          YAML
        }
      }
    `).because("YAML in a heredoc, with references of Terraform in it."),
    bad(terraform`
      module "eks" {
        source  = "terraform-aws-modules/eks/aws//modules/aws-auth"
        version = "~> 20.0"

        manage_aws_auth_configmap = true
        aws_auth_users = [
          { userarn = "arn:aws:iam::111122223333:user/jane", username = "jane", groups = [«"system:masters"»] }
        ]
      }
    `).because("A module that many use."),
    good(terraform`
      resource "kubernetes_config_map" "aws_auth" {
        metadata {
          name      = "aws-auth"
          namespace = "kube-system"
        }

        data = {
          mapRoles = yamlencode(concat(var.roles, [{ rolearn = var.developers, username = "developer", groups = [var.group] }]))
          mapUsers = file("users.yaml")
        }
      }

      resource "kubernetes_config_map" "notes" {
        metadata {
          name = "notes"
        }
        data = {
          mapRoles = yamlencode([{ groups = ["system:masters"] }])
        }
      }
    `).because("What only a run knows, and another ConfigMap."),
    good(manifest`
      apiVersion: v1
      kind: ConfigMap
      metadata: { name: aws-auth, namespace: kube-system }
      data:
        mapRoles: |
          # system:masters was here once
          - rolearn: arn:aws:iam::111122223333:role/nodes
            username: system:node:{{EC2PrivateDNSName}}
            groups: [system:bootstrappers, system:nodes]
          - rolearn: arn:aws:iam::111122223333:role/developers
            username: developer
            groups: [developers]
    `).because("Nodes need their groups; the others are bound by RBAC."),
    good(manifest`
      apiVersion: v1
      kind: ConfigMap
      metadata: { name: notes, namespace: kube-system }
      data:
        mapRoles: |
          - groups: [system:masters]
    `).because("Another ConfigMap."),
  ],
});
