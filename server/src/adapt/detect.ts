import { findTokens } from "../knowledge/secrets/tokens.ts";
import type { Source } from "../text/source.ts";
import { isCredentialsName } from "./credentials.ts";
import { telling as ofEngine } from "./daemon.ts";
import { isIgnoreFileName } from "./ignore-file.ts";
import { runsOf } from "./terraform/part.ts";

/** How a file is written. */
export type Format = "credentials" | "dockerfile" | "dockerignore" | "hcl" | "json" | "terraform-json" | "yaml";

/** The format that a file's name or else the editor's language gives it, or one clause why it is none that is read. Looks at no content. */
export function formatOf(uri: string, language?: string): { readonly format: Format } | { readonly why: string } {
  const name = nameOf(uri);
  if (isCredentialsName(name)) return { format: "credentials" };
  if (isIgnoreFileName(name)) return { format: "dockerignore" };
  const template = templateOf(name);
  const bare = template ? name.slice(0, name.lastIndexOf(".")) : name;
  const [, extension = ""] = /\.([^.]+)$/.exec(bare) ?? [];
  const byName = isDockerfileName(bare, extension)
    ? "dockerfile"
    : /\.(?:tf|tofu|tfvars)\.json$/i.test(bare)
      ? "terraform-json"
      : runsOf(bare) === "every"
        ? "hcl"
        : formats.get(extension.toLowerCase());
  const format = byName ?? (extension === "" && template ? "json" : languages.get(language ?? ""));
  if (template && format !== "json" && (byName || format)) return { why: `is a template (${template})` };
  if (format) return { format };
  return { why: others.get(extension.toLowerCase()) ?? "has a name that no kind of file that is read goes by" };
}

