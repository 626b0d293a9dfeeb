import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseHcl } from "../server/src/syntax/hcl/hcl.ts";
import { deepest } from "../server/src/syntax/hcl/scanner.ts";
import { parseJson } from "../server/src/syntax/json.ts";
import { get, type Node, type OpaqueNode, type Parsed, type ScalarNode } from "../server/src/syntax/tree.ts";
import { Source, textOf } from "../server/src/text/source.ts";
import { expectPlaced, type Shown, shown } from "./tree-of.ts";

const parse = (text: string): Parsed => parseHcl(new Source("main.tf", text));
const rootOf = (text: string): Node => parse(text).roots[0] ?? expect.fail("no root");
/** The value of `a = …`, which must be read without an error. */
const value = (text: string): Node => {
  const { roots, broken } = parse(`a = ${text}\n`);
  expect(broken, text).toBe(false);
  return get(roots[0], "a") ?? expect.fail("no value");
};
const opaque = (text: string): OpaqueNode => {
  const node = value(text);
  return node.kind === "opaque" ? node : expect.fail(`${text} is a ${node.kind}`);
};
const map = (...entries: (readonly [string, Shown])[]): { readonly map: readonly (readonly [string, Shown])[] } => ({ map: entries });
const hole = (text: string): Shown => ({ hole: text });
/** Every node, also those inside of what is opaque. */
function everyNode(roots: readonly Node[]): readonly Node[] {
  const found: Node[] = [...roots];
  for (let i = 0; i < found.length; i++) {
    const node = found[i];
    if (node) found.push(...innerOf(node));
  }
  return found;
}
const innerOf = (node: Node): readonly Node[] =>
  node.kind === "map"
    ? node.entries.map((e) => e.value)
    : node.kind === "list"
      ? node.items
      : node.kind === "opaque"
        ? [...(node.holes ?? []), ...(node.call?.arguments ?? []), ...(node.branches ?? [])]
        : [];

describe("bodies", () => {
  const text = `# head
resource "aws_ecs_service" web {
  name    = "web" // one
  cluster = aws_ecs_cluster.main.id

  network_configuration {
    subnets = var.subnets
  }
  network_configuration {}
  dynamic "load_balancer" { for_each = [] }
}

locals { a = 1 }
`;

  it("are maps of attributes and blocks, in order", () => {
    const { roots, broken, comments } = parse(text);
    expect(broken).toBe(false);
    expect(roots.map(shown)).toEqual([
      map(
        [
          "resource",
          map(
            ["name", "web"],
            ["cluster", hole("aws_ecs_cluster.main.id")],
            ["network_configuration", map(["subnets", hole("var.subnets")])],
            ["network_configuration", map()],
            ["dynamic", map(["for_each", []])],
          ),
        ],
        ["locals", map(["a", 1])],
      ),
    ]);
    expect(comments.map(textOf)).toEqual(["# head", "// one"]);
  });

  it("have labels where they are blocks", () => {
    const root = rootOf(text);
    const entries = root.kind === "map" ? root.entries : [];
    expect(entries.map((e) => e.labels)).toEqual([["aws_ecs_service", "web"], []]);
    expect(entries.map((e) => textOf(e.keyAt))).toEqual(["resource", "locals"]);
    expect(entries.map((e) => textOf(e.value.at))[1]).toBe("{ a = 1 }");
    const resource = entries[0]?.value;
    expect(resource?.kind === "map" && resource.entries.map((e) => e.labels)).toEqual([undefined, undefined, [], [], ["load_balancer"]]);
  });

  it.each<[string, Shown]>([
    ["", map()],
    ["a = 1", map(["a", 1])],
    ["\uFEFFa = 1\r\nb = 2\r\n", map(["a", 1], ["b", 2])],
    ["a-b = 1\nünï = 2", map(["a-b", 1], ["ünï", 2])],
    ["a = 1 /* x\n y */\nb=2 #", map(["a", 1], ["b", 2])],
    ["a { b { c {} } }", map(["a", map(["b", map(["c", map()])])])],
    ["a {\n}\n\n\n", map(["a", map()])],
  ])("%j", (source, expected) => {
    const { roots, broken } = parse(source);
    expect(broken).toBe(false);
    expect(roots.map(shown)).toEqual([expected]);
  });
});

