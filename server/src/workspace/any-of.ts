/** Is one of the answers yes? Undefined where none is, and of some that is not known. */
export const anyOf = (answers: readonly (boolean | undefined)[]): boolean | undefined =>
  answers.includes(true) ? true : answers.includes(undefined) ? undefined : false;
