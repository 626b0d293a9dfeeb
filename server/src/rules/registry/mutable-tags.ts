import { bad, cloudformation, file, good, terraform } from "../../kit/example.ts";
import { fix, rule } from "../../kit/rule.ts";

export default rule({
  name: "mutable-tags",
  on: "repository",
  title: "Tags of a repository can be moved",
  severity: "info",
  risk: "registry",
  why: `Where tags are mutable, whoever may push can put another image behind a tag that is deployed: the next deployment runs it, and nothing in the task definition has changed. With immutable tags a push of a tag that exists is refused, and a tag says which image runs.

Where a pipeline moves a tag on purpose (\`latest\`, a build cache), \`IMMUTABLE_WITH_EXCLUSION\` lets these tags alone be moved: the rule is silent then. The fix breaks pipelines that push a tag again. Public repositories of ECR have no such setting.`,
  refs: ["NIST SP 800-190 4.2.2", "CWE-345", "https://docs.aws.amazon.com/AmazonECR/latest/userguide/image-tag-mutability.html"],
  equivalents: [
    { tool: "checkov", id: "CKV_AWS_51" },
    { tool: "trivy", id: "AWS-0031" },
  ],

  *check({ isPublic, tagMutability }) {
    if (isPublic || !tagMutability.is((m) => m === "MUTABLE" || m === "MUTABLE_WITH_EXCLUSION")) return;
    yield {
      at: tagMutability.at,
      message: `Tags of this repository are mutable${tagMutability.unset ? " by default" : ""}: who may push can put another image behind a tag that is deployed.`,
      fixes: fix(`Set "${tagMutability.key}" to IMMUTABLE`, "unsafe", tagMutability.set("IMMUTABLE")),
    };
  },

  examples: [
    bad(terraform`
      resource "aws_ecr_repository" "web" {
        name                 = "shop/web"
        image_tag_mutability = «"MUTABLE"»
      }
    `).to(terraform`
      resource "aws_ecr_repository" "web" {
        name                 = "shop/web"
        image_tag_mutability = "IMMUTABLE"
      }
    `),
    bad(terraform`
      resource "aws_ecr_repository" «"web"» {
        name = "shop/web"
      }
    `)
      .to(terraform`
      resource "aws_ecr_repository" "web" {
        name                 = "shop/web"
        image_tag_mutability = "IMMUTABLE"
      }
    `)
      .because("Mutable is what ECR takes where nothing is said."),
    bad(cloudformation`
      Resources:
        «Web»:
          Type: AWS::ECR::Repository
          Properties:
            RepositoryName: shop/web
    `).to(cloudformation`
      Resources:
        Web:
          Type: AWS::ECR::Repository
          Properties:
            RepositoryName: shop/web
            ImageTagMutability: IMMUTABLE
    `),
    bad(file("create-repository.json")`
      { "repositoryName": "shop/web", "imageTagMutability": «"MUTABLE"» }
    `).to(file("create-repository.json")`
      { "repositoryName": "shop/web", "imageTagMutability": "IMMUTABLE" }
    `),
    bad(terraform`
      module "ecr" {
        source  = "terraform-aws-modules/ecr/aws"
        version = "~> 2.3"

        repository_name                 = "shop/web"
        repository_image_tag_mutability = «"MUTABLE"»
      }
    `).to(terraform`
      module "ecr" {
        source  = "terraform-aws-modules/ecr/aws"
        version = "~> 2.3"

        repository_name                 = "shop/web"
        repository_image_tag_mutability = "IMMUTABLE"
      }
    `),
    good(terraform`
      module "ecr" {
        source          = "terraform-aws-modules/ecr/aws"
        repository_name = "shop/web"
      }
    `).because("The module takes IMMUTABLE where nothing is said."),
    good(terraform`
      resource "aws_ecr_repository" "web" {
        name                 = "shop/web"
        image_tag_mutability = "IMMUTABLE_WITH_EXCLUSION"

        image_tag_mutability_exclusion_filter {
          filter      = "latest"
          filter_type = "WILDCARD"
        }
      }
    `).because("Only the tags that are named can be moved."),
    good(terraform`
      resource "aws_ecr_repository" "web" {
        name                 = "shop/web"
        image_tag_mutability = var.mutability
      }
    `).because("What a variable without a default says is not known."),
    good(cloudformation`
      Resources:
        Web:
          Type: AWS::ECR::PublicRepository
          Properties: { RepositoryName: web }
    `).because("Public repositories have no such setting."),
  ],
});
