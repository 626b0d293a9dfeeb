import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseHcl } from "../server/src/syntax/hcl/hcl.ts";
import { get, type ListNode, type MapNode, type Node, type Plain } from "../server/src/syntax/tree.ts";
import { applyEdits, type Edit, Source, textOf } from "../server/src/text/source.ts";
import { expectDone, nodesIn, operationsOn, type Shown, shown, shownPlain, shownWith } from "./tree-of.ts";

type Path = readonly (string | number)[];

/** A node by keys and indexes; a step `()` is the first argument of a call. */
const at = (text: string, path: Path): Node => {
  let node = parseHcl(new Source("main.tf", text)).roots[0];
  for (const step of path) {
    if (step === "()") node = node?.kind === "opaque" ? node.call?.arguments[0] : undefined;
    else node = typeof step === "string" ? get(node, step) : node?.kind === "list" ? node.items[step] : undefined;
  }
  return node ?? expect.fail(`nothing at ${path.join(".")}`);
};
const asMap = (node: Node): MapNode => (node.kind === "map" ? node : expect.fail("is no map"));
const asList = (node: Node): ListNode => (node.kind === "list" ? node : expect.fail("is no list"));
const result = (node: Node, edits: readonly Edit[]): string | undefined => {
  if (edits.length === 0) return undefined;
  const after = applyEdits(node.at.source, edits);
  expect(parseHcl(after).broken, after.text).toBe(false);
  return after.text;
};
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
const childOf = (node: Node, key: string | number) =>
  (node.kind === "map" ? node.entries.findLast((e) => e.key === key) : asList(node).items[Number(key)]) ?? expect.fail(`no child ${key}`);
const remove = (text: string, path: Path, key: string | number) => {
  const node = at(text, path);
  const from = node.kind === "map" ? node : asList(node);
  return result(from, from.writer.remove(from, childOf(from, key)));
};

