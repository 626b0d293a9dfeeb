import { bad, cloudformation, good, terraform } from "../../kit/example.ts";
import { rule } from "../../kit/rule.ts";
import { type ManagedPolicy, managedPoliciesDate, managedPolicyNamed } from "../../knowledge/iam/managed-policies.ts";
import { type ManagedPower, managedPowerWords } from "../../knowledge/iam/managed-power.ts";
import { listed } from "../../model/enumeration.ts";
import { awsManaged } from "../../model/role.ts";

export default rule({
  name: "far-reaching-managed-policy",
  on: "attachment",
  title: "Managed policy gives more than its name tells",
  severity: "info",
  confidence: "low",
  preset: "strict",
  risk: "orchestrator",
  why: `AWS's own policies cannot know what an account keeps, and so speak of everything: \`AmazonSSMManagedInstanceCore\`, which is for managing hosts, reads every parameter of Parameter Store, \`ReadOnlyAccess\` every object and row, passwords among them, and others change who has access. Code that is taken over in a task, on a host or in a pipeline has what its role has.

What each gives on every resource is what Plimsoll's own rules find in its latest version, as of the day that the message names. Policies named \`…FullAccess\`, and those with which one can take every other right, are for broad-managed-policy to tell; those for roles of AWS's own services (\`service-role/…\`), and those without which no host joins a cluster, are left out.

There is no fix to offer: a policy of one's own can name the parameters, buckets and tables that are meant.`,
  refs: [
    "NIST SP 800-190 4.3.1",
    "CWE-250",
    "https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_managed-vs-inline.html",
    "https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AmazonSSMManagedInstanceCore.html",
  ],

  *check(attachment) {
    const { to, at, role } = attachment;
    const known = managedPolicyNamed(awsManaged(attachment) ?? "");
    if (!known || known.powers.length === 0 || isLeftOut(known)) return;
    const who = to === "permission-set" ? "permission set" : role ? `${to} "${role.name.value ?? role.address}"` : to;
    const gives = listed(told(known.powers).map((power) => managedPowerWords[power]));
    yield {
      at,
      key: known.name,
      message: `Whoever has ${known.name} ${gives}, on every resource (as of ${managedPoliciesDate()}): so does who takes over the ${who}.`,
    };
  },

  examples: [
    bad(terraform`
      resource "aws_iam_role_policy_attachment" "host" {
        role       = "hosts"
        policy_arn = «"arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore"»
      }
    `).because("It is for managing hosts, and reads every parameter of Parameter Store beside."),
    bad(cloudformation`
      Resources:
        Task:
          Type: AWS::IAM::Role
          Properties:
            ManagedPolicyArns: [«arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess»]
            AssumeRolePolicyDocument:
              Statement: [{ Effect: Allow, Principal: { Service: ecs-tasks.amazonaws.com }, Action: sts:AssumeRole }]
    `).because("It reads every bucket."),
    good(terraform`
      resource "aws_iam_role" "host" {
        managed_policy_arns = [
          "arn:aws:iam::aws:policy/AmazonEKSWorkerNodePolicy",
          "arn:aws:iam::aws:policy/service-role/AWSLambdaSQSQueueExecutionRole",
        ]
      }
    `).because("No host joins a cluster without the one, and the other is for one use that AWS names."),
    good(cloudformation`
      Resources:
        Task:
          Type: AWS::IAM::Role
          Properties:
            ManagedPolicyArns:
              - arn:aws:iam::aws:policy/AWSXRayDaemonWriteAccess
              - arn:aws:iam::aws:policy/AdministratorAccess
              - arn:aws:iam::111122223333:policy/ReadOnlyAccess
            AssumeRolePolicyDocument:
              Statement: [{ Effect: Allow, Principal: { Service: ecs-tasks.amazonaws.com }, Action: sts:AssumeRole }]
    `).because("One gives no more than it says, one everything, which another rule tells, and one is the account's own."),
  ],
});

/** Who reads every object gets the credentials for it, too: that is no more. */
const told = (powers: readonly ManagedPower[]): readonly ManagedPower[] =>
  powers.includes("unrestricted-data-access") ? powers.filter((power) => power !== "unrestricted-impersonation") : powers;

const isLeftOut = ({ name, path, powers }: ManagedPolicy): boolean =>
  path.startsWith("service-role/") || needed.has(name) || /FullAccess(?:V2)?$/.test(name) || powers.some((power) => wholly.has(power));

/** What broad-managed-policy tells, as it does of all that are named FullAccess. */
const wholly: ReadonlySet<ManagedPower> = new Set(["full-admin", "privilege-escalation"]);

/** Without these no host joins a cluster. */
const needed: ReadonlySet<string> = new Set(["AmazonEKSWorkerNodePolicy", "AmazonEKSWorkerNodeMinimalPolicy"]);
