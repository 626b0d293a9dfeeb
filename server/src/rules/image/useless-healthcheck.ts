import { bad, dockerfile, good } from "../../kit/example.ts";
import { rule } from "../../kit/rule.ts";
import type { Instruction } from "../../model/build.ts";

export default rule({
  name: "useless-healthcheck",
  on: "stage",
  title: "Health check always succeeds",
  severity: "info",
  risk: "image",
  preset: "strict",
  why: `A check that cannot fail reports a process as healthy that no longer answers, and whatever waits for it (\`depends_on: service_healthy\`, a rolling update) goes on.

Reported is a check that is nothing but success (\`exit 0\`, \`true\`), or that turns each failure into it (\`|| true\`, \`|| exit 0\`). \`HEALTHCHECK NONE\`, which says that there is
none, is left alone.`,
  refs: ["NIST SP 800-190 4.1.2", "CIS Docker 4.6", "https://docs.docker.com/reference/dockerfile/#healthcheck"],

  *check({ instructions }) {
    const last = instructions.findLast((i) => i.keyword === "HEALTHCHECK");
    if (!last) return;
    const culprit = alwaysSucceeds(last);
    if (culprit) yield { at: last.keywordAt, message: `This health check ${culprit}: it never finds anything wrong.` };
  },

  examples: [
    bad(dockerfile`
      FROM nginx:1.29
      «HEALTHCHECK» CMD curl -f http://localhost/ || true
    `),
    bad(dockerfile`
      FROM nginx:1.29
      «HEALTHCHECK» --interval=5m CMD ["/bin/true"]
    `),
    bad(dockerfile`
      FROM nginx:1.29
      «HEALTHCHECK» CMD exit 0
    `),

    good(dockerfile`
      FROM nginx:1.29
      HEALTHCHECK CMD curl -f http://localhost/ || exit 1
    `).because("It fails where curl does."),
    good(dockerfile`
      FROM nginx:1.29
      HEALTHCHECK CMD test -f /ready && exit 0 || exit 1
    `).because("Success is one of two ends."),
    good(dockerfile`
      FROM nginx:1.29
      HEALTHCHECK NONE
    `).because("Somebody decided that there is none."),
  ],
});

function alwaysSucceeds({ words: [type, ...command], exec }: Instruction): string | undefined {
  if (!type?.is((text) => text.toUpperCase() === "CMD") || command.some((w) => w.value === undefined)) return undefined;
  const texts = command.map((w) => w.value ?? "");
  const end = texts.join(" ");
  if (/^(?:\/(?:usr\/)?bin\/)?(?:true|:)$/.test(end) || (!exec && end === "exit 0")) return `is "${end}"`;
  // One exit elsewhere may end it earlier.
  if (exec || texts.filter((t) => t === "exit").length > 1) return undefined;
  const or = texts.lastIndexOf("||");
  const behind = or < 0 ? "" : texts.slice(or + 1).join(" ");
  return /^(?:true|:|exit 0)$/.test(behind) ? `ends in "|| ${behind}"` : undefined;
}
