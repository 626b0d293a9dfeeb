import { describe, expect, it } from "vitest";
import { formatOf, mayBeRelevant } from "../server/src/adapt/detect.ts";
import { read } from "../server/src/adapt/hosts.ts";
import { Source } from "../server/src/text/source.ts";

const taken = (path: string, text: string, language?: string): readonly [string | undefined, string] => {
  const { host, why } = read(new Source(`file:///shop/${path}`, text, 0, language));
  return [host, why];
};

describe("names", () => {
  it.each([
    "Dockerfile",
    "dockerfile",
    "Dockerfile.prod",
    "Dockerfile-arm64",
    "Dockerfile_dev",
    "api.Dockerfile",
    "api.dockerfile",
    "Containerfile",
    "Containerfile.fedora",
    "build/docker/Dockerfile.windows-1809",
  ])("%s is named like a Dockerfile", (path) => {
    expect(formatOf(path)).toEqual({ format: "dockerfile" });
  });

  it.each([
    "task-definition.json",
    "policy.JSON",
    "settings.jsonc",
    "web.json.tpl",
    "service.json.tftemplate",
    "nginx_ec2.json.j2",
    "containers.tftpl",
    "role-policy.tpl",
    "task-definition.json.template",
  ])("%s may be JSON", (path) => {
    expect(formatOf(path)).toEqual({ format: "json" });
  });

  it.each([".dockerignore", "Dockerfile.dockerignore", "web/.containerignore"])("%s is an ignore file of builds", (path) => {
    expect(formatOf(path)).toEqual({ format: "dockerignore" });
  });

  it.each(["task.yaml", "policy.yml"])("%s may be YAML", (path) => {
    expect(formatOf(path)).toEqual({ format: "yaml" });
  });

  it.each([
    ["main.tf", "hcl"],
    ["modules/web/main.TF", "hcl"],
    ["main.tofu", "hcl"],
    ["main.tf.json", "terraform-json"],
    ["main.tofu.json", "terraform-json"],
  ])("%s is Terraform in %s", (path, format) => {
    expect(formatOf(path)).toEqual({ format });
  });

  it.each([
    ["Dockerfile.j2", "is a template (Jinja)"],
    ["Dockerfile.erb", "is a template (ERB)"],
    ["Dockerfile.tmpl", "is a template (by its name)"],
    ["web.Dockerfile.tpl", "is a template (by its name)"],
    ["stack.yaml.j2", "is a template (Jinja)"],
    ["main.tf.j2", "is a template (Jinja)"],
    ["packer.pkr.hcl", "is HCL of a tool other than Terraform, whose files are named .tf"],
    ["td.jsonnet", "is Jsonnet, which only a run turns into JSON"],
  ])("%s %s", (path, why) => {
    expect(formatOf(path)).toEqual({ why });
  });

  it.each([
    "Dockerfile.md",
    "dockerfile.py",
    "dockerfile.ts",
    "Dockerfiles/readme.txt",
    "index.js",
    "nginx.conf.tpl",
    "user_data.sh.tpl",
    "Makefile",
    "",
    "x.",
  ])("%s is not opened", (path) => {
    expect(mayBeRelevant(path)).toBe(false);
  });

  it("lets the editor's language decide where the name says nothing", () => {
    expect(formatOf("untitled:Untitled-1", "dockerfile")).toEqual({ format: "dockerfile" });
    expect(formatOf("policy", "json")).toEqual({ format: "json" });
    expect(formatOf("untitled:Untitled-2", "terraform")).toEqual({ format: "hcl" });
    expect(formatOf("policy", "python")).toHaveProperty("why");
  });

  it("does not look at what follows the name in a URI", () => {
    expect(formatOf("git:/shop/Dockerfile?ref=HEAD#L3")).toEqual({ format: "dockerfile" });
  });
});

const container = `{ "name": "web", "image": "web:1", "essential": true }`;
const statement = `{ "Effect": "Allow", "Action": "s3:GetObject", "Resource": "*" }`;

