import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { applyEdits, Source } from "../server/src/text/source.ts";

describe("Source", () => {
  it("begins a line after LF, CRLF and a lone CR", () => {
    expect(new Source("x", "a\nb\r\nc\rd").lines).toEqual([0, 2, 5, 7]);
  });

  it("finds the line of every offset", () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom("a", "\n", "\r", "😀") }), (text) => {
        const source = new Source("x", text);
        for (let offset = 0; offset <= text.length; offset++) {
          const line = source.lineOf(offset);
          expect(source.lines[line]).toBeLessThanOrEqual(offset);
          expect(source.lines[line + 1] ?? Number.POSITIVE_INFINITY).toBeGreaterThan(offset);
        }
      }),
    );
  });

  it("gives the indentation of a line", () => {
    expect(new Source("x", "a\n \t b").indent(4)).toBe(" \t ");
  });
});

describe("applyEdits", () => {
  const source = new Source("x", "0123456789");
  const at = (start: number, end: number, text: string) => ({ at: source.at(start, end), text });

  it("applies edits in the order of places, those at one place in the order given", () => {
    expect(applyEdits(source, [at(8, 9, "h"), at(2, 4, "b"), at(2, 2, "a"), at(4, 4, "c")]).text).toBe("01abc4567h9");
  });

  it("gives the next version", () => {
    expect(applyEdits(source, []).version).toBe(1);
  });

  it("refuses overlapping edits and edits of another version", () => {
    expect(() => applyEdits(source, [at(2, 4, ""), at(3, 5, "")])).toThrow(RangeError);
    expect(() => applyEdits(new Source("x", "0123456789"), [at(0, 1, "")])).toThrow(RangeError);
  });
});
