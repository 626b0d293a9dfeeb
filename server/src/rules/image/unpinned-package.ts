import { bad, dockerfile, good } from "../../kit/example.ts";
import { rule } from "../../kit/rule.ts";
import { type PackageCommand, packageCommand } from "../../model/package-command.ts";

export default rule({
  name: "unpinned-package",
  on: "stage",
  title: "Packages are installed without a version",
  severity: "hint",
  risk: "image",
  preset: "all",
  why: `Without versions, two builds of the same file install different packages, and nobody can tell from the file what an image holds.

Whether to pin is disputed, and so this rule is in the preset \`all\` alone: Debian and Alpine delete old versions from their archives, after which the build fails, and security fixes
come only to those who change the pin. A base image pinned by digest with a snapshot archive gives the same certainty without either.

Packages from files, paths and addresses, groups, and names that are variables are left alone.`,
  refs: ["NIST SP 800-190 4.1.1", "CWE-1357", "https://docs.docker.com/build/building/best-practices/#version-pinning"],
  equivalents: [
    { tool: "hadolint", id: "DL3008" },
    { tool: "hadolint", id: "DL3018" },
    { tool: "hadolint", id: "DL3033" },
    { tool: "hadolint", id: "DL3037" },
    { tool: "hadolint", id: "DL3041" },
  ],

  *check({ commands }) {
    for (const command of commands) {
      const use = packageCommand(command);
      if (use?.does !== "install" || use.manager === "pacman") continue;
      const loose = use.packages.filter((p) => p.value !== undefined && isLoose(p.value, use.manager));
      const [first] = loose;
      if (!first) continue;
      const others = loose.length - 1;
      yield {
        at: first.at,
        message: `${use.program} installs ${first.value}${others > 0 ? ` and ${others} other${others > 1 ? "s" : ""}` : ""} in whatever version there is.`,
      };
    }
  },

  examples: [
    bad(dockerfile`
      FROM debian:13-slim
      RUN apt-get update && apt-get install -y «curl» git jq=1.7.1-6
    `),
    bad(dockerfile`
      FROM alpine:3.23
      RUN apk add --no-cache --virtual .build «gcc» musl-dev
    `),
    bad(dockerfile`
      FROM amazonlinux:2023
      RUN ["dnf", "install", "-y", «"tar"»]
    `),

    good(dockerfile`
      FROM debian:13-slim
      RUN apt-get install -y curl=8.14.1-2 git/stable ./tool.deb /tmp/x.deb
    `).because("Versions, a release, and packages from files."),
    good(dockerfile`
      FROM alpine:3.23
      RUN apk add --no-cache curl=8.17.0-r1 'git~2.52' "jq>1.7" tool@local
    `).because("Alpine's four ways to say which."),
    good(dockerfile`
      FROM amazonlinux:2023
      RUN dnf install -y httpd-2.4.65 @development https://example.com/tool.rpm
    `).because("A version, a group and an address."),
    good(dockerfile`
      FROM debian:13-slim
      ARG PACKAGES
      RUN apt-get install -y $PACKAGES curl=$CURL_VERSION
    `).because("What variables hold is not known."),
  ],
});

function isLoose(name: string, manager: PackageCommand["manager"]): boolean {
  if (/^[./~@]|:\/\/|\.(?:deb|rpm|apk)$|[*?]/.test(name)) return false;
  if (manager === "apt") return !/[=/]/.test(name) && !/[-+]$/.test(name);
  if (manager === "apk") return !/[=~<>@]/.test(name) && !name.startsWith("!");
  if (manager === "zypper") return !/[=<>]/.test(name);
  return !/-\d/.test(name);
}
