import type { AnyRule } from "../server/src/kit/rule.ts";
import { Source } from "../server/src/text/source.ts";
import { Workspace } from "../server/src/workspace/workspace.ts";

/** A workspace of these files in which these rules run with their defaults, low confidence included. A rule that throws fails the test. */
export function workspaceOf(files: readonly { readonly path: string; readonly text: string }[], rules: readonly AnyRule[]): Workspace {
  const active = rules.map((rule) => ({ rule, severity: undefined, options: rule.options ?? {}, lowConfidence: true }));
  const workspace = new Workspace({
    settings: () => ({ active, accepts: () => false }),
    ruleNames: rules.map((r) => r.name),
    onCrash: (_, error) => {
      throw error;
    },
  });
  for (const { path, text } of files) workspace.update(new Source(path, text));
  workspace.settle();
  return workspace;
}
