import { bad, cloudformation, good, iam, terraform } from "../../kit/example.ts";
import { type Fix, fix, rule } from "../../kit/rule.ts";
import { includesAction } from "../../model/action.ts";
import type { Principal, Statement } from "../../model/policy.ts";

export default rule({
  name: "mismatched-trust-action",
  on: "entrusting",
  title: "Trusted principal cannot take on the role this way",
  severity: "warning",
  risk: "orchestrator",
  why: `Each kind of principal takes on a role with an action of its own: services and accounts with \`sts:AssumeRole\`, providers of web identities with \`sts:AssumeRoleWithWebIdentity\`, those of SAML with \`sts:AssumeRoleWithSAML\`. EKS Pod Identity needs \`sts:TagSession\` beside \`sts:AssumeRole\`, IAM Roles Anywhere \`sts:SetSourceIdentity\`, too. With another one the role stays unused, and its pods run with what they have instead: the role of the node.

Silent where the actions or the principals are not known.`,
  refs: [
    "https://docs.aws.amazon.com/eks/latest/userguide/pod-id-role.html",
    "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_create_for-idp.html",
    "https://docs.aws.amazon.com/rolesanywhere/latest/userguide/trust-model.html",
  ],
  equivalents: [
    { tool: "access-analyzer", id: "MISMATCHED_ACTION_FOR_PRINCIPAL" },
    { tool: "access-analyzer", id: "MISSING_ACTION_FOR_ROLES_ANYWHERE_TRUST_POLICY" },
  ],

  *check(statement) {
    const { effect, policy, principals, actions } = statement;
    if (!effect.is("Allow") || policy.kind !== "trust" || actions.state !== "written" || actions.items.some((a) => a.opaque)) return;
    for (const principal of principals) {
      const lacking = needs(principal).filter((action) => !isAllowed(statement, action));
      const [first] = lacking;
      if (first === undefined) continue;
      yield {
        at: principal.value.at,
        message: `${principal.value.value} needs ${lacking.join(" and ")} to take on the role; the statement does not allow ${lacking.length > 1 ? "them" : "it"}.`,
        key: principal.value.value ?? "",
        fixes: fixes(statement, lacking),
      };
    }
  },

  examples: [
    bad(iam`
      {
        "Version": "2012-10-17",
        "Statement": [{ "Effect": "Allow", "Principal": { "Service": «"pods.eks.amazonaws.com"» }, "Action": ["sts:AssumeRole"] }]
      }
    `).to(iam`
      {
        "Version": "2012-10-17",
        "Statement": [{ "Effect": "Allow", "Principal": { "Service": "pods.eks.amazonaws.com" }, "Action": ["sts:AssumeRole", "sts:TagSession"] }]
      }
    `),
    bad(cloudformation`
      Resources:
        Web:
          Type: AWS::IAM::Role
          Properties:
            AssumeRolePolicyDocument:
              Statement:
                - Effect: Allow
                  Principal:
                    Federated: «arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com»
                  Action: sts:AssumeRole
    `).to(cloudformation`
      Resources:
        Web:
          Type: AWS::IAM::Role
          Properties:
            AssumeRolePolicyDocument:
              Statement:
                - Effect: Allow
                  Principal:
                    Federated: arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com
                  Action: sts:AssumeRoleWithWebIdentity
    `),
    bad(terraform`
      data "aws_iam_policy_document" "trust" {
        statement {
          actions = ["sts:AssumeRole"]
          principals {
            type        = "Service"
            identifiers = [«"pods.eks.amazonaws.com"»]
          }
        }
      }
    `).to(terraform`
      data "aws_iam_policy_document" "trust" {
        statement {
          actions = ["sts:AssumeRole", "sts:TagSession"]
          principals {
            type        = "Service"
            identifiers = ["pods.eks.amazonaws.com"]
          }
        }
      }
    `),
    good(iam`
      {
        "Version": "2012-10-17",
        "Statement": [
          { "Effect": "Allow", "Principal": { "Service": "pods.eks.amazonaws.com" }, "Action": "sts:AssumeRole" },
          { "Effect": "Allow", "Principal": { "Service": "pods.eks.amazonaws.com" }, "Action": "sts:TagSession" },
          { "Effect": "Allow", "Principal": { "Federated": "cognito-identity.amazonaws.com", "Service": "ecs-tasks.amazonaws.com" }, "Action": "sts:*" }
        ]
      }
    `).because("In two statements, and all at once."),
  ],
});

/** The actions that a principal takes on a role with; none where that is not known. */
function needs({ type, value }: Principal): readonly string[] {
  const text = value.value ?? "";
  if (type === "Federated") {
    if (
      /:oidc-provider\//.test(text) ||
      /^(?:cognito-identity\.amazonaws\.com|accounts\.google\.com|www\.amazon\.com|graph\.facebook\.com)$/.test(text)
    ) {
      return ["sts:AssumeRoleWithWebIdentity"];
    }
    return /:saml-provider\//.test(text) ? ["sts:AssumeRoleWithSAML"] : [];
  }
  if (type !== "Service") return [];
  if (text === "pods.eks.amazonaws.com") return ["sts:AssumeRole", "sts:TagSession"];
  return text === "rolesanywhere.amazonaws.com" ? ["sts:AssumeRole", "sts:TagSession", "sts:SetSourceIdentity"] : [];
}

/** By any statement of the policy: which principals it is about the others may leave open. */
const isAllowed = ({ policy }: Statement, action: string): boolean =>
  policy.statements.some(
    (s) =>
      !s.effect.is("Deny") &&
      (s.actions.state === "opaque" || s.actions.items.some((a) => a.opaque || a.is((written) => includesAction(written, action)))),
  );

function fixes({ actions, principals }: Statement, lacking: readonly string[]): readonly Fix[] {
  const [action, ...others] = lacking;
  if (action === undefined || others.length > 0) return [];
  const [only, ...more] = actions.items;
  const isOther = only && more.length === 0 && principals.length === 1 && only.is("sts:AssumeRole") && /With/.test(action);
  return isOther ? fix(`Allow ${action} instead`, "unsafe", only.set(action)) : fix(`Allow ${action}, too`, "unsafe", actions.add(action));
}
