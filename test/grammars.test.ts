import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import oniguruma from "vscode-oniguruma";
import textmate from "vscode-textmate";

const root = join(import.meta.dirname, "..");
const builtIn = join(root, "node_modules/code-server/lib/vscode/extensions");

interface Contribution {
  readonly scopeName: string;
  readonly path: string;
  readonly injectTo?: readonly string[];
}
function contributed(folder: string): readonly (Contribution & { readonly folder: string })[] {
  const { contributes } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as {
    readonly contributes: { readonly grammars: Contribution[] };
  };
  return contributes.grammars.map((grammar) => ({ ...grammar, folder }));
}
const ours = contributed(root);
const all = [...["docker", "json", "yaml"].flatMap((name) => contributed(join(builtIn, name))), ...ours];

let registry: textmate.Registry;
beforeAll(async () => {
  const wasm = readFileSync(createRequire(import.meta.url).resolve("vscode-oniguruma/release/onig.wasm"));
  await oniguruma.loadWASM(new Uint8Array(wasm).buffer);
  registry = new textmate.Registry({
    onigLib: Promise.resolve({
      createOnigScanner: (patterns) => new oniguruma.OnigScanner(patterns),
      createOnigString: (text) => new oniguruma.OnigString(text),
    }),
    loadGrammar: async (scopeName) => {
      const found = all.find((grammar) => grammar.scopeName === scopeName);
      if (!found) return null;
      const path = join(found.folder, found.path);
      return textmate.parseRawGrammar(readFileSync(path, "utf8"), path);
    },
    // As VS Code does it: the grammars whose manifest says so.
    getInjections: (scopeName) => ours.filter(({ injectTo }) => injectTo?.includes(scopeName)).map((grammar) => grammar.scopeName),
  });
});

/** The text's tokens that one of our grammars has coloured: each with the last scope, without the ending. */
async function coloured(scopeName: string, text: string): Promise<readonly string[]> {
  const grammar = await registry.loadGrammar(scopeName);
  if (!grammar) throw new Error(`no grammar ${scopeName}`);
  let stack = textmate.INITIAL;
  return text.split("\n").flatMap((line) => {
    const { tokens, ruleStack } = grammar.tokenizeLine(line, stack);
    stack = ruleStack;
    return tokens.flatMap(({ scopes, startIndex, endIndex }) => {
      const scope = scopes.findLast((name) => name.endsWith(".plimsoll") && !name.startsWith("meta.") && !name.startsWith("comment."));
      return scope ? [`${line.slice(startIndex, endIndex)} ${scope.replace(/\.plimsoll$/, "")}`] : [];
    });
  });
}

const directive = [
  "plimsoll: keyword.other",
  "allow keyword.control.allow",
  "root-user entity.name.function.rule",
  ", punctuation.separator",
  "latest-tag entity.name.function.rule",
];

describe("suppression comments", () => {
  it("in a Dockerfile", async () => {
    const text = "FROM node:22\n# plimsoll: allow root-user, latest-tag -- patched at run time\nRUN npm ci \\\n  # plimsoll: allow-file x\n  && true";
    expect(await coloured("source.dockerfile", text)).toEqual([
      "# punctuation.definition.comment",
      ...directive,
      "# punctuation.definition.comment",
      "plimsoll: keyword.other",
      "allow-file keyword.control.allow",
      "x entity.name.function.rule",
    ]);
  });

  it("in YAML, at a line's end too", async () => {
    expect(await coloured("source.yaml", "a: 1 # plimsoll: allow root-user, latest-tag -- why\nb: 2")).toEqual([
      "# punctuation.definition.comment",
      ...directive,
    ]);
    expect(await coloured("source.yaml", "# plimsoll: allow root-user,latest-tag")).toEqual(["# punctuation.definition.comment", ...directive]);
  });

  it.each(["source.json", "source.json.comments"])("in %s", async (scope) => {
    const text = '{ // plimsoll: allow root-user, latest-tag -- why\n  "a": 1 /* plimsoll: allow root-user */\n}';
    expect(await coloured(scope, text)).toEqual([
      "// punctuation.definition.comment",
      ...directive,
      "/* punctuation.definition.comment",
      ...directive.slice(0, 3),
      "*/ punctuation.definition.comment",
    ]);
  });

  it.each([
    ["source.dockerfile", "# plimsoll is a mark on a ship"],
    ["source.dockerfile", "RUN echo # plimsoll: allow root-user"],
    ["source.dockerfile", 'RUN echo "# plimsoll: allow root-user"'],
    ["source.yaml", 'a: "# plimsoll: allow root-user"'],
    ["source.yaml", "a: b# plimsoll: allow root-user"],
    ["source.json", '{ "a": "// plimsoll: allow root-user" }'],
    ["source.json", '{ "a": 1 } // plimsoll: allowed'],
  ])("nowhere else: %s %s", async (scope, text) => {
    expect(await coloured(scope, text)).toEqual([]);
  });

  it("are still comments", async () => {
    const grammar = await registry.loadGrammar("source.dockerfile");
    const tokens = grammar?.tokenizeLine("# plimsoll: allow root-user -- because", textmate.INITIAL).tokens ?? [];
    expect(tokens.length).toBeGreaterThan(3);
    expect(tokens.every(({ scopes }) => scopes.some((scope) => scope.startsWith("comment.line")))).toBe(true);
  });
});

describe("AWS names", () => {
  const arn = [
    "arn keyword.other.arn",
    "aws constant.other.partition",
    "s3 entity.name.type.service",
    "assets/ variable.other.resource",
    "* keyword.operator.wildcard",
  ];
  const action = ["s3 entity.name.type.service", "Get entity.name.function.action", "* keyword.operator.wildcard"];

  it.each(["source.json", "source.json.comments"])("in the strings of %s", async (scope) => {
    expect(await coloured(scope, '{ "Resource": "arn:aws:s3:::assets/*" }')).toEqual(arn);
    expect(await coloured(scope, '{ "Action": ["s3:Get*", "*"] }')).toEqual(action);
  });

  it("in YAML, plain and quoted", async () => {
    expect(await coloured("source.yaml", "Resource: arn:aws:s3:::assets/*")).toEqual(arn);
    expect(await coloured("source.yaml", "Action:\n  - s3:Get*\n  - 's3:Get*'")).toEqual([...action, ...action]);
    expect(await coloured("source.yaml", 'Action: ["s3:Get*", s3:Get*]')).toEqual([...action, ...action]);
  });

  it("with account and region", async () => {
    expect(await coloured("source.json", '"arn:aws:ecs:eu-west-1:111122223333:cluster/shop"')).toEqual([
      "arn keyword.other.arn",
      "aws constant.other.partition",
      "ecs entity.name.type.service",
      "eu-west-1 constant.other.region",
      "111122223333 constant.numeric.account",
      "cluster/shop variable.other.resource",
    ]);
  });

  it.each([
    ["source.json", '{ "s3:Get": 1 }'],
    ["source.json", '"image": "redis:7"'],
    ["source.json", '"https://example.com/a"'],
    ["source.yaml", "s3:GetObject: 1"],
    ["source.yaml", "image: redis:alpine"],
    ["source.yaml", "at: 12:30"],
  ])("nothing else: %s %s", async (scope, text) => {
    expect(await coloured(scope, text)).toEqual([]);
  });
});
