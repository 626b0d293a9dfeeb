import { textOf } from "../text/source.ts";
import type { Field } from "./field.ts";

/** Does the text say the value itself, quotes aside, and not make it of variables? */
export const isLiteral = (field: Field<string>): boolean => field.value !== undefined && textOf(field.at).replace(/["']/g, "") === field.value;

/** Does the text of an image say how the reference ends, from a slash or colon on, whatever the variables before it hold? */
export const endsLiterally = (field: Field<string>): boolean => /[/:][\w.-]+"?$/.test(textOf(field.at));

/** Do both say the same in the same words, so that it is the same whatever their variables hold? Not so for blanks: `<role>`. */
export const saysTheSame = (one: Field<string>, other: Field<string>): boolean => {
  const [first, second] = [textOf(one.at), textOf(other.at)].map((text) => text.replace(/["']/g, ""));
  // What is not in the file is at the place that lacks it.
  return one.at.start !== other.at.start && first === second && first !== "" && !/^(?:<[^>]*>|\{\{.*\}\})$/.test(first ?? "");
};
