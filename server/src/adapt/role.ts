import { Field, List } from "../model/field.ts";
import type { Attachment, Duty, Role } from "../model/role.ts";

/** An attachment whose other end is not made yet. */
export type NewAttachment = Pick<Attachment, "inline" | "managed" | "policy" | "at"> & { readonly address?: string };

/** A role of any host with what is attached to it. `duties` may be filled as they are found. */
export function roleOf(
  known: Pick<Role, "address" | "kind" | "name" | "trust" | "open" | "at"> & Partial<Role>,
  attached: readonly NewAttachment[],
  duties: readonly Duty[] = [],
): Role {
  const attachments: Attachment[] = [];
  const { at } = known.name;
  const role: Role = {
    boundary: Field.unset(at),
    sessionDuration: Field.unset(at),
    groups: new List<Field<string>, string>("unset", [], at),
    ...known,
    attachments,
    duties,
  };
  for (const a of attached) attachments.push({ address: role.address, ...a, to: role.kind, role });
  return role;
}

/** An attachment to somebody whom the file does not show. */
export const attachmentTo = (to: Role["kind"], attached: NewAttachment, address: string): Attachment => ({
  ...attached,
  address,
  to,
  role: undefined,
});
