// What is safe to mend in a policy leaves what it says as it was: asked of every example of every rule on policies, by means of its own.
import { describe, expect, it } from "vitest";
import { defaultSettings } from "../server/src/engine/settings.ts";
import type { Policy } from "../server/src/model/policy.ts";
import { rules } from "../server/src/rules/index.ts";
import { applyEdits, Source } from "../server/src/text/source.ts";
import { Workspace } from "../server/src/workspace/workspace.ts";
import { meaningOf } from "./policy-meaning.ts";

const settings = defaultSettings(rules, "all");
const workspaceOf = (files: readonly { readonly path: string; readonly text: string }[]): Workspace => {
  const workspace = new Workspace({
    settings: () => settings,
    ruleNames: rules.map((r) => r.name),
    onCrash: (rule, error) => {
      throw new Error(`${rule.name}: ${error}`);
    },
  });
  for (const { path, text } of files) workspace.update(new Source(path, text));
  workspace.settle();
  return workspace;
};

describe("a safe fix of a policy", () => {
  for (const rule of rules.filter((r) => ["policy", "statement", "conditional", "entrusting", "attachment", "role"].includes(r.on)))
    it(`of ${rule.name} changes nothing that is allowed or denied`, () => {
      for (const { files } of rule.examples) {
        const before = workspaceOf(files);
        for (const { path } of files)
          for (const finding of before.findings(path))
            for (const fix of finding.rule.name === rule.name ? finding.fixes : []) {
              if (fix.applicability !== "safe") continue;
              const after = workspaceOf(
                files.map((f) => {
                  const source = before.source(f.path) ?? new Source(f.path, f.text);
                  const edits = fix.edits.filter((e) => e.at.source.uri === source.uri);
                  return { path: f.path, text: edits.length > 0 ? applyEdits(source, edits).text : f.text };
                }),
              );
              const [old, now] = [policiesIn(before, files), policiesIn(after, files)];
              expect(meaningOf(now, [...old, ...now]), fix.title).toEqual(meaningOf(old, [...old, ...now]));
            }
      }
    });
});

const policiesIn = (workspace: Workspace, files: readonly { readonly path: string }[]): readonly Policy[] =>
  files.flatMap(({ path }) => workspace.reading(path)?.facts.policy ?? []);
