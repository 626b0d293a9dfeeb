import { bad, cloudformation, good, terraform } from "../../kit/example.ts";
import { rule } from "../../kit/rule.ts";
import { grants } from "../../model/access.ts";
import { actionsOf, meets, unionOf } from "../../model/action-set.ts";
import type { Field } from "../../model/field.ts";
import { namedActions } from "../../model/named-action.ts";
import { awsManaged, policiesOf, type Role } from "../../model/role.ts";

export default rule({
  name: "application-rights-on-hosts",
  on: "role",
  title: "Hosts of containers have rights of an application",
  severity: "warning",
  risk: "orchestrator",
  why: `The role of a container instance or a node is for its agent: to join the cluster, pull images, write logs. Every container that reaches the metadata service of its host has that role, and so every other application on it. Rights to read a table or a secret, or to send messages, belong to the role of the task that needs them, or of the service account of its pods.

Told of roles that are known to be those of hosts, by AWS's own policies for them or by \`ecs:RegisterContainerInstance\`, and of rights that no agent needs; to read from S3 and from Parameter Store is left alone, for hosts fetch their configuration there.`,
  refs: [
    "NIST SP 800-190 4.3.1",
    "NIST SP 800-190 4.5.4",
    "CWE-250",
    "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/instance_IAM_role.html",
    "https://docs.aws.amazon.com/eks/latest/userguide/create-node-role.html",
  ],

  *check(role) {
    if (role.kind !== "role" || !isOfHosts(role)) return;
    const found = [...new Map([...managedRights(role), ...ownRights(role)].map((right) => [right.value, right])).values()];
    const [first, ...others] = found;
    if (!first) return;
    const more = others.length > 0 ? ` and ${others.length} more` : "";
    yield {
      at: first.at,
      message: `The role "${role.address}" of container hosts has rights of an application, ${first.value?.replace(/^arn:.*\//, "")}${more}: every container that reaches their metadata has them.`,
      related: others.map(({ at }) => ({ at, message: "Another right of an application." })),
    };
  },

  examples: [
    bad(terraform`
      resource "aws_iam_role" "hosts" {
        assume_role_policy = jsonencode({
          Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "ec2.amazonaws.com" } }]
        })
      }

      resource "aws_iam_role_policy_attachment" "hosts" {
        role       = aws_iam_role.hosts.name
        policy_arn = "arn:aws:iam::aws:policy/service-role/AmazonEC2ContainerServiceforEC2Role"
      }

      resource "aws_iam_role_policy" "orders" {
        role = aws_iam_role.hosts.id
        policy = jsonencode({
          Statement = [{
            Effect   = "Allow"
            Action   = [«"dynamodb:PutItem"», "sqs:SendMessage", "logs:PutLogEvents"]
            Resource = "*"
          }]
        })
      }
    `),
    bad(cloudformation`
      Resources:
        Nodes:
          Type: AWS::IAM::Role
          Properties:
            ManagedPolicyArns:
              - arn:aws:iam::aws:policy/AmazonEKSWorkerNodePolicy
              - «arn:aws:iam::aws:policy/AmazonDynamoDBFullAccess»
            AssumeRolePolicyDocument:
              Statement: [{ Effect: Allow, Principal: { Service: ec2.amazonaws.com }, Action: sts:AssumeRole }]
    `),
    good(cloudformation`
      Resources:
        Nodes:
          Type: AWS::IAM::Role
          Properties:
            ManagedPolicyArns:
              - arn:aws:iam::aws:policy/AmazonEKSWorkerNodePolicy
              - arn:aws:iam::aws:policy/AmazonEC2ContainerRegistryReadOnly
              - arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore
            AssumeRolePolicyDocument:
              Statement: [{ Effect: Allow, Principal: { Service: ec2.amazonaws.com }, Action: sts:AssumeRole }]
            Policies:
              - PolicyName: own
                PolicyDocument:
                  Statement: [{ Effect: Allow, Action: [s3:GetObject, "ec2:Describe*", sqs:ReceiveMessage], Resource: "*" }]
        Server:
          Type: AWS::IAM::Role
          Properties:
            ManagedPolicyArns: [arn:aws:iam::aws:policy/AmazonDynamoDBFullAccess]
            AssumeRolePolicyDocument:
              Statement: [{ Effect: Allow, Principal: { Service: ec2.amazonaws.com }, Action: sts:AssumeRole }]
    `).because("What agents of all kinds need; and a server that runs no containers, as far as is known."),
  ],
});

/** AWS's own policies for hosts: https://docs.aws.amazon.com/aws-managed-policy/latest/reference/policy-list.html. */
const forHosts: ReadonlySet<string> = new Set([
  "AmazonEC2ContainerServiceforEC2Role",
  "AmazonECSInstanceRolePolicyForManagedInstances",
  "AmazonEKSWorkerNodePolicy",
  "AmazonEKSWorkerNodeMinimalPolicy",
]);
const isOfHosts = (role: Role): boolean =>
  isForMachines(role) &&
  (role.attachments.some((a) => forHosts.has(awsManaged(a) ?? "")) ||
    patternsIn(role).some(({ value }) => value === "ecs:RegisterContainerInstance"));
/** Those policies are attached to roles of tasks by mistake, too. */
function isForMachines({ trust, duties }: Role): boolean {
  if (duties.some((d) => d.as !== "instance")) return false;
  const trusted = (trust?.statements ?? []).flatMap(({ principals }) => principals.map(({ value }) => value));
  if (trusted.some((service) => service.is("ecs-tasks.amazonaws.com"))) return false;
  return duties.length > 0 || trusted.some((service) => service.is((name) => name.startsWith("ec2.amazonaws.com")));
}

/** AWS's own policies for applications. */
const forApplications =
  /^Amazon(?:S3FullAccess|DynamoDB(?:FullAccess|ReadOnlyAccess)|SQSFullAccess|SNSFullAccess|KinesisFullAccess|RDSDataFullAccess|SESFullAccess|BedrockFullAccess|CognitoPowerUser)$|^SecretsManagerReadWrite$|^AWSLambda(?:_FullAccess|Role)$|^AWSStepFunctionsFullAccess$/;

const managedRights = (role: Role): readonly Field<string>[] =>
  role.attachments.flatMap((attachment) => (forApplications.test(awsManaged(attachment) ?? "") ? [attachment.managed] : []));

/** What no agent of a host calls. */
const rightsOfApplications = [
  "dynamodb:*Item",
  "dynamodb:Query",
  "dynamodb:Scan",
  "sqs:SendMessage",
  "sns:Publish",
  "kinesis:PutRecord*",
  "kinesis:GetRecords",
  "secretsmanager:GetSecretValue",
  "rds-data:*",
  "rds-db:connect",
  "s3:PutObject",
  "s3:DeleteObject",
  "lambda:InvokeFunction",
  "states:StartExecution",
  "bedrock:InvokeModel*",
  "ses:Send*",
];

function ownRights(role: Role): readonly Field<string>[] {
  const rights = unionOf(rightsOfApplications.map(actionsOf));
  return policiesOf(role).flatMap(({ statements }) =>
    statements.filter(grants).flatMap((statement) =>
      // Whoever may do all has more than an application's rights: other rules tell of that.
      namedActions(statement).flatMap(({ field, pattern }) => (pattern.text !== "*" && meets(pattern.set, rights) ? [field] : [])),
    ),
  );
}

const patternsIn = (role: Role): readonly Field<string>[] =>
  policiesOf(role).flatMap(({ statements }) => statements.filter(grants).flatMap((statement) => namedActions(statement).map(({ field }) => field)));