describe("expressions", () => {
  it.each<[string, Shown]>([
    ["true", true],
    ["null", null],
    ["-1.5e3", -1500],
    ["- 2", -2],
    ["12", 12],
    ['"a\\tb\\"\\\\\\u0041\\U0001F600"', 'a\tb"\\A😀'],
    ['"$${a} %%{b} $a %b $$ 100%"', "${a} %{b} $a %b $$ 100%"],
    ['("x")', "x"],
    ["[1, [2,], []]", [1, [2], []]],
    ["[\n  1, # one\n\n  2 /* two */ ,\n]", [1, 2]],
    ['{ a = 1, "b" : 2, 3 = 4, true = 5 }', map(["a", 1], ["b", 2], ["3", 4], ["true", 5])],
    ["{\n  a = 1 # x\n  b = [\n    2\n  ]\n\n  c = 3,\n}", map(["a", 1], ["b", [2]], ["c", 3])],
    ["{}", map()],
    ["a ? b : c", hole("a ? b : c")],
    ["1 + 2 * x.y", hole("1 + 2 * x.y")],
    ["!x", hole("!x")],
    ["-x", hole("-x")],
    ["a == b && c != d || e <= 1", hole("a == b && c != d || e <= 1")],
    ["x.y[*].z", hole("x.y[*].z")],
    ["x.*.z", hole("x.*.z")],
    ["x[var.i]", hole("x[var.i]")],
    ['{ a = 1 }["a"]', hole('{ a = 1 }["a"]')],
    ["[for s in var.x : upper(s) if s != null]", hole("[for s in var.x : upper(s) if s != null]")],
    ["{ for k, v in var.x : k => v... }", hole("{ for k, v in var.x : k => v... }")],
    ["[for s in a ? b : c : { x = s }]", hole("[for s in a ? b : c : { x = s }]")],
  ])("%s", (text, expected) => {
    expect(shown(value(text))).toEqual(expected);
    expect(textOf(value(text).at)).toBe(text);
  });

  it.each<[string, readonly string[]]>([
    ["var.image", ["var", "image"]],
    ["data.aws_iam_policy_document.p.json", ["data", "aws_iam_policy_document", "p", "json"]],
    ["module.m.x[0]", ["module", "m", "x", "0"]],
    ['local.x["a b"].y', ["local", "x", "a b", "y"]],
    ["aws_x.y.0.arn", ["aws_x", "y", "0", "arn"]],
    ["(each.value)", ["each", "value"]],
    ["each.key", ["each", "key"]],
  ])("%s is a reference", (text, steps) => {
    expect(opaque(text)).toMatchObject({ reference: steps, text: text.replace(/[()]/g, "") });
  });

  it.each(["x[*]", "x[var.i]", "f(x).y", "x ? y : z", "x + 1", '"${x}"', "!x"])("%s is none", (text) => {
    expect(opaque(text).reference).toBeUndefined();
  });

  it("calls have a name and arguments", () => {
    const { call } = opaque('merge(\n  local.tags, # own\n  { a = 1 },\n  "x",\n)');
    expect(call?.name).toBe("merge");
    expect(call?.arguments.map(shown)).toEqual([hole("local.tags"), map(["a", 1]), "x"]);
    expect(opaque("timestamp()").call).toEqual({ name: "timestamp", arguments: [] });
    expect(opaque("provider::aws::arn_parse(x)").call?.name).toBe("provider::aws::arn_parse");
  });

  it("what is spread over arguments is no reference", () => {
    const [spread] = opaque("concat(var.lists...)").call?.arguments ?? [];
    expect(spread).toMatchObject({ kind: "opaque", text: "var.lists..." });
    expect(spread).not.toHaveProperty("reference");
  });

  it("conditionals have branches", () => {
    expect(opaque('var.x ? "a" : var.y ? 1 : 2').branches?.map(shown)).toEqual(["a", hole("var.y ? 1 : 2")]);
    expect(opaque("(\n  var.x\n  ? [1]\n  : []\n)").branches?.map(shown)).toEqual([[1], []]);
  });

  it("a computed key makes an object open", () => {
    expect(value("{ (var.k) = 1, b = 2 }")).toMatchObject({ kind: "map", open: true, entries: [{ key: "var.k" }, { key: "b" }] });
    expect(value('{ "${var.k}-x" = 1 }')).toMatchObject({ open: true, entries: [{ key: "${var.k}-x" }] });
    expect(value('{ ("k") = 1 }')).not.toHaveProperty("open");
  });

  it("placeholders of other tools are opaque, as in JSON", () => {
    expect(opaque('"<ACCOUNT_ID>"')).toMatchObject({ parts: [undefined], text: "<ACCOUNT_ID>" });
    expect(opaque('"{{ image }}:1"')).toMatchObject({ parts: [undefined, ":1"] });
  });
});

