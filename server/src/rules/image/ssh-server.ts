import { bad, dockerfile, good } from "../../kit/example.ts";
import { rule } from "../../kit/rule.ts";
import type { Command } from "../../model/build.ts";
import { commandsOf } from "../../model/chain.ts";
import type { Field } from "../../model/field.ts";
import { isForLogin } from "../../model/login.ts";
import { started } from "../../model/start.ts";

export default rule({
  name: "ssh-server",
  on: "stage",
  title: "Image holds an SSH server",
  severity: "warning",
  risk: "image",
  why: `An SSH server in a container is a second way in, with accounts, keys and passwords of its own that somebody must rotate, host keys that every copy of the image
shares when they are made by the build, and sessions that the platform neither authenticates nor records. It mostly runs as root beside the application, and so needs an init.

Judged is what ends in the final image. A server that is started or prepared (\`ssh-keygen -A\`, /run/sshd, sshd_config) is reported with high confidence, one that
is only installed with medium, and packages that bring client and server alike (\`openssh\` in Alpine, \`ssh\` in Debian) with low. The client alone is not reported, nor are images that are for
logging in by their name: Git servers, SFTP, bastions.

Containers are entered with \`docker exec\`, \`kubectl exec\` or ECS Exec.`,
  refs: ["NIST SP 800-190 4.1.2", "CWE-1188", "CIS Docker 5.7"],

  *check(stage) {
    if (!stage.final || isForLogin(stage)) return;
    const commands = commandsOf(stage);
    const starts = started(stage).flatMap((i) => i.words.filter((w) => w.is((text) => runs.test(text))))[0];
    if (starts) {
      yield { at: starts.at, message: "The image starts an SSH server: a second way in, with accounts and keys of its own." };
      return;
    }
    const prepared = commands.find(prepares);
    const removed = commands.reduce((last, c) => (removes(c) ? Math.max(last, c.at.start) : last), -1);
    const kept = commands.filter((c) => installs(c) && c.at.start > removed);
    const brought = (names: RegExp): Field<string> | undefined => kept.flatMap((c) => c.words.filter((w) => w.is((text) => names.test(text))))[0];
    const installed = brought(packages);
    const both = brought(withServer);
    const at = installed?.at ?? (prepared ? (both?.at ?? prepared.at) : both?.at);
    if (!at) return;
    yield {
      at,
      message: prepared
        ? "An SSH server is installed and prepared to run: a second way in, with accounts and keys of its own."
        : `${(installed ?? both)?.value} brings an SSH server: a second way in where it is started.`,
      confidence: prepared ? "high" : installed ? "medium" : "low",
    };
  },

  examples: [
    bad(dockerfile`
      FROM debian:12-slim
      RUN apt-get update && apt-get install -y --no-install-recommends openssh-server
      CMD [«"/usr/sbin/sshd"», "-D"]
    `),
    bad(dockerfile`
      FROM debian:12-slim
      RUN apt-get update && apt-get install -y «openssh-server» curl \
       && mkdir -p /var/run/sshd
      CMD ["/start.sh"]
    `),
    bad(dockerfile`
      FROM amazonlinux:2023
      RUN dnf install -y «openssh-server»
      CMD ["/app"]
    `).because("Medium confidence: nothing starts it here."),
    bad(dockerfile`
      FROM alpine:3.22
      RUN apk add --no-cache git «openssh»
      CMD ["/app"]
    `).because("Low confidence: most want the client, which openssh-client is."),
    bad(dockerfile`
      FROM alpine:3.22
      RUN apk add --no-cache «openssh» && ssh-keygen -A
      CMD ["/start.sh"]
    `),

    good(dockerfile`
      FROM debian:12-slim
      RUN apt-get update && apt-get install -y openssh-client && ssh-keyscan github.com >> /etc/ssh/ssh_known_hosts && ssh-keygen -t ed25519 -f /key
      CMD ["/app"]
    `).because("The client alone, and a key."),
    good(dockerfile`
      FROM debian:12-slim
      RUN apt-get update && apt-get install -y openssh-server && apt-get purge -y openssh-server && echo "apt-get install openssh-server"
      CMD ["/app"]
    `).because("It is gone in the end."),
    good(dockerfile`
      FROM debian:12 AS test
      RUN apt-get update && apt-get install -y openssh-server
      FROM debian:12-slim
      CMD ["/app"]
    `).because("A builder's packages stay behind."),
    good(dockerfile`
      FROM debian:12-slim AS sftp
      RUN apt-get update && apt-get install -y openssh-server
      CMD ["/usr/sbin/sshd", "-D"]
    `).because("To log in is what it is for."),
  ],
});

const runs = /(?:^|[/\s])(?:sshd|dropbear)(?:\s|$)|\bservice ssh start\b/;
const packages = /^(?:openssh-server(?:-[a-z]+)?|dropbear|tinyssh)(?:[=~<>].*)?$/;
const withServer = /^(?:openssh|ssh)(?:[=~<>].*)?$/;
const managers: ReadonlySet<string> = new Set(["apt-get", "apt", "apk", "yum", "dnf", "microdnf", "tdnf", "zypper", "pacman"]);

const installs = ({ name, words }: Command): boolean =>
  name !== undefined && managers.has(name) && words.some((w) => w.is((text) => text === "install" || text === "add" || /^-S[yu]*$/.test(text)));

/** Takes it away again. */
const removes = ({ name, words }: Command): boolean =>
  name !== undefined &&
  managers.has(name) &&
  words.some((w) => w.is((text) => /^(?:remove|purge|erase|del|autoremove)$/.test(text))) &&
  words.some((w) => w.is((text) => packages.test(text) || withServer.test(text)));

/** `ssh-keygen -A`, `mkdir /run/sshd`, `sed -i … /etc/ssh/sshd_config`, `service ssh start` */
const prepares = ({ name, words }: Command): boolean =>
  (name === "ssh-keygen" && words.some((w) => w.is("-A"))) ||
  (name === "mkdir" && words.some((w) => w.is((text) => /^\/(?:var\/)?run\/sshd\/?$/.test(text)))) ||
  ((name === "sed" || name === "echo" || name === "tee" || name === "cp") && words.some((w) => w.is("/etc/ssh/sshd_config"))) ||
  ((name === "service" || name === "rc-update" || name === "systemctl") && words.some((w) => w.is((text) => /^sshd?(?:\.service)?$/.test(text)))) ||
  name === "sshd";