describe("set in a body", () => {
  it.each<[string, string, Plain, string]>([
    ["a {\n  b = 1\n}\n", "c", 2, "a {\n  b = 1\n  c = 2\n}\n"],
    ["a {}\n", "c", 2, "a {\n  c = 2\n}\n"],
    ["a { }\n", "c", "x", 'a {\n  c = "x"\n}\n'],
    ["a {\n}\n", "c", 2, "a {\n  c = 2\n}\n"],
    ["a { b = 1 }\n", "cde", 2, "a {\n  b   = 1\n  cde = 2\n}\n"],
    ["a { bcd = 1 }\n", "e", 2, "a {\n  bcd = 1\n  e   = 2\n}\n"],
    ["a {\n  # one\n}\n", "c", 2, "a {\n  # one\n  c = 2\n}\n"],
    ["a { /* one */ }\n", "c", 2, "a { /* one */\n  c = 2\n }\n"],
    ["a { # one\n}\n", "c", 2, "a { # one\n  c = 2\n}\n"],
    ["a {\r\n\tb = 1\r\n}\r\n", "c", { d: [] }, "a {\r\n\tb = 1\r\n\tc = {\r\n\t\td = []\r\n\t}\r\n}\r\n"],
    ["a {\n  b = 1 # one\n  # two\n}\n", "c", 2, "a {\n  b = 1 # one\n  c = 2\n  # two\n}\n"],
    ["a {\n  b = 1}\n", "c", 2, "a {\n  b = 1\n  c = 2}\n"],
    ["a {\n  b = 1\n}\n", "b", 2, "a {\n  b = 2\n}\n"],
    ["a {\n  b = <<E\nx\nE\n}\n", "c", 2, "a {\n  b = <<E\nx\nE\n  c = 2\n}\n"],
    ["a {\n  b = <<E\nx\nE\n}\n", "b", 2, "a {\n  b = 2\n}\n"],
    ["a {\n  b = c(\n    1\n  )\n}\n", "d", true, "a {\n  b = c(\n    1\n  )\n  d = true\n}\n"],
  ])("%j %s", (before, key, value, after) => {
    expect(set(before, ["a"], key, value)).toBe(after);
  });

  it("a new attribute comes after the attributes and before the blocks", () => {
    const text = 'a "b" {\n  name = "x"\n  cpu  = 1\n\n  tags = {\n    c = 1\n  }\n\n  d {\n    e = 1\n  }\n\n  f = 1\n}\n';
    expect(set(text, ["a"], "zz", 2)).toBe(text.replace("cpu  = 1\n", "cpu  = 1\n  zz   = 2\n"));
    expect(set("a {\n  d {\n  }\n}\n", ["a"], "b", 1)).toBe("a {\n  b = 1\n\n  d {\n  }\n}\n");
    expect(set("a {\n  # head\n  d {\n  }\n}\n", ["a"], "b", 1)).toBe("a {\n  b = 1\n\n  # head\n  d {\n  }\n}\n");
    expect(set("a {\n  d {\n  }\n  b = 1\n}\n", ["a"], "c", 1)).toBe("a {\n  d {\n  }\n  b = 1\n  c = 1\n}\n");
    expect(set("a {\n  t = {\n    c = 1\n  }\n  d {}\n}\n", ["a"], "b", 1)).toBe("a {\n  t = {\n    c = 1\n  }\n  b = 1\n  d {}\n}\n");
  });

  it("signs stay aligned as terraform fmt aligns them", () => {
    const aligned = "a {\n  x = 0\n\n  bb  = 1 # one\n  ccc = 2\n}\n";
    expect(set(aligned, ["a"], "d", 3)).toBe("a {\n  x = 0\n\n  bb  = 1 # one\n  ccc = 2\n  d   = 3\n}\n");
    expect(set(aligned, ["a"], "longer", 3)).toBe("a {\n  x = 0\n\n  bb     = 1 # one\n  ccc    = 2\n  longer = 3\n}\n");
    expect(set(aligned, ["a"], "d", { e: 1 })).toBe("a {\n  x = 0\n\n  bb  = 1 # one\n  ccc = 2\n  d = {\n    e = 1\n  }\n}\n");
    expect(set("a {\n  bb = 1\n  ccc = 2\n}\n", ["a"], "d", 3)).toBe("a {\n  bb = 1\n  ccc = 2\n  d = 3\n}\n");
    expect(set("a {\n  bb = 1\n  ccc = 2\n}\nd {\n  e = 1\n}\n", ["d"], "long", 3)).toBe(
      "a {\n  bb = 1\n  ccc = 2\n}\nd {\n  e = 1\n  long = 3\n}\n",
    );
    expect(set("a {\n  bb  = 1\n  ccc = <<E\nE\n}\n", ["a"], "long", 3)).toBe("a {\n  bb   = 1\n  long = 3\n  ccc  = <<E\nE\n}\n");
    expect(set("a {\n  # c\n  b = 1\n  # d\n  c = 1\n}\n", ["a"], "long", 3)).toBe("a {\n  # c\n  b = 1\n  # d\n  c    = 1\n  long = 3\n}\n");
  });

  it("in a file", () => {
    expect(set("a = 1\n", [], "b", 2)).toBe("a = 1\nb = 2\n");
    expect(set("a = 1", [], "bcd", 2)).toBe("a   = 1\nbcd = 2");
    expect(set("\uFEFFa = 1\n", [], "b", 2)).toBe("\uFEFFa = 1\nb = 2\n");
    expect(set("# head\n\na {\n}\n", [], "b", 2)).toBe("# head\n\na {\n}\n\nb = 2\n");
    expect(set("# head\n", [], "b", 2)).toBeUndefined();
  });

  it("gives no edits for what is a block, has no name, is computed, or never ends", () => {
    expect(set("a {\n  b {}\n}\n", ["a"], "b", 1)).toBeUndefined();
    expect(set("a {\n  b = 1\n}\n", ["a"], "c d", 1)).toBeUndefined();
    expect(set("a = { (x) = 1 }\n", ["a"], "c", 1)).toBeUndefined();
    expect(set("a {\n  b = 1\n", ["a"], "c", 1)).toBeUndefined();
    expect(set("a {\n  b = 1 c = 2\n}\n", ["a"], "d", 1)).toBeUndefined();
  });
});

