import { bad, dockerfile, good } from "../../kit/example.ts";
import { type Fix, fix, type Report, rule } from "../../kit/rule.ts";
import type { Command, Stage } from "../../model/build.ts";
import { chain, commandsOf } from "../../model/chain.ts";
import type { Field } from "../../model/field.ts";
import { specialBits, withoutSpecialBits } from "../../model/file-mode.ts";
import { isChmod, type ModeChange, modeChanges, modeOfCopy } from "../../model/mode-change.ts";

export default rule({
  name: "setuid-binary",
  on: "stage",
  title: "A program is made setuid or setgid",
  severity: "warning",
  risk: "image",
  why: `A setuid program runs as its owner, mostly root, whoever starts it. A flaw in it, or in what it was never meant to be called with, makes root of the
unprivileged user that \`USER\` so carefully set; a shell, an interpreter or an editor with the bit needs no flaw at all.

Judged is what ends in the final image: the final stage and the stages that it is built on. A setgid bit on a directory only passes its group on to new files and is
not reported where the target is known to be a directory; where it is not known, confidence is low. Nothing is reported where a later step takes
the bits of that file or of all files away. Programs copied from another stage with \`COPY --from\` keep their bits, which is not seen here.

The fix takes the bit away. What relied on it then fails for users other than root: give the program the one capability that it needs (\`setcap cap_net_bind_service=+ep\`),
or do its work in a step of the build. A container with \`no-new-privileges\` ignores the bit anyway.`,
  refs: ["NIST SP 800-190 4.1.2", "CWE-250", "CWE-732", "CIS Docker 4.8"],
  equivalents: [{ tool: "dockle", id: "CIS-DI-0008" }],

  *check(stage) {
    if (!stage.final) return;
    const directories = madeDirectories(stage);
    const cleared = clearedPaths(stage);
    const stripped = commandsOf(stage)
      .filter(stripsAll)
      .map((c) => c.at.start)
      .reduce((a, b) => Math.max(a, b), -1);
    for (const { instructions, commands } of chain(stage).toReversed()) {
      for (const command of commands) {
        if (command.at.start < stripped) continue;
        for (const use of modeChanges(command)) {
          if (use.targets.length > 0 && use.targets.every((t) => t.is((path) => (cleared.get(path) ?? -1) > command.at.start))) continue;
          yield* report(use, directories);
        }
      }
      for (const instruction of instructions) {
        if (instruction.at.start < stripped) continue;
        for (const change of modeOfCopy(instruction)) yield* report(change, directories);
      }
    }
  },

  examples: [
    bad(dockerfile`
      FROM alpine:3.22
      COPY helper /usr/local/bin/helper
      RUN chmod «4755» /usr/local/bin/helper && apk add --no-cache curl
      USER nobody
    `).to(dockerfile`
      FROM alpine:3.22
      COPY helper /usr/local/bin/helper
      RUN chmod 755 /usr/local/bin/helper && apk add --no-cache curl
      USER nobody
    `),
    bad(dockerfile`
      FROM alpine:3.22
      RUN apk add --no-cache bash && chmod «u+s» /bin/bash
    `).to(dockerfile`
      FROM alpine:3.22
      RUN apk add --no-cache bash
    `),
    bad(dockerfile`
      FROM debian:12-slim
      COPY --chmod=«4755» helper /usr/local/bin/
    `).to(dockerfile`
      FROM debian:12-slim
      COPY --chmod=755 helper /usr/local/bin/
    `),
    bad(dockerfile`
      FROM debian:12-slim AS base
      RUN install -o root -m «06755» helper /usr/local/bin/
      FROM base
      USER nobody
    `).because("The final stage is built on the one that installs it."),
    bad(dockerfile`
      FROM debian:12-slim
      RUN chmod -v «u=rwxs,g=rx,o=rx» /usr/bin/tool
    `).to(dockerfile`
      FROM debian:12-slim
      RUN chmod -v u=rwx,g=rx,o=rx /usr/bin/tool
    `),
    bad(dockerfile`
      FROM debian:12-slim
      RUN find /opt/tools -type f -exec chmod «+s» {} +
    `),
    bad(dockerfile`
      FROM debian:12-slim
      RUN chmod «2755» /usr/bin/crontab
    `).because("Low confidence: were it a directory, the bit would do no harm."),

    bad(dockerfile`
      FROM debian:12-slim
      RUN install «-m4755» helper /usr/local/bin/ && install «--mode=6755» other /usr/local/bin/
    `)
      .to(dockerfile`
      FROM debian:12-slim
      RUN install -m755 helper /usr/local/bin/ && install --mode=6755 other /usr/local/bin/
    `)
      .because("The mode may be part of the option."),

    good(dockerfile`
      FROM debian:12-slim
      RUN chmod u+s /tmp/helper && /tmp/helper && rm /tmp/helper
      RUN chmod 4755 /usr/bin/tool
      RUN chmod 755 /usr/bin/tool && cd /srv && chmod g+s .
    `).because("The file is gone, its mode is another in the end, and `.` is a directory."),
    good(dockerfile`
      FROM debian:12-slim
      RUN chmod 0755 /entrypoint.sh && chmod 1777 /tmp && chmod +x /a && chmod 755 /b && chmod u+x,g-w /c
    `).because("Permissions and the sticky bit."),
    good(dockerfile`
      FROM debian:12-slim
      RUN chmod a-s /usr/bin/passwd && chmod u-s /bin/su && chmod u=rwx-s /bin/x
    `).because("These take the bits away."),
    good(dockerfile`
      FROM debian:12-slim
      RUN find / -xdev -perm /6000 -type f -exec chmod a-s {} + || true
    `).because("So does this, from all files."),
    good(dockerfile`
      FROM debian:12-slim
      RUN chmod u+s /usr/bin/tool
      RUN find / -perm -4000 -exec chmod u-s {} \;
    `).because("The bit is gone in the end."),
    good(dockerfile`
      FROM debian:12-slim
      RUN mkdir -p /srv/shared && chmod g+s /srv/shared && chmod 2775 /var/spool/app/ && chmod -R g+ws /srv/data && install -d -m 2775 /srv/x
      RUN find /home -type d -exec chmod g+s {} +
    `).because("On a directory, setgid passes the group on."),
    good(dockerfile`
      FROM debian:12 AS build
      RUN chmod u+s /usr/bin/tool
      FROM debian:12-slim
      CMD ["/app"]
    `).because("A builder's files stay behind."),
    good(dockerfile`
      FROM debian:12-slim
      ARG MODE
      RUN chmod $MODE /usr/bin/tool && echo "chmod u+s /bin/x" && chmod --reference=/bin/ls /bin/x
    `).because("Known to the build only, a text, and another file's mode."),
  ],
});

