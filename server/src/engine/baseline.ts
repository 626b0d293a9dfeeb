import { parseJson } from "../syntax/json.ts";
import { get, literal, maps, values } from "../syntax/tree.ts";
import { type Source, textOf } from "../text/source.ts";
import { fingerprints, hash } from "./fingerprint.ts";
import type { Finding } from "./run.ts";

/**
 * The findings that a team had when it began: they are not shown, so that new ones are seen. Nothing of a file's text is in it. Where a
 * finding is about a secret there is a check of 16 bits of its salted hash, so that another secret in the same place is a new finding:
 * enough to notice a change, far too little to confirm a guess.
 */
export interface Baseline {
  readonly salt: string;
  /** What is known, by path from the baseline's folder. */
  readonly files: ReadonlyMap<string, readonly Known[]>;
}
interface Known {
  readonly rule: string;
  readonly fingerprint: string;
  readonly check?: string;
}

/** Read a baseline; undefined where the text is none. */
export function readBaseline(source: Source): Baseline | undefined {
  const { roots, broken } = parseJson(source);
  const [root] = roots;
  const salt = root && literal(get(root, "salt"));
  const files = root && get(root, "files");
  if (broken || salt === undefined || files?.kind !== "map") return undefined;
  return { salt, files: new Map(files.entries.map(({ key, value }) => [key, maps(values(value)).flatMap((entry) => known(entry))])) };
}

function known(entry: Parameters<typeof get>[0]): readonly Known[] {
  const [rule, fingerprint, check] = ["rule", "fingerprint", "check"].map((key) => literal(get(entry, key)));
  return rule === undefined || fingerprint === undefined ? [] : [{ rule, fingerprint, ...(check === undefined ? {} : { check }) }];
}

/** Those of a file's findings that the baseline does not hold. */
export function fresh({ salt, files }: Baseline, path: string, findings: readonly Finding[]): readonly Finding[] {
  const held = files.get(path);
  if (!held) return findings;
  const keys = new Set(held.map(keyOf));
  return knownOf(salt, path, findings).flatMap(([finding, one]) => (keys.has(keyOf(one)) ? [] : [finding]));
}

/** A baseline of these findings, as it is written: a line for each, in an order that does not depend on where they stand. */
export function baselineText(salt: string, findings: ReadonlyMap<string, readonly Finding[]>): string {
  const paths = [...findings.keys()].filter((path) => findings.get(path)?.length).sort();
  const files = paths.map((path) => {
    const lines = knownOf(salt, path, findings.get(path) ?? []).map(([, one]) => `      ${JSON.stringify(one)}`);
    return `    ${JSON.stringify(path)}: [\n${lines.sort().join(",\n")}\n    ]`;
  });
  return `{\n  "version": 1,\n  "salt": ${JSON.stringify(salt)},\n  "files": {${files.length > 0 ? `\n${files.join(",\n")}\n  ` : ""}}\n}\n`;
}

const keyOf = ({ fingerprint, check }: Known): string => `${fingerprint} ${check ?? ""}`;

function knownOf(salt: string, path: string, findings: readonly Finding[]): readonly (readonly [Finding, Known])[] {
  return Array.from(
    fingerprints(findings, () => path),
    ([finding, fingerprint]) => {
      const check = finding.masked === undefined ? {} : { check: hash(`${salt}\0${textOf(finding.at)}`).slice(-4) };
      return [finding, { rule: finding.rule.name, fingerprint, ...check }] as const;
    },
  );
}
