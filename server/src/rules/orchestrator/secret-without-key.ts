import { bad, cloudformation, good, terraform } from "../../kit/example.ts";
import { rule } from "../../kit/rule.ts";

export default rule({
  name: "secret-without-key",
  on: "storedSecret",
  title: "A secret is encrypted with the key that all secrets of the account share",
  severity: "hint",
  risk: "orchestrator",
  preset: "all",
  why: `Secrets Manager encrypts every secret, unless it is told otherwise with \`aws/secretsmanager\`, which whoever may read a secret of the account may use. A key of its own has a policy of its own, which can also let another account read the secret.`,
  refs: ["NIST SP 800-190 4.1.4", "https://docs.aws.amazon.com/secretsmanager/latest/userguide/security-encryption.html"],
  equivalents: [
    { tool: "checkov", id: "CKV_AWS_149" },
    { tool: "trivy", id: "AWS-0098" },
  ],

  *check({ key }) {
    if (!key.unset && !key.is((name) => /(?:^|\/)alias\/aws\/secretsmanager$/.test(name))) return;
    yield { at: key.at, message: "This secret is encrypted with the key that all secrets of the account share." };
  },

  examples: [
    bad(terraform`
      resource "aws_secretsmanager_secret" «"db"» {
        name = "db"
      }
    `),
    bad(cloudformation`
      Resources:
        «Password»:
          Type: AWS::SecretsManager::Secret
          Properties:
            GenerateSecretString: { PasswordLength: 32 }
    `),
    good(terraform`
      resource "aws_secretsmanager_secret" "db" {
        name       = "db"
        kms_key_id = var.key
      }
    `),
  ],
});
