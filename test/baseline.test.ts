import { describe, expect, it } from "vitest";
import { type Baseline, baselineText, fresh, readBaseline } from "../server/src/engine/baseline.ts";
import type { Finding } from "../server/src/engine/run.ts";
import plaintextSecret from "../server/src/rules/container/plaintext-secret.ts";
import { Source } from "../server/src/text/source.ts";
import { exampleWorkspace, ownFindings } from "../server/src/workspace/example-workspace.ts";

const task = (...variables: readonly (readonly [name: string, value: string])[]): string => `{
  "family": "shop",
  "containerDefinitions": [{ "name": "web", "image": "web:1.4", "environment": [
    ${variables.map(([name, value]) => `{ "name": "${name}", "value": "${value}" }`).join(",\n    ")}
  ] }]
}`;

const findingsIn = (text: string): readonly Finding[] =>
  ownFindings(
    plaintextSecret,
    exampleWorkspace(plaintextSecret, [plaintextSecret], [{ path: "task.json", text, marks: [], values: [] }]),
    "task.json",
  );

const parsed = (text: string): Baseline => {
  const baseline = readBaseline(new Source("plimsoll-baseline.json", text));
  if (!baseline) throw new Error(text);
  return baseline;
};
const written = (text: string, salt = "salt"): string => baselineText(salt, new Map([["task.json", findingsIn(text)]]));
const left = (baseline: string, text: string, path = "task.json"): readonly (string | undefined)[] =>
  fresh(parsed(baseline), path, findingsIn(text)).map((f) => f.key);

describe("a baseline", () => {
  const before = task(["DB_PASSWORD", "Rain-in-May-77"]);

  it("holds what was there, whatever lines it moved by", () => {
    expect(findingsIn(before)).toHaveLength(1);
    expect(left(written(before), before)).toEqual([]);
    expect(left(written(before), `\n\n${task(["DB_HOST", "db"], ["DB_PASSWORD", "Rain-in-May-77"])}`)).toEqual([]);
  });

  it("does not hold another file's, another variable's, nor another secret in the same place", () => {
    expect(left(written(before), before, "other.json")).toEqual(["DB_PASSWORD"]);
    expect(left(written(before), task(["DB_PASSWORD", "Rain-in-May-77"], ["SMTP_PASSWORD", "Sun-in-June-78"]))).toEqual(["SMTP_PASSWORD"]);
    expect(left(written(before), task(["DB_PASSWORD", "Sun-in-June-78"]))).toEqual(["DB_PASSWORD"]);
  });

  it("says nothing of a secret but 16 bits of its salted hash", () => {
    const text = written(before);
    expect(text).not.toContain("Rain");
    const [check, other] = [text, written(before, "pepper")].map((t) => /"check":"([^"]*)"/.exec(t)?.[1]);
    expect(check).toMatch(/^[0-9a-f]{4}$/);
    expect(check).not.toBe(other);
  });

  it("is the same text for the same findings in another order, and can be empty", () => {
    const [a, b] = [["A_PASSWORD", "Rain-in-May-77"] as const, ["B_PASSWORD", "Sun-in-June-78"] as const];
    expect(written(task(a, b))).toBe(written(task(b, a)));
    const none = baselineText("salt", new Map([["task.json", []]]));
    expect(parsed(none).files.size).toBe(0);
  });

  it("is none where the text is something else", () => {
    for (const text of ["", "[]", "{}", `{ "salt": "x" }`, `{ "salt": "x", "files": {`]) {
      expect(readBaseline(new Source("x.json", text)), text).toBeUndefined();
    }
  });
});
