import { describe, expect, it } from "vitest";
import { readConfig } from "../server/src/engine/config.ts";
import { defaultSettings, settingsFor } from "../server/src/engine/settings.ts";
import { type AnyRule, rule } from "../server/src/kit/rule.ts";
import { rules as everyRule } from "../server/src/rules/index.ts";
import { Source, textOf } from "../server/src/text/source.ts";

const named = (name: string, more: Partial<AnyRule> = {}): AnyRule =>
  ({
    ...rule({ name, on: "container", title: name, severity: "warning", risk: "container", why: "", refs: [], examples: [], *check() {} }),
    ...more,
  }) as AnyRule;
const rules = [
  named("open-port", { options: { ports: ["22"], strict: false } }),
  named("root-user", { was: ["user-root"] }),
  named("big-image", { preset: "all" }),
];
const config = (text: string, uri = ".plimsoll.yaml") => readConfig(new Source(uri, text), rules);
const namesFor = (text: string, path: string, today = "2026-01-01"): readonly string[] =>
  settingsFor(config(text).config, path, rules, today).active.map((a) => a.rule.name);

describe("what a configuration says", () => {
  it("defaults to the recommended rules", () => {
    expect(defaultSettings(rules).active.map((a) => a.rule.name)).toEqual(["open-port", "root-user"]);
    expect(namesFor("", "Dockerfile")).toEqual(["open-port", "root-user"]);
  });

  it("turns rules off, on and up", () => {
    const { active } = settingsFor(config("rules:\n  open-port: off\n  root-user: error\n  big-image: info\n").config, "x", rules, "2026-01-01");
    expect(active.map((a) => [a.rule.name, a.severity])).toEqual([
      ["root-user", "error"],
      ["big-image", "info"],
    ]);
  });

  it("knows a rule by its former name", () => {
    expect(namesFor("rules: { user-root: off }", "x")).toEqual(["open-port"]);
  });

  it("reads options of the type of their default, and keeps the others", () => {
    const { config: c, problems } = config("rules:\n  open-port:\n    options: { ports: ['22', '3389'], strict: 1 }\n");
    expect(settingsFor(c, "x", rules, "2026-01-01").active[0]?.options).toEqual({ ports: ["22", "3389"], strict: false });
    expect(problems.map((p) => textOf(p.at))).toEqual(["1"]);
  });

  it("overrides by path, the last one wins", () => {
    const text = "rules: { open-port: error }\noverrides:\n  - files: ['dev/**']\n    rules: { open-port: off }\n";
    expect(namesFor(text, "dev/a/Dockerfile")).toEqual(["root-user"]);
    expect(namesFor(text, "prod/Dockerfile")).toEqual(["open-port", "root-user"]);
  });

  it("reads the same from JSON", () => {
    expect(config(`{ "preset": "all", "rules": { "root-user": "off" } }`, ".plimsoll.json").config).toMatchObject({
      preset: "all",
      rules: { "root-user": { severity: "off" } },
    });
  });
});

describe("an exception", () => {
  const text = "exceptions:\n  - { rule: root-user, files: [deploy/a.json], subject: agent, reason: vendor image, until: '2026-06-30' }\n";
  const accepts = (path: string, subject: string, today: string): boolean => {
    const [, rootUser] = rules;
    if (!rootUser) throw new Error("no rule");
    const finding = {
      rule: rootUser,
      subject,
      severity: "warning",
      confidence: "high",
      at: new Source("x", "").at(0),
      message: "",
      fixes: [],
    } as const;
    return settingsFor(config(text).config, path, rules, today).accepts(finding);
  };
  it("holds for its rule, file and subject until its day has passed", () => {
    expect(accepts("deploy/a.json", "agent", "2026-06-30")).toBe(true);
    expect(accepts("deploy/a.json", "agent", "2026-07-01")).toBe(false);
    expect(accepts("deploy/a.json", "web", "2026-01-01")).toBe(false);
    expect(accepts("deploy/b.json", "agent", "2026-01-01")).toBe(false);
  });
});

describe("a mistake is a problem at its place, and what is right beside it holds", () => {
  it.each([
    ["rule: {}\n", "rule", `Unknown key "rule". Did you mean "rules"?`],
    ["rules: { root-users: off }\n", "root-users", `There is no rule "root-users". Did you mean "root-user"?`],
    ["rules: { root-user: loud }\n", "loud", "Must be one of error, warning, info, hint, off."],
    ["preset: hard\n", "hard", "Must be one of recommended, strict, hygiene, all."],
    ["exclude: [1]\n", "1", "Must be a text."],
    ["exceptions:\n  - { rule: root-user, files: [a], reason: r, until: soon }\n", "soon", "Must be a date such as 2027-03-31."],
  ])("%s", (text, marked, message) => {
    const { problems } = config(text);
    expect(problems.map((p) => [textOf(p.at), p.message])).toEqual([[marked, message]]);
  });

  it.each(["[", "a: b: c", "- 1", '"', "\u0000", "rules: 1", "exceptions: [{}]"])("never throws on %j", (text) => {
    expect(config(`${text}\n`).config.preset).toBe("recommended");
  });
});

it.each([
  ["recommended", ["recommended"]],
  ["strict", ["recommended", "strict"]],
  ["hygiene", ["recommended", "hygiene"]],
  ["all", ["recommended", "strict", "hygiene", "all"]],
] as const)("the preset %s holds the rules of %j", (preset, held) => {
  const on = defaultSettings(everyRule, preset).active.map(({ rule }) => rule);
  expect(on).toEqual(everyRule.filter((rule) => held.some((own) => own === (rule.preset ?? "recommended"))));
  expect(new Set(on.map((rule) => rule.preset ?? "recommended"))).toEqual(new Set(held));
});
