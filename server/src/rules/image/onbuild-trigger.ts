import { bad, dockerfile, good } from "../../kit/example.ts";
import { rule } from "../../kit/rule.ts";

export default rule({
  name: "onbuild-trigger",
  on: "stage",
  title: "ONBUILD hides steps from those who build on the image",
  severity: "hint",
  preset: "all",
  risk: "image",
  why: `What \`ONBUILD\` says is done in the builds of others, right behind their \`FROM\`, and stands in none of their files: whoever reviews such a Dockerfile does not see that it copies the whole folder or runs a script. The official images gave it up for that reason.

Let those who build on the image write the steps themselves, or give them a stage to copy from.`,
  refs: ["NIST SP 800-190 4.1.2", "https://docs.docker.com/reference/dockerfile/#onbuild"],

  *check({ instructions }) {
    const [first, ...others] = instructions.filter((i) => i.keyword === "ONBUILD");
    if (!first) return;
    yield {
      at: first.keywordAt,
      message: "This is done in every build on the image, and stands in none of their files.",
      related: others.map((o) => ({ at: o.keywordAt, message: "This, too." })),
    };
  },

  examples: [
    bad(dockerfile`
      FROM node:24-slim
      «ONBUILD» COPY . /app
      ONBUILD RUN npm ci
      USER node
    `),
    good(dockerfile`
      FROM node:24-slim
      COPY . /app
      USER node
    `),
  ],
});
