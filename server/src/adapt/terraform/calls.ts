import { get, literal, type MapNode, type Node } from "../../syntax/tree.ts";
import { blocksIn } from "./blocks.ts";
import { blocksOf } from "./overriding.ts";
import { type Assigned, assignedIn, type Part, rootsOf } from "./part.ts";
import { scopeOf } from "./scope.ts";

/** A `module` block whose source is a folder of the same workspace. */
export interface Call {
  /** Seen from the folder of the file. */
  readonly path: string;
  readonly body: MapNode;
}

/** The calls in a file. */
export const callsIn = (part: Part): readonly Call[] =>
  part.assigns || !mayCall.test(part.source.text)
    ? []
    : rootsOf(part)
        .flatMap(blocksIn)
        .flatMap(({ keyword, body }) => {
          const path = keyword === "module" ? literal(get(body, "source")) : undefined;
          return path !== undefined && /^\.\.?\//.test(path) ? [{ path, body }] : [];
        });
const mayCall = /"\.\.?\//;

/** What a call gives, where nothing is known of it. */
export const unknownArguments = ({ body }: Call): Assigned => new Map(body.entries.map((e) => [e.key, undefined]));

/** What a call gives, as its own module knows it. */
export function argumentsOf({ body }: Call, parts: readonly Part[], given: Assigned): Assigned {
  const blocks = blocksOf(parts);
  const sources = parts.map((p) => p.source);
  const known = scopeOf(blocks, sources, assignedIn(parts, given))(body);
  const entries = known.kind === "map" ? known.entries : [];
  const several = ["count", "for_each"].some((key) => get(body, key));
  return new Map(entries.map(({ key, value }): readonly [string, Node | undefined] => [key, value.kind === "opaque" || several ? undefined : value]));
}
