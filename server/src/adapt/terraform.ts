import { type Facts, facts, together } from "../model/subjects.ts";
import type { Node } from "../syntax/tree.ts";
import type { Source } from "../text/source.ts";
import { resourceFacts } from "./aws/facts.ts";
import { launchTypesOf } from "./aws/service.ts";
import { policyFacts } from "./iam.ts";
import { awsResource } from "./terraform/aws.ts";
import { type Block, blocksIn } from "./terraform/blocks.ts";
import { documentsOf } from "./terraform/document.ts";
import { readModule } from "./terraform/modules.ts";
import { policiesIn } from "./terraform/policies.ts";
import { configurationParameters, configurationProperties } from "./terraform/properties.ts";
import { rolesIn } from "./terraform/roles.ts";
import { scopeOf } from "./terraform/scope.ts";
import { readTasks } from "./terraform/tasks.ts";

/**
 * Task definitions, containers, policies and what they run with in one file of a Terraform module. What other files say, what a run decides (`count`, `for`,
 * `dynamic`, conditions) and what modules make of their arguments is not known. `broken`: a document in it could not be read completely.
 * Undefined where the file holds none of ours.
 */
export function readTerraform(root: Node, source: Source): { readonly why: string; readonly facts: Facts; readonly broken: boolean } | undefined {
  const written = blocksIn(root);
  const known = scopeOf(written, source);
  const blocks = written.map((block): Block => {
    const body = known(block.body);
    return body.kind === "map" ? { ...block, body } : block;
  });
  const documents = documentsOf(blocks);
  const resources = blocks.flatMap(awsResource);
  const own = readTasks(blocks, documents, launchTypesOf(resources.filter((r) => r.type === "AWS::ECS::Service")));
  const tasks = [...own.map(([, task]) => task), ...blocks.filter((b) => b.keyword === "module").flatMap(readModule)];
  const policies = policiesIn(blocks, documents);
  const workloads = tasks.flatMap((t) => t.workload);
  const roles = rolesIn(blocks, documents, policies, workloads);
  const byAddress = new Map(own.flatMap(([address, { workload }]) => workload.map((w) => [address, w] as const)));
  const all = together([policyFacts(policies), roles, ...tasks, resourceFacts(resources, byAddress)]);
  const except = new Set(all.container.flatMap((c) => c.environment.items.map((v) => v.value.at.start)));
  const property = root.kind === "map" ? configurationProperties(root, except) : [];
  const parameter = configurationParameters(root);
  const kinds = [
    ...(tasks.length > 0 ? ["container definitions"] : []),
    ...(policies.length > 0 ? ["policies"] : []),
    ...(roles.role.length + roles.attachment.length > 0 ? ["roles"] : []),
    ...(resources.some((r) => r.type !== "AWS::ECS::TaskDefinition") ? ["resources of AWS"] : []),
  ];
  const named = kinds.length === 0 && property.length + parameter.length > 0 ? ["values that have names of secrets"] : kinds;
  if (named.length === 0) return undefined;
  return {
    why: `is Terraform with ${listed(named)}`,
    facts: together([all, facts({ property, parameter })]),
    broken: documents.some((d) => d.broken),
  };
}

const listed = (words: readonly string[]): string => [words.slice(0, -1).join(", "), ...words.slice(-1)].filter((text) => text !== "").join(" and ");
