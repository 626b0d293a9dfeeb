import type { Field } from "../model/field.ts";
import type { Condition, Statement } from "../model/policy.ts";
import type { Facts } from "../model/subjects.ts";
import { type Place, textOf } from "../text/source.ts";
import { holds } from "./said.ts";

/** What of a policy, or of what attaches one, stands at an offset, whatever format it is written in. `at` is without quotes. */
export type Spot =
  | { readonly what: "managed"; readonly text: string; readonly at: Place }
  | { readonly what: "action" | "resource" | "service"; readonly text: string; readonly at: Place; readonly statement: Statement }
  | { readonly what: "operator" | "key"; readonly text: string; readonly at: Place; readonly statement: Statement; readonly condition: Condition };

/** Undefined where nothing of a policy is written. What a template puts in is not looked into. */
export function spotAt({ statement: statements, attachment: attachments }: Facts, offset: number): Spot | undefined {
  for (const statement of statements) {
    const { actions, notActions, resources, notResources, principals, notPrincipals, conditions } = statement;
    const fields: readonly (readonly ["action" | "resource" | "service", readonly Field<string>[]])[] = [
      ["action", [...actions.items, ...notActions.items]],
      ["resource", [...resources.items, ...notResources.items]],
      ["service", [...principals, ...notPrincipals].filter((p) => p.type === "Service").map((p) => p.value)],
    ];
    for (const [what, items] of fields) {
      const field = items.find((f) => f.value !== undefined && holds(f.at, offset));
      if (field) return { what, statement, ...unquoted(field.at) };
    }
    for (const condition of conditions) {
      if (holds(condition.at, offset)) return { what: "key", statement, condition, ...unquoted(condition.at) };
      if (holds(condition.operatorAt, offset)) return { what: "operator", statement, condition, ...unquoted(condition.operatorAt) };
    }
  }
  const attached = attachments.find(({ managed }) => managed.state === "written" && holds(managed.at, offset));
  return attached && { what: "managed", ...unquoted(attached.managed.at) };
}

/** A written text without its quotes. */
export function unquoted(at: Place): { readonly text: string; readonly at: Place } {
  const written = textOf(at);
  const quoted = written.length > 1 && /^(["']).*\1$/s.test(written);
  const inner = quoted ? { ...at, start: at.start + 1, end: at.end - 1 } : at;
  return { text: textOf(inner), at: inner };
}
