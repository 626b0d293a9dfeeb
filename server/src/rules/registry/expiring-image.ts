import { bad, cloudformation, ecs, file, good, terraform } from "../../kit/example.ts";
import { type Report, rule } from "../../kit/rule.ts";
import { decidingRule } from "../../model/expiry.ts";
import type { LifecycleRule } from "../../model/repository.ts";
import { isMovable, type RepositoryUse } from "../../model/repository-use.ts";

export default rule({
  name: "expiring-image",
  on: "repositoryUse",
  title: "Lifecycle policy deletes an image that is deployed",
  severity: "warning",
  risk: "registry",
  why: `A lifecycle policy of ECR does not ask whether an image is in use. Once it has deleted this one, what runs goes on, and nothing more can start: a task that fails, a service that scales or a node that is replaced finds no image, and neither does who wants to go back to it. It shows when it hurts.

The policy is followed as ECR does: the first rule by priority that selects the tag decides, and one for \`untagged\` images does not concern a tag. Where several patterns have to fit, or one is not known, nothing is said. By age (\`sinceImagePushed\`) the image goes on a day that can be told. By number (\`imageCountMoreThan\`) it depends on how often is pushed, and is a hint of low confidence; a tag that moves with each push is silent then.

No fix: which releases are to be kept, and how long, is the team's to say. A rule of a lower priority number that selects the tags of releases, with a number that is never reached, keeps them.`,
  refs: [
    "NIST SP 800-190 4.2.2",
    "https://docs.aws.amazon.com/AmazonECR/latest/userguide/LifecyclePolicies.html",
    "https://docs.aws.amazon.com/AmazonECR/latest/userguide/lifecycle_policy_parameters.html",
  ],

  *check(use) {
    const { by, image, repository } = use;
    if (by !== "container" || typeof repository.lifecycle !== "object") return;
    const deciding = decidingRule(repository.lifecycle, use);
    const said = deciding && consequence(deciding, use);
    if (!deciding || !said) return;
    yield { at: image.at, ...said, related: [{ at: deciding.at, message: "The rule that selects it." }] };
  },

  examples: [
    bad(terraform`
      resource "aws_ecr_repository" "web" {
        name = "shop/web"
      }

      resource "aws_ecr_lifecycle_policy" "web" {
        repository = aws_ecr_repository.web.name
        policy = jsonencode({
          rules = [{
            rulePriority = 1
            selection    = { tagStatus = "any", countType = "sinceImagePushed", countUnit = "days", countNumber = 30 }
            action       = { type = "expire" }
          }]
        })
      }

      resource "aws_ecs_task_definition" "web" {
        family                = "web"
        container_definitions = jsonencode([{ name = "web", image = «"\${aws_ecr_repository.web.repository_url}:1.4"» }])
      }
    `),
    bad(cloudformation`
      Resources:
        Repository:
          Type: AWS::ECR::Repository
          Properties:
            LifecyclePolicy:
              LifecyclePolicyText: |
                {
                  "rules": [
                    {
                      "rulePriority": 2,
                      "selection": { "tagStatus": "any", "countType": "sinceImagePushed", "countUnit": "days", "countNumber": 90 },
                      "action": { "type": "expire" }
                    },
                    {
                      "rulePriority": 1,
                      "selection": { "tagStatus": "tagged", "tagPatternList": ["v*"], "countType": "imageCountMoreThan", "countNumber": 20 },
                      "action": { "type": "expire" }
                    }
                  ]
                }
        Task:
          Type: AWS::ECS::TaskDefinition
          Properties:
            ContainerDefinitions:
              - Name: web
                Image: «!Sub "\${Repository.RepositoryUri}:v1.4"»
              - Name: job
                Image: «!Sub "\${Repository.RepositoryUri}:job-3"»
    `).because("By number for one tag, by age for all others."),
    good(
      ecs`
        { "family": "web", "containerDefinitions": [{ "name": "web", "image": "111122223333.dkr.ecr.eu-west-1.amazonaws.com/shop/web:v1.4" }] }
      `,
      file("main.tf")`
        resource "aws_ecr_repository" "web" {
          name = "shop/web"
        }

        resource "aws_ecr_lifecycle_policy" "web" {
          repository = aws_ecr_repository.web.name
          policy = jsonencode({
            rules = [
              {
                rulePriority = 1
                selection    = { tagStatus = "untagged", countType = "sinceImagePushed", countUnit = "days", countNumber = 7 }
                action       = { type = "expire" }
              },
              {
                rulePriority = 2
                selection    = { tagStatus = "tagged", tagPrefixList = ["dev-"], countType = "sinceImagePushed", countUnit = "days", countNumber = 7 }
                action       = { type = "expire" }
              },
            ]
          })
        }
      `,
    ).because("Neither rule selects this tag."),
    good(terraform`
      resource "aws_ecr_repository" "web" {
        name = "shop/web"
      }

      resource "aws_ecr_lifecycle_policy" "web" {
        repository = aws_ecr_repository.web.name
        policy = jsonencode({
          rules = [
            {
              rulePriority = 1
              selection    = { tagStatus = "tagged", tagPatternList = ["*"], countType = "imageCountMoreThan", countNumber = 9999 }
              action       = { type = "expire" }
            },
            {
              rulePriority = 2
              selection    = { tagStatus = "any", countType = "sinceImagePushed", countUnit = "days", countNumber = 7 }
              action       = { type = "expire" }
            },
          ]
        })
      }

      resource "aws_ecs_task_definition" "web" {
        family                = "web"
        container_definitions = jsonencode([{ name = "web", image = "\${aws_ecr_repository.web.repository_url}:\${var.release}" }])
      }
    `).because("What the first rule selects the second does not touch, and nobody pushes so many."),
    good(terraform`
      resource "aws_ecr_repository" "web" {
        name = "shop/web"
      }

      resource "aws_ecr_lifecycle_policy" "web" {
        repository = aws_ecr_repository.web.name
        policy = jsonencode({
          rules = [{
            rulePriority = 1
            selection    = { tagStatus = "any", countType = "imageCountMoreThan", countNumber = 5 }
            action       = { type = "expire" }
          }]
        })
      }

      resource "aws_ecs_task_definition" "web" {
        family                = "web"
        container_definitions = jsonencode([{ name = "web", image = "\${aws_ecr_repository.web.repository_url}:latest" }])
      }
    `).because("The tag moves to the newest image, which is never one too many."),
  ],
});

