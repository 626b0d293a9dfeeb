import { nearest } from "../kit/nearest.ts";
import type { Acceptance } from "../model/acceptance.ts";
import { Field } from "../model/field.ts";
import type { Allow } from "../model/subjects.ts";
import { endOf } from "../text/ends.ts";
import type { Edit, Place } from "../text/source.ts";
import { textOf } from "../text/source.ts";
import { acceptedElsewhere, skipsChecks } from "./markers.ts";
import type { Finding } from "./run.ts";

/**
 * A comment that accepts findings: `# plimsoll: allow root-user, latest-tag -- reason`. It holds for its own line, or for what
 * follows its block of comments; `allow-file` holds for the whole file. It always names rules: nothing accepts everything.
 */
export interface AllowComment {
  readonly names: readonly { readonly name: string; readonly at: Place }[];
  readonly file: boolean;
  readonly at: Place;
  readonly reason: string;
}

/** The comment begins with it: one that merely speaks of it accepts nothing. */
const form = /^(?:#+|\/\/+|\/\*)[ \t]*plimsoll:[ \t]*(allow|allow-file)[ \t]+([^\r\n]*)/;

export function allowComments(comments: readonly Place[]): readonly AllowComment[] {
  return comments.flatMap((at) => {
    const match = form.exec(textOf(at));
    if (!match) return [];
    const [whole, verb, rest = ""] = match;
    const offset = at.start + match.index + whole.length - rest.length;
    const [list = "", ...reason] = rest.split("--");
    const names = Array.from(list.matchAll(/[^\s,*/]+/g), (m) => ({
      name: m[0],
      at: at.source.at(offset + m.index, offset + m.index + m[0].length),
    }));
    return names.length > 0 ? [{ names, at, file: verb === "allow-file", reason: reason.join("--").trim() }] : [];
  });
}

/**
 * Where the name of a rule stands, or is to come, at an offset of such a comment: its place, empty where none has been begun. Undefined elsewhere, in
 * the reason, too.
 */
export function allowedNameAt(comments: readonly Place[], offset: number): Place | undefined {
  const comment = comments.find(({ start, end }) => start < offset && offset <= end);
  if (!comment) return undefined;
  const { source } = comment;
  const before = source.text.slice(comment.start, offset);
  if (!begun.test(before)) return undefined;
  const start = offset - endOf(before, (c) => /[a-z-]/.test(c)).length;
  const rest = /^[a-z-]*/.exec(source.text.slice(offset, comment.end))?.[0].length ?? 0;
  return source.at(start, offset + rest);
}
/** The comment as far as a name: each but the first comes after a comma or a space. */
const begun = /^(?:#+|\/\/+|\/\*)[ \t]*plimsoll:[ \t]*(?:allow|allow-file)[ \t]+(?:[^\s,*/-][^\s,*/]*[\s,]+)*(?:[a-z][a-z-]*)?$/;

/** What a suppression needs to know of the file beside its findings. */
export interface Ground {
  readonly comments: readonly Place[];
  /** What the file accepts otherwise. */
  readonly acceptances: readonly Acceptance[];
  /** What a comment above stands for as a whole, such as an instruction of many lines. */
  readonly blocks: readonly Place[];
  /** Names of rules that are on for the file. */
  readonly active: ReadonlySet<string>;
  /** Names of all rules, former ones included. */
  readonly known: readonly string[];
}

/** One rule that something in the file accepts, and of which findings. */
interface Accepted {
  readonly rule: Field<string>;
  accepts(finding: Finding): boolean;
}

/** The findings that nothing in the file allows, and what became of each name there. */
export function suppress(found: readonly Finding[], ground: Ground): { readonly findings: readonly Finding[]; readonly allows: readonly Allow[] } {
  const elsewhere = found.length > 0 ? acceptedElsewhere(ground.comments, () => ground.blocks) : undefined;
  const findings = found.filter((f) => !elsewhere?.(f) && !skipsChecks(f));
  const accepted = [...inComments(ground), ...ground.acceptances.flatMap(inHost)];
  if (accepted.length === 0) return { findings, allows: [] };
  const { active } = ground;
  const used = new Set<Accepted>();
  const kept = findings.filter((finding) => {
    const names = [finding.rule.name, ...(finding.rule.was ?? [])];
    const by = accepted.filter((a) => a.rule.is((name) => names.includes(name)) && a.accepts(finding));
    for (const a of by) used.add(a);
    return by.length === 0;
  });
  const allows = accepted.map((a): Allow => {
    const { rule } = a;
    const name = rule.value ?? "";
    const known = ground.known.includes(name);
    return { address: name, rule, known, nearest: known ? undefined : nearest(name, ground.known), used: used.has(a) || !active.has(name) };
  });
  return { findings: kept, allows };
}

function inComments(ground: Ground): readonly Accepted[] {
  const { comments } = ground;
  const allowing = allowComments(comments);
  if (allowing.length === 0) return [];
  const { blocks } = ground;
  const lines = linesOfComments(comments);
  return allowing.flatMap((c) =>
    c.names.map(
      ({ name, at }): Accepted => ({
        rule: Field.written(name, at, { set: (value) => [{ at, text: value }], remove: () => withoutName(c, at) }),
        accepts: (finding) => c.file || reaches(c, finding, blocks, lines),
      }),
    ),
  );
}

const inHost = ({ rules, within }: Acceptance): readonly Accepted[] =>
  rules
    .filter((rule) => rule.value !== undefined)
    .map((rule) => ({ rule, accepts: ({ at }) => at.source === within.source && within.start <= at.start && at.start < within.end }));

/** Does the comment stand on the line of the finding, or of the block around it, or right above one of them? */
function reaches(comment: AllowComment, { at }: Finding, blocks: readonly Place[], commentLines: ReadonlySet<number>): boolean {
  const { source } = comment.at;
  if (source !== at.source) return false;
  const own = source.lineOf(comment.at.start);
  let next = own + 1;
  while (commentLines.has(next)) next++;
  const block = blocks.find((b) => b.start <= at.start && at.start < b.end);
  const first = source.lineOf(block?.start ?? at.start);
  const line = source.lineOf(at.start);
  const alone = commentLines.has(own);
  return alone ? next === first || next === line : own === line || own === first;
}

/** Lines that hold a comment and nothing else. */
function linesOfComments(comments: readonly Place[]): ReadonlySet<number> {
  return new Set(
    comments.flatMap(({ source, start }) => {
      const line = source.lineOf(start);
      return source.text.slice(source.lines[line], start).trim() === "" ? [line] : [];
    }),
  );
}

/** The last name takes the comment with it: the whole line where the line holds nothing else. */
function withoutName(comment: AllowComment, at: Place): readonly Edit[] {
  const { source } = at;
  const index = comment.names.findIndex((n) => n.at === at);
  const after = comment.names[index + 1];
  const before = comment.names[index - 1];
  if (after) return [{ at: source.at(at.start, after.at.start), text: "" }];
  if (before) return [{ at: source.at(before.at.end, at.end), text: "" }];
  const line = source.lineOf(comment.at.start);
  const start = source.lines[line] ?? 0;
  const end = source.lines[line + 1] ?? source.text.length;
  const alone = source.text.slice(start, comment.at.start).trim() === "" && source.text.slice(comment.at.end, end).trim() === "";
  if (alone) return [{ at: source.at(start, end), text: "" }];
  const lead = endOf(source.text.slice(start, comment.at.start), (c) => c === " " || c === "\t").length;
  return [{ at: source.at(comment.at.start - lead, comment.at.end), text: "" }];
}
