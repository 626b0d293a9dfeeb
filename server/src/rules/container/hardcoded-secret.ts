import { bad, cloudformation, compose, ecs, file, good, joined, kubernetes, terraform } from "../../kit/example.ts";
import { type Fix, fix, type Report, rule, type Severity, severities } from "../../kit/rule.ts";
import { managesPassword } from "../../knowledge/aws/managed-password.ts";
import { judge, type Secret, unknown } from "../../knowledge/secrets/judge.ts";
import { judgedName } from "../../knowledge/secrets/plain-name.ts";
import type { Holder, Property } from "../../model/property.ts";

export default rule({
  name: "hardcoded-secret",
  on: "property",
  title: "Secret written in the file",
  severity: "error",
  risk: "container",
  hides: true,
  why: `A password, token or key that stands in a template, a manifest or a configuration is read by everyone who has the file, its history, the pipeline's logs
or, with CloudFormation, \`cloudformation:GetTemplate\`. A Secret of Kubernetes is Base64, which hides nothing; a ConfigMap is not even that. Labels
of containers are shown to everyone who may describe the task.

Let the deployment fetch it: a dynamic reference (\`{{resolve:secretsmanager:…}}\`) or \`GenerateSecretString\` in CloudFormation, a \`sensitive\` variable or a data
source in Terraform, an ExternalSecret or a SealedSecret in Kubernetes. For RDS \`ManageMasterUserPassword\` keeps the password in Secrets Manager and changes it.
Then change the secret itself, for its old value stays in the history.

Values are judged, not names alone: references, ARNs, paths, switches, public keys and names of secrets are left alone. A well-known default (\`postgres\`) is a
warning at most, a placeholder (\`changeme\`) information. What stands in a Compose file or in a file of credentials guards mostly a developer's own machine,
and is one grade lower; so are the values of a Helm chart, which are often but defaults.`,
  refs: [
    "NIST SP 800-190 4.1.4",
    "CWE-798",
    "CWE-312",
    "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/dynamic-references-secretsmanager.html",
    "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/rds-secrets-manager.html",
    "https://developer.hashicorp.com/terraform/language/manage-sensitive-data",
    "https://kubernetes.io/docs/concepts/configuration/secret/",
  ],

  *check(property) {
    if (property.script) return;
    const { name, value, address } = property;
    const secret = judge(judgedName(property.type, name), value.value ?? value.parts.map((p) => p ?? unknown).join(""));
    if (secret && !describes(property)) yield report(property, secret, address);
  },

  examples: [
    bad(cloudformation`
      Resources:
        Database:
          Type: AWS::RDS::DBInstance
          Properties:
            Engine: postgres
            MasterUsername: shop
            MasterUserPassword: «Rain-in-May-77»
    `).to(cloudformation`
      Resources:
        Database:
          Type: AWS::RDS::DBInstance
          Properties:
            Engine: postgres
            MasterUsername: shop
            ManageMasterUserPassword: true
    `),
    bad(cloudformation`
      Resources:
        Cache:
          Type: AWS::ElastiCache::ReplicationGroup
          Properties:
            AuthToken: «Rain-in-May-77-and-June»
            TransitEncryptionEnabled: true
    `)
      .to(cloudformation`
      Resources:
        Cache:
          Type: AWS::ElastiCache::ReplicationGroup
          Properties:
            AuthToken: "{{resolve:secretsmanager:Cache/AuthToken}}"
            TransitEncryptionEnabled: true
    `)
      .because("A cache takes its token from a secret."),
    bad(cloudformation`
      Resources:
        Function:
          Type: AWS::Serverless::Function
          Properties:
            Environment:
              Variables:
                DB_PASSWORD: «Rain-in-May-77»
                DATABASE_URL: !Sub «"postgres://shop:Rain-in-May-77@\${Database.Endpoint.Address}/shop"»
        Secret:
          Type: AWS::SecretsManager::Secret
          Properties: { SecretString: «Rain-in-May-77» }
    `).because("In a function of SAM, in an address with holes, and as the content of a secret."),
    good(cloudformation`
      Parameters:
        DbPassword: { Type: String, NoEcho: true }
      Resources:
        Database:
          Type: AWS::RDS::DBInstance
          Properties:
            MasterUserPassword: !Ref DbPassword
            PasswordPolicy: strict
        Other:
          Type: AWS::RDS::DBInstance
          Properties:
            MasterUserPassword: "{{resolve:secretsmanager:shop/db:SecretString:password}}"
        Third:
          Type: AWS::RDS::DBInstance
          Properties: { MasterUserPassword: !Sub "{{resolve:secretsmanager:\${Secret}::password}}", ManageMasterUserPassword: true }
        Secret:
          Type: AWS::SecretsManager::Secret
          Properties:
            Name: shop/db
            GenerateSecretString: { SecretStringTemplate: '{"username": "shop"}', GenerateStringKey: password, PasswordLength: 32 }
        Key: { Type: AWS::ApiGateway::ApiKey, Properties: { Name: shop, StageKeys: [{ RestApiId: abc, StageName: prod }] } }
    `).because("References, policies of passwords, and secrets that AWS makes up itself."),
    bad(terraform`
      resource "aws_db_instance" "shop" {
        username = "shop"
        password = «"Rain-in-May-77"»
      }
    `).to(terraform`
      resource "aws_db_instance" "shop" {
        username = "shop"
        manage_master_user_password = true
      }
    `),
    bad(terraform`
      resource "aws_elasticache_replication_group" "shop" {
        auth_token = «"Rain-in-May-77-and-June"»
      }
    `).to(terraform`
      resource "aws_elasticache_replication_group" "shop" {
        auth_token = var.aws_elasticache_replication_group_shop_auth_token
      }

      variable "aws_elasticache_replication_group_shop_auth_token" {
        type      = string
        sensitive = true
      }
    `),
    bad(terraform`
      provider "datadog" {
        api_key = «"${joined("9a3f7c1e5b8d2064", "9a3f7c1e5b8d2064")}"»
      }

      resource "aws_secretsmanager_secret_version" "db" {
        secret_id     = aws_secretsmanager_secret.db.id
        secret_string = jsonencode({ username = "shop", password = «"Rain-in-May-77"» })
      }

      resource "aws_ssm_parameter" "token" {
        name  = "/shop/api-token"
        type  = "SecureString"
        value = «"Kx82jjdQ-9fLwPz3"»
      }
    `).because("A provider's key, the content of a secret and that of a parameter, which is named beside it."),
    good(terraform`
      variable "db_password" { sensitive = true }
      resource "aws_db_instance" "shop" {
        password                    = var.db_password
        manage_master_user_password = true
        kms_key_id                  = "arn:aws:kms:eu-west-1:111122223333:key/1b2c3d4e"
      }
      resource "aws_ssm_parameter" "token" {
        name  = "/shop/api-token"
        value = random_password.token.result
      }
      resource "aws_dynamodb_table" "shop" {
        hash_key  = "TenantKey"
        range_key = "SortKey"
      }
      data "aws_secretsmanager_secret" "db" { name = "shop/db-password" }
      provider "vault" { token = file("token.txt") }
    `).because("References, calls, names of keys and of secrets."),
    bad(kubernetes`
      apiVersion: v1
      kind: Secret
      metadata: { name: shop }
      data:
        username: c2hvcA==
        password: «UmFpbi1pbi1NYXktNzc=»
      stringData:
        api-token: «Kx82jjdQ-9fLwPz3»
      ---
      apiVersion: v1
      kind: ConfigMap
      metadata: { name: shop }
      data:
        DB_HOST: db.internal
        DB_PASSWORD: «Rain-in-May-77»
    `).because("Base64 is decoded; what a ConfigMap holds is no secret to anybody."),
    bad(kubernetes`
      apiVersion: v1
      kind: Secret
      metadata: { name: registry }
      type: kubernetes.io/dockerconfigjson
      data:
        .dockerconfigjson: «eyJhdXRocyI6eyJnaGNyLmlvIjp7ImF1dGgiOiJjMmh2Y0RwU1lXbHVMV2x1TFUxaGVTMDNOdz09In19fQ==»
    `).because("The login for a registry."),
    good(kubernetes`
      apiVersion: v1
      kind: Secret
      metadata: { name: shop }
      data:
        username: c2hvcA==
        password: \${DB_PASSWORD}
      stringData: { token: "{{ .Values.token }}", password: "" }
      ---
      apiVersion: bitnami.com/v1alpha1
      kind: SealedSecret
      metadata: { name: sealed }
      spec: { encryptedData: { password: AgBy3i4OJSWK7PiTySYZZA9rO43cGDEqqFvX2u7Wn8Yt1pLk } }
      ---
      apiVersion: v1
      kind: Pod
      metadata: { name: shop }
      spec:
        imagePullSecrets: [{ name: registry-token }]
        volumes: [{ name: tls, secret: { secretName: shop-tls-secret } }]
        containers: [{ name: web, image: "web:1.4", env: [{ name: TOKEN, valueFrom: { secretKeyRef: { name: shop, key: token } } }] }]
    `).because("Filled in, encrypted, and names of secrets."),
    bad(ecs`
      {
        "family": "shop",
        "containerDefinitions": [
          {
            "name": "web",
            "image": "web:1.4",
            "environment": [{ "name": "DB_PASSWORD", "value": "Rain-in-May-77" }],
            "dockerLabels": { "com.example.api-key": «"${joined("9a3f7c1e5b8d2064", "9a3f7c1e5b8d2064")}"» }
          }
        ]
      }
    `).because("Labels. A container's variables and the options of its log driver are another rule's."),
    bad(compose`
      services:
        web:
          image: web:1.4
          build:
            context: .
            args:
              NPM_TOKEN: «Kx82jjdQ-9fLwPz3»
          environment: { DB_PASSWORD: Rain-in-May-77 }
          labels:
            - "traefik.auth.password=«Rain-in-May-77»"
    `)
      .to(compose`
      services:
        web:
          image: web:1.4
          build:
            context: .
            args:
              NPM_TOKEN: \${NPM_TOKEN:?}
          environment: { DB_PASSWORD: Rain-in-May-77 }
          labels:
            - "traefik.auth.password=Rain-in-May-77"
    `)
      .because("Build arguments end in the image's history, labels are shown to everyone who may list containers."),
    good(compose`
      services:
        web:
          image: web:1.4
          build: { context: ., args: { NPM_TOKEN: , API_TOKEN: "\${API_TOKEN}" }, secrets: [npm_token] }
          secrets: [db_password]
      secrets:
        db_password: { file: ./db_password.txt }
        api_token: { environment: API_TOKEN }
        npm_token: { external: true, name: shop_npm_token }
    `).because("Taken from the environment, from files, or kept elsewhere."),
    bad(file(".env")`
      # for a developer's machine
      DB_HOST=localhost
      DB_PASSWORD=«Rain-in-May-77»
      export API_TOKEN="«Kx82jjdQ-9fLwPz3»"
      POSTGRES_PASSWORD=«postgres»
      TOKEN_TTL=3600
      SMTP_PASSWORD=
      DATABASE_URL=«postgres://shop:Rain-in-May-78@db/shop»
    `),
    bad(file(".npmrc")`
      registry=https://registry.example.com/
      //registry.example.com/:_authToken=«Kx82jjdQ-9fLwPz3»
      //other.example.com/:_authToken=\${NPM_TOKEN}
      engine-strict=true
    `),
    bad(file(".netrc")`
      machine git.example.com login shop password «Rain-in-May-77»
    `),
    bad(file(".docker/config.json")`
      { "auths": { "ghcr.io": { "auth": «"c2hvcDpSYWluLWluLU1heS03Nw=="» } }, "credsStore": "ecr-login" }
    `),
    bad(file("kubeconfig.yaml")`
      apiVersion: v1
      kind: Config
      clusters: [{ name: shop, cluster: { server: "https://k8s.example.com" } }]
      users:
        - name: shop
          user: { username: admin, password: «Rain-in-May-77» }
    `),
    bad(file("deploy/values-prod.yaml")`
      replicas: 2
      auth:
        existingSecret: shop-db
        secretKeys: { adminPasswordKey: postgres-password, userPasswordKey: password }
        password: «Rain-in-May-77»
      smtp: { password: "", tokenSecret: shop-smtp }
      env:
        - { name: API_TOKEN, value: «Kx82jjdQ-9fLwPz3» }
      imagePullSecrets: [registry-token]
    `).because("Values of a Helm chart; names of secrets and of their keys are none."),
    bad(file("prod.tfvars")`
      region      = "eu-west-1"
      db_password = "«Rain-in-May-77»"
    `).because("Files that programs read credentials from."),
    bad(cloudformation`
      Resources:
        Database:
          Type: AWS::RDS::DBInstance
          Properties: { MasterUserPassword: «changeme» }
    `).because("A placeholder is information."),
    good(file("template.yaml")`
      Resources:
        Pool:
          Type: AWS::Cognito::UserPool
          Properties:
            Policies: { PasswordPolicy: { MinimumLength: 12, RequireSymbols: true } }
            EmailVerificationMessage: Your password reset token is valid for one hour
        Login:
          Type: AWS::IAM::User
          Properties: { LoginProfile: { PasswordResetRequired: true } }
    `).because("Settings of passwords, and prose."),
  ],
});

