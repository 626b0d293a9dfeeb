import { bad, cloudformation, good } from "../../kit/example.ts";
import { type Fix, fix, rule } from "../../kit/rule.ts";
import { type Container, nameOf, type Variable } from "../../model/container.ts";
import { grantToStarter } from "../../model/rights.ts";

export default rule({
  name: "dynamic-reference-in-environment",
  on: "container",
  title: "Dynamic reference in a container's environment",
  severity: "warning",
  risk: "container",
  why: `CloudFormation puts the value in the reference's place before it registers the task definition: there it is in plain text, for everyone with
\`ecs:DescribeTaskDefinition\`, in every revision. Under \`Secrets\` ECS fetches it when the container starts, and it takes a new value with the next task instead of the
next change of the stack.

The execution role must be allowed to read the secret (\`secretsmanager:GetSecretValue\`, \`ssm:GetParameters\`); where it is in the same template, the fix allows it.`,
  refs: [
    "NIST SP 800-190 4.1.4",
    "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/dynamic-references.html",
    "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/specifying-sensitive-data.html",
  ],

  *check(container) {
    if (container.workload.platform !== "ecs") return;
    for (const variable of container.environment.items) {
      const { value } = variable;
      const text = value.value ?? value.text ?? "";
      const isReference = /\{\{resolve:(secretsmanager|ssm-secure):((?:\$\{[^{}]{0,200}\}|[^{}]){0,600})\}\}/.exec(text);
      if (!isReference) continue;
      const name = variable.name.value ?? "A variable";
      const message = `${name} of container "${nameOf(container)}" is fetched by CloudFormation and ends in the task definition in plain text.`;
      yield { at: value.at, key: name, message, fixes: moves(container, variable, text) };
    }
  },

  examples: [
    bad(cloudformation`
      Resources:
        Task:
          Type: AWS::ECS::TaskDefinition
          Properties:
            ContainerDefinitions:
              - Name: web
                Image: web:1.4
                Environment:
                  - Name: DB_HOST
                    Value: db.internal
                  - Name: DB_PASSWORD
                    Value: «"{{resolve:secretsmanager:arn:aws:secretsmanager:eu-west-1:111122223333:secret:shop/db-AbCdEf:SecretString:password}}"»
    `)
      .to(cloudformation`
      Resources:
        Task:
          Type: AWS::ECS::TaskDefinition
          Properties:
            ContainerDefinitions:
              - Name: web
                Image: web:1.4
                Environment:
                  - Name: DB_HOST
                    Value: db.internal
                Secrets:
                  - Name: DB_PASSWORD
                    ValueFrom: "arn:aws:secretsmanager:eu-west-1:111122223333:secret:shop/db-AbCdEf:password::"
    `)
      .because("The secret's ARN goes under `Secrets`, with the key behind it."),
    bad(cloudformation`
      Resources:
        Task:
          Type: AWS::ECS::TaskDefinition
          Properties:
            ExecutionRoleArn: !GetAtt Start.Arn
            ContainerDefinitions:
              - Name: web
                Image: web:1.4
                Environment:
                  - Name: DB_PASSWORD
                    Value: «"{{resolve:secretsmanager:shop/db}}"»
        Start:
          Type: AWS::IAM::Role
          Properties:
            RoleName: start
    `)
      .to(cloudformation`
      Resources:
        Task:
          Type: AWS::ECS::TaskDefinition
          Properties:
            ExecutionRoleArn: !GetAtt Start.Arn
            ContainerDefinitions:
              - Name: web
                Image: web:1.4
                Secrets:
                  - Name: DB_PASSWORD
                    ValueFrom:
                      Fn::Sub: arn:\${AWS::Partition}:secretsmanager:\${AWS::Region}:\${AWS::AccountId}:secret:shop/db
        Start:
          Type: AWS::IAM::Role
          Properties:
            RoleName: start
            Policies:
              - PolicyName: read-DB_PASSWORD
                PolicyDocument:
                  Version: "2012-10-17"
                  Statement:
                    - Effect: Allow
                      Action: secretsmanager:GetSecretValue
                      Resource:
                        Fn::Sub: arn:\${AWS::Partition}:secretsmanager:\${AWS::Region}:\${AWS::AccountId}:secret:shop/db-??????
    `)
      .because("By its name; the execution role is allowed to read it."),
    bad(cloudformation`
      Resources:
        Task:
          Type: AWS::ECS::TaskDefinition
          Properties:
            ContainerDefinitions:
              - Name: web
                Image: web:1.4
                Environment:
                  - Name: DB_PASSWORD
                    Value: «!Sub "{{resolve:secretsmanager:\${Secret}:SecretString:password}}"»
    `).to(cloudformation`
      Resources:
        Task:
          Type: AWS::ECS::TaskDefinition
          Properties:
            ContainerDefinitions:
              - Name: web
                Image: web:1.4
                Secrets:
                  - Name: DB_PASSWORD
                    ValueFrom:
                      Fn::Sub: "\${Secret}:password::"
    `),
    bad(cloudformation`
      Resources:
        Task:
          Type: AWS::ECS::TaskDefinition
          Properties:
            ContainerDefinitions:
              - Name: web
                Image: web:1.4
                Environment:
                  - { Name: DB_PASSWORD, Value: «!Sub "{{resolve:secretsmanager:\${Secret}:SecretString:password}}"» }
                  - { Name: DATABASE_URL, Value: «"postgres://shop:{{resolve:secretsmanager:shop/db:SecretString:password}}@db/shop"» }
    `).because("By its logical name, and as a part of a text."),
    good(cloudformation`
      Resources:
        Task:
          Type: AWS::ECS::TaskDefinition
          Properties:
            ContainerDefinitions:
              - Name: web
                Image: web:1.4
                Environment:
                  - { Name: LOG_LEVEL, Value: "{{resolve:ssm:/shop/log-level:1}}" }
                Secrets:
                  - { Name: DB_PASSWORD, ValueFrom: !Ref Secret }
    `).because("Plain parameters are no secrets."),
  ],
});

