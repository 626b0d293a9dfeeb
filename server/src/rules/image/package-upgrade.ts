import { bad, dockerfile, good } from "../../kit/example.ts";
import { rule } from "../../kit/rule.ts";
import { packageCommand } from "../../model/package-command.ts";

export default rule({
  name: "package-upgrade",
  on: "stage",
  title: "All packages are upgraded in the image",
  severity: "hint",
  risk: "image",
  preset: "all",
  why: `Upgrading everything makes the image depend on the day of the build, doubles what was upgraded in the layers below, and hides that the base image is out of date.
Taking a newer base image does the same for all images that share it.

Advice differs, and so this rule is in the preset \`all\` alone: where the base image is rebuilt seldom, an upgrade is what brings the fixes in. Naming the packages to upgrade is left alone.`,
  refs: ["NIST SP 800-190 4.1.1", "https://docs.docker.com/build/building/best-practices/#rebuild-your-images-often"],
  equivalents: [
    { tool: "trivy", id: "DS-0024" },
    { tool: "dockle", id: "DKL-DI-0003" },
  ],

  *check({ commands }) {
    for (const command of commands) {
      const use = packageCommand(command);
      if (use?.does !== "upgrade" || use.packages.length > 0 || use.open) continue;
      yield {
        at: use.verb.at,
        message: `"${use.program} ${use.verb.value}" takes whatever is new on the day of the build instead of a newer base image.`,
      };
    }
  },

  examples: [
    bad(dockerfile`
      FROM debian:13-slim
      RUN apt-get update && apt-get «upgrade» -y
    `),
    bad(dockerfile`
      FROM amazonlinux:2023
      RUN dnf -y «update» && dnf clean all
    `),
    bad(dockerfile`
      FROM alpine:3.23
      RUN apk --no-cache «upgrade»
    `),

    good(dockerfile`
      FROM amazonlinux:2023
      RUN dnf -y update openssl && apt-get update
    `).because("One package by name; and apt's update only reads lists."),
    good(dockerfile`
      FROM debian:13-slim
      ARG FIXES
      RUN apt-get upgrade -y $FIXES
    `).because("The variable may name packages."),
  ],
});
