import { bad, cloudformation, eksctl, good, terraform } from "../../kit/example.ts";
import { nearest } from "../../kit/nearest.ts";
import { fix, rule } from "../../kit/rule.ts";
import { managedPolicies, managedPoliciesDate, managedPolicyNamed } from "../../knowledge/iam/managed-policies.ts";

export default rule({
  name: "unknown-managed-policy",
  on: "attachment",
  title: "AWS has no managed policy of this ARN",
  severity: "warning",
  risk: "orchestrator",
  why: `A policy that AWS does not have cannot be attached: the deployment fails, or goes on without the rights. Many of AWS's policies stand under a path, so that \`policy/AmazonECSTaskExecutionRolePolicy\` is none, and \`policy/service-role/AmazonECSTaskExecutionRolePolicy\` is; names are told apart by case. Some were withdrawn: what has them keeps them, and nobody gets them anew.

Judged by the names of the day that the finding tells. AWS adds policies every week: of names that are like none, nothing is said.`,
  refs: [
    "https://docs.aws.amazon.com/aws-managed-policy/latest/reference/policy-list.html",
    "https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_managed-deprecated.html",
    "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/security-iam-awsmanpol.html",
    "https://docs.aws.amazon.com/lambda/latest/dg/security-iam-awsmanpol.html",
  ],

  *check({ managed, at }) {
    const [, start = "", path = "", name = ""] = /^(arn:aws[a-z-]*:iam::aws:policy\/)((?:[\w-]+\/)*)([\w+=,.@-]+)$/.exec(managed.value ?? "") ?? [];
    if (name === "") return;
    const known = managedPolicyNamed(name);
    if (known?.name === name && known.path === path) return;
    const replaced = known ? undefined : withdrawn.get(name);
    const near = known ?? replaced ?? likest(name);
    const meant = typeof near === "string" ? managedPolicyNamed(near) : near;
    if (!meant) return;
    const arn = `${start}${meant.path}${meant.name}`;
    const day = managedPoliciesDate();
    const message = replaced
      ? `AWS has withdrawn ${name} (as of ${day}): it cannot be attached any more. ${meant.name} stands in its place.`
      : known?.name === name
        ? `AWS has ${name} under "${meant.path === "" ? "policy/" : meant.path}" (as of ${day}): this ARN is of no policy.`
        : `AWS has no policy ${name} (as of ${day}). Is ${meant.name} meant?`;
    yield {
      at,
      key: name,
      message,
      ...(known || replaced ? {} : { confidence: "low" }),
      fixes: fix(`Attach ${meant.path}${meant.name}`, "unsafe", managed.set(arn)),
    };
  },

  examples: [
    bad(cloudformation`
      Resources:
        Start:
          Type: AWS::IAM::Role
          Properties:
            ManagedPolicyArns:
              - «arn:aws:iam::aws:policy/AmazonECSTaskExecutionRolePolicy»
            AssumeRolePolicyDocument:
              Statement: [{ Effect: Allow, Principal: { Service: ecs-tasks.amazonaws.com }, Action: sts:AssumeRole }]
    `).to(cloudformation`
      Resources:
        Start:
          Type: AWS::IAM::Role
          Properties:
            ManagedPolicyArns:
              - arn:aws:iam::aws:policy/service-role/AmazonECSTaskExecutionRolePolicy
            AssumeRolePolicyDocument:
              Statement: [{ Effect: Allow, Principal: { Service: ecs-tasks.amazonaws.com }, Action: sts:AssumeRole }]
    `),
    bad(terraform`
      resource "aws_iam_role_policy_attachment" "pull" {
        role       = "start"
        policy_arn = «"arn:aws-cn:iam::aws:policy/AmazonEC2ContainerRegistryReadonly"»
      }
    `)
      .to(terraform`
      resource "aws_iam_role_policy_attachment" "pull" {
        role       = "start"
        policy_arn = "arn:aws-cn:iam::aws:policy/AmazonEC2ContainerRegistryReadOnly"
      }
    `)
      .because("Names are told apart by case."),
    bad(terraform`
      resource "aws_iam_role_policy_attachment" "ci" {
        role       = "ci"
        policy_arn = «"arn:aws:iam::aws:policy/AmazonEC2ContainerServiceFullAccess"»
      }
    `)
      .to(terraform`
      resource "aws_iam_role_policy_attachment" "ci" {
        role       = "ci"
        policy_arn = "arn:aws:iam::aws:policy/AmazonECS_FullAccess"
      }
    `)
      .because("It was withdrawn in 2021."),
    bad(eksctl`
      apiVersion: eksctl.io/v1alpha5
      kind: ClusterConfig
      metadata: { name: shop, region: eu-west-1 }
      iam:
        withOIDC: true
        serviceAccounts:
          - metadata: { name: logs, namespace: kube-system }
            attachPolicyARNs: [«"arn:aws:iam::aws:policy/CloudWatchAgentServerPolice"»]
    `).because("One letter is wrong: shown to those who want to know what is less sure."),
    good(terraform`
      resource "aws_iam_role_policy_attachment" "start" {
        for_each = toset([
          "arn:aws:iam::aws:policy/service-role/AmazonECSTaskExecutionRolePolicy",
          "arn:aws:iam::aws:policy/AmazonSomethingEntirelyNewServicePolicy",
          "arn:aws:iam::111122223333:policy/AmazonECSTaskExecutionRolePolicy",
        ])
        role       = "start"
        policy_arn = each.value
      }

      resource "aws_iam_role_policy_attachment" "web" {
        role       = "web"
        policy_arn = "arn:aws:iam::aws:policy/\${var.policy}"
      }
    `).because("The right path, a name like none that is known, a policy of one's own, and what only deployment knows."),
  ],
});

/** No more than two letters of another one: what differs in a number is another version. */
function likest(name: string): string | undefined {
  const names = managedPolicies().map((p) => p.name);
  const near = nearest(name, names, 2);
  return near !== undefined && near.replace(/_?[Vv]?\d{1,2}$/, "") !== name.replace(/_?[Vv]?\d{1,2}$/, "") ? near : undefined;
}

/** Policies that AWS has withdrawn, and what its documentation names in their place (see `refs`). */
const withdrawn: ReadonlyMap<string, string> = new Map([
  ["AmazonEC2ContainerServiceFullAccess", "AmazonECS_FullAccess"],
  ["AWSLambdaFullAccess", "AWSLambda_FullAccess"],
  ["AWSLambdaReadOnlyAccess", "AWSLambda_ReadOnlyAccess"],
  ["AWSCodePipelineFullAccess", "AWSCodePipeline_FullAccess"],
  ["AWSCodePipelineReadOnlyAccess", "AWSCodePipeline_ReadOnlyAccess"],
  ["AWSConfigRole", "AWS_ConfigRole"],
  ["AWSElasticBeanstalkFullAccess", "AdministratorAccess-AWSElasticBeanstalk"],
  ["AWSElasticBeanstalkReadOnlyAccess", "AWSElasticBeanstalkReadOnly"],
  ["AWSOpsWorksFullAccess", "AWSOpsWorks_FullAccess"],
]);
