import type { Example, ExampleFile } from "../kit/example.ts";
import type { AnyRule, Equivalent } from "../kit/rule.ts";
import { exampleWorkspace, ownFindings } from "../workspace/example-workspace.ts";

/** A rule's page as Markdown: what `explain` and the documentation show of it. Messages and fixes are those of the examples, run now. */
export function page(rule: AnyRule, rules: readonly AnyRule[]): string {
  const text = [
    `# ${rule.title}`,
    facts(rule),
    rule.why,
    ...found(rule, rules),
    ...leftAlone(rule),
    ...settings(rule),
    ...references(rule),
    accepting(rule),
  ].join("\n\n");
  const values = rule.examples.flatMap((e) => e.files).flatMap((f) => f.values);
  return values.reduce((out, value) => out.replaceAll(value, `${value.slice(0, 4)}…`), text);
}

/** What fits into a hover: the headline and why it matters. */
export const card = (rule: AnyRule): string => `**${rule.title}** · \`${rule.name}\`\n\n${rule.why}`;

const facts = ({ name, severity, confidence = "high", risk, preset = "recommended" }: AnyRule): string =>
  `\`${name}\` · ${severity} · confidence ${confidence} · risk: ${risk} · preset ${preset}`;

const isBad = ({ files }: Example): boolean => files.some((f) => f.marks.length > 0);

function found(rule: AnyRule, rules: readonly AnyRule[]): readonly string[] {
  const wrong = rule.examples.filter(isBad);
  return wrong.length === 0 ? [] : ["## What is found", ...wrong.flatMap((example) => shown(example, marked, outcome(rule, rules, example)))];
}

function leftAlone({ examples }: AnyRule): readonly string[] {
  const right = examples.filter((e) => !isBad(e));
  return right.length === 0 ? [] : ["## What is left alone", ...right.flatMap((example) => shown(example, (f) => f.text, []))];
}

function shown({ caption, files }: Example, textOf: (file: ExampleFile) => string, after: readonly string[]): readonly string[] {
  return [
    ...(caption ? [caption] : []),
    ...files.flatMap((f) => [...(files.length > 1 ? [`\`${f.path}\``] : []), fenced(f.path, textOf(f))]),
    ...after,
  ];
}

/** The messages and fixes of an example, and its first file once the first fix is applied. */
function outcome(rule: AnyRule, rules: readonly AnyRule[], { files, fixed, options }: Example): readonly string[] {
  const workspace = exampleWorkspace(rule, rules, files, options);
  const findings = files.flatMap((f) => ownFindings(rule, workspace, f.path));
  const lines = findings.flatMap((f) => [`- ${f.message}`, ...f.fixes.map((fix) => `  - Fix (${fix.applicability}): ${fix.title}`)]);
  return [lines.join("\n"), ...(fixed === undefined ? [] : ["Mended:", fenced(files[0]?.path ?? "", fixed)])];
}

/** The text with what is found between «guillemets», as the rule's file writes it. */
function marked({ text, marks }: ExampleFile): string {
  let out = "";
  let done = 0;
  for (const [start, end] of marks) {
    out += `${text.slice(done, start)}«${text.slice(start, end)}»`;
    done = end;
  }
  return out + text.slice(done);
}

function fenced(path: string, text: string): string {
  const fence = text.includes("```") ? "````" : "```";
  return `${fence}${languageOf(path)}\n${text.trimEnd()}\n${fence}`;
}

const languageOf = (path: string): string =>
  /dockerfile|containerfile/i.test(path)
    ? "dockerfile"
    : /\.json$/.test(path)
      ? "json"
      : /\.ya?ml$/.test(path)
        ? "yaml"
        : /\.tf$/.test(path)
          ? "terraform"
          : "text";

function settings({ options = {} }: AnyRule): readonly string[] {
  const rows = Object.entries(options).map(([name, value]) => `| \`${name}\` | \`${JSON.stringify(value)}\` |`);
  return rows.length === 0 ? [] : ["## Options", ["| option | default |", "|---|---|", ...rows].join("\n")];
}

function references({ refs, equivalents = [] }: AnyRule): readonly string[] {
  const lines = [...refs.map(reference), ...equivalents.map(equivalent)];
  return lines.length > 0 ? ["## References", lines.map((l) => `- ${l}`).join("\n")] : [];
}

function reference(ref: string): string {
  const cwe = /^CWE-(\d+)$/.exec(ref)?.[1];
  return cwe ? `[${ref}](https://cwe.mitre.org/data/definitions/${cwe}.html)` : ref.startsWith("https://") ? `<${ref}>` : ref;
}

const equivalent = ({ tool, id }: Equivalent): string => `The same in ${tool}: ${id}`;

const accepting = ({ name }: AnyRule): string =>
  `## Accepting it\n\nWhere comments are possible, above it or on its line: \`# plimsoll: allow ${name} -- the reason\`. Elsewhere: an entry under \`exceptions\` in \`.plimsoll.yaml\`.`;
