import { describe, expect, it } from "vitest";
import type { Finding } from "../server/src/engine/run.ts";
import type { Severity } from "../server/src/kit/rule.ts";
import { mends, tally } from "../server/src/workspace/tally.ts";

const finding = (name: string, severity: Severity): Finding => ({ rule: { name }, severity }) as Finding;
const root = finding("root-user", "warning");
const base = finding("full-os-base", "info");
const port = finding("privileged-port", "hint");
const pin = finding("tag-without-digest", "hint");

const mended = (before: readonly Finding[], after: readonly Finding[], safe = false): boolean =>
  mends(tally(before), tally(after), before.slice(0, 1), safe ? "safe" : "unsafe");

describe("a fix mends", () => {
  it("where its finding goes and none comes", () => {
    expect(mended([root, port], [port], true)).toBe(true);
    expect(mended([root, root], [root], true)).toBe(true);
  });

  it("where what comes is less grave than what went, if the user looks at it", () => {
    expect(mended([root], [port])).toBe(true);
    expect(mended([base, pin], [pin, pin])).toBe(true);
    expect(mended([base, root], [finding("end-of-life-base", "info")])).toBe(true);
    expect(mended([root], [port], true)).toBe(false);
  });

  it("not where its finding stays, or something as bad comes", () => {
    expect(mended([root, port], [root])).toBe(false);
    expect(mended([base], [finding("end-of-life-base", "info")])).toBe(false);
    expect(mended([port], [base])).toBe(false);
    expect(mended([root, base], [finding("full-os-base", "error")])).toBe(false);
  });
});
