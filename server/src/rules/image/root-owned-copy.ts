import { bad, dockerfile, good } from "../../kit/example.ts";
import { type Fix, fix, rule } from "../../kit/rule.ts";
import type { Command, Instruction, Stage } from "../../model/build.ts";
import { chain } from "../../model/chain.ts";
import type { Field } from "../../model/field.ts";
import { isRoot, usersAt, withoutGroup } from "../../model/user-at.ts";

export default rule({
  name: "root-owned-copy",
  on: "stage",
  title: "What is copied belongs to root, and its user must change it",
  severity: "warning",
  risk: "image",
  why: `\`COPY\` and \`ADD\` give what they copy to root, whatever \`USER\` stands above them. That is right for code, which its process should not be able to change. It is wrong where a step of
the same user changes the mode or owner of the file, which fails the build, and where the process is to write there. What is done about it at last is mostly to drop \`USER\`, or a mode like 777.

Reported is a copy below a \`USER\` that is not root where a later step of that user runs \`chmod\` or \`chown\` on the very path, and with low confidence one to a home, /data or a declared
volume. With \`--chown\` it is as the file says. Bases that have no root-like owner (Windows) are left alone.

The fix says the mode or owner of one file with \`--chmod\` or \`--chown\` in \`COPY\` itself, which needs no further step, and takes that away. Where the user needs the file only to be there before \`USER\`, move \`COPY\` above it.`,
  refs: ["NIST SP 800-190 4.1.2", "CWE-276", "https://docs.docker.com/reference/dockerfile/#copy---chown---chmod"],
  equivalents: [{ tool: "tally", id: "copy-after-user-without-chown" }],

  *check(stage) {
    const users = usersAt(stage);
    const changes = changesOf(stage);
    const places = stage.final ? volumes(stage) : [];
    const chowned = stage.commands.findLast((c) => c.name === "chown")?.at.start ?? -1;
    for (const instruction of stage.instructions) {
      const { keyword, keywordAt, at, words, flags } = instruction;
      const target = words.at(-1)?.value;
      if ((keyword !== "COPY" && keyword !== "ADD") || !target?.startsWith("/") || flags.some((f) => f.name === "chown")) continue;
      const user = users.get(instruction);
      if (!user?.value || isRoot(user.value) || /^container/i.test(user.value)) continue;
      const name = withoutGroup(user.value);
      const failing = pathsOf(target, words.slice(0, -1)).flatMap((path) => changes.get(path) ?? [])[0];
      if (failing && failing.at.start > at.end && users.get(failing.instruction) === user) {
        yield {
          at: keywordAt,
          message: `${target} belongs to root, so ${failing.name} fails as ${name}.`,
          related: [{ at: failing.at, message: `This step runs as ${name}.` }],
          fixes: inCopy(instruction, failing),
        };
      } else if (stage.final && chowned < at.end && isWritten(target, [`/home/${name}`, "/data", ...places]) && !program.test(target)) {
        const message = `What is copied to ${target} belongs to root, so ${name} cannot change it.`;
        yield { at: keywordAt, message, severity: "hint", confidence: "low" };
      }
    }
  },

  examples: [
    bad(dockerfile`
      FROM node:22-slim
      USER node
      «COPY» start.sh /start.sh
      RUN chmod +x /start.sh
    `).to(dockerfile`
      FROM node:22-slim
      USER node
      COPY --chmod=755 start.sh /start.sh
    `),
    bad(dockerfile`
      FROM node:22-slim
      USER 1000:1000
      COPY start.sh stop.sh /opt/
      «COPY» bin/run.sh /opt/bin/
      RUN ls && chmod 755 /opt/bin/run.sh
    `),
    bad(dockerfile`
      FROM debian:12-slim
      VOLUME /srv/state
      USER app
      «COPY» seed.db /srv/state/
      CMD ["/app"]
    `).because("Low confidence: it may only read it."),

    good(dockerfile`
      FROM alpine:3.23
      RUN adduser -D app
      USER app
      COPY process.sh /home/app/process.sh
      CMD ["/home/app/process.sh"]
    `).because("A program is there to be run."),
    good(dockerfile`
      FROM node:22-slim
      USER node
      COPY --chown=node:node start.sh /start.sh
      RUN chmod +x /start.sh
    `).because("It owns the file."),
    good(dockerfile`
      FROM node:22-slim
      USER node
      COPY start.sh /start.sh
      USER root
      RUN chmod +x /start.sh
      USER node
    `).because("The step is root."),
    good(dockerfile`
      FROM node:22-slim
      COPY start.sh /start.sh
      RUN chmod +x /start.sh
      USER node
      COPY . /app
      COPY conf /etc/app
      RUN chmod -R o-w /tmp/cache
    `).because("Code and configuration are for reading."),
    good(dockerfile`
      FROM registry.example.com/base:7
      COPY start.sh /start.sh
      RUN chmod +x /start.sh
    `).because("Whose user it is, is not known."),
    good(dockerfile`
      ARG RUN_AS
      FROM debian:12-slim
      ARG RUN_AS
      USER $RUN_AS
      COPY start.sh /start.sh
      RUN chmod +x /start.sh
    `).because("Known to the build only."),
  ],
});

