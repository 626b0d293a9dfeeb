import { describe, expect, it } from "vitest";
import { rules } from "../server/src/rules/index.ts";
import { Source } from "../server/src/text/source.ts";
import { fixAll } from "../server/src/workspace/fix-all.ts";
import { Workspace } from "../server/src/workspace/workspace.ts";

const contextRules = ["unfiltered-build-context", "secret-in-build-context"];

function workspaceOf(files: Readonly<Record<string, string>>, isComplete = true): Workspace {
  const active = rules
    .filter((r) => contextRules.includes(r.name))
    .map((rule) => ({ rule, severity: undefined, options: rule.options ?? {}, lowConfidence: true }));
  const workspace = new Workspace({
    settings: () => ({ active, accepts: () => false }),
    ruleNames: contextRules,
    onCrash: (_, error) => {
      throw error;
    },
    isComplete: () => isComplete,
  });
  for (const [path, text] of Object.entries(files)) workspace.update(new Source(path, text));
  workspace.settle();
  return workspace;
}

/** The files that all fixes change or make, with their texts then. */
function fixed(workspace: Workspace): Readonly<Record<string, string>> {
  const { sources } = fixAll(workspace, [...workspace.uris], ["safe", "unsafe"]);
  return Object.fromEntries(Array.from(sources, ([uri, { text }]) => [uri, text]));
}

const node = 'FROM node:24-slim\nWORKDIR /app\nCOPY . .\nRUN npm ci\nUSER node\nCMD ["node", "server.js"]\n';
const secret = "DB_PASSWORD=Rain-in-May-77\n";

describe("a fix makes .dockerignore", () => {
  it("beside the Dockerfile, with what one fix after the other leaves out", () => {
    const workspace = workspaceOf({ "web/Dockerfile": node, "web/deploy/prod.env": secret });
    expect(fixed(workspace)).toEqual({ "web/.dockerignore": "deploy/prod.env\n.git\n**/.env\n**/.env.*\n" });
  });

  it("once for two Dockerfiles of one folder", () => {
    const workspace = workspaceOf({ Dockerfile: node, "Dockerfile.debug": node });
    expect(fixed(workspace)).toEqual({ ".dockerignore": ".git\n**/.env\n**/.env.*\n**/node_modules\n" });
  });

  it("but not where it may be there", () => {
    const workspace = workspaceOf({ Dockerfile: node, ".env": secret }, false);
    expect(fixed(workspace)).toEqual({});
  });

  it("nor over one that came since", () => {
    const workspace = workspaceOf({ Dockerfile: node });
    const [finding] = workspace.findings("Dockerfile");
    const [fix] = finding?.fixes ?? [];
    expect(finding && fix && workspace.proves(finding, fix)).toBe(true);
    workspace.update(new Source(".dockerignore", "dist\n"));
    workspace.settle();
    expect(fix && workspace.apply(fix)).toBe(false);
    expect(workspace.source(".dockerignore")?.text).toBe("dist\n");
  });
});

describe("the context that Compose names", () => {
  const compose = (context: string, dockerfile: string): string =>
    `services:\n  web:\n    build:\n      context: ${JSON.stringify(context)}\n      dockerfile: ${dockerfile}\n`;

  it("gets the ignore file, under the address as the Dockerfile's is spelt", () => {
    const workspace = workspaceOf({ "file:///my%20app/docker/Dockerfile": node, "file:///my%20app/compose.yaml": compose(".", "docker/Dockerfile") });
    expect(Object.keys(fixed(workspace))).toEqual(["file:///my%20app/.dockerignore"]);
  });

  it("is followed when the Compose file changes", () => {
    const workspace = workspaceOf({
      "a/docker/Dockerfile": node,
      "a/compose.yaml": compose(".", "docker/Dockerfile"),
      "a/docker/.dockerignore": ".git\n",
    });
    const count = (): number => workspace.findings("a/docker/Dockerfile").length;
    expect(count()).toBe(1);
    workspace.update(new Source("a/compose.yaml", compose("docker", "Dockerfile")));
    workspace.settle();
    expect(count()).toBe(0);
    workspace.remove("a/compose.yaml");
    workspace.settle();
    expect(count()).toBe(0);
  });

  it("ends at the root of paths, too", () => {
    expect(fixed(workspaceOf({ "/a/Dockerfile": node }))).toHaveProperty("/a/.dockerignore");
  });

  it("is not judged where the Dockerfile is not in it", () => {
    const workspace = workspaceOf({ "docker/Dockerfile": node, "compose.yaml": compose("web", "../docker/Dockerfile") });
    expect(workspace.findings("docker/Dockerfile")).toEqual([]);
  });
});
