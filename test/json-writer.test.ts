import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseJson } from "../server/src/syntax/json.ts";
import { get, type ListNode, type MapNode, type Node, type Plain } from "../server/src/syntax/tree.ts";
import { applyEdits, type Edit, Source, textOf } from "../server/src/text/source.ts";
import { expectDone, nodesIn, operationsOn, shown } from "./tree-of.ts";

const at = (text: string, ...path: readonly (string | number)[]): Node => {
  let node = parseJson(new Source("a.json", text)).roots[0];
  for (const step of path) node = typeof step === "string" ? get(node, step) : node?.kind === "list" ? node.items[step] : undefined;
  if (!node) throw new Error(`nothing at ${path.join(".")}`);
  return node;
};
const asMap = (node: Node): MapNode => (node.kind === "map" ? node : expect.fail("is no map"));
const asList = (node: Node): ListNode => (node.kind === "list" ? node : expect.fail("is no list"));
const result = (node: Node, edits: readonly Edit[]): string | undefined => (edits.length > 0 ? applyEdits(node.at.source, edits).text : undefined);

type Path = readonly (string | number)[];
const set = (text: string, path: Path, key: string, value: Plain) => {
  const map = asMap(at(text, ...path));
  return result(map, map.writer.set(map, key, value));
};
const replace = (text: string, path: Path, value: Plain) => {
  const node = at(text, ...path);
  return result(node, node.writer.replace(node, value));
};
const append = (text: string, path: Path, value: Plain) => {
  const list = asList(at(text, ...path));
  return result(list, list.writer.append(list, value));
};
const insert = (text: string, path: Path, index: number, value: Plain) => {
  const list = asList(at(text, ...path));
  return result(list, list.writer.insert(list, index, value));
};
const childOf = (node: Node, key: string | number) =>
  (node.kind === "map" ? node.entries.findLast((e) => e.key === key) : asList(node).items[Number(key)]) ?? expect.fail(`no child ${key}`);
const remove = (text: string, path: Path, ...keys: readonly (string | number)[]) => {
  const node = at(text, ...path);
  const from = node.kind === "map" ? node : asList(node);
  return result(
    from,
    keys.flatMap((key) => from.writer.remove(from, childOf(from, key))),
  );
};

describe("set", () => {
  it.each<[string, string, Plain, string]>([
    ["{}", "a", 1, '{\n  "a": 1\n}'],
    ["{ }", "a", 1, '{\n  "a": 1\n}'],
    ['{"a":1}', "b", [1, { c: 2 }], '{"a":1,"b":[1,{"c":2}]}'],
    ['{ "a": 1 }', "b", 2, '{ "a": 1, "b": 2 }'],
    ['{\n  "a": 1\n}\n', "b", "x", '{\n  "a": 1,\n  "b": "x"\n}\n'],
    ['{\r\n\t"a" : 1\r\n}', "b", { c: [1, 2] }, '{\r\n\t"a" : 1,\r\n\t"b" : {\r\n\t\t"c" : [1, 2]\r\n\t}\r\n}'],
    ['{\n    "a": {\n        "x": 1\n    }\n}', "b", { c: {} }, '{\n    "a": {\n        "x": 1\n    },\n    "b": {\n        "c": {}\n    }\n}'],
    ['{\n  "a": 1 // one\n}', "b", 2, '{\n  "a": 1, // one\n  "b": 2\n}'],
    ['{\n  "a": 1, // one\n}', "b", 2, '{\n  "a": 1, // one\n  "b": 2,\n}'],
    ['{\n  "a": 1\n  // end\n}', "b", 2, '{\n  "a": 1,\n  "b": 2\n  // end\n}'],
    ['{ "a": 1 // one\n}', "b", 2, '{ "a": 1, // one\n"b": 2\n}'],
    ["{ // nothing\n}", "b", 2, '{ // nothing\n  "b": 2\n}'],
    ["{ /* nothing */ }", "b", 2, '{ /* nothing */ "b": 2 }'],
    ['{\n  "a": 1}', "b", 2, '{\n  "a": 1,\n  "b": 2}'],
    ['{\n  "a": [\n    "x"\n  ]\n}', "b", ["y"], '{\n  "a": [\n    "x"\n  ],\n  "b": [\n    "y"\n  ]\n}'],
    ['{\n  "a": ["x", "y"]\n}', "b", ["z"], '{\n  "a": ["x", "y"],\n  "b": ["z"]\n}'],
    ['{\n  "l": [{\n    "a": 1\n  }]\n}', "b", [{ c: 1 }], '{\n  "l": [{\n    "a": 1\n  }],\n  "b": [{\n    "c": 1\n  }]\n}'],
    ['{"a": 1, "a": 2}', "a", 3, '{"a": 1, "a": 3}'],
    ['{"long"  : 1, "b" : 2}', "c", 3, '{"long"  : 1, "b" : 2, "c" : 3}'],
    ['{"a": ${x}}', "b", 1, '{"a": ${x}, "b": 1}'],
    ['{"a": ${x}}', "a", true, '{"a": true}'],
    ['\uFEFF{"a": 1}', "b", 'q"\n', '\uFEFF{"a": 1, "b": "q\\"\\n"}'],
  ])("%j %s", (before, key, value, after) => {
    expect(set(before, [], key, value)).toBe(after);
  });

  it("writes into an item of a list in its own place", () => {
    const text = '[\n  {\n    "name": "a",\n    "image": "b"\n  }\n]\n';
    expect(set(text, [0], "privileged", false)).toBe('[\n  {\n    "name": "a",\n    "image": "b",\n    "privileged": false\n  }\n]\n');
    const inline = '{\n  "env": [\n    { "name": "A", "value": "b" }\n  ]\n}';
    expect(set(inline, ["env", 0], "x", { y: 1 })).toBe('{\n  "env": [\n    { "name": "A", "value": "b", "x": { "y": 1 } }\n  ]\n}');
  });

  it("gives no edits where a placeholder may hold the key already, or the map does not end", () => {
    expect(set('{"a": 1, ${more}}', [], "b", 1)).toBeUndefined();
    expect(set('{"a": 1, ${more}}', [], "a", 2)).toBe('{"a": 2, ${more}}');
    expect(set('{"a": 1', [], "b", 1)).toBeUndefined();
  });
});

