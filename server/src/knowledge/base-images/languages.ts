import { alpine, type Family, type Smaller, type Variant } from "./family.ts";

const compilers = "compilers, headers and most of Debian's packages";
const shell = "a shell or a package manager";
const distroless = (tag: RegExp, image: string): Smaller => ({ tag, image: `gcr.io/distroless/${image}`, without: shell });

/** Variants of an official image with `-slim` tags: `22-slim`, `22-bookworm-slim` or `22-slim-bookworm`. */
const slimmed = (name: string, facts: Pick<Variant, "user" | "spare">, slimAfter: boolean, more: readonly Smaller[]): readonly Variant[] => [
  { ...facts, tag: alpine, kind: "small", like: [`${name}:1-alpine`, `${name}:alpine3.22`] },
  { ...facts, tag: /(?:^|-)slim(?:-|$)/, kind: "small", like: [`${name}:slim`, `${name}:1-slim`] },
  {
    ...facts,
    kind: "language",
    smaller: [
      { tag: /^latest$/, image: ":slim", without: compilers },
      { tag: /^(\d[\d.]*)$/, image: ":$1-slim", without: compilers },
      {
        tag: /^(\d[\d.]*)-(bullseye|bookworm|trixie)$/,
        image: slimAfter ? ":$1-$2-slim" : ":$1-slim-$2",
        without: compilers,
      },
      ...more,
    ],
    like: [`${name}:1`, name, `${name}:1-bookworm`],
  },
];

export const languages: readonly Family[] = [
  {
    names: ["node"],
    source: "nodejs/docker-node Dockerfiles: no USER, user node with uid 1000; distroless nodejs/config.bzl (2026): 22 and 24 on Debian 13",
    variants: slimmed("node", { user: "root", spare: "node" }, true, [
      { tag: /^(lts|current)$/, image: ":$1-slim", without: compilers },
      distroless(/^(22|24)(?:[.-]|$)/, "nodejs$1-debian13"),
    ]),
  },
  {
    names: ["python"],
    source: "docker-library/python Dockerfiles: no USER, no user of its own",
    variants: slimmed("python", { user: "root" }, false, []),
  },
  {
    names: ["ruby"],
    source: "docker-library/ruby Dockerfiles: no USER, no user of its own",
    variants: slimmed("ruby", { user: "root" }, false, []),
  },
  {
    // Its smaller variants are Alpine only, with another C library: not a swap to propose. Apache's and FPM's workers change to www-data.
    names: ["php"],
    source: "docker-library/php Dockerfile-linux.template: no USER; Apache and FPM configured with www-data",
    variants: [
      {
        tag: /(?:^|-)(?:apache|fpm)(?:-|$)/,
        kind: "server",
        user: "root",
        drops: "www-data",
        rootMaster: true,
        like: ["php:8.3-apache", "php:fpm-alpine"],
      },
      { kind: "language", user: "root", like: ["php:8.3-cli", "php"] },
    ],
  },
  {
    names: ["perl"],
    source: "perl/docker-perl Dockerfiles: no USER",
    variants: slimmed("perl", { user: "root" }, false, []),
  },
  {
    names: ["oven/bun"],
    source: "oven-sh/bun dockerhub/*/Dockerfile: no USER, user bun with uid 1000",
    variants: [
      { tag: /distroless/, kind: "bare", like: ["oven/bun:distroless", "oven/bun:1-distroless"] },
      { tag: /slim|alpine/, kind: "small", user: "root", spare: "bun", like: ["oven/bun:1-slim", "oven/bun:alpine"] },
      {
        kind: "language",
        user: "root",
        spare: "bun",
        smaller: [
          { tag: /^latest$/, image: ":slim", without: "most of Debian's packages" },
          { tag: /^(\d[\d.]*)$/, image: ":$1-slim", without: "most of Debian's packages" },
        ],
        like: ["oven/bun", "oven/bun:1"],
      },
    ],
  },
  {
    names: ["denoland/deno"],
    source: "denoland/deno_docker dockerfiles: no USER, user deno with uid 1993",
    variants: [
      { tag: /(?:^|-)(?:bin|distroless)/, kind: "bare", like: ["denoland/deno:bin-2.0.0", "denoland/deno:distroless"] },
      { kind: "small", user: "root", spare: "deno", like: ["denoland/deno", "denoland/deno:alpine-2.0.0"] },
    ],
  },
];
