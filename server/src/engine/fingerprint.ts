import type { Finding } from "./run.ts";

/**
 * Tells the same finding in two scans, whatever lines it moved by: a hash of rule, path, subject, key and the index among
 * findings that are equal in these. Nothing of the text goes into it, so no secret does.
 */
export function fingerprints(findings: readonly Finding[], pathOf: (uri: string) => string): ReadonlyMap<Finding, string> {
  const counts = new Map<string, number>();
  return new Map(
    findings.map((finding) => {
      const { rule, at, subject, key = "" } = finding;
      const identity = [rule.name, pathOf(at.source.uri), subject, key].join("\0");
      const index = counts.get(identity) ?? 0;
      counts.set(identity, index + 1);
      return [finding, hash(`${identity}\0${index}`)];
    }),
  );
}

/** 64 bits as 16 hexadecimal digits: two multiplicative hashes of 32, mixed at the end. Not for security. */
export function hash(text: string): string {
  let a = 0x9e3779b9;
  let b = 0x243f6a88;
  for (let i = 0; i < text.length; i++) {
    const c = text.charCodeAt(i);
    a = Math.imul(a ^ c, 0x85ebca6b);
    b = Math.imul(b ^ c, 0xc2b2ae35);
    a ^= a >>> 15;
    b ^= b >>> 13;
  }
  return hex(mixed(a ^ Math.imul(b, 0x27d4eb2f))) + hex(mixed(b ^ Math.imul(a, 0x165667b1)));
}

function mixed(h: number): number {
  const once = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  const twice = Math.imul(once ^ (once >>> 13), 0xc2b2ae35);
  return twice ^ (twice >>> 16);
}

const hex = (n: number): string => (n >>> 0).toString(16).padStart(8, "0");