/** Where ECS fetches the same from, and what the role that starts the task must be allowed to. */
interface Origin {
  readonly from: string;
  readonly action: string;
  readonly resource: string;
}

function moves({ secrets, workload }: Container, variable: Variable, text: string): readonly Fix[] {
  const name = variable.name.value;
  const origin = originOf(text);
  const removed = variable.drop?.() ?? [];
  if (name === undefined || !origin || removed.length === 0 || secrets.items.some((s) => s.name.is(name))) return [];
  const added = secrets.add({ name, from: origin.from });
  const granted = grantToStarter(workload, `read-${name}`, origin.action, origin.resource);
  const follows = granted.length > 0 ? "and allow the execution role to read it" : "which the execution role must be allowed to read";
  return added.length > 0 ? fix(`Let ECS fetch ${name}, ${follows}`, "unsafe", [...removed, ...added, ...granted]) : [];
}

const here = "arn:${AWS::Partition}:secretsmanager:${AWS::Region}:${AWS::AccountId}:secret:";

/** Of a reference that is all of the value: `{{resolve:secretsmanager:ID:SecretString:KEY:STAGE:VERSION}}`, `{{resolve:ssm-secure:NAME:VERSION}}`. */
function originOf(text: string): Origin | undefined {
  const parameter = /^\{\{resolve:ssm-secure:([\w./-]{1,512})(?::\d{1,9})?\}\}$/.exec(text)?.[1];
  if (parameter !== undefined) {
    const path = parameter.replace(/^\//, "");
    return {
      from: parameter,
      action: "ssm:GetParameters",
      resource: `${here.replace("secretsmanager", "ssm").replace(/secret:$/, "parameter/")}${path}`,
    };
  }
  const [, id = "", key = "", stage = "", version = ""] =
    /^\{\{resolve:secretsmanager:((?:arn:[\w-]{1,20}:secretsmanager:[\w-]{1,30}:\d{12}:secret:)?[\w/+=.@-]{1,512}|\$\{\w{1,255}\})(?::SecretString(?::([^:{}]{0,512})(?::([^:{}]{0,256})(?::([^:{}]{0,64}))?)?)?)?\}\}$/.exec(
      text,
    ) ?? [];
  if (id === "") return undefined;
  const known = /^(?:arn:|\$)/.test(id);
  const tail = `${key}${stage}${version}` === "" ? "" : `:${key}:${stage}:${version}`;
  return { from: `${known ? id : here + id}${tail}`, action: "secretsmanager:GetSecretValue", resource: known ? id : `${here}${id}-??????` };
}
