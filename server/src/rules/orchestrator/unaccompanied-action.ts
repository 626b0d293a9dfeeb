import { bad, cloudformation, good, terraform } from "../../kit/example.ts";
import { type Fix, fix, rule } from "../../kit/rule.ts";
import { type Dependent, dependents } from "../../knowledge/iam/dependents.ts";
import { grants } from "../../model/access.ts";
import { enumerate } from "../../model/enumeration.ts";
import { type NamedAction, namedActions } from "../../model/named-action.ts";
import type { Statement } from "../../model/policy.ts";
import { mayCall } from "../../model/rights.ts";
import { policiesOf } from "../../model/role.ts";

export default rule({
  name: "unaccompanied-action",
  on: "role",
  title: "Action is allowed without others that it needs",
  severity: "info",
  preset: "strict",
  risk: "orchestrator",
  why: `Some actions are of no use alone. A push to Amazon ECR is five of them, and the token beside; whoever makes a cluster, a group of nodes, a function or a schedule names a role, which has to be passed. The call fails when it is made, often long after the deployment, and what is then allowed in haste is \`*\`.

Judged for roles and users whose policies are all in the file or module, taken together; policies of AWS's that are attached count as far as Plimsoll knows them, and a role with others is left alone. Only actions that are named in full are asked about, and only what is needed whatever the call is about.

The fix allows more than before: actions that accept \`*\` only get a statement of their own, steps of a push or a pull stand beside the others, and \`iam:PassRole\` is limited to the service that gets the role, and to a role that a person names.`,
  refs: [
    "https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html",
    "https://docs.aws.amazon.com/AmazonECR/latest/userguide/image-push-iam.html",
    "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_passrole.html",
  ],

  *check(role) {
    const statements = policiesOf(role).flatMap((policy) => policy.statements.filter(grants));
    for (const dependent of dependents) {
      const found = first(statements, dependent.action);
      if (!found) continue;
      const missing = dependent.needs.filter((action) => !mayCall(role, action));
      if (missing.length === 0) continue;
      yield {
        at: found.named.field.at,
        key: dependent.action,
        message: `${dependent.action} needs ${enumerate(missing)}, too, which nothing here allows: ${dependent.else}.`,
        fixes: () => fixes(found.statement, dependent, missing),
      };
    }
  },

  examples: [
    bad(cloudformation`
      Resources:
        Pipeline:
          Type: AWS::IAM::Role
          Properties:
            AssumeRolePolicyDocument:
              Statement: [{ Effect: Allow, Principal: { Service: codebuild.amazonaws.com }, Action: sts:AssumeRole }]
            Policies:
              - PolicyName: push
                PolicyDocument:
                  Statement:
                    - Effect: Allow
                      Action:
                        - «ecr:InitiateLayerUpload»
                        - ecr:UploadLayerPart
                        - ecr:CompleteLayerUpload
                        - ecr:PutImage
                      Resource: !GetAtt Images.Arn
                    - { Effect: Allow, Action: "ecr:GetAuthorizationToken", Resource: "*" }
    `)
      .to(cloudformation`
      Resources:
        Pipeline:
          Type: AWS::IAM::Role
          Properties:
            AssumeRolePolicyDocument:
              Statement: [{ Effect: Allow, Principal: { Service: codebuild.amazonaws.com }, Action: sts:AssumeRole }]
            Policies:
              - PolicyName: push
                PolicyDocument:
                  Statement:
                    - Effect: Allow
                      Action:
                        - ecr:InitiateLayerUpload
                        - ecr:UploadLayerPart
                        - ecr:CompleteLayerUpload
                        - ecr:PutImage
                        - ecr:BatchCheckLayerAvailability
                      Resource: !GetAtt Images.Arn
                    - { Effect: Allow, Action: "ecr:GetAuthorizationToken", Resource: "*" }
    `)
      .because("The client asks which layers are there already."),
    bad(cloudformation`
      Resources:
        Pull:
          Type: AWS::IAM::Role
          Properties:
            AssumeRolePolicyDocument:
              Statement: [{ Effect: Allow, Principal: { Service: ec2.amazonaws.com }, Action: sts:AssumeRole }]
            Policies:
              - PolicyName: pull
                PolicyDocument:
                  Statement:
                    - Effect: Allow
                      Action: [ecr:BatchGetImage, «ecr:GetDownloadUrlForLayer»]
                      Resource: !GetAtt Images.Arn
    `)
      .to(cloudformation`
      Resources:
        Pull:
          Type: AWS::IAM::Role
          Properties:
            AssumeRolePolicyDocument:
              Statement: [{ Effect: Allow, Principal: { Service: ec2.amazonaws.com }, Action: sts:AssumeRole }]
            Policies:
              - PolicyName: pull
                PolicyDocument:
                  Statement:
                    - Effect: Allow
                      Action: [ecr:BatchGetImage, ecr:GetDownloadUrlForLayer]
                      Resource: !GetAtt Images.Arn
                    - Effect: Allow
                      Action: ecr:GetAuthorizationToken
                      Resource: "*"
    `)
      .because("The token is of the whole registry: a statement of its own."),
    bad(terraform`
      resource "aws_iam_role" "platform" {
        name               = "platform"
        assume_role_policy = jsonencode({ Statement = [{ Effect = "Allow", Principal = { Service = "codebuild.amazonaws.com" }, Action = "sts:AssumeRole" }] })
      }

      resource "aws_iam_role_policy" "clusters" {
        role = aws_iam_role.platform.id
        policy = jsonencode({
          Statement = [
            { Effect = "Allow", Action = [«"eks:CreateNodegroup"», "eks:DescribeNodegroup"], Resource = "arn:aws:eks:eu-west-1:111122223333:*" },
          ]
        })
      }
    `).because("The nodes' role must be passed."),
    good(cloudformation`
      Resources:
        Pull:
          Type: AWS::IAM::Role
          Properties:
            ManagedPolicyArns: [arn:aws:iam::aws:policy/AmazonEC2ContainerRegistryPullOnly]
            AssumeRolePolicyDocument:
              Statement: [{ Effect: Allow, Principal: { Service: ec2.amazonaws.com }, Action: sts:AssumeRole }]
            Policies:
              - PolicyName: pull
                PolicyDocument:
                  Statement: [{ Effect: Allow, Action: "ecr:GetDownloadUrlForLayer", Resource: !GetAtt Images.Arn }]
        Platform:
          Type: AWS::IAM::Role
          Properties:
            ManagedPolicyArns: [!Ref Shared]
            AssumeRolePolicyDocument:
              Statement: [{ Effect: Allow, Principal: { Service: codebuild.amazonaws.com }, Action: sts:AssumeRole }]
            Policies:
              - PolicyName: clusters
                PolicyDocument:
                  Statement: [{ Effect: Allow, Action: "eks:CreateNodegroup", Resource: "*" }]
    `).because("AWS's policy gives the rest, and another template may."),
    good(terraform`
      resource "aws_iam_policy" "push" {
        policy = jsonencode({ Statement = [{ Effect = "Allow", Action = "ecr:InitiateLayerUpload", Resource = aws_ecr_repository.web.arn }] })
      }

      data "aws_iam_policy_document" "retag" {
        statement {
          actions   = ["ecr:BatchGetImage", "ecr:PutImage"]
          resources = [aws_ecr_repository.web.arn]
        }
      }
    `).because("Whoever gets them may have more, and new tags need no layers."),
  ],
});