/** The format of a tree's text. `stack.template` is how many keep CloudFormation, in JSON or YAML: JSON begins with a brace. */
export const formatIn = ({ uri, text }: Source, named: "json" | "yaml"): "json" | "yaml" =>
  /^[^.]*\.template$/i.test(nameOf(uri)) && !/^\s*[{[]/.test(text) ? "yaml" : named;

/** Could this file be one that is read? By name alone: what a walk over folders opens. */
export const mayBeRelevant = (path: string): boolean => "format" in formatOf(path);

/** Could this text be a task definition, a policy, a template with one, a manifest of Kubernetes or a Compose file? A cheap look before it is parsed; Dockerfiles are not meant. */
export const mayBeRelevantText = (text: string): boolean =>
  text.includes("containerDefinitions") ||
  text.includes("jobDefinitionName") ||
  (text.includes("Resources") && text.includes("AWS::")) ||
  (text.includes("Statement") && /effect/i.test(text)) ||
  /"Version\\?"\s{0,9}:\s{0,9}\\?"20(?:08|12)-10-/.test(text) ||
  (text.includes("apiVersion") &&
    (["containers", "Secret"].some((word) => text.includes(word)) || clusterKind.test(text) || oldVersion.test(text))) ||
  (text.includes("auths") && text.includes("auth")) ||
  (text.includes("clusters") && text.includes("users")) ||
  (text.includes("services") && ["image", "build", "extends"].some((word) => text.includes(word))) ||
  /^include:/m.test(text) ||
  ofEngine.some((key) => text.includes(`"${key}"`)) ||
  resourceWords.some((words) => words.every((word) => text.includes(word))) ||
  (text.includes("image") && parts.some((word) => text.includes(word)));
/** A kind of object that is read beside pods; of a List, its items. */
const clusterKind =
  /kind["']?[ \t]{0,9}:[ \t]{0,9}["']?(?:(?:Cluster)?Role(?:Binding)?|Service(?:Account)?|Namespace|Ingress|ConfigMap|EC2NodeClass|AWSNodeTemplate|NodeConfig|KubeletConfiguration|Policy|PersistentVolume|PodDisruptionBudget|HorizontalPodAutoscaler|(?:(?:Global|Cilium|CiliumClusterwide|Admin|BaselineAdmin|Cluster)?NetworkPolicy))(?:List)?\b/;
/** An API that may be gone from Kubernetes. */
const oldVersion = /apiVersion["']?[ \t]*:[ \t]*["']?[a-z0-9.]{2,60}\/v[12](?:alpha|beta)[123]\b/;
/** What the AWS command line takes and prints of ECS, ECR, EKS, EFS, Lambda and App Runner, and what eksctl takes. */
const resourceWords = [
  ["taskDefinition", "service"],
  ["awsvpcConfiguration"],
  ["primaryContainer", "infrastructureRoleArn"],
  ["service", "platformVersion"],
  ["service", "enableExecuteCommand"],
  ["service", "deploymentConfiguration"],
  ["taskDefinition", "overrides"],
  ["ecrRepositoryPrefix", "upstreamRegistryUrl"],
  ["clusterName", "settings"],
  ["clusterName", "apacityProvider"],
  ["clusterName", "configuration"],
  ["repositoryName", "imageTagMutability"],
  ["repositoryName", "imageScanningConfiguration"],
  ["repositoryName", "encryptionConfiguration"],
  ["repositoryArn"],
  ["repositoryName", "tags"],
  ["clusterArn"],
  ["resourcesVpcConfig"],
  ["nodegroupName"],
  ["fargateProfileName"],
  ["LaunchTemplateData"],
  ["IpPermissionsEgress"],
  ["logGroupName", "storedBytes"],
  ["PerformanceMode", "FileSystemId"],
  ["PerformanceMode", "CreationToken"],
  ["lifecyclePolicyText"],
  ["addonName", "clusterName"],
  ["principalArn", "clusterName"],
  ["scanType", "rules"],
  ["rulePriority", "selection"],
  ["FunctionName", "ImageUri"],
  ["ServiceName", "ImageRepository"],
  ["FileSystemId", "RootDirectory"],
  ["FileSystemId", "PosixUser"],
  ["eksctl.io/", "ClusterConfig"],
];
const parts = ["essential", "portMappings", "environment", "logConfiguration", "mountPoints"];

/** Could this text be Terraform with containers, policies or what they run with? A cheap look before it is parsed. */
export const mayBeRelevantConfiguration = (text: string): boolean =>
  ["container_definition", "kubernetes_", "kubectl_manifest", "container-definition", "policy", "policies", "Statement", "terraform-aws-"].some(
    (word) => text.includes(word),
  ) ||
  /"aws_(?:batch_job_definition|ecs|ecr|ecrpublic|eks|efs|iam_role|iam_user_login_profile|iam_access_key|launch|instance|security_group|vpc_security_group|a?lb|cloudwatch_(?:log_group|event_target)|scheduler_schedule|lambda_function|apprunner|secretsmanager)/.test(
    text,
  ) ||
  /passw|secret|token|api_?key|access_?key|private_?key|credential|user_data|client_key|:\/\/[^\s"/]{1,80}:[^\s"/]{1,80}@/i.test(text) ||
  findTokens(text).length > 0;

/** What a file that is none of those is instead, as one clause, from its text alone. */
export function otherwise({ text }: Source, format: "json" | "yaml"): string {
  const kind = format === "json" ? "JSON" : "YAML";
  return lookAlikes.find(({ is }) => is(text))?.why ?? `is ${kind}, but of no kind that is read`;
}

/** Does a template decide here which parts there are? Then it is many files in one. */
export const hasControlFlow = (text: string): boolean => /\{%|%\{|\{\{[-~]?[ \t]*(?:#|(?:if|else|end|range|with|for)\b)/.test(text);

const lookAlikes: readonly { readonly is: (text: string) => boolean; readonly why: string }[] = [
  { is: (t) => ["tree-0.1", "aws:cdk:", "AWS::CDK::", "/cdk-bootstrap/"].some((mark) => t.includes(mark)), why: "is CDK output" },
  {
    is: (t) => t.includes("AWSTemplateFormatVersion") || /["']?Type["']?[ \t]*:[ \t]*["']?AWS::/.test(t),
    why: "looks like CloudFormation, but has no resources that can be read",
  },
  { is: (t) => ["shapes", "operations", "metadata"].every((key) => t.includes(`"${key}"`)), why: "is a model of an AWS API" },
  {
    is: (t) => /"(?:policyText|Policy|PolicyDocument|AssumeRolePolicyDocument)"[ \t]*:[ \t]*"[^"\\]{0,20}\\"/.test(t),
    why: "holds its policy as text in a string, which is not read",
  },
  { is: (t) => ["openapi", "swagger"].some((key) => t.includes(`"${key}"`) || t.startsWith(`${key}:`)), why: "is an API description" },
  {
    is: (t) => /^["' {\t]*kind["']?[ \t]*:[ \t]*["']?(?:Kustomization|Component)["']?[ \t]*\r?$/m.test(t),
    why: "is a kustomization, whose parts are read by themselves",
  },
  {
    is: (t) => /^["' {\t]*apiVersion["']?[ \t]*:/m.test(t) && /^["' {\t]*kind["']?[ \t]*:/m.test(t),
    why: "looks like Kubernetes, but has no object of a kind that is read",
  },
  { is: (t) => /^services[ \t]*:/m.test(t), why: "has services, but not those of a Compose file" },
];

const nameOf = (uri: string): string => uri.slice(uri.lastIndexOf("/") + 1).split(/[?#]/, 1)[0] ?? "";

/** The engine by the last extension; undefined where the name is no template's. */
function templateOf(name: string): string | undefined {
  const [, extension = ""] = /\.([^.]+)$/.exec(name) ?? [];
  return templates.get(extension.toLowerCase());
}
const templates: ReadonlyMap<string, string> = new Map([
  ["j2", "Jinja"],
  ["jinja", "Jinja"],
  ["jinja2", "Jinja"],
  ["erb", "ERB"],
  ["ejs", "EJS"],
  ["hbs", "Handlebars"],
  ["mustache", "Mustache"],
  ["liquid", "Liquid"],
  ["gotmpl", "Go"],
  ["tmpl", "by its name"],
  ["tpl", "by its name"],
  ["template", "by its name"],
  ["tftpl", "Terraform"],
  ["tftemplate", "Terraform"],
  ["in", "by its name"],
]);

const formats: ReadonlyMap<string, Format> = new Map([
  ["json", "json"],
  ["jsonc", "json"],
  ["yaml", "yaml"],
  ["yml", "yaml"],
  ["tf", "hcl"],
  ["tofu", "hcl"],
]);
const languages: ReadonlyMap<string, Format> = new Map([
  ["dockerfile", "dockerfile"],
  ["json", "json"],
  ["jsonc", "json"],
  ["yaml", "yaml"],
  ["dockercompose", "yaml"],
  ["terraform", "hcl"],
  ["opentofu", "hcl"],
]);
const others: ReadonlyMap<string, string> = new Map([
  ["hcl", "is HCL of a tool other than Terraform, whose files are named .tf"],
  ["jsonnet", "is Jsonnet, which only a run turns into JSON"],
  ["libsonnet", "is Jsonnet, which only a run turns into JSON"],
]);

/** `Dockerfile`, `Dockerfile.prod`, `Dockerfile-arm`, `web.Dockerfile`, `Containerfile`; not `Dockerfile.md`, `dockerfile.py`. */
const isDockerfileName = (name: string, extension: string): boolean =>
  /^(?:docker|container)file$/i.test(name) ||
  (/^(?:docker|container)file[._-]./i.test(name) && !notDockerfiles.has(extension.toLowerCase())) ||
  /^(?:docker|container)file$/i.test(extension);
const notDockerfiles: ReadonlySet<string> = new Set(
  (
    "adoc bak bats c cc cmake cpp cs css csv dart diff dockerignore gif go h html ignore ini ipynb java jpg js json jsonc jsx kt less lock lua " +
    "log md markdown mdx patch pdf php pl png pm pptx ps1 py rb rs rst scala scss sh snap svg swift swp tf tmp toml ts tsx txt vue xml yaml yml zip"
  ).split(" "),
);
