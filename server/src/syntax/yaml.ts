import { getScalarValue, YAMLException } from "js-yaml";
import type { Place, Source } from "../text/source.ts";
import { bracketsAt, budgetFor, isDirective, template } from "./placeholder.ts";
import type { Entry, MapNode, Node, Parsed, ScalarNode, Writer } from "./tree.ts";
import { readEvents } from "./yaml-events.ts";
import { commentsIn, type Raw, type RawDocuments, type RawMap, type RawScalar } from "./yaml-raw.ts";
import { readWithoutLine, recover } from "./yaml-recovery.ts";
import { resolvePlain } from "./yaml-scalar.ts";
import { type Role, yamlWriter } from "./yaml-writer.ts";

/**
 * Every document of a YAML stream. Aliases and merge keys are expanded: what is reached through one has the alias's place and
 * cannot be written, as the edit would change other places too. A node with a tag of its own is opaque and keeps its content.
 */
export function parseYaml(source: Source): Parsed {
  const { text } = source;
  const bare = text.charCodeAt(0) === 0xfeff ? `\n${text.slice(1)}` : text;
  const fast = attempt(bare);
  const read = typeof fast === "number" ? (readWithoutLine(bare, fast) ?? recover(bare)) : fast;
  if (!read) return { roots: [], broken: true, comments: [] };
  const comments = commentsIn(bare, read.scalars);
  return {
    roots: resolve(read, source, read === fast),
    broken: read.broken,
    comments: comments.map(([start, end]) => placeIn(source, start, end)),
  };
}

/** What recovery reads of damaged text may seem to reach behind its end. */
const placeIn = (source: Source, start: number, end: number): Place =>
  source.at(Math.min(start, source.text.length), Math.min(end, source.text.length));

