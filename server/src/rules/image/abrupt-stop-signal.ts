import { bad, dockerfile, good } from "../../kit/example.ts";
import { fix, rule } from "../../kit/rule.ts";

export default rule({
  name: "abrupt-stop-signal",
  on: "stage",
  title: "Container is stopped by force",
  severity: "info",
  risk: "image",
  preset: "strict",
  why: `No process can catch \`SIGKILL\` or \`SIGSTOP\`: it loses what it holds in memory, leaves connections and files half-written, and the last log lines, those of interest after an
incident, are lost. Docker sends \`SIGKILL\` by itself to what does not stop in time.

The fix takes \`SIGTERM\`. A process that does not heed it runs until the grace period ends.`,
  refs: ["NIST SP 800-190 4.1.2", "https://docs.docker.com/reference/dockerfile/#stopsignal"],
  equivalents: [{ tool: "tally", id: "no-ungraceful-stopsignal" }],

  *check({ instructions }) {
    for (const { keyword, words } of instructions) {
      const [signal] = words;
      if (keyword !== "STOPSIGNAL" || !signal?.is((s) => /^(?:(?:SIG)?(?:KILL|STOP)|9|19)$/i.test(s))) continue;
      yield {
        at: signal.at,
        message: `${signal.value} ends the process at once, without a chance to finish what it does.`,
        fixes: fix("Use SIGTERM", "unsafe", signal.set("SIGTERM")),
      };
    }
  },

  examples: [
    bad(dockerfile`
      FROM nginx:1.29
      STOPSIGNAL «SIGKILL»
    `).to(dockerfile`
      FROM nginx:1.29
      STOPSIGNAL SIGTERM
    `),
    bad(dockerfile`
      FROM nginx:1.29
      STOPSIGNAL «9»
    `),

    good(dockerfile`
      FROM nginx:1.29
      STOPSIGNAL SIGQUIT
    `).because("nginx finishes its requests upon it."),
    good(dockerfile`
      FROM nginx:1.29
      ARG SIGNAL
      STOPSIGNAL $SIGNAL
    `).because("Known to the build only."),
  ],
});
