import { describe, expect, it } from "vitest";
import type { Example } from "../server/src/kit/example.ts";
import type { Fix } from "../server/src/kit/rule.ts";
import { rules } from "../server/src/rules/index.ts";
import { applyEdits, isAbsent, type Source, textOf } from "../server/src/text/source.ts";
import { exampleWorkspace, ownFindings } from "../server/src/workspace/example-workspace.ts";

/** Every example of every rule: exact places, exact fixed text, every offered fix proved, and what it leaves is less than what was. */
describe.each(rules.map((rule) => [rule.name, rule] as const))("%s", (_, rule) => {
  it.each(rule.examples.map((example, i) => [`${i + 1} ${example.caption ?? example.files[0]?.path}`, example] as const))(
    "%s",
    (_title, { files, fixed, options }) => {
      const workspace = exampleWorkspace(rule, rules, files, options);
      for (const { path, text, marks } of files) {
        const findings = ownFindings(rule, workspace, path);
        expect(findings.map((f) => textOf(f.at))).toEqual(marks.map(([start, end]) => text.slice(start, end)));
        expect(findings.map((f) => [f.at.start, f.at.end])).toEqual(marks);
        for (const finding of findings) {
          for (const fix of finding.fixes) {
            expect(workspace.proves(finding, fix), fix.title).toBe(true);
            const after = files.map((f) => ({ ...f, text: fixedText(fix, workspace.source(f.path)) ?? f.text }));
            const left = exampleWorkspace(rule, rules, [...after, ...madeBy(fix)], options);
            const count = (w: typeof workspace): number => files.reduce((n, f) => n + ownFindings(rule, w, f.path).length, 0);
            expect(count(left), `${fix.title} leaves less`).toBeLessThan(count(workspace));
          }
        }
      }
      if (fixed === undefined) return;
      const [first] = files;
      const fix = ownFindings(rule, workspace, first?.path ?? "")[0]?.fixes?.[0];
      expect(fix && fixedText(fix, workspace.source(first?.path ?? ""))).toBe(fixed);
    },
  );

  it("shows what it finds and what it leaves alone", () => {
    expect(rule.examples.some((e) => e.files.some((f) => f.marks.length > 0))).toBe(true);
    expect(rule.examples.some((e) => e.files.every((f) => f.marks.length === 0))).toBe(true);
  });

  it("has a title, a reason and references", () => {
    expect(rule.name).toMatch(/^[a-z]+(-[a-z]+)*$/);
    expect(rule.title).not.toMatch(/\.$/);
    expect(rule.why.length).toBeGreaterThan(80);
    expect(rule.refs.length + (rule.risk === "configuration" ? 1 : 0)).toBeGreaterThan(0);
  });
});

it("rules are in the order of names, each once", () => {
  const names = rules.map((r) => r.name);
  expect(names).toEqual([...new Set(names)].toSorted());
});

/** The files that a fix makes. */
const madeBy = ({ edits }: Fix): Example["files"] =>
  [...new Set(edits.map((e) => e.at.source))].filter(isAbsent).map((source) => {
    const text = applyEdits(
      source,
      edits.filter((e) => e.at.source === source),
    ).text;
    return { path: source.uri, text, marks: [], values: [] };
  });

function fixedText(fix: Fix, source: Source | undefined): string | undefined {
  const edits = fix.edits.filter((e) => e.at.source === source);
  return source && edits.length > 0 ? applyEdits(source, edits).text : undefined;
}
