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

/** `ug+xs`: who, and then operators with what they set. */
function readClause(clause: string): SpecialBits | undefined {
  const first = clause.search(/[+=-]/);
  if (first < 0 || !/^[ugoa]*$/.test(clause.slice(0, first)) || !/^[+=rwxXstugo-]+$/.test(clause.slice(first))) return undefined;
  const who = clause.slice(0, first);
  let operator = "";
  let sets = false;
  for (const c of clause.slice(first)) {
    if (c === "+" || c === "-" || c === "=") operator = c;
    else if (c === "s" && operator !== "-") sets = true;
  }
  const all = who === "" || who.includes("a");
  return { setuid: sets && (all || who.includes("u")), setgid: sets && (all || who.includes("g")) };
}
