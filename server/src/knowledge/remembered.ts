/**
 * A pure function of a text that keeps what it found: policies name the same actions and ARNs over and over. What it keeps is bounded, for
 * texts of people who type are many; then it begins anew.
 */
export function remembered<T>(find: (text: string) => T): (text: string) => T {
  let found = new Map<string, T>();
  return (text) => {
    const known = found.get(text);
    if (known !== undefined || found.has(text)) return known as T; // It holds what `find` gave, undefined among it.
    if (found.size >= most) found = new Map();
    const value = find(text);
    found.set(text, value);
    return value;
  };
}
const most = 16_384;
