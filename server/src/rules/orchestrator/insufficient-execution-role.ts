import { bad, cloudformation, good } from "../../kit/example.ts";
import { rule } from "../../kit/rule.ts";
import type { SecretVariable } from "../../model/container.ts";
import { awsManaged, mayCall, type Role } from "../../model/role.ts";

export default rule({
  name: "insufficient-execution-role",
  on: "duty",
  title: "Task cannot read the secrets that it is started with",
  severity: "warning",
  risk: "orchestrator",
  why: `ECS reads the values of \`secrets\` with the execution role. \`AmazonECSTaskExecutionRolePolicy\` gives no right to: the role needs \`secretsmanager:GetSecretValue\` or \`ssm:GetParameters\` on them, and \`kms:Decrypt\` where the key is one's own. Without it the task does not start, and the quick way out is a secret in plain text.

Told where the role is in the same template and all that is attached to it is known. Whether the right is for the very secret is not judged.`,
  refs: ["https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_execution_IAM_role.html#task-execution-secrets"],

  *check({ as, role, workload, at }) {
    if (as !== "execution" || !workload || !isKnown(role)) return;
    const secrets = workload.containers.flatMap((c) => c.secrets.items).filter((s) => !s.from.unset);
    const lacking = secrets.find((s) => !actionsFor(s).some((action) => mayCall(role, action)));
    if (!lacking) return;
    const action = actionsFor(lacking).join(" or ");
    yield {
      at: lacking.from.at,
      message: `The role that starts the task may not call ${action}: the secret cannot be read, and the task does not start.`,
      related: [{ at, message: "The role is named here." }],
    };
  },

  examples: [
    bad(cloudformation`
      Resources:
        Task:
          Type: AWS::ECS::TaskDefinition
          Properties:
            ExecutionRoleArn: !GetAtt Start.Arn
            ContainerDefinitions:
              - Name: web
                Image: web:1.4
                Secrets:
                  - { Name: PASSWORD, ValueFrom: «arn:aws:secretsmanager:eu-west-1:111122223333:secret:shop» }
        Start:
          Type: AWS::IAM::Role
          Properties:
            ManagedPolicyArns: [arn:aws:iam::aws:policy/service-role/AmazonECSTaskExecutionRolePolicy]
            AssumeRolePolicyDocument:
              Statement: [{ Effect: Allow, Principal: { Service: ecs-tasks.amazonaws.com }, Action: sts:AssumeRole }]
    `),
    good(cloudformation`
      Parameters: { Extra: { Type: String } }
      Resources:
        Task:
          Type: AWS::ECS::TaskDefinition
          Properties:
            ExecutionRoleArn: !GetAtt Start.Arn
            ContainerDefinitions: [{ Name: web, Image: "web:1.4", Secrets: [{ Name: PASSWORD, ValueFrom: !Ref Password }, { Name: KEY, ValueFrom: /shop/key }] }]
        Start:
          Type: AWS::IAM::Role
          Properties:
            ManagedPolicyArns: [arn:aws:iam::aws:policy/service-role/AmazonECSTaskExecutionRolePolicy]
            Policies:
              - PolicyName: secrets
                PolicyDocument: { Statement: [{ Effect: Allow, Action: [secretsmanager:Get*, ssm:GetParameters], Resource: "*" }] }
        Other:
          Type: AWS::ECS::TaskDefinition
          Properties:
            ExecutionRoleArn: !GetAtt Open.Arn
            ContainerDefinitions: [{ Name: web, Image: "web:1.4", Secrets: [{ Name: PASSWORD, ValueFrom: !Ref Password }] }]
        Open:
          Type: AWS::IAM::Role
          Properties: { ManagedPolicyArns: [!Ref Extra] }
    `).because("The role may; what a parameter adds is not known."),
  ],
});

/** Is all known that it may do? */
const isKnown = (role: Role): boolean => !role.open && role.attachments.every((a) => a.policy !== undefined || secretless.has(awsManaged(a) ?? ""));
/** AWS's own policies that give no right to read secrets or parameters. */
const secretless: ReadonlySet<string> = new Set([
  ...[
    "AmazonECSTaskExecutionRolePolicy",
    "AmazonEC2ContainerRegistryReadOnly",
    "AmazonEC2ContainerRegistryPullOnly",
    "AmazonEC2ContainerRegistryPowerUser",
  ],
  ...["CloudWatchLogsFullAccess", "AWSXRayDaemonWriteAccess", "AmazonS3ReadOnlyAccess"],
]);

/** The actions of which one is needed. */
function actionsFor({ from }: SecretVariable): readonly string[] {
  const text = from.value ?? from.parts[0] ?? "";
  if (/^arn:[\w-]*:secretsmanager:/.test(text)) return ["secretsmanager:GetSecretValue"];
  if (/^arn:[\w-]*:ssm:/.test(text) || (from.value !== undefined && !text.startsWith("arn:"))) return ["ssm:GetParameters"];
  return ["secretsmanager:GetSecretValue", "ssm:GetParameters"];
}
