// What docs/identity-scope.md says of policies: each row names a rule that there is, or says why there is none.
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { rules } from "../server/src/rules/index.ts";

const text = readFileSync(new URL("../docs/identity-scope.md", import.meta.url), "utf8");
const rows = text.split("\n").flatMap((line) => {
  const [, what = "", said = ""] = /^\| (.*?) \| (.*) \|$/.exec(line) ?? [];
  return what === "" || what === "what" ? [] : [{ what, said }];
});

describe("the scope of the rules on policies", () => {
  it("has all rows of its groups", () => {
    const groups = text.split(/^## /m).slice(1);
    expect(groups.map((g) => g.split("\n").filter((line) => line.startsWith("| ")).length - 1)).toEqual([16, 13, 12, 13, 21, 20, 5, 6, 12]);
  });
  it("names rules that there are", () => {
    const names = new Set(rules.map((r) => r.name));
    const named = rows.flatMap(({ said }) => [...said.matchAll(/\[([\w-]{1,60})\]\(rules\/([\w-]{1,60})\.md\)/g)]);
    expect(named.length).toBeGreaterThan(90);
    expect(named.filter(([, name = "", page = ""]) => name !== page || !names.has(name)).map(([link]) => link)).toEqual([]);
  });
  it("says something of each row, and of none twice", () => {
    expect(rows.filter(({ said }) => said.trim() === "")).toEqual([]);
    expect(new Set(rows.map(({ what }) => what)).size).toBe(rows.length);
  });
});
