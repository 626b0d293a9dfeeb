import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { get } from "../server/src/syntax/tree.ts";
import { isTemplate, parseYaml } from "../server/src/syntax/yaml.ts";
import { Source, textOf } from "../server/src/text/source.ts";
import { expectSound, nodesIn, type Shown, shown } from "./tree-of.ts";

const parse = (text: string) => parseYaml(new Source("a.yaml", text));
const read = (text: string): readonly Shown[] => {
  const { roots, broken } = parse(text);
  expect(broken).toBe(false);
  return roots.map(shown);
};
const map = (...entries: (readonly [string, Shown])[]): Shown => ({ map: entries });
const hole = (text: string): Shown => ({ hole: text });

describe("YAML", () => {
  it.each<[string, readonly Shown[]]>([
    ["", []],
    ["# only a comment\n", []],
    ["a: 1\nb:\n  - x\n  - y: 2\n    z: true\nc:\n", [map(["a", 1], ["b", ["x", map(["y", 2], ["z", true])]], ["c", null])]],
    ["a:\n- x\n-\n- - n\n", [map(["a", ["x", null, ["n"]]])]],
    ["{a: 1, \"b\": [x, 'y''z', \"\\u0041\"], c: , d}", [map(["a", 1], ["b", ["x", "y'z", "A"]], ["c", null], ["d", null])]],
    ["a: 1\n---\nb: 2\n...\n---\n- c\n", [map(["a", 1]), map(["b", 2]), ["c"]]],
    ["a: |\n  x\n  y\nb: >-\n  c\n  d\n", [map(["a", "x\ny\n"], ["b", "c d"])]],
    ["a: 1\na: 2\n", [map(["a", 1], ["a", 2])]],
    ["? a\n: 1\n? [b]\n: 2\n", [map(["a", 1], ["[b]", 2])]],
    ["a: [b: c, d]\n", [map(["a", [map(["b", "c"]), "d"]])]],
    ['a: !!str 12\nb: !!int "3"\nc: ! 4\n', [map(["a", "12"], ["b", 3], ["c", "4"])]],
    ["\uFEFFa: 1\r\nb: 2\r\n", [map(["a", 1], ["b", 2])]],
    ["a: [\n  1,\n]\n", [map(["a", [1]])]],
  ])("%j is read", (text, expected) => {
    expect(read(text)).toEqual(expected);
  });

  it.each<[string, string | number | boolean | null]>([
    ["true", true],
    ["False", false],
    ["~", null],
    ["null", null],
    ["", null],
    ["12", 12],
    ["-1", -1],
    ["1.5", 1.5],
    ["1e3", 1000],
    ["0x1F", 31],
    ["0o17", 15],
    // YAML 1.1 reads these otherwise, and only the host knows which one it speaks.
    ["yes", "yes"],
    ["off", "off"],
    ["0123", "0123"],
    ["012345678901", "012345678901"],
    ["1_000", "1_000"],
    ["22:22", "22:22"],
    ["1.2.3", "1.2.3"],
    ["99999999999999999999", "99999999999999999999"],
  ])("%j is %j", (text, value) => {
    expect(get(parse(`a: ${text}\n`).roots[0], "a")).toMatchObject({ kind: "scalar", value });
  });

  it("has the place of every value, bracket and block", () => {
    const text = "a: 'x'\nb: [1, {c: 2}] # note\nd:\n  - e: |\n      t\n\n  - f\ng: !Ref X\nh:\n";
    const { roots, comments } = parse(text);
    const root = roots[0];
    expect(["a", "b", "d", "g", "h"].map((k) => textOf((get(root, k) ?? expect.fail(k)).at))).toEqual([
      "'x'",
      "[1, {c: 2}]",
      "- e: |\n      t\n\n  - f",
      "!Ref X",
      "",
    ]);
    expect(comments.map(textOf)).toEqual(["# note"]);
    expect(get(root, "h")?.at.start).toBe(text.length - 1);
  });

  it("takes no later colon for that of a key without a value", () => {
    const [root] = parse("? a\n? b\nc: d\n").roots;
    expect(["a", "b"].map((k) => (get(root, k) ?? expect.fail(k)).at.start)).toEqual([3, 7]);
    const source = new Source("a.yaml", "- ? \n- \n- <<: *a");
    expectSound(parseYaml(source), source);
  });

  it("takes a # in a scalar for no comment", () => {
    const { comments } = parse('a: x#y # one\nb: "# no"\nc: | # two\n  # no\n# three\n');
    expect(comments.map(textOf)).toEqual(["# one", "# two", "# three"]);
  });

  it("keeps what CloudFormation's tags hold", () => {
    const { roots } = parse('a: !Sub "${AWS::Region}-x"\nb: !If [c, !Ref D, no]\ne: !Base64\n  Fn::Sub: y\n');
    expect(get(roots[0], "a")).toMatchObject({ kind: "opaque", tag: "!Sub", text: "${AWS::Region}-x", content: { parts: [undefined, "-x"] } });
    const branches = get(roots[0], "b");
    expect(
      branches?.kind === "opaque" && branches.content?.kind === "list" && branches.content.items.map((n) => n.kind === "opaque" && n.tag),
    ).toEqual([false, "!Ref", false]);
    expect(get(roots[0], "e")).toMatchObject({ tag: "!Base64", content: { kind: "map" } });
  });

  it("reads placeholders", () => {
    expect(read("image: {{ image }}:{{ tag }}\nport: ${PORT:-80}\nlist: [{{ a }}, ${b}]\ntext: |\n  x {{ y }}\nq: 'it''s {{ z }}'\n")).toEqual([
      map(
        ["image", hole("{{ image }}:{{ tag }}")],
        ["port", hole("${PORT:-80}")],
        ["list", [hole("{{ a }}"), hole("${b}")]],
        ["text", hole("x {{ y }}\n")],
        ["q", hole("it's {{ z }}")],
      ),
    ]);
    expect(get(parse("a: x-${b}\n").roots[0], "a")).toMatchObject({ parts: ["x-", undefined] });
  });

  it("knows templates, whose lines come and go", () => {
    expect(isTemplate("a: 1\n{{- if .Values.x }}\nb: 2\n{{- end }}\n")).toBe(true);
    expect(isTemplate("{% for x in xs %}\n- {{ x }}\n{% endfor %}\n")).toBe(true);
    expect(isTemplate("  {{- toYaml .Values.x | nindent 4 }}\n")).toBe(true);
    expect(isTemplate("a: b\n  {{ .Values.c }}\n")).toBe(true);
    expect(isTemplate("a: {{ b }}\nc: '{% d %}'\n")).toBe(false);
    expect(isTemplate("a:\n  - {{ b }}\n")).toBe(false);
    expect(isTemplate("#@ if data.values.a:\na: 1\n#@ end\n")).toBe(true);
    expect(isTemplate("#@author somebody\na: 1 #@ if\n")).toBe(false);
  });

  it("is none where only a block scalar holds one", () => {
    expect(isTemplate("a: |\n  {{ range . }}\n\n  {{ end }}\nb: 1\n")).toBe(false);
    expect(isTemplate("- >2- # why\n    {{ if x }}\n- b\n")).toBe(false);
    expect(isTemplate("a: |\n  {{ range . }}\n{{ if b }}\nb: 1\n{{ end }}\n")).toBe(true);
  });
});

