import { bad, dockerfile, good } from "../../kit/example.ts";
import { fix, type Report, rule } from "../../kit/rule.ts";
import type { Command, Instruction, Stage } from "../../model/build.ts";
import { hasOption, packageCommand } from "../../model/package-command.ts";

export default rule({
  name: "missing-assume-yes",
  on: "stage",
  title: "A package manager asks and nobody answers",
  severity: "warning",
  risk: "image",
  preset: "hygiene",
  why: `During a build nobody can answer a question. As soon as an installation needs more than what is named, the manager asks, gets no answer, and the build fails: it works for years, and
fails on the day on which a package gets a new dependency.

Left alone is what is answered in another way (\`yes |\`, a configuration that assumes it), and what only prints or downloads.

The fix adds the option that says yes; where the build worked without, nothing changes.`,
  refs: ["NIST SP 800-190 4.1.1", "https://docs.docker.com/build/building/best-practices/#apt-get"],
  equivalents: [
    { tool: "hadolint", id: "DL3014" },
    { tool: "hadolint", id: "DL3030" },
    { tool: "hadolint", id: "DL3034" },
    { tool: "hadolint", id: "DL3038" },
    { tool: "trivy", id: "DS-0021" },
  ],

  *check(stage) {
    if (stage.stages[0] !== stage) return;
    const configured = new Set<Stage>();
    for (const current of stage.stages) {
      if ((current.parent && configured.has(current.parent)) || current.commands.some(configures)) configured.add(current);
      else yield* ask(current);
    }
  },

  examples: [
    bad(dockerfile`
      FROM debian:13-slim
      RUN apt-get update && apt-get «install» curl
    `).to(dockerfile`
      FROM debian:13-slim
      RUN apt-get update && apt-get install -y curl
    `),
    bad(dockerfile`
      FROM amazonlinux:2023
      RUN dnf «install» tar
    `).to(dockerfile`
      FROM amazonlinux:2023
      RUN dnf install -y tar
    `),
    bad(dockerfile`
      FROM opensuse/leap:15.6
      RUN zypper «install» curl
    `).to(dockerfile`
      FROM opensuse/leap:15.6
      RUN zypper -n install curl
    `),

    good(dockerfile`
      FROM debian:13-slim
      RUN apt-get -y install curl && apt-get install -qq git && apt-get install --assume-yes jq && apt-get install -yq tar
    `).because("Each of these says yes."),
    good(dockerfile`
      FROM debian:13-slim
      RUN yes | apt-get install curl
      RUN apt-get install --dry-run curl
      ARG OPTIONS
      RUN apt-get install $OPTIONS curl
    `).because("Answered, not asked, and not known."),
    good(dockerfile`
      FROM debian:13-slim
      RUN echo 'APT::Get::Assume-Yes "true";' > /etc/apt/apt.conf.d/90yes
      RUN apt-get update && apt-get install curl
    `).because("The configuration says so."),
    good(dockerfile`
      FROM alpine:3.23
      RUN apk add --no-cache curl
    `).because("apk does not ask."),
  ],
});

const answers: Partial<Record<string, { readonly long: readonly string[]; readonly letters: string; readonly fix: string }>> = {
  apt: {
    long: [
      "--yes",
      "--assume-yes",
      "--assume-no",
      "-qq",
      "-q=2",
      "--quiet=2",
      "--force-yes",
      "--dry-run",
      "--simulate",
      "--print-uris",
      "--download-only",
    ],
    letters: "ysd",
    fix: "-y",
  },
  dnf: { long: ["--assumeyes", "--assumeno", "--downloadonly"], letters: "y", fix: "-y" },
  zypper: { long: ["--non-interactive", "--no-confirm", "--dry-run"], letters: "nyD", fix: "-n" },
};

/** A word of a command that writes, or is, a manager's configuration. */
const configures = ({ words }: Command): boolean => words.some((w) => w.is((text) => /assume-?yes/i.test(text) && !text.startsWith("-")));

function* ask({ commands }: Stage): Iterable<Report> {
  // What a pipe answers: the answer stands before it in the same step.
  const answered = new Set<Instruction>();
  for (const command of commands) {
    if (/^(?:yes|echo|printf)$/.test(command.name ?? "")) answered.add(command.instruction);
    const use = packageCommand(command);
    const answer = use && answers[use.manager];
    if (!use || !answer || use.does !== "install" || use.open || use.packages.length === 0 || use.program === "microdnf") continue;
    if (answered.has(command.instruction) || use.options.some((o) => o.value === undefined) || hasOption(use, answer.long, answer.letters)) continue;
    const at = use.manager === "zypper" ? command.words.find((w) => w.is("zypper")) : use.verb;
    if (!at) continue;
    yield {
      at: use.verb.at,
      message: `"${use.program} ${use.verb.value}" asks before it installs more than what is named, and a build has nobody to answer.`,
      fixes: command.instruction.exec ? [] : fix(`Add "${answer.fix}"`, "safe", [{ at: at.at.source.at(at.at.end), text: ` ${answer.fix}` }]),
    };
  }
}
