import type { Finding } from "../engine/run.ts";
import type { Example } from "../kit/example.ts";
import type { AnyRule } from "../kit/rule.ts";
import { Source } from "../text/source.ts";
import { Workspace } from "./workspace.ts";

/**
 * The workspace that an example shows, with the rule alone at work, findings of low confidence included. Rules about
 * accepted findings see all rules, since there must be something to accept. A rule that throws is thrown on.
 */
export function exampleWorkspace(rule: AnyRule, rules: readonly AnyRule[], files: Example["files"], options?: Example["options"]): Workspace {
  const active = (rule.on === "allow" ? rules : [rule]).map((r) => ({
    rule: r,
    severity: undefined,
    options: { ...r.options, ...options },
    lowConfidence: true,
  }));
  const workspace = new Workspace({
    settings: () => ({ active, accepts: () => false }),
    ruleNames: rules.flatMap((r) => [r.name, ...(r.was ?? [])]),
    onCrash: (_, error) => {
      throw error;
    },
    isComplete: () => true,
  });
  for (const { path, text } of files) workspace.update(new Source(path, text));
  workspace.settle();
  return workspace;
}

/** What the rule itself finds in a file of its example. */
export const ownFindings = (rule: AnyRule, workspace: Workspace, path: string): readonly Finding[] =>
  workspace.findings(path).filter((f) => f.rule === rule);