describe("templates", () => {
  it.each<[string, readonly (string | undefined)[], readonly string[]]>([
    ['"${var.x}"', [undefined], ["var.x"]],
    ['"${var.a}/${local.b}:1"', [undefined, "/", undefined, ":1"], ["var.a", "local.b"]],
    ['"a\\n${f("x", "${y}")}b"', ["a\n", undefined, "b"], ['f("x", "${y}")']],
    ['"$${a}${b}%%{c}"', ["${a}", undefined, "%{c}"], ["b"]],
    ['"a ${~ b ~} c"', ["a", undefined, "c"], ["b"]],
    ['"${\n  b\n}c"', [undefined, "c"], ["b"]],
    ['"${ { a = "}" }.a }"', [undefined], ['{ a = "}" }.a']],
    ['"x%{ if a }y${b}%{ else }z%{ endif }w"', ["x", undefined, "w"], ["%{ if a }y${b}%{ else }z%{ endif }"]],
    ['"%{ for k, v in m ~}%{ if k }a%{ endif }%{ endfor }"', [undefined], ["%{ for k, v in m ~}%{ if k }a%{ endif }%{ endfor }"]],
  ])("%s", (text, parts, holes) => {
    const node = opaque(text);
    expect(node.parts).toEqual(parts);
    expect(node.holes?.map((h) => textOf(h.at))).toEqual(holes);
  });

  it("keep the text as it was written, cooked", () => {
    expect(opaque('"a\\t${ var.x }$${aws:username}"').text).toBe("a\t${ var.x }${aws:username}");
  });

  it("have holes that are nodes", () => {
    expect(opaque('"${var.image}:${var.tag}"').holes?.map((h) => h.kind === "opaque" && h.reference)).toEqual([
      ["var", "image"],
      ["var", "tag"],
    ]);
  });
});

