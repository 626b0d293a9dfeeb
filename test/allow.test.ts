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
    ["may speak to hadolint, of a rule that finds the same", `# hadolint ignore=DL3007\n${from}`, []],
    ["may speak to hadolint of another rule", `# hadolint ignore=DL3008\n${from}`, ["latest-tag"]],
    [
      "may be the directive that skips checks of a build",
      "# check=skip=StageNameCasing,MultipleInstructionsDisallowed\nFROM node:24-slim\nUSER node\nCMD a\nCMD b\n",
      [],
    ],
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
    const privileged = (path: string, text: string): readonly string[] => found(path, text).filter((name) => name === "privileged-container");
    const yaml = (above: string, beside: string): string =>
      `family: a\ncontainerDefinitions:\n  - name: web\n    image: web:1\n    user: "1000"\n    readonlyRootFilesystem: true\n${above}    privileged: true${beside}\n`;
    expect(privileged("task.yaml", yaml("", ""))).toEqual(["privileged-container"]);
    expect(privileged("task.yaml", yaml("    # plimsoll: allow privileged-container\n", ""))).toEqual([]);
    expect(privileged("task.yaml", yaml("", " # plimsoll: allow privileged-container -- an agent"))).toEqual([]);
    const json = (beside: string): string =>
      `{ "containerDefinitions": [{ "name": "web", "image": "web:1", "user": "1000", "readonlyRootFilesystem": true,\n"privileged": true ${beside}\n}] }`;
    expect(privileged("task.json", json(""))).toEqual(["privileged-container"]);
    expect(privileged("task.json", json("// plimsoll: allow privileged-container"))).toEqual([]);
    expect(privileged("task.json", json("/* plimsoll: allow privileged-container */"))).toEqual([]);
  });

  it("is nothing where the text is no comment", () => {
    const text = `FROM node:22.11-slim\nRUN <<EOF\n# plimsoll: allow setuid-binary\nchmod u+s /bin/ping\nEOF\nUSER node\n`;
    expect(found("Dockerfile", text)).toEqual(["setuid-binary"]);
  });
});

describe("a comment that tells other tools of a secret that is none", () => {
  const line = "ENV DB_PASSWORD=Rain-in-May-77";
  const from = "FROM alpine:3.20";
  it.each([
    ["without one it is found", `${from}\n${line}\n`, ["secret-in-image"]],
    ["hadolint, above", `${from}\n# hadolint ignore=DL3064\n${line}\n`, []],
    ["hadolint, another rule", `${from}\n# hadolint ignore=DL3002\n${line}\n`, ["secret-in-image"]],
    ["hadolint, another line", `# hadolint ignore=DL3064\n${from}\n${line}\n`, ["secret-in-image"]],
    ["trivy, above", `${from}\n# trivy:ignore:DS-0031\n${line}\n`, []],
    ["trivy, by its older name", `${from}\n#trivy:ignore:AVD-DS-0031\n${line}\n`, []],
    ["BuildKit, for the file", `# check=skip=SecretsUsedInArgOrEnv\n${from}\n${line}\n`, []],
    ["BuildKit, another check", `# check=skip=JSONArgsRecommended\n${from}\n${line}\n`, ["secret-in-image"]],
    ["detect-secrets, the next line", `${from}\n# pragma: allowlist nextline secret\n${line}\n`, []],
    [
      "secretlint, up to its end",
      `${from}\n# secretlint-disable\n${line}\n# secretlint-enable\nENV API_PASSWORD=Rain-in-May-78\n`,
      ["secret-in-image"],
    ],
    ["no other rule is silenced", `# gitleaks:allow\nFROM alpine:latest\n`, ["latest-tag"]],
  ])("%s", (_, text, expected) => {
    expect(found("Dockerfile", text).filter((n) => /secret|latest/.test(n))).toEqual(expected);
  });

  const compose = (comment: string): string =>
    `services:\n  web:\n    image: web:1.4\n    environment:\n      DB_PASSWORD: Rain-in-May-77 ${comment}\n`;
  it.each([
    ["", ["plaintext-secret"]],
    ["# gitleaks:allow", []],
    ["# pragma: allowlist secret", []],
    ["# secretlint-disable-line", []],
    ["# checkov:skip=CKV_SECRET_6:a test", []],
    ["# checkov:skip=CKV_AWS_45", ["plaintext-secret"]],
  ])("on its line: %s", (comment, expected) => {
    expect(found("compose.yaml", compose(comment)).filter((n) => /secret/.test(n))).toEqual(expected);
  });
});
