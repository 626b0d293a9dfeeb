import { bad, dockerfile, good } from "../../kit/example.ts";
import { fix, rule } from "../../kit/rule.ts";

export default rule({
  name: "interactive-apt",
  on: "stage",
  title: "apt is made for people at a terminal",
  severity: "hint",
  preset: "hygiene",
  risk: "image",
  why: `\`apt\` warns that its options and output may change between versions, for it is meant for people. Scripts and builds use \`apt-get\` and \`apt-cache\`, which stay as they are.

The fix is for commands that both know in the same form.`,
  refs: ["NIST SP 800-190 4.1.2", "https://manpages.debian.org/trixie/apt/apt.8.en.html#SCRIPT_USAGE_AND_DIFFERENCES_FROM_OTHER_APT_TOOLS"],
  equivalents: [
    { tool: "hadolint", id: "DL3027" },
    { tool: "trivy", id: "DS-0014" },
  ],

  *check({ commands }) {
    for (const { name, words } of commands) {
      const [program, verb] = words;
      if (name !== "apt" || !program?.is("apt")) continue;
      const fixes = verb?.is((v) => known.has(v)) ? fix('Write "apt-get"', "safe", program.set("apt-get")) : [];
      yield { at: program.at, message: "apt is for people: its options may change from one version to the next.", fixes };
    }
  },

  examples: [
    bad(dockerfile`
      FROM debian:13-slim
      RUN «apt» update && apt-get install -y curl
      USER 1000
    `).to(dockerfile`
      FROM debian:13-slim
      RUN apt-get update && apt-get install -y curl
      USER 1000
    `),
    good(dockerfile`
      FROM debian:13-slim
      RUN apt-get update && apt-cache policy curl && rm -rf /etc/apt
      USER 1000
    `).because("Folders are called apt, too."),
  ],
});

const known: ReadonlySet<string> = new Set(["update", "install", "remove", "purge", "autoremove", "upgrade", "clean", "autoclean", "download"]);
