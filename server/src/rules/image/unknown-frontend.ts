import { bad, dockerfile, good } from "../../kit/example.ts";
import { rule } from "../../kit/rule.ts";
import { imageOf } from "../../model/image.ts";
import { imageName } from "../../model/image-name.ts";

export default rule({
  name: "unknown-frontend",
  on: "stage",
  title: "Another program than Docker's reads the Dockerfile",
  severity: "warning",
  risk: "image",
  preset: "strict",
  why: `The image that \`# syntax=\` names is pulled and run before anything else. It reads the file, the build context and what secrets it asks for, and decides what the build does: the text of
the Dockerfile need not have anything to do with the result.

Docker's own frontends (\`docker/dockerfile\`, \`docker/dockerfile-upstream\`) and mirrors with the same path are left alone. Accept the finding for another that you trust, and pin it by digest.`,
  refs: ["NIST SP 800-190 4.1.3", "NIST SP 800-190 4.1.5", "CWE-829", "https://docs.docker.com/build/buildkit/frontend/"],

  *check({ frontend, stages, from }) {
    if (!frontend || stages[0]?.from.start !== from.start) return;
    const image = imageOf(frontend);
    const name = image && imageName(image);
    if (name === undefined || /(?:^|\/)(?:docker\/dockerfile(?:-upstream)?|moby\/dockerfile)$/.test(name)) return;
    yield { at: frontend.at, message: `${name} is run to read this file, and decides what the build does.` };
  },

  examples: [
    bad(dockerfile`
      # syntax=«someone/frontend:1»
      FROM alpine:3.23
    `),

    good(dockerfile`
      # syntax=docker/dockerfile:1
      FROM alpine:3.23
    `).because("Docker's own."),
    good(dockerfile`
      # syntax=123456789012.dkr.ecr.eu-west-1.amazonaws.com/docker-hub/docker/dockerfile:1.7
      FROM alpine:3.23
    `).because("A mirror of it."),
    good(dockerfile`
      FROM alpine:3.23
      # syntax=someone/frontend:1
    `).because("A comment: directives stand at the top."),
  ],
});
