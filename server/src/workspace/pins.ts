import type { Field } from "../model/field.ts";
import { isLiteral } from "../model/literal.ts";
import type { Reference } from "../model/reference.ts";
import type { Facts } from "../model/subjects.ts";
import { textOf } from "../text/source.ts";
import type { Join } from "./join.ts";

/** By name and tag as they are written ("node:24-slim"), the digests to which they are pinned in the workspace. */
type Pins = ReadonlyMap<string, readonly string[]>;

/** The images of a file that are pinned elsewhere and not here. */
export const references: Join<"reference", Pins> = {
  makes: "reference",
  says: (facts) =>
    pinned(facts)
      .map((pair) => pair.join("@"))
      .join(" "),
  index: pinsOf,
  looks: ({ stage, container }) => stage.length + container.length > 0,
  see: (facts, _, pins) => referencesIn(facts, pins),
};

function pinsOf(files: Iterable<readonly [uri: string, facts: Facts]>): Pins {
  const pins = new Map<string, string[]>();
  for (const [, facts] of files) {
    for (const [tagged, digest] of pinned(facts)) {
      const known = pins.get(tagged);
      if (!known) pins.set(tagged, [digest]);
      else if (!known.includes(digest)) known.push(digest);
    }
  }
  return pins;
}

const referencesIn = (facts: Facts, pins: Pins): readonly Reference[] =>
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
