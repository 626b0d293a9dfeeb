import { bad, dockerfile, good } from "../../kit/example.ts";
import { rule } from "../../kit/rule.ts";
import { baseImage } from "../../knowledge/base-images/find.ts";
import { isOfficial } from "../../knowledge/base-images/official.ts";
import { imageOf } from "../../model/image.ts";
import { namedImage } from "../../model/image-name.ts";
import { endsLiterally, isLiteral } from "../../model/literal.ts";

export default rule({
  name: "latest-tag",
  on: "stage",
  title: "Base image is not pinned to a version",
  severity: "warning",
  risk: "image",
  why: `\`latest\`, which is also meant where no tag is written, is a different image from one build to the next. What was tested is not what is deployed, a
new major version arrives unasked, nobody can tell from the file what an image holds, and whoever can push to the repository is in the next build.

Every stage is judged: what a builder does differently ends in the result. A digest pins an image whatever the tag says. Stages, \`scratch\` and
tags that only the build knows are left alone. Low confidence: a tag or image that is only the default of a build argument, a bare name that no official image has (such an
image is built locally), and makers that publish no versions (for them a digest is the way).

There is no fix: the right version is the one that you run today.`,
  refs: ["NIST SP 800-190 4.1.5", "CWE-1357", "CIS Docker 4.2", "https://docs.docker.com/build/building/best-practices/#pin-base-image-versions"],
  equivalents: [
    { tool: "hadolint", id: "DL3006" },
    { tool: "hadolint", id: "DL3007" },
    { tool: "checkov", id: "CKV_DOCKER_7" },
    { tool: "trivy", id: "DS-0001" },
    { tool: "kics", id: "f45ea400-6bbe-4501-9fc7-1c3d75c32067" },
    { tool: "kics", id: "9efb0b2d-89c9-41a3-91ca-dcc0aec911fd" },
    { tool: "dockle", id: "DKL-DI-0006" },
  ],

  *check({ base, parent }) {
    if (parent || base.is("scratch")) return;
    const image = imageOf(base);
    if (!image || image.digest !== undefined || image.holes.includes("tag") || image.holes.includes("digest")) return;
    if (image.tag !== undefined && image.tag !== "latest") return;
    const named = namedImage(base);
    const name = named?.name ?? "the image";
    const known = named && baseImage(named.name, named.tag);
    const local = named !== undefined && !known && !isOfficial(named.name) && !/[/.]/.test(named.name) && image.registry === undefined;
    // What stands behind the last variable is so in every build: in `${REGISTRY}/node` the tag is.
    const isDefault = base.value !== undefined && !isLiteral(base) && !endsLiterally(base);
    const unversioned = known?.unversioned ?? false;
    yield {
      at: base.at,
      message: unversioned
        ? `The image ${name} is published without versions, so every build may take another image; only a digest pins it.`
        : image.tag === undefined
          ? `No tag is given for ${name}, so every build takes whatever "latest" is that day.`
          : `The tag "latest" of ${name} is another image from one day to the next.`,
      confidence: local || isDefault || unversioned ? "low" : "high",
    };
  },

  examples: [
    bad(dockerfile`
      FROM «node»
      FROM «nginx:latest»
    `).because("A builder decides what ends in the image."),
    bad(dockerfile`
      ARG REPOSITORY
      FROM «\${REPOSITORY}:latest»
    `).because("Whatever the repository, the tag is known."),
    bad(dockerfile`
      ARG REGISTRY
      FROM «$REGISTRY/team/web»
    `).because("A registry holds no tag."),
    bad(dockerfile`FROM «localhost:5000/web»`).because("5000 is a port."),
    bad(dockerfile`FROM --platform=linux/amd64 «public.ecr.aws/docker/library/python:latest» AS build`),
    bad(dockerfile`
      ARG TAG=latest
      FROM «node:\${TAG}»
    `).because("Low confidence: a build may say otherwise."),
    bad(dockerfile`
      ARG REGISTRY=docker.io/library
      FROM «\${REGISTRY}/node»
    `).because("Whatever the registry, no tag is given."),
    bad(dockerfile`FROM «wordpress»`).because("An official image."),
    bad(dockerfile`FROM «our-base»`).because("Low confidence: no official image has this name, so it is built locally."),
    bad(dockerfile`FROM «cgr.dev/chainguard/python:latest»`).because("Low confidence: its free images have no versions. A digest pins them."),

    good(dockerfile`
      FROM node:22 AS build
      FROM build AS test
      FROM scratch
    `).because("Stages and scratch have no tags."),
    good(dockerfile`FROM node:latest@sha256:2b7412e6465c3c7fc5bb21d3e6f1917c167358449fecac8176c6e496e5c1f05f`).because("The digest decides."),
    good(dockerfile`FROM node@sha256:2b7412e6465c3c7fc5bb21d3e6f1917c167358449fecac8176c6e496e5c1f05f`).because("A digest needs no tag."),
    good(dockerfile`
      ARG TAG
      FROM node:\${TAG}
    `).because("The tag is known to the build only."),
    good(dockerfile`
      ARG IMAGE
      FROM $IMAGE
    `).because("All of it is known to the build only."),
    good(dockerfile`
      ARG VERSION=22
      FROM node:\${VERSION}-slim
    `).because("A build argument with a version as its default pins."),
    good(dockerfile`FROM gcr.io/distroless/static-debian12:nonroot`).because("A tag that moves is still another promise than latest."),
    good(dockerfile`FROM app:latest-alpine`).because("latest-alpine is not latest."),
  ],
});
