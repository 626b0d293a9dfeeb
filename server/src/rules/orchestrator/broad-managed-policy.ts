import { bad, cloudformation, eksctl, good, terraform } from "../../kit/example.ts";
import { type Fix, fix, rule, type Severity } from "../../kit/rule.ts";
import { managedPoliciesDate, managedPolicyNamed } from "../../knowledge/iam/managed-policies.ts";
import { managedPowerWords } from "../../knowledge/iam/managed-power.ts";
import { type Attachment, awsManaged } from "../../model/role.ts";

export default rule({
  name: "broad-managed-policy",
  on: "attachment",
  title: "Managed policy gives far more than a workload needs",
  severity: "warning",
  risk: "orchestrator",
  why: `\`AdministratorAccess\` is the whole account, \`PowerUserAccess\` all but IAM, and with \`IAMFullAccess\` whoever has it takes the rest. Code that is taken over in a task, function or pipeline has what its role has.

With others whoever has them can take every other right, too, as Plimsoll's own rules find in their latest versions, of the day that the message names.

Policies that are named \`…FullAccess\` let everything be done with one service, deleting and opening it to others included: shown for information, from the preset \`strict\` on. People's groups and permission sets for administrators are shown for information.

For roles that start tasks \`AmazonEC2ContainerRegistryPullOnly\` is offered in place of wider ones. What else a workload needs only who runs it knows.`,
  refs: [
    "NIST SP 800-190 4.3.1",
    "CWE-250",
    "https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AdministratorAccess.html",
    "https://docs.aws.amazon.com/AmazonECR/latest/userguide/security-iam-awsmanpol.html",
  ],
  equivalents: [
    { tool: "checkov", id: "CKV_AWS_274" },
    { tool: "prowler", id: "iam_role_administratoraccess_policy" },
  ],

  *check(attachment) {
    const { to, at, role } = attachment;
    const name = awsManaged(attachment);
    if (name === undefined) return;
    const who = to === "permission-set" ? "permission set" : role ? `${to} "${role.name.value ?? role.address}"` : to;
    const full = everything.get(name);
    const fixes = narrower(attachment, name);
    if (full !== undefined) {
      const severity: Severity = to === "group" || to === "permission-set" ? "info" : "warning";
      yield { at, severity, message: `${name} gives the ${who} ${full}.`, key: name, fixes };
      return;
    }
    if (managedPolicyNamed(name)?.powers.includes("privilege-escalation")) {
      const isPeoples = to === "group" || to === "permission-set";
      const message = `Whoever has ${name} ${managedPowerWords["privilege-escalation"]} (as of ${managedPoliciesDate()}): so does who takes over the ${who}.`;
      yield { at, message, key: name, fixes, ...(isPeoples ? { severity: "info" } : {}) };
    } else if (/FullAccess(?:V2)?$/.test(name) && !narrow.has(name)) {
      yield { at, severity: "info", confidence: "low", message: `${name} lets the ${who} do everything with the service.`, key: name, fixes };
    }
  },

  examples: [
    bad(cloudformation`
      Resources:
        TaskRole:
          Type: AWS::IAM::Role
          Properties:
            ManagedPolicyArns: [«arn:aws:iam::aws:policy/AdministratorAccess»]
            AssumeRolePolicyDocument:
              Statement: [{ Effect: Allow, Principal: { Service: ecs-tasks.amazonaws.com }, Action: sts:AssumeRole }]
    `),
    bad(cloudformation`
      Transform: AWS::Serverless-2016-10-31
      Resources:
        Worker:
          Type: AWS::Serverless::Function
          Properties: { Policies: [«PowerUserAccess»] }
    `).because("SAM takes names."),
    bad(cloudformation`
      Resources:
        Task:
          Type: AWS::ECS::TaskDefinition
          Properties:
            ExecutionRoleArn: !GetAtt Start.Arn
            ContainerDefinitions: [{ Name: web, Image: "web:1.4" }]
        Start:
          Type: AWS::IAM::Role
          Properties:
            ManagedPolicyArns:
              - «arn:aws:iam::aws:policy/AmazonEC2ContainerRegistryFullAccess»
            AssumeRolePolicyDocument:
              Statement: [{ Effect: Allow, Principal: { Service: ecs-tasks.amazonaws.com }, Action: sts:AssumeRole }]
    `)
      .to(cloudformation`
      Resources:
        Task:
          Type: AWS::ECS::TaskDefinition
          Properties:
            ExecutionRoleArn: !GetAtt Start.Arn
            ContainerDefinitions: [{ Name: web, Image: "web:1.4" }]
        Start:
          Type: AWS::IAM::Role
          Properties:
            ManagedPolicyArns:
              - arn:aws:iam::aws:policy/AmazonEC2ContainerRegistryPullOnly
            AssumeRolePolicyDocument:
              Statement: [{ Effect: Allow, Principal: { Service: ecs-tasks.amazonaws.com }, Action: sts:AssumeRole }]
    `)
      .because("To start a task it is enough to pull."),
    bad(terraform`
      resource "aws_iam_role_policy_attachment" "ci" {
        role       = aws_iam_role.ci.name
        policy_arn = «"arn:aws:iam::aws:policy/IAMFullAccess"»
      }

      resource "aws_iam_role" "ci" {
        managed_policy_arns = [«"arn:aws:iam::aws:policy/AmazonS3FullAccess"»]
      }
    `).because("Beside the role and within it."),
    bad(eksctl`
      apiVersion: eksctl.io/v1alpha5
      kind: ClusterConfig
      metadata:
        name: shop
      iam:
        withOIDC: true
        serviceAccounts:
          - metadata: { name: web, namespace: shop }
            attachPolicyARNs:
              - «arn:aws:iam::aws:policy/AdministratorAccess»
    `).because("The role that eksctl makes for a service account."),
    bad(cloudformation`
      Resources:
        Jobs:
          Type: AWS::IAM::Role
          Properties:
            ManagedPolicyArns: [«arn:aws:iam::aws:policy/AmazonElasticMapReduceFullAccess»]
            AssumeRolePolicyDocument:
              Statement: [{ Effect: Allow, Principal: { Service: ecs-tasks.amazonaws.com }, Action: sts:AssumeRole }]
    `).because("It passes any role to new machines: a warning."),
    good(terraform`
      resource "aws_iam_role" "start" {
        managed_policy_arns = [
          "arn:aws:iam::aws:policy/service-role/AmazonECSTaskExecutionRolePolicy",
          "arn:aws:iam::111122223333:policy/AdministratorAccess",
          var.policy,
        ]
      }
    `).because("What AWS made for tasks, a policy of one's own, and what another file says."),
  ],
});

const everything: ReadonlyMap<string, string> = new Map([
  ["AdministratorAccess", "the whole account"],
  ["PowerUserAccess", "everything but IAM"],
  ["IAMFullAccess", "the right to take every right"],
]);
/** Called so, but about little. */
const narrow: ReadonlySet<string> = new Set(["AWSXrayFullAccess", "AmazonTranscribeFullAccess", "AmazonPollyFullAccess", "TranslateFullAccess"]);

function narrower({ managed, role }: Attachment, name: string): readonly Fix[] {
  const starts = role && role.duties.length > 0 && role.duties.every((d) => d.as === "execution");
  if (!starts || name !== "AmazonEC2ContainerRegistryFullAccess" || managed.value === undefined) return [];
  const narrowed = managed.value.replace(name, "AmazonEC2ContainerRegistryPullOnly");
  return fix("Attach AmazonEC2ContainerRegistryPullOnly instead", "unsafe", managed.set(narrowed));
}
