import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, it } from "vitest";

const main = fileURLToPath(new URL("../server/src/cli/main.ts", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "plimsoll-hidden-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const accepted = "Rain-in-May-77";
const quoted = "Kx82jjdQ-9fLwPz3";
const off = "Winter-is-here-04";
writeFileSync(join(folder, ".plimsoll.yaml"), "rules: { hardcoded-secret: off }\n");
writeFileSync(
  join(folder, "Dockerfile"),
  `FROM node:latest
# plimsoll: allow secret-in-image -- a test
ENV DB_PASSWORD=${accepted}
RUN apt-get update
RUN export API_TOKEN=${quoted} && curl http://files.example.com/a.sh | sh
MAINTAINER someone
USER root
`,
);
writeFileSync(
  join(folder, "task.json"),
  `{
  "family": "shop",
  "containerDefinitions": [
    {
      "name": "web",
      "image": "web:latest",
      "dockerLabels": { "deploy-password": "${off}" },
      "privileged": true,
      "readonlyRootFilesystem": false
    }
  ]
}
`,
);

describe("no output shows a secret, accepted or not", () => {
  it.each([
    ["pretty", ["--format", "pretty"]],
    ["concise", ["--format", "concise"]],
    ["json", ["--format", "json"]],
    ["sarif", ["--format", "sarif"]],
    ["diff", ["--diff", "--unsafe-fixes"]],
  ])("%s", (_, options) => {
    const { stdout, stderr, status } = spawnSync(process.execPath, [main, "scan", folder, "--preset", "all", ...options], {
      encoding: "utf8",
      // The reports name every rule.
      maxBuffer: 1 << 26,
    });
    expect([0, 1]).toContain(status);
    expect(stdout.length).toBeGreaterThan(200);
    for (const secret of [accepted, quoted, off]) expect(stdout + stderr).not.toContain(secret);
  });
});
