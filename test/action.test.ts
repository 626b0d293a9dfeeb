import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { includesAction, includesPattern } from "../server/src/model/action.ts";

describe("patterns of actions and ARNs", () => {
  it.each([
    ["*", "iam:PassRole", true],
    ["iam:*", "iam:PassRole", true],
    ["IAM:pass*", "iam:PassRole", true],
    ["iam:PassRole", "iam:*", false],
    ["iam:P?ssRole", "iam:PassRole", true],
    ["iam:?assRole?", "iam:PassRole", false],
    ["*:PassRole", "iam:PassRole", true],
    ["s3:Get*", "s3:GetObject*", true],
    ["s3:Get*", "s3:G*", false],
    ["s3:*Object*", "s3:Get*Object?", true],
    ["s3:*", "s3-object-lambda:Get", false],
    ["*Get*", "s3:*", false],
    ["", "", true],
    ["", "*", false],
    ["*", "", true],
    ["?*", "*?", true],
    ["*a?*", "*a*a", true],
    ["a*b", "a*", false],
    ["a?b", "a*b", false],
    ["**", "*", true],
  ])("%s includes %s: %s", (wide, narrow, expected) => {
    expect(includesAction(wide, narrow)).toBe(expected);
  });

  it("keeps case where ARNs do", () => {
    expect(includesPattern("arn:aws:s3:::Logs/*", "arn:aws:s3:::logs/a")).toBe(false);
  });

  // Small enough for the reference to be exhaustive, with every shape in it.
  const pattern = (longest: number): fc.Arbitrary<string> =>
    fc.array(fc.constantFrom("a", "b", "?", "*", "*"), { maxLength: longest }).map((parts) => parts.join(""));

  it("agrees with trying all the worst texts", () => {
    fc.assert(
      fc.property(pattern(6), pattern(5), (wide, narrow) => {
        expect(includesPattern(wide, narrow)).toBe(obvious(wide, narrow));
      }),
      { numRuns: 5_000 },
    );
  });

  it("includes itself, and what includes an included one includes that, too", () => {
    fc.assert(
      fc.property(pattern(8), pattern(8), pattern(8), (a, b, c) => {
        expect(includesPattern(a, a)).toBe(true);
        if (includesPattern(a, b) && includesPattern(b, c)) expect(includesPattern(a, c)).toBe(true);
      }),
    );
  });
});

/**
 * Puts every mix of "a", "b" and a character that no pattern names for `?`, and every run of that character up to more than
 * `wide` could count for `*`, then asks whether each text fits.
 */
function obvious(wide: string, narrow: string): boolean {
  const runs = Array.from({ length: wide.length + 2 }, (_, n) => "x".repeat(n));
  const fits = new RegExp(`^${[...wide].map((c) => (c === "*" ? ".*" : c === "?" ? "." : c)).join("")}$`);
  let texts = [""];
  for (const c of narrow.replace(/\*+/g, "*")) {
    const put = c === "*" ? [...runs, "a", "b", "ab", "ba"] : c === "?" ? ["x", "a", "b"] : [c];
    texts = texts.flatMap((text) => put.map((p) => text + p));
  }
  return texts.every((text) => fits.test(text));
}
