import type { Field } from "./field.ts";

/** What a message calls an object: `Ingress "shop"`, with the placeholders of a name that is known to deployment only, and `Ingress` where it has none. */
export const titled = (kind: string, name: Field<string>): string => {
  const text = name.value ?? name.text;
  return text ? `${kind} "${text}"` : kind;
};
