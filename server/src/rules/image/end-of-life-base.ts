import { bad, dockerfile, good } from "../../kit/example.ts";
import { fix, rule } from "../../kit/rule.ts";
import { endedRelease } from "../../knowledge/end-of-life.ts";
import type { Stage } from "../../model/build.ts";
import { namedImage } from "../../model/image-name.ts";
import { isLiteral } from "../../model/literal.ts";

export default rule({
  name: "end-of-life-base",
  on: "stage",
  title: "Base image is past its end of life",
  severity: "warning",
  risk: "image",
  why: `After a release's last day its makers publish no more fixes: every vulnerability that is found from then on stays in the image, and rebuilding does
not help. Most such images are not rebuilt any more at all.

The dates are the makers' own, for distributions, language runtimes, AWS Lambda's base images and databases; they are part of Plimsoll and looked at as of a fixed day, so that a file
is judged alike whenever it is checked. The distribution under a runtime counts too (\`python:3.12-slim-buster\`). For Debian, the end of LTS counts.

Builder stages are information only and of low confidence: what they hold mostly stays behind, a compiler's own library does not. Images of other registries and tags that name
no release are left alone, and so is an Ubuntu that a step attaches to Ubuntu Pro, which goes on fixing it; paid support that the file does not show (Debian ELTS) is not known here: accept the
finding with its reason. Low confidence: a tag that is only the default of a build argument.

The fix takes the same variant of a release that is supported for years. It is a major upgrade: run the tests.`,
  refs: ["NIST SP 800-190 4.1.1", "CWE-1104", "CWE-1329", "https://endoflife.date"],
  equivalents: [{ tool: "tally", id: "ruby/eol-ruby-version" }],

  *check(stage) {
    const { base, parent, shipped } = stage;
    if (parent) return;
    const named = namedImage(base);
    const ended = named?.tag === undefined ? undefined : endedRelease(named.name, named.tag);
    if (!named || !ended || (ended.what.startsWith("Ubuntu") && attachesPro(stage))) return;
    yield {
      at: base.at,
      message: `${capital(ended.what)} in ${named.name}:${named.tag} reached its end of life on ${ended.on}: vulnerabilities found since then stay open.`,
      ...(shipped ? {} : { severity: "info" }),
      confidence: shipped && isLiteral(base) ? "high" : "low",
      fixes: ended.successor === undefined ? [] : fix(`Use the tag "${ended.successor}"`, "unsafe", stage.tag.set(ended.successor)),
    };
  },

  examples: [
    bad(dockerfile`
      FROM «node:12.22-alpine»
      CMD ["node", "server.js"]
    `).to(dockerfile`
      FROM node:24-alpine
      CMD ["node", "server.js"]
    `),
    bad(dockerfile`FROM «debian:buster-slim»`).to(dockerfile`FROM debian:13-slim`).because("The code name of Debian 10."),
    bad(dockerfile`FROM «public.ecr.aws/amazonlinux/amazonlinux:2»`).to(dockerfile`FROM public.ecr.aws/amazonlinux/amazonlinux:2023`),
    bad(dockerfile`FROM «public.ecr.aws/lambda/python:3.8»`).to(dockerfile`FROM public.ecr.aws/lambda/python:3.13`),
    bad(dockerfile`FROM «python:3.12-slim-buster»`)
      .to(dockerfile`FROM python:3.12-slim`)
      .because("Python 3.12 is supported, the Debian under it is not."),
    bad(dockerfile`
      FROM «golang:1.16» AS build
      RUN go build -o /app .
      FROM scratch
      COPY --from=build /app /app
    `)
      .to(dockerfile`
        FROM golang:1.26 AS build
        RUN go build -o /app .
        FROM scratch
        COPY --from=build /app /app
      `)
      .because("Low confidence: a builder. Go's own library is in the program all the same."),
    bad(dockerfile`
      ARG UBUNTU=18.04
      FROM «ubuntu:\${UBUNTU}»
    `).because("Low confidence: a build may say otherwise. The fix would write over the argument."),
    bad(dockerfile`FROM «node:14@sha256:2b7412e6465c3c7fc5bb21d3e6f1917c167358449fecac8176c6e496e5c1f05f»`).because(
      "No fix: the digest is that of this release.",
    ),
    bad(dockerfile`FROM «postgres:9.6-alpine»`).because("No fix: a database's files must be migrated."),

    good(dockerfile`
      FROM node:24-alpine AS build
      FROM python:3
      FROM debian:stable-slim
      FROM alpine
      FROM redis:6-alpine
    `).because("Supported, or tags that move on to what is. Redis 6 is 6.2, which is."),
    good(dockerfile`FROM registry.example.com/node:12`).because("A private image may be maintained by whoever publishes it."),
    good(dockerfile`FROM example/node:12`).because("So may another owner's."),
    good(dockerfile`
      ARG TAG
      FROM node:\${TAG}-alpine
      FROM debian:sid-slim
    `).because("Nobody knows which release this is, and one that never ends."),
    good(dockerfile`
      FROM ubuntu:20.04
      RUN --mount=type=secret,id=pro apt-get update && apt-get install -y ubuntu-pro-client && pro attach --attach-config /run/secrets/pro
    `).because("Ubuntu Pro goes on fixing it."),
    good(dockerfile`
      FROM node:22 AS node
      FROM node
    `).because("A stage is no image."),
  ],
});

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** `pro attach`, `ua attach` */
const attachesPro = ({ commands }: Stage): boolean => commands.some(({ name, words }) => (name === "pro" || name === "ua") && words[1]?.is("attach"));
