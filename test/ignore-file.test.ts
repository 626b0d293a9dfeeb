import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { read } from "../server/src/adapt/hosts.ts";
import { isIgnored } from "../server/src/model/ignore-file.ts";
import { applyEdits, Source, textOf } from "../server/src/text/source.ts";

const fileOf = (text: string) => {
  const source = new Source("web/.dockerignore", text);
  const [file] = read(source).facts.ignoreFile;
  return { source, file: file ?? expect.fail("no ignore file") };
};
const ignored = (text: string, path: string): boolean | undefined => isIgnored(fileOf(text).file, path);

describe(".dockerignore", () => {
  it("is read line by line, with its comments", () => {
    const { file } = fileOf("# one\n  node_modules/  \n\n!./dist//x\n #not a comment\r\n/a/../b");
    expect(file.patterns.map((p) => [p.path, p.negated, textOf(p.at)])).toEqual([
      ["node_modules", false, "node_modules/"],
      ["dist/x", true, "!./dist//x"],
      ["#not a comment", false, "#not a comment"],
      ["b", false, "/a/../b"],
    ]);
  });

  it.each([
    ["node_modules", "node_modules/a/b.js", true],
    ["node_modules", "web/node_modules/a.js", false],
    ["**/node_modules", "web/node_modules/a.js", true],
    ["**/node_modules", "node_modules", true],
    ["*.md", "README.md", true],
    ["*.md", "docs/README.md", false],
    ["**/*.md", "docs/a/README.md", true],
    ["docs/**", "docs/a/b", true],
    ["docs/**/b", "docs/b", true],
    ["temp?", "tempa", true],
    ["temp?", "temp", false],
    ["*", ".env", true],
    ["*\n!src", "src/a.js", false],
    ["*\n!src\nsrc/*.key", "src/a.key", true],
    ["!.env\n.env", ".env", true],
    [".env\n!.env", ".env", false],
    ["[a-z].env", "a.env", undefined],
    ["[a-z].env\n*.env", "a.env", true],
    ["**", "a/b", true],
    ["", "a", false],
  ])("%j decides %s: %s", (text, path, expected) => {
    expect(ignored(text, path)).toBe(expected);
  });

  it("does what a plain regular expression would, for patterns without classes", () => {
    const part = fc.constantFrom("a", "b", "*", "?", "a*", "*b", "**");
    const step = fc.constantFrom("a", "b", "ab", "aab", "c");
    fc.assert(
      fc.property(fc.array(part, { minLength: 1, maxLength: 4 }), fc.array(step, { minLength: 1, maxLength: 4 }), (pattern, path) => {
        expect(ignored(pattern.join("/"), path.join("/"))).toBe(slow(pattern, path));
      }),
      { numRuns: 2_000 },
    );
  });

  it("takes more lines at its end, and gives lines back, in its own line ends", () => {
    for (const [text, expected] of [
      ["", ".env\n"],
      ["a\n", "a\n.env\n"],
      ["a", "a\n.env\n"],
      ["a\r\nb", "a\r\nb\r\n.env\r\n"],
    ] as const) {
      const { source, file } = fileOf(text);
      expect(applyEdits(source, file.add([".env"])).text).toBe(expected);
    }
    const { source, file } = fileOf("a\r\n!b\r\nc");
    expect(applyEdits(source, file.patterns[1]?.remove() ?? []).text).toBe("a\r\nc");
  });
});

/** The pattern, or one of the beginnings of the path that it fits, as one regular expression. */
function slow(pattern: readonly string[], path: readonly string[]): boolean {
  const fits = (parts: readonly string[], steps: readonly string[]): boolean => {
    const [first, ...rest] = parts;
    if (first === undefined) return steps.length === 0;
    if (first === "**") return steps.some((_, i) => fits(rest, steps.slice(i))) || fits(rest, []);
    const [step, ...others] = steps;
    return step !== undefined && new RegExp(`^${first.replaceAll("*", ".*").replaceAll("?", ".")}$`).test(step) && fits(rest, others);
  };
  return path.some((_, i) => fits(pattern, path.slice(0, i + 1)));
}
