import { rememberedOf } from "../../knowledge/remembered.ts";
import { parseJson } from "../../syntax/json.ts";
import { type Node, opened, type Parsed, values } from "../../syntax/tree.ts";
import { type Place, type Source, textOf } from "../../text/source.ts";
import { hasControlFlow } from "../detect.ts";
import { embeddedJson } from "../embedded.ts";
import { isDocument } from "../iam.ts";
import type { Block } from "./blocks.ts";
import type { Around } from "./part.ts";

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
export function documentsOf(blocks: readonly Block[], file: Around["file"]): readonly Document[] {
  const seen = new Set<string>();
  const holders = [...blocks.filter((b) => b.keyword === "resource" || b.keyword === "module"), ...blocks.filter((b) => b.keyword === "locals")];
  return holders.flatMap((block) =>
    block.body.entries.flatMap((entry) =>
      [...contentsOf(entry.value, seen, file)].map((content): Document => ({ ...content, block, argument: entry.key })),
    ),
  );
}

function* contentsOf(argument: Node, seen: Set<string>, file: Around["file"]): Iterable<Pick<Document, "root" | "broken">> {
  const open: Node[] = [argument];
  for (let node = open.pop(); node; node = open.pop()) {
    const named = fileOf(node, file);
    const offset = named ? 0 : offsetOf(node);
    const place = offset === undefined ? undefined : `${(named ?? node.at.source).uri} ${offset}`;
    if (place === undefined) {
      // Of the documents of a condition each is there sometimes.
      for (const inner of (node.kind === "opaque" ? (node.branches ?? []) : values(node)).toReversed()) open.push(inner);
    } else if (!seen.has(place)) {
      seen.add(place);
      yield* named ? ofFile(named) : contentOf(node);
    }
  }
}

/** Where a document begins; undefined for what is none. */
function offsetOf(node: Node): number | undefined {
  if (node.kind === "map" || node.kind === "list") return isDocument(node) ? node.at.start : undefined;
  if (node.kind === "opaque" && node.call) return node.call.name === "jsonencode" ? node.call.arguments[0]?.at.start : undefined;
  return node.body?.start ?? (mayBeJson(node) ? node.at.start : undefined);
}
/** A document in quotes. */
const mayBeJson = (node: Node): boolean => {
  const text = node.kind === "scalar" ? node.value : node.kind === "opaque" ? node.text : undefined;
  return typeof text === "string" && /^\s*[[{]\s*["{]/.test(text);
};

/** The document that begins at a node; none where it does not. */
export function contentOf(node: Node): readonly Pick<Document, "root" | "broken">[] {
  if (node.kind === "map" || node.kind === "list") return [{ root: node, broken: false }];
  if (node.kind === "opaque" && node.call) return node.call.arguments.slice(0, 1).map((root) => ({ root, broken: false }));
  if (node.body) return heredoc(node.body);
  const root = embeddedJson(node, node.at.source.uri.endsWith(".json") ? "yaml" : "hcl");
  return root ? [{ root, broken: false }] : [];
}

/** The file whose text a call is: `file("${path.module}/policy.json")`, `templatefile("web.json", { … })`. */
function fileOf(node: Node, file: Around["file"]): Source | undefined {
  if (node.kind !== "opaque") return undefined;
  const { call, parts, holes = [] } = node;
  const [only] = holes;
  if (only && parts?.length === 1) return fileOf(only, file);
  const path = call?.name === "file" || call?.name === "templatefile" ? pathOf(call.arguments[0]) : undefined;
  return path === undefined ? undefined : file(path);
}

/** Seen from the module's folder, in which Terraform is run as a rule. */
function pathOf(node: Node | undefined): string | undefined {
  if (node?.kind === "scalar") return typeof node.value === "string" ? node.value : undefined;
  if (node?.kind !== "opaque") return undefined;
  const [root, path, ...others] = node.parts ?? [];
  const [folder] = node.holes ?? [];
  const isOfModule = folder?.kind === "opaque" && folder.reference?.join(".") === "path.module";
  return root === undefined && isOfModule && path !== undefined && others.length === 0 ? `.${path}` : undefined;
}

function ofFile(source: Source): readonly Pick<Document, "root" | "broken">[] {
  const { roots, broken } = parsedJson(source);
  if (broken && hasControlFlow(source.text)) return [];
  return roots.map((root) => ({ root: broken ? opened(root) : root, broken }));
}
const parsedJson = rememberedOf((source: Source): Parsed => parseJson(source));

function heredoc(body: Place): readonly Pick<Document, "root" | "broken">[] {
  const text = textOf(body);
  // `[settings.kernel]` begins TOML.
  if (!/^\s*[[{]\s*["[{}$%/#]/.test(text)) return [];
  const { roots, broken } = parseJson(body.source, text, body.start);
  // Directives decide which parts there are: then it is several documents in one.
  if (broken && hasControlFlow(text)) return [];
  return roots.map((root) => ({ root: broken ? opened(root) : root, broken }));
}
