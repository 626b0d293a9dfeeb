import { bad, compose, dockerfile, file, good } from "../../kit/example.ts";
import { fix, rule } from "../../kit/rule.ts";

export default rule({
  name: "uncached-image",
  on: "uncachedImage",
  title: "Image comes from Docker Hub past the account's own cache",
  severity: "hint",
  risk: "image",
  preset: "all",
  why: `A pull-through cache rule of Amazon ECR keeps copies of what Docker Hub has: they are scanned like the account's own images, are there when Docker Hub is not, and are not counted by its rate limits. An image that is
named without a registry is pulled past it.

Reported where the workspace has one cache rule for Docker Hub. The fix needs the account's registry, and so is there only where another image of the workspace is taken from under the rule's prefix.`,
  refs: ["NIST SP 800-190 4.1.5", "https://docs.aws.amazon.com/AmazonECR/latest/userguide/pull-through-cache.html"],

  *check({ image, cached, use }) {
    yield {
      at: image.at,
      message: `${image.value} comes from Docker Hub, of which the workspace has a cache: ${cached} in Amazon ECR.`,
      fixes: fix(`Take it from the cache, ${cached}`, "unsafe", use()),
    };
  },

  examples: [
    bad(
      dockerfile`
        FROM «node:24-slim»
        USER node
      `,
      file("ecr.tf")`
        resource "aws_ecr_pull_through_cache_rule" "hub" {
          ecr_repository_prefix = "docker-hub"
          upstream_registry_url = "registry-1.docker.io"
        }
      `,
      file("worker/Dockerfile")`
        FROM 111122223333.dkr.ecr.eu-west-1.amazonaws.com/docker-hub/library/node:24-slim
      `,
    ).to(dockerfile`
      FROM 111122223333.dkr.ecr.eu-west-1.amazonaws.com/docker-hub/library/node:24-slim
      USER node
    `),
    bad(
      compose`
        services:
          queue:
            image: «bitnami/kafka:4»
      `,
      file("template.yaml")`
        Resources:
          Hub:
            Type: AWS::ECR::PullThroughCacheRule
            Properties:
              EcrRepositoryPrefix: hub
              UpstreamRegistryUrl: registry-1.docker.io
      `,
    ).because("Nothing tells which registry it is, so there is no fix."),
    good(
      dockerfile`
        FROM public.ecr.aws/docker/library/node:24-slim
        FROM scratch
      `,
      file("ecr.tf")`
        resource "aws_ecr_pull_through_cache_rule" "hub" {
          ecr_repository_prefix = "docker-hub"
          upstream_registry_url = "registry-1.docker.io"
        }
      `,
    ).because("Another registry, and no image."),
    good(
      dockerfile`FROM node:24-slim`,
      file("ecr.tf")`
        resource "aws_ecr_pull_through_cache_rule" "quay" {
          ecr_repository_prefix = "quay"
          upstream_registry_url = "quay.io"
        }
      `,
    ).because("A cache of another registry."),
  ],
});
