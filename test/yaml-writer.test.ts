import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { get, type ListNode, type MapNode, type Node, type Plain } from "../server/src/syntax/tree.ts";
import { parseYaml } from "../server/src/syntax/yaml.ts";
import { applyEdits, type Edit, Source, textOf } from "../server/src/text/source.ts";
import { expectDone, nodesIn, operationsOn, shown } from "./tree-of.ts";

type Path = readonly (string | number)[];
const at = (text: string, path: Path): Node => {
  let node = parseYaml(new Source("a.yaml", text)).roots[0];
  for (const step of path) node = typeof step === "string" ? get(node, step) : node?.kind === "list" ? node.items[step] : undefined;
  return node ?? expect.fail(`nothing at ${path.join(".")}`);
};
const asMap = (node: Node): MapNode => (node.kind === "map" ? node : expect.fail("is no map"));
const asList = (node: Node): ListNode => (node.kind === "list" ? node : expect.fail("is no list"));
const result = (node: Node, edits: readonly Edit[]): string | undefined => (edits.length > 0 ? applyEdits(node.at.source, edits).text : undefined);
const set = (text: string, path: Path, key: string, value: Plain) => {
  const map = asMap(at(text, path));
  return result(map, map.writer.set(map, key, value));
};
const replace = (text: string, path: Path, value: Plain) => {
  const node = at(text, path);
  return result(node, node.writer.replace(node, value));
};
const append = (text: string, path: Path, value: Plain) => {
  const list = asList(at(text, path));
  return result(list, list.writer.append(list, value));
};
const insert = (text: string, path: Path, index: number, value: Plain) => {
  const list = asList(at(text, path));
  return result(list, list.writer.insert(list, index, value));
};
const remove = (text: string, path: Path, key: string | number) => {
  const from = at(text, path);
  if (from.kind === "map") return result(from, from.writer.remove(from, from.entries.findLast((e) => e.key === key) ?? expect.fail("no entry")));
  const list = asList(from);
  return result(list, list.writer.remove(list, list.items[Number(key)] ?? expect.fail("no item")));
};

describe("set", () => {
  it.each<[string, Path, string, Plain, string]>([
    ["a: 1\n", [], "b", "x", "a: 1\nb: x\n"],
    ["a: 1", [], "b", true, "a: 1\nb: true"],
    ["a: 1\r\n", [], "b", { c: [1] }, "a: 1\r\nb:\r\n  c:\r\n    - 1\r\n"],
    ["a: 1 # one\n# end\n", [], "b", 2, "a: 1 # one\nb: 2\n# end\n"],
    [
      "a:\n    b:\n    - x\nc: 1\n",
      ["a"],
      "d",
      { e: ["f", { g: 1, h: 2 }] },
      "a:\n    b:\n    - x\n    d:\n        e:\n        - f\n        - g: 1\n          h: 2\nc: 1\n",
    ],
    ["l:\n  - a: 1\n  - b: 2\n", ["l", 0], "c", 3, "l:\n  - a: 1\n    c: 3\n  - b: 2\n"],
    ["a: {b: 1}\n", ["a"], "c", "x, y", 'a: {b: 1, c: "x, y"}\n'],
    ['a: {"b": 1}\n', ["a"], "c", "x", 'a: {"b": 1, "c": "x"}\n'],
    ["a: {}\n", ["a"], "b", [1], "a: {b: [1]}\n"],
    ["a: {\n  b: 1,\n  c: 2,\n  }\n", ["a"], "d", 3, "a: {\n  b: 1,\n  c: 2,\n  d: 3,\n  }\n"],
    ["a: |\n  x\n\nb: 1\n", [], "c", 2, "a: |\n  x\n\nb: 1\nc: 2\n"],
    ["s:\n  a: |\n    x\n\nb: 1\n", ["s"], "c", 2, "s:\n  a: |\n    x\n  c: 2\n\nb: 1\n"],
    ["a:\nb: 1\n", [], "a", "x", "a: x\nb: 1\n"],
    ["a: # why\n", [], "a", "x", "a: x # why\n"],
    ["a: x # why\n", [], "a", { b: 1 }, "a: # why\n  b: 1\n"],
    ["a: 1\n---\nb: 2\n", [], "c", 3, "a: 1\nc: 3\n---\nb: 2\n"],
    ["a: !Ref X\n", [], "a", "v", "a: v\n"],
    ["x: &x {k: 1}\ny:\n  <<: *x\n", ["y"], "k", 2, "x: &x {k: 1}\ny:\n  <<: *x\n  k: 2\n"],
  ])("%j", (before, path, key, value, after) => {
    expect(set(before, path, key, value)).toBe(after);
  });

  it.each<[string, string]>([
    ["a: |+\n  x\n\n", "kept line breaks would change"],
    ["a: |\n  x", "its last line would get a line break"],
    ["a: 1\n<<: *gone\n", "the merge may hold the key"],
  ])("%j gives no edits: %s", (text) => {
    const root = at(text, []);
    const map = root.kind === "list" ? root.items[0] : root;
    expect(map?.kind === "map" ? map.writer.set(map, "z", 1) : []).toEqual([]);
  });
});

