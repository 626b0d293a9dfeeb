import { bad, dockerfile, good } from "../../kit/example.ts";
import { type Fix, fix, type Report, rule } from "../../kit/rule.ts";
import { chain, commandsOf } from "../../model/chain.ts";
import { withoutWorldWrite, worldWritable } from "../../model/file-mode.ts";
import { type ModeChange, modeChanges, modeOfCopy } from "../../model/mode-change.ts";

export default rule({
  name: "world-writable-file",
  on: "stage",
  title: "Files are made writable for everyone",
  severity: "warning",
  risk: "image",
  why: `Whoever gets to run anything in the container, as whatever user, can change these files: the application's code, a script that root
starts, a configuration that loads a library. A mode like 777 is mostly there because the files belong to the wrong user.

Judged is what ends in the final image: the final stage and the stages that it is built on. A sticky bit (\`1777\`, as on /tmp) keeps everyone from changing
what others made and is not reported; \`+w\` without a letter before it is up to the umask, which keeps it from everyone else. Nothing is reported where a later step gives
the same path another mode, nor for modes that only the build knows.

The fix leaves the owner what the mode gave and takes the writing from the others. What ran as another user and wrote there then fails: make that user the owner
(\`COPY --chown\`, \`chown\`), or for OpenShift's arbitrary users give the group 0 what the owner has (\`chgrp -R 0 … && chmod -R g=u …\`).`,
  refs: ["NIST SP 800-190 4.1.2", "CWE-732", "CWE-276"],
  equivalents: [{ tool: "tally", id: "world-writable-state-path-workaround" }],

  *check(stage) {
    if (!stage.final) return;
    const mended = new Map<string, number>();
    for (const { mode, targets } of commandsOf(stage).flatMap(modeChanges)) {
      if (!mode.is(worldWritable))
        for (const t of targets) if (t.value !== undefined) mended.set(t.value, Math.max(mode.at.start, mended.get(t.value) ?? 0));
    }
    for (const { instructions, commands } of chain(stage).toReversed())
      for (const change of [...commands.flatMap(modeChanges), ...instructions.flatMap(modeOfCopy)]) yield* report(change, mended);
  },

  examples: [
    bad(dockerfile`
      FROM python:3.13-slim
      COPY . /app
      RUN mkdir -p /app/data && chmod -R «777» /app
    `).to(dockerfile`
      FROM python:3.13-slim
      COPY . /app
      RUN mkdir -p /app/data && chmod -R 755 /app
    `),
    bad(dockerfile`
      FROM debian:12-slim
      COPY --chmod=«0666» settings.ini /etc/app/
    `).to(dockerfile`
      FROM debian:12-slim
      COPY --chmod=0644 settings.ini /etc/app/
    `),
    bad(dockerfile`
      FROM debian:12-slim
      RUN chmod «a+rwX» /srv/data && chmod «ugo+w» /srv/list
    `).to(dockerfile`
      FROM debian:12-slim
      RUN chmod u+rwX,go+rX /srv/data && chmod ugo+w /srv/list
    `),
    bad(dockerfile`
      FROM debian:12-slim
      RUN mkdir /srv/data && chmod «o+w» /srv/data
    `)
      .to(dockerfile`
        FROM debian:12-slim
        RUN mkdir /srv/data
      `)
      .because("Nothing else is in this mode."),
    bad(dockerfile`
      FROM debian:12-slim
      RUN chmod «777» /tmp
    `)
      .to(dockerfile`
        FROM debian:12-slim
        RUN chmod 1777 /tmp
      `)
      .because("Everyone may write to /tmp, but for its sticky bit everyone may delete what others wrote."),
    bad(dockerfile`
      FROM debian:12-slim AS base
      RUN install -d -m «0777» /var/cache/app
      FROM base
      USER 1000
    `).because("The final stage is built on the one that makes it."),

    good(dockerfile`
      FROM debian:12-slim
      RUN chmod 755 /app && chmod 1777 /tmp && chmod 775 /srv && chmod +w /a && chmod +x /b && chmod u+w,g+w /c && chmod a+rX /d
    `).because("None of these lets everyone write: +w is up to the umask."),
    good(dockerfile`
      FROM debian:12-slim
      RUN chgrp -R 0 /app && chmod -R g=u /app && chmod -R ug+rwX,o-w /app && chmod a+rwxt /srv/drop
    `).because("The group 0 for OpenShift, and a sticky bit."),
    good(dockerfile`
      FROM debian:12-slim
      RUN chmod 777 /app/run.sh
      RUN chmod 755 /app/run.sh
    `).because("It is not so in the end."),
    good(dockerfile`
      FROM golang:1.24 AS build
      RUN mkdir -p /go/pkg && chmod 777 /go/pkg
      FROM scratch
      COPY --from=build /bin/app /app
      USER 65532
    `).because("A builder's files stay behind."),
    good(dockerfile`
      FROM debian:12-slim
      ARG MODE
      RUN chmod $MODE /app && echo "chmod 777 /app" && chmod 666 /dev/stdout
    `).because("Known to the build only, a text, and a device that the container gets when it starts."),
  ],
});

/** `mended`: where a path last gets a mode that does not let everyone write. */
function* report(change: ModeChange, mended: ReadonlyMap<string, number>): Iterable<Report> {
  const { mode, targets } = change;
  const value = mode.value;
  if (value === undefined || !worldWritable(value)) return;
  const paths = targets.flatMap((t) => t.value ?? []);
  if (targets.length > 0 && paths.length === targets.length && paths.every((p) => /^\/(?:dev|proc|sys)\//.test(p))) return;
  const redone = (path: string): boolean => (mended.get(path) ?? -1) > mode.at.start;
  if (paths.length > 0 && paths.length === targets.length && paths.every(redone)) return;
  yield {
    at: mode.at,
    message: `Mode ${value} lets every user in the container change ${paths[0] ?? change.unnamed ?? "its targets"}.`,
    fixes: cure(change, value, paths),
  };
}

function cure({ mode, command }: ModeChange, value: string, paths: readonly string[]): readonly Fix[] {
  const shared = paths.length > 0 && paths.every((p) => /^\/(?:var\/)?tmp\/?$/.test(p));
  const left = shared ? (/^0?777$/.test(value) ? "1777" : undefined) : withoutWorldWrite(value);
  if (left !== undefined) return fix(`Use the mode ${left}`, "unsafe", mode.set(left));
  return command && !shared ? fix(`Remove "chmod ${value}"`, "unsafe", command.remove()) : [];
}
