import assert from "node:assert/strict";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { root } from "../harness/paths.ts";
import type { Result } from "../harness/results.ts";
import { unzip } from "./zip.ts";

const vsix = join(root, "out/plimsoll.vsix");

/**
 * Node's modules that a bundle may ask for. `net` and `child_process` are there for the pipes and the server process of
 * vscode-languageclient and vscode-languageserver, which could also do without; ours imports neither. What speaks to a network by
 * itself (http, https, http2, tls, dns, dgram) is in no bundle.
 */
const nodeModules: Readonly<Record<string, readonly string[]>> = {
  "dist/client/extension.cjs": ["child_process", "crypto", "fs", "net", "os", "path", "readline", "util", "vscode"],
  "dist/client/browser.js": ["vscode"],
  "dist/server/node.cjs": [
    "buffer",
    "child_process",
    "crypto",
    "fs",
    "fs/promises",
    "net",
    "os",
    "path",
    "process",
    "timers/promises",
    "url",
    "util",
  ],
  "dist/server/browser.js": [],
};
/** What else opens a connection, or runs text as a program, in a browser or in Node. */
const reachesOut = /\b(?:fetch|eval|importScripts|sendBeacon|Function)\(|\b(?:XMLHttpRequest|WebSocket|WebTransport|EventSource|RTCPeerConnection)\b/;

/** The text that a health check by curl becomes in the Dockerfile of an image that has Node and no shell. */
const rewrittenCheck = /`fetch\('\$\{\w+\}'\)/g;

/** What the package holds, and what its programs are able to do. */
export function packageIsRight(): Promise<Result> {
  const files = unzip(readFileSync(vsix));
  const text = (path: string) => files.get(`extension/${path}`)?.toString("utf8") ?? assert.fail(`${path} is in the package`);
  const bundles = Object.entries(nodeModules);
  const checks: Readonly<Record<string, () => void>> = {
    "is at most 2.5 MB": () => assert.ok(statSync(vsix).size <= 2.5 * 1024 * 1024, `${statSync(vsix).size} bytes`),
    "holds what ships, and nothing else": () => {
      const syntaxes = readdirSync(join(root, "syntaxes")).map((name) => `syntaxes/${name}`);
      const documents = ["changelog.md", "LICENSE.txt", "package.json", "readme.md", "SECURITY.md"];
      const assets = ["assets/activity.svg", "assets/icon.png", "docs/images/editor.png", "server/schema/plimsoll.schema.json"];
      const expected = [...bundles.map(([path]) => path), ...syntaxes, ...documents, ...assets].map((path) => `extension/${path}`);
      assert.deepEqual([...files.keys()].sort(), [...expected, "[Content_Types].xml", "extension.vsixmanifest"].sort());
    },
    "has every file that its manifest names": () => {
      const manifest = text("package.json");
      for (const [path] of [...manifest.matchAll(/(?<=")(?:\.\/)?(?:dist|assets|syntaxes|server)\/[^"*]+(?=")/g)]) text(path.replace("./", ""));
    },
    "asks for no part of Node that reaches a network": () => {
      for (const [path, allowed] of bundles) {
        const asked = Array.from(text(path).matchAll(/(?<!\.)\b(?:require|import)\(\s*["'`](?:node:)?([^"'`]+)/g), ([, name]) => name);
        assert.deepEqual(
          [...new Set(asked)].filter((name) => name === undefined || !allowed.includes(name)),
          [],
          path,
        );
      }
    },
    "opens no connection and runs no text": () => {
      for (const [path] of bundles) assert.doesNotMatch(text(path).replaceAll(rewrittenCheck, ""), reachesOut, path);
    },
    "imports neither processes nor sockets in its own code": () => {
      const own = ["client/src", "server/src"].flatMap((folder) =>
        readdirSync(join(root, folder), { recursive: true, encoding: "utf8" }).map((name) => join(root, folder, name)),
      );
      for (const path of own.filter((name) => name.endsWith(".ts"))) {
        assert.doesNotMatch(
          readFileSync(path, "utf8"),
          /from "(?:node:)?(?:child_process|net|tls|https?|http2|dns|dgram|worker_threads|cluster)"/,
          path,
        );
      }
    },
  };
  let passed = 0;
  let failed = 0;
  for (const [what, check] of Object.entries(checks)) {
    try {
      check();
      passed++;
      console.log(`      ✔ ${what}`);
    } catch (error) {
      failed++;
      console.log(`      ✘ ${what}\n`, error);
    }
  }
  return Promise.resolve({ passed, failed, skipped: 0 });
}
