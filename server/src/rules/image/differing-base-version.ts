import { bad, dockerfile, file, good } from "../../kit/example.ts";
import { fix, rule } from "../../kit/rule.ts";

export default rule({
  name: "differing-base-version",
  on: "sharedBase",
  title: "Image is built on an older version of a base than elsewhere",
  severity: "hint",
  risk: "image",
  preset: "all",
  why: `Two versions of one base image in a repository are two sets of packages to keep up, two ends of life, and layers that hosts cannot share. Mostly one of them was forgotten when the other
was renewed.

Judged are the numbers of tags, the first two of them, in the Dockerfiles of the workspace. \`22\` and \`22.11\` may be the same. Four versions or more are a matrix, which somebody wants, and so is one that
the path of its file says (\`node20/Dockerfile\`); tags that a variable decides are left alone.

The fix takes the newer tag of the same variant, where a Dockerfile of the workspace has it. A newer version can break what runs on it.`,
  refs: ["NIST SP 800-190 4.1.1", "https://docs.docker.com/build/building/best-practices/#rebuild-your-images-often"],

  *check({ base, image, tag, newer }) {
    yield {
      at: base.at,
      message: `${image} is older than ${newer.image}, which ${newer.where ?? "another stage of this file"} is built on.`,
      fixes: newer.tag === undefined ? [] : fix(`Use the tag "${newer.tag}", as elsewhere`, "unsafe", tag.set(newer.tag)),
    };
  },

  examples: [
    bad(
      file("api/Dockerfile")`
        FROM «node:22-slim»
        CMD ["node", "server.js"]
      `,
      file("worker/Dockerfile")`
        FROM node:24-slim
        CMD ["node", "worker.js"]
      `,
    ).to(file("api/Dockerfile")`
      FROM node:24-slim
      CMD ["node", "server.js"]
    `),
    bad(
      dockerfile`
        FROM «python:3.12» AS build
        RUN pip wheel .
        FROM python:3.13-slim
        COPY --from=build /wheels /wheels
      `,
    ).because("Within one file, what was built may not even fit. No other stage has the newer version of this variant, so there is no fix."),

    good(
      file("api/Dockerfile")`
        FROM node:24 AS build
        FROM node:24-slim
      `,
      file("worker/Dockerfile")`
        FROM node:24.11-slim
      `,
    ).because("Variants of one version, and one that may be the same."),
    good(
      file("images/node22/Dockerfile")`
        FROM node:22-slim
      `,
      file("images/node24/Dockerfile")`
        FROM node:24-slim
      `,
    ).because("The paths say that there are several on purpose."),
    good(
      file("a/Dockerfile")`FROM golang:1.23`,
      file("b/Dockerfile")`FROM golang:1.24`,
      file("c/Dockerfile")`FROM golang:1.25`,
      file("d/Dockerfile")`FROM golang:1.26`,
    ).because("So many are a matrix."),
    good(
      file("api/Dockerfile")`
        ARG NODE=22
        FROM node:\${NODE}
        FROM node:lts
      `,
      file("worker/Dockerfile")`
        FROM node:24
      `,
    ).because("Which versions these are is said by others."),
  ],
});
