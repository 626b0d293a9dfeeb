import type { TokenFormat } from "../server/src/knowledge/secrets/formats/format.ts";

/** A token of a format, put together here: no file holds one in a piece. Quantifiers that leave a choice take `take` of it, 0 to 1. */
export function sample(format: Pick<TokenFormat, "before" | "literals" | "rest">, take = 0.1, literal = format.literals[0] ?? ""): string {
  const { before } = format;
  return `${before ? textOf(`${before.shape}{${before.length}}`, take) : ""}${literal}${textOf(format.rest, take)}`;
}

/** A text that a pattern of ours takes: classes, escapes, groups with alternatives, bounded quantifiers. Anything else is an error. */
function textOf(pattern: string, take: number): string {
  let at = 0;
  let turn = 0;
  const alternatives = (end: string): string => {
    const all: string[] = [];
    let text = "";
    for (;;) {
      const c = pattern[at];
      if (c === undefined || c === end) {
        if (c !== undefined) at++;
        return [...all, text][0] ?? "";
      }
      if (c === "|") {
        at++;
        all.push(text);
        text = "";
      } else text += quantified();
    }
  };
  const quantified = (): string => {
    const start = at;
    const once = atom();
    const after = at;
    const [whole = "", least = "1", most = least] = /^\{(\d+)(?:,(\d+))?\}/.exec(pattern.slice(at)) ?? [];
    const optional = whole === "" && pattern[at] === "?";
    at += optional ? 1 : whole.length;
    const end = at;
    const count = optional ? 0 : Number(least) + Math.floor((Number(most) - Number(least)) * take);
    if (count === 0) return "";
    let text = once;
    for (let i = 1; i < count; i++) {
      at = start;
      text += atom();
    }
    at = whole === "" && !optional ? after : end;
    return text;
  };
  const atom = (): string => {
    if (pattern.startsWith("(?:", at)) {
      at += 3;
      return alternatives(")");
    }
    if (pattern[at] === "[") {
      const end = pattern.indexOf("]", at);
      const set = charactersOf(pattern.slice(at + 1, end));
      at = end + 1;
      return pick(set);
    }
    if (pattern[at] === "\\") {
      const c = pattern[at + 1] ?? "";
      at += 2;
      return c === "w" ? pick(word) : c === "d" ? pick("8301947265") : c === "s" ? "\n" : c;
    }
    const c = pattern[at] ?? "";
    if (/[.*+^$()[\]{}?]/.test(c)) throw new RangeError(`"${c}" in ${pattern}`);
    at++;
    return c;
  };
  const pick = (set: string): string => set[(turn++ * 7 + (turn >> 3) * 5 + 11) % set.length] ?? "";
  return alternatives("");
}

const word = "u7Xk2Lq9Rt4Vw1Zb8Nc5Mf3Hd6Js0PgYaQeB";

/** Letters and digits of a class; its other characters are there as well, but stand for little. */
function charactersOf(inside: string): string {
  let all = "";
  for (let i = 0; i < inside.length; i++) {
    const c = inside[i] ?? "";
    if (c === "\\" && inside[i + 1] === "w") {
      all += word;
      i++;
    } else if (inside[i + 1] === "-" && i + 2 < inside.length) {
      for (let code = inside.charCodeAt(i); code <= inside.charCodeAt(i + 2); code++) all += String.fromCharCode(code);
      i += 2;
    } else if (/[A-Za-z0-9]/.test(c)) all += c;
  }
  return all;
}
