import { page } from "../report/page.ts";
import { rules } from "../rules/index.ts";

/** The page of the rule of this name, examples and all; undefined where there is none. */
export function pageOf(name: string): string | undefined {
  const rule = rules.find((r) => r.name === name);
  return rule && page(rule, rules);
}