function* report({ mode, targets, unnamed = "its targets", inTree, command }: ModeChange, directories: ReadonlySet<string>): Iterable<Report> {
  const bits = mode.value === undefined ? undefined : specialBits(mode.value);
  if (!mode.value || !bits || (!bits.setuid && !bits.setgid)) return;
  const isDirectory = (t: Field<string>): boolean => t.is((path) => /(?:^|\/)\.{0,2}$/.test(path) || directories.has(path));
  if (!bits.setuid && (inTree || (targets.length > 0 && targets.every(isDirectory)))) return;
  const what = targets.flatMap((t) => t.value ?? [])[0];
  const name = bits.setuid ? (bits.setgid ? "setuid and setgid" : "setuid") : "setgid";
  const as = bits.setuid ? (bits.setgid ? "owner and group" : "owner") : "group";
  yield {
    at: mode.at,
    message: `Mode ${mode.value} makes ${what ?? unnamed} ${name}: whoever runs it does so as its ${as}.`,
    confidence: bits.setuid ? "high" : "low",
    fixes: cure(mode, mode.value, command),
  };
}

function cure(mode: Field<string>, value: string, command: Command | undefined): readonly Fix[] {
  const left = withoutSpecialBits(value);
  if (left !== undefined) return fix(`Use the mode ${left}`, "unsafe", mode.set(left));
  return command ? fix(`Remove "chmod ${value}"`, "unsafe", command.remove()) : [];
}

/** `find / -perm /6000 -exec chmod a-s {} +` */
const stripsAll = ({ name, words }: Command): boolean =>
  name === "find" &&
  words.some((w) => w.is("-perm")) &&
  words.some((w) => w.is(isChmod)) &&
  words.some((w) => w.is((text) => /^[ugoa,]*-s$|^[ug]-s,[ug]-s$/.test(text)));

/** Where the bits of a path are taken away last: by a mode without them, or with the file. */
function clearedPaths(stage: Stage): ReadonlyMap<string, number> {
  const cleared = new Map<string, number>();
  const clear = (paths: readonly Field<string>[], at: number): void => {
    for (const { value } of paths) if (value !== undefined) cleared.set(value, Math.max(cleared.get(value) ?? -1, at));
  };
  for (const command of commandsOf(stage)) {
    if (command.name === "rm") clear(command.words.slice(1), command.at.start);
    for (const { mode, targets } of modeChanges(command)) if (mode.is(takesBits)) clear(targets, command.at.start);
  }
  return cleared;
}
/** 755, 0755, u-s, a-s, u=rwx: of a file, chmod takes the bits with these. */
const takesBits = (mode: string): boolean => /^0*[01]?[0-7]{3}$|^(?:[ugoa]*-[rwxt]*s|u=[rwxt]*|a?=[rwxt]*)$/.test(mode);

/** Paths that a step of the image makes as directories. */
function madeDirectories(stage: Stage): ReadonlySet<string> {
  const made = new Set<string>();
  const add = (words: readonly Field<string>[]): void => {
    for (const w of words) if (w.value !== undefined) made.add(w.value);
  };
  for (const { name, words } of commandsOf(stage)) if (name === "mkdir") add(words.slice(1));
  for (const s of chain(stage)) for (const i of s.instructions) if (i.keyword === "WORKDIR" || i.keyword === "VOLUME") add(i.words);
  return made;
}
