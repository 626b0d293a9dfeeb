import { bad, cloudformation, good, terraform } from "../../kit/example.ts";
import { rule } from "../../kit/rule.ts";

export default rule({
  name: "cluster-admin-access",
  on: "accessEntry",
  title: "A role of IAM administers a whole cluster",
  severity: "warning",
  risk: "orchestrator",
  why: `An access entry with \`AmazonEKSClusterAdminPolicy\` for the whole cluster, or with the group \`system:masters\`, makes whoever takes on the role its administrator: every pod, every secret, every node. Somebody has to be, but pipelines and people seldom: \`AmazonEKSEditPolicy\` for the namespaces that they deploy to does for most.

There is no fix, since only you know which namespaces these are.`,
  refs: [
    "NIST SP 800-190 4.3.1",
    "CWE-250",
    "https://docs.aws.amazon.com/eks/latest/userguide/access-policies.html",
    "https://docs.aws.amazon.com/eks/latest/userguide/access-policy-permissions.html",
  ],

  *check({ groups, policies }) {
    const masters = groups.items.find((g) => g.is("system:masters"));
    if (masters)
      yield { at: masters.at, key: "masters", message: `Whoever takes on this role is in "system:masters", and so administers the whole cluster.` };
    for (const { policy, scope } of policies) {
      if (!policy.is((arn) => arn.endsWith("/AmazonEKSClusterAdminPolicy")) || !scope.is("cluster")) continue;
      yield { at: policy.at, key: "policy", message: "Whoever takes on this role administers the whole cluster." };
    }
  },

  examples: [
    bad(terraform`
      resource "aws_eks_access_policy_association" "deploy" {
        cluster_name  = "shop"
        principal_arn = aws_iam_role.deploy.arn
        policy_arn    = «"arn:aws:eks::aws:cluster-access-policy/AmazonEKSClusterAdminPolicy"»

        access_scope {
          type = "cluster"
        }
      }
    `),
    bad(cloudformation`
      Resources:
        Deploy:
          Type: AWS::EKS::AccessEntry
          Properties:
            ClusterName: shop
            PrincipalArn: !GetAtt DeployRole.Arn
            AccessPolicies:
              - PolicyArn: «arn:aws:eks::aws:cluster-access-policy/AmazonEKSClusterAdminPolicy»
                AccessScope: { Type: cluster }
    `),
    good(terraform`
      resource "aws_eks_access_policy_association" "deploy" {
        cluster_name  = "shop"
        principal_arn = aws_iam_role.deploy.arn
        policy_arn    = "arn:aws:eks::aws:cluster-access-policy/AmazonEKSClusterAdminPolicy"

        access_scope {
          type       = "namespace"
          namespaces = ["shop"]
        }
      }

      resource "aws_eks_access_policy_association" "view" {
        cluster_name  = "shop"
        principal_arn = aws_iam_role.view.arn
        policy_arn    = "arn:aws:eks::aws:cluster-access-policy/AmazonEKSViewPolicy"

        access_scope {
          type = "cluster"
        }
      }
    `).because("In one namespace, or to look only."),
  ],
});
