/** A literal that was found: its index in the list that is searched for, and where in the text it ends. */
export type OnLiteral = (index: number, end: number) => void;

/**
 * Finds all occurrences of many literals in one pass over a text, as Aho and Corasick do (CACM 18:6, 1975). Literals are of ASCII.
 * Each code unit costs two look-ups, however many literals there are.
 */
export function literalSearch(literals: readonly string[]): (text: string, found: OnLiteral) => void {
  const { classes, width } = classesOf(literals);
  const { next, ends } = automaton(literals, classes, width);
  return (text, found) => {
    let state = 0;
    for (let i = 0; i < text.length; i++) {
      const code = text.charCodeAt(i);
      state = next[state * width + (code < 128 ? (classes[code] ?? 0) : 0)] ?? 0;
      const here = ends[state];
      if (here) for (const index of here) found(index, i + 1);
    }
  };
}

/** Each code that a literal has gets a class of its own; 0 is all others. */
function classesOf(literals: readonly string[]): { readonly classes: Uint8Array; readonly width: number } {
  const classes = new Uint8Array(128);
  let width = 1;
  for (const literal of literals)
    for (let i = 0; i < literal.length; i++) {
      const code = literal.charCodeAt(i);
      if (code >= 128) throw new RangeError(`"${literal}" is not ASCII`);
      if (classes[code] === 0) classes[code] = width++;
    }
  return { classes, width };
}

/** The trie of the literals with every missing step filled in, and for each state the literals that end there. */
function automaton(
  literals: readonly string[],
  classes: Uint8Array,
  width: number,
): { readonly next: Uint16Array; readonly ends: readonly (readonly number[] | undefined)[] } {
  const most = 1 + literals.reduce((sum, literal) => sum + literal.length, 0);
  const next = new Uint16Array(most * width);
  const ends: (number[] | undefined)[] = [undefined];
  for (const [index, literal] of literals.entries()) {
    let state = 0;
    for (let i = 0; i < literal.length; i++) {
      const step = state * width + (classes[literal.charCodeAt(i)] ?? 0);
      if (next[step] === 0) next[step] = ends.push(undefined) - 1;
      state = next[step] ?? 0;
    }
    const own = ends[state];
    if (own) own.push(index);
    else ends[state] = [index];
  }
  // Breadth first: the state for the longest proper suffix is complete when it is needed.
  const suffix = new Uint16Array(ends.length);
  const queue: number[] = [0];
  for (let at = 0; at < queue.length; at++) {
    const state = queue[at] ?? 0;
    const shorter = suffix[state] ?? 0;
    for (let c = 1; c < width; c++) {
      const step = state * width + c;
      const child = next[step] ?? 0;
      const fallback = state === 0 ? 0 : (next[shorter * width + c] ?? 0);
      if (child === 0) {
        next[step] = fallback;
        continue;
      }
      suffix[child] = fallback;
      const inherited = ends[fallback];
      if (inherited) ends[child] = [...(ends[child] ?? []), ...inherited];
      queue.push(child);
    }
  }
  return { next, ends };
}
