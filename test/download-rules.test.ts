// biome-ignore-all lint/suspicious/noTemplateCurlyInString: variables of Dockerfiles, not of this file
import { describe, expect, it } from "vitest";
import { readDockerfile } from "../server/src/adapt/dockerfile.ts";
import type { Report } from "../server/src/kit/rule.ts";
import type { Stage } from "../server/src/model/build.ts";
import { downloadOf, verifier } from "../server/src/model/download.ts";
import { program } from "../server/src/model/program.ts";
import { scriptRuns } from "../server/src/model/script-input.ts";
import { hostOf, isNear, isPrivate } from "../server/src/model/url.ts";
import { writtenTexts } from "../server/src/model/written-text.ts";
import disabledSignatureCheck from "../server/src/rules/image/disabled-signature-check.ts";
import disabledTlsVerification from "../server/src/rules/image/disabled-tls-verification.ts";
import extraPackageIndex from "../server/src/rules/image/extra-package-index.ts";
import floatingClone from "../server/src/rules/image/floating-clone.ts";
import obfuscatedCommand from "../server/src/rules/image/obfuscated-command.ts";
import pipedDownload from "../server/src/rules/image/piped-download.ts";
import plainHttpDownload from "../server/src/rules/image/plain-http-download.ts";
import unverifiedDownload from "../server/src/rules/image/unverified-download.ts";
import unverifiedKey from "../server/src/rules/image/unverified-key.ts";
import { Source } from "../server/src/text/source.ts";

const rules = [
  disabledSignatureCheck,
  disabledTlsVerification,
  extraPackageIndex,
  floatingClone,
  obfuscatedCommand,
  pipedDownload,
  plainHttpDownload,
  unverifiedDownload,
  unverifiedKey,
];
const stageOf = (text: string): Stage => {
  const stage = readDockerfile(new Source("Dockerfile", text)).facts.stage.at(-1);
  if (!stage) throw new Error("no stage");
  return stage;
};
const run = (script: string): Stage => stageOf(`FROM a\nRUN ${script}`);
const reports = (rule: (typeof rules)[number], text: string): readonly Report[] => Array.from(rule.check(stageOf(text), {}));
const first = (script: string) => {
  const [command] = run(script).commands;
  if (!command) throw new Error("no command");
  return command;
};

describe.each(rules.map((rule) => [rule.name, rule] as const))("%s", (_, rule) => {
  it("says one sentence that names the culprit, a second one at most", () => {
    for (const { files } of rule.examples)
      for (const { text } of files)
        for (const { message } of reports(rule, text)) {
          expect(message).toMatch(/^[A-Z].*[^.…]\.$|…\.$/s);
          expect(message).not.toMatch(/undefined|\0/);
        }
  });
  it("reports each of many commands, and none twice", () => {
    for (const { files } of rule.examples.filter((e) => e.files.some((f) => f.marks.length > 0)).slice(0, 1)) {
      const [{ text } = { text: "" }] = files;
      const [head = "", ...rest] = text.split("\n");
      const once = reports(rule, text).length;
      expect(reports(rule, [head, ...Array.from({ length: 300 }, () => rest).flat()].join("\n")).length).toBeGreaterThanOrEqual(
        Math.min(once, 1) * 300,
      );
    }
  });
});

describe("what a command runs", () => {
  it.each([
    ["sudo -E -u root bash -", "bash", ["-"]],
    ["env A=1 B=2 curl x", "curl", ["x"]],
    ["timeout -k 5 10 wget x", "wget", ["x"]],
    ["/usr/bin/sudo /usr/bin/env python3 x", "python3", ["x"]],
    ["gosu app curl x", "curl", ["x"]],
    ["curl sudo x", "curl", ["sudo", "x"]],
    ["$X curl", undefined, undefined],
  ])("%s", (script, name, args) => {
    const found = program(first(script));
    expect([found?.name, found?.args.map((a) => a.value)]).toEqual([name, args]);
  });
});

describe("a download", () => {
  it.each<[string, string | undefined, boolean, readonly (string | undefined)[]]>([
    ["curl -fsSL https://e.com/a", "-", true, ["https://e.com/a"]],
    ["curl -fsSLo /x https://e.com/a", "/x", false, ["https://e.com/a"]],
    ["curl -o/x --url https://e.com/a", "/x", false, ["https://e.com/a"]],
    ["curl --output=/x -H https://h https://e.com/a", "/x", false, ["https://e.com/a"]],
    ["curl -sO https://e.com/b/a?c=d#e", "a", false, ["https://e.com/b/a?c=d#e"]],
    ["curl https://e.com/a > /y", "/y", true, ["https://e.com/a"]],
    ["curl -o /bin/$X https://e.com/a", "/bin/\0", false, ["https://e.com/a"]],
    ["wget -qO- https://e.com/a", "-", true, ["https://e.com/a"]],
    ["wget -q -O /x https://e.com/a", "/x", false, ["https://e.com/a"]],
    ["wget -nv https://e.com/a-$V.deb", "a-\0.deb", false, [undefined]],
    ["wget -e use_proxy=yes -P /x https://e.com/a", "a", false, ["https://e.com/a"]],
  ])("%s", (script, target, prints, sources) => {
    const found = downloadOf(first(script));
    expect([found?.target, found?.prints, found?.sources.map((s) => s.value)]).toEqual([target, prints, sources]);
  });
  it.each([
    ["curl -O https://e.com/a && sha256sum -c a.sum", true],
    ["sha256sum -c a.sum && curl -O https://e.com/a", false],
    ["curl -O https://e.com/a\nRUN sha256sum -c /tmp/a", true],
    ["curl -O https://e.com/a\nRUN echo 'abc  a' | sha512sum -c -", true],
    ["curl -O https://e.com/a\nRUN sha256sum -c /tmp/b", false],
    ["curl -O https://e.com/a && gpg --import a", false],
  ])("is checked: %s, %s", (script, expected) => {
    const stage = run(script);
    const command = stage.commands.find((c) => c.name === "curl");
    expect(command && verifier(stage)(command, "a")).toBe(expected);
  });
});

