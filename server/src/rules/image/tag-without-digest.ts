import { bad, dockerfile, good } from "../../kit/example.ts";
import { type Fix, fix, rule } from "../../kit/rule.ts";
import type { Stage } from "../../model/build.ts";
import { type ImageReference, imageOf } from "../../model/image.ts";
import { writtenOf } from "../../model/instruction-text.ts";
import { isLiteral } from "../../model/literal.ts";

export default rule({
  name: "tag-without-digest",
  on: "stage",
  title: "Base image is not pinned by digest",
  severity: "hint",
  risk: "image",
  preset: "all",
  why: `A tag can be moved to another image at any time, by its publisher or by whoever got hold of the publisher's account. A digest cannot: what was reviewed is what is built on.

94 % of real files have none, and pinning needs something that renews the digests (Dependabot, Renovate), or the image misses all fixes. It is a team's decision, and so
this rule is in the preset \`all\` alone. The digest is not looked up: \`docker buildx imagetools inspect IMAGE\` prints it. Where the file pins the same tag elsewhere, the fix takes that digest.`,
  refs: ["NIST SP 800-190 4.1.5", "CWE-829", "https://docs.docker.com/build/building/best-practices/#pin-base-image-versions"],

  *check(stage) {
    const { base, parent } = stage;
    if (parent || base.is("scratch")) return;
    const image = imageOf(base);
    if (!image || image.digest !== undefined || image.holes.length > 0) return;
    yield {
      at: base.at,
      message: `The tag of ${base.value} can be moved to another image; no digest pins it.`,
      confidence: isLiteral(base) ? "high" : "low",
      fixes: pins(stage, image),
    };
  },

  examples: [
    bad(dockerfile`
      FROM «node:24-slim»
    `),
    bad(dockerfile`
      ARG NODE=24
      FROM «node:\${NODE}»
    `).because("Low confidence: a build may say otherwise."),

    bad(dockerfile`
      FROM node:24-slim@sha256:2b7412e6465c3c7fc5bb21d3e6f1917c167358449fecac8176c6e496e5c1f05f AS build
      RUN npm ci
      FROM «node:24-slim»
    `)
      .to(dockerfile`
      FROM node:24-slim@sha256:2b7412e6465c3c7fc5bb21d3e6f1917c167358449fecac8176c6e496e5c1f05f AS build
      RUN npm ci
      FROM node:24-slim@sha256:2b7412e6465c3c7fc5bb21d3e6f1917c167358449fecac8176c6e496e5c1f05f
    `)
      .because("The digest of the very tag stands in another stage."),

    good(dockerfile`FROM node:24@sha256:2b7412e6465c3c7fc5bb21d3e6f1917c167358449fecac8176c6e496e5c1f05f`).because("Pinned."),
    good(dockerfile`
      FROM scratch AS base
      FROM base
    `).because("Neither is an image of somebody else."),
    good(dockerfile`
      ARG IMAGE
      FROM $IMAGE
    `).because("It may have a digest."),
  ],
});

/** The digest that the same tag has elsewhere in the file: in another FROM, or where COPY or a mount takes something from it. None where there are two. */
function pins({ base, stages }: Stage, image: ImageReference): readonly Fix[] {
  if (writtenOf(base) !== base.value || image.tag === undefined) return [];
  const others = stages.flatMap((s) => [
    s.base,
    ...s.instructions.flatMap((i) => i.flags.flatMap((f) => [f.value, ...f.options.map((o) => o.value)])),
  ]);
  const digests = new Set(others.flatMap((o) => (o.value?.startsWith(`${base.value}@`) ? o.value.slice((base.value ?? "").length) : [])));
  const [digest, ...more] = digests;
  if (digest === undefined || more.length > 0) return [];
  return fix(`Pin it to ${digest.slice(1, 20)}…, as the file does elsewhere`, "unsafe", [{ at: { ...base.at, start: base.at.end }, text: digest }]);
}
