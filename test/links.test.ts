import { expect, it } from "vitest";
import { rules as allRules } from "../server/src/rules/index.ts";
import { Source } from "../server/src/text/source.ts";
import { Workspace } from "../server/src/workspace/workspace.ts";

const digest = `sha256:${"0".repeat(64)}`;
const task = (family: string, image: string): string =>
  JSON.stringify({ family, containerDefinitions: [{ name: family, image, readonlyRootFilesystem: true }] });
const pod = (name: string, account: string): string =>
  `apiVersion: v1\nkind: Pod\nmetadata: { name: ${name}, namespace: shop }\nspec:\n  serviceAccountName: ${account}\n  containers: [{ name: web, image: "ledger:1" }]\n`;
const account = (name: string, mounts: boolean): string =>
  `apiVersion: v1\nkind: ServiceAccount\nmetadata: { name: ${name}, namespace: shop }\nautomountServiceAccountToken: ${mounts}\n`;

/** A workspace of a few files of each kind that others look at. */
function shop(): Workspace {
  const workspace = new Workspace({
    settings: () => ({
      active: allRules.map((rule) => ({ rule, severity: undefined, options: rule.options ?? {}, lowConfidence: true })),
      accepts: () => false,
    }),
    ruleNames: allRules.map((r) => r.name),
    onCrash(_, error) {
      throw error;
    },
  });
  const files = {
    "web/Dockerfile": "FROM node:22-slim\nUSER node\n",
    "api/Dockerfile": "FROM python:3.13-slim\nUSER nobody\n",
    "deploy/web.json": task("web", "111122223333.dkr.ecr.eu-west-1.amazonaws.com/web:1"),
    "deploy/api.json": task("api", "111122223333.dkr.ecr.eu-west-1.amazonaws.com/api:1"),
    "k8s/web.yaml": pod("web", "web"),
    "k8s/api.yaml": pod("api", "api"),
    "k8s/web-account.yaml": account("web", false),
    "k8s/api-account.yaml": account("api", false),
  };
  for (const [path, text] of Object.entries(files)) workspace.update(new Source(path, text));
  workspace.settle();
  return workspace;
}

it.each([
  ["a Dockerfile, of which only its container knows", "web/Dockerfile", "FROM node:22-slim\nUSER root\n", ["deploy/web.json", "web/Dockerfile"]],
  [
    "a digest, for those who use that image",
    "web/Dockerfile",
    `FROM python:3.13-slim@${digest}\nUSER node\n`,
    ["api/Dockerfile", "deploy/web.json", "web/Dockerfile"],
  ],
  ["a service account, for its pod", "k8s/web-account.yaml", account("web", true), ["k8s/web-account.yaml", "k8s/web.yaml"]],
  ["nothing that others learn", "k8s/web-account.yaml", `# Who the shop is.\n${account("web", false)}`, ["k8s/web-account.yaml"]],
])("another text tells others %s", (_, path, text, judged) => {
  const workspace = shop();
  workspace.update(new Source(path, text));
  expect([...workspace.settle()].sort()).toEqual(judged);
});

it("a Dockerfile that comes and goes is seen by those that would build with it", () => {
  const workspace = shop();
  workspace.remove("web/Dockerfile");
  expect([...workspace.settle()].sort()).toEqual(["deploy/web.json", "web/Dockerfile"]);
  workspace.update(new Source("web/Dockerfile", "FROM node:22-slim\n"));
  expect([...workspace.settle()].sort()).toEqual(["deploy/web.json", "web/Dockerfile"]);
});