describe("replace", () => {
  it.each<[string, Path, Plain, string]>([
    ['{"a": "x"}', ["a"], "y", '{"a": "y"}'],
    ['{"a": "x"}', ["a"], { b: 1 }, '{"a": {"b": 1}}'],
    ['{\n  "a": 1\n}', ["a"], { b: [] }, '{\n  "a": {\n    "b": []\n  }\n}'],
    ['{\n  "a": [1, 2]\n}', ["a", 1], { b: 1 }, '{\n  "a": [1, { "b": 1 }]\n}'],
    ['[\n  "x" // why\n]', [0], null, "[\n  null // why\n]"],
    ['{"cpu": ${cpu}}', ["cpu"], 256, '{"cpu": 256}'],
  ])("%j", (before, path, value, after) => {
    expect(replace(before, path, value)).toBe(after);
  });
});

describe("append and insert", () => {
  it.each<[string, Path, Plain, string]>([
    ["[]", [], 1, "[1]"],
    ['{\n  "a": []\n}', ["a"], "x", '{\n  "a": ["x"]\n}'],
    ['{\n  "a": []\n}', ["a"], { b: 1 }, '{\n  "a": [\n    {\n      "b": 1\n    }\n  ]\n}'],
    ['{\n  "a": [\n  ]\n}', ["a"], "x", '{\n  "a": [\n    "x"\n  ]\n}'],
    ['["a", "b"]', [], "c", '["a", "b", "c"]'],
    ["[1,2]", [], 3, "[1,2,3]"],
    ["[\n  1\n]", [], 2, "[\n  1,\n  2\n]"],
    ["[\n  1, // one\n]", [], 2, "[\n  1, // one\n  2,\n]"],
    ['[{\n  "a": 1\n}, {\n  "a": 2\n}]', [], { a: 3 }, '[{\n  "a": 1\n}, {\n  "a": 2\n}, {\n  "a": 3\n}]'],
    ["[${a}]", [], 1, "[${a}, 1]"],
  ])("append to %j", (before, path, value, after) => {
    expect(append(before, path, value)).toBe(after);
  });

  it.each<[string, number, Plain, string]>([
    ["[]", 0, 1, "[1]"],
    ['["a", "b"]', 0, "x", '["x", "a", "b"]'],
    ['["a", "b"]', 1, "x", '["a", "x", "b"]'],
    ['["a", "b"]', 2, "x", '["a", "b", "x"]'],
    ["[\n  1, // one\n  // two\n  2\n]", 1, 3, "[\n  1, // one\n  3,\n  // two\n  2\n]"],
    ["[ // all\n  1\n]", 0, 3, "[ // all\n  3,\n  1\n]"],
  ])("insert into %j at %i", (before, index, value, after) => {
    expect(insert(before, [], index, value)).toBe(after);
  });

  it("gives no edits beyond the end", () => {
    expect(insert("[1]", [], 2, 0)).toBeUndefined();
    expect(insert("[1]", [], -1, 0)).toBeUndefined();
    expect(append("[1 ${more}]", [], 0)).toBeUndefined();
  });
});

