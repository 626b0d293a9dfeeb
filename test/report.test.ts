import { readFileSync } from "node:fs";
import { Ajv } from "ajv";
import fc from "fast-check";
import colors from "picocolors";
import { describe, expect, it } from "vitest";
import { fingerprints, hash } from "../server/src/engine/fingerprint.ts";
import type { Finding } from "../server/src/engine/run.ts";
import type { AnyRule, Fix } from "../server/src/kit/rule.ts";
import { concise } from "../server/src/report/concise.ts";
import { frame, Masks } from "../server/src/report/frame.ts";
import { json } from "../server/src/report/json.ts";
import { lineHashes } from "../server/src/report/line-hash.ts";
import type { Outcome } from "../server/src/report/outcome.ts";
import { pretty } from "../server/src/report/pretty.ts";
import { sarif } from "../server/src/report/sarif.ts";
import { onTerminal } from "../server/src/report/terminal.ts";
import { columnsOf, graphemes } from "../server/src/report/visible.ts";
import { rules as allRules } from "../server/src/rules/index.ts";
import { type Place, Source } from "../server/src/text/source.ts";
import { exampleWorkspace, ownFindings } from "../server/src/workspace/example-workspace.ts";
import { provedFixes } from "../server/src/workspace/fix-all.ts";

const paint = colors.createColors(false);

const open: AnyRule = {
  name: "open-door",
  on: "container",
  title: "A door is open",
  severity: "error",
  risk: "container",
  why: "Whoever comes **in** is in: see [the house](https://example.org/house) and `door`.",
  refs: ["NIST SP 800-190 4.4.3", "CWE-250", "https://example.org/doors"],
  check: () => [],
  examples: [],
};
const secret: AnyRule = { ...open, name: "written-key", title: "A key is written down", severity: "warning", refs: ["CWE-798"] };
const rules = [open, secret];

/** The place of the nth occurrence of a text. */
function place(source: Source, text: string, nth = 0): Place {
  let start = source.text.indexOf(text);
  for (let i = 0; i < nth; i++) start = source.text.indexOf(text, start + 1);
  return source.at(start, start + text.length);
}

const finding = (at: Place, more: Partial<Finding> = {}): Finding => ({
  rule: open,
  severity: (more.rule ?? open).severity,
  confidence: "high",
  subject: "web",
  at,
  message: "The door is open.",
  fixes: [],
  ...more,
});

const outcome = (findings: readonly Finding[], more: Partial<Outcome> = {}): Outcome => ({
  version: "1.2.3",
  files: [
    { path: "api/task.json", host: "ecs-task-definition", state: "analysed", reason: undefined, limited: false, mark: false },
    { path: "big.json", host: undefined, state: "skipped", reason: "is larger than 1 MB", limited: true, mark: false },
    { path: "package.json", host: undefined, state: "skipped", reason: "is none of ours", limited: false, mark: false },
  ],
  findings,
  failures: [],
  pathOf: (uri) => uri,
  fixesOf: (f) => f.fixes,
  ...more,
});

const drawn = (at: Place, columns = 80, masked: readonly Place[] = []): string =>
  `\n${frame(at, { paint, tint: (s) => s, masks: new Masks(masked.map((m) => ({ at: m, masked: "********" }))), columns }).join("\n")}`;
const printed = (o: Outcome): string => [...pretty(o, { paint, columns: 80, summary: true })].join("\n");

