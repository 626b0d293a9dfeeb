import type { Field } from "./field.ts";
import { oncePerStatement } from "./once.ts";
import type { Statement } from "./policy.ts";

/** Every text that a statement holds, its principals apart: Sid, actions, resources, values of conditions. */
export function* textsIn({ sid, actions, notActions, resources, notResources, conditions }: Statement): Iterable<Field<string>> {
  yield sid;
  for (const { items } of [actions, notActions, resources, notResources]) yield* items;
  for (const { values } of conditions) yield* values;
}

/** Characters that IAM does not take. */
export const strange = /[^\t\n\r\u0020-\u00FF]/u;

/** Which of the rare things does a statement hold that would have each of its texts looked at again? */
export const oddities = oncePerStatement((statement: Statement): { readonly strange: boolean; readonly variable: boolean } => {
  const found = { strange: false, variable: false };
  // Not by `textsIn`: this is asked of every statement.
  const look = ({ value, text }: Field<string>): void => {
    const written = value ?? text;
    if (written === undefined) return;
    found.strange ||= beyond.test(written);
    found.variable ||= written.includes("${");
  };
  const { sid, actions, notActions, resources, notResources, conditions } = statement;
  look(sid);
  actions.items.forEach(look);
  notActions.items.forEach(look);
  resources.items.forEach(look);
  notResources.items.forEach(look);
  for (const { values } of conditions) values.forEach(look);
  return found;
});
/** The same characters, or half of one. */
const beyond = /[^\t\n\r\u0020-\u00FF]/;