describe("replace", () => {
  it.each<[string, Path, Plain, string]>([
    ["a: 'x'\n", ["a"], "it's", "a: 'it''s'\n"],
    ['a: "x"\n', ["a"], "y", 'a: "y"\n'],
    ["a: x\n", ["a"], "y z", "a: y z\n"],
    ["a: 'x'\n", ["a"], false, "a: false\n"],
    ["a: x # c\n", ["a"], "v", "a: v # c\n"],
    ["- x\n- y\n", [0], { a: 1, b: 2 }, "- a: 1\n  b: 2\n- y\n"],
    ["- x # c\n", [0], { a: 1, b: 2 }, "- {a: 1, b: 2} # c\n"],
    ["a:\n  b: 1\nc: 2\n", ["a"], "x", "a: x\nc: 2\n"],
    ["a:\n- b\n- c\nd: 2\n", ["a"], { e: 1 }, "a:\n  e: 1\nd: 2\n"],
    ["a: |\n  x\n  y\nb: 1\n", ["a"], "z", "a: z\nb: 1\n"],
    ["[a, b]\n", [1], "c: d", '[a, "c: d"]\n'],
    ["a: &x y\nb: *x\n", ["a"], "z", "a: &x z\nb: *x\n"],
    ["a: ${b}\n", ["a"], 1, "a: 1\n"],
  ])("%j", (before, path, value, after) => {
    expect(replace(before, path, value)).toBe(after);
  });

  it.each([
    "true",
    "null",
    "~",
    "1e3",
    "12",
    "0123",
    "yes",
    "Off",
    "*a",
    "&a",
    "!a",
    "|",
    ">",
    "%a",
    "@a",
    "`a",
    "- a",
    "a: b",
    "a #b",
    "",
    " a",
    "a ",
    "#a",
    "? a",
    "{a",
    "[a",
    "2024-01-01",
    "22:22",
    ".5",
    "1.2.3",
    "0x1f",
    "<<",
    "=",
    "---",
    "a:",
    "x\ny",
    "\t",
    "\u0007",
    "é: ü",
    "'",
    '"',
    "a{{b}}",
    "😀",
    "\u2028",
    "\ufeff",
  ])("%j stays a text", (value) => {
    for (const before of ["a: b\n", "a: 'b'\n", "- b\n", "a: [b]\n", "a: {c: b}\n"]) {
      const source = new Source("a.yaml", before);
      const node = nodesIn(parseYaml(source).roots).find((n) => n.kind === "scalar") ?? expect.fail("no scalar");
      const after = parseYaml(applyEdits(source, node.writer.replace(node, value)));
      expect(after.broken).toBe(false);
      expect(nodesIn(after.roots).flatMap((n) => (n.kind === "scalar" ? [n.value] : n.kind === "opaque" ? [n.text] : []))).toEqual([value]);
    }
  });

  it("leaves an image, an ARN and a path without quotes", () => {
    for (const value of ["nginx:1.25", "arn:aws:iam::123456789012:role/x", "/var/run", "some words"])
      expect(replace("a: b\n", ["a"], value)).toBe(`a: ${value}\n`);
  });
});