describe("a frame", () => {
  it("numbers the lines and marks the place", () => {
    const source = new Source("a", 'one\n"two": true,\nthree\n');
    expect(drawn(place(source, "true"))).toBe(`
  |
1 | one
2 | "two": true,
  |        ^^^^
3 | three
  |`);
  });

  it("aligns under wide, combining and joined characters, and tabs", () => {
    const source = new Source("a", '\t"日本": "👩‍👩‍👧 e\u0301 ｆ한", X');
    const [, text = "", mark = ""] = drawn(place(source, "X")).trim().split("\n").slice(0, 3);
    expect(text).toBe('1 |     "日本": "👩‍👩‍👧 e\u0301 ｆ한", X');
    // 4 for the tab, 2 for each of the five wide signs, 1 for each of the rest.
    expect(mark).toBe(`  | ${" ".repeat(4 + 10 + '"": " e ", '.length)}^`);
  });

  it("expands tabs to stops of four", () => {
    expect(drawn(place(new Source("a", "ab\tX"), "X"))).toContain("1 | ab  X\n  |     ^");
  });

  it("clips a long line around the mark", () => {
    const source = new Source("a", `${"a".repeat(300)}HERE${"b".repeat(300)}`);
    const [, text = "", mark = ""] = drawn(place(source, "HERE"), 40).trim().split("\n");
    expect(text).toBe(`1 | …${"a".repeat(13)}HERE${"b".repeat(21)}…`);
    expect(mark.indexOf("^")).toBe(text.indexOf("HERE"));
    expect(mark.trim().endsWith(" ^^^^")).toBe(true);
  });

  it("does not look at what is far away on a line of a megabyte", () => {
    const source = new Source("a", `${"a".repeat(500_000)}HERE${"b".repeat(500_000)}`);
    const shown = drawn(place(source, "HERE"), 60);
    expect(shown.length).toBeLessThan(200);
    expect(shown).toContain("aHEREb");
  });

  it("brackets a mark of several lines", () => {
    const source = new Source("a", "top\nRUN a \\\n  b\nend\n");
    expect(drawn(place(source, "RUN a \\\n  b"))).toBe(`
  |
1 |   top
2 | / RUN a \\
3 | |   b
  | |___^
4 |   end
  |`);
  });

  it("leaves the middle of a very long mark out", () => {
    const source = new Source("a", Array.from({ length: 12 }, (_, i) => `l${i + 1}`).join("\n"));
    expect(drawn(source.at(0, source.text.length))).toBe(`
   |
 1 | / l1
 2 | | l2
 3 | | l3
   | | …
11 | | l11
12 | | l12
   | |___^
   |`);
  });

  it("does not reach into the line after its line end", () => {
    const source = new Source("a", "one\ntwo\n");
    expect(drawn(source.at(0, 4))).toContain("1 | one\n  | ^^^");
  });

  it.each(["", "x\n", "\r\n"])("marks the end of %j", (text) => {
    const source = new Source("a", text);
    expect(drawn(source.at(text.length))).toMatch(/\n\d \|\n {2}\| \^\n/);
  });

  it("marks the end of a line", () => {
    expect(drawn(new Source("a", "FROM\r\nx").at(4))).toContain("1 | FROM\n  |     ^\n2 | x");
  });

  it("makes control characters and changes of direction visible", () => {
    const source = new Source("a", "\u001b[2Jboo \u202e X\u0000\u007f");
    expect(drawn(place(source, "X"))).toContain("1 | ␛[2Jboo � X␀␡\n");
  });

  it("hides what is masked, on the marked line and beside it", () => {
    const source = new Source("a", 'a: "hunter2"\nb: X "hunter3"\n');
    const shown = drawn(place(source, "X"), 80, [place(source, "hunter2"), place(source, "hunter3")]);
    expect(shown).toContain('1 | a: "********"\n2 | b: X "********"\n');
    expect(drawn(place(source, "hunter3"), 80, [place(source, "hunter3")])).toContain('2 | b: X "********"\n  |       ^^^^^^^^');
  });

  it("hides a secret of several lines and of a line that is clipped", () => {
    const key = "-----BEGIN\nAAAA\nBBBB\n-----END";
    const source = new Source("a", `x\n${key}\ny`);
    const at = place(source, key);
    expect(drawn(at, 80, [at])).not.toMatch(/BEGIN|AAAA|BBBB|END/);
    const long = new Source("b", `k=${"S".repeat(5000)}`);
    const all = long.at(2, long.text.length);
    expect(drawn(all, 40, [all])).not.toContain("S");
  });
});

const task = new Source("api/task.json", '{\n  "a": true,\n  "b": "hunter2",\n  "c": true\n}\n');
const docker = new Source("api/Dockerfile", "FROM a\nUSER root\n");
const fixed = (at: Place, applicability: Fix["applicability"]): readonly Fix[] => [
  { title: `Set it to false`, applicability, edits: [{ at, text: "false" }] },
];
const mixed = [
  finding(place(task, "true"), {
    fixes: fixed(place(task, "true"), "safe"),
    related: [{ at: place(docker, "root"), message: "the image [web] is built here" }],
  }),
  finding(place(task, '"hunter2"'), { rule: secret, key: "b", masked: "h…(7)", fixes: fixed(place(task, '"hunter2"'), "draft") }),
  finding(place(task, "true", 1), { severity: "info", subject: "", fixes: fixed(place(task, "true", 1), "unsafe") }),
];