describe("aliases and merge keys", () => {
  const text = "x: &base\n  image: a\n  env: {K: v}\nweb:\n  <<: *base\n  image: b\ncopy: *base\n";

  it("are expanded, and what a map says itself wins", () => {
    const { roots, broken } = parse(text);
    expect(broken).toBe(false);
    expect(get(get(roots[0], "web"), "image")).toMatchObject({ value: "b" });
    expect(get(get(get(roots[0], "web"), "env"), "K")).toMatchObject({ value: "v" });
    expect(get(get(roots[0], "copy"), "image")).toMatchObject({ value: "a" });
  });

  it("take the first of several merged maps", () => {
    expect(read("a: &a {k: 1}\nb: &b {k: 2, l: 3}\nc:\n  <<: [*a, *b]\n")[0]).toEqual(
      map(["a", map(["k", 1])], ["b", map(["k", 2], ["l", 3])], ["c", map(["k", 1], ["l", 3])]),
    );
  });

  it("cannot be written, as the edit would change other places", () => {
    const env = get(get(parse(text).roots[0], "web"), "env");
    expect(env?.kind === "map" && [...env.writer.set(env, "N", 1), ...env.writer.replace(env, 1)]).toEqual([]);
    expect(env && textOf(env.at)).toBe("*base");
  });

  it("tell where what they reach is written", () => {
    const { roots } = parse(text);
    const image = get(get(roots[0], "copy"), "image");
    expect(image?.origin && textOf(image.origin.at)).toBe("a");
    expect(image?.origin).toBe(get(get(roots[0], "x"), "image"));
    expect(get(get(get(roots[0], "web"), "env"), "K")?.origin).toMatchObject({ kind: "scalar", value: "v" });
    expect(get(get(roots[0], "web"), "image")?.origin).toBeUndefined();
  });

  it("leave a map open whose merge is not known", () => {
    expect(parse("a:\n  <<: *gone\n  b: 1\n").roots.map((r) => get(r, "a"))).toMatchObject([{ open: true }]);
  });

  it("end in something opaque where they are cycles or bombs", () => {
    expect(read("a: &a\n  b: *a\n")).toEqual([map(["a", map(["b", hole("*a")])])]);
    const bomb = ["a0: &a0 [x, x]", ...Array.from({ length: 30 }, (_, i) => `a${i + 1}: &a${i + 1} [*a${i}, *a${i}]`)].join("\n");
    expect(nodesIn(parse(bomb).roots).length).toBeLessThan(200_000);
  });
});

