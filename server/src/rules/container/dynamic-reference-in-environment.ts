import { bad, cloudformation, good } from "../../kit/example.ts";
import { rule } from "../../kit/rule.ts";
import { nameOf } from "../../model/container.ts";

export default rule({
  name: "dynamic-reference-in-environment",
  on: "container",
  title: "Dynamic reference in a container's environment",
  severity: "warning",
  risk: "container",
  why: `CloudFormation puts the value in the reference's place before it registers the task definition: there it is in plain text, for everyone with
\`ecs:DescribeTaskDefinition\`, in every revision. Under \`Secrets\` ECS fetches it when the container starts, and it takes a new value with the next task instead of the
next change of the stack. What CloudFormation fills in is not edited here: move it to \`Secrets\` yourself.

The execution role must be allowed to read the secret (\`secretsmanager:GetSecretValue\`, \`ssm:GetParameters\`).`,
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
      yield {
        at: value.at,
        key: name,
        message,
      };
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
    `).because("The secret's ARN goes under `Secrets`, with the key behind it: `ValueFrom: arn:…:secret:shop/db-AbCdEf:password::`."),
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
