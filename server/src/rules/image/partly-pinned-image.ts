import { bad, compose, dockerfile, file, good } from "../../kit/example.ts";
import { fix, rule } from "../../kit/rule.ts";

export default rule({
  name: "partly-pinned-image",
  on: "reference",
  title: "Image is pinned elsewhere, and not here",
  severity: "info",
  risk: "image",
  preset: "strict",
  why: `Another place of the workspace pins this very tag to a digest: somebody decided what is to be built on. Here the tag alone decides, and it can be moved to another image by its publisher, or by
whoever got hold of the publisher's account: what was reviewed there is not what is built here, and what renews digests (Dependabot, Renovate) passes this place by.

Judged are the images that stages are built on and containers run, by name and tag as they are written. Where one tag is pinned to two digests nothing is reported. The fix takes over the digest; it is never looked up.`,
  refs: ["NIST SP 800-190 4.1.5", "CWE-829", "https://docs.docker.com/build/building/best-practices/#pin-base-image-versions"],

  *check({ image, digests, pin }) {
    const [digest, ...more] = digests;
    if (digest === undefined || more.length > 0) return;
    yield {
      at: image.at,
      message: `${image.value} is pinned to a digest elsewhere in the workspace, and not here.`,
      fixes: fix(`Pin it to ${digest.slice(0, 19)}…, as elsewhere`, "unsafe", pin(digest)),
    };
  },

  examples: [
    bad(
      dockerfile`
        FROM «node:24-slim»
        CMD ["node", "server.js"]
      `,
      file("worker/Dockerfile")`
        FROM node:24-slim@sha256:2b7412e6465c3c7fc5bb21d3e6f1917c167358449fecac8176c6e496e5c1f05f
      `,
    ).to(dockerfile`
      FROM node:24-slim@sha256:2b7412e6465c3c7fc5bb21d3e6f1917c167358449fecac8176c6e496e5c1f05f
      CMD ["node", "server.js"]
    `),
    bad(
      compose`
        services:
          db:
            image: «postgres:17»
      `,
      file("db/Dockerfile")`
        FROM postgres:17@sha256:2b7412e6465c3c7fc5bb21d3e6f1917c167358449fecac8176c6e496e5c1f05f
      `,
    ).to(compose`
      services:
        db:
          image: postgres:17@sha256:2b7412e6465c3c7fc5bb21d3e6f1917c167358449fecac8176c6e496e5c1f05f
    `),

    good(
      dockerfile`
        ARG TAG=24-slim
        FROM node:24
        FROM node:\${TAG}
      `,
      file("worker/Dockerfile")`
        FROM node:24-slim@sha256:2b7412e6465c3c7fc5bb21d3e6f1917c167358449fecac8176c6e496e5c1f05f
      `,
    ).because("Another tag, and one that a build may give."),
    good(
      dockerfile`FROM node:24-slim`,
      file("a/Dockerfile")`FROM node:24-slim@sha256:2b7412e6465c3c7fc5bb21d3e6f1917c167358449fecac8176c6e496e5c1f05f`,
      file("b/Dockerfile")`FROM node:24-slim@sha256:24454f830cdb571e2c4ad15481119c43b3cafd48dd869a9b2945d1036d1dc68d`,
    ).because("Which of two digests is meant is not known."),
  ],
});
