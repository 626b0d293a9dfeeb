import { type Action, actionAt } from "../knowledge/iam/catalogue.ts";
import { remembered } from "../knowledge/remembered.ts";
import { type ActionSet, actionsOf, countOf, unionOf } from "./action-set.ts";
import type { Field } from "./field.ts";
import { oncePerStatement } from "./once.ts";

/** A pattern of actions, as it is written anywhere. */
export class ActionPattern {
  readonly text: string;
  /** Case tells actions not apart. */
  readonly lower: string;
  readonly isWild: boolean;
  readonly set: ActionSet;
  #action: Action | undefined;

  constructor(text: string) {
    this.text = text;
    this.lower = text.toLowerCase();
    this.isWild = text.includes("*") || text.includes("?");
    this.set = actionsOf(text);
  }

  /** The action that it names in full, where AWS knows it. */
  get action(): Action | undefined {
    const [first] = this.set;
    if (first === undefined || this.isWild) return undefined;
    this.#action ??= actionAt(first);
    return this.#action;
  }
}

/** A pattern of a statement's actions, as far as it is known, with what it stands for. */
export interface NamedAction {
  readonly field: Field<string>;
  readonly pattern: ActionPattern;
}

export const namedActions = oncePerStatement(({ actions }) => namedIn(actions.items));
export const namedNotActions = oncePerStatement(({ notActions }) => namedIn(notActions.items));

/** All that the statement's actions stand for. */
export const namedSet = oncePerStatement((statement) => unionOf(namedActions(statement).map((a) => a.pattern.set)));

/** Has each of its actions some that no other has, so that none includes another? */
export const areApart = oncePerStatement((statement): boolean => {
  let count = 0;
  for (const { pattern } of namedActions(statement)) {
    if (pattern.set.length === 0) return false;
    count += countOf(pattern.set);
  }
  return count === countOf(namedSet(statement));
});

function namedIn(items: readonly Field<string>[]): readonly NamedAction[] {
  const named: NamedAction[] = [];
  for (const field of items) if (field.value !== undefined) named.push({ field, pattern: patternOf(field.value) });
  return named;
}

/** As many as a folder of policies names, each once. */
const patternOf = remembered((text) => new ActionPattern(text), 20_000);
