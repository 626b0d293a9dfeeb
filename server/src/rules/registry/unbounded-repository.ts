import { bad, cloudformation, good, terraform } from "../../kit/example.ts";
import { fix, rule } from "../../kit/rule.ts";

export default rule({
  name: "unbounded-repository",
  on: "repository",
  title: "Old images of a repository are never deleted",
  severity: "hint",
  risk: "registry",
  preset: "strict",
  why: `Every image that was ever pushed stays until something deletes it: old ones with vulnerabilities that have long been mended can be deployed by mistake or on purpose, and are paid for. A lifecycle policy deletes what is untagged, or older than what anybody would go back to.

Silent where a lifecycle policy stands beside the repository, even one that cannot be read, and for public repositories, which have none.

Where tags can be moved the fix deletes what no tag holds any more; mind that a task which runs such an image by its digest cannot start again. Where they cannot, every image keeps its tag, and the fix keeps the newest hundred. The number is yours to set.`,
  refs: ["NIST SP 800-190 4.2.2", "https://docs.aws.amazon.com/AmazonECR/latest/userguide/LifecyclePolicies.html"],

  *check({ at, isPublic, lifecycle, tagMutability, keep }) {
    if (isPublic || lifecycle !== undefined) return;
    const isMutable = tagMutability.is((m) => m.startsWith("MUTABLE"));
    yield {
      at,
      message: "No lifecycle policy deletes old images of this repository.",
      fixes: isMutable
        ? fix("Delete untagged images after 14 days", "unsafe", keep([untagged]))
        : fix("Keep the newest 100 images", "unsafe", keep([newest])),
    };
  },

  examples: [
    bad(terraform`
      resource "aws_ecr_repository" «"web"» {
        name = "shop/web"
      }
    `).to(terraform`
      resource "aws_ecr_repository" "web" {
        name = "shop/web"
      }

      resource "aws_ecr_lifecycle_policy" "web" {
        repository = aws_ecr_repository.web.name
        policy = jsonencode({
          rules = [
            {
              rulePriority = 1
              description  = "Delete images that no tag holds"
              selection    = { tagStatus = "untagged", countType = "sinceImagePushed", countUnit = "days", countNumber = 14 }
              action       = { type = "expire" }
            },
          ]
        })
      }
    `),
    bad(cloudformation`
      Resources:
        «Repository»:
          Type: AWS::ECR::Repository
          Properties:
            RepositoryName: shop/web
            ImageTagMutability: IMMUTABLE
    `).to(cloudformation`
      Resources:
        Repository:
          Type: AWS::ECR::Repository
          Properties:
            RepositoryName: shop/web
            ImageTagMutability: IMMUTABLE
            LifecyclePolicy:
              LifecyclePolicyText: '{"rules":[{"rulePriority":1,"description":"Keep the newest images","selection":{"tagStatus":"any","countType":"imageCountMoreThan","countNumber":100},"action":{"type":"expire"}}]}'
    `),
    bad(terraform`
      resource "aws_ecr_repository" «"web"» {
        for_each = var.services
        name     = each.key
      }
    `).because("Of several that a run makes only people know what they are called."),
    bad(terraform`
      module «"ecr"» {
        source = "terraform-aws-modules/ecr/aws"

        repository_name         = "shop/web"
        create_lifecycle_policy = false
      }
    `),
    good(terraform`
      resource "aws_ecr_repository" "web" {
        name = "shop/web"
      }

      resource "aws_ecr_lifecycle_policy" "web" {
        repository = aws_ecr_repository.web.name
        policy     = file("lifecycle.json")
      }

      resource "aws_ecr_repository" "job" {
        name = "shop/job"
      }

      resource "aws_ecr_lifecycle_policy" "job" {
        repository = "shop/job"
        policy     = file("lifecycle.json")
      }
    `).because("There is one, whatever it says, and whichever way it names its repository."),
    good(terraform`
      resource "aws_ecr_repository" "web" {
        name = "shop/web"
      }

      resource "aws_ecr_lifecycle_policy" "web" {
        repository = replace("shop-web", "-", "/")
        policy     = file("lifecycle.json")
      }
    `).because("It is called like the repository."),
    good(terraform`
      resource "aws_ecr_repository" "web" {
        name = "shop/web"
      }

      resource "aws_ecr_lifecycle_policy" "all" {
        for_each   = var.repositories
        repository = each.key
        policy     = file("lifecycle.json")
      }
    `).because("It may be among these."),
    good(cloudformation`
      Parameters:
        Lifecycle: { Type: String }
      Resources:
        Repository:
          Type: AWS::ECR::Repository
          Properties:
            LifecyclePolicy:
              LifecyclePolicyText: !Ref Lifecycle
    `).because("Only deployment knows it, but there is one."),
  ],
});

const untagged = {
  description: "Delete images that no tag holds",
  tagStatus: "untagged",
  countType: "sinceImagePushed",
  countNumber: 14,
} as const;
const newest = { description: "Keep the newest images", tagStatus: "any", countType: "imageCountMoreThan", countNumber: 100 } as const;
