import { template } from "../../syntax/placeholder.ts";
import type { Node } from "../../syntax/tree.ts";

/** A known piece of a text, or what stands in for one that only deployment knows: `{ hole: "${AWS::Region}" }`. */
export type Piece = string | { readonly hole: string };

/** What a value adds to a text that it is put into. */
export function piecesOf(node: Node | undefined): readonly Piece[] {
  if (node?.kind === "scalar" && node.value !== null) return [String(node.value)];
  if (node?.kind !== "opaque") return [unknown];
  if (node.parts) return node.parts.map((part) => part ?? unknown);
  return [node.text === undefined ? unknown : { hole: node.text }];
}
const unknown: Piece = { hole: "${…}" };

/**
 * The pieces of the text of `Fn::Sub`. `lookup` says what a name stands for. `${!Name}` is the text `${Name}`; dynamic references, which may hold
 * names themselves, are holes.
 */
export function substituted(text: string, lookup: (name: string) => readonly Piece[]): readonly Piece[] {
  const pieces: Piece[] = [];
  let done = 0;
  for (const match of text.matchAll(/\{\{resolve:(?:[^{}$]|\$\{[^{}]*\}|\$)*\}\}|\$\{([^{}]*)\}/g)) {
    pieces.push(...literalPieces(text.slice(done, match.index)));
    const [whole, name] = match;
    if (name === undefined) pieces.push({ hole: whole });
    else if (name.startsWith("!")) pieces.push(`\${${name.slice(1)}}`);
    else pieces.push(...lookup(name.trim()));
    done = match.index + whole.length;
  }
  return joined([...pieces, ...literalPieces(text.slice(done))]);
}

/** Placeholders of other templates stand between CloudFormation's own. */
const literalPieces = (text: string): readonly Piece[] => (text === "" ? [] : (template(text)?.parts ?? [text]).map((part) => part ?? unknown));

/** Known pieces that follow each other as one. */
export function joined(pieces: readonly Piece[]): readonly Piece[] {
  const all: Piece[] = [];
  let known: string[] = [];
  const flush = (): void => {
    if (known.length > 0) all.push(known.join(""));
    known = [];
  };
  for (const piece of pieces) {
    if (typeof piece === "string") {
      known.push(piece);
      continue;
    }
    flush();
    all.push(piece);
  }
  flush();
  return all;
}
