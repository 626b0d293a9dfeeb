import { pascalCase, snakeCase } from "../server/src/adapt/spelling.ts";
import type { Node } from "../server/src/syntax/tree.ts";

/** Data as JSON has it. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };
export type JsonMap = { readonly [key: string]: Json };
export const isMap = (value: Json | undefined): value is JsonMap => typeof value === "object" && value !== null && !Array.isArray(value);

/** A tree as data: what YAML writes with a tag is the call of a function, as JSON writes it. */
export function dataIn(node: Node): Json {
  switch (node.kind) {
    case "map":
      return Object.fromEntries(node.entries.map(({ key, value }) => [key, dataIn(value)]));
    case "list":
      return node.items.map(dataIn);
    case "scalar":
      return node.value;
    case "opaque": {
      if (node.tag === undefined || !node.content) return node.text ?? null;
      const name = node.tag.slice(1);
      const argument = dataIn(node.content);
      if (name === "GetAtt" && typeof argument === "string") {
        const [resource = "", ...attribute] = argument.split(".");
        return { "Fn::GetAtt": [resource, attribute.join(".")] };
      }
      return { [name === "Ref" || name === "Condition" ? name : `Fn::${name}`]: argument };
    }
  }
}

/** The keys of these are the user's own, in every host. */
const free: ReadonlySet<string> = new Set(["options", "dockerLabels", "driverOpts", "labels"]);

/** In CloudFormation's names. */
export const pascal = (value: Json): Json =>
  Array.isArray(value)
    ? value.map(pascal)
    : isMap(value)
      ? Object.fromEntries(Object.entries(value).map(([key, v]) => [pascalCase(key), free.has(key) ? v : pascal(v)]))
      : value;

/** Block style; texts are quoted. */
export function yaml(value: Json, indent = ""): string {
  if (Array.isArray(value)) return value.length === 0 ? "[]" : value.map((item) => `\n${indent}- ${yaml(item, `${indent}  `).trimStart()}`).join("");
  if (!isMap(value)) return JSON.stringify(value);
  if (Object.keys(value).length === 0) return "{}";
  return Object.entries(value)
    .map(([key, v]) => {
      const text = yaml(v, `${indent}  `);
      return `\n${indent}${JSON.stringify(key)}:${text.startsWith("\n") ? text : ` ${text}`}`;
    })
    .join("");
}

/** An expression of Terraform. */
export function hcl(value: Json, indent = ""): string {
  if (Array.isArray(value)) return `[\n${value.map((item) => `${indent}  ${hcl(item, `${indent}  `)},\n`).join("")}${indent}]`;
  if (!isMap(value)) return escaped(JSON.stringify(value));
  return `{\n${Object.entries(value)
    .map(([key, v]) => `${indent}  ${/^[a-z_]\w*$/i.test(key) ? key : JSON.stringify(key)} = ${hcl(v, `${indent}  `)}\n`)
    .join("")}${indent}}`;
}
/** Terraform's own expressions begin alike. */
export const escaped = (text: string): string => text.replaceAll(/[$%](?=\{)/g, (sign) => sign + sign);

/** A resource of Terraform: maps are blocks and lists of maps several, save what is a map of the user's own. */
export function body(map: JsonMap, indent = "  "): string {
  const block = (key: string, value: JsonMap): string => `${indent}${snakeCase(key)} {\n${body(value, `${indent}  `)}${indent}}\n`;
  return Object.entries(map)
    .map(([key, value]) => {
      if (isMap(value) && !free.has(key)) return block(key, value);
      if (Array.isArray(value) && value.some(isMap))
        return value
          .filter(isMap)
          .map((v) => block(key, v))
          .join("");
      return `${indent}${snakeCase(key)} = ${hcl(value, indent)}\n`;
    })
    .join("");
}

/** A task definition of ECS, as `register-task-definition` takes it, in each host that has all of its words. */
export function taskIn(task: JsonMap): Readonly<Record<string, string>> {
  const template = { Resources: { Task: { Type: "AWS::ECS::TaskDefinition", Properties: pascal(task) } } };
  const { containerDefinitions = [], volumes = [], ...rest } = task;
  const ofTerraform = {
    ...rest,
    volume: (Array.isArray(volumes) ? volumes : []).filter(isMap).map(
      ({ host, ...volume }): JsonMap => ({
        ...volume,
        ...(isMap(host) && host["sourcePath"] !== undefined ? { hostPath: host["sourcePath"] } : {}),
      }),
    ),
  };
  const terraform = (definitions: string): string =>
    `resource "aws_ecs_task_definition" "task" {\n${body(ofTerraform)}  container_definitions = ${definitions}\n}\n`;
  const text = JSON.stringify(containerDefinitions, undefined, 2);
  return {
    "template.json": JSON.stringify(template, undefined, 2),
    "template.yaml": `${yaml(template).trimStart()}\n`,
    "jsonencode.tf": terraform(`jsonencode(${hcl(containerDefinitions, "  ")})`),
    "heredoc.tf": terraform(`<<EOF\n${escaped(text)}\nEOF`),
  };
}

/** A policy of an identity, in each host that has it. */
export function policyIn(document: JsonMap): Readonly<Record<string, string>> {
  const text = JSON.stringify(document);
  const template = (policy: Json): Json => ({
    Resources: { Policy: { Type: "AWS::IAM::ManagedPolicy", Properties: { PolicyDocument: policy } } },
  });
  const terraform = (policy: string): string => `resource "aws_iam_policy" "policy" {\n  name = "policy"\n  policy = ${policy}\n}\n`;
  return {
    "template.json": JSON.stringify(template(document), undefined, 2),
    "template.yaml": `${yaml(template(document)).trimStart()}\n`,
    "text.json": JSON.stringify(template(text)),
    "text.yaml": `${yaml(template(text)).trimStart()}\n`,
    "block.yaml": `Resources:\n  Policy:\n    Type: AWS::IAM::ManagedPolicy\n    Properties:\n      PolicyDocument: |\n        ${JSON.stringify(document, undefined, 2).replaceAll("\n", "\n        ")}\n`,
    "jsonencode.tf": terraform(`jsonencode(${hcl(document, "  ")})`),
    "heredoc.tf": terraform(`<<-EOF\n    ${escaped(JSON.stringify(document, undefined, 2)).replaceAll("\n", "\n    ")}\n  EOF`),
    "quoted.tf": terraform(escaped(JSON.stringify(text))),
    "create-policy.json": JSON.stringify({ PolicyName: "policy", PolicyDocument: text }, undefined, 2),
  };
}