it.each<[string, readonly string[]]>([
  ["a | b | sh", ["sh<b<a"]],
  ["a | sh -c 'b' | bash x | python -m y", []],
  ['bash <(a | b) && sh -c "$(c)" d && eval `e`', ["bash<a<b", "sh<c", "eval<e"]],
  ['sh -c "a $(b)" && bash x "$(c)" && sh -s "$(d)"', []],
  ["sh -c 'a | sh'", ["sh<a"]],
  ["$(a)$(b) | sh", ["sh<"]],
])("scripts that come from commands: %s", (script, expected) => {
  expect(scriptRuns(run(script).commands).map((r) => [r.name, ...r.makers.map((m) => m.name)].join("<"))).toEqual(expected);
});

it("what a step writes is what it writes into a file", () => {
  const stage = run("echo a b > /x && echo c && printf '%s' d | sudo tee -a /y && sed -i s,e,f,g /z && echo \"g $H\" >> $I");
  expect(writtenTexts(stage).map((t) => [t.text, t.file])).toEqual([
    ["a b", "/x"],
    ["%s d", "/y"],
    ["f", "/z"],
    ["g \0", undefined],
  ]);
});

it("hosts are near, private or neither", () => {
  const hosts = [
    "localhost",
    "127.0.0.1",
    "[::1]",
    "web",
    "host.docker.internal",
    "10.1.2.3",
    "172.32.0.1",
    "nexus.corp",
    "example.com",
    "10.example.com",
  ];
  expect(hosts.filter(isNear)).toEqual(["localhost", "127.0.0.1", "[::1]", "web", "host.docker.internal"]);
  expect(hosts.filter(isPrivate)).toEqual(["10.1.2.3", "nexus.corp"]);
  expect(["pypi.org:443", "HTTPS://Pypi.org/simple", "pypi.org"].map(hostOf)).toEqual(["pypi.org", "pypi.org", "pypi.org"]);
});

describe("confidence", () => {
  it.each<[(typeof rules)[number], string, readonly string[]]>([
    [disabledTlsVerification, "RUN curl -k https://e.com/a; wget --no-check-certificate https://10.0.0.1/a", ["high", "low"]],
    [disabledTlsVerification, "RUN curl -kO https://e.com/a && sha256sum -c a.sum", ["low"]],
    [disabledTlsVerification, "RUN curl -k $URL; curl -k https://localhost", ["high"]],
    [disabledSignatureCheck, "RUN wget https://e.com/a.apk && apk add --allow-untrusted a.apk", ["medium"]],
    [disabledSignatureCheck, "RUN wget http://e.com/a.apk && apk add --allow-untrusted a.apk", ["high"]],
    [disabledSignatureCheck, "RUN apk add --allow-untrusted a.apk", []],
    [plainHttpDownload, "RUN curl http://e.com/a http://192.168.0.1/a http://$X/a http://web/a", ["high", "low"]],
    [pipedDownload, `RUN curl https://e.com/${"0".repeat(40)}/a | sh; curl https://e.com/a | sh`, ["low", "high"]],
    [unverifiedDownload, "ADD https://e.com/a.txt https://e.com/b /x/", ["low", "high"]],
  ])("%#", (rule, text, expected) => {
    expect(reports(rule, `FROM a\n${text}`).map((r) => r.confidence ?? "high")).toEqual(expected);
  });
});

it("large stages are read in one go", () => {
  const n = 1_000;
  const text = `FROM a\n${Array.from({ length: n }, (_, i) => `RUN curl -k http://e.com/${i} | base64 -d | sh && wget http://e.com/f${i} && chmod +x f${i} && eval "$(curl https://e.com)"\n`).join("")}`;
  const chain = `FROM a\nRUN ${"curl https://e.com/a | sh | ".repeat(n)} sh -c "${"$(curl https://e.com)".repeat(n)}" ${"$(x) ".repeat(n)}\n`;
  const stage = stageOf(text);
  expect(rules.map((rule) => [rule.name, Array.from(rule.check(stage, {})).length])).toEqual([
    ["disabled-signature-check", 0],
    ["disabled-tls-verification", n],
    ["extra-package-index", 0],
    ["floating-clone", 0],
    ["obfuscated-command", n],
    ["piped-download", 2 * n],
    ["plain-http-download", 2 * n],
    ["unverified-download", n],
    ["unverified-key", 0],
  ]);
  expect(reports(pipedDownload, chain).length).toBe(n + 1);
});
