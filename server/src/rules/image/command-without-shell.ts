import { bad, dockerfile, good } from "../../kit/example.ts";
import { type Fix, fix, rule } from "../../kit/rule.ts";
import type { Instruction, Stage } from "../../model/build.ts";
import { chain, commandsOf } from "../../model/chain.ts";
import { namedImage } from "../../model/image-name.ts";
import { writtenOf } from "../../model/instruction-text.ts";
import { execForm, plainWords } from "../../rewrite/start-form.ts";

export default rule({
  name: "command-without-shell",
  on: "stage",
  title: "A command needs a shell that the image does not have",
  severity: "error",
  risk: "image",
  why: `\`RUN\`, \`CMD\`, \`ENTRYPOINT\` and \`HEALTHCHECK\` that are not JSON arrays are handed to \`/bin/sh -c\`. \`scratch\` and distroless images have no shell: the build fails at such a \`RUN\`, the container does not start, and a
health check never passes. The usual way out, an image with a shell, is the wrong one.

Nothing is reported where something is copied in that may bring a shell (to the root of the file system, /bin or /usr, from an image named busybox), where \`SHELL\` names another one, and for the debug variants of distroless images.

The fix writes what needs no shell as a JSON array. Variables, pipes and \`&&\` take a program of their own, or a step in a builder stage.`,
  refs: [
    "NIST SP 800-190 4.1.2",
    "https://github.com/GoogleContainerTools/distroless",
    "https://docs.docker.com/reference/dockerfile/#shell-and-exec-form",
  ],
  equivalents: [{ tool: "tally", id: "shell-run-in-scratch" }],

  *check(stage) {
    const name = nameOf(stage);
    if (name === undefined || bringsShell(stage)) return;
    for (const instruction of stage.instructions) {
      const { keyword, keywordAt, exec, words } = instruction;
      const says = fails[keyword];
      if (says === undefined || exec || (keyword === "HEALTHCHECK" && !words[0]?.is((type) => type.toUpperCase() === "CMD"))) continue;
      // What another stage starts is up to that one.
      if (keyword !== "RUN" && !stage.final) continue;
      yield { at: keywordAt, message: `${name} has no shell, so ${says}.`, fixes: keyword === "RUN" ? [] : asArray(instruction) };
    }
  },

  examples: [
    bad(dockerfile`
      FROM gcr.io/distroless/static-debian13
      COPY server /
      «CMD» /server --port 8080
    `).to(dockerfile`
      FROM gcr.io/distroless/static-debian13
      COPY server /
      CMD ["/server", "--port", "8080"]
    `),
    bad(dockerfile`
      FROM scratch
      COPY server /server
      «RUN» chmod +x /server
      «HEALTHCHECK» --interval=30s CMD /server check
      «ENTRYPOINT» /server --port $PORT
    `),

    good(dockerfile`
      FROM gcr.io/distroless/static-debian13
      COPY server /
      HEALTHCHECK NONE
      ENTRYPOINT ["/server"]
    `).because("JSON arrays need no shell."),
    good(dockerfile`
      FROM gcr.io/distroless/base-debian13:debug
      CMD /server
    `).because("Debug images have BusyBox."),
    good(dockerfile`
      FROM scratch
      ADD rootfs.tar.gz /
      RUN apk update
      CMD sh
    `).because("Whole root file systems bring a shell."),
    good(dockerfile`
      FROM scratch
      COPY --from=busybox:1.37 /bin/busybox /bin/sh
      RUN echo hello
    `).because("A shell is copied."),
    good(dockerfile`
      FROM alpine:3.23
      CMD /server
    `).because("Alpine has one."),
    good(dockerfile`
      FROM scratch AS base
      CMD /server
      FROM scratch
      ENTRYPOINT ["/server"]
    `).because("The stage is not run."),
  ],
});

const fails: Readonly<Partial<Record<string, string>>> = {
  RUN: "the step fails",
  CMD: "the container does not start",
  ENTRYPOINT: "the container does not start",
  HEALTHCHECK: "the health check never passes",
};

/** Scratch, or an image of distroless that is not for debugging. */
function nameOf({ image }: Stage): string | undefined {
  if (image.is("scratch")) return "scratch";
  const named = namedImage(image);
  return named?.tag !== undefined && named.name.startsWith("gcr.io/distroless/") && !named.tag.includes("debug") ? named.name : undefined;
}

/** Where a shell may come from. A folder of unknown content may hold it wherever it goes. */
const bringsShell = (stage: Stage): boolean =>
  commandsOf(stage).some((c) => c.name === "busybox") ||
  chain(stage).some(({ instructions }) =>
    instructions.some(
      ({ keyword, words, flags, exec }) =>
        keyword === "SHELL" ||
        (keyword === "RUN" && flags.some((f) => f.name === "mount")) ||
        (keyword === "RUN" && exec) ||
        ((keyword === "COPY" || keyword === "ADD") &&
          (words.some((w) => w.value === undefined || /(?:^|\/)(?:busybox|sh|bash|dash)$|rootfs|\.(?:tar|tgz|txz|tar\.\w+)$/.test(w.value)) ||
            flags.some((f) => f.name === "from" && f.value.is((from) => from.includes("busybox"))) ||
            (words.at(-1)?.is((to) => /^\/?(?:\.?\/?|usr\/?|bin\/?|usr\/(?:local\/)?bin\/?)$/.test(to)) && !words.slice(0, -1).every(isFile)))),
    ),
  );

/** Is a source one file by its name, and no folder that may hold anything? */
const isFile = (source: Instruction["words"][number]): boolean =>
  source.is((path) => /(?:^|\/)[\w-]+(?:\.\w+)?$/.test(path) && !/(?:^|\/)(?:bin|usr|out|dist|root|image|fs)$/.test(path));

function asArray(instruction: Instruction): readonly Fix[] {
  const words = plainWords(instruction);
  const flags = instruction.flags.map((f) => `${writtenOf(f)} `).join("");
  const before = instruction.keyword === "HEALTHCHECK" ? `HEALTHCHECK ${flags}CMD` : instruction.keyword;
  // Nothing that worked can change: it does not start as it is.
  return words ? fix("Write it as a JSON array", "safe", instruction.replace(execForm(before, words))) : [];
}