/** So many images are never pushed: who writes it means to keep all. */
const never = 1000;

function consequence({ action, countType, countNumber }: LifecycleRule, use: RepositoryUse): Omit<Report, "at"> | undefined {
  const does = action.is("expire") ? "deletes" : action.is("transition") ? "archives" : undefined;
  if (does === undefined) return undefined;
  const number = countNumber.value;
  const then = "though it is deployed: what starts after that finds no image.";
  switch (countType.value) {
    case "sinceImagePushed":
      return {
        message: `ECR ${does} this image ${number === undefined ? "some days" : counted(number, "day")} after it was pushed, ${then}`,
        ...(use.tag === undefined ? { severity: "info" } : {}),
      };
    case "sinceImagePulled":
      return {
        message: `ECR ${does} this image ${number === undefined ? "some days" : counted(number, "day")} after its last pull, ${then}`,
        severity: "info",
      };
    case "imageCountMoreThan":
      if (Number(number) >= never || (use.tag === "latest" && isMovable(use) !== false)) return undefined;
      return {
        message: `ECR ${does} this image once ${number === undefined ? "enough newer ones" : counted(number, "newer one")} that the same rule selects ${number === "1" ? "is" : "are"} pushed, ${then}`,
        severity: "hint",
        confidence: "low",
      };
    default:
      return undefined;
  }
}

const counted = (number: string, noun: string): string => `${number} ${noun}${number === "1" ? "" : "s"}`;
