import { bad, dockerfile, good } from "../../kit/example.ts";
import { fix, rule } from "../../kit/rule.ts";
import { accountsOf, numbersOf } from "../../knowledge/base-images/accounts.ts";
import type { BaseImage } from "../../knowledge/base-images/family.ts";
import { baseImage } from "../../knowledge/base-images/find.ts";
import type { Stage } from "../../model/build.ts";
import { chain, commandsOf } from "../../model/chain.ts";
import { type NamedImage, namedImage } from "../../model/image-name.ts";
import { madeUsers } from "../../model/made-users.ts";
import { inForce, startsSomething, startWords } from "../../model/start.ts";
import { isRoot, withoutGroup } from "../../model/user-at.ts";
import { newUser, nobody, presentUser, runAs, runAsOwner, type Target } from "../../rewrite/non-root.ts";
import { otherBase } from "../../rewrite/other-base.ts";
import { twoStages } from "../../rewrite/two-stages.ts";

export default rule({
  name: "root-user",
  on: "stage",
  title: "Image runs as root",
  severity: "warning",
  risk: "image",
  why: `A process that runs as root in a container is root for the kernel too: whoever takes it over may change every file of the image, open
raw sockets, use the capabilities that the runtime leaves it, and after an escape is root on the host.

Judged is the final stage with what it inherits: its last \`USER\`, else that of the stages it is built on, else the user of the base image as far as that is
known. Builder stages may be root. An unknown base without \`USER\` is reported with low confidence only, and so are images that set
nothing to start (mostly tools of a build), inits and daemons that start others as other users (supervisord, s6-overlay, systemd, sshd, cron) and official servers that start as root and
change to another user in their workers (nginx, Apache, PHP-FPM) or in an entrypoint that is replaced here. Where the official entrypoint changes for good (postgres,
redis, mysql …), and where a start command does (\`gosu\`, \`su-exec\`, \`setpriv\`, \`sudo -u\`), nothing is reported. Windows images are reported only where they end in \`USER ContainerAdministrator\`.

The fix names the user that the file makes and does not use, else one that it used before, else one that the base image has (\`node\`, \`bun\`, \`deno\`; 1654, which is \`$APP_UID\`, in .NET). Where there is none, it
makes one with the programs that the base's distribution has, and names its number, which Kubernetes can verify; where there are no such programs, it names the numbers 65532:65532, which need no entry in
/etc/passwd. Folders that the stage makes or declares to be written to (logs, caches, volumes) are given to the user. What a program writes beside its code is not known: an alternative gives it the whole working directory. On slim and Alpine images another alternative
is an image without a shell, whose user is not root, for the shapes that \`full-os-base\` names.
There is no fix for nginx, Apache and the like: as distributions configure them, they do not start without root. A fix may break what writes elsewhere or installs packages when it starts.`,
  refs: ["NIST SP 800-190 4.1.2", "CWE-250", "CIS Docker 4.1", "https://docs.docker.com/build/building/best-practices/#user"],
  equivalents: [
    { tool: "hadolint", id: "DL3002" },
    { tool: "checkov", id: "CKV_DOCKER_3" },
    { tool: "checkov", id: "CKV_DOCKER_8" },
    { tool: "trivy", id: "DS-0002" },
    { tool: "kics", id: "67fd0c4a-68cf-46d7-8c41-bc9fba7e40ae" },
    { tool: "kics", id: "fd54f200-402c-4333-a5a4-36ef6709af2f" },
    { tool: "dockle", id: "CIS-DI-0001" },
    { tool: "tally", id: "user-created-but-never-used" },
  ],

  *check(stage) {
    const { final, user, base } = stage;
    if (!final || user.opaque) return;
    const named = namedImage(stage.image);
    const known = named && baseImage(named.name, named.tag);
    const image = named === undefined ? "the base" : `${named.name}${named.tag === undefined ? "" : `:${named.tag}`}`;
    if (user.is(isAdministrator)) {
      yield {
        at: user.at,
        message: `The image runs as ${user.value}, who may change everything in it.`,
        confidence: "low",
        fixes: fix("Run as ContainerUser", "unsafe", user.set("ContainerUser")),
      };
      return;
    }
    if (user.unset && named && !known && !stage.image.opaque) {
      yield {
        at: base.at,
        message: `No USER is set, so the image runs as whatever user ${image} has, which is root unless its maker changed it.`,
        confidence: "low",
      };
      return;
    }
    const byDefault = user.unset && known?.user === "root";
    if ((!byDefault && !user.is(isRoot)) || changesUser(stage) || isArtifact(stage)) return;
    const replaced = known?.drops !== undefined && inForce(stage, "ENTRYPOINT").length > 0;
    if (known?.drops !== undefined && !known.rootMaster && !replaced) return;

    const made = spareUser(stage);
    const targets = targetsOf(stage, named, known, made);
    // Whatever starts as root to change user later would not start as another one.
    const mayChange = known?.drops !== undefined || bringsChanger(stage) || startsInit(stage);
    const written = user.is("root") ? "The image runs as root" : `The image runs as root: its USER is "${user.value}"`;
    const unwritten = stage.image.is("scratch")
      ? "No USER is set, so the image, built on scratch, runs as root"
      : `No USER is set and ${image} runs as root`;
    yield {
      at: byDefault ? base.at : user.at,
      message: `${byDefault ? unwritten : written}${after(known, replaced)}${unused(stage, made)}.`,
      confidence: mayChange || (byDefault && known?.kind !== "server" && !startsSomething(stage)) ? "low" : "high",
      fixes:
        mayChange || startsMaster(stage)
          ? []
          : [
              ...targets.flatMap((t) => runAs(stage, t, known?.kind !== "bare")),
              ...targets.slice(0, 1).flatMap((t) => runAsOwner(stage, t)),
              // Of full images another rule speaks.
              ...(known?.kind === "small" ? [...twoStages(stage), ...otherBase(stage)] : []),
            ],
    };
  },

  examples: [
    bad(dockerfile`
      FROM «node:22-slim»
      WORKDIR /app
      COPY . .
      CMD ["node", "server.js"]
    `)
      .to(dockerfile`
        FROM node:22-slim
        WORKDIR /app
        COPY . .
        USER node
        CMD ["node", "server.js"]
      `)
      .because("The image has a user for this, and does not use it."),
    bad(dockerfile`
      FROM python:3.12-slim
      COPY app.py /
      USER «root»
      CMD ["python", "/app.py"]
    `)
      .to(dockerfile`
        FROM python:3.12-slim
        RUN groupadd -g 10001 app && useradd -u 10001 -g app -m -s /usr/sbin/nologin app
        COPY app.py /
        USER 10001:10001
        CMD ["python", "/app.py"]
      `)
      .because("The image has no user for this: one is made as Debian does it. Its number says to Kubernetes that it is not root."),
    bad(dockerfile`
      FROM «python:3.13-alpine»
      WORKDIR /srv
      RUN mkdir -p /srv/logs && chmod 750 /srv/logs
      COPY app.py .
      VOLUME /data
      CMD ["python", "app.py"]
    `)
      .to(dockerfile`
        FROM python:3.13-alpine
        RUN addgroup -g 10001 app && adduser -D -u 10001 -G app -s /sbin/nologin app
        WORKDIR /srv
        RUN mkdir -p /srv/logs && chmod 750 /srv/logs && chown 10001:10001 /srv/logs
        COPY app.py .
        RUN mkdir -p /data && chown 10001:10001 /data
        VOLUME /data
        USER 10001:10001
        CMD ["python", "app.py"]
      `)
      .because("Alpine has BusyBox's programs for it. Folders to be written to go to the user."),
    bad(dockerfile`
      FROM «public.ecr.aws/amazonlinux/amazonlinux:2023»
      COPY server /
      CMD ["/server"]
    `)
      .to(dockerfile`
        FROM public.ecr.aws/amazonlinux/amazonlinux:2023
        COPY server /
        USER 65532:65532
        CMD ["/server"]
      `)
      .because("Amazon Linux 2023 has no useradd."),
    bad(dockerfile`
      FROM golang:1.24 AS build
      RUN CGO_ENABLED=0 go build -o /app .
      FROM «scratch»
      COPY --from=build /app /app
      ENTRYPOINT ["/app"]
    `)
      .to(dockerfile`
        FROM golang:1.24 AS build
        RUN CGO_ENABLED=0 go build -o /app .
        FROM scratch
        COPY --from=build /app /app
        USER 65532:65532
        ENTRYPOINT ["/app"]
      `)
      .because("In an empty image a process has uid 0 unless it is told otherwise."),
    bad(dockerfile`
      FROM jenkins/jenkins:2.462
      USER «root»
      RUN apt-get update && apt-get install -y make
    `)
      .to(dockerfile`
        FROM jenkins/jenkins:2.462
        USER root
        RUN apt-get update && apt-get install -y make
        USER jenkins
      `)
      .because("The base has a user of its own; the way back to it was forgotten. What is installed as root stays so."),
    bad(dockerfile`
      FROM registry.example.com/team/base:7
      USER 1001
      COPY . /srv
      USER «root»
      ENTRYPOINT ["/srv/start"]
    `)
      .to(dockerfile`
        FROM registry.example.com/team/base:7
        USER 1001
        COPY . /srv
        USER 1001
        ENTRYPOINT ["/srv/start"]
      `)
      .because("The file itself named a user before."),
    bad(dockerfile`
      FROM «node:22-alpine»
      RUN addgroup -g 1001 -S nodejs && adduser -S nextjs -u 1001 -G nodejs
      CMD ["node", "server.js"]
    `)
      .to(dockerfile`
        FROM node:22-alpine
        RUN addgroup -g 1001 -S nodejs && adduser -S nextjs -u 1001 -G nodejs
        USER nextjs
        CMD ["node", "server.js"]
      `)
      .because("A user is made, and not used."),
    bad(dockerfile`
      FROM alpine:3.22 AS base
      USER «0:0»
      FROM base
      CMD ["/bin/app"]
    `).because("A stage inherits the user of the stage that it is built on."),
    bad(dockerfile`
      FROM mcr.microsoft.com/dotnet/aspnet:8.0
      COPY out /app
      USER «root:app»
      ENTRYPOINT ["dotnet", "/app/web.dll"]
    `)
      .to(dockerfile`
        FROM mcr.microsoft.com/dotnet/aspnet:8.0
        COPY out /app
        USER 1654
        ENTRYPOINT ["dotnet", "/app/web.dll"]
      `)
      .because("A group changes nothing about the user."),
    bad(dockerfile`
      ARG RUN_AS=0
      FROM alpine:3.22
      ARG RUN_AS
      USER «$RUN_AS»
      CMD ["/bin/app"]
    `).because("The default is root."),
    bad(dockerfile`
      FROM alpine:3.22
      ARG RUN_AS=
      USER «$RUN_AS»
      CMD ["/bin/app"]
    `).because("An empty default is root, too."),
    bad(dockerfile`
      FROM «public.ecr.aws/docker/library/ruby:3.3»
      CMD ["ruby", "app.rb"]
    `).because("A mirror of an official image is that image."),
    bad(dockerfile`
      FROM «nginx:1.29»
      COPY site /usr/share/nginx/html
    `).because("Low confidence: only the workers change to another user. nginxinc/nginx-unprivileged never is root."),
    bad(dockerfile`
      FROM «postgres:17»
      ENTRYPOINT ["/start.sh"]
    `).because("Low confidence: the entrypoint that would change the user is replaced."),
    bad(dockerfile`
      FROM «registry.example.com/team/base:7»
      CMD ["/app"]
    `).because("Low confidence: a private image may have a user of its own."),
    bad(dockerfile`
      FROM «golang:1.24»
      RUN go install golang.org/x/tools/cmd/stringer@v0.30.0
    `).because("Low confidence: it sets nothing to start, and is likely a tool of a build."),
    bad(dockerfile`
      FROM mcr.microsoft.com/windows/servercore:ltsc2022
      USER «ContainerAdministrator»
      CMD ["app.exe"]
    `)
      .to(dockerfile`
        FROM mcr.microsoft.com/windows/servercore:ltsc2022
        USER ContainerUser
        CMD ["app.exe"]
      `)
      .because("Low confidence: on Windows many services need it."),

    good(dockerfile`
      FROM node:22 AS build
      RUN npm ci
      FROM gcr.io/distroless/nodejs22-debian12:nonroot
      COPY --from=build /app /app
      CMD ["/app/server.js"]
    `).because("Builder stages may be root, and this base is not."),
    good(dockerfile`
      FROM alpine:3.22 AS base
      RUN adduser -D app
      USER app
      FROM base
      CMD ["/bin/app"]
    `).because("The user is inherited."),
    good(dockerfile`
      FROM python:3.12-slim
      USER root
      RUN apt-get update && apt-get install -y libpq5
      USER app:root
      CMD ["python", "-m", "web"]
    `).because("The last USER holds, and the group root makes no root."),
    good(dockerfile`
      FROM mcr.microsoft.com/dotnet/aspnet:8.0
      USER $APP_UID
      ENTRYPOINT ["dotnet", "web.dll"]
    `).because("The base sets APP_UID."),
    good(dockerfile`
      FROM mcr.microsoft.com/dotnet/aspnet:9.0-noble-chiseled
      ENTRYPOINT ["dotnet", "web.dll"]
    `).because("Chiseled images run as 1654."),
    good(dockerfile`
      FROM alpine:3.22
      USER 10001:0
      CMD ["/bin/app"]
    `).because("Numbers need no name, and OpenShift wants the group root."),
    good(dockerfile`
      ARG RUN_AS
      FROM alpine:3.22
      ARG RUN_AS
      USER $RUN_AS
    `).because("Known to the build only."),
    good(dockerfile`
      ARG BASE
      FROM $BASE
      CMD ["/app"]
    `).because("The base is known to the build only."),
    good(dockerfile`
      FROM postgres:17
      COPY init.sql /docker-entrypoint-initdb.d/
    `).because("The official entrypoint starts as root and changes to postgres for good."),
    good(dockerfile`
      FROM alpine:3.22
      RUN apk add --no-cache su-exec
      ENTRYPOINT ["su-exec", "nobody", "/bin/app"]
    `).because("The start command changes the user."),
    bad(dockerfile`
      FROM «debian:12-slim»
      COPY --from=tianon/gosu:1.17 /gosu /usr/local/bin/
      COPY start.sh /
      ENTRYPOINT ["/start.sh"]
    `).because("Low confidence: the script may change the user, or else why gosu?"),
    bad(dockerfile`
      FROM «alpine:3.22»
      RUN apk add --no-cache nginx
      CMD ["nginx", "-g", "daemon off;"]
    `).because("No fix: configured like this, nginx does not start without root."),
    good(dockerfile`
      FROM node:22-alpine
      CMD ["sudo", "-u", "node", "node", "server.js"]
    `).because("So does sudo."),
    bad(dockerfile`
      FROM «ubuntu:24.04»
      RUN apt-get update && apt-get install -y openssh-server
      CMD ["/usr/sbin/sshd", "-D"]
    `).because("Low confidence and no fix: it needs root to become whoever logs in."),
    good(dockerfile`
      FROM scratch
      COPY out/ /
    `).because("Files to be taken out, with nothing that could run."),
    good(dockerfile`
      FROM public.ecr.aws/lambda/python:3.12
      COPY app.py \${LAMBDA_TASK_ROOT}
      CMD ["app.handler"]
    `).because("Lambda runs functions as a user of its own."),
    good(dockerfile`
      FROM mcr.microsoft.com/windows/nanoserver:ltsc2022
      CMD ["app.exe"]
    `).because("Nano Server's default is ContainerUser."),
    good(dockerfile`
      FROM golang:1.24-windowsservercore-ltsc2022
      CMD ["app.exe"]
    `).because("Windows has no root."),
  ],
});

