import { bad, cloudformation, dockerfile, file, good } from "../../kit/example.ts";
import { fix, rule } from "../../kit/rule.ts";
import { mayScan } from "../../model/registry.ts";

export default rule({
  name: "unscanned-base",
  on: "repositoryUse",
  title: "Image is built on one that nobody scans",
  severity: "info",
  risk: "registry",
  preset: "strict",
  why: `The base of this image lies in a repository that the workspace defines, and nothing there scans it: a vulnerability in it is in every image that is built on it, and is first seen where these are scanned, if they are.

Silent where the same file has a scanning configuration of the registry that may cover the repository. One in another place, or made by hand, cannot be seen: then this finding is to be accepted.`,
  refs: ["NIST SP 800-190 4.1.1", "https://docs.aws.amazon.com/AmazonECR/latest/userguide/image-scanning.html"],

  *check({ by, image, repository }) {
    const { isPublic, name, registry, scanOnPush } = repository;
    if (by !== "stage" || isPublic || !scanOnPush.is(false) || (registry && mayScan(registry, name))) return;
    yield {
      at: image.at,
      message: "The repository of this base does not scan what is pushed to it, unless the registry's own configuration covers it.",
      related: [{ at: scanOnPush.at, message: "The repository." }],
      fixes: fix(`Set "${scanOnPush.key}" of the repository to true`, "safe", scanOnPush.set(true)),
    };
  },

  examples: [
    bad(
      dockerfile`
        FROM «111122223333.dkr.ecr.eu-west-1.amazonaws.com/base/node:24» AS build
        FROM build
      `,
      file("main.tf")`
        resource "aws_ecr_repository" "base" {
          name                 = "base/node"
          image_tag_mutability = "IMMUTABLE"
        }
      `,
    ),
    bad(
      dockerfile`
        FROM «111122223333.dkr.ecr.eu-west-1.amazonaws.com/base/node:24»
      `,
      file("template.yaml")`
        Resources:
          Base:
            Type: AWS::ECR::Repository
            Properties:
              RepositoryName: base/node
              ImageScanningConfiguration: { ScanOnPush: false }
      `,
    ),
    good(
      dockerfile`
        FROM 111122223333.dkr.ecr.eu-west-1.amazonaws.com/base/node:24
      `,
      file("main.tf")`
        resource "aws_ecr_registry_scanning_configuration" "all" {
          scan_type = "ENHANCED"

          rule {
            scan_frequency = "CONTINUOUS_SCAN"

            repository_filter {
              filter      = "*"
              filter_type = "WILDCARD"
            }
          }
        }

        resource "aws_ecr_repository" "base" {
          name = "base/node"
        }
      `,
    ).because("The registry scans all that it holds."),
    good(cloudformation`
      Resources:
        Repository:
          Type: AWS::ECR::Repository
        Task:
          Type: AWS::ECS::TaskDefinition
          Properties:
            ContainerDefinitions:
              - Name: web
                Image: !Sub "\${Repository.RepositoryUri}:1"
    `).because("What runs is the matter of the repository itself."),
  ],
});