describe("append, insert and remove", () => {
  it.each<[string, Path, Plain, string]>([
    ["a:\n- x\nb: 1\n", ["a"], "v", "a:\n- x\n- v\nb: 1\n"],
    ["a:\n  - x # c\n", ["a"], { k: 1, l: { m: 2 } }, "a:\n  - x # c\n  - k: 1\n    l:\n      m: 2\n"],
    ["a: []\n", ["a"], "v", "a: [v]\n"],
    ["a: [x]\n", ["a"], { b: 1 }, "a: [x, {b: 1}]\n"],
    ['["x", "y"]', [], "z", '["x", "y", "z"]'],
    ["- - a\n", [0], "b", "- - a\n  - b\n"],
  ])("append to %j", (before, path, value, after) => {
    expect(append(before, path, value)).toBe(after);
  });

  it.each<[string, number, string]>([
    ["- a\n# b\n- b\n", 0, "- m\n- a\n# b\n- b\n"],
    ["- a\n# b\n- b\n", 1, "- a\n- m\n# b\n- b\n"],
    ["- a\n- b\n", 2, "- a\n- b\n- m\n"],
    ["[a, b]\n", 1, "[a, m, b]\n"],
  ])("insert into %j at %i", (before, index, after) => {
    expect(insert(before, [], index, "m")).toBe(after);
  });

  it.each<[string, Path, string | number, string]>([
    ["a: 1\nb: 2\nc: 3\n", [], "a", "b: 2\nc: 3\n"],
    ["a: 1\nb:\n  x: 1\n\nc: 3\n", [], "b", "a: 1\n\nc: 3\n"],
    ["a: 1\nb: 2", [], "b", "a: 1"],
    ["a: 1 # one\n# about b\nb: 2 # two\nc: 3\n", [], "b", "a: 1 # one\nc: 3\n"],
    ["# the file's own\na: 1\nb: 2\n", [], "a", "# the file's own\nb: 2\n"],
    ["a:\n  b: 1\nc: 2\n", ["a"], "b", "a: {}\nc: 2\n"],
    ["a:\n- b\nc: 2\n", ["a"], 0, "a: []\nc: 2\n"],
    ["a: 1\n", [], "a", "{}\n"],
    ["- a: 1\n  b: 2\n", [0], "a", "- b: 2\n"],
    ["- a: 1\n  b: 2\n", [0], "b", "- a: 1\n"],
    ["- a\n- b: 1\n  c: 2\n- d\n", [], 1, "- a\n- d\n"],
    ["- - a\n  - b\n", [0], 0, "- - b\n"],
    ["[a, b, c]\n", [], 0, "[b, c]\n"],
    ["[a, b, c]\n", [], 1, "[a, c]\n"],
    ["[a, b, c]\n", [], 2, "[a, b]\n"],
    ["{a: 1}\n", [], "a", "{}\n"],
    ["a:\r\n  - x\r\n  - y\r\n", ["a"], 1, "a:\r\n  - x\r\n"],
    ["a: |\n  x\nb: 1\n", [], "a", "b: 1\n"],
  ])("remove from %j", (before, path, key, after) => {
    expect(remove(before, path, key)).toBe(after);
  });

  it.each<[string, Path, string | number]>([
    ["? a\n: 1\nb: 2\n", [], "a"],
    ["[a, # c\n b]\n", [], 0],
    ["a: |+\n  x\n\nb: 1\n", [], "b"],
    ["a:\n  # why\n  b: 1\n  # end\nc: &x\n  d: 1\n", ["c"], "d"],
    ["x: &x {k: 1}\ny:\n  <<: *x\n  l: 2\n", ["y"], "k"],
  ])("%j gives no edits", (before, path, key) => {
    expect(remove(before, path, key)).toBeUndefined();
  });

  it("writes into what a tag holds", () => {
    const tagged = at("a: !Join\n  - x\nb: 1\n", ["a"]);
    const list = asList((tagged.kind === "opaque" ? tagged.content : undefined) ?? expect.fail("no content"));
    expect(result(list, list.writer.append(list, "v"))).toBe("a: !Join\n  - x\n  - v\nb: 1\n");
  });

  it("a removal and an addition in one block compose", () => {
    const map = asMap(at("a: 1\nb: 2\nc: 3\n", []));
    const [, b, c] = map.entries;
    expect(result(map, [...(b ? map.writer.remove(map, b) : []), ...map.writer.set(map, "z", 9)])).toBe("a: 1\nc: 3\nz: 9\n");
    expect(result(map, [...(c ? map.writer.remove(map, c) : []), ...map.writer.set(map, "z", 9)])).toBe("a: 1\nb: 2\nz: 9\n");
  });
});

