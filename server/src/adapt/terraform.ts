import { type Facts, together } from "../model/subjects.ts";
import type { Node } from "../syntax/tree.ts";
import type { Source } from "../text/source.ts";
import { policyFacts } from "./iam.ts";
import { type Block, blocksIn } from "./terraform/blocks.ts";
import { documentsOf } from "./terraform/document.ts";
import { readModule } from "./terraform/modules.ts";
import { policiesIn } from "./terraform/policies.ts";
import { rolesIn } from "./terraform/roles.ts";
import { scopeOf } from "./terraform/scope.ts";
import { readTasks } from "./terraform/tasks.ts";

/**
 * Task definitions, containers and policies in one file of a Terraform module. What other files say, what a run decides (`count`, `for`,
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
  const tasks = [...readTasks(blocks, documents), ...blocks.filter((b) => b.keyword === "module").flatMap(readModule)];
  const policies = policiesIn(blocks, documents);
  const workloads = tasks.flatMap((t) => t.workload);
  const roles = rolesIn(blocks, documents, policies, workloads);
  const kinds = [
    ...(tasks.length > 0 ? ["container definitions"] : []),
    ...(policies.length > 0 ? ["policies"] : []),
    ...(roles.role.length + roles.attachment.length > 0 ? ["roles"] : []),
  ];
  if (kinds.length === 0) return undefined;
  return {
    why: `is Terraform with ${listed(kinds)}`,
    facts: together([policyFacts(policies), roles, ...tasks]),
    broken: documents.some((d) => d.broken),
  };
}

const listed = (words: readonly string[]): string => [words.slice(0, -1).join(", "), ...words.slice(-1)].filter((text) => text !== "").join(" and ");