const isAdministrator = (user: string): boolean => user.toLowerCase() === "containeradministrator";

const changers: ReadonlySet<string> = new Set(["gosu", "su-exec", "setpriv", "su", "runuser", "chpst", "setuidgid", "s6-setuidgid"]);
const base = (word: string): string => word.slice(word.lastIndexOf("/") + 1);

/** Does the start command itself change the user? */
const changesUser = (stage: Stage): boolean =>
  startWords(stage).some((word, i, words) => changers.has(base(word)) || (base(word) === "sudo" && /^(?:-u|--user)/.test(words[i + 1] ?? "")));

/** Is the first process an init or a daemon that starts others under users of their own? */
const startsInit = (stage: Stage): boolean => startWords(stage).some((word) => word === "/init" || inits.has(base(word)));
/** Is it a web server whose configuration, as distributions have it, asks for root? */
const startsMaster = (stage: Stage): boolean => startWords(stage).some((word) => masters.has(base(word)));
const masters: ReadonlySet<string> = new Set(["nginx", "httpd", "apache2", "apache2ctl", "apachectl", "apache2-foreground", "php-fpm", "squid"]);
const inits: ReadonlySet<string> = new Set(["supervisord", "systemd", "sshd", "cron", "crond", "dockerd", "runsvdir", "s6-svscan", "my_init"]);

