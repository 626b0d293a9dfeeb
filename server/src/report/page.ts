import type { AnyRule, Equivalent } from "../kit/rule.ts";

/** A rule's page as Markdown: what hover, `explain` and the documentation show of it. */
export function page(rule: AnyRule): string {
  return [`# ${rule.title}`, facts(rule), rule.why, ...examples(rule), ...references(rule), accepting(rule)].join("\n\n");
}

/** What fits into a hover: the headline and why it matters. */
export const card = (rule: AnyRule): string => `**${rule.title}** · \`${rule.name}\`\n\n${rule.why}`;

function facts({ name, severity, confidence = "high", risk, preset = "recommended" }: AnyRule): string {
  return `\`${name}\` · ${severity} · confidence ${confidence} · risk of the ${risk} · preset ${preset}`;
}

function examples({ examples }: AnyRule): readonly string[] {
  const wrong = examples.filter((e) => e.files.some((f) => f.marks.length > 0));
  const right = examples.filter((e) => e.files.every((f) => f.marks.length === 0));
  return [
    ...(wrong.length > 0
      ? ["## What is found", ...wrong.flatMap((e) => [...said(e.caption), ...e.files.map((f) => fenced(f.path, marked(f)))])]
      : []),
    ...wrong.slice(0, 1).flatMap((e) => (e.fixed === undefined ? [] : ["## The same, mended", fenced(e.files[0]?.path ?? "", e.fixed)])),
    ...(right.length > 0
      ? ["## What is left alone", ...right.flatMap((e) => [...said(e.caption), ...e.files.map((f) => fenced(f.path, f.text))])]
      : []),
  ];
}

const said = (caption: string | undefined): readonly string[] => (caption ? [caption] : []);

/** The text with what is found between «guillemets», as the rule's file writes it. */
function marked({ text, marks }: { readonly text: string; readonly marks: readonly (readonly [number, number])[] }): string {
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
  /dockerfile|containerfile/i.test(path) ? "dockerfile" : /\.json$/.test(path) ? "json" : /\.ya?ml$/.test(path) ? "yaml" : "";

function references({ refs, equivalents = [] }: AnyRule): readonly string[] {
  const lines = [...refs.map(reference), ...equivalents.map(equivalent)];
  return lines.length > 0 ? ["## References", lines.map((l) => `- ${l}`).join("\n")] : [];
}

function reference(ref: string): string {
  const cwe = /^CWE-(\d+)$/.exec(ref)?.[1];
  return cwe ? `[${ref}](https://cwe.mitre.org/data/definitions/${cwe}.html)` : ref.startsWith("https://") ? `<${ref}>` : ref;
}

const equivalent = ({ tool, id }: Equivalent): string => `The same in ${tool}: ${id}`;

function accepting({ name }: AnyRule): string {
  return `## Accepting it\n\nWhere comments are possible: \`# plimsoll: allow ${name} -- the reason\` above it or on its line. Elsewhere: an entry under \`exceptions\` in \`.plimsoll.yaml\`.`;
}
