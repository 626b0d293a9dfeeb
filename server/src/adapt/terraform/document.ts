import { parseJson } from "../../syntax/json.ts";
import { type Node, opened, values } from "../../syntax/tree.ts";
import { type Place, textOf } from "../../text/source.ts";
import { hasControlFlow } from "../detect.ts";
import { isDocument } from "../iam.ts";
import type { Block } from "./blocks.ts";

/** A document that an argument of a block holds. */
export interface Document {
  readonly block: Block;
  /** The argument at the top of the block that it stands below. */
  readonly argument: string;
  readonly root: Node;
  /** Could a part not be read? */
  readonly broken: boolean;
}

/**
 * The documents in the arguments of resources and modules, and then those in locals that no argument shows: what `jsonencode` is given,
 * what a heredoc says, or a plain object. One that several arguments share is that of the first.
 */
export function documentsOf(blocks: readonly Block[]): readonly Document[] {
  const seen = new Set<number>();
  const holders = [...blocks.filter((b) => b.keyword === "resource" || b.keyword === "module"), ...blocks.filter((b) => b.keyword === "locals")];
  return holders.flatMap((block) =>
    block.body.entries.flatMap((entry) =>
      [...contentsOf(entry.value, seen)].map((content): Document => ({ ...content, block, argument: entry.key })),
    ),
  );
}

function* contentsOf(argument: Node, seen: Set<number>): Iterable<Pick<Document, "root" | "broken">> {
  const open: Node[] = [argument];
  for (let node = open.pop(); node; node = open.pop()) {
    const place = placeOf(node);
    if (place === undefined) {
      // Of the documents of a condition each is there sometimes.
      for (const inner of (node.kind === "opaque" ? (node.branches ?? []) : values(node)).toReversed()) open.push(inner);
    } else if (!seen.has(place)) {
      seen.add(place);
      yield* contentOf(node);
    }
  }
}

/** Where a document begins; undefined for what is none. */
function placeOf(node: Node): number | undefined {
  if (node.kind === "map" || node.kind === "list") return isDocument(node) ? node.at.start : undefined;
  if (node.kind === "opaque" && node.call) return node.call.name === "jsonencode" ? node.call.arguments[0]?.at.start : undefined;
  return node.body?.start;
}

/** The document that begins at a node; none where it does not. */
export function contentOf(node: Node): readonly Pick<Document, "root" | "broken">[] {
  if (node.kind === "map" || node.kind === "list") return [{ root: node, broken: false }];
  if (node.kind === "opaque" && node.call) return node.call.arguments.slice(0, 1).map((root) => ({ root, broken: false }));
  return node.body ? heredoc(node.body) : [];
}

function heredoc(body: Place): readonly Pick<Document, "root" | "broken">[] {
  const text = textOf(body);
  if (!/^\s*[[{]/.test(text)) return [];
  const { roots, broken } = parseJson(body.source, text, body.start);
  // Directives decide which parts there are: then it is several documents in one.
  if (broken && hasControlFlow(text)) return [];
  return roots.map((root) => ({ root: broken ? opened(root) : root, broken }));
}
