import type { Statement } from "./policy.ts";

/** `"Pull"` by its Sid, or `the second statement`. */
export function nameOf(statement: Statement): string {
  if (statement.sid.value) return `"${statement.sid.value}"`;
  const index = statement.policy.statements.indexOf(statement);
  return `the ${ordinals[index] ?? `${index + 1}th`} statement`;
}
const ordinals = ["first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth"];
