import type { Field } from "./field.ts";

/**
 * Is something surely written there: a literal, or what refers to a resource? A variable of Terraform's, and what an expression decides, may be
 * `null`, which is nothing.
 */
export const isGiven = (field: Field<string>): boolean => !field.unset && (field.value !== undefined || refers.test(field.text ?? ""));

/** `${Role}`, `${Role.Arn}` of CloudFormation's; `aws_iam_role.web.arn`. */
const refers = /^(?:\$\{[\w.]{1,200}\}|(?:data\.)?aws_\w{1,99}\.[\w.[\]-]{1,200})$/;
