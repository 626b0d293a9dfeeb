import { bad, cloudformation, good, terraform } from "../../kit/example.ts";
import { fix, rule } from "../../kit/rule.ts";
import { judge } from "../../knowledge/secrets/judge.ts";

export default rule({
  name: "default-secret",
  on: "parameter",
  title: "Secret as a parameter's default",
  severity: "error",
  risk: "container",
  hides: true,
  why: `The default of a parameter is in the template, whatever \`NoEcho\` or \`sensitive\` say of it: everyone who has the file has it, and every stack whose owner
gives no other value runs with it. Take the default out, so that whoever deploys must give the value, or let a dynamic reference or a data source fetch it from a
secret store. Then change it where it is in use.

A well-known default (\`postgres\`) is a warning, a placeholder (\`changeme\`) information: it runs all the same where nobody replaces it.`,
  refs: [
    "NIST SP 800-190 4.1.4",
    "CWE-798",
    "CWE-1392",
    "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/security-best-practices.html",
    "https://developer.hashicorp.com/terraform/language/manage-sensitive-data",
  ],

  *check({ name, given }) {
    const secret = given.value === undefined || given.unset ? undefined : judge(name, given.value);
    if (!secret || given.value === undefined) return;
    const { what, strength } = secret;
    const common = {
      at: given.at,
      key: name,
      masked: secret.mask,
      fixes: fix(`Remove the default of ${name}, which must then be given`, "unsafe", given.remove()),
    };
    const has = `${name} has ${what} as its default`;
    if (strength === "marker") yield { ...common, severity: "info", message: `${name} has a placeholder as its default where ${what} belongs.` };
    else if (strength === "known") yield { ...common, severity: "warning", message: `${has} that is quickly guessed.` };
    else if (strength === "hash") yield { ...common, severity: "info", message: `${has}, which can be guessed offline.` };
    else {
      const message = `${has}, and everyone who has the file knows it. Let whoever deploys give it, and change it.`;
      yield { ...common, ...(strength === "likely" ? { severity: "warning", confidence: "medium" } : {}), message };
    }
  },

  examples: [
    bad(cloudformation`
      Parameters:
        DbPassword:
          Type: String
          NoEcho: true
          Default: «Rain-in-May-77»
      Resources:
        Database:
          Type: AWS::RDS::DBInstance
          Properties: { MasterUserPassword: !Ref DbPassword }
    `).to(cloudformation`
      Parameters:
        DbPassword:
          Type: String
          NoEcho: true
      Resources:
        Database:
          Type: AWS::RDS::DBInstance
          Properties: { MasterUserPassword: !Ref DbPassword }
    `),
    bad(terraform`
      variable "db_password" {
        type    = string
        default = «"Rain-in-May-77"»
      }
      resource "aws_db_instance" "shop" {
        password = var.db_password
      }
    `).to(terraform`
      variable "db_password" {
        type    = string
      }
      resource "aws_db_instance" "shop" {
        password = var.db_password
      }
    `),
    bad(terraform`
      variable "admin_password" {
        default = «"postgres"»
      }
      variable "api_token" {
        default = «"changeme"»
      }
    `).because("What everybody knows is a warning, a placeholder information."),
    good(cloudformation`
      Parameters:
        DbPassword: { Type: String, NoEcho: true }
        DbPasswordLength: { Type: Number, Default: 32 }
        DbSecretArn: { Type: String, Default: "" }
        ApiToken: { Type: "AWS::SSM::Parameter::Value<String>", Default: /shop/api-token }
      Resources:
        Database:
          Type: AWS::RDS::DBInstance
          Properties: { MasterUserPassword: !Ref DbPassword }
    `).because("No default, settings, and names of secrets."),
    good(terraform`
      variable "db_password" { sensitive = true }
      variable "db_password_secret_name" { default = "shop/db-password" }
      variable "api_token" { default = null }
      variable "token_url" { default = "https://login.example.com/token" }
    `),
  ],
});
