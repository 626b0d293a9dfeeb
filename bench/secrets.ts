// node bench/secrets.ts: what looking for secrets costs, beside secretlint in memory in the same run; and that no text makes it more than linear.
import { createRequire } from "node:module";
import { judge } from "../server/src/knowledge/secrets/judge.ts";
import { secretsInScript } from "../server/src/knowledge/secrets/script.ts";
import { findTokens } from "../server/src/knowledge/secrets/tokens.ts";
import { dockerfile } from "./texts.ts";

interface Secretlint {
  lintSource(input: unknown): Promise<{ readonly messages: readonly unknown[] }>;
}
const require = createRequire(import.meta.url);
const { lintSource } = require("@secretlint/core") as Secretlint;
const preset: unknown = require("@secretlint/secretlint-rule-preset-recommend").creator;
const { secretLintProfiler } = require("@secretlint/profiler") as { readonly secretLintProfiler: { setEnabled?(on: boolean): void } };
secretLintProfiler.setEnabled?.(false);

const ours = (text: string): number => findTokens(text).length + secretsInScript(text).length;
const theirs = async (text: string): Promise<number> => {
  const source = { filePath: "/bench/Dockerfile", content: text, contentType: "text", ext: "" };
  const config = { rules: [{ id: "@secretlint/secretlint-rule-preset-recommend", rule: preset }] };
  return (await lintSource({ source, options: { config, noPhysicFilePath: true } })).messages.length;
};

const token = (i: number): string => ["gh", "p_", "u7Xk2Lq9Rt4Vw1Zb8Nc5Mf3Hd6Js0PgYaQ", String.fromCharCode(97 + (i % 26)), "B"].join("");
const texts: readonly (readonly [string, string, rounds: number])[] = [
  ["a clean Dockerfile of 228 lines", dockerfile(228), 200],
  ["a secret on each of 200 lines", Array.from({ length: 200 }, (_, i) => `ENV TOKEN_${i}=${token(i)}`).join("\n"), 100],
  ["1 MB of Dockerfiles", dockerfile(228).repeat(Math.ceil(1_000_000 / dockerfile(228).length)), 5],
];
for (const [what, text, rounds] of texts) {
  const times: [number[], number[]] = [[], []];
  for (let i = 0; i < rounds; i++) {
    let started = performance.now();
    ours(text);
    times[0].push(performance.now() - started);
    started = performance.now();
    await theirs(text);
    times[1].push(performance.now() - started);
  }
  const [us, they] = times.map((t) => t.toSorted((a, b) => a - b)[t.length >> 1] ?? Number.NaN);
  console.log(
    `${what.padEnd(36)} ${((us ?? 0) / (they ?? 1)).toFixed(2)} × secretlint   ${us?.toFixed(3)} ms   ${they?.toFixed(3)} ms   found ${ours(text)} and ${await theirs(text)}`,
  );
}

/** Nanoseconds per character for a text and for one of twice the length: twice the length must not cost more per character. */
console.log("\nadversarial texts: ns per character at 64 K, and at 1 M");
const pumps = [
  "a",
  ".",
  "=",
  '"',
  "'",
  "\\",
  "key=",
  "password=",
  "password: ",
  "eyJ",
  "eyJ.",
  "AKIA",
  "-----BEGIN ",
  "LS0tLS1CRUdJTi",
  "://",
  "https://a:",
  "a:b@",
  "--password ",
  "AccountKey=",
  "x=y ",
  "$(",
  "\n",
  " #",
  "PuTTY-User-Key-File-2: a",
];
for (const pump of pumps) {
  const cost = (length: number): number => {
    const text = pump.repeat(Math.ceil(length / pump.length));
    ours(text);
    const started = performance.now();
    ours(text);
    judge("DB_PASSWORD", text);
    return ((performance.now() - started) * 1e6) / text.length;
  };
  const [short, long] = [cost(65_536), cost(1_000_000)];
  console.log(`${JSON.stringify(pump).padEnd(30)} ${short.toFixed(0).padStart(6)} ${long.toFixed(0).padStart(6)}`);
}