/** Documents of any shape, written in any way. */
const scalarText = fc.constantFrom("x", "1", "true", "~", "'q'", '"d"', "a b", "http://x/y", "x#y", "''", "-1.5");
const comment = fc.constantFrom("", "", "", " # c", "  # d: e");
interface Shape {
  readonly kind: "scalar" | "block" | "map" | "list" | "flow";
  readonly text?: string;
  readonly children?: readonly { readonly key: string; readonly value: Shape; readonly above: string; readonly tail: string }[];
}
const flowText: fc.Arbitrary<string> = fc.letrec<{ value: string }>((tie) => ({
  value: fc.oneof(
    { depthSize: "small" },
    fc.constantFrom("x", "1", "'q'", '"d"', "true"),
    fc.tuple(fc.array(tie("value"), { maxLength: 3 }), fc.constantFrom(", ", ",", " , ")).map(([c, s]) => `[${c.join(s)}]`),
    fc.tuple(fc.array(tie("value"), { maxLength: 3 }), fc.constantFrom(", ", " , ")).map(([c, s]) => `{${c.map((v, i) => `k${i}: ${v}`).join(s)}}`),
  ),
})).value;
const shape = fc.letrec<{ value: Shape }>((tie) => {
  const child = fc.record({
    key: fc.constantFrom("a", "b", "'c d'", '"e"', "f-g"),
    value: tie("value"),
    above: fc.constantFrom("", "", "", "\n", "# above\n", "\n# far\n\n"),
    tail: comment,
  });
  const children = fc.array(child, { minLength: 1, maxLength: 4 });
  return {
    value: fc.oneof(
      { depthSize: "small" },
      scalarText.map((text) => ({ kind: "scalar" as const, text })),
      fc.constantFrom("|", ">-", "|+", "|2").map((text) => ({ kind: "block" as const, text })),
      flowText.map((text) => ({ kind: "flow" as const, text })),
      children.map((c) => ({ kind: "map" as const, children: c })),
      children.map((c) => ({ kind: "list" as const, children: c })),
    ),
  };
}).value;

