/** What a mode sets beside the permissions: `setuid`, `setgid`, or neither. */
export interface SpecialBits {
  readonly setuid: boolean;
  readonly setgid: boolean;
}

/** A mode as chmod takes it, octal (`4755`) or symbolic (`u+s,g=rx`); undefined where it is none. */
export function specialBits(mode: string): SpecialBits | undefined {
  const octal = /^0*(?:([1-7])?[0-7]{3}|[0-7]{1,2})$/.exec(mode);
  if (octal) return { setuid: (Number(octal[1] ?? 0) & 4) !== 0, setgid: (Number(octal[1] ?? 0) & 2) !== 0 };
  const clauses = mode.split(",").map(readClause);
  if (clauses.includes(undefined)) return undefined;
  return { setuid: clauses.some((c) => c?.setuid), setgid: clauses.some((c) => c?.setgid) };
}

/** The same mode without setuid and setgid: `755` for `4755`, `u=rwx,g=rx` for `u=rwxs,g=rx`; undefined where nothing is left. */
export function withoutSpecialBits(mode: string): string | undefined {
  const octal = /^0*([1-7])([0-7]{3})$/.exec(mode);
  if (octal) return `${Number(octal[1]) & 1 ? "1" : ""}${octal[2]}`;
  const left = mode.split(",").flatMap((clause) => {
    const bare = clause.replace(/s/g, "");
    return /[+=-]$/.test(bare) && !clause.endsWith("=") ? [] : [bare];
  });
  return left.length > 0 ? left.join(",") : undefined;
}

/** Does a mode let everyone write, and not only where a sticky bit keeps what others made? `+w` alone is up to the umask. */
export function worldWritable(mode: string): boolean {
  const octal = /^0*([1-7])?[0-7]{2}([0-7])$/.exec(mode);
  if (octal) return (Number(octal[2]) & 2) !== 0 && (Number(octal[1] ?? 0) & 1) === 0;
  const clauses = mode.split(",").map(readClause);
  if (clauses.includes(undefined)) return false;
  return clauses.reduce((writes, c) => c?.worldWrites ?? writes, false) && !clauses.some((c) => c?.sticky);
}

/** The same mode without write access for everyone: `755` for `777`, `u+w` for `a+w`; undefined where nothing else is plain. */
export function withoutWorldWrite(mode: string): string | undefined {
  const octal = /^(0*[1-7]?)([0-7])([0-7])([0-7])$/.exec(mode);
  if (octal) {
    const [, special = "", owner = "", group, others] = octal;
    // 777 is meant for no group: what it gives to everyone, it gives to the group by the way.
    return `${special}${owner}${group === others ? Number(group) & 5 : group}${Number(others) & 5}`;
  }
  const clause = /^(a|ugo|go|o)([+=])([rwxX]+)$/.exec(mode);
  if (!clause) return undefined;
  const [, who = "", operator = "", what = ""] = clause;
  const rest = what.replace("w", "");
  const owner = who === "a" || who === "ugo" ? `u${operator}${what}` : undefined;
  const others = rest === "" ? undefined : `${who === "o" ? "o" : "go"}${operator}${rest}`;
  const left = [owner, others].filter((c) => c !== undefined);
  return left.length > 0 ? left.join(",") : undefined;
}

interface Clause extends SpecialBits {
  readonly sticky: boolean;
  /** Does it give everyone write access, or take it? Undefined where it leaves that alone. */
  readonly worldWrites: boolean | undefined;
}

/** `ug+xs`: who, and then operators with what they set. */
function readClause(clause: string): Clause | undefined {
  const first = clause.search(/[+=-]/);
  if (first < 0 || !/^[ugoa]*$/.test(clause.slice(0, first)) || !/^[+=rwxXstugo-]+$/.test(clause.slice(first))) return undefined;
  const who = clause.slice(0, first);
  let operator = "";
  let sets = false;
  let sticky = false;
  let worldWrites: boolean | undefined;
  const others = who.includes("o") || who.includes("a");
  for (const c of clause.slice(first)) {
    if (c === "+" || c === "-" || c === "=") operator = c;
    else if (c === "s" && operator !== "-") sets = true;
    else if (c === "t" && operator !== "-") sticky = true;
    if (others && (c === "w" || c === "=")) worldWrites = c === "w" && operator !== "-";
  }
  const all = who === "" || who.includes("a");
  return { setuid: sets && (all || who.includes("u")), setgid: sets && (all || who.includes("g")), sticky, worldWrites };
}
