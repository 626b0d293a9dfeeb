import { bad, cloudformation, file, good, terraform } from "../../kit/example.ts";
import { fix, rule } from "../../kit/rule.ts";
import { mayScan } from "../../model/registry.ts";

export default rule({
  name: "unscanned-repository",
  on: "repository",
  title: "Images of a repository are not scanned when they are pushed",
  severity: "info",
  risk: "registry",
  why: `A scan tells which known vulnerabilities an image has before it is deployed. ECR does it by itself and basic scanning costs nothing.

The setting of a repository is the older way: what the registry says for all its repositories (\`put-registry-scanning-configuration\`) holds beside it and does not have to be in the same file, so this is a hardening and no more. Where the same file has a scanning configuration of the registry that covers the repository, the rule is silent. Public repositories are not scanned by ECR.`,
  refs: ["NIST SP 800-190 4.1.1", "NIST SP 800-190 4.2.2", "https://docs.aws.amazon.com/AmazonECR/latest/userguide/image-scanning.html"],
  equivalents: [
    { tool: "checkov", id: "CKV_AWS_163" },
    { tool: "trivy", id: "AWS-0030" },
  ],

  *check({ isPublic, name, registry, scanOnPush }) {
    if (isPublic || !scanOnPush.is(false) || (registry && mayScan(registry, name))) return;
    yield {
      at: scanOnPush.at,
      message: "Images that are pushed to this repository are not scanned, unless the registry's own configuration covers it.",
      fixes: fix(`Set "${scanOnPush.key}" to true`, "safe", scanOnPush.set(true)),
    };
  },

  examples: [
    bad(terraform`
      resource "aws_ecr_repository" "web" {
        name = "shop/web"

        image_scanning_configuration {
          scan_on_push = «false»
        }
      }
    `).to(terraform`
      resource "aws_ecr_repository" "web" {
        name = "shop/web"

        image_scanning_configuration {
          scan_on_push = true
        }
      }
    `),
    bad(terraform`
      resource "aws_ecr_repository" «"web"» {
        name = "shop/web"
      }
    `).to(terraform`
      resource "aws_ecr_repository" "web" {
        name = "shop/web"

        image_scanning_configuration {
          scan_on_push = true
        }
      }
    `),
    bad(cloudformation`
      Resources:
        «Web»:
          Type: AWS::ECR::Repository
    `).to(cloudformation`
      Resources:
        Web:
          Type: AWS::ECR::Repository
          Properties:
            ImageScanningConfiguration:
              ScanOnPush: true
    `),
    bad(file("described.json")`
      {
        "repositories": [
          {
            "repositoryArn": "arn:aws:ecr:eu-west-1:111122223333:repository/shop/web",
            "repositoryName": "shop/web",
            "imageScanningConfiguration": { "scanOnPush": «false» }
          }
        ]
      }
    `).because("What `aws ecr describe-repositories` prints."),
    bad(terraform`
      resource "aws_ecr_registry_scanning_configuration" "all" {
        scan_type = "ENHANCED"

        rule {
          scan_frequency = "CONTINUOUS_SCAN"

          repository_filter {
            filter      = "prod/*"
            filter_type = "WILDCARD"
          }
        }
      }

      resource "aws_ecr_repository" «"web"» {
        name = "shop/web"
      }
    `).because("The registry scans other repositories."),
    bad(terraform`
      module "ecr" {
        source = "terraform-aws-modules/ecr/aws"

        repository_name               = "shop/web"
        repository_image_scan_on_push = «false»
      }
    `).to(terraform`
      module "ecr" {
        source = "terraform-aws-modules/ecr/aws"

        repository_name               = "shop/web"
        repository_image_scan_on_push = true
      }
    `),
    good(terraform`
      resource "aws_ecr_registry_scanning_configuration" "all" {
        scan_type = "ENHANCED"

        rule {
          scan_frequency = "SCAN_ON_PUSH"

          repository_filter {
            filter      = "shop/*"
            filter_type = "WILDCARD"
          }
        }
      }

      resource "aws_ecr_repository" "web" {
        name = "shop/web"
      }
    `).because("The registry's own configuration covers it."),
    good(terraform`
      resource "aws_ecr_repository" "web" {
        name = "shop/web"

        dynamic "image_scanning_configuration" {
          for_each = var.scan ? [1] : []
          content {
            scan_on_push = true
          }
        }
      }
    `).because("How often a dynamic block is written is not known."),
    good(cloudformation`
      Resources:
        Web:
          Type: AWS::ECR::Repository
          Properties:
            ImageScanningConfiguration: { ScanOnPush: !Ref Scan }
    `).because("What a parameter without a default says is not known."),
  ],
});
