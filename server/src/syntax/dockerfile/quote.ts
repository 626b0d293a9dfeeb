import type { Escape } from "./directives.ts";

/** How a word is written: `exec` in a JSON array, `plain` where quotes do not hold spaces together, else `quoted`. */
export type Style = "exec" | "plain" | "quoted";

/** A text as BuildKit reads it back; undefined where the style cannot say it. `before` is what stood there: its quotes stay. */
export function quote(value: string, style: Style, token: Escape, before = ""): string | undefined {
  if (style === "exec") return JSON.stringify(value);
  if (/[\n\r]/.test(value) || value === "") return value === "" && style === "quoted" ? '""' : undefined;
  const escaped = (special: string): string => Array.from(value, (c) => (special.includes(c) ? token + c : c)).join("");
  if (style === "plain") return /\s/.test(value) ? undefined : escaped(`$"'${token}`);
  return before.startsWith('"') || /[\s'"$#]/.test(value) || value.includes(token) ? `"${escaped(`$"${token}`)}"` : value;
}
