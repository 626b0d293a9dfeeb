import type { AnyRule, Severity } from "../kit/rule.ts";

/** GitHub ranks alerts by this number, a text: above 9 critical, from 7 high, from 4 medium, below low. */
const scores: Readonly<Record<Severity, string>> = { error: "8.0", warning: "5.5", info: "3.0", hint: "1.0" };
const levels: Readonly<Record<Severity, string>> = { error: "error", warning: "warning", info: "note", hint: "note" };

/** What GitHub shows of a text at most. */
const longest = 1024;

/** Rules as SARIF describes them, with their relations to CWE and NIST SP 800-190. */
export const ruleDescriptors = (rules: readonly AnyRule[]): readonly object[] => {
  const known = taxonomies(rules);
  return rules.map((rule) => ({
    id: rule.name,
    name: rule.name,
    shortDescription: { text: rule.title },
    fullDescription: { text: shortened(plain(rule.why)) },
    help: { text: plain(rule.why), markdown: help(rule) },
    ...helpUri(rule),
    defaultConfiguration: { level: levels[rule.severity] },
    properties: {
      tags: ["security", `risk/${rule.risk}`, ...cwes(rule).map((id) => `external/cwe/${id.toLowerCase()}`)].slice(0, 10),
      precision: rule.confidence ?? "high",
      "security-severity": scores[rule.severity],
    },
    relationships: known.flatMap((taxonomy, index) =>
      taxonomy.idsOf(rule).map((id) => ({
        target: { id, index: taxonomy.taxa.findIndex((t) => t.id === id), toolComponent: { name: taxonomy.name, index } },
        kinds: ["superset"],
      })),
    ),
  }));
};

interface Taxonomy {
  readonly name: string;
  readonly organization: string;
  readonly shortDescription: { readonly text: string };
  readonly isComprehensive: false;
  readonly taxa: readonly { readonly id: string }[];
  /** Not printed: JSON leaves functions out. */
  idsOf(rule: AnyRule): readonly string[];
}

/** The classifications that the rules' references name, each with the entries that occur. */
export const taxonomies = (rules: readonly AnyRule[]): readonly Taxonomy[] => [
  taxonomy("CWE", "MITRE", "The Common Weakness Enumeration", rules, cwes),
  taxonomy("NIST SP 800-190", "NIST", "Application Container Security Guide, by section", rules, sections),
];

const taxonomy = (name: string, organization: string, text: string, rules: readonly AnyRule[], idsOf: Taxonomy["idsOf"]): Taxonomy => ({
  name,
  organization,
  shortDescription: { text },
  isComprehensive: false,
  taxa: [...new Set(rules.flatMap(idsOf))].sort().map((id) => ({ id })),
  idsOf,
});

const cwes = ({ refs }: AnyRule): readonly string[] => refs.filter((r) => /^CWE-\d+$/.test(r));
const sections = ({ refs }: AnyRule): readonly string[] => refs.flatMap((r) => /^NIST SP 800-190 ([\d.]+)$/.exec(r)?.[1] ?? []);

const helpUri = ({ refs }: AnyRule): { readonly helpUri?: string } => {
  const uri = refs.find((r) => r.startsWith("https://"));
  return uri === undefined ? {} : { helpUri: uri };
};

const help = ({ title, why, refs, name }: AnyRule): string =>
  [`# ${title}`, why, ...(refs.length > 0 ? [refs.map((r) => `- ${r}`).join("\n")] : []), `\`plimsoll explain ${name}\` shows examples.`].join(
    "\n\n",
  );

/** Markdown without its marks. */
const plain = (markdown: string): string => markdown.replace(/[`*]+/g, "").replace(/\[([^[\]]*)\]\([^()]*\)/g, "$1");
const shortened = (text: string): string => (text.length > longest ? `${text.slice(0, longest - 1)}…` : text);
