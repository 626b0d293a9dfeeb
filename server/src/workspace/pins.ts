import type { Field } from "../model/field.ts";
import { isLiteral } from "../model/literal.ts";
import type { Reference } from "../model/reference.ts";
import type { Facts } from "../model/subjects.ts";
import { textOf } from "../text/source.ts";
import type { Around, Join } from "./join.ts";

/** The images of a file that are pinned elsewhere and not here. Digests are told by name and tag as they are written: "node:24-slim". */
export const references: Join<"reference", string> = {
  makes: "reference",
  tells: (facts) => pinned(facts).map(([key, digest]) => ({ key, says: digest, told: digest })),
  looks: ({ stage, container }) => stage.length + container.length > 0,
  see: (facts, _, around) => referencesIn(facts, around),
};

const referencesIn = (facts: Facts, around: Around<string>): readonly Reference[] =>
  [
    ...facts.stage
      .filter((s) => !s.parent)
      .map(({ address, base }) =>
        reference(address, base, around, (digest) =>
          textOf(base.at) === base.value ? [{ at: base.at.source.at(base.at.end), text: `@${digest}` }] : [],
        ),
      ),
    ...facts.container.map(({ address, image }) => reference(address, image, around, (digest) => image.set(`${image.value}@${digest}`))),
  ].filter((r) => r.digests.length > 0);

const reference = (address: string, image: Field<string>, { ask }: Around<string>, pin: Reference["pin"]): Reference => ({
  address,
  image,
  digests: isLiteral(image) && image.value !== undefined ? [...new Set(ask(image.value))] : [],
  pin,
});

function pinned({ stage, container }: Facts): readonly (readonly [tagged: string, digest: string])[] {
  const images = [...stage.filter((s) => !s.parent).map((s) => s.base), ...container.map((c) => c.image)];
  return images.flatMap((image) => {
    const [, tagged, digest] = /^([^@\s]{1,500}:[\w.-]{1,128})@(sha256:[0-9a-f]{64})$/.exec(image.value ?? "") ?? [];
    return tagged !== undefined && digest !== undefined ? [[tagged, digest] as const] : [];
  });
}
