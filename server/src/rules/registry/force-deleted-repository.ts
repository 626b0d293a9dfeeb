import { bad, cloudformation, good, terraform } from "../../kit/example.ts";
import { fix, rule } from "../../kit/rule.ts";

export default rule({
  name: "force-deleted-repository",
  on: "repository",
  title: "Images go when their repository is taken out of the template",
  severity: "hint",
  risk: "registry",
  preset: "strict",
  why: `ECR refuses to delete a repository that holds images, unless it is told to delete them, too. Then one wrong change to a template takes every image away that running services would start from, and the record of what ran.

That is what one wants for a test environment, so this is a hint.`,
  refs: ["NIST SP 800-190 4.2.3", "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-ecr-repository.html"],

  *check({ forceDelete }) {
    if (!forceDelete.is(true)) return;
    yield {
      at: forceDelete.at,
      message: "All images of this repository are deleted with it.",
      fixes: fix(`Set "${forceDelete.key}" to false`, "unsafe", forceDelete.set(false)),
    };
  },

  examples: [
    bad(terraform`
      resource "aws_ecr_repository" "web" {
        name         = "shop/web"
        force_delete = «true»
      }
    `).to(terraform`
      resource "aws_ecr_repository" "web" {
        name         = "shop/web"
        force_delete = false
      }
    `),
    bad(cloudformation`
      Resources:
        Repository:
          Type: AWS::ECR::Repository
          Properties:
            EmptyOnDelete: «true»
    `).to(cloudformation`
      Resources:
        Repository:
          Type: AWS::ECR::Repository
          Properties:
            EmptyOnDelete: false
    `),
    good(terraform`
      resource "aws_ecr_repository" "web" {
        name         = "shop/web"
        force_delete = var.environment == "test"
      }
    `).because("What a run decides is not known."),
  ],
});
