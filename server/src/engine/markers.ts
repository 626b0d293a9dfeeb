import { type Place, textOf } from "../text/source.ts";
import type { Finding } from "./run.ts";

/**
 * Comments in which people tell other tools that a secret is none, or that a rule of theirs is not to be heeded. They accept what they accept there: findings of
 * secrets, and those of rules that are said to find the same; nobody is told where one accepts nothing, for it is not said to us. `blocks` are what a comment
 * above stands for as a whole.
 */
export function acceptedElsewhere(comments: readonly Place[], blocks: () => readonly Place[]): ((finding: Finding) => boolean) | undefined {
  const marks = comments.flatMap((comment) => marksIn(comment, blocks));
  if (marks.length === 0) return undefined;
  return (finding) => marks.some((m) => m.source === finding.at.source && m.accepts(finding));
}

/** The parser directive of BuildKit, which is no comment: `# check=skip=SecretsUsedInArgOrEnv`. */
export const skipsChecks = ({ rule, at }: Finding): boolean =>
  at.source.text.startsWith("#") &&
  names(rule, "buildkit").some((id) =>
    new RegExp(`^(?:#[^\\n]*\\n){0,8}# *check=[^\\n]{0,200}?skip=[^\\n;]{0,200}?\\b(?:${id}|all)\\b`).test(at.source.text.slice(0, 2000)),
  );

interface Mark {
  readonly source: Place["source"];
  accepts(finding: Finding): boolean;
}

function marksIn(comment: Place, blocks: () => readonly Place[]): readonly Mark[] {
  const { source } = comment;
  const own = source.lineOf(comment.start);
  const alone = source.text.slice(source.lines[own], comment.start).trim() === "";
  const on = (line: number, finding: Finding): boolean =>
    source.lineOf(finding.at.start) <= line && line <= source.lineOf(Math.max(finding.at.start, finding.at.end - 1));
  const here = (finding: Finding): boolean => on(own, finding);
  const below = (finding: Finding): boolean => on(own + 1, finding);
  /** Of an instruction of many lines, all. */
  const inBlock = ({ at }: Finding): boolean =>
    alone && blocks().some((b) => source.lineOf(b.start) === own + 1 && b.start <= at.start && at.start < b.end);
  // A comment of its own speaks of the line below it, one behind something of that.
  const hereOrBelow = (finding: Finding): boolean => (alone ? below(finding) : here(finding));
  return forms.flatMap(({ form, reach, tool }): readonly Mark[] => {
    const match = form.exec(textOf(comment));
    if (!match) return [];
    const ids = (match[1] ?? "").split(/[\s,]+/);
    const means = (finding: Finding): boolean =>
      (tool === undefined && finding.masked !== undefined) ||
      (tool !== undefined &&
        names(finding.rule, tool).some((id) => ids.some((i) => i.toUpperCase().replace(/^AVD-/, "").replace(/^DS0/, "DS-00") === id)));
    switch (reach) {
      case "line":
        return [{ source, accepts: (f) => here(f) && means(f) }];
      case "next":
        return [{ source, accepts: (f) => below(f) && means(f) }];
      case "either":
        return [{ source, accepts: (f) => (hereOrBelow(f) || (tool !== undefined && inBlock(f))) && means(f) }];
      default: {
        const end = source.text.indexOf("secretlint-enable", comment.end);
        return [{ source, accepts: ({ at, masked }) => masked !== undefined && at.start >= comment.start && (end < 0 || at.start < end) }];
      }
    }
  });
}

interface Form {
  readonly form: RegExp;
  /** Its own line, the next one, its own or else the next one, or all up to where it ends. */
  readonly reach: "line" | "next" | "either" | "rest";
  /** Whose rules the first group names; all findings of secrets are meant where it is left out. */
  readonly tool?: "hadolint" | "trivy";
}
/** As the tools' own documentation gives them. */
const forms: readonly Form[] = [
  { form: /\bgitleaks:allow\b/, reach: "line" },
  { form: /\bpragma: ?(?:allow|white)list secret\b/, reach: "line" },
  { form: /\bpragma: ?(?:allow|white)list nextline secret\b/, reach: "next" },
  { form: /\bsecretlint-disable-line\b/, reach: "line" },
  { form: /\bsecretlint-disable-next-line\b/, reach: "next" },
  { form: /\bsecretlint-disable(?!-)\b/, reach: "rest" },
  { form: /\bcheckov:skip=CKV_SECRET_\d{1,3}\b/, reach: "either" },
  { form: /\bhadolint (?:global )?ignore=([A-Z0-9, ]{1,200})/, reach: "either", tool: "hadolint" },
  { form: /\btrivy:ignore:([\w-]{1,80})/, reach: "either", tool: "trivy" },
];

const names = ({ equivalents = [] }: Finding["rule"], tool: string): readonly string[] => equivalents.filter((e) => e.tool === tool).map((e) => e.id);
