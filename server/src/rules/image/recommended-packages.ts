import { bad, dockerfile, good } from "../../kit/example.ts";
import { type Fix, fix, rule } from "../../kit/rule.ts";
import type { Command } from "../../model/build.ts";
import { commandsOf } from "../../model/chain.ts";
import { type PackageCommand, packageCommand } from "../../model/package-command.ts";

export default rule({
  name: "recommended-packages",
  on: "stage",
  title: "Recommended packages are installed along",
  severity: "hint",
  risk: "image",
  preset: "hygiene",
  why: `Unless told otherwise, apt installs what a package recommends and not only what it needs: more to patch, more that an attacker finds in the container.

Judged is what ends in the final image. Nothing is reported where apt's configuration says so once and for all.

The fix adds \`--no-install-recommends\`. Programs may miss what was only recommended: \`curl\` and \`git\` recommend \`ca-certificates\`, without which TLS fails. Install by name what is needed.`,
  refs: ["NIST SP 800-190 4.1.1", "CIS Docker 4.3", "https://docs.docker.com/build/building/best-practices/#apt-get"],
  equivalents: [
    { tool: "hadolint", id: "DL3015" },
    { tool: "trivy", id: "DS-0029" },
  ],

  *check(stage) {
    if (!stage.final) return;
    const commands = commandsOf(stage);
    if (commands.some(configures)) return;
    for (const command of commands.toReversed()) {
      const use = packageCommand(command);
      if (
        use?.manager !== "apt" ||
        use.does !== "install" ||
        use.open ||
        command.words.some((w) => w.is(saysSo)) ||
        use.options.some((o) => o.value === undefined)
      )
        continue;
      const [first, ...rest] = use.packages.filter((p) => !p.is((name) => /\.deb$|\//.test(name)));
      if (!first) continue;
      yield {
        at: use.verb.at,
        message: `What ${first.text ?? first.value ?? "the package"} ${rest.length > 0 ? "and the others recommend" : "recommends"} is installed along.`,
        fixes: leave(use),
      };
    }
  },

  examples: [
    bad(dockerfile`
      FROM debian:13-slim
      RUN apt-get update && apt-get «install» -y curl
    `).to(dockerfile`
      FROM debian:13-slim
      RUN apt-get update && apt-get install --no-install-recommends -y curl
    `),
    bad(dockerfile`
      FROM debian:13-slim
      RUN ["apt-get", «"install"», "-y", "curl"]
    `),

    good(dockerfile`
      FROM debian:13-slim
      RUN apt-get update && apt-get install -y --no-install-recommends curl
      RUN apt-get -o APT::Install-Recommends=false install -y git
    `).because("Both say so."),
    good(dockerfile`
      FROM debian:13-slim
      RUN echo 'APT::Install-Recommends "false";' > /etc/apt/apt.conf.d/99norecommends
      RUN apt-get update && apt-get install -y curl
    `).because("So does the configuration."),
    good(dockerfile`
      FROM debian:13 AS build
      RUN apt-get update && apt-get install -y build-essential
      FROM gcr.io/distroless/static-debian12
    `).because("A builder stays behind."),
    good(dockerfile`
      FROM debian:13-slim
      ARG APT_OPTIONS
      RUN apt-get install -y $APT_OPTIONS curl && apt-get install -y ./tool.deb
    `).because("What a variable holds is not known, and a package from a file is not the archive's."),
  ],
});

const saysSo = (option: string): boolean =>
  option === "--no-install-recommends" || option === "--without-recommends" || /^-[a-zA-Z]*R/.test(option) || /install-recommends/i.test(option);

/** A word of a command that writes, or is, apt's configuration. */
const configures = ({ words }: Command): boolean => words.some((w) => w.is((text) => /APT::Install-Recommends|Install-Recommends\s/i.test(text)));

function leave({ verb, command }: PackageCommand): readonly Fix[] {
  if (command.instruction.exec) return [];
  return fix('Add "--no-install-recommends"', "unsafe", [{ at: verb.at.source.at(verb.at.end), text: " --no-install-recommends" }]);
}
