import type { BaseImage } from "../knowledge/base-images/family.ts";
import { baseImage } from "../knowledge/base-images/find.ts";
import type { Edit } from "../text/source.ts";
import type { Stage } from "./build.ts";
import type { Container } from "./container.ts";
import type { Field } from "./field.ts";
import { imageOf } from "./image.ts";
import { imageName } from "./image-name.ts";

/** The user that distroless images call nonroot. */
const unprivileged = "65532:65532";

/** Any form that gives user id 0, whatever the group. */
export const isRootUser = (user: string): boolean => /^(?:root|0+)(?::|$)/.test(user);

/** What is known of the image that runs, or of the base that it is built from. */
export function knownBase({ image, build }: Container, built: Stage | undefined): BaseImage | undefined {
  if (build && !built) return undefined;
  const reference = imageOf(built ? built.image : image);
  const name = reference && imageName(reference);
  if (reference === undefined || name === undefined) return undefined;
  const settled = reference.digest === undefined && reference.holes.length === 0;
  return baseImage(name, reference.tag ?? (settled ? "latest" : undefined));
}

/** How to run it as the user that the image has for it, else as one that needs none. None where the program is known to need root to start. */
export function lesserUser(user: Field<string>, base: BaseImage | undefined): { readonly title: string; readonly edits: readonly Edit[] } {
  if (base?.rootMaster) return { title: "", edits: [] };
  // Kubernetes knows no names: there the user that needs no entry serves for those that have one.
  const own = base?.spare ?? (base?.user === undefined || isRootUser(base.user) ? undefined : base.user);
  const to = [own ?? unprivileged, unprivileged].find((who) => user.set(who).length > 0) ?? unprivileged;
  // Where it takes two keys to say it, it has no one key.
  return { title: user.key === "" ? `Run it as ${to}` : `Set "${user.key}" to "${to}"`, edits: user.set(to) };
}