describe("set in an object", () => {
  it.each<[string, string, Plain, string]>([
    ["x = {}", "b", 1, "x = {\n  b = 1\n}"],
    ["x = { a = 1 }", "b", 2, "x = { a = 1, b = 2 }"],
    ["x = { a = 1, }", "b", 2, "x = { a = 1, b = 2, }"],
    ["x = { a = 1 /* c */ }", "b", 2, "x = { a = 1, /* c */ b = 2 }"],
    ["x = { a : 1 }", "b", [1, { c: 2 }], "x = { a : 1, b : [1, { c : 2 }] }"],
    ["x = {\n  a = 1\n}", "bcd", 2, "x = {\n  a   = 1\n  bcd = 2\n}"],
    ["x = {\n  a = 1,\n}", "b", 2, "x = {\n  a = 1,\n  b = 2,\n}"],
    ["x = {\n  a = 1,\n  b = 2\n}", "c", 3, "x = {\n  a = 1,\n  b = 2,\n  c = 3\n}"],
    ["x = {\n  a = 1 # one\n  # two\n}", "b", 2, "x = {\n  a = 1 # one\n  b = 2\n  # two\n}"],
    ["x = {\n  a = 1, # one\n  b = 2 # two\n}", "c", 3, "x = {\n  a = 1, # one\n  b = 2, # two\n  c = 3\n}"],
    ['x = {\n  "a" : 1,\n  "bb" : 2\n}', "c", { d: 1, e: [] }, 'x = {\n  "a" : 1,\n  "bb" : 2,\n  "c" : {\n    "d" : 1,\n    "e" : []\n  }\n}'],
    ['x = {\n  "a" = 1\n}', "b", 2, 'x = {\n  "a" = 1\n  "b" = 2\n}'],
    ["x = {\n  a = 1\n}", "b c", 2, 'x = {\n  a     = 1\n  "b c" = 2\n}'],
    ["x = {\n  a = 1\n}", "for", 2, 'x = {\n  a     = 1\n  "for" = 2\n}'],
    ["x = { a = 1 # c\n}", "b", 2, "x = { a = 1 # c\nb = 2\n}"],
    ["x = {\n  # c\n}", "b", 2, "x = {\n  # c\n  b = 2\n}"],
    ["x = {\n  a = 1\n}", "a", { b: 2 }, "x = {\n  a = {\n    b = 2\n  }\n}"],
    ["x = ({\n  a = 1\n})", "b", 2, "x = ({\n  a = 1\n  b = 2\n})"],
    ["x = {\n  a = <<E\nE\n}", "b", 2, "x = {\n  a = <<E\nE\n  b = 2\n}"],
  ])("%j %s", (before, key, value, after) => {
    expect(set(before, ["x"], key, value)).toBe(after);
  });

  it("in an item of a list on one line", () => {
    expect(set("x = [{}, { a = 1 }]", ["x", 0], "b", [1])).toBe("x = [{ b = [1] }, { a = 1 }]");
    expect(set("x = [{}, { a = 1 }]", ["x", 1], "b", { c: 1 })).toBe("x = [{}, { a = 1, b = { c = 1 } }]");
  });

  it("in the definitions of containers", () => {
    const text = `a "b" {
  container_definitions = jsonencode([{
    name  = "web"
    image = var.image
    portMappings = [{
      containerPort = 80
    }]
  }])
}
`;
    expect(set(text, ["a", "container_definitions", "()", 0], "readonlyRootFilesystem", true)).toBe(
      text.replace("    }]\n", "    }]\n    readonlyRootFilesystem = true\n"),
    );
    expect(set(text, ["a", "container_definitions", "()", 0], "secrets", [{ name: "A" }])).toBe(
      text.replace("    }]\n", '    }]\n    secrets = [{\n      name = "A"\n    }]\n'),
    );
    expect(append(text, ["a", "container_definitions", "()"], { name: "c" })).toBe(text.replace("  }])", '  }, {\n    name = "c"\n  }])'));
  });
});

