import { bad, dockerfile, good } from "../../kit/example.ts";
import { rule } from "../../kit/rule.ts";
import { baseImage } from "../../knowledge/base-images/find.ts";
import type { Flag, Stage } from "../../model/build.ts";
import { earlier } from "../../model/chain.ts";
import type { Field } from "../../model/field.ts";
import { namedImage } from "../../model/image-name.ts";

export default rule({
  name: "copied-root-filesystem",
  on: "stage",
  title: "A whole file system is copied over the base image",
  severity: "warning",
  risk: "image",
  preset: "strict",
  why: `\`COPY --from=… / /\` of one distribution over another mixes two systems: the accounts, package database, certificates and libraries of the second replace those of the first,
and what only the first had stays. Scanners read a package database that does not say what is there, patches of the base no longer reach the image, and everything that the
builder held, its tools, caches and credentials, is in it.

Onto \`scratch\` it is the way to make one layer of an image (which loses USER, ENV and ENTRYPOINT: say them again), and from an image that holds a few files only, made
\`FROM scratch\` or not known, it is meant: neither is reported.

There is no fix: copy the paths that the image needs.`,
  refs: ["NIST SP 800-190 4.1.2", "CWE-1188", "https://docs.docker.com/build/building/multi-stage/"],
  equivalents: [{ tool: "hadolint", id: "DL3067" }],

  *check(stage) {
    if (!stage.shipped || stage.image.is("scratch")) return;
    for (const { keyword, words, flags } of stage.instructions) {
      const from = flags.find((f) => f.name === "from");
      const [source, target] = words;
      if (keyword !== "COPY" || !from || words.length !== 2 || !source?.is(isAll) || !target?.is("/")) continue;
      const image = imageOf(stage, from);
      const named = image && namedImage(image);
      const known = named && baseImage(named.name, named.tag);
      if (!known || known.kind === "bare" || known.os === "windows") continue;
      yield { at: source.at, message: `All of ${from.value.value}, a system of its own, is copied over that of ${stage.image.value ?? "the base"}.` };
    }
  },

  examples: [
    bad(dockerfile`
      FROM python:3.13 AS build
      RUN pip install app
      FROM debian:12-slim
      COPY --from=build «/» /
    `),
    bad(dockerfile`
      FROM alpine:3.22
      COPY --from=node:22-alpine «/*» /
    `),

    good(dockerfile`
      FROM debian:12 AS build
      RUN apt-get update && apt-get install -y ffmpeg
      FROM scratch
      COPY --from=build / /
    `).because("Onto an empty image it makes one layer of many."),
    good(dockerfile`
      FROM tonistiigi/xx AS xx
      FROM scratch AS artifacts
      COPY tool /usr/local/bin/
      FROM golang:1.24-alpine
      COPY --from=xx / /
      COPY --from=artifacts / /
      COPY --from=registry.example.com/files:1 / /
    `).because("Images that hold a few files only, or may."),
    good(dockerfile`
      FROM debian:12 AS build
      FROM debian:12-slim
      COPY --from=build /out/ /
      COPY --from=build / /sysroot/
    `).because("A folder of it, and into a folder."),
  ],
});

const isAll = (path: string): boolean => path === "/" || path === "/*" || path === "/.";

/** The image at the root of what --from names. */
function imageOf(stage: Stage, { value }: Flag): Field<string> | undefined {
  const name = value.value?.toLowerCase();
  const above = earlier(stage);
  const source =
    name === undefined ? undefined : (above.find((s) => s.address === name) ?? (/^[0-9]{1,4}$/.test(name) ? above[Number(name)] : undefined));
  return source ? source.image : value;
}
