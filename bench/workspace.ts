import type { FileSettings } from "../server/src/engine/settings.ts";
import { rules } from "../server/src/rules/index.ts";
import type { Source } from "../server/src/text/source.ts";
import { Workspace } from "../server/src/workspace/workspace.ts";

/** The files alone in the world, read and joined. A rule that throws ends the run: no figure would be true. */
export function read(sources: readonly Source[], settings: FileSettings): Workspace {
  const workspace = new Workspace({
    settings: () => settings,
    ruleNames: rules.map((r) => r.name),
    onCrash: (rule, error) => {
      throw new Error(`${rule.name}: ${error}`);
    },
  });
  for (const source of sources) workspace.update(source);
  workspace.settle();
  return workspace;
}