describe("strings", () => {
  it.each(["", "a", 'q"\\', "\n\r\t\u0000\u007F", "${x} %{y} $${z} $x %", "$", "é😀", "\uD800", "// # /*"])(
    "%j is read as it was written",
    (value) => {
      const text = replace("x = 1", ["x"], value) ?? "";
      expect(at(text, ["x"])).toMatchObject({ kind: "scalar", value });
    },
  );
});

describe("replace", () => {
  it.each<[string, Path, Plain, string]>([
    ['x = "a" # why', ["x"], "b", 'x = "b" # why'],
    ["x = var.y", ["x"], false, "x = false"],
    ["x = (1)", ["x"], 2, "x = 2"],
    ["x = [for a in b : a]", ["x"], [], "x = []"],
    ["x = f([1, 2])", ["x", "()", 1], { b: 1 }, "x = f([1, { b = 1 }])"],
    ["x = <<-E\n  a\n  E\ny = 1", ["x"], "b", 'x = "b"\ny = 1'],
    ["x = {\n  a = 1\n}", ["x"], ["b", "c"], 'x = ["b", "c"]'],
    ['x = ["*"]', ["x", 0], "${y}", 'x = ["$${y}"]'],
  ])("%j", (before, path, value, after) => {
    expect(replace(before, path, value)).toBe(after);
  });

  it("gives no edits for a body, or for what is not there yet", () => {
    expect(replace("x {\n}\n", ["x"], {})).toBeUndefined();
    expect(replace("x = 1\n", [], {})).toBeUndefined();
    expect(replace("x = \n", ["x"], 1)).toBeUndefined();
  });
});

describe("append and insert", () => {
  it.each<[string, Plain, string]>([
    ["x = []", "a", 'x = ["a"]'],
    ["x = []", { a: 1 }, "x = [\n  {\n    a = 1\n  }\n]"],
    ["x = [[]]", [1], "x = [[], [1]]"],
    ["x = [\n]", 1, "x = [\n  1\n]"],
    ["x = [1, 2]", 3, "x = [1, 2, 3]"],
    ["x = [1, 2,]", 3, "x = [1, 2, 3,]"],
    ["x = [\n  1\n]", 2, "x = [\n  1,\n  2\n]"],
    ["x = [\n  1, # one\n]", 2, "x = [\n  1, # one\n  2,\n]"],
    ["x = [\n  1 # one\n]", 2, "x = [\n  1, # one\n  2\n]"],
    ["x = [ # c\n]", 2, "x = [ # c\n  2\n]"],
    ["x = [{\n  a = 1\n}, {\n  b = 2\n}]", { c: 3 }, "x = [{\n  a = 1\n}, {\n  b = 2\n}, {\n  c = 3\n}]"],
    ["x = [\r\n\t{\r\n\t\ta = 1\r\n\t}\r\n]", { b: 1 }, "x = [\r\n\t{\r\n\t\ta = 1\r\n\t},\r\n\t{\r\n\t\tb = 1\r\n\t}\r\n]"],
  ])("append to %j", (before, value, after) => {
    expect(append(before, ["x"], value)).toBe(after);
  });

  it.each<[string, number, Plain, string]>([
    ["x = []", 0, 1, "x = [1]"],
    ["x = [1, 2]", 0, 3, "x = [3, 1, 2]"],
    ["x = [1, 2]", 2, 3, "x = [1, 2, 3]"],
    ["x = [\n  1, # one\n  # two\n  2\n]", 1, 3, "x = [\n  1, # one\n  3,\n  # two\n  2\n]"],
    ["x = [ # all\n  1\n]", 0, 3, "x = [ # all\n  3,\n  1\n]"],
  ])("insert into %j at %i", (before, index, value, after) => {
    expect(insert(before, ["x"], index, value)).toBe(after);
  });

  it("gives no edits beyond the end", () => {
    expect(insert("x = [1]", ["x"], 2, 0)).toBeUndefined();
    expect(insert("x = [1]", ["x"], -1, 0)).toBeUndefined();
    expect(append("x = [1 2]", ["x"], 0)).toBeUndefined();
    expect(append("x = [<<E\nE\n]", ["x"], 0)).toBeUndefined();
  });
});

