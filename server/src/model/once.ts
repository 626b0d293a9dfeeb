import type { Policy, Statement } from "./policy.ts";

/** What was found out of one subject, each in the place of what found it. It lives and goes with its subject. */
export type Memory = unknown[];

/** What is asked of a policy by each of its statements is found out once. */
export const oncePerPolicy = <T>(find: (policy: Policy) => T): ((policy: Policy) => T) => once(find, policyPlaces++);
/** What many rules ask of a statement is found out once. */
export const oncePerStatement = <T>(find: (statement: Statement) => T): ((statement: Statement) => T) => once(find, statementPlaces++);
let policyPlaces = 0;
let statementPlaces = 0;

/**
 * A WeakMap would do the same, but what is found often names its subject, and then each subject outlives several collections of garbage:
 * that costs more than all rules together.
 */
function once<S extends { readonly memory: Memory }, T>(find: (subject: S) => T, place: number): (subject: S) => T {
  return (subject) => {
    const { memory } = subject;
    const known = memory[place];
    if (known !== undefined) return (known === nothing ? undefined : known) as T; // Only what `find` gave stands in its place.
    const value = find(subject);
    memory[place] = value === undefined ? nothing : value;
    return value;
  };
}
const nothing = Symbol("nothing");