/** Does the image get a tool whose only use is to change the user when it starts? */
const bringsChanger = (stage: Stage): boolean =>
  commandsOf(stage).some((c) => c.words.some((w) => w.is((text) => /(?:^|\/)(?:gosu|su-exec)(?:$|[-=])/.test(text)))) ||
  chain(stage).some((s) => s.instructions.some((i) => i.flags.some((f) => f.name === "from" && f.value.is((v) => v.includes("gosu")))));

/** An image to take files from has nothing to run. */
const isArtifact = (stage: Stage): boolean => stage.image.is("scratch") && !startsSomething(stage);

/** Whom the image may run as, the best first. */
function targetsOf(stage: Stage, named: NamedImage | undefined, known: BaseImage | undefined, made: string | undefined): readonly Target[] {
  const there = made ?? earlierUser(stage) ?? known?.spare ?? (known?.user === "root" ? undefined : known?.user);
  if (there !== undefined) {
    const uids = madeUsers(stage).filter((u) => u.name === there);
    const uid = uids.length === 1 ? uids[0]?.uid : undefined;
    return presentUser(there, uid ?? (named && numbersOf(named.name, there)));
  }
  // Of a base that somebody else made, it is not known who makes users there, nor whether a step may.
  const make = named?.tag !== undefined && known?.user === "root" ? accountsOf(named.name, named.tag) : undefined;
  return [...(make ? [newUser(make)] : []), { user: nobody, title: `Run as ${nobody}` }];
}

/** The one user that the image's own steps make, and do not use. */
function spareUser(stage: Stage): string | undefined {
  const made = new Set(madeUsers(stage).map((u) => u.name));
  return made.size === 1 ? [...made][0] : undefined;
}

/** Says of a user that the file makes that nothing runs as it. */
const unused = (stage: Stage, made: string | undefined): string =>
  made === undefined ||
  chain(stage).some((s) => s.instructions.some((i) => i.keyword === "USER" && i.words[0]?.is((user) => withoutGroup(user) === made)))
    ? ""
    : `; the user ${made} is made and not used`;

/** The last user other than root that the file names, before it turned back. */
const earlierUser = (stage: Stage): string | undefined =>
  chain(stage)
    .flatMap((s) => s.instructions.filter((i) => i.keyword === "USER").toReversed())
    .flatMap((i) => i.words[0]?.value ?? [])
    .find((user) => user !== "" && !isRoot(user));

const after = (known: BaseImage | undefined, replaced: boolean): string => {
  if (known?.drops === undefined) return "";
  return replaced ? `; the entrypoint that would change to ${known.drops} is replaced` : `; only its workers change to ${known.drops}`;
};
