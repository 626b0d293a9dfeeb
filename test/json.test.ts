import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseJson } from "../server/src/syntax/json.ts";
import { maskPlaceholders } from "../server/src/syntax/json-placeholders.ts";
import { get } from "../server/src/syntax/tree.ts";
import { Source, textOf } from "../server/src/text/source.ts";
import { expectSound, nodesIn, type Shown, shown } from "./tree-of.ts";

const parse = (text: string) => parseJson(new Source("a.json", text));
const read = (text: string): Shown | undefined => {
  const { roots, broken } = parse(text);
  expect(broken).toBe(false);
  return roots[0] && shown(roots[0]);
};
const hole = (text: string): Shown => ({ hole: text });
const map = (...entries: (readonly [string, Shown])[]): Shown => ({ map: entries });

describe("JSON", () => {
  it("keeps order, duplicate keys and places", () => {
    const text = '{"a": 1, "b": [true, null, "\\u0041"], "a": {}}';
    expect(read(text)).toEqual(map(["a", 1], ["b", [true, null, "A"]], ["a", map()]));
    const root = parse(text).roots[0];
    expect(nodesIn(root ? [root] : []).map((n) => textOf(n.at))).toContain('"\\u0041"');
    expect(get(root, "a")?.kind).toBe("map");
  });

  it("reads comments and trailing commas, and says where the comments are", () => {
    const { roots, broken, comments } = parse('{ // one\n  "a": [1, 2,], /* two */\n  "u": "http://x/*y*/",\n}\n// three');
    expect(broken).toBe(false);
    expect(roots.map(shown)).toEqual([map(["a", [1, 2]], ["u", "http://x/*y*/"])]);
    expect(comments.map(textOf)).toEqual(["// one", "/* two */", "// three"]);
  });

  it("keeps offsets behind a byte order mark", () => {
    const { roots, broken } = parse('\uFEFF{"a": "x"}');
    expect(broken).toBe(false);
    const a = get(roots[0], "a");
    expect(a && textOf(a.at)).toBe('"x"');
  });

  it("has the places of the whole text for what is embedded in it", () => {
    const text = 'policy = <<EOF\n{ "Effect": "Allow" }\nEOF\n';
    const source = new Source("main.tf", text);
    const start = text.indexOf("{");
    const { roots } = parseJson(source, text.slice(start, text.indexOf("}") + 1), start);
    const effect = get(roots[0], "Effect");
    expect(effect && textOf(effect.at)).toBe('"Allow"');
    const edit = effect?.writer.replace(effect, "Deny")[0];
    expect(edit && [textOf(edit.at), edit.text]).toEqual(['"Allow"', '"Deny"']);
  });

  it.each(["", "{", "[1", '{"a"', '{"a":', '{"a": tru}', '{"a" 1}', "{a: 1}", "{'a': 1}", '{"a": "x\n}', "]", '{"a": 1}}', "nothing"])(
    "%j is broken",
    (text) => {
      expect(parse(text).broken).toBe(true);
    },
  );

  it("keeps later siblings while something is being typed", () => {
    const { roots, broken } = parse('{"a": 1,\n "b": ,\n "c": 3}');
    expect(broken).toBe(true);
    expect(get(roots[0], "c")).toMatchObject({ value: 3 });
  });

  it("refuses nesting that would exhaust the stack", () => {
    const deep = (n: number): string => "[".repeat(n) + "]".repeat(n);
    expect(parse(deep(512)).broken).toBe(false);
    expect(parse(deep(513))).toEqual({ roots: [], broken: true, comments: [] });
    for (const text of ["[".repeat(200_000), '{"a":'.repeat(100_000), "[}".repeat(100_000), "${[".repeat(50_000)])
      expect(parse(text).broken).toBe(true);
  });
});