describe("what is read", () => {
  it.each([
    ["Dockerfile", "FROM scratch\n", "dockerfile"],
    ["td.json", `{ "family": "shop", "containerDefinitions": [${container}] }`, "ecs-task-definition"],
    ["td.json", `\ufeff{ "containerDefinitions": [{ "image": "web" }] }`, "ecs-task-definition"],
    ["td.json", `[${container}]`, "ecs-task-definition"],
    ["td.json", `{ "taskDefinition": { "containerDefinitions": [${container}], "revision": 3 }, "tags": [] }`, "ecs-task-definition"],
    ["td.json.tpl", `[{ "name": "\${name}", "image": "\${image}", "cpu": \${cpu}, "environment": \${env} }]`, "ecs-task-definition"],
    ["td.json", `{ "family": {{ must_env \`F\` }}, "containerDefinitions": [{ "name": "{{ x }}", "image": <IMAGE> }] }`, "ecs-task-definition"],
    ["td.yaml", "family: shop\ncontainerDefinitions:\n  - name: web\n    image: web:1\n", "ecs-task-definition"],
    ["p.json", `{ "Version": "2012-10-17", "Statement": [${statement}] }`, "iam-policy"],
    ["p.json", `{ "Statement": ${statement} }`, "iam-policy"],
    ["p.json", `// why\n{ "Statement": [${statement},] }`, "iam-policy"],
    ["p.json", `{ "PolicyName": "read", "PolicyDocument": { "Statement": [${statement}] } }`, "iam-policy"],
    ["p.json", `{ "PolicyVersion": { "Document": { "Statement": [${statement}] }, "VersionId": "v1" } }`, "iam-policy"],
    [
      "p.json",
      `{ "Role": { "RoleName": "r", "AssumeRolePolicyDocument": { "Statement": [{ "Effect": "Allow", "Principal": "*", "Action": "sts:AssumeRole" }] } } }`,
      "iam-policy",
    ],
    ["p.yaml", "Version: '2012-10-17'\nStatement:\n  - Effect: Deny\n    NotAction: iam:*\n    Resource: '*'\n", "iam-policy"],
    ["template.yaml", "Resources:\n  R:\n    Type: AWS::IAM::Role\n    Properties: { Path: / }\n", "cloudformation"],
    ["template.json", `{ "Resources": { "R": { "Type": "AWS::ECS::TaskDefinition" } } }`, "cloudformation"],
    ["shop.template", `{ "Resources": { "R": { "Type": "AWS::IAM::Role" } } }`, "cloudformation"],
    ["shop.template", "# The shop\nResources:\n  R:\n    Type: AWS::Serverless::Function\n", "cloudformation"],
    ["stack.json.tpl", `{ "Resources": { "R": { "Type": "AWS::IAM::Role", "Properties": \${role} } } }`, "cloudformation"],
    ["pod.yaml", "apiVersion: v1\nkind: Pod\nmetadata: { name: a }\nspec:\n  containers:\n    - name: a\n      image: a\n", "kubernetes"],
    ["role.yaml", "apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRole\nmetadata: { name: a }\n", "kubernetes"],
    [
      "pods.json",
      `{ "apiVersion": "v1", "kind": "List", "items": [{ "apiVersion": "v1", "kind": "Pod", "spec": { "containers": [] } }] }`,
      "kubernetes",
    ],
    ["rules.yaml", "data:\n  a: |\n    {{ range . }}\n---\napiVersion: v1\nkind: Pod\nspec: { containers: [{ image: a }] }\n", "kubernetes"],
    ["stack.yml", "services:\n  web:\n    image: web\n    hostname: '{{.Node.Hostname}}'\n", "compose"],
    ["compose.yaml", "x-a: &a { build: . }\nservices:\n  web:\n    <<: *a\n", "compose"],
    ["compose.yaml", "name: shop\nservices:\n  web:\n    extends: { file: base.yaml, service: web }\n# build\n", "compose"],
    ["cluster.yaml", "apiVersion: eksctl.io/v1alpha5\nkind: ClusterConfig\nmetadata: { name: shop }\n", "eksctl"],
    ["cluster.yaml", "apiVersion: cluster.x-k8s.io/v1\nkind: ClusterConfig\nmetadata: { name: eksctl.io/ }\n", undefined],
    ["class.yaml", "apiVersion: karpenter.k8s.aws/v1\nkind: EC2NodeClass\nmetadata: { name: a }\nspec: { amiFamily: AL2023 }\n", "kubernetes"],
    ["daemon.json", `{ "log-driver": "journald", "debug": true }`, "docker-engine"],
    ["kubelet.json", `{ "kind": "KubeletConfiguration", "apiVersion": "kubelet.config.k8s.io/v1beta1", "readOnlyPort": 0 }`, "kubernetes"],
    ["node.yaml", "apiVersion: node.eks.aws/v1alpha1\nkind: NodeConfig\nspec: {}\n", "kubernetes"],
    ["policy.yaml", "apiVersion: policy/v1beta1\nkind: PodSecurityPolicy\nspec: {}\n", "kubernetes"],
    ["volume.yaml", "apiVersion: v1\nkind: PersistentVolume\nspec: {}\n", "kubernetes"],
    ["settings.json", `{ "log-driver": "journald", "colour": "red" }`, undefined],
    ["point.json", `{ "FileSystemId": "fs-1", "PosixUser": { "Uid": 0, "Gid": 0 } }`, "aws-resource"],
    ["p.tftpl", `{ "Statement": [{ "Effect": "Allow", "Action": \${jsonencode(actions)}, "Resource": "\${arn}" }] }`, "iam-policy"],
  ])("%s %s is %s", (path, text, host) => {
    expect(taken(path, text)[0]).toBe(host);
  });

  const policyDocument = `data "aws_iam_policy_document" "p" {\n  statement {\n    actions = ["s3:*"]\n  }\n}\n`;
  const service = `module "m" {\n  source = "terraform-aws-modules/ecs/aws//modules/service"\n  container_definitions = { web = { image = "web:1" } }\n}\n`;
  it.each([
    ["main.tf", policyDocument, "is Terraform with policies"],
    ["main.tf", service, "is Terraform with container definitions"],
    ["main.tf", `resource "aws_ecr_repository" "web" {}\n`, "is Terraform with resources of AWS"],
    ["main.tofu", policyDocument + service, "is Terraform with container definitions and policies"],
    ["main.tf.json", `{ "resource": { "aws_ecs_task_definition": { "web": { "family": "shop" } } } }`, "is Terraform with container definitions"],
  ])("%s %#", (path, text, why) => {
    expect(taken(path, text)).toEqual(["terraform", why]);
  });

  it("says why", () => {
    expect(taken("td.json", `[${container}]`)[1]).toBe("is an array of container definitions");
    expect(taken("td.json", `{ "taskDefinition": { "containerDefinitions": [${container}] } }`)[1]).toBe("is what describe-task-definition prints");
    expect(taken("p.json", `{ "Statement": ${statement} }`)[1]).toBe("has statements with an effect and actions");
  });
});

