import { globSync, readFileSync } from "node:fs";
import { check } from "recheck";
import { parseAst } from "rolldown/parseAst";
import { expect, it } from "vitest";
import { tokenFormats } from "../server/src/knowledge/secrets/tokens.ts";

/** What recheck cannot prove of these patterns. */
async function unproved(patterns: Iterable<readonly [pattern: string, flags: string]>): Promise<readonly string[]> {
  const open: string[] = [];
  for (const [pattern, flags] of patterns) {
    const { status } = await check(pattern, flags, { timeout: null });
    if (status !== "safe") open.push(`${status}: /${pattern}/${flags}`);
  }
  return open;
}

it("proves with recheck that every pattern of the token formats takes linear time on any text", { timeout: 300_000 }, async () => {
  const patterns = new Set(tokenFormats.flatMap((f) => [f.rest, ...(f.before ? [`^${f.before.shape}{${f.before.length}}$`] : [])]));
  expect(patterns.size).toBeGreaterThan(100);
  expect(await unproved(Array.from(patterns, (pattern) => [pattern, pattern.startsWith("^") ? "" : "y"]))).toEqual([]);
});

/** The patterns that a module writes between slashes. */
function patternsIn(file: string): readonly (readonly [pattern: string, flags: string])[] {
  const found: (readonly [string, string])[] = [];
  JSON.stringify(parseAst(readFileSync(file, "utf8"), { lang: "ts" }), (_, node: { regex?: { pattern: string; flags: string } } | null) => {
    if (node?.regex) found.push([node.regex.pattern, node.regex.flags]);
    return node;
  });
  return found;
}
/** May it take any number of characters? One that may not costs the same, at most, at each place of a text. */
const isUnbounded = (pattern: string): boolean => /[*+]|\{\d+,\}/.test(pattern.replaceAll(/\\[\s\S]/g, "").replaceAll(/\[(?:[^[\]])*\]/g, ""));

it("proves the same of every pattern of the core that may take any number of characters", { timeout: 900_000 }, async () => {
  const all = new Map(globSync("server/src/**/*.ts").flatMap((file) => patternsIn(file).map((found) => [found.join("/"), found] as const)));
  const patterns = [...all.values()].filter(([pattern]) => isUnbounded(pattern));
  expect(patterns.length).toBeGreaterThan(300);
  expect(await unproved(patterns)).toEqual([]);
});

it("would not prove one that is not linear", { timeout: 60_000 }, async () => {
  expect((await check("(?:a|a)*b", "y", { timeout: 30_000 })).status).toBe("vulnerable");
});