describe("heredocs", () => {
  const heredoc = (text: string): ScalarNode | OpaqueNode => {
    const node = value(text);
    return node.kind === "scalar" || node.kind === "opaque" ? node : expect.fail("is no heredoc");
  };

  it.each<[string, string]>([
    ["<<EOT\nEOT", ""],
    ["<<EOT\n  a\n\tb\n  EOT", "  a\n\tb\n"],
    ["<<EOT\r\na\r\nEOT", "a\r\n"],
    ['<<EOT\n\\n "x" $${y} %%{z} # c\nEOT', '\\n "x" ${y} %{z} # c\n'],
    ["<<EOT\nEOT2\n EOT x\nEOT", "EOT2\n EOT x\n"],
    ["<<-EOT\n    a\n      b\n\n    c\n    EOT", "a\n  b\n\nc\n"],
    ["<<-EOT\n\t\ta\n\t\tEOT", "a\n"],
    ["<<-EOT\n    a\n  \n   b\nEOT", " a\n  \nb\n"],
  ])("%j", (text, expected) => {
    expect(shown(heredoc(text))).toBe(expected);
  });

  it("have parts and holes, and lose the indentation that all lines share", () => {
    const node = heredoc("<<-EOT\n    a ${var.x}\n      ${f(\n  1\n)} b\n    ${y}\n  EOT");
    expect(node).toMatchObject({ parts: ["a ", undefined, "\n  ", undefined, " b\n", undefined, "\n"] });
    expect(node.kind === "opaque" && node.holes?.map((h) => textOf(h.at))).toEqual(["var.x", "f(\n  1\n)", "y"]);
    expect(heredoc("<<-EOT\n  a\n${x}\n  EOT")).toMatchObject({ parts: ["  a\n", undefined, "\n"] });
    expect(heredoc("<<EOT\n%{ for x in y ~}\n  a\n%{ endfor ~}\nb\nEOT")).toMatchObject({ parts: [undefined, "b\n"] });
  });

  it("end on their line, wherever they stand", () => {
    const text = "a = jsonencode(<<A\nx\nA\n)\nb = [<<A\ny\n A\n, 1]\nc = { d = <<-B\n  z\n  B\n  e = 1 }\n";
    expect(parse(text).broken).toBe(false);
    expect(shown(rootOf(text))).toEqual(map(["a", hole("jsonencode(<<A\nx\nA\n)")], ["b", ["y\n", 1]], ["c", map(["d", "z\n"], ["e", 1])]));
  });

  it("JSON in them is parsed in place", () => {
    const text = 'resource "aws_iam_policy" "p" {\n  policy = <<-EOF\n    { "Effect": "Allow" }\n  EOF\n}\n';
    const source = new Source("main.tf", text);
    const policy = get(get(parseHcl(source).roots[0], "resource"), "policy");
    const body = policy?.kind === "scalar" ? policy.body : undefined;
    const effect = body && get(parseJson(source, textOf(body), body.start).roots[0], "Effect");
    expect(effect && textOf(effect.at)).toBe('"Allow"');
    expect(opaque("<<E\n{ ${x} }\nE\n").body).toBeDefined();
  });
});

