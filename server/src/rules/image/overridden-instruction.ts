import { bad, dockerfile, good } from "../../kit/example.ts";
import { fix, rule } from "../../kit/rule.ts";

export default rule({
  name: "overridden-instruction",
  on: "stage",
  title: "An instruction never takes effect",
  severity: "warning",
  risk: "image",
  why: `Of several \`CMD\`, \`ENTRYPOINT\` or \`HEALTHCHECK\` in one stage, the last one alone counts. Whoever reads the file, or reviews it, may take the other for what runs: a
process that was to start does not, a health check that was to find out never does.

Each stage is judged by itself: replacing what a base image or an earlier stage says is what these instructions are for.

The fix removes the one without effect; the image stays what it is.`,
  refs: ["NIST SP 800-190 4.1.2", "CWE-561", "https://docs.docker.com/reference/build-checks/multiple-instructions-disallowed/"],
  equivalents: [
    { tool: "buildkit", id: "MultipleInstructionsDisallowed" },
    { tool: "hadolint", id: "DL4003" },
    { tool: "hadolint", id: "DL4004" },
    { tool: "hadolint", id: "DL3012" },
    { tool: "trivy", id: "DS-0007" },
    { tool: "trivy", id: "DS-0016" },
    { tool: "trivy", id: "DS-0023" },
  ],

  *check({ instructions }) {
    for (const keyword of ["CMD", "ENTRYPOINT", "HEALTHCHECK"]) {
      const all = instructions.filter((i) => i.keyword === keyword);
      const last = all.at(-1);
      for (const instruction of all.slice(0, -1)) {
        yield {
          at: instruction.keywordAt,
          message: `This ${keyword} never takes effect: another one in the same stage replaces it.`,
          related: last ? [{ at: last.keywordAt, message: `The ${keyword} that counts.` }] : [],
          fixes: fix(`Remove the ${keyword} without effect`, "safe", instruction.remove()),
        };
      }
    }
  },

  examples: [
    bad(dockerfile`
      FROM node:24-slim
      «CMD» ["node", "migrate.js"]
      CMD ["node", "server.js"]
    `).to(dockerfile`
      FROM node:24-slim
      CMD ["node", "server.js"]
    `),
    bad(dockerfile`
      FROM nginx:1.29
      «HEALTHCHECK» NONE
      HEALTHCHECK CMD curl -f http://localhost/ || exit 1
      «ENTRYPOINT» ["/one.sh"]
      ENTRYPOINT ["/two.sh"]
    `),

    good(dockerfile`
      FROM node:24-slim AS dev
      CMD ["npm", "run", "dev"]
      FROM dev
      CMD ["node", "server.js"]
    `).because("Another stage may say something else."),
    good(dockerfile`
      FROM node:24-slim
      ENTRYPOINT ["docker-entrypoint.sh"]
      CMD ["node", "server.js"]
    `).because("CMD gives ENTRYPOINT its arguments."),
    good(dockerfile`
      FROM node:24-slim
      ONBUILD CMD ["node", "server.js"]
      CMD ["node"]
    `).because("ONBUILD speaks to images that are built on this one."),
  ],
});
