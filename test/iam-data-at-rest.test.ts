import { expect, it, vi } from "vitest";
import { defaultSettings } from "../server/src/engine/settings.ts";
import { rules } from "../server/src/rules/index.ts";
import { Source } from "../server/src/text/source.ts";
import { Workspace } from "../server/src/workspace/workspace.ts";

const inflated = vi.hoisted(() => ({ times: 0 }));
vi.mock(import("../server/src/knowledge/iam/inflate.ts"), async (original) => {
  const { inflateText } = await original();
  return {
    inflateText: (...packed) => {
      inflated.times++;
      return inflateText(...packed);
    },
  };
});

it("the data of IAM is unpacked once, when the first policy asks", () => {
  const workspace = new Workspace({ settings: () => defaultSettings(rules, "all"), ruleNames: rules.map((r) => r.name), onCrash: () => undefined });
  const findings = (path: string, text: string): number => {
    workspace.update(new Source(path, text));
    workspace.settle();
    return workspace.findings(path).length;
  };
  expect(findings("Dockerfile", "FROM node:20\nCOPY . .\nCMD node server.js\n")).toBeGreaterThan(0);
  expect(findings("task-definition.json", '{ "family": "shop", "containerDefinitions": [{ "name": "web", "image": "web:1" }] }')).toBeGreaterThan(0);
  expect(inflated.times).toBe(0);
  for (const resource of ["*", "arn:aws:s3:::*"])
    expect(findings("policy.json", JSON.stringify({ Statement: { Effect: "Allow", Action: "s3:Put*", Resource: resource } }))).toBeGreaterThan(0);
  expect(inflated.times).toBe(1);
});
