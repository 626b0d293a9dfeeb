import { bad, dockerfile, good } from "../../kit/example.ts";
import { type Fix, fix, rule } from "../../kit/rule.ts";
import type { Flag, Instruction } from "../../model/build.ts";
import { isRoot, withoutGroup } from "../../model/user-at.ts";

export default rule({
  name: "code-owned-by-user",
  on: "stage",
  title: "The application can change its own code",
  severity: "hint",
  risk: "image",
  preset: "all",
  why: `Files that belong to the user that the process runs as can be changed by whoever takes the process over: what was put into the code is there after every request, and is run
with the next start of the process. Code that belongs to root and can be read by everyone runs as well, and stays as it was built.

Reported is the first \`COPY --chown\` or \`ADD --chown\` in the final stage that gives files to the user that the image runs as; folders for data (/data, /var, /tmp, a home's caches, dot files …) are left
alone. With a read-only root file system it does not matter.

The fix leaves the files to root. Frameworks that write beside their code (caches, compiled templates, uploads) then need a folder of their own, given to the user.`,
  refs: ["NIST SP 800-190 4.1.2", "CWE-732"],

  *check({ final, user, instructions }) {
    if (!final || user.value === undefined || isRoot(user.value)) return;
    const runs = withoutGroup(user.value);
    const given = instructions.filter(copies).flatMap((i) => {
      const chown = i.flags.find((f) => f.name === "chown" && f.value.is((owner) => withoutGroup(owner) === runs));
      return chown && i.words.at(-1)?.is((path) => !isData(path)) ? [{ instruction: i, chown }] : [];
    });
    const [first] = given;
    if (!first) return;
    const sources = first.instruction.words.slice(0, -1);
    yield {
      at: first.chown.value.at,
      message: `The image runs as ${runs}, who also owns ${(sources.length === 1 && sources[0]?.value?.replace(/^\.$/, "")) || "what is copied"} and so can change it.`,
      fixes: fix(
        "Leave the files to root",
        "unsafe",
        given.map(({ instruction, chown }) => withoutOwner(instruction, chown)),
      ),
    };
  },

  examples: [
    bad(dockerfile`
      FROM node:22-slim
      COPY --link --chown=«node:node» . /app
      USER node
      CMD ["node", "/app/server.js"]
    `).to(dockerfile`
      FROM node:22-slim
      COPY --link . /app
      USER node
      CMD ["node", "/app/server.js"]
    `),
    bad(dockerfile`
      FROM python:3.13-slim
      USER 1000
      COPY --chown=«1000:0» app.py /app/
      COPY --chown=1000:0 lib /app/lib
    `).because("One finding for the file."),

    good(dockerfile`
      FROM node:22-slim
      COPY . /app
      COPY --chown=root:root public /app/public
      COPY --chown=node:node data /data/
      COPY --chown=node:node uploads /app/uploads
      COPY --chown=node:node npmrc /app/.npmrc
      USER node
    `).because("Code of root's, and data of the user's."),
    good(dockerfile`
      FROM node:22-slim AS build
      COPY --chown=node:node . /app
      USER node
      FROM scratch
      COPY --chown=$OWNER a /b
      USER 1000
    `).because("Builders are not run, and a variable may be anybody."),
    good(dockerfile`
      FROM node:22-slim
      COPY --chown=node:node . /app
    `).because("It does not run as that user."),
  ],
});

/** Where processes write by purpose. */
const isData = (path: string): boolean =>
  /^\/(?:data|var|tmp|run|srv\/data|home)(?:\/|$)|(?:^|\/)\.?(?:cache|config|data|log|logs|storage|tmp|uploads?|volumes?)\/?$|\/\.[^/.][^/]*$/.test(
    path,
  );

const copies = ({ keyword }: Instruction): boolean => keyword === "COPY" || keyword === "ADD";

/** --chown goes with the space before it. */
function withoutOwner({ keywordAt, flags }: Instruction, chown: Flag): Fix["edits"][number] {
  const before = flags[flags.indexOf(chown) - 1]?.at.end ?? keywordAt.end;
  return { at: chown.at.source.at(before, chown.at.end), text: "" };
}
