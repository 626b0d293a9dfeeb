import { describe, expect, it } from "vitest";
import type { AnyRule, Fix } from "../server/src/kit/rule.ts";
import { rules } from "../server/src/rules/index.ts";
import { applyEdits, type Source, textOf } from "../server/src/text/source.ts";
import type { Workspace } from "../server/src/workspace/workspace.ts";
import { workspaceOf } from "./workspace-of.ts";

/** Every example of every rule: exact places, exact fixed text, every offered fix proved, and nothing left to do after it. */
describe.each(rules.map((rule) => [rule.name, rule] as const))("%s", (_, rule) => {
  it.each(rule.examples.map((example, i) => [`${i + 1} ${example.files[0]?.path} ${example.caption ?? ""}`, example] as const))(
    "%s",
    (_title, { files, fixed }) => {
      const workspace = workspaceOf(files, [rule]);
      for (const { path, marks } of files) {
        const findings = workspace.findings(path);
        expect(findings.map((f) => textOf(f.at))).toEqual(marks.map(([start, end]) => workspace.source(path)?.text.slice(start, end)));
        expect(findings.map((f) => [f.at.start, f.at.end])).toEqual(marks);
        for (const finding of findings) {
          for (const fix of finding.fixes ?? []) {
            expect(workspace.proves(finding, fix), fix.title).toBe(true);
            expectDone(workspace, rule, fix);
          }
        }
      }
      if (fixed === undefined) return;
      const fix = workspace.findings(files[0]?.path ?? "")[0]?.fixes?.[0];
      expect(fix, "the example shows a fix").toBeDefined();
      expect(fixedTexts(fix)).toContain(fixed);
    },
  );

  it("shows at least one bad example and one trap", () => {
    expect(rule.examples.some((e) => e.files.some((f) => f.marks.length > 0))).toBe(true);
    expect(rule.examples.some((e) => e.files.every((f) => f.marks.length === 0))).toBe(true);
  });
});

/** After the fix every remaining finding is one that was there before. */
function expectDone(workspace: Workspace, rule: AnyRule, fix: Fix): void {
  const sources = new Set(fix.edits.map((e) => e.at.source));
  const files = [...workspace.uris].map((uri) => workspace.source(uri)).filter((s) => s !== undefined);
  const after = workspaceOf(
    files.map((s) => ({
      path: s.uri,
      text: sources.has(s)
        ? applyEdits(
            s,
            fix.edits.filter((e) => e.at.source === s),
          ).text
        : s.text,
    })),
    [rule],
  );
  const count = (w: Workspace): number => files.reduce((n, s) => n + w.findings(s.uri).length, 0);
  expect(count(after)).toBeLessThan(count(workspace));
}

const fixedTexts = (fix: Fix | undefined): readonly string[] => {
  const bySource = new Map<Source, Fix["edits"][number][]>();
  for (const edit of fix?.edits ?? []) bySource.set(edit.at.source, [...(bySource.get(edit.at.source) ?? []), edit]);
  return Array.from(bySource, ([source, edits]) => applyEdits(source, edits).text);
};