describe("remove", () => {
  it.each<[string, string | number, string]>([
    ['{"a": 1}', "a", "{}"],
    ['{\n  "a": 1\n}', "a", "{}"],
    ['{"a": 1, "b": 2, "c": 3}', "a", '{"b": 2, "c": 3}'],
    ['{"a": 1, "b": 2, "c": 3}', "b", '{"a": 1, "c": 3}'],
    ['{"a": 1, "b": 2, "c": 3}', "c", '{"a": 1, "b": 2}'],
    ['{\n  "a": 1,\n  "b": 2,\n  "c": 3\n}', "a", '{\n  "b": 2,\n  "c": 3\n}'],
    ['{\r\n  "a": 1,\r\n  "b": 2,\r\n  "c": 3\r\n}', "b", '{\r\n  "a": 1,\r\n  "c": 3\r\n}'],
    ['{\n  "a": 1,\n  "b": 2,\n  "c": 3\n}', "c", '{\n  "a": 1,\n  "b": 2\n}'],
    ['{\n  "a": 1, // one\n  "b": 2 // two\n}', "b", '{\n  "a": 1 // one\n}'],
    ['{\n  "a": 1, // one\n  "b": 2 // two\n}', "a", '{\n  "b": 2 // two\n}'],
    ['{\n  "a": 1,\n  // about b\n  "b": 2,\n  "c": 3\n}', "b", '{\n  "a": 1,\n  // about b\n  "c": 3\n}'],
    ['{\n  "a": 1,\n  // about b\n  "b": 2\n}', "b", '{\n  "a": 1\n  // about b\n}'],
    ['{\n  "a": 1,\n  "b": 2,\n}', "b", '{\n  "a": 1,\n}'],
    ['{ // head\n  "a": 1\n}', "a", "{ // head\n}"],
    ['{"a": 1, /* b */ "b": 2}', "b", '{"a": 1 /* b */}'],
    ["[1, 2,\n 3]", 2, "[1, 2]"],
    ["[1 , 2]", 1, "[1]"],
    ['{ // c\n"a": 1, "b": 2}', "a", '{ // c\n "b": 2}'],
  ])("%j without %s", (before, key, after) => {
    expect(remove(before, [], key)).toBe(after);
  });

  it("gives no edits for what is no child, or where a comma leads its line", () => {
    const map = asMap(at('{"a": {"b": 1}}'));
    const other = asMap(at('{"a": {"b": 1}}', "a"));
    expect(map.writer.remove(map, childOf(other, "b"))).toEqual([]);
    expect(remove('{"a": 1\n, "b": 2}', [], "a")).toBeUndefined();
  });
});

describe("operations on one container, joined", () => {
  const joined = (text: string, key: string, extra: (map: MapNode) => readonly Edit[]): string | undefined => {
    const map = asMap(at(text));
    return result(map, [...map.writer.remove(map, childOf(map, key)), ...extra(map)]);
  };
  const adding = (map: MapNode) => map.writer.set(map, "z", 9);

  it.each<[string, string, string]>([
    ['{"a": 1, "b": 2}', "b", '{"a": 1, "z": 9}'],
    ['{"a": 1, "b": 2}', "a", '{"b": 2, "z": 9}'],
    ['{\n  "a": 1,\n  "b": 2\n}', "b", '{\n  "a": 1,\n  "z": 9\n}'],
    ['{\n  "a": 1, // one\n  "b": 2 // two\n}', "b", '{\n  "a": 1 // one\n,\n  "z": 9}'],
    ['{\n  "a": 1,\n  "b": 2,\n}', "b", '{\n  "a": 1,\n  "z": 9,\n}'],
  ])("%j: %s goes, another comes", (before, key, after) => {
    expect(joined(before, key, adding)).toBe(after);
    expect(at(after, "z")).toMatchObject({ value: 9 });
  });

  it("two new keys keep the order in which they are set", () => {
    const map = asMap(at('{\n  "a": 1\n}'));
    expect(result(map, [...map.writer.set(map, "b", 2), ...map.writer.set(map, "c", 3)])).toBe('{\n  "a": 1,\n  "b": 2,\n  "c": 3\n}');
  });

  it("a removal and an insertion next to it", () => {
    const list = asList(at("[\n  1, // one\n  2,\n  3\n]"));
    const [, two] = list.items;
    expect(result(list, [...(two ? list.writer.remove(list, two) : []), ...list.writer.insert(list, 1, 7)])).toBe("[\n  1, // one\n  7,\n  3\n]");
  });
});

