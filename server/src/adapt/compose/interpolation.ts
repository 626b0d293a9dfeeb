import { Field } from "../../model/field.ts";

/**
 * A text as Compose reads it: `$NAME` is filled in, `$$` is a dollar. `${NAME}` is a hole in the tree already; what is left of
 * it in a literal was written as `$${NAME}`.
 */
export function interpolated(field: Field<string>): Field<string> {
  const { value } = field;
  const pieces = value === undefined ? field.parts : [value];
  if (field.unset || !pieces.some((p) => p?.includes("$"))) return field;
  const parts = pieces.flatMap((p) => (p === undefined ? [undefined] : partsOf(p)));
  if (value === undefined || parts.includes(undefined)) return Field.opaque(field.at, parts, field.text ?? value);
  return Field.written(parts.join(""), field.at, { key: field.key, set: (v) => field.set(escaped(v)), remove: () => field.remove() });
}

/** A literal text so that Compose fills nothing in. */
export const escaped = (text: string): string => text.replaceAll("$", "$$$$");

function partsOf(text: string): readonly (string | undefined)[] {
  const parts: (string | undefined)[] = [];
  let known = "";
  for (const [piece, name] of text.matchAll(/\$\$|\$([A-Za-z_]\w*)|[^$]+|\$/g)) {
    if (name === undefined) known += piece === "$$" ? "$" : piece;
    else {
      if (known !== "") parts.push(known);
      parts.push(undefined);
      known = "";
    }
  }
  if (known !== "" || parts.length === 0) parts.push(known);
  return parts;
}