describe("any frame", () => {
  const texts = fc.array(
    fc.constantFrom("a", "Z", " ", "\t", "\n", "\r\n", "\r", "é", "e\u0301", "日", "👩‍👩‍👧", "\ud83d", "\u001b", "\u202e", "\0", "x".repeat(70)),
    { maxLength: 60 },
  );
  const places = fc.tuple(texts, fc.nat(), fc.nat()).map(([parts, a, b]) => {
    const source = new Source("a", parts.join(""));
    const [start = 0, end = 0] = [a % (source.text.length + 1), b % (source.text.length + 1)].sort((x, y) => x - y);
    return source.at(start, end);
  });

  it("has a mark, no control characters, and no line that is wider than was asked for", () => {
    fc.assert(
      fc.property(places, fc.integer({ min: 20, max: 90 }), (at, columns) => {
        const lines = frame(at, { paint, tint: (s) => s, masks: new Masks([]), columns });
        expect(lines.filter((l) => /\^/.test(l)).length).toBeGreaterThan(0);
        for (const line of lines) {
          // biome-ignore lint/suspicious/noControlCharactersInRegex: there must be none
          expect(line).not.toMatch(/[\x00-\x1f\x7f\u202e]/);
          const width = Array.from(graphemes(line), ([g]) => columnsOf(g)).reduce((a, b) => a + b, 0);
          // The number, the bar and the bracket come before.
          expect(width).toBeLessThanOrEqual(columns + 8);
        }
      }),
      { numRuns: 500 },
    );
  });

  it("shows nothing of what is masked", () => {
    fc.assert(
      fc.property(places, (at) => {
        const secret = "§§§";
        const source = new Source("a", `${at.source.text.slice(0, at.start)}${secret}${at.source.text.slice(at.start)}`);
        const hidden = source.at(at.start, at.start + secret.length);
        const shown = frame(source.at(at.start, at.end + secret.length), {
          paint,
          tint: (s) => s,
          masks: new Masks([{ at: hidden, masked: "*" }]),
          columns: 60,
        });
        expect(shown.join("\n")).not.toContain("§");
      }),
      { numRuns: 500 },
    );
  });
});

