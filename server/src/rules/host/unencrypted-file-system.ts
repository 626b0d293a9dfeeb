import { bad, cloudformation, good, terraform } from "../../kit/example.ts";
import { fix, rule } from "../../kit/rule.ts";

export default rule({
  name: "unencrypted-file-system",
  on: "fileSystem",
  title: "A shared file system is not encrypted",
  severity: "warning",
  risk: "host",
  why: `What tasks keep on Amazon EFS lies in plain text on disks and in backups unless the file system is encrypted, which through CloudFormation, Terraform and the API it is not by default. It cannot be changed afterwards: with the fix CloudFormation and Terraform replace a file system that is there by an empty one, so its data has to be moved first.`,
  refs: ["NIST SP 800-190 4.5.5", "CWE-311", "https://docs.aws.amazon.com/efs/latest/ug/encryption-at-rest.html"],
  equivalents: [
    { tool: "checkov", id: "CKV_AWS_42" },
    { tool: "trivy", id: "AWS-0037" },
  ],

  *check({ encrypted, key }) {
    if (!encrypted.is(false) || (encrypted.unset && !key.unset)) return;
    yield {
      at: encrypted.at,
      message: "This file system is not encrypted.",
      fixes: fix("Encrypt it, which replaces one that is there", "unsafe", encrypted.set(true)),
    };
  },

  examples: [
    bad(terraform`
      resource "aws_efs_file_system" «"data"» {
        creation_token = "data"
      }
    `).to(terraform`
      resource "aws_efs_file_system" "data" {
        creation_token = "data"
        encrypted      = true
      }
    `),
    bad(cloudformation`
      Resources:
        Data:
          Type: AWS::EFS::FileSystem
          Properties:
            Encrypted: «false»
    `).to(cloudformation`
      Resources:
        Data:
          Type: AWS::EFS::FileSystem
          Properties:
            Encrypted: true
    `),
    good(terraform`
      resource "aws_efs_file_system" "data" {
        encrypted = true
      }

      resource "aws_efs_file_system" "other" {
        encrypted = var.encrypted
      }
    `),
  ],
});
