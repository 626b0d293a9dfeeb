import { type Action, actionAt } from "../knowledge/iam/catalogue.ts";
import { oncePerStatement } from "./access.ts";
import { type ActionSet, actionsOf } from "./action-set.ts";
import type { Field } from "./field.ts";

/** A pattern of a statement's actions, as far as it is known, with what it stands for. */
export interface NamedAction {
  readonly field: Field<string>;
  readonly text: string;
  /** Case tells actions not apart. */
  readonly lower: string;
  readonly set: ActionSet;
}

export const namedActions = oncePerStatement(({ actions }) => actions.items.flatMap(named));
export const namedNotActions = oncePerStatement(({ notActions }) => notActions.items.flatMap(named));

const named = (field: Field<string>): readonly NamedAction[] =>
  field.value === undefined ? [] : [{ field, text: field.value, lower: field.value.toLowerCase(), set: actionsOf(field.value) }];

/** The action that it names in full, where AWS knows it. */
export const actionOf = ({ text, set }: NamedAction): Action | undefined =>
  set[0] === undefined || text.includes("*") || text.includes("?") ? undefined : actionAt(set[0]);