describe("what is half typed", () => {
  const after = 'resource "c" "d" {\n  z = 1\n}\n';
  const next = ["resource", map(["z", 1])] as const;

  it.each<[string, ReturnType<typeof map>]>([
    ["pol", map(["x", 1])],
    ["pol = ", map(["x", 1], ["pol", hole("")])],
    ["pol = var.", map(["x", 1], ["pol", hole("var.")])],
    ['pol = "abc', map(["x", 1], ["pol", hole("abc")])],
    ['pol = "a ${var.', map(["x", 1], ["pol", hole("a ${var.")])],
    ["pol = foo(", map(["x", 1], ["pol", hole("foo(")])],
    ['pol = [\n    "a",', map(["x", 1], ["pol", ["a"]])],
    ["pol = a ? ", map(["x", 1], ["pol", hole("a ?")])],
    ["pol = 1 2 {", map(["x", 1], ["pol", 1])],
    ["pol = <<EOF", map(["x", 1], ["pol", hole("<<EOF")])],
    ["net {", map(["x", 1], ["net", map()])],
    ['net "a', map(["x", 1])],
    ["pol = {\n    a = 1", map(["x", 1], ["pol", map(["a", 1])])],
    ["= 1", map(["x", 1])],
  ])("%j costs neither the line after it nor the next block", (typed, read) => {
    const withNext = parse(`resource "a" "b" {\n  x = 1\n  ${typed}\n  y = 2\n}\n${after}`);
    expect(withNext.broken).toBe(true);
    expect(withNext.roots.map(shown)).toEqual([map(["resource", map(...read.map, ["y", 2])], next)]);
  });

  it("an unclosed block ends where a line stands left of it", () => {
    expect(parse(`resource "a" "b" {\n  x = 1\n\n${after}`).roots.map(shown)).toEqual([map(["resource", map(["x", 1])], next)]);
    expect(parse(`a {\n  b {\n    c = 1\n}\n${after}`).roots.map(shown)).toEqual([map(["a", map(["b", map(["c", 1])])], next)]);
    expect(parse(`a {\n  t = {\n    c = 1\n}\n${after}`).roots.map(shown)).toEqual([map(["a", map(["t", map(["c", 1])])], next)]);
  });

  it.each(['resource "a', 'resource "a" "b" ', "res", 'resource "a" b.c {'])("the head %j costs only its own block", (head) => {
    const { roots, broken } = parse(`f {\n  g = 1\n}\n${head}\n  x = 1\n  y {\n  }\n}\n\n${after}`);
    expect(broken).toBe(true);
    const root = roots[0] && shown(roots[0]);
    expect(JSON.stringify(root)).toContain(JSON.stringify(["f", map(["g", 1])]));
    expect(JSON.stringify(root)).toContain(JSON.stringify(next));
    expect(roots[0]?.kind === "map" && roots[0].entries.some((e) => e.key === "resource" && e.labels?.[0] === "c")).toBe(true);
  });

  it("lines that stand too far left do not end what braces close", () => {
    const text = "a {\nb = [{\nc = 1\n}]\nd {\ne = 1\n}\n}\n";
    const { roots, broken } = parse(`${text}}\n`);
    expect(broken).toBe(true);
    expect(roots.map(shown)).toEqual(parse(text).roots.map(shown));
  });

  it("an attribute goes on in the object that it is in", () => {
    const { roots } = parse('a = jsonencode([{\n  n = "x"\n  i = foo(\n  y = 1\n}])\nz = 1');
    const a = get(roots[0], "a");
    expect(a?.kind === "opaque" && a.call?.arguments.map(shown)).toEqual([[map(["n", "x"], ["i", hole("foo(")], ["y", 1])]]);
    expect(get(roots[0], "z")).toMatchObject({ value: 1 });
  });

  it.each([
    "a = [1 2]",
    "a = { b }",
    'a = "\\d"',
    'a = "%{ x }"',
    'a = "%{ if x }"',
    "a = [for x in y]",
    "a = b c",
    '"a" = 1',
    "a = 1, b = 2",
    "}",
    "a {",
    "a = (1",
    "a = f(1",
    "a = x[",
    "a = ()",
    "/*",
    "a = <<E\nx\n",
    "a = x[]",
    "a = 1 +",
    "a = !",
  ])("%j is broken", (text) => {
    expect(parse(text).broken).toBe(true);
  });
});

/** Pieces from which texts are made that look like HCL, damaged or not. */
const shard = fc.constantFrom(
  ...'{ } [ ] ( ) " \\ = , . : ? # - ! * é'.split(" "),
  ...[
    "\n",
    "\r\n",
    " ",
    "  ",
    "\t",
    "${",
    "%{",
    "$${",
    "~}",
    "...",
    "=>",
    "/*",
    "*/",
    "//",
    "<<E\n",
    "<<-E\n",
    "\nE\n",
    "for ",
    "if ",
    "endif",
    "in ",
  ],
  ...["a = 1\n", 'b "c" {\n', "d = [\n", "e = {\n", 'f = "x"\n', "g(", "var.h", '"${i}"', "true", "12", "%{ if x }", "}\n", "]\n"],
);
const soup = fc.array(shard, { maxLength: 60 }).map((s) => s.join(""));

const sample = `resource "aws_ecs_task_definition" "web" {
  family = "web-\${var.env}" # name
  cpu    = 256
  container_definitions = jsonencode([{
    name        = "web", image = "\${var.image}:1"
    environment = [for k, v in local.env : { name = k, value = v }]
    command     = var.debug ? ["sh"] : [],
  }])
  policy = <<-EOT
    { "a": "\${x[0].y}%{ if z }b%{ endif }" }
  EOT
  /* end */ dynamic "volume" { for_each = toset(["a"]) }
}
`;

