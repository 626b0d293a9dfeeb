import { bad, dockerfile, good } from "../../kit/example.ts";
import { type Report, rule } from "../../kit/rule.ts";
import type { Command } from "../../model/build.ts";
import { commandsOf } from "../../model/chain.ts";
import { isRoot, withoutGroup } from "../../model/user-at.ts";

export default rule({
  name: "writable-system-path",
  on: "stage",
  title: "A system directory is given to an unprivileged user",
  severity: "warning",
  risk: "image",
  why: `Programs, libraries and accounts belong to root so that a process that is taken over cannot replace them. Who owns /usr or /etc, or may write to
/etc/passwd, replaces what root or the next process runs, or becomes root with an account of its own: the \`USER\` of the image then protects nothing.

Judged is what ends in the final image. Reported are \`chown\` of the system's own directories to a user other than root, and \`chmod\` that lets a group or everyone write to
the files of accounts (several images were given CVEs for a writable /etc/passwd). Directories of an application below them (/usr/src/app, /etc/nginx, /var/www, /usr/local/lib/node_modules) are left alone.

There is no fix: give the user the files that it needs, each by its path.`,
  refs: ["NIST SP 800-190 4.1.2", "CWE-732", "CWE-276"],

  *check(stage) {
    if (!stage.final) return;
    for (const command of commandsOf(stage)) yield* [...chown(command), ...chmod(command)];
  },

  examples: [
    bad(dockerfile`
      FROM debian:12-slim
      RUN useradd app && chown -R app:app «/usr» /srv/app
      USER app
    `),
    bad(dockerfile`
      FROM debian:12-slim
      RUN chown 1000 «/usr/local/bin/» && chown --recursive www-data «/etc»
      USER 1000
    `),
    bad(dockerfile`
      FROM registry.access.redhat.com/ubi9/ubi
      RUN chmod g=u «/etc/passwd»
      USER 1001
    `).because("An old recipe for OpenShift, whose arbitrary users have the group 0; the runtime adds the entry itself today."),
    bad(dockerfile`
      FROM debian:12-slim AS base
      RUN chmod 666 «/etc/shadow»
      FROM base
    `),

    good(dockerfile`
      FROM debian:12-slim
      RUN chown -R app:app /app /var/www /usr/src/app /etc/nginx /var/lib/app /usr/local/lib/node_modules /opt/app
    `).because("Directories of applications, wherever they stand."),
    good(dockerfile`
      FROM debian:12-slim
      RUN chown -R root:root /usr && chown 0:0 /etc && chown -R :staff /usr/local && chmod 644 /etc/passwd && chmod 0640 /etc/shadow
    `).because("Root owns them as before."),
    good(dockerfile`
      FROM debian:12-slim
      RUN chown -R app "$PREFIX" && chown -R $OWNER /usr && chown --from=app root /usr
    `).because("What only the build knows may be anything."),
    good(dockerfile`
      FROM debian:12 AS build
      RUN chown -R builder /usr/local
      FROM debian:12-slim
    `).because("A builder's files stay behind."),
  ],
});

const system: ReadonlySet<string> = new Set(
  ["", "/usr", "/usr/local"]
    .flatMap((root) => ["bin", "sbin", "lib", "lib64"].map((d) => `${root}/${d}`))
    .concat("/", "/boot", "/etc", "/usr", "/usr/local"),
);
const accounts: ReadonlySet<string> = new Set(["/etc/passwd", "/etc/shadow", "/etc/group", "/etc/gshadow", "/etc/sudoers", "/etc/sudoers.d"]);
const bare = (path: string): string => (path.length > 1 ? path.replace(/\/\*?$/, "") || "/" : path);

const isOption = (word: string): boolean => /^-./.test(word);

function* chown({ name, words }: Command): Iterable<Report> {
  if (name !== "chown") return;
  const [owner, ...targets] = words.slice(1).filter((w) => !w.is(isOption));
  if (!owner?.value || owner.value.startsWith(":") || isRoot(owner.value)) return;
  for (const target of targets) {
    if (!target.is((path) => system.has(bare(path)) || accounts.has(path))) continue;
    yield { at: target.at, message: `${target.value} is given to the user ${withoutGroup(owner.value)}, who can then replace what root runs.` };
  }
}

/** `g=u` gives the group what the owner has, and the owner may write. */
const groupWrites = (mode: string): boolean =>
  /^0*[0-7]?(?:[0-7][2367][0-7]|[0-7]{2}[2367])$/.test(mode) || /^(?:u?[goa][ugoa]*[+=](?:[rxX]*w[rwxX]*|u))$/.test(mode);

function* chmod({ name, words }: Command): Iterable<Report> {
  if (name !== "chmod") return;
  const [mode, ...targets] = words.slice(1).filter((w) => !w.is(isOption));
  if (!mode?.is(groupWrites)) return;
  for (const target of targets) {
    if (!target.is((path) => accounts.has(path))) continue;
    yield {
      at: target.at,
      message: `Mode ${mode.value} lets others than root write to ${target.value}, and so make themselves an account with all rights.`,
    };
  }
}