/** Where the action is named in full. */
function first(statements: readonly Statement[], action: string): { readonly statement: Statement; readonly named: NamedAction } | undefined {
  for (const statement of statements)
    for (const named of namedActions(statement)) if (named.pattern.lower === action.toLowerCase()) return { statement, named };
  return undefined;
}

/** Actions that are about no resource, and so accept `*` only. */
const ofAccount: ReadonlySet<string> = new Set(["ecr:GetAuthorizationToken", "ecr-public:GetAuthorizationToken", "sts:GetServiceBearerToken"]);

function fixes({ actions, policy }: Statement, { passesTo }: Dependent, missing: readonly string[]): readonly Fix[] {
  const title = `Allow ${enumerate(missing)}, too`;
  if (passesTo !== undefined) {
    const condition = { operator: "StringEquals", key: "iam:PassedToService", value: passesTo };
    return fix(title, "draft", policy.add({ actions: missing, resource: "arn:aws:iam::<account>:role/<RoleName>", condition }));
  }
  const alone = missing.filter((action) => ofAccount.has(action));
  const beside = missing.filter((action) => !ofAccount.has(action));
  const all = actions.items.flatMap((a) => a.value ?? []);
  if (beside.length > 0 && all.length < actions.items.length) return [];
  const [only] = beside;
  const listed = beside.length === 0 ? [] : beside.length === 1 && only !== undefined ? actions.add(only) : actions.replace([...all, ...beside]);
  const added = alone.length === 0 ? [] : policy.add({ actions: alone, resource: "*" });
  const isWhole = (beside.length === 0 || listed.length > 0) && (alone.length === 0 || added.length > 0);
  return isWhole ? fix(title, "unsafe", [...listed, ...added]) : [];
}