describe("YAML that is broken", () => {
  it.each(["a: [1", "a: 'x", "a: 1\n b: 2", "a:\n\t- b", "a: b: c", "@x", '"a', "a: {{ if x }}1{{ end }}\n{{ end }}"])("%j is said to be", (text) => {
    expect(parse(text).broken).toBe(true);
  });

  it("is read as far as it can be while something is typed", () => {
    const { roots, broken } = parse("a: 1\nimag\nb:\n  c: 2\n");
    expect(broken).toBe(true);
    expect(get(get(roots[0], "b"), "c")).toMatchObject({ value: 2 });
  });

  it.each(["a: 1\nb:\n  c: 2\n  - x\n", "a: 1\nb:\n  c: 2\nd: [1,\ne: 3\n", "a: 1\nb:\n  c: 2\n    d: 3\n"])(
    "%j keeps what is before the mistake",
    (text) => {
      const { roots, broken } = parse(text);
      expect(broken).toBe(true);
      expect(get(roots[0], "a")).toMatchObject({ value: 1 });
    },
  );

  it("is not recovered where that would take long", () => {
    expect(parse(`${"b: [c\n".repeat(25_000)}`)).toEqual({ roots: [], broken: true, comments: [] });
    for (const deep of ["[".repeat(50_000), "- ".repeat(20_000), "? ".repeat(5000), "a: {".repeat(20_000)]) expect(parse(deep).roots).toEqual([]);
  });
});

const shard = fc.constantFrom(
  ..."{}[]\":,\n\r\t -#&*!|>%@`'?~a1",
  "\n  ",
  "\n- ",
  ": ",
  "a: ",
  "&a ",
  "*a",
  "<<: *a",
  "!Ref ",
  "!!str ",
  "|\n  x\n",
  ">+\n\n",
  "---\n",
  "...\n",
  "${x}",
  "{{ y }}",
  " # c",
  "\uFEFF",
  "\ud800",
  "\ue000",
);

describe("YAML, whatever the text", () => {
  const sound = (text: string): void => {
    const source = new Source("a.yaml", text);
    expectSound(parseYaml(source), source);
  };

  it("never throws and keeps places sound on random texts", () => {
    fc.assert(
      fc.property(fc.array(shard, { maxLength: 30 }), (shards) => sound(shards.join(""))),
      { numRuns: 3000 },
    );
  });

  it("never throws on a prefix of a document or one with damage", () => {
    const text =
      "x: &a {k: [1, 'v', \"w\"]}\nservices:\n  web: # c\n    <<: *a\n    image: ${I}:{{ t }}\n    cmd: >-\n      one\n      two\n    list:\n    - !Sub x\n    -\n    - - n\n---\n? q\n: r\n";
    for (let i = 0; i <= text.length; i++) sound(text.slice(0, i));
    fc.assert(
      fc.property(fc.nat(text.length), fc.nat(6), fc.array(shard, { maxLength: 3 }), (at, cut, put) =>
        sound(text.slice(0, at) + put.join("") + text.slice(at + cut)),
      ),
      { numRuns: 1500 },
    );
  });
});
