import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseInnerJson } from "../server/src/syntax/inner-json.ts";
import type { Dialect } from "../server/src/syntax/inner-text.ts";
import { parseJson } from "../server/src/syntax/json.ts";
import { get, type ListNode, type MapNode, type Node } from "../server/src/syntax/tree.ts";
import { applyEdits, type Edit, Source, textOf } from "../server/src/text/source.ts";

/** How each language quotes a text. */
const quotings: readonly (readonly [name: string, dialect: Dialect, quoted: (text: string) => string])[] = [
  ["JSON", "yaml", (text) => JSON.stringify(text)],
  ["JSON with \\u", "yaml", (text) => JSON.stringify(text).replaceAll('\\"', "\\u0022")],
  ["YAML in single quotes", "yaml", (text) => `'${text.replaceAll("'", "''")}'`],
  ["HCL", "hcl", (text) => JSON.stringify(text.replace(/[$%](?=\{)/g, (mark) => mark + mark))],
];

const documents = {
  compact: '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["a","b\'s"],"Resource":"*"}]}',
  spaced: '{ "Version": "2012-10-17", "Statement": [ { "Effect": "Allow", "Action": [ "a", "b" ], "Resource": "\\"*\\"" } ] }',
  lines:
    '{\n  "Version": "2012-10-17",\n  "Statement": [\n    {\n      "Effect": "Allow",\n      "Action": [\n        "a",\n        "b"\n      ]\n    }\n  ]\n}',
  empty: '{"Statement":[{"Action":[]}]}',
};

interface Parts {
  readonly statement: MapNode;
  readonly actions: ListNode;
}
function partsOf(root: Node | undefined): Parts {
  const all = get(root, "Statement");
  const statement = all?.kind === "list" ? all.items[0] : undefined;
  const actions = get(statement, "Action");
  if (statement?.kind !== "map" || actions?.kind !== "list") throw new Error("another document");
  return { statement, actions };
}

const operations: Readonly<Record<string, (parts: Parts) => readonly Edit[]>> = {
  "set a new text": ({ statement: s }) => s.writer.set(s, "Sid", 'say "it\'s"\n\\'),
  "set a new map": ({ statement: s }) => s.writer.set(s, "Condition", { Bool: { "aws:SecureTransport": "true" } }),
  "set what is there": ({ statement: s }) => s.writer.set(s, "Action", ["c"]),
  "replace by a list": ({ actions: a }) => a.writer.replace(a, ["c", "d"]),
  "replace an item": ({ actions: a }) => a.items.slice(0, 1).flatMap((item) => item.writer.replace(item, "s3:*")),
  append: ({ actions: a }) => a.writer.append(a, "c"),
  insert: ({ actions: a }) => a.writer.insert(a, 0, "c"),
  "remove the last item": ({ actions: a }) => a.items.slice(-1).flatMap((item) => a.writer.remove(a, item)),
  "remove an entry": ({ statement: s }) => s.entries.slice(0, 1).flatMap((e) => s.writer.remove(s, e)),
};

const around = (quoted: string): readonly [before: string, after: string] => [`policy: ${quoted}`, " # end\n"];

describe("a document in a quoted string", () => {
  for (const [name, dialect, quote] of quotings) {
    for (const [kind, text] of Object.entries(documents)) {
      // A text of several lines has its breaks as escapes, which single quotes do not know.
      if (kind === "lines" && name.includes("single")) continue;
      it.each(Object.keys(operations))(`in ${name}, ${kind}: %s`, (operation) => {
        const operate = operations[operation];
        const [before, after] = around(quote(text));
        const source = new Source("x", before + after);
        const at = source.at("policy: ".length, before.length);
        const inner = parseInnerJson(at, dialect);
        expect(inner?.broken).toBe(false);
        const outcome = applyEdits(source, operate?.(partsOf(inner?.roots[0])) ?? []).text;
        const plain = new Source("y", text);
        const expected = applyEdits(plain, operate?.(partsOf(parseJson(plain).roots[0])) ?? []).text;
        // Read as the language reads it, it is what the same edit makes of the document alone.
        const again = new Source("x", outcome);
        const whole = parseInnerJson(again.at("policy: ".length, outcome.length - after.length), dialect);
        expect(whole?.broken).toBe(false);
        expect(plainOf(whole?.roots[0])).toEqual(JSON.parse(expected));
        expect(outcome.endsWith(after)).toBe(true);
        expect(outcome.startsWith("policy: ")).toBe(true);
      });
    }
  }

  it("has places inside of the string, whatever it is", () => {
    const shard = fc.constantFrom(..."{}[]\":,'\\/n${}u0022 \n", '\\"', "''", "\\u0022", "${a}", "%{b}");
    fc.assert(
      fc.property(fc.constantFrom('"', "'"), fc.constantFrom<Dialect>("yaml", "hcl"), fc.array(shard, { maxLength: 40 }), (mark, dialect, shards) => {
        const source = new Source("x", `a ${mark}${shards.join("")}${mark} b`);
        const read = parseInnerJson(source.at(2, source.text.length - 2), dialect);
        for (const node of read?.roots.flatMap(allOf) ?? []) {
          expect(node.at.start).toBeGreaterThanOrEqual(3);
          expect(node.at.end).toBeLessThanOrEqual(source.text.length - 3);
          expect(node.at.end).toBeGreaterThanOrEqual(node.at.start);
        }
      }),
      { numRuns: 2_000 },
    );
  });

  it("points to what is written", () => {
    const source = new Source("x", String.raw`"{\"a\": \"b\\nc\", \"d\": 1}"`);
    const [root] = parseInnerJson(source.at(0, source.text.length), "yaml")?.roots ?? [];
    expect(textOf(get(root, "a")?.at ?? source.at(0))).toBe(String.raw`\"b\\nc\"`);
    expect(textOf(get(root, "d")?.at ?? source.at(0))).toBe("1");
  });
});

function plainOf(node: Node | undefined): unknown {
  if (node?.kind === "list") return node.items.map(plainOf);
  if (node?.kind === "map") return Object.fromEntries(node.entries.map((e) => [e.key, plainOf(e.value)]));
  return node?.kind === "scalar" ? node.value : undefined;
}
const allOf = (node: Node): readonly Node[] => [
  node,
  ...(node.kind === "list" ? node.items : node.kind === "map" ? node.entries.map((e) => e.value) : []).flatMap(allOf),
];
