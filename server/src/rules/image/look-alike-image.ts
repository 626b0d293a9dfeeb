import { bad, dockerfile, good } from "../../kit/example.ts";
import { fix, rule } from "../../kit/rule.ts";
import { baseImage } from "../../knowledge/base-images/find.ts";
import { lookAlikeOf } from "../../knowledge/look-alikes.ts";
import { imageOf, printImage } from "../../model/image.ts";
import { isLiteral } from "../../model/literal.ts";

export default rule({
  name: "look-alike-image",
  on: "stage",
  title: "Image name looks like a popular one",
  severity: "warning",
  risk: "image",
  why: `A slip in the name of a popular image is looked for by attackers: whoever gets such a name published is run by everybody who mistypes. On Docker Hub, names without an owner
are Docker's alone, so that the build fails instead; behind a company's mirror, or with a builder that searches several registries as Podman does, it need not.

Reported is a name without owner and registry of which two letters changed places, or one is missing, doubled or wrong, and that no known image has. Stages and names with digits are left alone.`,
  refs: ["NIST SP 800-190 4.1.5", "CWE-1357", "CWE-829"],

  *check({ base, parent }) {
    const image = parent ? undefined : imageOf(base);
    const name = image?.repository;
    if (!image || name === undefined || image.registry !== undefined || image.holes.length > 0 || name.includes("/")) return;
    if (baseImage(name, image.tag ?? "latest")) return;
    const meant = lookAlikeOf(name);
    if (meant === undefined) return;
    yield {
      at: base.at,
      message: `There is no official image ${name}; ${meant} is probably meant.`,
      fixes:
        isLiteral(base) && image.digest === undefined ? fix(`Use ${meant}`, "unsafe", base.set(printImage({ ...image, repository: meant }))) : [],
    };
  },

  examples: [
    bad(dockerfile`
      FROM «ngnix:1.29»
    `).to(dockerfile`
      FROM nginx:1.29
    `),
    bad(dockerfile`FROM «pyhton:3.13-slim»`).to(dockerfile`FROM python:3.13-slim`),
    bad(dockerfile`FROM «ubunttu:24.04»`).to(dockerfile`FROM ubuntu:24.04`),

    good(dockerfile`
      FROM python3:1
      FROM nginxs
      FROM mongos:8
      FROM node
      FROM base
    `).because("Names that somebody gave to images of their own."),
    good(dockerfile`
      FROM example.com/ngnix:1
      FROM someone/pyhton:3
    `).because("Another publisher may name an image as they like."),
    good(dockerfile`
      FROM debian:13 AS debain
      FROM debain
    `).because("A stage."),
  ],
});
