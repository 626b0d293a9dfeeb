import { bad, dockerfile, good } from "../../kit/example.ts";
import { rule } from "../../kit/rule.ts";
import type { Instruction } from "../../model/build.ts";
import type { Field } from "../../model/field.ts";

export default rule({
  name: "system-workdir",
  on: "stage",
  title: "The image works in a system directory",
  severity: "warning",
  risk: "image",
  why: `What is copied to, unpacked in or written by a process that works in a system directory lies among the system's own files: it may replace them, it
is trusted as they are, and the user of the process must be allowed to write where only root should. /proc, /sys and /dev are mounted over when the container starts: what
a build puts there is not seen again.

Reported is a working directory that the image starts in, or that something is copied to by a relative path. A \`WORKDIR /etc\` that a later one replaces after a few
commands does no harm. Directories of applications below them (/usr/src/app, /usr/local/app, /etc/nginx) are left alone.

There is no fix, for commands that rely on the directory cannot be told: use a directory of the application's own, like /app.`,
  refs: ["NIST SP 800-190 4.1.2", "CWE-668"],
  equivalents: [{ tool: "trivy", id: "DS-0030" }],

  *check({ instructions, shipped, final }) {
    if (!shipped) return;
    let copied = false;
    let last = true;
    for (const instruction of instructions.toReversed()) {
      copied ||= copiesHere(instruction);
      if (instruction.keyword !== "WORKDIR") continue;
      const [path] = instruction.words;
      // That a process merely starts there does no harm yet.
      if (path?.is(isSystem) && (copied || (final && last)))
        yield { at: path.at, message: message(path, copied), confidence: copied || path.is(isVirtual) ? "high" : "low" };
      copied = false;
      last = false;
    }
  },

  examples: [
    bad(dockerfile`
      FROM node:22-slim
      WORKDIR «/usr/bin»
      COPY . .
      CMD ["node", "server.js"]
    `),
    bad(dockerfile`
      FROM debian:12-slim
      COPY app /app
      WORKDIR «/etc/»
      CMD ["/app"]
    `).because("Low confidence: it may only start there."),
    bad(dockerfile`
      FROM debian:12-slim
      WORKDIR «/proc/self»
      CMD ["/app"]
    `),
    bad(dockerfile`
      FROM debian:12-slim
      WORKDIR «/lib»
      COPY --chmod=755 ["our.so", "."]
      WORKDIR /app
    `).because("What is copied stays there."),

    good(dockerfile`
      FROM node:22-slim
      WORKDIR /usr/src/app
      WORKDIR /etc/nginx
      WORKDIR /usr/local/app
      WORKDIR /opt
      COPY . .
    `).because("Directories of applications."),
    good(dockerfile`
      FROM debian:12-slim
      WORKDIR /etc
      RUN sed -i s/a/b/ hosts.allow
      WORKDIR /app
      COPY . .
    `).because("It changes a file of the system on purpose, and goes."),
    good(dockerfile`
      FROM debian:12-slim
      WORKDIR /usr/lib
      COPY a.so /opt/a/
      WORKDIR /
    `).because("An absolute path does not care."),
    good(dockerfile`
      ARG HOME_DIR
      FROM debian:12-slim
      ARG HOME_DIR
      WORKDIR $HOME_DIR
    `).because("Known to the build only."),
    good(dockerfile`
      FROM golang:1.24 AS build
      WORKDIR /usr/lib
      COPY . .
      FROM scratch
      COPY --from=build /app /app
    `).because("A builder's files stay behind."),
  ],
});

const isSystem = (path: string): boolean => isVirtual(path) || /^\/(?:(?:usr\/)?(?:s?bin|lib|lib64)|usr\/libexec|etc|boot|usr)\/?$/.test(path);
const isVirtual = (path: string): boolean => /^\/(?:proc|sys|dev)(?:\/|$)/.test(path) && !path.startsWith("/dev/shm");

/** Does it copy to a path relative to the working directory? */
const copiesHere = ({ keyword, words }: Instruction): boolean =>
  (keyword === "COPY" || keyword === "ADD") && words.length > 1 && (words.at(-1)?.is((path) => !path.startsWith("/")) ?? false);

const message = (path: Field<string>, copied: boolean): string =>
  path.is(isVirtual)
    ? `${path.value} is the kernel's: what is put there is gone when the container starts.`
    : copied
      ? `What is copied to the working directory ${path.value} lies among the system's files, and may replace them.`
      : `The image starts in ${path.value}, among the system's files.`;
