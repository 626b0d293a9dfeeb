import { bad, dockerfile, good } from "../../kit/example.ts";
import { rule } from "../../kit/rule.ts";
import { imageOf } from "../../model/image.ts";
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
this rule is in the preset \`all\` alone. The digest is not looked up: \`docker buildx imagetools inspect IMAGE\` prints it.`,
  refs: ["NIST SP 800-190 4.1.5", "CWE-829", "https://docs.docker.com/build/building/best-practices/#pin-base-image-versions"],

  *check({ base, parent }) {
    if (parent || base.is("scratch")) return;
    const image = imageOf(base);
    if (!image || image.digest !== undefined || image.holes.length > 0) return;
    yield {
      at: base.at,
      message: `The tag of ${base.value} can be moved to another image; no digest pins it.`,
      confidence: isLiteral(base) ? "high" : "low",
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