describe("remove", () => {
  it.each<[string, Path, string | number, string]>([
    ["a {\n  b = 1\n  c = 2\n}\n", ["a"], "b", "a {\n  c = 2\n}\n"],
    ["a {\n  b = 1\n}\n", ["a"], "b", "a {\n}\n"],
    ["a {\r\n  b = 1 # b\r\n  c = 2 # c\r\n}\r\n", ["a"], "c", "a {\r\n  b = 1 # b\r\n}\r\n"],
    ["a {\n  # about\n  b = 1\n}\n", ["a"], "b", "a {\n  # about\n}\n"],
    ["a {\n  b = 1\n\n  c {\n    d = 1\n  }\n\n  e = 1\n}\n", ["a"], "c", "a {\n  b = 1\n\n  e = 1\n}\n"],
    ["a {\n  b = 1\n\n  c {\n    d = 1\n  }\n}\n", ["a"], "c", "a {\n  b = 1\n}\n"],
    ["a {\n  b = <<E\nE\n  c = 1\n}\n", ["a"], "b", "a {\n  c = 1\n}\n"],
    ["a = 1\nb = 2", [], "b", "a = 1"],
    ["a {\n} # a\n\n# b\nb {\n}\n", [], "a", "# b\nb {\n}\n"],
    ["# a\na {\n}\n\nb {\n}\n", [], "a", "# a\n\nb {\n}\n"],
    ["x = { a = 1 }", ["x"], "a", "x = {}"],
    ["x = {\n  a = 1\n}", ["x"], "a", "x = {\n}"],
    ["x = { a = 1, b = 2, c = 3 }", ["x"], "a", "x = { b = 2, c = 3 }"],
    ["x = { a = 1, b = 2, c = 3 }", ["x"], "b", "x = { a = 1, c = 3 }"],
    ["x = { a = 1, b = 2, c = 3 }", ["x"], "c", "x = { a = 1, b = 2 }"],
    ["x = {\n  a = 1\n  b = 2 # b\n}", ["x"], "b", "x = {\n  a = 1\n}"],
    ["x = {\n  a = 1,\n  b = 2\n}", ["x"], "b", "x = {\n  a = 1\n}"],
    ["x = {\n  a = 1,\n  b = 2,\n}", ["x"], "b", "x = {\n  a = 1,\n}"],
    ["x = [1, 2, 3]", ["x"], 0, "x = [2, 3]"],
    ["x = [1, 2, 3]", ["x"], 1, "x = [1, 3]"],
    ["x = [1, 2, 3,]", ["x"], 2, "x = [1, 2,]"],
    ["x = [1]", ["x"], 0, "x = []"],
    ["x = [\n  1, # one\n  2 # two\n]", ["x"], 0, "x = [\n  2 # two\n]"],
    ["x = [\n  1, # one\n  2 # two\n]", ["x"], 1, "x = [\n  1 # one\n]"],
  ])("%j %j without %s", (before, path, key, after) => {
    expect(remove(before, path, key)).toBe(after);
  });

  it("gives no edits for what is no child, or does not stand on its own", () => {
    const map = asMap(at("x = { a = { b = 1 } }", ["x"]));
    expect(map.writer.remove(map, childOf(asMap(at("x = { a = { b = 1 } }", ["x", "a"])), "b"))).toEqual([]);
    expect(remove("a { b = 1 }\n", ["a"], "b")).toBeUndefined();
    expect(remove("a = 1\nb = 2\n", [], "a")).toBeUndefined();
  });
});