describe("what is left alone", () => {
  const none = "is Terraform, but has neither containers, nor policies, nor resources that are read";
  const neither = "is JSON, but of no kind that is read";
  const noObject = "looks like Kubernetes, but has no object of a kind that is read";
  const notCompose = "has services, but not those of a Compose file";
  it.each([
    ["main.tf", `variable "policy" {\n  type = string\n}\n`, none],
    ["main.tf", `resource "aws_s3_bucket" "b" {}\n`, none],
    ["main.tf", `resource "kubernetes_deployment" "web" {}\n`, none],
    ["main.tf", "", none],
    ["main.tf.json", `{ "containerDefinitions": [${container}] }`, none],
    ["Dockerfile", "// This file has been moved\n", "is named like a Dockerfile, but has no FROM"],
    ["Dockerfile", "FROM {{ base }}\n{% if x %}\nRUN a\n{% endif %}\n", "is a template"],
    ["tree.json", `{ "version": "tree-0.1", "tree": { "x": { "containerDefinitions": [${container}] } } }`, "is CDK output"],
    ["ecs.json", `{ "taskDefinition": { "containerDefinitions": { "name": "web" } } }`, neither],
    [
      "model.json",
      `{ "metadata": {}, "operations": {}, "shapes": { "T": { "members": { "containerDefinitions": {} } } } }`,
      "is a model of an AWS API",
    ],
    ["empty.json", `{ "family": "x", "containerDefinitions": [] }`, neither],
    ["imagedefinitions.json", `[{ "name": "web", "imageUri": "web:1", "essential": true }]`, neither],
    ["things.json", `[{ "name": "cat", "image": "cat.png" }]`, neither],
    ["service.json", `{ "taskDefinition": "shop:3", "essential": "image" }`, neither],
    ["one.json", container, neither],
    [
      "ecr.json",
      JSON.stringify({ repositoryName: "web", policyText: `{ "Statement": [${statement}]` }),
      "holds its policy as text in a string, which is not read",
    ],
    ["package.json", `{ "name": "shop", "dependencies": {} }`, neither],
    ["role.json", `{ "includedPermissions": ["a.b"], "Statement": "Effect" }`, neither],
    [
      "stack-policy.json",
      `{ "Statement": [{ "Effect": "Deny", "Action": "Update:Replace", "Principal": "*", "Resource": "LogicalResourceId/Db" }] }`,
      neither,
    ],
    [
      "synthesized.json",
      `{ "Resources": { "R": { "Type": "AWS::IAM::Role", "Properties": {}, "Metadata": { "aws:cdk:path": "Shop/R/Resource" } } } }`,
      "is CDK output",
    ],
    [
      "synthesized.yaml",
      "Parameters:\n  BootstrapVersion: { Default: /cdk-bootstrap/hnb659fds/version }\nResources:\n  T: { Type: AWS::IAM::Role }\n",
      "is CDK output",
    ],
    [
      "addon.yaml",
      "AWSTemplateFormatVersion: 2010-09-09\nOutputs: { Resources: { Value: AWS::StackName } }\n",
      "looks like CloudFormation, but has no resources that can be read",
    ],
    [
      "serverless.yml",
      "resources:\n  Resources:\n    R:\n      Type: AWS::IAM::Role\n",
      "looks like CloudFormation, but has no resources that can be read",
    ],
    [
      "stack.yml",
      "Resources:\n{% if role %}\n  R:\n    Type: AWS::IAM::Role\n{% endif %}\n",
      "is a template whose conditions or loops decide what it says",
    ],
    ["api.json", `{ "openapi": "3.0.0", "x": "Statement Effect" }`, "is an API description"],
    ["service.yaml", "apiVersion: serving.knative.dev/v1\nkind: Service\nspec:\n  ports: []\n", noObject],
    ["mesh.yaml", "apiVersion: appmesh.k8s.aws/v1beta2\nkind: Deployment\nspec:\n  template: { spec: { containers: [{ image: a }] } }\n", noObject],
    ["notes.yaml", "apiVersion: release-notes/v2\nkind: Pod\nspec: { containers: [{ image: a }] }\n", noObject],
    ["event.json", `{ "kind": "Pod", "apiVersion": { "S": "v1" }, "spec": { "containers": [{ "image": "a" }] } }`, neither],
    [
      "deployment.yaml",
      "apiVersion: v1\nkind: Pod\nspec:\n  containers:\n    - name: a\n      image: a\n      {{- toYaml .Values.more | nindent 6 }}\n",
      "is a template, whose lines come and go",
    ],
    [
      "deployment.yaml",
      "apiVersion: v1\nkind: Pod\nspec:\n  containers:\n    - name: a\n      image: a\n        {{ .Values.more | indent 8 }}\n",
      "is a template, whose lines come and go",
    ],
    [".woodpecker.yaml", "steps: []\nservices:\n  db:\n    image: mysql\n", notCompose],
    [
      "services.yaml",
      "services:\n  App\\Mailer:\n    class: App\\Mailer\n    image: ~\n  _defaults: { autowire: true }\nparameters: {}\n",
      notCompose,
    ],
    [".gitlab-ci.yml", "services:\n  - name: docker:dind\nbuild:\n  image: docker\n", notCompose],
    ["compose.override.yaml", 'services:\n  web:\n    ports: ["80:80"]\n    # no image, no build\n', notCompose],
    ["notes.yaml", "- one\n- two\n", "is YAML, but of no kind that is read"],
    [
      "part.json.j2",
      `{ "Statement": [{% if x %}{ "Effect": "Allow", "Action": "*" {% endif %}`,
      "is a template whose conditions or loops decide what it says",
    ],
    ["big.json", `{ "Statement": "${"Effect".repeat(200_000)}" }`, "is larger than 1 MB"],
    ["nothing.json", "", neither],
    [
      "kustomization.yaml",
      "apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nresources: [deployment.yaml]\nimages: [{ name: web, newTag: '2' }]\n# containers\n",
      "is a kustomization, whose parts are read by themselves",
    ],
    ["patch.yaml", "- op: replace\n  path: /spec/template/spec/containers/0/image\n  value: web:2\n", "is YAML, but of no kind that is read"],
    ["values.yaml", "image:\n  repository: web\n  tag: '1'\nenvironment: {}\n", "is YAML, but of no kind that is read"],
    ["nothing.json", "}{", neither],
  ])("%s %#", (path, text, why) => {
    expect(taken(path, text)).toEqual([undefined, why]);
  });
});
