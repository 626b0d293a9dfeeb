import { bad, cloudformation, compose, ecs, good, joined, kubernetes, terraform } from "../../kit/example.ts";
import { type Fix, fix, type Report, rule, type Severity, severities } from "../../kit/rule.ts";
import { fallbackOf } from "../../knowledge/secrets/fallback.ts";
import { judge, type Secret, unknown } from "../../knowledge/secrets/judge.ts";
import { findToken } from "../../knowledge/secrets/tokens.ts";
import { type Container, nameOf, type Variable, variablesOf } from "../../model/container.ts";
import { movedSecret } from "../../rewrite/moved-secret.ts";

export default rule({
  name: "plaintext-secret",
  on: "container",
  title: "Secret in plain text",
  severity: "error",
  risk: "container",
  hides: true,
  why: `Whatever stands under \`environment\` is stored in the task definition as it is, in every revision, for ever: everyone with \`ecs:DescribeTaskDefinition\`
(part of most read-only policies), everyone who reads the repository, the pipeline's logs or the console sees it. Under \`secrets\`, and \`secretOptions\` of a log driver, only the name of the
secret is stored; ECS fetches its value when the container starts, and access to it is granted and logged on its own. In Kubernetes everyone who may
\`get\` the pod reads its \`env\`, while a Secret (\`valueFrom.secretKeyRef\`) is an object whose readers are named one by one. A Compose file is read by
everyone who has the repository; \`\${NAME:?}\` takes the value from the environment or from an \`.env\` file that is not committed.

Passwords in Compose files are mostly those of a developer's own databases: what is no AWS key and no token of a service elsewhere is one grade lower there.

Values are judged, not names alone: references, ARNs, paths, switches and public keys are left alone. A placeholder (\`changeme\`) is worth knowing, no more.
AWS access keys do not belong in a secret either: the task role, or the role of the pod's service account, gives the container credentials that change by themselves.

The fix needs you: create the secret, and in ECS allow the task's *execution role* \`secretsmanager:GetSecretValue\` or \`ssm:GetParameters\` on it; where
the same template has that role, the fix does so.
Then change the secret itself, for its old value stays in the history of the repository and in earlier revisions of the task definition.`,
  refs: [
    "NIST SP 800-190 4.1.4",
    "CWE-798",
    "CWE-312",
    "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/specifying-sensitive-data.html",
    "https://docs.aws.amazon.com/securityhub/latest/userguide/ecs-controls.html#ecs-8",
    "https://kubernetes.io/docs/concepts/configuration/secret/",
    "https://docs.docker.com/reference/compose-file/interpolation/",
  ],
  equivalents: [
    { tool: "trivy", id: "AWS-0036" },
    { tool: "prowler", id: "ecs_task_definitions_no_environment_secrets" },
  ],

  *check(container) {
    for (const variable of variablesOf(container)) {
      const name = variable.name.value ?? "";
      const { value, parts } = variable.value;
      const fallback = fallbackOf(variable.value.text ?? "");
      const said = value ?? fallback ?? parts.map((p) => p ?? unknown).join("");
      const secret = judge(name, said);
      if (secret) yield report(container, variable, name, secret, fallback !== undefined);
    }
  },

  examples: [
    bad(ecs`
      {
        "family": "shop",
        "executionRoleArn": "arn:aws:iam::111122223333:role/shop-execution",
        "containerDefinitions": [
          {
            "name": "web",
            "image": "111122223333.dkr.ecr.eu-west-1.amazonaws.com/web:1.4",
            "environment": [
              { "name": "DB_HOST", "value": "db.internal" },
              { "name": "DB_PASSWORD", "value": «"Rain-in-May-77"» }
            ],
            "secrets": [
              { "name": "SMTP_PASSWORD", "valueFrom": "/shop/smtp-password" }
            ]
          }
        ]
      }
    `)
      .to(ecs`
      {
        "family": "shop",
        "executionRoleArn": "arn:aws:iam::111122223333:role/shop-execution",
        "containerDefinitions": [
          {
            "name": "web",
            "image": "111122223333.dkr.ecr.eu-west-1.amazonaws.com/web:1.4",
            "environment": [
              { "name": "DB_HOST", "value": "db.internal" }
            ],
            "secrets": [
              { "name": "SMTP_PASSWORD", "valueFrom": "/shop/smtp-password" },
              {
                "name": "DB_PASSWORD",
                "valueFrom": "arn:aws:secretsmanager:eu-west-1:111122223333:secret:shop/web/DB_PASSWORD"
              }
            ]
          }
        ]
      }
    `)
      .because("Region and account are those of the image; the secret is named after family, container and variable."),
    bad(ecs`
      {
        "family": "shop",
        "containerDefinitions": [
          {
            "name": "web",
            "image": "web:1.4",
            "logConfiguration": {
              "logDriver": "splunk",
              "options": { "splunk-url": "https://splunk.example.com", "splunk-token": «"6f1e2d3c-4b5a-4978-8a9b-0c1d2e3f4a5b"» }
            }
          }
        ]
      }
    `)
      .to(ecs`
      {
        "family": "shop",
        "containerDefinitions": [
          {
            "name": "web",
            "image": "web:1.4",
            "logConfiguration": {
              "logDriver": "splunk",
              "options": { "splunk-url": "https://splunk.example.com" },
              "secretOptions": [
                {
                  "name": "splunk-token",
                  "valueFrom": "arn:aws:secretsmanager:REGION:ACCOUNT_ID:secret:shop/web/splunk_token"
                }
              ]
            }
          }
        ]
      }
    `)
      .because("An option of a log driver has a place for secrets of its own."),
    bad(ecs`
      {
        "family": "shop",
        "containerDefinitions": [
          {
            "name": "web",
            "image": "web:1.4",
            "environment": [
              { "name": "AWS_ACCESS_KEY_ID", "value": «"${joined("AKIA", "Z7Q2MXW4PLKD3RTN")}"» },
              { "name": "AWS_SECRET_ACCESS_KEY", "value": «"${joined("q8Zt0vJc3Lw5/Ry1Xb7N", "d2Kf6Hs9Pm4Gu+Ea5TiW")}"» }
            ]
          }
        ]
      }
    `).because("An access key in a task definition: the task role takes its place."),
    bad(ecs`
      {
        "family": "shop",
        "containerDefinitions": [
          {
            "name": "web",
            "image": "web:1.4",
            "environment": [
              { "name": "DATABASE_URL", "value": «"postgres://shop:Rain-in-May-77@db.internal:5432/shop"» },
              { "name": "QUEUE_URL", "value": «"amqp://shop:Rain-in-May-77@\${broker_host}"» },
              { "name": "CI_SETTING", "value": «"${joined("ghp_", "u7Xk2Lq9Rt4Vw1Zb8Nc5Mf3Hd6Js0PgYaQeB")}"» },
              { "name": "REDIS_PASSWORD", "value": «"redis"» },
              { "name": "SESSION_SECRET", "value": «"changeme"» }
            ]
          }
        ]
      }
    `).because("A password in an address, a token under a harmless name, a default that everybody knows, a placeholder that was left."),
    good(ecs`
      {
        "family": "shop",
        "containerDefinitions": [
          {
            "name": "web",
            "image": "web:1.4",
            "environment": [
              { "name": "DB_PASSWORD_FILE", "value": "/run/secrets/db" },
              { "name": "DB_SECRET_ARN", "value": "arn:aws:secretsmanager:eu-west-1:111122223333:secret:shop/db-AbCdEf" },
              { "name": "DB_SECRET_NAME", "value": "shop/db" },
              { "name": "API_TOKEN", "value": "arn:aws:ssm:eu-west-1:111122223333:parameter/shop/token" },
              { "name": "TOKEN_TTL", "value": "3600" },
              { "name": "AUTH_ENABLED", "value": "true" },
              { "name": "PASSWORD_POLICY", "value": "min-12-mixed" },
              { "name": "AUTH_URL", "value": "https://login.example.com/oauth2/token" },
              { "name": "KMS_KEY_ID", "value": "0d2c5a37-6c1e-4c0e-9f0e-5a4b3c2d1e0f" },
              { "name": "COGNITO_CLIENT_ID", "value": "5h0lq2v8c7n1k4j9t6r3w2x1yz" },
              { "name": "SENTRY_DSN", "value": "https://9a8b7c6d5e4f3a2b1c0d9e8f7a6b5c4d@o1.ingest.sentry.io/42" },
              { "name": "JWT_PUBLIC_KEY", "value": "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIB" },
              { "name": "GPG_KEY", "value": "A035C8C19219BA821ECEA86B64E628F8D684696D" },
              { "name": "MYSQL_ALLOW_EMPTY_PASSWORD", "value": "yes" },
              { "name": "SMTP_PASSWORD", "value": "" }
            ]
          }
        ]
      }
    `).because(
      "Names that speak of secrets with values that are none: files, ARNs, switches, identifiers, public keys; a Sentry DSN is public by design.",
    ),
    good(ecs`
      {
        "family": "shop",
        "containerDefinitions": [
          {
            "name": "web",
            "image": "web:1.4",
            "environment": [
              { "name": "DB_PASSWORD", "value": "\${db_password}" },
              { "name": "DATABASE_URL", "value": "postgres://shop:\${db_password}@db.internal/shop" },
              { "name": "API_TOKEN", "value": "<token>" },
              { "name": "SESSION_SECRET", "value": "__SESSION_SECRET__" },
              { "name": "SMTP_PASSWORD", "value": "{{ smtp_password }}" }
            ]
          }
        ]
      }
    `).because("What a template fills in is not known."),
    good(ecs`
      {
        "family": "shop",
        "containerDefinitions": [
          {
            "name": "web",
            "image": "web:1.4",
            "secrets": [{ "name": "DB_PASSWORD", "valueFrom": "arn:aws:ssm:eu-west-1:111122223333:parameter/shop/db-password" }]
          }
        ]
      }
    `).because("The value is in Parameter Store."),
    bad(cloudformation`
      Resources:
        Task:
          Type: AWS::ECS::TaskDefinition
          Properties:
            Family: shop
            ContainerDefinitions:
              - Name: web
                Image: 111122223333.dkr.ecr.eu-west-1.amazonaws.com/web:1.4
                Environment:
                  - Name: DB_HOST
                    Value: !GetAtt Database.Endpoint.Address
                  - Name: DB_PASSWORD
                    Value: «Rain-in-May-77»
    `)
      .to(cloudformation`
      Resources:
        Task:
          Type: AWS::ECS::TaskDefinition
          Properties:
            Family: shop
            ContainerDefinitions:
              - Name: web
                Image: 111122223333.dkr.ecr.eu-west-1.amazonaws.com/web:1.4
                Environment:
                  - Name: DB_HOST
                    Value: !GetAtt Database.Endpoint.Address
                Secrets:
                  - Name: DB_PASSWORD
                    ValueFrom: arn:aws:secretsmanager:eu-west-1:111122223333:secret:shop/web/DB_PASSWORD
    `)
      .because("The secret's name goes where CloudFormation wants it."),
    bad(cloudformation`
      Parameters:
        DbPassword: { Type: String, Default: Rain-in-May-77 }
      Resources:
        Task:
          Type: AWS::ECS::TaskDefinition
          Properties:
            ContainerDefinitions:
              - Name: web
                Image: web:1.4
                Environment:
                  - { Name: DB_PASSWORD, Value: «!Ref DbPassword» }
                  - { Name: DATABASE_URL, Value: «!Sub "postgres://shop:Rain-in-May-77@\${Database.Endpoint.Address}/shop"» }
    `).because("A parameter's default is in the template like everything else; and so is what stands between the holes of a text."),
    good(cloudformation`
      Parameters:
        DbPassword: { Type: String, NoEcho: true, Default: Rain-in-May-77 }
        ApiToken: { Type: String }
      Resources:
        Task:
          Type: AWS::ECS::TaskDefinition
          Properties:
            ContainerDefinitions:
              - Name: web
                Image: web:1.4
                Environment:
                  - { Name: DB_PASSWORD, Value: !Ref DbPassword }
                  - { Name: API_TOKEN, Value: !Ref ApiToken }
                  - { Name: SMTP_PASSWORD, Value: "{{resolve:secretsmanager:shop/smtp:SecretString:password}}" }
                  - { Name: QUEUE_PASSWORD, Value: !Sub "{{resolve:secretsmanager:\${QueueSecret}:SecretString:password}}" }
                  - { Name: DATABASE_URL, Value: !Sub "postgres://shop:{{resolve:ssm-secure:/shop/db:1}}@\${Database.Endpoint.Address}/shop" }
                  - { Name: JWT_SECRET, Value: !If [IsProduction, !Ref JwtSecret, !Ref AWS::NoValue] }
    `).because("Parameters that are given at deployment, and dynamic references: CloudFormation fetches the value."),
    bad(cloudformation`
      Resources:
        Task:
          Type: AWS::ECS::TaskDefinition
          Properties:
            Family: shop
            ExecutionRoleArn: !GetAtt Start.Arn
            ContainerDefinitions:
              - Name: web
                Image: 111122223333.dkr.ecr.eu-west-1.amazonaws.com/web:1.4
                Environment:
                  - Name: DB_PASSWORD
                    Value: «Rain-in-May-77»
        Start:
          Type: AWS::IAM::Role
          Properties:
            ManagedPolicyArns: [arn:aws:iam::aws:policy/service-role/AmazonECSTaskExecutionRolePolicy]
    `)
      .to(cloudformation`
      Resources:
        Task:
          Type: AWS::ECS::TaskDefinition
          Properties:
            Family: shop
            ExecutionRoleArn: !GetAtt Start.Arn
            ContainerDefinitions:
              - Name: web
                Image: 111122223333.dkr.ecr.eu-west-1.amazonaws.com/web:1.4
                Secrets:
                  - Name: DB_PASSWORD
                    ValueFrom: arn:aws:secretsmanager:eu-west-1:111122223333:secret:shop/web/DB_PASSWORD
        Start:
          Type: AWS::IAM::Role
          Properties:
            ManagedPolicyArns: [arn:aws:iam::aws:policy/service-role/AmazonECSTaskExecutionRolePolicy]
            Policies:
              - PolicyName: read-DB_PASSWORD
                PolicyDocument:
                  Version: "2012-10-17"
                  Statement:
                    - Effect: Allow
                      Action: secretsmanager:GetSecretValue
                      Resource: arn:aws:secretsmanager:eu-west-1:111122223333:secret:shop/web/DB_PASSWORD-??????
    `)
      .because("The execution role is in the template and may not read secrets yet."),
    bad(terraform`
      resource "aws_ecs_task_definition" "shop" {
        family             = "shop"
        execution_role_arn = "arn:aws:iam::111122223333:role/shop-execution"

        container_definitions = jsonencode([
          {
            name  = "web"
            image = "111122223333.dkr.ecr.eu-west-1.amazonaws.com/web:1.4"
            environment = [
              { name = "DB_HOST", value = aws_db_instance.shop.address },
              { name = "DB_PASSWORD", value = «"Rain-in-May-77"» },
            ]
          }
        ])
      }
    `).to(terraform`
      resource "aws_ecs_task_definition" "shop" {
        family             = "shop"
        execution_role_arn = "arn:aws:iam::111122223333:role/shop-execution"

        container_definitions = jsonencode([
          {
            name  = "web"
            image = "111122223333.dkr.ecr.eu-west-1.amazonaws.com/web:1.4"
            environment = [
              { name = "DB_HOST", value = aws_db_instance.shop.address },
            ]
            secrets = [
              {
                name      = "DB_PASSWORD"
                valueFrom = "arn:aws:secretsmanager:eu-west-1:111122223333:secret:shop/web/DB_PASSWORD"
              }
            ]
          }
        ])
      }
    `),
    bad(terraform`
      resource "aws_ecs_task_definition" "shop" {
        family             = "shop"
        execution_role_arn = aws_iam_role.start.arn
        container_definitions = jsonencode([{
          name        = "web"
          image       = "web:1.4"
          environment = [{ name = "DB_PASSWORD", value = «"Rain-in-May-77"» }]
        }])
      }

      resource "aws_iam_role" "start" {
        name = "start"
      }
    `)
      .to(terraform`
      resource "aws_ecs_task_definition" "shop" {
        family             = "shop"
        execution_role_arn = aws_iam_role.start.arn
        container_definitions = jsonencode([{
          name        = "web"
          image       = "web:1.4"
          secrets = [{
            name      = "DB_PASSWORD"
            valueFrom = "arn:aws:secretsmanager:REGION:ACCOUNT_ID:secret:shop/web/DB_PASSWORD"
          }]
        }])
      }

      resource "aws_iam_role" "start" {
        name = "start"
      }

      resource "aws_iam_role_policy" "start_read-db_password" {
        name = "read-DB_PASSWORD"
        role = aws_iam_role.start.id

        policy = jsonencode({
          Version = "2012-10-17"
          Statement = [{
            Effect   = "Allow"
            Action   = "secretsmanager:GetSecretValue"
            Resource = "arn:aws:secretsmanager:REGION:ACCOUNT_ID:secret:shop/web/DB_PASSWORD-??????"
          }]
        })
      }
    `)
      .because("The execution role is in the module, and is given the permission."),
    bad(terraform`
      variable "db_password" {
        default = "Rain-in-May-77"
      }

      resource "aws_ecs_task_definition" "shop" {
        family = "shop"
        container_definitions = jsonencode([{
          name  = "web"
          image = "web:1.4"
          environment = [
            { name = "DATABASE_URL", value = «"postgres://shop:\${var.db_password}@\${aws_db_instance.shop.address}/shop"» }
          ]
        }])
      }
    `).because("The default of a variable is in the file, and in the task definition unless somebody sets another."),
    good(terraform`
      variable "db_password" {
        sensitive = true
      }

      resource "aws_ecs_task_definition" "shop" {
        family = "shop"
        container_definitions = jsonencode([{
          name  = "web"
          image = "web:1.4"
          environment = concat(var.environment, [
            { name = "DB_PASSWORD", value = var.db_password },
            { name = "SMTP_PASSWORD", value = random_password.smtp.result },
            { name = "DATABASE_URL", value = "postgres://shop:\${var.db_password}@db.internal/shop" },
          ])
          secrets = [{ name = "API_TOKEN", valueFrom = aws_secretsmanager_secret.token.arn }]
        }])
      }
    `).because("The values are not in the file."),
    bad(kubernetes`
      apiVersion: v1
      kind: Pod
      metadata: { name: shop }
      spec:
        containers:
          - name: web
            image: web:1.4
            env:
              - { name: DB_HOST, value: db.internal }
              - name: DB_PASSWORD
                value: «Rain-in-May-77»
    `)
      .to(kubernetes`
      apiVersion: v1
      kind: Pod
      metadata: { name: shop }
      spec:
        containers:
          - name: web
            image: web:1.4
            env:
              - { name: DB_HOST, value: db.internal }
              - name: DB_PASSWORD
                valueFrom:
                  secretKeyRef:
                    name: shop
                    key: DB_PASSWORD
    `)
      .because("The Secret is named after the workload; the variable stays where it is."),
    good(kubernetes`
      apiVersion: v1
      kind: Pod
      metadata: { name: shop }
      spec:
        containers:
          - name: web
            image: web:1.4
            env:
              - { name: DB_PASSWORD, valueFrom: { secretKeyRef: { name: shop, key: db-password } } }
              - { name: DATABASE_URL, value: "postgres://shop:$(DB_PASSWORD)@db/shop" }
              - { name: SMTP_PASSWORD_FILE, value: /run/secrets/smtp }
              - { name: API_TOKEN, value: {{ api_token }} }
    `).because("The value is in a Secret, in a file, or not known."),
    bad(compose`
      services:
        web:
          image: web:1.4
          environment:
            DB_PASSWORD: «Rain-in-May-77»
            QUEUE_URL: «"amqp://shop:Rain-in-May-77@queue"»
    `)
      .to(compose`
      services:
        web:
          image: web:1.4
          environment:
            DB_PASSWORD: \${DB_PASSWORD:?}
            QUEUE_URL: "amqp://shop:Rain-in-May-77@queue"
    `)
      .because("Compose takes it from the environment or from an `.env` file, and stops where it is missing."),
    bad(compose`
      services:
        web:
          image: web:1.4
          environment:
            - "DB_PASSWORD=«Rain-in-May-77»"
    `)
      .to(compose`
      services:
        web:
          image: web:1.4
          environment:
            - "DB_PASSWORD=\${DB_PASSWORD:?}"
    `)
      .because("The same as a list."),
    bad(compose`
      services:
        db:
          image: postgres:17
          environment:
            POSTGRES_DB: shop
            POSTGRES_PASSWORD: «Rain-in-May-77»
    `)
      .to(compose`
      services:
        db:
          image: postgres:17
          environment:
            POSTGRES_DB: shop
            POSTGRES_PASSWORD_FILE: /run/secrets/postgres_password
          secrets:
            - postgres_password
      secrets:
        postgres_password:
          file: ./secrets/postgres_password.txt
    `)
      .because("An image that reads the password from a file."),
    bad(compose`
      services:
        db:
          image: mariadb:11.4
          environment:
            - "MARIADB_ROOT_PASSWORD=«Rain-in-May-77»"
          secrets: [tls_key]
      secrets:
        tls_key: { file: ./key.pem }
    `).to(compose`
      services:
        db:
          image: mariadb:11.4
          environment:
            - "MARIADB_ROOT_PASSWORD_FILE=/run/secrets/mariadb_root_password"
          secrets: [tls_key, mariadb_root_password]
      secrets:
        tls_key: { file: ./key.pem }
        mariadb_root_password:
          file: ./secrets/mariadb_root_password.txt
    `),
    bad(compose`
      x-env: &env
        DB_PASSWORD: «Rain-in-May-77»
      services:
        web: { image: web:1.4, environment: *env }
        worker:
          image: web:1.4
          environment:
            <<: *env
            ROLE: worker
    `).because("What services share is one secret, in one place."),
    bad(compose`
      services:
        web:
          image: web:1.4
          environment:
            DB_PASSWORD: «\${DB_PASSWORD:-Rain-in-May-77}»
            API_TOKEN: \${API_TOKEN:-}
            SMTP_PASSWORD: \${SMTP_PASSWORD:-\${DEFAULT}}
    `).because("What is taken where the variable is not set is in the file."),
    good(ecs`
      {
        "family": "shop",
        "containerDefinitions": [
          {
            "name": "web",
            "image": "web:1.4",
            "environment": [
              { "name": "A_PASSWORD", "value": "" }, { "name": "A_SECRET", "value": "null" }, { "name": "A_TOKEN", "value": "false" },
              { "name": "B_PASSWORD", "value": "$(cat /run/secrets/b)" }, { "name": "C_PASSWORD", "value": "%C_PASSWORD%" },
              { "name": "D_PASSWORD", "value": "@D_PASSWORD@" }, { "name": "E_PASSWORD", "value": "<%= e %>" }, { "name": "F_PASSWORD", "value": "#{f}" },
              { "name": "G_PASSWORD", "value": "var.password" }, { "name": "H_TOKEN", "value": "vault:secret/data/shop#token" },
              { "name": "I_TOKEN", "value": "op://shop/api/token" }, { "name": "J_PASSWORD", "value": "ENC[AES256_GCM,data:p673w==,iv:YY=]" },
              { "name": "K_KEY", "value": "/etc/tls/server.key" }, { "name": "L_TOKEN_URL", "value": "https://login.example.com/token" },
              { "name": "M_TOKEN", "value": "sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08" },
              { "name": "N_GPG_KEY", "value": "7169605F62C751356D054A26A821E680E5FA6305" },
              { "name": "O_KEY", "value": "6f1e2d3c-4b5a-4978-8a9b-0c1d2e3f4a5b" },
              { "name": "PASSWORD_POLICY", "value": "strict-12" }, { "name": "TOKEN_TYPE", "value": "bearer" }, { "name": "ALLOW_EMPTY_PASSWORD", "value": "yes" },
              { "name": "Q_PUBLIC_KEY", "value": "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIK0wmN/Cr3JXqmLW7u" },
              { "name": "R_PASSWORD_RESET", "value": "always" }, { "name": "S_SECRET", "value": "the secret is kept in the vault" },
              { "name": "T_TOKEN", "value": "^1.2.3" }, { "name": "U_SECRET", "value": "shop-db-secret" }, { "name": "V_TOKEN", "value": "token" }
            ]
          }
        ]
      }
    `).because(
      "Empty, references of shells and templates, stores, paths, addresses, digests, fingerprints, settings, public keys, prose, versions, names.",
    ),
    good(compose`
      services:
        db: { image: postgres:17, environment: { POSTGRES_PASSWORD_FILE: /run/secrets/db } }
        web:
          image: web:1.4
          env_file: .env
          environment:
            - DB_PASSWORD
            - SMTP_PASSWORD=\${SMTP_PASSWORD}
            - API_TOKEN=$API_TOKEN
            - DATABASE_URL=postgres://shop:\${DB_PASSWORD:?}@db/shop
        worker: { image: web:1.4, environment: { DB_PASSWORD: , SESSION_SECRET: $session_secret } }
    `).because("A file, a variable of whoever runs Compose, or one that is passed on."),
  ],
});