describe("placeholders in JSON", () => {
  it.each<[string, Shown]>([
    ['{"cpu": ${cpu}, "memory": ${memory}}', map(["cpu", hole("${cpu}")], ["memory", hole("${memory}")])],
    ['{"ports": ${jsonencode([{ a = "b" }])}}', map(["ports", hole('${jsonencode([{ a = "b" }])}')])],
    ['{"a": {{x}}, "b": {{ env "B" }}}', map(["a", hole("{{x}}")], ["b", hole('{{ env "B" }}')])],
    ['{"a": <cpu units>, "b": <%= x %>}', map(["a", hole("<cpu units>")], ["b", hole("<%= x %>")])],
    [
      '{"a": $CPU, "b": %CPU%, "c": @CPU@, "d": __CPU__}',
      map(["a", hole("$CPU")], ["b", hole("%CPU%")], ["c", hole("@CPU@")], ["d", hole("__CPU__")]),
    ],
    ["[\n  ${file}\n]", [hole("${file}")]],
    ["[${a}, ${b}]", [hole("${a}"), hole("${b}")]],
    ["[${a}${b}, 1${c}]", [hole("${a}${b}"), hole("1${c}")]],
    ["${everything}", hole("${everything}")],
    ['{"image": "${lookup(images, "web")}:1"}', map(["image", hole('${lookup(images, "web")}:1')])],
    ['{"a": {{ if .X }}1{{ else }}2{{ end }}, "b": 3}', map(["a", hole("{{ if .X }}1{{ else }}2{{ end }}")], ["b", 3])],
    ['{${key}: 1, "${b}": 2}', map(["${key}", 1], ["${b}", 2])],
    ['{"a": 1 ${extra}}', map(["a", 1])],
    ['{"a": 1, ${extra}, "b": 2}', map(["a", 1], ["b", 2])],
    ['{"a": 1 ${extra} "b": 2}', map(["a", 1], ["b", 2])],
    ['[{"a": 1} ${extra}]', [map(["a", 1])]],
    ['[\n%{ for x in xs ~}\n{"n": "${x}"}%{ if last },%{ endif }\n%{ endfor ~}\n]', [map(["n", hole("${x}")])]],
    ['{{- range .Items }}\n{"a": {{ .a }}, {{ if .b }}"b": 1,{{ end }} "c": 2}\n{{ end }}', map(["a", hole("{{ .a }}")], ["b", 1], ["c", 2])],
    ['{% for x in xs %}\n{"a": 1}\n{% endfor %}{# note #}', map(["a", 1])],
    ['{"a": "it is {{ broken \\"here\\" }}", "b": ${c}}', map(["a", hole('it is {{ broken "here" }}')], ["b", hole("${c}")])],
  ])("%j is read", (text, expected) => {
    expect(read(text)).toEqual(expected);
  });

  it("knows that a map with them may have more entries than it shows", () => {
    const open = (text: string): boolean | undefined => {
      const [root] = parse(text).roots;
      return root?.kind === "map" || root?.kind === "list" ? root.open : undefined;
    };
    expect(open('{"a": 1 ${extra}}')).toBe(true);
    expect(open('{"${key}": 1}')).toBe(true);
    expect(open('{{ if x }}{"a": 1}{{ end }}')).toBeUndefined();
    expect(open('{"a": ${x}}')).toBeUndefined();
    expect(open('{"$schema": "x", "@type": 1}')).toBeUndefined();
    expect(open("[1 ${extra}]")).toBe(true);
  });

  it("tells the known pieces of a text", () => {
    const { roots } = parse('{"a": "x-${y}", "b": ${c}, "d": "${e}"}');
    expect(get(roots[0], "a")).toMatchObject({ parts: ["x-", undefined], text: "x-${y}" });
    expect(get(roots[0], "b")).not.toHaveProperty("parts");
    expect(get(roots[0], "d")).toMatchObject({ parts: [undefined], text: "${e}" });
  });

  it.each(['{{"a": 1}}', '{"a": ${b', '{"a": {{b}', '{"a": b}', '{"a": ${b} "c" "d"}', '{"a": < 1}'])("%j is broken all the same", (text) => {
    expect(parse(text).broken).toBe(true);
  });

  it("reads them the same with every offset in place", () => {
    const text = '{"a": ${x}, ${y} "b": "${f("z")}" }';
    const masked = maskPlaceholders(text);
    expect(masked?.text).toHaveLength(text.length);
    expect(maskPlaceholders('{"a": 1}')).toBeUndefined();
  });
});

const shard = fc.constantFrom(
  ...'{}[]",:\\/*\n\r\t $%<>@_#1ae-',
  "${",
  "}",
  "{{",
  "}}",
  "%{ if x }",
  "%{ endif }",
  "<%=",
  "%>",
  "//",
  "/*",
  "*/",
  "\uFEFF",
  "\ud800",
  '"a": ',
  "true",
);

describe("JSON, whatever the text", () => {
  const sound = (text: string): void => {
    const source = new Source("a.json", text);
    expectSound(parseJson(source), source);
  };

  it("never throws and keeps places sound on random texts", () => {
    fc.assert(
      fc.property(fc.array(shard, { maxLength: 60 }), (shards) => sound(shards.join(""))),
      { numRuns: 1500 },
    );
  });

  it("never throws on a prefix of a document or one with damage", () => {
    const text =
      '{ // c\n  "image": "${a}:1", "cpu": ${cpu},\n  "list": [1, {"b": "<X>"}, {{ y }},],\n  %{ if x }"k": "v",%{ endif }\n  "u": "\\u00e9"\n}';
    for (let i = 0; i <= text.length; i++) sound(text.slice(0, i));
    fc.assert(
      fc.property(fc.nat(text.length), fc.nat(6), fc.array(shard, { maxLength: 3 }), (at, cut, put) =>
        sound(text.slice(0, at) + put.join("") + text.slice(at + cut)),
      ),
      { numRuns: 1500 },
    );
  });
});