/** A description is prose, and a bare "key" names something: a label, a column, an object of a bucket. */
const describes = ({ name, holder }: Property): boolean =>
  /^(?:description|comment|title|pattern|regex|displayname)$/i.test(name) || (/^keys?$/i.test(name) && holder !== "secret");

function report(property: Property, secret: Secret, address: string): Report {
  const { holder, name, value } = property;
  const { who, follows, grades } = holders[holder];
  const subject = `${who}${name === "" ? "" : ` ${name}`}${address === "" || address === name ? "" : ` of "${address}"`}`;
  const common = { at: value.at, key: [address, name].filter((t) => t !== "").join(" "), masked: secret.mask };
  const grade = (severity: Severity): Severity => severities[Math.min(severities.indexOf(severity) + grades, severities.length - 1)] ?? severity;
  const fixes = mends(property, address);
  switch (secret.strength) {
    case "secret":
    case "likely": {
      const likely = secret.strength === "likely";
      const stored = /^AWS::SecretsManager|^aws_secretsmanager/.test(property.type);
      const advice = secret.aws
        ? "Deactivate it: a role gives credentials that change by themselves."
        : stored
          ? "The store keeps what everyone who has this file knows: give it the value when it is deployed, and change it."
          : follows;
      return {
        ...common,
        severity: grade(likely ? "warning" : "error"),
        ...(likely ? { confidence: "medium" } : {}),
        message: `${subject} holds ${secret.what}. ${advice}`,
        ...(secret.aws ? {} : { fixes }),
      };
    }
    case "known":
      return {
        ...common,
        severity: secret.what === "a password" ? grade("warning") : "info",
        message: `${subject} holds ${secret.what} that is quickly guessed.`,
        fixes,
      };
    case "marker":
      return { ...common, severity: "info", message: `${subject} holds a placeholder where ${secret.what} belongs.`, fixes };
    case "hash":
      return { ...common, severity: "info", message: `${subject} holds ${secret.what}, which can be guessed offline.` };
  }
}

