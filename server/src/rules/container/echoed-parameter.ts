import { bad, cloudformation, good, terraform } from "../../kit/example.ts";
import { fix, rule } from "../../kit/rule.ts";
import { nameKind } from "../../knowledge/secrets/name.ts";

export default rule({
  name: "echoed-parameter",
  on: "parameter",
  title: "Secret parameter is shown to everybody",
  severity: "warning",
  risk: "container",
  why: `Without \`NoEcho\`, CloudFormation shows the value of a parameter to everyone with \`cloudformation:DescribeStacks\`, in the console and in events; without
\`sensitive\`, Terraform prints a variable in plans and logs. Both hide it there and nowhere else: what is referred to in outputs or metadata is shown all the same,
and a state file or a resource's own description may hold it. A dynamic reference or \`ManageMasterUserPassword\` keeps the value out of the template's reach.`,
  refs: [
    "NIST SP 800-190 4.1.4",
    "CWE-532",
    "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/parameters-section-structure.html",
    "https://developer.hashicorp.com/terraform/language/values/variables#suppressing-values-in-cli-output",
  ],

  *check({ platform, name, at, hidden, given, told }) {
    // A key may be that of a table, and a token one that pages a list.
    if (nameKind(name) !== "password" && !/(?:secret|api_?key|access_?key|private_?key|token)$/i.test(name)) return;
    if (told && hidden.is(true)) {
      yield { at, key: name, message: `${name} is hidden by NoEcho, but outputs or metadata of the template show its value.` };
    }
    // What names a secret is none.
    if (!hidden.is(false) || (given.value !== undefined && /^(?:arn:|\/|\{\{|https?:)/.test(given.value)) || given.opaque) return;
    const [key, message] =
      platform === "cloudformation"
        ? ["NoEcho", `Everyone who may describe the stack can read ${name}: it lacks NoEcho.`]
        : ["sensitive", `Plans and logs show ${name}: it is not marked as sensitive.`];
    const severity = platform === "cloudformation" ? "warning" : "info";
    yield { at, key: name, severity, message, fixes: fix(`Set "${key}" to true`, "safe", hidden.set(true)) };
  },

  examples: [
    bad(cloudformation`
      Parameters:
        «DbPassword»:
          Type: String
          MinLength: 12
      Resources:
        Database:
          Type: AWS::RDS::DBInstance
          Properties: { MasterUserPassword: !Ref DbPassword }
    `).to(cloudformation`
      Parameters:
        DbPassword:
          Type: String
          MinLength: 12
          NoEcho: true
      Resources:
        Database:
          Type: AWS::RDS::DBInstance
          Properties: { MasterUserPassword: !Ref DbPassword }
    `),
    bad(terraform`
      variable "«db_password»" {
        type = string
      }
      resource "aws_db_instance" "shop" {
        password = var.db_password
      }
    `).to(terraform`
      variable "db_password" {
        type      = string
        sensitive = true
      }
      resource "aws_db_instance" "shop" {
        password = var.db_password
      }
    `),
    bad(cloudformation`
      Parameters:
        «DbPassword»: { Type: String, NoEcho: true }
      Resources:
        Database:
          Type: AWS::RDS::DBInstance
          Properties: { MasterUserPassword: !Ref DbPassword }
      Outputs:
        Url: { Value: !Sub "postgres://shop:\${DbPassword}@\${Database.Endpoint.Address}/shop" }
    `).because("Outputs are shown to everyone who may describe the stack."),
    good(cloudformation`
      Parameters:
        DbPassword: { Type: String, NoEcho: true }
        DbPasswordParameter: { Type: String, Default: /shop/db-password }
        DbSecretArn: { Type: String }
        KeyName: { Type: "AWS::EC2::KeyPair::KeyName" }
        ApiToken: { Type: "AWS::SSM::Parameter::Value<String>" }
        SecretName: { Type: String }
        PasswordLength: { Type: Number }
      Resources:
        Database:
          Type: AWS::RDS::DBInstance
          Properties: { MasterUserPassword: !Ref DbPassword }
    `).because("Hidden already, and what only names or describes a secret."),
    good(terraform`
      variable "db_password" { sensitive = true }
      variable "db_secret_arn" { type = string }
      variable "token_ttl" { default = 3600 }
      variable "db_password_secret" { default = "arn:aws:secretsmanager:eu-west-1:111122223333:secret:db" }
    `),
  ],
});