/** Is this a template of YAML (Helm, Jinja, ERB, ytt), in which lines come and go when it is rendered? What block scalars hold is not looked at. */
export function isTemplate(text: string): boolean {
  if (!/\{\{|\{%|<%|#@/.test(text)) return false;
  /** The indentation of the line that a block scalar belongs to, while one lasts. */
  let block: number | undefined;
  for (const line of text.split(/\r\n|\r|\n/)) {
    const indent = line.search(/\S/);
    if (indent < 0 || (block !== undefined && indent > block)) continue;
    block = /(?:^|[:\s-][ \t])[|>][-+0-9]{0,2}(?:[ \t]+#[\s\S]*)?$/.test(line.trimEnd()) ? indent : undefined;
    if (goes.test(line)) return true;
  }
  return false;
}
/** A line that a template makes, drops or repeats. */
const goes =
  /^[ \t]*(?:(?:- )?(?:\{\{[-~]?[ \t]{0,9}(?:[#/^$*!>]|(?:if|else|end|range|with|define|block|template|include|toYaml|tpl)\b)|\{%|<%)|\{\{[^{}]*\}\}[ \t]*$|#@[ \t]{0,9}(?:if|for|def|end|load|overlay|data|template)\b)/;

/** The documents, or the offset of what cannot be read, or nothing where it is too deep. */
function attempt(text: string): RawDocuments | number | undefined {
  let at = 0;
  // "{{ x }}" alone would be a map in a map; "${x}" is fine nearly everywhere.
  for (const mark of ["{{", "", "${"] as const) {
    const masked = mark === "" || !text.includes(mark) ? undefined : maskHoles(text, mark);
    if (mark !== "" && !masked) continue;
    try {
      return masked ? readEvents(masked.text, (e) => masked.fill(e.valueStart, getScalarValue(masked.text, e))) : readEvents(text);
    } catch (error) {
      if (!(error instanceof YAMLException) || /depth/i.test(error.reason)) return undefined;
      if (mark === "") at = error.mark?.position ?? 0;
    }
  }
  return at;
}

const standIn = "\ue000";

/** A text of the same length in which `{{ x }}`, and `${x}` too if `mark` is its mark, is a word; `fill` puts the placeholders back into what was cooked of it. */
function maskHoles(text: string, mark: "{{" | "${"): { readonly text: string; readonly fill: (start: number, cooked: string) => string } | undefined {
  const budget = budgetFor(text);
  const holes: { readonly start: number; readonly text: string }[] = [];
  let out = "";
  let done = 0;
  for (let i = text.indexOf("{"); i >= 0; i = text.indexOf("{", Math.max(i + 1, done))) {
    if (mark === "${" && text[i - 1] === "$" && i > done) i--;
    else if (text[i + 1] !== "{") continue;
    const end = isDirective(text, i) ? undefined : bracketsAt(text, i, budget, true);
    if (end === undefined) {
      if (text[i] === "$") i++;
      continue;
    }
    holes.push({ start: i, text: text.slice(i, end) });
    out += text.slice(done, i) + standIn.repeat(end - i);
    done = end;
  }
  if (holes.length === 0) return undefined;
  let next = 0;
  const fill = (start: number, cooked: string): string => {
    if (!cooked.includes(standIn)) return cooked;
    while ((holes[next]?.start ?? Number.POSITIVE_INFINITY) < start) next++;
    return cooked.replace(/\ue000+/g, (run) => {
      let filled = "";
      for (let left = run.length; left > 0 && next < holes.length; next++) {
        const hole = holes[next]?.text ?? "";
        filled += hole;
        left -= hole.length;
      }
      return filled;
    });
  };
  return { text: out + text.slice(done), fill };
}

const mostExpanded = 20_000;
const deepest = 100;
type Base = Pick<Node, "at" | "writer" | "origin">;
const refusing: Writer = { set: () => [], replace: () => [], remove: () => [], append: () => [], insert: () => [] };

function resolve({ roots }: RawDocuments, source: Source, writable: boolean): readonly Node[] {
  const { text } = source;
  const known = new WeakMap<Node, { readonly raw: Raw; readonly role: Role }>();
  const writer = writable ? yamlWriter(source, roots, (node) => known.get(node)) : refusing;
  const anchors = new Map<string, Raw>();
  const targets = new WeakMap<Raw, Raw>();
  /** What was made of a raw node where it stands. */
  const originals = new WeakMap<Raw, Node>();
  const active = new Set<Raw>();
  let expanded = 0;

  /** `via` is the alias through which the node is reached. */
  const build = (raw: Raw, role: Role, depth: number, via?: Place): Node => {
    if (via && ++expanded > mostExpanded) return { kind: "opaque", at: via, writer: refusing };
    if (raw.anchor !== undefined && !via) anchors.set(raw.anchor, raw);
    const origin = via && originals.get(raw);
    const base: Base = { at: via ?? placeIn(source, raw.start, raw.end), writer: via ? refusing : writer, ...(origin ? { origin } : {}) };
    if (depth > deepest) return { ...base, kind: "opaque", writer: refusing };
    const node = untagged(raw, depth, base, via);
    known.set(node, { raw, role });
    if (!via) originals.set(raw, node);
    const { tag } = raw;
    if (!tag) return node;
    const plain = core(tag.text, raw, node);
    const at = via ?? placeIn(source, Math.min(tag.start, raw.start), raw.end);
    const tagged: Node =
      plain === undefined
        ? { ...base, kind: "opaque", at, tag: tag.text, content: node, ...(raw.kind === "scalar" ? { text: raw.text } : {}) }
        : plain.kind === "map" || plain.kind === "list"
          ? plain
          : { ...plain, at };
    known.set(tagged, { raw, role });
    if (!via) originals.set(raw, tagged);
    return tagged;
  };

  const untagged = (raw: Raw, depth: number, base: Base, via: Place | undefined): Node => {
    switch (raw.kind) {
      case "scalar":
        return scalar(raw, base);
      case "alias":
        return follow(raw, depth, via ?? base.at);
      case "list": {
        const role = raw.flow ? "flow" : "item";
        return within(raw, () => ({ ...base, kind: "list", items: raw.items.map((item) => build(item, role, depth + 1, via)) }));
      }
      case "map":
        return within(raw, () => mapOf(raw, depth, base, via));
    }
  };

  const within = (raw: Raw, make: () => Node): Node => {
    active.add(raw);
    const node = make();
    active.delete(raw);
    return node;
  };

  const follow = (alias: Raw & { kind: "alias" }, depth: number, via: Place): Node => {
    const target = targets.get(alias) ?? anchors.get(alias.name);
    if (target) targets.set(alias, target);
    if (!target || active.has(target)) return { kind: "opaque", at: via, writer: refusing, text: `*${alias.name}` };
    return build(target, "flow", depth + 1, via);
  };

  const mapOf = (raw: RawMap, depth: number, base: Base, via: Place | undefined): MapNode => {
    const role = raw.flow ? "flow" : "value";
    const own = new Set(raw.entries.map(({ key }) => keyText(key)));
    const entries: Entry[] = [];
    let open = false;
    for (const { key, value } of raw.entries) {
      const name = keyText(key);
      const built = build(value, role, depth + 1, via);
      if (key.anchor !== undefined && !via) anchors.set(key.anchor, key);
      if (name === "<<" && key.kind === "scalar" && key.quoting === "plain") {
        const sources = built.kind === "list" ? built.items : [built];
        if (sources.every((s) => s.kind === "map")) {
          for (const s of sources) {
            if (s.kind !== "map") continue;
            open ||= s.open ?? false;
            for (const entry of s.entries) {
              if (own.has(entry.key)) continue;
              own.add(entry.key);
              entries.push(entry);
            }
          }
          continue;
        }
        open = true;
      }
      if ((key.kind !== "scalar" && key.kind !== "alias") || (/[$%#{]\{|<%/.test(name) && (template(name)?.holes ?? 0) > 0)) open = true;
      entries.push({ key: name, keyAt: via ?? placeIn(source, key.start, key.end), value: built });
    }
    return { ...base, kind: "map", entries, ...(open ? { open } : {}) };
  };

  const keyText = (key: Raw): string => {
    const target = key.kind === "alias" ? anchors.get(key.name) : key;
    return target?.kind === "scalar" ? target.text : text.slice(key.start, key.end);
  };

  return roots.map((root) => {
    anchors.clear();
    return build(root, "root", 0);
  });
}

function scalar(raw: RawScalar, base: Base): Node {
  const value = raw.quoting === "plain" ? resolvePlain(raw.text) : raw.text;
  const filled = typeof value === "string" ? template(value) : undefined;
  if (filled === undefined) return { ...base, kind: "scalar", value };
  if (filled.holes === 0) return { ...base, kind: "scalar", value: filled.parts.join("") };
  return { ...base, kind: "opaque", parts: filled.parts, text: raw.text };
}

/** What YAML's own tags make of a node; undefined where only the host knows. */
function core(tag: string, raw: Raw, node: Node): Node | undefined {
  const name = tag.startsWith("!<tag:yaml.org,2002:") ? `!!${tag.slice(20, -1)}` : tag;
  if ((name === "!!map" && node.kind === "map") || (name === "!!seq" && node.kind === "list")) return node;
  if (raw.kind !== "scalar") return undefined;
  const string: ScalarNode = { kind: "scalar", at: node.at, writer: node.writer, value: raw.text };
  if (name === "!!str" || name === "!") return node.kind === "opaque" ? node : string;
  if (!["!!int", "!!float", "!!bool", "!!null"].includes(name)) return undefined;
  const value = resolvePlain(raw.text);
  return typeof value === "string" ? undefined : { ...string, value };
}
