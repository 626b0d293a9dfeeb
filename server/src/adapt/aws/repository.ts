import { List } from "../../model/field.ts";
import type { Registry } from "../../model/registry.ts";
import type { LifecyclePolicy, LifecycleRule, NewLifecycleRule, Repository } from "../../model/repository.ts";
import { get, type MapNode, maps, type Node, values } from "../../syntax/tree.ts";
import type { Edit } from "../../text/source.ts";
import { list, named, placeOf, string, texts } from "../fields.ts";
import { flag, nodeAt, parts, row, text } from "./column.ts";
import type { AwsResource } from "./resource.ts";

/** Defaults: https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_CreateRepository.html. */
const columns = {
  name: text("repositoryName", { terraform: "name" }),
  tagMutability: text("imageTagMutability", {}, "MUTABLE"),
  scanOnPush: flag("imageScanningConfiguration.scanOnPush", {}, false),
  encryption: text("encryptionConfiguration.encryptionType", {}, "AES256"),
  key: text("encryptionConfiguration.kmsKey"),
  forceDelete: flag("force", { cloudformation: "EmptyOnDelete", terraform: "force_delete" }, false),
};

export function repositoryIn(resource: AwsResource, registry: Registry | undefined, lifecycle: Repository["lifecycle"]): Repository {
  const filters = parts(resource, "imageTagMutabilityExclusionFilters", { terraform: "image_tag_mutability_exclusion_filter" });
  const pattern = text("filter", { cloudformation: "ImageTagMutabilityExclusionFilterValue" });
  return {
    address: resource.address,
    at: resource.at,
    ...row(columns, resource),
    isPublic: resource.type === "AWS::ECR::PublicRepository",
    exclusions: new List(filters.open ? "opaque" : "written", filters.items.map(pattern), resource.at),
    lifecycle,
    keep: (rules) => (lifecycle === undefined ? written(resource, rules) : []),
    registry,
  };
}

/** CloudFormation has the policy as a text in the repository, Terraform as a resource beside it; the API as a call of its own. */
function written(resource: AwsResource, rules: readonly NewLifecycleRule[]): readonly Edit[] {
  if (resource.type !== "AWS::ECR::Repository") return [];
  const policy = {
    rules: rules.map(({ countType, countNumber, ...rule }, i) => ({
      rulePriority: i + 1,
      description: rule.description,
      selection: { tagStatus: rule.tagStatus, countType, ...(countType === "sinceImagePushed" ? { countUnit: "days" } : {}), countNumber },
      action: { type: "expire" },
    })),
  };
  if (resource.dialect === "cloudformation") return text("lifecyclePolicy.lifecyclePolicyText")(resource).set(JSON.stringify(policy));
  return resource.follow?.({ type: "aws_ecr_lifecycle_policy", belongsTo: ["repository", "name"], document: ["policy", policy] }) ?? [];
}

/** The policy in a repository's own property: text with JSON, as CloudFormation has it. The API gives and shows it with a call of its own. */
export function lifecycleWithin(resource: AwsResource): Repository["lifecycle"] {
  if (resource.dialect === "api") return "unknown";
  if (resource.dialect !== "cloudformation") return undefined;
  const node = nodeAt(resource, "lifecyclePolicy");
  return node && (lifecycleIn(resource, get(node, "LifecyclePolicyText")) ?? "unknown");
}

/** A lifecycle policy, where the node is a document that can be read. */
export function lifecycleIn(resource: AwsResource, node: Node | undefined): LifecyclePolicy | undefined {
  const root = node && resource.documentIn(node);
  return root && lifecycleOf(root, resource);
}

/** The document itself: https://docs.aws.amazon.com/AmazonECR/latest/userguide/lifecycle_policy_parameters.html. */
export function lifecycleOf(root: Node, { address, at }: Pick<AwsResource, "address" | "at">): LifecyclePolicy | undefined {
  const rules = get(root, "rules");
  if (root.kind !== "map" || rules?.kind !== "list") return undefined;
  return {
    address,
    at,
    open: root.open === true || rules.open === true || rules.items.some((item) => item.kind !== "map"),
    rules: maps(values(rules)).map((rule, i) => ruleIn(rule, `${address}/${i}`)),
  };
}

function ruleIn(map: MapNode, address: string): LifecycleRule {
  const at = get(map, "rulePriority")?.at ?? placeOf(map);
  const rule = named(map, at);
  const selection = get(map, "selection");
  const chosen = selection?.kind === "map" ? named(selection, at) : rule;
  return {
    address,
    at,
    priority: string(rule, "rulePriority"),
    tagStatus: string(rule, "selection", "tagStatus"),
    tagPrefixes: list(chosen, "tagPrefixList", texts),
    tagPatterns: list(chosen, "tagPatternList", texts),
    countType: string(rule, "selection", "countType"),
    countUnit: string(rule, "selection", "countUnit"),
    countNumber: string(rule, "selection", "countNumber"),
    action: string(rule, "action", "type"),
  };
}
