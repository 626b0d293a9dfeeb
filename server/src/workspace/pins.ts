import type { Field } from "../model/field.ts";
import { isLiteral } from "../model/literal.ts";
import type { Reference } from "../model/reference.ts";
import type { Facts } from "../model/subjects.ts";
import { textOf } from "../text/source.ts";

/** By name and tag as they are written ("node:24-slim"), the digests to which they are pinned in the workspace. */
export type Pins = ReadonlyMap<string, readonly string[]>;

export function pinsOf(files: Iterable<Facts>): Pins {
  const pins = new Map<string, string[]>();
  for (const facts of files) {
    for (const [tagged, digest] of pinned(facts)) {
      const known = pins.get(tagged);
      if (!known) pins.set(tagged, [digest]);
      else if (!known.includes(digest)) known.push(digest);
    }
  }
  return pins;
}

/** What other files can see of it: nothing that a place is part of. */
export const pinsDigest = (facts: Facts): string =>
  pinned(facts)
    .map((pair) => pair.join("@"))
    .join(" ");

export const hasImages = ({ stage, container }: Facts): boolean => stage.length + container.length > 0;

/** The images of a file that are pinned elsewhere and not here. */
export const referencesIn = (facts: Facts, pins: Pins): readonly Reference[] =>
  pins.size === 0
    ? []
    : [
        ...facts.stage
          .filter((s) => !s.parent)
          .map(({ address, base }) =>
            reference(address, base, pins, (digest) =>
              textOf(base.at) === base.value ? [{ at: base.at.source.at(base.at.end), text: `@${digest}` }] : [],
            ),
          ),
        ...facts.container.map(({ address, image }) => reference(address, image, pins, (digest) => image.set(`${image.value}@${digest}`))),
      ].filter((r) => r.digests.length > 0);

const reference = (address: string, image: Field<string>, pins: Pins, pin: Reference["pin"]): Reference => ({
  address,
  image,
  digests: (isLiteral(image) && pins.get(image.value ?? "")) || [],
  pin,
});

function pinned({ stage, container }: Facts): readonly (readonly [tagged: string, digest: string])[] {
  const images = [...stage.filter((s) => !s.parent).map((s) => s.base), ...container.map((c) => c.image)];
  return images.flatMap((image) => {
    const [, tagged, digest] = /^([^@\s]+:[\w.-]+)@(sha256:[0-9a-f]{64})$/.exec(image.value ?? "") ?? [];
    return tagged !== undefined && digest !== undefined ? [[tagged, digest] as const] : [];
  });
}
