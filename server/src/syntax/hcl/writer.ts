import type { Edit, Source } from "../../text/source.ts";
import type { ListNode, MapNode, Node, Plain, Writer } from "../tree.ts";
import { aligning, chainAt } from "./alignment.ts";
import { type Child, extentOf, hasLineBreak, type Layout, layoutOf } from "./layout.ts";
import { removal } from "./removal.ts";
import type { Container } from "./scanner.ts";
import { type HclStyle, hclStyleOf, isName, keyStyleOf, keyText, mayBreak, plainKeys, valueText } from "./style.ts";

/**
 * Writes into one HCL file, in its own style. A new attribute of a body comes after the last attribute before its blocks that has one line,
 * with its sign below the others' where they are aligned; a longer name moves theirs, as `terraform fmt` would.
 * What would have to be a block is not written: `set` on a key that is one gives no edits.
 * Edits of several operations may be joined, also on one container, save for an addition to a container and the removal of its only child.
 */
export function hclWriter(root: () => Node, containers: WeakMap<Node, Container>): Writer {
  let known: HclStyle | undefined;
  const style = (): HclStyle => {
    known ??= hclStyleOf(root());
    return known;
  };
  const layout = (node: MapNode | ListNode): Layout | undefined => {
    const container = containers.get(node);
    return container && layoutOf(node, container);
  };

  const replace = (node: Node, value: Plain): readonly Edit[] => {
    const { source, start, end } = node.at;
    if (end <= start || containers.get(node)?.form === "body") return [];
    const lines = mayBreak(node.at) || ((node.kind === "map" || node.kind === "list") && hasLineBreak(source.text, start, end));
    return [{ at: node.at, text: valueText(value, source.indent(start), style(), keyStyleOf(node), lines) }];
  };

  return {
    replace,
    set(map, key, value) {
      const held = map.entries.findLast((e) => e.key === key);
      if (held) return held.labels ? [] : replace(held.value, value);
      const found = map.open ? undefined : layout(map);
      if (!found) return [];
      if (found.form === "body") return isName(key) ? addAttribute(map, found, key, value, style()) : [];
      const keys = keyStyleOf(map);
      return add(map, found, style(), (indent, lines) => [keyText(key, keys), keys.sign, valueText(value, indent, style(), keys, lines)]);
    },
    append(list, value) {
      const found = list.open ? undefined : layout(list);
      return found ? add(list, found, style(), (indent, lines) => ["", "", valueText(value, indent, style(), keyStyleOf(list), lines)]) : [];
    },
    insert(list, index, value) {
      if (index === list.items.length) return this.append(list, value);
      const found = list.open ? undefined : layout(list);
      const next = found?.children[index];
      if (!found || !next) return [];
      const { source } = list.at;
      const indent = source.indent(next.start);
      if (!next.beginsLine) {
        const lines = hasLineBreak(source.text, next.start, next.end);
        return [{ at: source.at(next.start), text: `${valueText(value, indent, style(), keyStyleOf(list), lines)}, ` }];
      }
      const text = valueText(value, indent, style(), keyStyleOf(list), true);
      return [{ at: source.at(found.children[index - 1]?.tail ?? found.head), text: `${style().eol}${indent}${text},` }];
    },
    remove(from, child) {
      const found = layout(from);
      const index = found?.children.findIndex((c) => c.start === extentOf(child)[0] && c.end === extentOf(child)[1]) ?? -1;
      return found ? removal(from.at.source, found, index).map(([start, end]) => ({ at: from.at.source.at(start, end), text: "" })) : [];
    },
  };
}

/** Gives the parts of a new child for the indentation of its line: what aligns, the sign, and the value. */
type Write = (indent: string, lines: boolean) => readonly [key: string, sign: string, value: string];

/** A new last child of an object or tuple. */
function add(node: MapNode | ListNode, layout: Layout, style: HclStyle, write: Write): readonly Edit[] {
  const { source } = node.at;
  const { text } = source;
  const last = layout.children.at(-1);
  if (!last) return fill(node, layout, style, write);
  if (last.endsAlone && layout.form === "tuple") return [];
  const broken = last.beginsLine || last.endsAlone || endsInLineComment(text, last);
  const indent = source.indent(last.start);
  const parts = write(indent, broken || hasLineBreak(text, last.start, last.end));
  if (!broken) {
    const written = ` ${parts.join("")}`;
    if (last.comma !== undefined) return [{ at: source.at(last.tail), text: `${written},` }];
    return split(source, last, ",", written);
  }
  const chain = chainAt(source, layout, layout.children.length - 1);
  const { key, edits } = aligning(source, chain, parts, style);
  const written = style.eol + indent + key + parts[1] + parts[2];
  if (last.comma !== undefined) return [{ at: source.at(last.tail), text: `${written},` }, ...edits];
  return [...split(source, last, needsComma(layout, parts[1]) ? "," : "", written), ...edits];
}

