/** What was found out of one subject, by what found it. It lives and goes with its subject. */
export type Memory = Map<unknown, unknown>;

/**
 * What many rules ask of a subject is found out once. A WeakMap would do the same, but what is found often names its subject, and then each
 * subject outlives several collections of garbage: that costs more than all rules together.
 */
export function once<S extends { readonly memory: Memory }, T>(find: (subject: S) => T): (subject: S) => T {
  return (subject) => {
    const { memory } = subject;
    if (memory.has(find)) return memory.get(find) as T; // Only what `find` gave is kept under it.
    const value = find(subject);
    memory.set(find, value);
    return value;
  };
}
