import { parseConfig } from "../engine/config.ts";
import type { Finding } from "../engine/run.ts";
import { get, type Plain } from "../syntax/tree.ts";
import type { Edit, Source } from "../text/source.ts";

/** The exception that accepts a finding, as the configuration writes it. */
export interface NewException {
  readonly rule: string;
  /** Relative to the configuration's folder. */
  readonly file: string;
  readonly subject: string;
  readonly reason: string;
}

/** Edits that put `# plimsoll: allow …` above what has the finding; none where the host has no comments. */
export function commentEdits(finding: Finding, blockStart: number): readonly Edit[] {
  const { source } = finding.at;
  const start = source.lines[source.lineOf(blockStart)] ?? 0;
  return [{ at: source.at(start), text: `${source.indent(start)}# plimsoll: allow ${finding.rule.name}${source.eol}` }];
}

/** Edits that add the exception to a configuration. */
export function exceptionEdits(config: Source, exception: NewException): readonly Edit[] {
  const [root] = parseConfig(config).roots;
  if (root?.kind !== "map") return config.text.trim() === "" ? [{ at: config.at(0, config.text.length), text: newConfig(exception) }] : [];
  const held = get(root, "exceptions");
  if (held?.kind === "list") return held.writer.append(held, entry(exception));
  return root.writer.set(root, "exceptions", [entry(exception)]);
}

/** A new `.plimsoll.yaml` that holds the exception alone. */
export function newConfig({ rule, file, subject, reason }: NewException): string {
  const lines = [
    `rule: ${rule}`,
    `files: [${JSON.stringify(file)}]`,
    ...(subject ? [`subject: ${JSON.stringify(subject)}`] : []),
    `reason: ${JSON.stringify(reason)}`,
  ];
  return `exceptions:\n  - ${lines.join("\n    ")}\n`;
}

const entry = ({ rule, file, subject, reason }: NewException): Plain => ({ rule, files: [file], ...(subject ? { subject } : {}), reason });