describe("operations joined", () => {
  it.each<[string, Path, string, string]>([
    ["x = { a = 1, b = 2 }", ["x"], "b", "x = { a = 1, z = 9 }"],
    ["x = { a = 1, b = 2 }", ["x"], "a", "x = { b = 2, z = 9 }"],
    ["x = {\n  a = 1,\n  b = 2\n}", ["x"], "b", "x = {\n  a = 1,\n  z = 9\n}"],
    ["x = {\n  a = 1\n  b = 2\n}", ["x"], "a", "x = {\n  b = 2\n  z = 9\n}"],
    ["x {\n  a = 1\n  b = 2\n}\n", ["x"], "b", "x {\n  a = 1\n  z = 9\n}\n"],
    ["x {\n  a = 1\n}\n", ["x"], "a", "x {\n  z = 9\n}\n"],
  ])("%j: %s %s goes, another comes", (text, path, key, after) => {
    const map = asMap(at(text, path));
    expect(result(map, [...map.writer.remove(map, childOf(map, key)), ...map.writer.set(map, "z", 9)])).toBe(after);
  });

  it("two new keys keep the order in which they are set", () => {
    const map = asMap(at("x {\n  a = 1\n}\n", ["x"]));
    expect(result(map, [...map.writer.set(map, "b", 2), ...map.writer.set(map, "c", 3)])).toBe("x {\n  a = 1\n  b = 2\n  c = 3\n}\n");
  });
});

/** Files of any shape, written in any way that HCL allows. */
const comment = fc.constantFrom(" # c", " // d", " /* e */", "");
const scalarText = fc.constantFrom('"s"', '"a$${b}"', "1", "-2.5", "true", "null", '"#,}"', "var.x", '"${var.y}:1"', "f(1, [2])", "a ? b : c", "(3)");
const indented = (text: string): string => text.replace(/\n(?=.)/g, "\n  ");
const expressionText = fc.letrec<{ value: string }>((tie) => {
  const sign = fc.constantFrom(" = ", "=", " : ", "   = ");
  const key = fc.constantFrom("a", "bcd", '"e f"', '"g"');
  const entry = fc.tuple(key, sign, tie("value")).map((t) => t.join(""));
  const lines = (entries: readonly (readonly [string, string, string])[]): string =>
    entries.map(([e, comma, c]) => `\n  ${indented(e)}${comma}${c}`).join("");
  const comma = fc.constantFrom(",", ", ");
  return {
    value: fc.oneof(
      { depthSize: "small", withCrossShrink: true },
      scalarText,
      fc
        .tuple(fc.array(tie("value"), { maxLength: 3 }), comma, fc.constantFrom("", ","))
        .map(([v, c, t]) => `[${v.join(c)}${v.length > 0 ? t : ""}]`),
      fc.array(fc.tuple(tie("value"), fc.constant(","), comment), { maxLength: 3 }).map((v) => `[${lines(v)}\n]`),
      fc.tuple(fc.array(entry, { maxLength: 3 }), comma).map(([e, c]) => `{ ${e.join(c)} }`),
      fc.array(fc.tuple(entry, fc.constantFrom("", ","), comment), { maxLength: 3 }).map((e) => `{${lines(e)}\n}`),
    ),
  };
}).value;
const bodyText = fc.letrec<{ body: string }>((tie) => {
  const attribute = fc
    .tuple(
      fc.constantFrom("a", "bcd", "e-f"),
      fc.constantFrom(" = ", "=", "   = "),
      fc.oneof(expressionText, fc.constant("<<E\nx\nE"), fc.constant("<<-E\n  ${y}\n  E")),
      comment,
    )
    .map(([k, s, v, c]) => k + s + v + (v.startsWith("<<") ? "" : c));
  const block = fc.tuple(fc.constantFrom('t "l" "m"', "u"), tie("body")).map(([h, b]) => `${h} {\n${b}}`);
  const oneLine = fc.constantFrom("v {}", "v { a = 1 }", "v {\n}", "# c", "/* d\n  e */", "");
  return {
    body: fc.array(fc.oneof({ depthSize: "small" }, attribute, block, oneLine), { maxLength: 5 }).map((items) => items.map((i) => `${i}\n`).join("")),
  };
}).body;
const file = fc.tuple(bodyText, fc.constantFrom("\n", "\r\n")).map(([text, eol]) => text.replaceAll("\n", eol));
const plain: fc.Arbitrary<Plain> = fc.constantFrom<Plain[]>(
  1,
  "x",
  null,
  true,
  [],
  {},
  ["p", 2],
  { q: [{ r: "s" }, []], tu: 1, v: 2 },
  'quote"\n${x}',
);
const parse = (source: Source) => parseHcl(source);

