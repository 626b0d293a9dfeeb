import { type Action, actionAt } from "../knowledge/iam/catalogue.ts";
import { remembered } from "../knowledge/remembered.ts";
import { oncePerStatement } from "./access.ts";
import { type ActionSet, actionsOf } from "./action-set.ts";
import type { Field } from "./field.ts";

/** A pattern of actions, as it is written anywhere. */
export interface ActionPattern {
  readonly text: string;
  /** Case tells actions not apart. */
  readonly lower: string;
  readonly isWild: boolean;
  readonly set: ActionSet;
}

/** A pattern of a statement's actions, as far as it is known, with what it stands for. */
export interface NamedAction {
  readonly field: Field<string>;
  readonly pattern: ActionPattern;
}

export const namedActions = oncePerStatement(({ actions }) => namedIn(actions.items));
export const namedNotActions = oncePerStatement(({ notActions }) => namedIn(notActions.items));

function namedIn(items: readonly Field<string>[]): readonly NamedAction[] {
  const named: NamedAction[] = [];
  for (const field of items) if (field.value !== undefined) named.push({ field, pattern: patternOf(field.value) });
  return named;
}

/** As many as a folder of policies names, each once. */
const patternOf = remembered(
  (text): ActionPattern => ({ text, lower: text.toLowerCase(), isWild: text.includes("*") || text.includes("?"), set: actionsOf(text) }),
  20_000,
);

/** The action that it names in full, where AWS knows it. */
export const actionOf = ({ pattern: { set, isWild } }: NamedAction): Action | undefined =>
  set[0] === undefined || isWild ? undefined : actionAt(set[0]);
