import { bad, dockerfile, good } from "../../kit/example.ts";
import { fix, rule } from "../../kit/rule.ts";
import { accountsOf } from "../../knowledge/base-images/accounts.ts";
import { baseImage } from "../../knowledge/base-images/find.ts";
import type { Command, Instruction, Stage } from "../../model/build.ts";
import { commandsOf } from "../../model/chain.ts";
import { namedImage } from "../../model/image-name.ts";
import { isChmod } from "../../model/mode-change.ts";
import { packageCommand } from "../../model/package-command.ts";
import { startsSomething } from "../../model/start.ts";
import { isRoot, usersAt } from "../../model/user-at.ts";

export default rule({
  name: "inherited-setuid",
  on: "stage",
  title: "Programs of the base image run as root for everyone",
  severity: "hint",
  risk: "image",
  preset: "all",
  why: `Distributions come with programs that run as their owner, root, whoever starts them: \`su\`, \`mount\`, \`passwd\`, \`chfn\`. A container needs none of them, and a flaw in one of them makes root of the user that
\`USER\` names. Without the bits they are as good as any other program.

Reported is the final stage, where it starts something and its base is an image of the Debian or Red Hat family, or Alpine with a package that brings such programs, unless a step takes the bits away. Alpine's own image has none. \`no-new-privileges\` in the task or pod takes the effect of the bits away as well: do
one of the two. Images without a shell have no such programs.

The fix adds a step behind the last one that runs as root, in the dialect of the base's own \`find\`. It copies the files that it changes into a layer of its own, and breaks what relies on \`su\`, \`sudo\` or \`ping\`.`,
  refs: ["NIST SP 800-190 4.1.2", "CWE-250", "CIS Docker 4.8", "https://man7.org/linux/man-pages/man1/find.1.html"],
  equivalents: [{ tool: "dockle", id: "CIS-DI-0008" }],

  *check(stage) {
    const named = namedImage(stage.image);
    const known = named?.tag === undefined ? undefined : baseImage(named.name, named.tag);
    if (!stage.final || !startsSomething(stage) || !known || known.kind === "bare" || known.os === "windows" || !named?.tag) return;
    const accounts = accountsOf(named.name, named.tag);
    if (!accounts || commandsOf(stage).some(strips)) return;
    // Alpine's image has none before one of these is installed.
    const brought = accounts === "adduser" ? commandsOf(stage).flatMap(bringing)[0] : undefined;
    if (accounts === "adduser" && brought === undefined) return;
    const step = accounts === "adduser" ? `\\( -perm -4000 -o -perm -2000 \\)` : "-perm /6000";
    const place = lastAsRoot(stage, known.user);
    yield {
      at: stage.base.at,
      message: `${brought === undefined ? `${named.name}:${named.tag} has` : `With ${brought}, the image has`} setuid programs, which make root of whoever finds a flaw in one.`,
      fixes: place
        ? fix("Take the bits away", "unsafe", stage.insertAfter(place.after, `RUN find / -xdev -type f ${step} -exec chmod a-s {} +`))
        : [],
    };
  },

  examples: [
    bad(dockerfile`
      FROM «debian:13-slim»
      RUN apt-get update && apt-get install -y nginx
      USER www-data
      CMD ["nginx"]
    `).to(dockerfile`
      FROM debian:13-slim
      RUN apt-get update && apt-get install -y nginx
      RUN find / -xdev -type f -perm /6000 -exec chmod a-s {} +
      USER www-data
      CMD ["nginx"]
    `),
    bad(dockerfile`
      FROM «node:24-alpine»
      RUN apk add --no-cache shadow
      COPY server.js /
      USER node
      COPY data /data
      CMD ["node", "/server.js"]
    `)
      .to(dockerfile`
        FROM node:24-alpine
        RUN apk add --no-cache shadow
        COPY server.js /
        RUN find / -xdev -type f \( -perm -4000 -o -perm -2000 \) -exec chmod a-s {} +
        USER node
        COPY data /data
        CMD ["node", "/server.js"]
      `)
      .because("BusyBox's find takes one bit at a time."),
    good(dockerfile`
      FROM debian:13-slim
      RUN find / -xdev -perm /6000 -type f -exec chmod a-s {} \; || true
      USER 1000
      CMD ["/server"]
    `).because("They are taken away."),
    good(dockerfile`
      FROM debian:13-slim
      RUN find / -perm +6000 -type f | xargs chmod u-s,g-s
      CMD ["/server"]
    `).because("In another way."),
    good(dockerfile`
      FROM alpine:3.23
      RUN apk add --no-cache ca-certificates
      CMD ["/server"]
    `).because("Alpine's image has no such programs."),
    good(dockerfile`
      FROM gcr.io/distroless/base-debian13
      CMD ["/server"]
    `).because("There are none."),
    good(dockerfile`
      FROM debian:13-slim
      RUN apt-get update
    `).because("It starts nothing: a tool of a build."),
    good(dockerfile`
      FROM registry.example.com/base:1
      CMD ["/server"]
    `).because("Nobody knows."),
  ],
});

/** Packages of Alpine with setuid programs that the command installs. */
const bringing = (command: Command): readonly string[] => {
  const use = packageCommand(command);
  return use?.does === "install" ? use.packages.flatMap((p) => (p.is((name) => withSetuid.test(name)) ? (p.value ?? []) : [])) : [];
};
const withSetuid = /^(?:shadow|sudo|doas|busybox-suid|util-linux|fuse3?|mount|umount)$/;

/** Does it take the bits away, by find, xargs or itself? */
const strips = ({ words }: Command): boolean =>
  words.some((w) => w.is(isChmod)) && words.some((w) => w.is((mode) => mode.split(",").every((clause) => /^[ugoa]*-[rwxt]*s/.test(clause))));

/** The last step that may change what is root's; undefined where none may. */
function lastAsRoot(stage: Stage, own: string | undefined): { readonly after: Instruction | undefined } | undefined {
  const users = usersAt(stage);
  const asRoot = (i: Instruction): boolean => users.get(i)?.is(isRoot) ?? own === "root";
  const last = stage.instructions.findLast((i) => (i.keyword === "RUN" || i.keyword === "COPY" || i.keyword === "ADD") && asRoot(i));
  if (last) return { after: last };
  const inherited = stage.parent?.user;
  return (inherited && !inherited.unset ? inherited.is(isRoot) : own === "root") ? { after: undefined } : undefined;
}
