import { bad, dockerfile, good } from "../../kit/example.ts";
import { fix, rule } from "../../kit/rule.ts";
import { chain } from "../../model/chain.ts";
import { namedImage } from "../../model/image-name.ts";

export default rule({
  name: "relative-workdir",
  on: "stage",
  title: "The working directory depends on the base image",
  severity: "hint",
  risk: "image",
  preset: "hygiene",
  why: `A relative \`WORKDIR\` is seen from the working directory of the base image, which its next version may have elsewhere. Files then land in another folder than the one whose owner and mode were
set, and than the one that \`.dockerignore\`, volumes and a read-only root file system were thought out for.

Only the first one of a stage is reported, where nothing before it, in this stage or those that it is built on, names an absolute path. What a variable makes of it is not known.

The fix puts a slash in front, which is the same on images that are known to set none; for others there is no fix.`,
  refs: ["NIST SP 800-190 4.1.2", "https://docs.docker.com/reference/build-checks/workdir-relative-path/"],
  equivalents: [
    { tool: "buildkit", id: "WorkdirRelativePath" },
    { tool: "hadolint", id: "DL3000" },
    { tool: "checkov", id: "CKV_DOCKER_10" },
    { tool: "trivy", id: "DS-0009" },
  ],

  *check(stage) {
    const inherited = chain(stage)
      .slice(1)
      .some((s) => s.instructions.some((i) => i.keyword === "WORKDIR"));
    const first = stage.instructions.find((i) => i.keyword === "WORKDIR")?.words[0];
    if (inherited || stage.image.is("scratch") || !first?.is((path) => path !== "" && !/^[/\\]|^[A-Za-z]:|^\$|^%/.test(path))) return;
    const path = first.value ?? "";
    yield {
      at: first.at,
      message: `WORKDIR ${path} is seen from the working directory of the base image, whatever that is.`,
      fixes: !atRoot.has(namedImage(stage.image)?.name ?? "")
        ? []
        : fix(`Set it to /${path.replace(/^(?:\.\/)+/, "")}`, "unsafe", first.set(`/${path.replace(/^(?:\.\/)+/, "")}`)),
    };
  },

  examples: [
    bad(dockerfile`
      FROM node:24-slim
      WORKDIR «app»
      WORKDIR src
    `).to(dockerfile`
      FROM node:24-slim
      WORKDIR /app
      WORKDIR src
    `),
    bad(dockerfile`
      FROM php:8.4-fpm
      WORKDIR «app»
    `).because("No fix: that image begins in /var/www/html."),

    good(dockerfile`
      FROM node:24-slim AS base
      WORKDIR /srv
      FROM base
      WORKDIR app
    `).because("Seen from /srv."),
    good(dockerfile`
      FROM scratch
      WORKDIR app
    `).because("An empty image has the root as its working directory."),
    good(dockerfile`
      FROM mcr.microsoft.com/windows/nanoserver:ltsc2022
      WORKDIR C:\\app
    `).because("Windows has drives."),
    good(dockerfile`
      FROM node:24-slim
      ARG HERE
      WORKDIR $HERE
    `).because("The variable may hold an absolute path."),
  ],
});

/** Images whose Dockerfiles set no working directory (docker-library, nodejs/docker-node, adoptium/containers, corretto-docker; 2026-11). */
const atRoot: ReadonlySet<string> = new Set(
  "alpine amazoncorretto amazonlinux debian eclipse-temurin fedora maven nginx node openjdk python ruby ubuntu".split(" "),
);