describe("pretty", () => {
  it("prints frames, notes, help and the sum", async () => {
    await expect(printed(outcome(mixed))).toMatchFileSnapshot("golden/report-pretty.txt");
  });

  it("shows the mask in place of a secret", () => {
    expect(printed(outcome(mixed))).not.toContain("hunter2");
    expect(printed(outcome(mixed))).toContain("h…(7)");
  });

  it("says so when there is nothing", () => {
    expect(printed(outcome([]))).toBe("No problems (1 analysed, 2 skipped)");
  });

  it("does not say that all is well where nothing was looked at", () => {
    const { files } = outcome([]);
    expect(printed(outcome([], { files: files.slice(1, 2) }))).toBe("Nothing analysed: big.json is larger than 1 MB");
    expect(printed(outcome([], { files: files.slice(1) }))).toBe("Nothing analysed (2 skipped; plimsoll files --why says why)");
    expect(printed(outcome([], { files: [] }))).toBe("Nothing to analyse");
  });

  it("is the same text with colours, but for the colours", () => {
    const coloured = [...pretty(outcome(mixed), { paint: colors.createColors(true), columns: 80, summary: true })].join("\n");
    // biome-ignore lint/suspicious/noControlCharactersInRegex: colours are control sequences
    expect(coloured.replace(/\u001b\[\d+m/g, "")).toBe(printed(outcome(mixed)));
    expect(coloured).not.toBe(printed(outcome(mixed)));
  });
});

describe("a rule about secrets", () => {
  // Who reads secrets, and what they are kept in, shows none.
  const elsewhere: readonly string[] = ["role", "rbacRole", "ignoreFile", "buildContext", "eksCluster", "storedSecret", "accessKey"];
  const about = allRules.filter(
    (r) =>
      !elsewhere.includes(r.on) &&
      // It says how a secret is given, which is a name.
      r.name !== "secret-as-variable" &&
      (/secret|password|credential/.test(r.name) || r.refs.some((ref) => /^CWE-(?:256|312|522|526|540|798)$/.test(ref))),
  );

  it("says what is shown in its place", () => {
    // Not with every finding: an account that needs no password has none to hide.
    const bare = about.filter((r) =>
      r.examples.every(({ files }) => {
        const workspace = exampleWorkspace(r, allRules, files);
        return files.every((f) => ownFindings(r, workspace, f.path).every((x) => x.masked === undefined));
      }),
    );
    expect(about.length).toBeGreaterThan(0);
    expect(bare.map((r) => r.name)).toEqual([]);
  });

  it("shows no marked text of its examples in any format", () => {
    const leaks = about
      .flatMap((r) => r.examples.map((example) => [r, example] as const))
      .flatMap(([r, { files }]) => {
        const workspace = exampleWorkspace(r, allRules, files);
        const o = outcome(
          files.flatMap((f) => workspace.findings(f.path)),
          { fixesOf: (f) => provedFixes(workspace, f) },
        );
        const everything = [printed(o), ...concise(o), JSON.stringify(json(o)), JSON.stringify(sarif(o, []))].join("\n");
        // A word that the file holds elsewhere too, such as a name, is no secret by itself.
        const marked = files.flatMap((f) =>
          f.marks.map(([a, b]) => f.text.slice(a, b).replace(/^["']|["']$/g, "")).filter((t) => t.length > 3 && f.text.split(t).length === 2),
        );
        return marked.filter((text) => everything.includes(text)).map((text) => [r.name, text]);
      });
    expect(leaks).toEqual([]);
  });
});

describe("concise", () => {
  it("prints a line for each", () => {
    expect([...concise(outcome(mixed))]).toEqual([
      "api/task.json:2:8: error open-door The door is open.",
      "api/task.json:3:8: warning written-key The door is open.",
      "api/task.json:4:8: info open-door The door is open.",
    ]);
  });

  it("keeps a line a line, whatever names hold", () => {
    const odd = finding(new Source("a\nb.json", "x").at(0, 1), { message: 'Container "\u001b[31m\r\n" is odd.' });
    expect([...concise(outcome([odd]))]).toEqual(['a␊b.json:1:1: error open-door Container "␛[31m␍␊" is odd.']);
  });
});

describe("JSON", () => {
  const validate = new Ajv({ strict: true, allowUnionTypes: true, strictRequired: false }).compile(
    JSON.parse(readFileSync(new URL("../server/schema/findings.schema.json", import.meta.url), "utf8")),
  );
  const round = (o: Outcome): unknown => JSON.parse(JSON.stringify(json(o)));

  it("keeps the contract", async () => {
    const printed = round(outcome(mixed, { failures: ["The rule x failed."] }));
    expect(validate(printed), JSON.stringify(validate.errors)).toBe(true);
    await expect(`${JSON.stringify(printed, undefined, 2)}\n`).toMatchFileSnapshot("golden/report.json");
  });

  it("has a schema that refuses what is not the contract", () => {
    const good = json(outcome(mixed));
    const [first] = good.findings;
    for (const wrong of [
      { ...good, version: 2 },
      { ...good, extra: true },
      { ...good, files: [{ path: "a", host: null, state: "skipped" }] },
      { ...good, files: [{ path: "a", host: null, state: "analysed" }] },
      { ...good, findings: [{ ...first, severity: "off" }] },
      { ...good, findings: [{ ...first, range: { start: { line: 0, column: 1 }, end: { line: 1, column: 1 } } }] },
    ]) {
      expect(validate(JSON.parse(JSON.stringify(wrong)))).toBe(false);
    }
  });
});

interface Sarif {
  readonly runs: readonly [
    {
      readonly tool: { readonly driver: { readonly rules: readonly Readonly<Record<string, unknown>>[] } };
      readonly results: readonly {
        readonly ruleId: string;
        readonly ruleIndex: number;
        readonly level: string;
        readonly message: { readonly text: string };
        readonly partialFingerprints: Readonly<Record<string, string>>;
      }[];
      readonly invocations: readonly [{ readonly executionSuccessful: boolean; readonly toolExecutionNotifications: readonly object[] }];
    },
  ];
}

describe("SARIF", () => {
  const round = (o: Outcome): Sarif => JSON.parse(JSON.stringify(sarif(o, rules)));

  it("is what GitHub reads", async () => {
    await expect(`${JSON.stringify(round(outcome(mixed)), undefined, 2)}\n`).toMatchFileSnapshot("golden/report.sarif");
  });

  it("holds no text of a secret, nor a fix beside it", () => {
    expect(JSON.stringify(sarif(outcome(mixed), rules))).not.toContain("hunter2");
  });

  it("points from each result to its rule", () => {
    const [run] = round(outcome(mixed)).runs;
    for (const { ruleId, ruleIndex } of run.results) expect(run.tool.driver.rules[ruleIndex]?.["id"]).toBe(ruleId);
  });

  it("links related locations from the message, and nothing else", () => {
    const tricky = finding(place(task, "true"), { message: "Image [a](b) is odd." });
    expect(round(outcome([tricky])).runs[0].results[0]?.message.text).toBe("Image \\[a\\](b) is odd.");
    expect(round(outcome(mixed)).runs[0].results[0]?.message.text).toBe("The door is open. [the image \\[web\\] is built here](1)");
  });

  it("does not let a failure look like success", () => {
    const [{ invocations }] = round(outcome([], { failures: ["The rule x failed."] })).runs;
    expect(invocations[0].executionSuccessful).toBe(false);
    expect(invocations[0].toolExecutionNotifications).toHaveLength(2);
  });

  it("stays within 25,000 results, the gravest first", () => {
    const many = Array.from({ length: 25_001 }, (_, i) => finding(task.at(0, 1), { severity: i === 25_000 ? "error" : "hint" }));
    const [{ results, invocations }] = round(outcome(many)).runs;
    expect(results).toHaveLength(25_000);
    expect(results[0]?.level).toBe("error");
    expect(invocations[0].toolExecutionNotifications).toContainEqual(expect.objectContaining({ level: "warning" }));
  });

  it("encodes paths as URIs", () => {
    const at = (path: string): unknown =>
      JSON.parse(JSON.stringify(sarif(outcome([finding(new Source(path, "x").at(0, 1))]), rules))).runs[0].results[0].locations[0].physicalLocation
        .artifactLocation;
    expect(at("a b/ü#.json")).toEqual({ uri: "a%20b/%C3%BC%23.json", uriBaseId: "%SRCROOT%" });
    expect(at("../x.json")).toEqual({ uri: "../x.json" });
    expect(at("C:/x y.json")).toEqual({ uri: "file:///C:/x%20y.json" });
  });

  it("hashes the line that GitHub would hash, byte order mark included", () => {
    const source = new Source("api/task.json", "abc\n");
    const of = (mark: boolean): string | undefined =>
      round(
        outcome([finding(source.at(0, 1))], {
          files: [{ path: "api/task.json", host: "x", state: "analysed", reason: undefined, limited: false, mark }],
        }),
      ).runs[0].results[0]?.partialFingerprints["primaryLocationLineHash"];
    expect(of(false)).toBe(lineHashes("abc\n").get(1));
    expect(of(true)).toBe(lineHashes("\ufeffabc\n").get(1));
    expect(of(true)).not.toBe(of(false));
  });
});

/** The definition, character by character: the hundred that follow a line's beginning as digits of base 37, modulo 2^64. */
function defined(text: string): ReadonlyMap<number, string> {
  const codes = Array.from(text.replace(/\r\n?/g, "\n").replace(/[ \t]/g, "").split(""), (c) => c.charCodeAt(0));
  codes.push(0xffff);
  const counts = new Map<string, number>();
  const hashes = new Map<number, string>();
  for (let i = 0, line = 0; i < codes.length; i++) {
    if (i > 0 && codes[i - 1] !== 10) continue;
    let sum = 0n;
    for (let j = 0; j < 100; j++) sum = BigInt.asUintN(64, sum * 37n + BigInt(codes[i + j] ?? 0));
    const hex = sum.toString(16);
    counts.set(hex, (counts.get(hex) ?? 0) + 1);
    hashes.set(++line, `${hex}:${counts.get(hex)}`);
  }
  return hashes;
}

describe("GitHub's hash of lines", () => {
  it("of one letter is what arithmetic says", () => {
    // "a" and the end of the file, then nothing: 97·37^99 + 65535·37^98 modulo 2^64.
    expect(lineHashes("a").get(1)).toBe(`${BigInt.asUintN(64, 97n * 37n ** 99n + 65535n * 37n ** 98n).toString(16)}:1`);
  });

  it.each([
    ["nothing", ""],
    ["one line", "FROM debian:12"],
    ["equal lines, numbered", "x\nx\nx\ny\nx\nx\n".repeat(40)],
    ["CRLF", "a\r\nb\r\n\r\nc"],
    ["lone CR", "a\rb\r\rc\r"],
    ["blanks", "  a\t b\n\tab\n a b \n"],
    ["long lines", `${"abc ".repeat(90)}\n${"z".repeat(100)}\n${"z".repeat(101)}\n`],
    ["other scripts", "日本語\n👍🏽\n\u0000\uffff\n"],
  ])("%s", (_, text) => {
    expect([...lineHashes(text)].sort(([a], [b]) => a - b)).toEqual([...defined(text)]);
  });

  it("takes an LF for a line end of its own where a blank parts it from the CR", () => {
    expect([...lineHashes("a\r \nb")]).toHaveLength(3);
  });

  it("stops at the last line that is asked for", () => {
    const text = "line\n".repeat(500);
    expect(lineHashes(text, 3).size).toBe(3);
    expect(lineHashes(text, 3).get(3)).toBe(lineHashes(text).get(3));
  });
});

describe("a fingerprint", () => {
  const of = (findings: readonly Finding[]): readonly (string | undefined)[] => {
    const prints = fingerprints(findings, (uri) => uri);
    return findings.map((f) => prints.get(f));
  };

  it("stays when lines move", () => {
    const moved = new Source(task.uri, `// new\n\n${task.text}`);
    const after = mixed.map((f) => ({ ...f, at: moved.at(f.at.start + 8, f.at.end + 8) }));
    expect(of(after)).toEqual(of(mixed));
  });

  it("tells rule, path, subject, key and equal findings apart", () => {
    const f = finding(place(task, "true"));
    const others = [f, { ...f }, { ...f, rule: secret }, { ...f, subject: "db" }, { ...f, key: "k" }, { ...f, at: docker.at(0, 1) }];
    expect(new Set(of(others)).size).toBe(others.length);
  });

  it("spreads: no two of 20,000 names meet, and every digit is used alike", () => {
    const hashes = Array.from({ length: 20_000 }, (_, i) => hash(`rule\0path/${i}\0container-${i % 7}`));
    expect(new Set(hashes).size).toBe(hashes.length);
    expect(hashes.every((h) => /^[0-9a-f]{16}$/.test(h))).toBe(true);
    for (let digit = 0; digit < 16; digit++) {
      const values = new Map<string, number>();
      for (const h of hashes) values.set(h[digit] ?? "", (values.get(h[digit] ?? "") ?? 0) + 1);
      expect(values.size).toBe(16);
      expect(Math.max(...values.values())).toBeLessThan(1.2 * (hashes.length / 16));
    }
  });
});

describe("a page on a terminal", () => {
  it("sets headings, lists and code apart without marks of Markdown", () => {
    const page =
      "# A **door**\n\nSee [the house](https://example.org) and `a b`.\n\n```json\n{ `x` }\n```\n\n- <https://example.org/x>\n| a | b |\n|---|---|\n| 1 | 2 |";
    expect(onTerminal(page, paint, 80)).toBe(
      "A door\n\nSee the house (https://example.org) and a b.\n\n    { `x` }\n\n- https://example.org/x\n a   b \n 1   2 ",
    );
  });

  it("breaks paragraphs where the terminal ends, not where the source breaks them", () => {
    const page = "# A\nOne two\nthree `four`\nfive.\n\nSix\n- seven\n  eight\n  - nine\n```\nten\neleven\n```\ntwelve\n| a |\n| b |";
    expect(onTerminal(page, paint, 80)).toBe("A\nOne two three four five.\n\nSix\n- seven eight\n  - nine\n    ten\n    eleven\ntwelve\n a \n b ");
  });

  it("breaks lines between words", () => {
    const text = onTerminal(`- ${"word ".repeat(40)}`, paint, 40);
    expect(text.split("\n").every((l) => l.length <= 40 && l.startsWith(l === text.split("\n")[0] ? "- " : "  "))).toBe(true);
  });
});