function expectSound(text: string): void {
  const source = new Source("main.tf", text);
  const parsed = parseHcl(source);
  expectPlaced(parsed, source);
  for (const node of everyNode(parsed.roots)) {
    for (const inner of innerOf(node)) {
      expect(inner.at.start).toBeGreaterThanOrEqual(node.at.start);
      expect(inner.at.end).toBeLessThanOrEqual(node.at.end);
    }
    if (node.kind === "opaque" && node.holes) expect(node.holes).toHaveLength(node.parts?.filter((p) => p === undefined).length ?? 0);
  }
  let last = 0;
  for (const { start, end } of parsed.comments) {
    expect(start).toBeGreaterThanOrEqual(last);
    last = end;
  }
}

describe("whatever the text", () => {
  it("every prefix is read, and its places are right", () => {
    expect(parse(sample).broken).toBe(false);
    for (let end = 0; end <= sample.length; end++) expectSound(sample.slice(0, end));
  });

  it("damage is read, and the places are right", () => {
    fc.assert(
      fc.property(fc.nat(sample.length), fc.nat(9), fc.array(shard, { maxLength: 4 }), (at, cut, put) => {
        expectSound(sample.slice(0, at) + put.join("") + sample.slice(at + cut));
      }),
      { numRuns: 1500 },
    );
    fc.assert(fc.property(soup, expectSound), { numRuns: 3000 });
  });

  it("nesting beyond the limit is passed over", () => {
    const nested = (n: number): string => `a = ${"[".repeat(n)}${"]".repeat(n)}\nb = 1\n`;
    expect(parse(nested(deepest - 1)).broken).toBe(false);
    const deep = parse(nested(100_000));
    expect(deep.broken).toBe(true);
    expect(get(deep.roots[0], "b")).toMatchObject({ value: 1 });
    const blocks = parse(`${"a {\n".repeat(50_000)}${"}\n".repeat(50_000)}b = 1\n`);
    expect(get(blocks.roots[0], "b")).toMatchObject({ value: 1 });
  });
});

describe("linear by structure", () => {
  /** How often the parser looks at a character: each look goes through one of these. */
  const looks = (text: string): number => {
    const { charCodeAt } = String.prototype;
    let count = 0;
    String.prototype.charCodeAt = function (this: string, i: number): number {
      count++;
      return charCodeAt.call(this, i);
    };
    try {
      parse(text);
    } finally {
      String.prototype.charCodeAt = charCodeAt;
    }
    return count;
  };
  const pumps = [
    ...'{ } [ ] ( ) " , . : ? - ! = \\ a é'.split(" "),
    ...[
      "\n",
      "  \n",
      "${",
      "%{",
      '"${',
      '"$${',
      "%{ if x }",
      "/*",
      "#\n",
      "<<E\n",
      "a = <<E\n",
      "a = <<-E\n ${b\nE\n",
      "a = ",
      "a = [\n",
      "a = (\n",
      "a = f(\n",
    ],
    ...[
      "a {\n",
      'a "b" {\n',
      "}a{\n",
      "a = [\n b = c [\n",
      "x = {\n  a = (",
      "x = {\n  a = [\n",
      'a = "${b\n',
      "a ? b : ",
      "a + ",
      "a.b[0]",
      "a[*]",
      "[for ",
      "{for a in ",
    ],
    ...['x = ["a"\ny = 1\n', "  }\n", "a::", "(a.", "{ a = 1, ", '"a', "1e", "...", "<<-", "a = {\n}\n}\n", "  a = [ b = {\n", "/* */ "],
  ];

  it.each(pumps)("%j, however often", (pump) => {
    for (const before of ["", "a = ", 'a = "', "a {\n"]) {
      const text = (size: number): string => before + pump.repeat(Math.ceil(size / pump.length));
      const small = looks(text(4000));
      expect(looks(text(16_000)), before + pump).toBeLessThan(4.5 * small + 4000);
    }
  });
});
