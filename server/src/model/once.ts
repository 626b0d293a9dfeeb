import type { Policy, Statement } from "./policy.ts";

/** What was found out of one subject, each in the place of what found it. It lives and goes with its subject. */
export type Memory = unknown[];

/**
 * What many rules ask of a subject is found out once. A WeakMap would do the same, but what is found often names its subject, and then each
 * subject outlives several collections of garbage: that costs more than all rules together.
 */
export function once<S extends { readonly memory: Memory }, T>(find: (subject: S) => T): (subject: S) => T {
  const place = places++;
  return (subject) => {
    const { memory } = subject;
    const known = memory[place];
    if (known !== undefined) return (known === nothing ? undefined : known) as T; // Only what `find` gave stands in its place.
    const value = find(subject);
    memory[place] = value === undefined ? nothing : value;
    return value;
  };
}
let places = 0;
const nothing = Symbol("nothing");

/** What is asked of a policy by each of its statements is found out once. */
export const oncePerPolicy = <T>(find: (policy: Policy) => T): ((policy: Policy) => T) => once(find);
/** What many rules ask of a statement is found out once. */
export const oncePerStatement = <T>(find: (statement: Statement) => T): ((statement: Statement) => T) => once(find);
