import { describe, expect, it } from "vitest";
import { defaultSettings } from "../server/src/engine/settings.ts";
import { rules } from "../server/src/rules/index.ts";
import { Source } from "../server/src/text/source.ts";
import { Workspace } from "../server/src/workspace/workspace.ts";

/** The names of the rules that find something in a file, as often as they do, with all recommended rules on. */
function found(path: string, text: string): readonly string[] {
  const settings = defaultSettings(rules);
  const workspace = new Workspace({
    settings: () => settings,
    ruleNames: rules.map((r) => r.name),
    onCrash: (_, error) => {
      throw error;
    },
  });
  workspace.update(new Source(path, text));
  workspace.settle();
  return workspace.findings(path).map((f) => f.rule.name);
}

describe("a comment that accepts findings", () => {
  const from = "FROM node:latest\nUSER node\n";
  it.each([
    ["nothing is accepted without one", from, ["latest-tag"]],
    ["stands above", `# plimsoll: allow latest-tag\n${from}`, []],
    ["may say why", `# plimsoll: allow latest-tag -- built anew every night\n${from}`, []],
    ["may name several", `# plimsoll: allow root-user, latest-tag\nFROM node:latest\nCMD ["node"]\n`, ["full-os-base"]],
    ["may stand in a block of comments", `# plimsoll: allow latest-tag\n# and more\n# to read\n${from}`, []],
    ["does not reach over an empty line", `# plimsoll: allow latest-tag\n\n${from}`, ["unused-allow", "latest-tag"]],
    ["does not reach over an instruction", `# plimsoll: allow latest-tag\nARG X=1\n${from}`, ["unused-allow", "latest-tag"]],
    ["accepts what it names, nothing else", `# plimsoll: allow root-user\n${from}`, ["unused-allow", "latest-tag"]],
    ["holds for the whole file from anywhere", `${from}# plimsoll: allow-file latest-tag\n`, []],
    ["begins with the name", `# see plimsoll: allow latest-tag\n${from}`, ["latest-tag"]],
    ["does so in texts with CRLF", `# plimsoll: allow latest-tag -- why\r\nFROM node:latest\r\nUSER node\r\n`, []],
  ])("%s", (_, text, expected) => {
    expect(found("Dockerfile", text)).toEqual(expected);
  });

  it("stands for the whole instruction below it, however many lines that has", () => {
    const text = `FROM node:22.11-slim\n# plimsoll: allow setuid-binary -- needed by ping\nRUN apt-get update \\\n  # a comment inside\n  && chmod u+s /bin/ping\nUSER node\n`;
    expect(found("Dockerfile", text)).toEqual([]);
    expect(found("Dockerfile", text.replace("# plimsoll: allow setuid-binary -- needed by ping\n", ""))).toEqual(["setuid-binary"]);
  });

  it("stands above the line or at its end in YAML and JSON", () => {
    const yaml = (above: string, beside: string): string =>
      `family: a\ncontainerDefinitions:\n  - name: web\n    image: web:1\n    user: "1000"\n    readonlyRootFilesystem: true\n${above}    privileged: true${beside}\n`;
    expect(found("task.yaml", yaml("", ""))).toEqual(["privileged-container"]);
    expect(found("task.yaml", yaml("    # plimsoll: allow privileged-container\n", ""))).toEqual([]);
    expect(found("task.yaml", yaml("", " # plimsoll: allow privileged-container -- an agent"))).toEqual([]);
    const json = (beside: string): string =>
      `{ "containerDefinitions": [{ "name": "web", "image": "web:1", "user": "1000", "readonlyRootFilesystem": true,\n"privileged": true ${beside}\n}] }`;
    expect(found("task.json", json(""))).toEqual(["privileged-container"]);
    expect(found("task.json", json("// plimsoll: allow privileged-container"))).toEqual([]);
    expect(found("task.json", json("/* plimsoll: allow privileged-container */"))).toEqual([]);
  });

  it("is nothing where the text is no comment", () => {
    const text = `FROM node:22.11-slim\nRUN <<EOF\n# plimsoll: allow setuid-binary\nchmod u+s /bin/ping\nEOF\nUSER node\n`;
    expect(found("Dockerfile", text)).toEqual(["setuid-binary"]);
  });
});
