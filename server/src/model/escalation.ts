import { type NewWork, newWork } from "../knowledge/iam/escalations.ts";
import { isNarrowed } from "./access.ts";
import { includesAction } from "./action.ts";
import { actionsOf, contains, unionOf } from "./action-set.ts";
import { type Grant, unlimitedOf } from "./permissions.ts";
import type { Statement } from "./policy.ts";

/** A way to run code with any role that there is, once `iam:PassRole` is given on every role. */
export interface RoleForNewWork {
  readonly pass: Grant;
  readonly work: NewWork;
  /** What gives each of the work's actions, in their order. */
  readonly starts: readonly Grant[];
  /** Is the role limited to what the service may have, so that it is less sure how much that is? */
  readonly limited: boolean;
}

/** The first such way in these grants, whatever the policies that they are of. */
export function roleForNewWork(grants: readonly Grant[]): RoleForNewWork | undefined {
  const passing = actionsOf("iam:PassRole");
  const passes = grants.filter((g) => unlimitedOf(g, passing).length > 0);
  if (passes.length === 0) return undefined;
  const open = grants.filter((g) => !isNarrowed(g.statement));
  const given = unionOf(open.map((g) => g.actions));
  const possible = newWork.filter(({ actions }) => actions.every((action) => contains(given, actionsOf(action))));
  for (const pass of passes) {
    const isFor = passedTo(pass.statement);
    if (!isFor) continue;
    for (const work of possible) {
      if (!isFor(work.service)) continue;
      const starts = work.actions.flatMap((action) => open.find((g) => contains(g.actions, actionsOf(action))) ?? []);
      if (starts.length === work.actions.length) return { pass, work, starts, limited: isNarrowed(pass.statement) };
    }
  }
  return undefined;
}

/** The services that a role may be passed to; undefined where a condition leaves it open. */
function passedTo(statement: Statement): ((service: string) => boolean) | undefined {
  if (!isNarrowed(statement)) return () => true;
  const [only, ...others] = statement.conditions;
  if (!only || others.length > 0 || statement.conditionsOpaque || only.key.toLowerCase() !== "iam:passedtoservice") return undefined;
  if (!/^String(?:Equals|Like)$/i.test(only.operator)) return undefined;
  return (service) => only.values.some((v) => v.is((written) => includesAction(written, service)));
}
