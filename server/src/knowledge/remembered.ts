/** The same pure function, which does not work out again what it was asked lately: the same few names stand in a file a thousand times. */
export function remembered<T>(find: (text: string) => T, most = 4_000): (text: string) => T {
  const known = new Map<string, T>();
  return (text) => {
    const held = known.get(text);
    if (held !== undefined || known.has(text)) return held as T; // Only what `find` gave stands there.
    const found = find(text);
    // Names that a machine makes are all different: they must not fill the memory.
    if (known.size >= most) known.clear();
    known.set(text, found);
    return found;
  };
}

/** The same for what is asked of an object: found out once, and remembered for as long as the object is there. */
export function rememberedOf<K extends object, T>(find: (key: K) => T): (key: K) => T {
  const known = new WeakMap<K, { readonly found: T }>();
  return (key) => {
    const held = known.get(key) ?? { found: find(key) };
    known.set(key, held);
    return held.found;
  };
}