/** What a property is called there, what to do, and by how many grades it matters less than in a template. */
const holders: Readonly<Record<Holder, { readonly who: string; readonly follows: string; readonly grades: number }>> = {
  template: { who: "Property", follows: "Let the deployment fetch it from a secret store, and change it.", grades: 0 },
  task: { who: "Setting", follows: "Everyone who may describe the task definition can read it: move it to a secret, and change it.", grades: 0 },
  manifest: {
    who: "Field",
    follows: "Everyone who may read the object has it: keep it in a Secret that is not in this file, and change it.",
    grades: 0,
  },
  secret: { who: "Key", follows: "A Secret hides nothing from who has its file: keep the value out of it, and change it.", grades: 1 },
  compose: { who: "Setting", follows: "Everyone who has this file can read it: let the environment give it, and change it.", grades: 1 },
  values: {
    who: "Value",
    follows:
      "Everyone who has the chart or this file can read it: name a Secret that holds it, or give it when the chart is installed, and change it.",
    grades: 1,
  },
  credentials: { who: "Entry", follows: "Keep the file out of the repository and of the build, and change it.", grades: 1 },
};

function mends(property: Property, address: string): readonly Fix[] {
  const { holder, name, type, refer } = property;
  if (!refer || name === "") return [];
  const plain = name.replace(/[^\w]/g, "_");
  switch (holder) {
    case "template": {
      // The content of a secret cannot be fetched from it.
      if (/^AWS::SecretsManager|^aws_secretsmanager/.test(type)) return [];
      if (type.startsWith("AWS::")) {
        const path = `${address}/${plain}`;
        return [...managed(property), ...fix(`Fetch it from the Secrets Manager secret ${path}, which must be there`, "draft", refer(path))];
      }
      const variable = [...address.split(/\W+/), plain].join("_").toLowerCase();
      return [...managed(property), ...fix(`Take it from the sensitive variable ${variable}, which must be given`, "draft", refer(variable))];
    }
    case "compose":
      return fix(`Take ${plain} from the environment or an .env file, which must have it`, "draft", refer(plain));
    default:
      return [];
  }
}

/** A database keeps the password of its master user itself: whoever connects reads it from the secret that it makes. */
function managed({ name, type, swap }: Property): readonly Fix[] {
  const manages = managesPassword(type, name);
  return manages && swap ? fix(`Let the database keep it in Secrets Manager (${manages})`, "unsafe", swap(manages)) : [];
}