/** What the failing step says of one file, said by the copy itself. */
function inCopy({ keywordAt, words: copied, flags }: Instruction, command: Command): readonly Fix[] {
  const [, mode, path, ...more] = command.words;
  if (copied.length !== 2 || flags.some((f) => f.name === "chmod") || !mode?.value || !path || more.length > 0) return [];
  const sets =
    command.name === "chmod" ? (/^(?:a?\+x)$/.test(mode.value) ? "755" : /^0?[0-7]{3}$/.test(mode.value) ? mode.value : undefined) : mode.value;
  const flag = command.name === "chgrp" || sets === undefined ? undefined : `--${command.name}=${sets}`;
  const removed = command.remove();
  if (flag === undefined || removed.length === 0) return [];
  return fix(`Say ${flag} in the copy instead`, "unsafe", [{ at: keywordAt.source.at(keywordAt.end), text: ` ${flag}` }, ...removed]);
}

/** Its user runs it, and should not be able to change it. */
const program = /\.(?:jar|js|mjs|pl|py|rb|sh)$/;

/** The paths that a copy makes, as far as they are files by their names: of `a b /opt/` both /opt/a and /opt/b. */
function pathsOf(target: string, sources: readonly Field<string>[]): readonly string[] {
  const names = sources.flatMap((s) =>
    s.is((path) => /(?:^|\/)[\w-]+(?:\.[\w-]+)+$/.test(path)) ? [s.value?.slice(s.value.lastIndexOf("/") + 1) ?? ""] : [],
  );
  return target.endsWith("/") ? names.map((n) => target + n) : sources.length === 1 && names.length === 1 ? [target] : [];
}

/** The last command that changes the mode or owner of a path, and fails the build where it cannot. */
function changesOf(stage: Stage): ReadonlyMap<string, Command> {
  const changes = new Map<string, Command>();
  for (const command of stage.commands) {
    const { name, words, at } = command;
    if (name !== "chmod" && name !== "chown" && name !== "chgrp") continue;
    if (/^[^\n&;|]{0,40}\|\|/.test(at.source.text.slice(at.end, at.end + 80))) continue;
    for (const w of words.slice(1)) if (w.value !== undefined) changes.set(w.value, command);
  }
  return changes;
}

const isWritten = (target: string, places: readonly string[]): boolean =>
  places.some((place) => place !== "/" && `${target}/`.startsWith(place.endsWith("/") ? place : `${place}/`));

const volumes = (stage: Stage): readonly string[] =>
  chain(stage).flatMap((s) => s.instructions.flatMap((i) => (i.keyword === "VOLUME" ? i.words.flatMap((w) => w.value ?? []) : [])));