function write({ kind, text = "", children = [] }: Shape, column: number, unit: number, bullets: number, first: boolean): string {
  const pad = " ".repeat(column);
  if (kind === "scalar" || kind === "flow") return text;
  if (kind === "block")
    return `${text}\n${" ".repeat(text === "|2" ? 2 + Math.max(0, column - unit) : column + 1)}line\n${text === "|+" ? "\n" : ""}`;
  return children
    .map(({ key, value, above, tail }, i) => {
      const lead = i === 0 && first ? "" : above.replace(/(^|\n)#/g, `$1${pad}#`) + pad;
      const nested = value.kind === "map" || value.kind === "list";
      if (kind === "list") {
        if (value.kind === "block") return `${lead}- ${value.text === "|2" ? "|" : value.text}\n${pad}   line\n${value.text === "|+" ? "\n" : ""}`;
        return `${lead}- ${nested ? write(value, column + 2, unit, bullets, true) : `${write(value, 0, unit, bullets, true)}${tail}\n`}`;
      }
      if (value.kind === "block")
        return `${lead}${key}: ${value.text === "|2" ? "|" : value.text}\n${pad}   line\n${value.text === "|+" ? "\n" : ""}`;
      const inner = column + (value.kind === "list" ? bullets : unit);
      return `${lead}${key}:${nested ? `${tail}\n${write(value, inner, unit, bullets, false)}` : ` ${write(value, 0, unit, bullets, true)}${tail}\n`}`;
    })
    .join("");
}
const document = fc
  .tuple(shape, fc.constantFrom(2, 4), fc.constantFrom(0, 2), fc.boolean(), fc.constantFrom("", "---\n", "# top\n"), fc.boolean())
  .filter(([s]) => s.kind === "map" || s.kind === "list" || s.kind === "flow")
  .map(([s, unit, bullets, crlf, top, cut]) => {
    const text = top + write(s, 0, unit, bullets, false);
    const ended = cut ? text.replace(/\n$/, "") : text;
    return crlf ? ended.replaceAll("\n", "\r\n") : ended;
  });
const plain: fc.Arbitrary<Plain> = fc.constantFrom<Plain[]>(1, "x", "yes", null, true, [], {}, ["p", 2], { q: [{ r: "s" }, []] }, "two\nlines", [
  [1],
  { a: {} },
]);

describe("whatever the document", () => {
  it("one operation does what it says and nothing else", () => {
    let done = 0;
    let refused = 0;
    fc.assert(
      fc.property(document, fc.nat(1000), fc.nat(9), plain, (text, which, pick, value) => {
        const source = new Source("a.yaml", text);
        const { roots, broken, comments } = parseYaml(source);
        expect(broken, text).toBe(false);
        const nodes = nodesIn(roots);
        const node = nodes[which % Math.max(1, nodes.length)];
        if (!node) return;
        for (const operation of operationsOn(roots, node, value, pick)) {
          if (operation.edits.length === 0) refused++;
          else {
            done++;
            expectDone(source, operation, parseYaml);
            if (operation.name === "replace" || operation.name === "remove") continue;
            expect(parseYaml(applyEdits(source, operation.edits)).comments.map(textOf)).toEqual(comments.map(textOf));
          }
        }
      }),
      { numRuns: 2500 },
    );
    // Doing nothing would be exact as well.
    expect(refused).toBeLessThan(done / 4);
  });

  it("a removal and an addition in one block compose", () => {
    fc.assert(
      fc.property(document, fc.nat(1000), fc.nat(9), (text, which, pick) => {
        const source = new Source("a.yaml", text);
        const containers = nodesIn(parseYaml(source).roots).filter((n) => n.kind === "map" && n.entries.length > 1);
        const node = containers[which % Math.max(1, containers.length)];
        if (node?.kind !== "map" || textOf(node.at).startsWith("{")) return;
        const child = node.entries[pick % node.entries.length];
        if (!child) return;
        const edits = [...node.writer.remove(node, child), ...node.writer.set(node, "z", 9)];
        if (edits.length < 2) return;
        const after = parseYaml(applyEdits(source, edits));
        expect(after.broken, text).toBe(false);
        expect(JSON.stringify(after.roots.map(shown)), text).toContain('["z",9]');
      }),
      { numRuns: 1500 },
    );
  });
});