/** `fallback`: it is used where whoever runs it gives no other. */
function report(container: Container, variable: Variable, name: string, secret: Secret, fallback: boolean): Report {
  const isOption = container.logging.options.items.includes(variable);
  const subject = `${isOption ? "Log option" : "Variable"} ${name} of container "${nameOf(container)}"`;
  const { advice, role, mild } = platforms[container.workload.platform];
  const common = { at: variable.value.at, key: name, masked: secret.mask };
  const fixes = secret.aws && role !== undefined ? removal(variable, name, role) : movedSecret(container, variable, name);
  const milder = mild && !secret.aws && !findToken(variable.value.value ?? "");
  const grades = (milder ? 1 : 0) + (fallback ? 1 : 0);
  const grade = (severity: Severity): Severity => severities[Math.min(severities.indexOf(severity) + grades, severities.length - 1)] ?? severity;
  switch (secret.strength) {
    case "secret":
    case "likely": {
      const follows = secret.aws && role !== undefined ? `Let ${role} give the container its credentials, and deactivate this key.` : advice;
      const likely = secret.strength === "likely";
      const message = `${subject} holds ${secret.what} in plain text. ${follows}`;
      return { ...common, severity: grade(likely ? "warning" : "error"), ...(likely ? { confidence: "medium" } : {}), message, fixes };
    }
    case "known":
      return { ...common, severity: grade("warning"), message: `${subject} holds ${secret.what} that is quickly guessed.`, fixes };
    case "marker":
      return { ...common, severity: grade("info"), message: `${subject} holds a placeholder where ${secret.what} belongs.`, fixes };
    case "hash":
      return { ...common, severity: grade("info"), message: `${subject} holds ${secret.what}, which can be guessed offline.`, fixes };
  }
}

/** Who sees the variables there and what to do, what gives credentials of AWS, and whether most of them guard but a developer's own machine. */
const platforms: Readonly<Record<Container["workload"]["platform"], { readonly advice: string; readonly role?: string; readonly mild?: true }>> = {
  ecs: { advice: "Everyone who may describe the task definition can read it: move it to a secret and change it.", role: "the task role" },
  kubernetes: {
    advice: "Everyone who may get the pod can read it: move it to a secret and change it.",
    role: "an IAM role for its service account",
  },
  managed: { advice: "Everyone who may describe it can read it: let it be fetched, and change it.", role: "its role" },
  compose: { advice: "Everyone who has this file can read it: let the environment give it, and change it.", mild: true },
};

const removal = (variable: Variable, name: string, role: string): readonly Fix[] =>
  fix(`Remove ${name}; ${role} gives the credentials`, "unsafe", variable.value.remove());