const endsInLineComment = (text: string, { comma, end, tail }: Child): boolean =>
  /(?:^|\*\/)[ \t]*(?:#|\/\/)/.test(text.slice(comma === undefined ? end : comma + 1, tail));

/** Entries of an object need no commas between lines; those that look like JSON have them. */
function needsComma({ form, children }: Layout, sign: string): boolean {
  if (form === "tuple") return true;
  if (children.at(-1)?.endsAlone) return false;
  return children.length > 1 ? children.slice(0, -1).every((c) => c.comma !== undefined) : sign.includes(":");
}

/** The comma goes after the child, the text after the comments that end its line. */
function split(source: Source, { end, tail }: Child, comma: string, text: string): readonly Edit[] {
  if (tail === end || comma === "") return [{ at: source.at(tail), text: comma + text }];
  return [
    { at: source.at(end), text: comma },
    { at: source.at(tail), text },
  ];
}

/** The first child of an empty container. */
function fill(node: Node, { form, open, close, lastComment, closesOnOwnLine }: Layout, style: HclStyle, write: Write): readonly Edit[] {
  const { source } = node.at;
  const outer = source.indent(open);
  const inner = outer + style.unit;
  if (lastComment !== undefined) {
    const text = style.eol + inner + write(inner, true).join("");
    return [{ at: source.at(lastComment), text: closesOnOwnLine ? text : text + style.eol + outer }];
  }
  const flat = write(outer, false).join("");
  const isScalar = form === "tuple" && !/^[[{]/.test(flat);
  if (!closesOnOwnLine && (isScalar || !mayBreak(source.at(open - 1)))) {
    const pad = form === "tuple" ? "" : " ";
    return [{ at: source.at(open, close), text: pad + flat + pad }];
  }
  if (style.hugged && form === "tuple" && !closesOnOwnLine) return [{ at: source.at(open, close), text: write(outer, true).join("") }];
  const comma = form === "tuple" && style.trailing ? "," : "";
  return [{ at: source.at(open, close), text: style.eol + inner + write(inner, true).join("") + comma + style.eol + outer }];
}

/** A new attribute of a body. */
function addAttribute(body: MapNode, layout: Layout, key: string, value: Plain, style: HclStyle): readonly Edit[] {
  const { source } = body.at;
  const { children, close } = layout;
  const isRoot = close === body.at.end;
  const attribute = (indent: string): readonly [string, string, string] => [key, " = ", valueText(value, indent, style, plainKeys, true)];
  if (children.length === 0) {
    if (isRoot) return [];
    const write: Write = (indent) => attribute(indent);
    return fillBody(source, layout, style, write);
  }
  const anchor = anchorIn(source.text, layout);
  const at = children[anchor ?? 0];
  if (!at) return [];
  const indent = source.indent(at.start);
  if (anchor === undefined) {
    // Only blocks: the attribute comes first, or last in a file, below what its head says.
    const text = attribute(indent).join("");
    if (isRoot) return [{ at: source.at(children.at(-1)?.tail ?? close), text: style.eol + style.eol + text }];
    return at.beginsLine ? [{ at: source.at(layout.head), text: style.eol + indent + text + style.eol }] : [];
  }
  if (!at.beginsLine) return addToLine(source, layout, at, style, attribute);
  const parts = attribute(indent);
  const { key: padded, edits } = aligning(source, chainAt(source, layout, anchor), parts, style);
  return [{ at: source.at(at.tail), text: style.eol + indent + padded + parts[1] + parts[2] }, ...edits];
}

/** The attribute after which another one comes: of those before the first block the last of one line, else the last. */
function anchorIn(text: string, { children }: Layout): number | undefined {
  const isAttribute = (c: Child): boolean => c.sign !== undefined;
  const first = children.findIndex(isAttribute);
  if (first < 0) return undefined;
  const block = children.findIndex((c, i) => i > first && !isAttribute(c));
  const run = children.slice(0, block < 0 ? children.length : block);
  const short = run.findLastIndex((c) => isAttribute(c) && !hasLineBreak(text, c.start, c.end));
  return short < 0 ? run.length - 1 : short;
}

function fillBody(source: Source, { open, close, lastComment, closesOnOwnLine }: Layout, style: HclStyle, write: Write): readonly Edit[] {
  const outer = source.indent(open);
  const inner = outer + style.unit;
  const text = style.eol + inner + write(inner, true).join("");
  if (lastComment !== undefined) return [{ at: source.at(lastComment), text: closesOnOwnLine ? text : text + style.eol + outer }];
  return [{ at: source.at(open, close), text: text + style.eol + outer }];
}

/** `type { a = 1 }` becomes lines: the short form holds but one attribute. */
function addToLine(source: Source, layout: Layout, only: Child, style: HclStyle, write: Write): readonly Edit[] {
  const { open, close, children } = layout;
  if (children.length > 1 || only.tail !== only.end || hasLineBreak(source.text, only.end, close)) return [];
  if (source.text.slice(open, only.start).trim() !== "" || hasLineBreak(source.text, only.start, only.end)) return [];
  const outer = source.indent(open);
  const inner = outer + style.unit;
  const [key, sign, value] = write(inner, true);
  const own = (only.sign ?? only.start) - only.start;
  const name = source.text.slice(only.start, only.sign).trimEnd().length;
  const align = style.aligned && !value.includes("\n");
  const width = Math.max(name, key.length);
  return [
    { at: source.at(open, only.start), text: style.eol + inner },
    ...(align && width + 1 > own && only.sign !== undefined ? [{ at: source.at(only.sign), text: " ".repeat(width + 1 - own) }] : []),
    { at: source.at(only.end, close), text: style.eol + inner + (align ? key.padEnd(width) : key) + sign + value + style.eol + outer },
  ];
}