/** Where a new attribute of a body stands is the writer's choice: the rest must be as it was. */
const without = (node: Shown, key: string): Shown => {
  if (node === null || typeof node !== "object" || "hole" in node) return node;
  if (isMap(node)) return { map: node.map.filter(([k]) => k !== key).map(([k, v]) => [k, without(v, key)] as const) };
  return node.map((n) => without(n, key));
};
const isMap = (node: object): node is Extract<Shown, { map: readonly (readonly [string, Shown])[] }> => !Array.isArray(node);

describe("whatever the file", () => {
  it("one operation does what it says and nothing else", () => {
    let done = 0;
    fc.assert(
      fc.property(file, fc.nat(1000), fc.nat(9), plain, (text, which, pick, value) => {
        const source = new Source("main.tf", text);
        const { roots, broken, comments } = parseHcl(source);
        expect(broken, text).toBe(false);
        const nodes = nodesIn(roots);
        const node = nodes[which % nodes.length];
        if (!node) return;
        for (const operation of operationsOn(roots, node, value, pick)) {
          if (operation.edits.length === 0) continue;
          done++;
          const after = applyEdits(source, operation.edits);
          const parsed = parseHcl(after);
          const context = `${operation.name}\n${text}\n--->\n${after.text}`;
          if (operation.name === "set") {
            expect(parsed.broken, context).toBe(false);
            expect(
              parsed.roots.map((r) => without(shown(r), "newKey")),
              context,
            ).toEqual(roots.map(shown));
            const added = nodesIn(parsed.roots).flatMap((n) => (n.kind === "map" ? n.entries.filter((e) => e.key === "newKey") : []));
            expect(
              added.map((e) => shown(e.value)),
              context,
            ).toEqual([shownPlain(value)]);
            const owner = nodesIn(parsed.roots).findIndex((n) => n.kind === "map" && n.entries.includes(added[0] ?? expect.fail("nothing added")));
            expect(owner, context).toBe(nodes.indexOf(node));
          } else expectDone(source, operation, parse);
          if (operation.name !== "replace" && operation.name !== "remove") expect(parsed.comments.map(textOf), context).toEqual(comments.map(textOf));
        }
      }),
      { numRuns: 4000 },
    );
    expect(done).toBeGreaterThan(4000);
  });

  it("a new attribute is always written where a body ends and has none of that name", () => {
    fc.assert(
      fc.property(file, plain, (text, value) => {
        const { roots } = parseHcl(new Source("main.tf", text));
        for (const node of nodesIn(roots)) {
          if (node.kind !== "map" || node.open || node === roots[0]) continue;
          expect(node.writer.set(node, "newKey", value), text).not.toEqual([]);
        }
      }),
      { numRuns: 1000 },
    );
  });

  it("a removal and an addition in one container compose", () => {
    fc.assert(
      fc.property(file, fc.nat(1000), fc.nat(9), (text, which, pick) => {
        const source = new Source("main.tf", text);
        const { roots } = parseHcl(source);
        const maps = nodesIn(roots).filter((n) => n.kind === "map" && n.entries.length > 1);
        const node = maps[which % Math.max(1, maps.length)];
        if (node?.kind !== "map") return;
        const child = node.entries[pick % node.entries.length];
        const removal = child ? node.writer.remove(node, child) : [];
        const addition = node.writer.set(node, "aMuchLongerKey", 9);
        if (removal.length === 0 || addition.length === 0) return;
        const after = applyEdits(source, [...removal, ...addition]);
        const parsed = parseHcl(after);
        const context = `${text}\n--->\n${after.text}`;
        expect(parsed.broken, context).toBe(false);
        const rest: Shown = { map: node.entries.filter((e) => e !== child).map((e) => [e.key, shown(e.value)] as const) };
        expect(
          parsed.roots.map((r) => without(shown(r), "aMuchLongerKey")),
          context,
        ).toEqual(roots.map((r) => shownWith(r, node, rest)));
        expect(JSON.stringify(parsed.roots.map(shown)), context).toContain('["aMuchLongerKey",9]');
      }),
      { numRuns: 3000 },
    );
  });
});
