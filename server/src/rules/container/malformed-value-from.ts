import { bad, cloudformation, ecs, good, terraform } from "../../kit/example.ts";
import { fix, type Report, rule } from "../../kit/rule.ts";
import { valueKind } from "../../knowledge/secrets/value.ts";
import { nameOf, type SecretVariable } from "../../model/container.ts";

export default rule({
  name: "malformed-value-from",
  on: "container",
  title: "Reference to a secret that ECS cannot follow",
  severity: "warning",
  risk: "container",
  why: `ECS fetches what \`valueFrom\` names when the task starts, and the task stops where it cannot: with an ARN of Secrets Manager that has a JSON key but not the two
parts behind it, with an ARN of another service, with characters that no name of a parameter has. The agent takes \`secret:NAME\` or all of
\`secret:NAME:JSON-KEY:VERSION-STAGE:VERSION-ID\`, whose last parts may be empty: \`…:secret:shop/db-AbCdEf:password::\`.`,
  refs: [
    "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/secrets-envvar-secrets-manager.html",
    "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_Secret.html",
    "https://github.com/aws/amazon-ecs-agent/blob/master/agent/taskresource/asmsecret/asmsecret.go",
  ],

  *check(container) {
    if (container.workload.platform !== "ecs") return;
    for (const secret of container.secrets.items) {
      const found = wrongWith(secret);
      if (found) yield { ...found, message: `${secret.name.value ?? "A secret"} of container "${nameOf(container)}" ${found.message}` };
    }
  },

  examples: [
    bad(ecs`
      {
        "family": "shop",
        "containerDefinitions": [
          {
            "name": "web",
            "image": "web:1.4",
            "secrets": [
              { "name": "DB_PASSWORD", "valueFrom": «"arn:aws:secretsmanager:eu-west-1:111122223333:secret:shop/db-AbCdEf:password"» }
            ]
          }
        ]
      }
    `).to(ecs`
      {
        "family": "shop",
        "containerDefinitions": [
          {
            "name": "web",
            "image": "web:1.4",
            "secrets": [
              { "name": "DB_PASSWORD", "valueFrom": "arn:aws:secretsmanager:eu-west-1:111122223333:secret:shop/db-AbCdEf:password::" }
            ]
          }
        ]
      }
    `),
    bad(ecs`
      {
        "family": "shop",
        "containerDefinitions": [
          {
            "name": "web",
            "image": "web:1.4",
            "secrets": [
              { "name": "STAGED", "valueFrom": «"arn:aws:secretsmanager:eu-west-1:111122223333:secret:shop/db-AbCdEf:password:AWSCURRENT"» },
              { "name": "BUCKET", "valueFrom": «"arn:aws:s3:::shop-secrets/db.txt"» },
              { "name": "DB_URL", "valueFrom": «"postgres://db.internal/shop"» }
            ]
          }
        ]
      }
    `).because("One part is missing, another service, and no name of a parameter."),
    good(ecs`
      {
        "family": "shop",
        "containerDefinitions": [
          {
            "name": "web",
            "image": "web:1.4",
            "secrets": [
              { "name": "A", "valueFrom": "arn:aws:secretsmanager:eu-west-1:111122223333:secret:shop/db-AbCdEf" },
              { "name": "B", "valueFrom": "arn:aws-cn:secretsmanager:cn-north-1:111122223333:secret:shop/db-AbCdEf:password::" },
              { "name": "C", "valueFrom": "arn:aws:secretsmanager:eu-west-1:111122223333:secret:shop/db-AbCdEf:::v1" },
              { "name": "D", "valueFrom": "arn:aws:ssm:eu-west-1:111122223333:parameter/shop/db" },
              { "name": "E", "valueFrom": "/shop/db-password" },
              { "name": "F", "valueFrom": "shop.db_password" },
              { "name": "G", "valueFrom": "\${secret_arn}:password" },
              { "name": "H", "valueFrom": "<secret-arn>" }
            ]
          }
        ]
      }
    `).because("All forms that ECS takes, and what a template fills in."),
    good(cloudformation`
      Resources:
        Task:
          Type: AWS::ECS::TaskDefinition
          Properties:
            ContainerDefinitions:
              - Name: web
                Image: web:1.4
                Secrets:
                  - { Name: A, ValueFrom: !Ref Secret }
                  - { Name: B, ValueFrom: !Sub "\${Secret}:password::" }
                  - { Name: C, ValueFrom: !Join [":", [!Ref Secret, "password", "", ""]] }
    `),
    bad(terraform`
      resource "aws_ecs_task_definition" "shop" {
        family = "shop"
        container_definitions = jsonencode([{
          name    = "web"
          image   = "web:1.4"
          secrets = [{ name = "DB_PASSWORD", valueFrom = «"arn:aws:secretsmanager:eu-west-1:111122223333:secret:db-AbCdEf:password"» }]
        }])
      }
    `).to(terraform`
      resource "aws_ecs_task_definition" "shop" {
        family = "shop"
        container_definitions = jsonencode([{
          name    = "web"
          image   = "web:1.4"
          secrets = [{ name = "DB_PASSWORD", valueFrom = "arn:aws:secretsmanager:eu-west-1:111122223333:secret:db-AbCdEf:password::" }]
        }])
      }
    `),
  ],
});

function wrongWith({ name, from }: SecretVariable): Report | undefined {
  const { value, at } = from;
  if (value === undefined || value === "" || valueKind(value) === "marker") return undefined;
  const common = { at, key: name.value ?? "" };
  const arn = /^arn:[\w-]{1,20}:([\w-]{0,40}):[\w-]{0,30}:[^:]{0,20}:(.*)$/s.exec(value);
  if (!arn)
    return /^[\w./-]{1,2048}$/.test(value) || valueKind(value) === "reference"
      ? undefined
      : { ...common, message: "names no secret: no parameter has such a name." };
  const [, service = "", resource = ""] = arn;
  if (service === "ssm")
    return /^parameter\/[\w./-]+$/.test(resource) ? undefined : { ...common, message: "names no parameter of SSM: its ARN ends in parameter/NAME." };
  if (service !== "secretsmanager")
    return { ...common, message: `names something of ${service || "no service"}, which ECS does not fetch secrets from.` };
  const parts = resource.split(":").length;
  if (parts === 2 || parts === 5) return undefined;
  const missing = parts === 3 ? "::" : parts === 4 ? ":" : "";
  const message = "has an ARN of Secrets Manager that ECS refuses: behind the name there are three parts or none, of which some may be empty.";
  return { ...common, message, ...(missing === "" ? {} : { fixes: fix(`Append "${missing}"`, "unsafe", from.set(value + missing)) }) };
}
