import type { Finding } from "../engine/run.ts";
import type { Applicability, Fix } from "../kit/rule.ts";
import type { Source } from "../text/source.ts";
import type { Workspace } from "./workspace.ts";

export interface Fixed {
  /** The last version of each text that changed. */
  readonly sources: ReadonlyMap<string, Source>;
  /** How many fixes it took. */
  readonly applied: number;
}

/**
 * Apply proved fixes in the files until none is left; the workspace itself stays as it is. A fix may bring another
 * finding's fix within reach, so this goes on to a fixpoint; each fix takes a finding away, so it ends.
 */
export function fixAll(workspace: Workspace, uris: readonly string[], wanted: readonly Applicability[]): Fixed {
  const copy = workspace.fork();
  let applied = 0;
  for (const uri of uris) {
    for (let next = nextFix(copy, uri, wanted); next; next = nextFix(copy, uri, wanted)) {
      if (!copy.apply(next)) break;
      copy.settle();
      applied++;
    }
  }
  const sources = new Map<string, Source>();
  for (const uri of copy.uris) {
    const source = copy.source(uri);
    if (source && source !== workspace.source(uri)) sources.set(uri, source);
  }
  return { sources, applied };
}

function nextFix(workspace: Workspace, uri: string, wanted: readonly Applicability[]): Fix | undefined {
  for (const finding of workspace.findings(uri)) {
    const fix = provedFixes(workspace, finding).find((f) => wanted.includes(f.applicability));
    if (fix) return fix;
  }
  return undefined;
}

/** The alternatives that may be shown: what is left out would not do what its title says on this very text. */
export const provedFixes = (workspace: Workspace, finding: Finding): readonly Fix[] =>
  (finding.fixes ?? []).filter((f) => workspace.proves(finding, f));
