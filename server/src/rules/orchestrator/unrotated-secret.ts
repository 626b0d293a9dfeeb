import { bad, cloudformation, good, terraform } from "../../kit/example.ts";
import { rule } from "../../kit/rule.ts";

export default rule({
  name: "unrotated-secret",
  on: "storedSecret",
  title: "A secret stays the same for ever",
  severity: "hint",
  risk: "orchestrator",
  preset: "all",
  why: `Whoever once read a secret has it until it changes: a log, a former colleague, a container that was taken over. Secrets Manager changes it by itself where a schedule of rotation is attached, with a function that tells the database, too.

A hint, for tokens of other companies are changed by hand, and the rotation may be set up elsewhere. Containers read a secret when they start: after a rotation ECS has to start them anew, unless the program asks Secrets Manager itself. There is no fix: what changes the secret has to be written.`,
  refs: [
    "NIST SP 800-190 4.1.4",
    "CWE-262",
    "https://docs.aws.amazon.com/secretsmanager/latest/userguide/rotating-secrets.html",
    "https://docs.aws.amazon.com/securityhub/latest/userguide/secretsmanager-controls.html#secretsmanager-1",
  ],
  equivalents: [{ tool: "checkov", id: "CKV2_AWS_57" }],

  *check({ at, rotated }) {
    if (!rotated) yield { at, message: "Nothing here changes this secret: whoever once read it has it for ever." };
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
        name = "db"
      }

      resource "aws_secretsmanager_secret_rotation" "db" {
        secret_id           = aws_secretsmanager_secret.db.id
        rotation_lambda_arn = aws_lambda_function.rotation.arn

        rotation_rules {
          automatically_after_days = 30
        }
      }
    `),
    good(cloudformation`
      Resources:
        Password:
          Type: AWS::SecretsManager::Secret
          Properties:
            GenerateSecretString: { PasswordLength: 32 }
        Rotation:
          Type: AWS::SecretsManager::RotationSchedule
          Properties:
            SecretId: !Ref Password
            RotationRules: { AutomaticallyAfterDays: 30 }
    `),
  ],
});
