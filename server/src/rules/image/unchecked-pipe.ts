import { bad, dockerfile, good } from "../../kit/example.ts";
import { fix, rule } from "../../kit/rule.ts";
import type { Command, Stage } from "../../model/build.ts";
import { chain } from "../../model/chain.ts";
import { program } from "../../model/program.ts";

export default rule({
  name: "unchecked-pipe",
  on: "stage",
  title: "A download that fails goes unnoticed",
  severity: "hint",
  risk: "image",
  preset: "hygiene",
  why: `Of a pipeline the last command alone tells whether the step failed. A download that breaks off in front of \`tar\`, \`gpg\` or \`tee\` leaves half a file or an empty one, the build goes on, and the image ships with what
nobody has seen.

Reported is a pipe that a download feeds, where neither \`SHELL\` nor the step itself sets \`pipefail\`. A pipe into a check of a digest fails by itself. Debian's and Ubuntu's \`sh\` knows \`pipefail\` from Debian 13 on only, so the fix asks for \`bash\`, or in
Alpine for BusyBox's shell, for all steps of the stage that follow; it is offered for the official images of which it is known that they have it.`,
  refs: ["NIST SP 800-190 4.1.3", "CWE-252", "https://docs.docker.com/build/building/best-practices/#using-pipes"],
  equivalents: [{ tool: "hadolint", id: "DL4006" }],

  *check(stage) {
    if (chain(stage).some((s) => s.instructions.some((i) => i.keyword === "SHELL"))) return;
    const setting = new Set(stage.commands.filter(setsPipefail).map((c) => c.instruction));
    const piped = stage.commands.find((c) => c.input && fetches(c.input) && !setting.has(c.instruction) && !checks(c) && !isInOtherShell(c));
    if (!piped?.input) return;
    const shell = shellOf(stage);
    const before = stage.instructions[stage.instructions.indexOf(piped.instruction) - 1];
    yield {
      at: piped.input.at,
      message: `Where ${piped.input.name} fails, the step does not: it is up to ${piped.name ?? "the last command"} alone.`,
      fixes: shell === undefined ? [] : fix(`Set pipefail for this step and those behind it`, "unsafe", stage.insertAfter(before, shell)),
    };
  },

  examples: [
    bad(dockerfile`
      FROM debian:13-slim
      RUN «curl -fsSL https://example.com/tool.tar.gz» | tar -xz -C /opt
    `).to(dockerfile`
      FROM debian:13-slim
      SHELL ["/bin/bash", "-o", "pipefail", "-c"]
      RUN curl -fsSL https://example.com/tool.tar.gz | tar -xz -C /opt
    `),
    bad(dockerfile`
      FROM node:24-alpine
      RUN apk add --no-cache gnupg
      RUN «wget -qO- https://example.com/key.asc» | gpg --import
    `).to(dockerfile`
      FROM node:24-alpine
      RUN apk add --no-cache gnupg
      SHELL ["/bin/ash", "-o", "pipefail", "-c"]
      RUN wget -qO- https://example.com/key.asc | gpg --import
    `),

    good(dockerfile`
      FROM debian:13-slim
      SHELL ["/bin/bash", "-o", "pipefail", "-c"]
      RUN curl -fsSL https://example.com/tool.tar.gz | tar -xz -C /opt
    `).because("The shell is set."),
    good(dockerfile`
      FROM debian:13
      RUN set -eo pipefail; curl -fsSL https://example.com/tool.tar.gz | tar -xz -C /opt
    `).because("The step sets it."),
    good(dockerfile`
      FROM debian:13-slim
      RUN cat list.txt | xargs apt-get install -y
    `).because("Nothing is downloaded."),
    good(dockerfile`
      FROM debian:13-slim
      RUN curl -fsSL https://example.com/tool.sha256 | sha256sum -c -
    `).because("A check of nothing fails."),
    good(dockerfile`
      FROM debian:13-slim
      RUN bash -o pipefail -c "curl -fsSL https://example.com/tool.tar.gz | tar -xz"
    `).because("Another shell reads it."),
  ],
});

const fetches = (command: Command): boolean => /^(?:curl|wget)$/.test(program(command)?.name ?? "");
const checks = (command: Command): boolean => /^(?:(?:sha\d+|md5|b2)sum|shasum|cksum|grep|jq)$/.test(program(command)?.name ?? "");
const setsPipefail = ({ words }: Command): boolean => words.some((w) => w.is((text) => text.includes("pipefail")));

/** Does it stand in a script that is handed to a shell? */
const isInOtherShell = ({ at, instruction }: Command): boolean => instruction.exec && at.start > instruction.at.start;

/** What sets it in an image that is known to have the shell. */
function shellOf({ image }: Stage): string | undefined {
  const name = /^(?:docker\.io\/)?(?:library\/)?(?:alpine|debian|ubuntu|node|python|ruby|golang|rust)(?::([\w.-]+))?$/.exec(image.value ?? "");
  if (!name) return undefined;
  const alpine = name[0].includes("alpine");
  return `SHELL ["/bin/${alpine ? "ash" : "bash"}", "-o", "pipefail", "-c"]`;
}
