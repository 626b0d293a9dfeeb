import type { LifecyclePolicy, LifecycleRule } from "./repository.ts";
import type { RepositoryUse } from "./repository-use.ts";
import { matchesWildcards } from "./wildcards.ts";

/**
 * The rule that decides how long ECR keeps an image, for it is the first by priority that selects it: what a rule selects no later one
 * expires. Undefined where there is none, and where it is not known which it is.
 */
export function decidingRule(policy: LifecyclePolicy, use: RepositoryUse): LifecycleRule | undefined {
  const ordered = policy.rules.map((rule) => ({ rule, priority: Number(rule.priority.value) }));
  if (policy.open || ordered.some(({ priority }) => !Number.isInteger(priority))) return undefined;
  for (const { rule } of ordered.toSorted((a, b) => a.priority - b.priority)) {
    const selected = selects(rule, use);
    if (selected !== false) return selected ? rule : undefined;
  }
  return undefined;
}

/** Undefined where it is not known. An image may have other tags, too; a list of several asks for all of them. */
function selects({ tagStatus, tagPrefixes, tagPatterns }: LifecycleRule, { tag, pinned }: RepositoryUse): boolean | undefined {
  if (tagStatus.is("any")) return true;
  const isAlone = pinned && tag === undefined;
  if (tagStatus.is("untagged")) return pinned ? undefined : false;
  if (!tagStatus.is("tagged") || isAlone) return undefined;
  const patterns = [...tagPatterns.items.map((p) => p.value), ...tagPrefixes.items.map((p) => p.value && `${p.value}*`)];
  if (tagPatterns.state === "opaque" || tagPrefixes.state === "opaque" || patterns.length === 0) return undefined;
  const fits = patterns.map((p) => (p === "*" ? true : p === undefined || tag === undefined ? undefined : matchesWildcards(tag, p)));
  return fits.every((f) => f === true) ? true : fits.length === 1 ? fits[0] : undefined;
}