/** Documents of any shape, written in any way that JSON with comments allows. */
const comment = fc.constantFrom("// c\n", "/* d */", "/* e\n   f */");
const space = fc.constantFrom("", "", " ", "\n", "\n  ", "\r\n\t", "\n\n    ");
const between = (comments: boolean): fc.Arbitrary<string> =>
  comments ? fc.tuple(space, fc.option(comment, { freq: 6, nil: "" }), space).map((s) => s.join("")) : space;
const scalarText = fc.constantFrom('"s"', '"//,}"', "1", "-2.5e3", "true", "null", '""', '"\\"\\\\"', '"a: ]"');
const document = (comments: boolean): fc.Arbitrary<string> => {
  const gap = between(comments);
  const { value } = fc.letrec<{ value: string }>((tie) => {
    const children = (child: fc.Arbitrary<string>): fc.Arbitrary<string> =>
      fc
        .tuple(fc.array(fc.tuple(gap, child, gap), { maxLength: 4 }), gap, comments ? fc.boolean() : fc.constant(false))
        .map(([items, end, trailing]) => items.map((i) => i.join("")).join(",") + (trailing && items.length > 0 ? "," : "") + end);
    const entry = fc.tuple(fc.constantFrom('"a"', '"b"', '"c d"', '"\\u0041"'), gap, gap, tie("value")).map(([k, g, h, v]) => `${k}${g}:${h}${v}`);
    return {
      value: fc.oneof(
        { depthSize: "small", withCrossShrink: true },
        scalarText,
        children(tie("value")).map((c) => `[${c}]`),
        children(entry).map((c) => `{${c}}`),
      ),
    };
  });
  return fc.tuple(gap, value, gap).map((t) => t.join(""));
};
const plain: fc.Arbitrary<Plain> = fc.constantFrom<Plain[]>(1, "x", null, true, [], {}, ["p", 2], { q: [{ r: "s" }, []] }, 'quote"\n');
const parse = (source: Source) => parseJson(source);

describe("whatever the document", () => {
  it.each([false, true])("one operation does what it says and nothing else (comments: %s)", (comments) => {
    fc.assert(
      fc.property(document(comments), fc.nat(1000), fc.nat(9), plain, (text, which, pick, value) => {
        const source = new Source("a.json", text);
        const { roots, broken, comments: places } = parseJson(source);
        expect(broken, text).toBe(false);
        const nodes = nodesIn(roots);
        const node = nodes[which % nodes.length];
        if (!node) return;
        for (const operation of operationsOn(roots, node, value, pick)) {
          if (operation.edits.length === 0) {
            expect(comments || operation.name === "remove", `${operation.name} ${text}`).toBe(true);
            continue;
          }
          expectDone(source, operation, parse);
          // A comment goes only with the value that it is in, or with the child whose line it ends.
          const after = applyEdits(source, operation.edits);
          if (operation.name !== "replace" && operation.name !== "remove") {
            expect(parseJson(after).comments.map(textOf)).toEqual(places.map(textOf));
          }
        }
      }),
      { numRuns: 3000 },
    );
  });

  it("a removal and an addition in one container compose", () => {
    fc.assert(
      fc.property(document(true), fc.nat(1000), fc.nat(9), (text, which, pick) => {
        const source = new Source("a.json", text);
        const { roots } = parseJson(source);
        const containers = nodesIn(roots).filter((n) => (n.kind === "map" ? n.entries.length > 1 : n.kind === "list" && n.items.length > 1));
        const node = containers[which % Math.max(1, containers.length)];
        if (node?.kind !== "map") return;
        const child = node.entries[pick % node.entries.length];
        const removal = child ? node.writer.remove(node, child) : [];
        if (removal.length === 0) return;
        const after = applyEdits(source, [...removal, ...node.writer.set(node, "z", 9)]);
        const parsed = parseJson(after);
        const context = `${text}\n--->\n${after.text}`;
        expect(parsed.broken, context).toBe(false);
        expect(JSON.stringify(parsed.roots.map(shown)), context).toContain('["z",9]');
      }),
      { numRuns: 3000 },
    );
  });
});
