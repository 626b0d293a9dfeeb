import { bad, cloudformation, good, terraform } from "../../kit/example.ts";
import { rule } from "../../kit/rule.ts";

export default rule({
  name: "repository-without-key",
  on: "repository",
  title: "Images are encrypted with a key that nobody can revoke",
  severity: "hint",
  risk: "registry",
  preset: "strict",
  why: `ECR encrypts every image. Unless a repository asks for a key of KMS, the key is one of AWS's own: its use is not in your audit log, no policy says who may use it, and it cannot be taken away from somebody who can pull.

The setting cannot be changed later: to change it the repository is made anew. So there is no fix, and this is for those who must keep keys of their own.`,
  refs: ["NIST SP 800-190 4.2.3", "https://docs.aws.amazon.com/AmazonECR/latest/userguide/encryption-at-rest.html"],
  equivalents: [
    { tool: "checkov", id: "CKV_AWS_136" },
    { tool: "trivy", id: "AWS-0033" },
  ],

  *check({ isPublic, encryption, key }) {
    if (isPublic || !encryption.is("AES256")) return;
    if (!key.unset) return;
    yield { at: encryption.at, message: "Images of this repository are encrypted with a key of AWS's own, not with one of yours." };
  },

  examples: [
    bad(terraform`
      resource "aws_ecr_repository" «"web"» {
        name = "shop/web"
      }
    `),
    bad(cloudformation`
      Resources:
        Repository:
          Type: AWS::ECR::Repository
          Properties:
            EncryptionConfiguration:
              EncryptionType: «AES256»
    `),
    good(terraform`
      resource "aws_ecr_repository" "web" {
        name = "shop/web"

        encryption_configuration {
          encryption_type = "KMS"
          kms_key         = aws_kms_key.images.arn
        }
      }

      resource "aws_ecr_repository" "log" {
        name = "shop/log"

        encryption_configuration {
          encryption_type = var.encryption
        }
      }
    `).because("A key of your own, or what only a run knows."),
    good(cloudformation`
      Resources:
        Repository:
          Type: AWS::ECR::Repository
          Properties:
            EncryptionConfiguration: { EncryptionType: KMS }
    `).because("The key of the account that KMS makes for ECR is in its audit log."),
  ],
});
