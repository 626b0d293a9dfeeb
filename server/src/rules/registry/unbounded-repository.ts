import { bad, cloudformation, good, terraform } from "../../kit/example.ts";
import { rule } from "../../kit/rule.ts";

export default rule({
  name: "unbounded-repository",
  on: "repository",
  title: "Old images of a repository are never deleted",
  severity: "hint",
  risk: "registry",
  preset: "strict",
  why: `Every image that was ever pushed stays until something deletes it: old ones with vulnerabilities that have long been mended can be deployed by mistake or on purpose, and are paid for. A lifecycle policy deletes what is untagged, or older than what anybody would go back to.

Silent where a lifecycle policy stands beside the repository, even one that cannot be read, and for public repositories, which have none.`,
  refs: ["NIST SP 800-190 4.2.2", "https://docs.aws.amazon.com/AmazonECR/latest/userguide/LifecyclePolicies.html"],

  *check({ at, isPublic, lifecycle }) {
    if (isPublic || lifecycle !== undefined) return;
    yield { at, message: "No lifecycle policy deletes old images of this repository." };
  },

  examples: [
    bad(terraform`
      resource "aws_ecr_repository" «"web"» {
        name = "shop/web"
      }
    `),
    bad(cloudformation`
      Resources:
        «Repository»:
          Type: AWS::ECR::Repository
          Properties:
            RepositoryName: shop/web
    `),
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
    `).because("There is one, whatever it says."),
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
