import { bad, cloudformation, compose, dockerfile, ecs, file, good, kubernetes, terraform } from "../../kit/example.ts";
import { fix, rule } from "../../kit/rule.ts";
import { isMovable } from "../../model/repository-use.ts";

export default rule({
  name: "movable-image-tag",
  on: "repositoryUse",
  title: "Image is named by a tag that its repository lets be moved",
  severity: "warning",
  risk: "registry",
  why: `The repository of this image is defined in the workspace, and its tags are mutable: whoever may push to it, a build job for one, puts another image behind this tag, and what is deployed next runs it. Nothing in the files has changed, so no review sees it. (Within one deployment a service of ECS keeps to the digest that it found first, and so does a function of Lambda until it is updated.)

Judged is the very tag: where the repository is \`IMMUTABLE_WITH_EXCLUSION\` or \`MUTABLE_WITH_EXCLUSION\` its patterns decide. A digest is silent. Where only deployment knows the tag, for \`latest\`, which is meant to move, and for images that are built on, it is information. The fix makes the repository immutable; pipelines that push a tag again (\`latest\`, a cache) break with it, and for these an exclusion or a digest is the better way.`,
  refs: ["NIST SP 800-190 4.2.2", "CWE-345", "https://docs.aws.amazon.com/AmazonECR/latest/userguide/image-tag-mutability.html"],

  *check(use) {
    if (isMovable(use) !== true) return;
    const { by, image, tag, repository } = use;
    const { tagMutability } = repository;
    const named = tag === undefined ? "Its tag" : `The tag "${tag}"`;
    const pulls = by === "stage" ? "the next build is made on it" : "the next deployment runs it";
    yield {
      at: image.at,
      message: `${named} can be moved, for the tags of its repository are mutable: who may push puts another image behind it, and ${pulls}.`,
      ...(by === "stage" || tag === undefined || tag === "latest" ? { severity: "info" } : {}),
      related: [{ at: tagMutability.at, message: "The repository." }],
      fixes:
        tagMutability.is("MUTABLE") && tag !== "latest"
          ? fix(`Set "${tagMutability.key}" of the repository to IMMUTABLE`, "unsafe", tagMutability.set("IMMUTABLE"))
          : [],
    };
  },

  examples: [
    bad(terraform`
      resource "aws_ecr_repository" "web" {
        name                 = "shop/web"
        image_tag_mutability = "MUTABLE"
      }

      resource "aws_ecs_task_definition" "web" {
        family = "web"
        container_definitions = jsonencode([
          { name = "web", image = «"\${aws_ecr_repository.web.repository_url}:1.4"», essential = true },
        ])
      }
    `).to(terraform`
      resource "aws_ecr_repository" "web" {
        name                 = "shop/web"
        image_tag_mutability = "IMMUTABLE"
      }

      resource "aws_ecs_task_definition" "web" {
        family = "web"
        container_definitions = jsonencode([
          { name = "web", image = "\${aws_ecr_repository.web.repository_url}:1.4", essential = true },
        ])
      }
    `),
    bad(cloudformation`
      Resources:
        Repository:
          Type: AWS::ECR::Repository
        Task:
          Type: AWS::ECS::TaskDefinition
          Properties:
            ContainerDefinitions:
              - Name: web
                Image: «!Sub "\${AWS::AccountId}.dkr.ecr.\${AWS::Region}.amazonaws.com/\${Repository}:1.4"»
    `).to(cloudformation`
      Resources:
        Repository:
          Type: AWS::ECR::Repository
          Properties:
            ImageTagMutability: IMMUTABLE
        Task:
          Type: AWS::ECS::TaskDefinition
          Properties:
            ContainerDefinitions:
              - Name: web
                Image: !Sub "\${AWS::AccountId}.dkr.ecr.\${AWS::Region}.amazonaws.com/\${Repository}:1.4"
    `),
    bad(
      ecs`
        { "family": "web", "containerDefinitions": [{ "name": "web", "image": «"111122223333.dkr.ecr.eu-west-1.amazonaws.com/shop/web:1.4"» }] }
      `,
      file("ecr/main.tf")`
        resource "aws_ecr_repository" "web" {
          name = "shop/web"
        }
      `,
    ).because("The repository is defined in another file."),
    bad(
      kubernetes`
        apiVersion: v1
        kind: Pod
        metadata: { name: web }
        spec:
          containers:
            - { name: web, image: «"111122223333.dkr.ecr.eu-west-1.amazonaws.com/shop/web:dev"» }
      `,
      file("main.tf")`
        resource "aws_ecr_repository" "web" {
          name                 = "shop/web"
          image_tag_mutability = "IMMUTABLE_WITH_EXCLUSION"

          image_tag_mutability_exclusion_filter {
            filter      = "dev*"
            filter_type = "WILDCARD"
          }
        }
      `,
    ).because("This tag is one of those that may be moved."),
    bad(
      dockerfile`
        FROM «111122223333.dkr.ecr.eu-west-1.amazonaws.com/base/node:24»
      `,
      file("main.tf")`
        resource "aws_ecr_repository" "base" {
          name = "base/node"
        }
      `,
    ).because("What is built on it, too."),
    good(
      compose`
        services:
          web:
            image: 111122223333.dkr.ecr.eu-west-1.amazonaws.com/shop/web:1.4
          pinned:
            image: 111122223333.dkr.ecr.eu-west-1.amazonaws.com/shop/job:1@sha256:2b7412e6465c3c7fc5bb21d3e6f1917c167358449fecac8176c6e496e5c1f05f
      `,
      file("main.tf")`
        resource "aws_ecr_repository" "web" {
          name                 = "shop/web"
          image_tag_mutability = "IMMUTABLE_WITH_EXCLUSION"

          image_tag_mutability_exclusion_filter {
            filter      = "dev*"
            filter_type = "WILDCARD"
          }
        }

        resource "aws_ecr_repository" "job" {
          name = "shop/job"
        }
      `,
    ).because("Only other tags can be moved; a digest decides what is pulled."),
    good(
      terraform`
        resource "aws_ecr_repository" "web" {
          name                 = "shop/web"
          image_tag_mutability = var.mutability
        }

        resource "aws_ecs_task_definition" "web" {
          family                = "web"
          container_definitions = jsonencode([{ name = "web", image = "\${aws_ecr_repository.web.repository_url}:1.4" }])
        }
      `,
    ).because("Whether they are mutable is not known."),
    good(
      ecs`
        { "family": "web", "containerDefinitions": [{ "name": "web", "image": "registry.example.com/shop/web:1.4" }] }
      `,
      file("main.tf")`
        resource "aws_ecr_repository" "web" {
          name = "shop/web"
        }
      `,
    ).because("Another registry has a repository of the same name."),
    good(
      ecs`
        { "family": "web", "containerDefinitions": [{ "name": "web", "image": "111122223333.dkr.ecr.eu-west-1.amazonaws.com/shop/web:1.4" }] }
      `,
      file("dev/main.tf")`
        resource "aws_ecr_repository" "web" {
          name = "shop/web"
        }
      `,
      file("prod/main.tf")`
        resource "aws_ecr_repository" "web" {
          name                 = "shop/web"
          image_tag_mutability = "IMMUTABLE"
        }
      `,
    ).because("Two are called so: which is meant is not known."),
  ],
});
