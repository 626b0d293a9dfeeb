import { expect, it } from "vitest";
import { read } from "../server/src/adapt/hosts.ts";
import { defaultSettings } from "../server/src/engine/settings.ts";
import { rules } from "../server/src/rules/index.ts";
import { Source } from "../server/src/text/source.ts";
import { Workspace } from "../server/src/workspace/workspace.ts";

const image = "111122223333.dkr.ecr.eu-west-1.amazonaws.com/resize:1.4";
const template = (type: string, properties: unknown): readonly [string, string] => [
  "template.json",
  JSON.stringify({ Resources: { It: { Type: type, Properties: properties } } }),
];

/** An image that AWS runs, as each host names it. */
it.each([
  ["a function in the API", "it.json", JSON.stringify({ FunctionName: "it", PackageType: "Image", Code: { ImageUri: image }, Role: "arn:r" })],
  [
    "a service of App Runner in the API",
    "it.json",
    JSON.stringify({ ServiceName: "it", SourceConfiguration: { ImageRepository: { ImageIdentifier: image, ImageRepositoryType: "ECR" } } }),
  ],
  ["a function in CloudFormation", ...template("AWS::Lambda::Function", { PackageType: "Image", Code: { ImageUri: image } })],
  ["a function in SAM", ...template("AWS::Serverless::Function", { PackageType: "Image", ImageUri: image })],
  ["a function in Terraform", "main.tf", `resource "aws_lambda_function" "it" {\n  package_type = "Image"\n  image_uri    = "${image}"\n}\n`],
  [
    "a service of App Runner in CloudFormation",
    ...template("AWS::AppRunner::Service", { SourceConfiguration: { ImageRepository: { ImageIdentifier: image, ImageRepositoryType: "ECR" } } }),
  ],
  [
    "a service of App Runner in Terraform",
    "main.tf",
    `resource "aws_apprunner_service" "it" {\n  source_configuration {\n    image_repository {\n      image_identifier = "${image}"\n    }\n  }\n}\n`,
  ],
  [
    "an Express service of ECS in the API",
    "it.json",
    JSON.stringify({ serviceName: "it", infrastructureRoleArn: "arn:i", executionRoleArn: "arn:e", primaryContainer: { image } }),
  ],
  ["an Express service of ECS in CloudFormation", ...template("AWS::ECS::ExpressGatewayService", { PrimaryContainer: { Image: image } })],
  [
    "an Express service of ECS in Terraform",
    "main.tf",
    `resource "aws_ecs_express_gateway_service" "it" {\n  primary_container {\n    image = "${image}"\n  }\n}\n`,
  ],
])("%s is a container of which only the image is known", (_, path, text) => {
  const { container, workload } = read(new Source(path, text)).facts;
  expect(container.map((c) => [c.image.value, c.user.opaque, c.privileged.opaque])).toEqual([[image, true, true]]);
  expect(workload.map((w) => w.platform)).toEqual(["managed"]);
  const settings = defaultSettings(rules, "all");
  const workspace = new Workspace({
    settings: () => settings,
    ruleNames: rules.map((r) => r.name),
    onCrash: (_rule, error) => {
      throw error;
    },
  });
  workspace.update(new Source(path, text));
  workspace.settle();
  expect(workspace.findings(path).filter((f) => f.rule.on === "container" || f.rule.on === "workload" || f.rule.on === "deployment")).toEqual([]);
});

it("a function without an image is none", () => {
  const [path, text] = template("AWS::Lambda::Function", { Runtime: "python3.13", Code: { ZipFile: "x" } });
  expect(read(new Source(path, text)).facts.container).toEqual([]);
});
