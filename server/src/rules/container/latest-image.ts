import { bad, cloudformation, compose, ecs, good, kubernetes, terraform } from "../../kit/example.ts";
import { rule } from "../../kit/rule.ts";
import { together } from "../../kit/together.ts";
import { nameOf } from "../../model/container.ts";
import { enumerate } from "../../model/enumeration.ts";
import { imageOf, isEndKnown, moves } from "../../model/image.ts";

export default rule({
  name: "latest-image",
  on: "workload",
  title: "Containers run whatever image is the latest",
  severity: "info",
  risk: "container",
  preset: "strict",
  why: `Without a tag, or with \`latest\`, a container starts with the image that was pushed last: two tasks of one service may differ, to go back is to guess, and whoever may push decides what runs next. A version, or a digest, says what was tested. Tags of a channel or a branch (\`stable\`, \`edge\`, \`main\`, \`prod\`) are moved as well: they are a hint.

From the preset \`strict\` on, and one finding for each pod or task: two thirds of real task definitions say \`latest\`, many because a pipeline puts the version in. What is built here (\`build\` in Compose) and what a template fills in is left alone.`,
  refs: ["NIST SP 800-190 4.2.2", "NIST SP 800-190 4.1.5", "https://kubernetes.io/docs/concepts/containers/images/#image-names"],
  equivalents: [
    { tool: "checkov", id: "CKV_K8S_14" },
    { tool: "trivy", id: "KSV-0013" },
  ],

  *check({ containers, platform }) {
    const latest = containers.filter(({ image, build }) => {
      const named = build ? undefined : imageOf(image);
      return named !== undefined && named.digest === undefined && isEndKnown(named) && moves(named);
    });
    const [first, ...others] = latest;
    if (!first) return;
    const tags = [...new Set(latest.map(({ image }) => imageOf(image)?.tag ?? "latest"))];
    const which = tags.every((tag) => tag === "latest") ? "the latest" : `tagged ${enumerate(tags)}`;
    const [run, start, deployed] = others.length > 0 ? ["run", "they start", "they are deployed"] : ["runs", "it starts", "it is deployed"];
    yield {
      ...together([first, ...others], (c) => c.image.at),
      ...(platform === "compose" || platform === "managed" || !tags.includes("latest") ? { severity: "hint" } : {}),
      message: `${enumerate(latest.map(nameOf))} ${run} whatever image is ${which} when ${platform === "managed" ? deployed : start}.`,
    };
  },

  examples: [
    bad(ecs`
      {
        "family": "shop",
        "containerDefinitions": [
          { "name": "web", "image": «"111122223333.dkr.ecr.eu-west-1.amazonaws.com/web:latest"» },
          { "name": "log", "image": "log" }
        ]
      }
    `),
    bad(terraform`
      resource "aws_lambda_function" "resize" {
        function_name = "resize"
        package_type  = "Image"
        image_uri     = «"111122223333.dkr.ecr.eu-west-1.amazonaws.com/resize:latest"»
        role          = aws_iam_role.resize.arn
      }

      resource "aws_lambda_function" "zipped" {
        function_name = "zipped"
        filename      = "zipped.zip"
        role          = aws_iam_role.zipped.arn
      }
    `).because("An image that Lambda runs."),
    bad(cloudformation`
      Transform: AWS::Serverless-2016-10-31
      Resources:
        Resize:
          Type: AWS::Serverless::Function
          Properties:
            PackageType: Image
            ImageUri: «111122223333.dkr.ecr.eu-west-1.amazonaws.com/resize:latest»
        Shop:
          Type: AWS::AppRunner::Service
          Properties:
            SourceConfiguration:
              ImageRepository:
                ImageIdentifier: «!Sub "\${Repository}:latest"»
                ImageRepositoryType: ECR
    `),
    good(ecs`
      {
        "family": "shop",
        "containerDefinitions": [
          { "name": "web", "image": "111122223333.dkr.ecr.eu-west-1.amazonaws.com/web:1.4" },
          { "name": "log", "image": "log:\${tag}" },
          { "name": "top", "image": "<IMAGE1_NAME>" }
        ]
      }
    `).because("A version, and what a pipeline fills in."),
    bad(cloudformation`
      Resources:
        Task:
          Type: AWS::ECS::TaskDefinition
          Properties:
            ContainerDefinitions:
              - { Name: web, Image: «nginx» }
    `),
    bad(terraform`
      resource "aws_ecs_task_definition" "shop" {
        family                = "shop"
        container_definitions = jsonencode([{ name = "web", image = «"nginx:latest"» }, { name = "app", image = "\${var.image}:1.4" }])
      }
    `),
    bad(kubernetes`
      apiVersion: v1
      kind: Pod
      metadata: { name: shop }
      spec:
        containers:
          - { name: web, image: «web» }
    `),
    bad(kubernetes`
      apiVersion: v1
      kind: Pod
      metadata: { name: shop }
      spec:
        containers:
          - { name: web, image: «"\${REGISTRY}/web:edge"» }
          - { name: log, image: "log:\${TAG}" }
          - { name: istio-proxy, image: auto }
    `).because("A channel's tag, wherever the image comes from; what a template or a service mesh fills in is not known."),
    good(kubernetes`
      apiVersion: v1
      kind: Pod
      metadata: { name: shop }
      spec:
        containers:
          - { name: web, image: "web@sha256:2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae" }
    `).because("A digest says it exactly."),
    bad(compose`
      services:
        cache: { image: «redis» }
        web: { build: ., image: "web:latest" }
    `).because("What is built here is as new as its Dockerfile."),
  ],
});
