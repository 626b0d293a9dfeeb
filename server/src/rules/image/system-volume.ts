import { bad, dockerfile, good } from "../../kit/example.ts";
import { fix, rule } from "../../kit/rule.ts";
import { removeWord } from "../../model/word-removal.ts";

export default rule({
  name: "system-volume",
  on: "stage",
  title: "A system directory is declared as a volume",
  severity: "warning",
  risk: "image",
  why: `\`VOLUME\` makes the runtime mount a volume over the directory of every container, whether anybody asks for it or not. Over a system directory that means a copy of
/etc, /usr or /bin that can be written although the root file system is read-only, that outlives the container, that may be shared with other containers (\`--volumes-from\`), and that
keeps old files when the image gets a patch. /proc, /sys and /dev belong to the kernel; a path of the engine's socket invites to mount it.

Directories for data (/var/lib/…, /data, /tmp) are what volumes are for.`,
  refs: ["NIST SP 800-190 4.1.2", "CWE-668", "https://docs.docker.com/reference/dockerfile/#volume"],
  equivalents: [{ tool: "dockle", id: "DKL-DI-0002" }],

  *check({ instructions, shipped }) {
    if (!shipped) return;
    for (const instruction of instructions) {
      if (instruction.keyword !== "VOLUME") continue;
      for (const [i, path] of instruction.words.entries()) {
        if (!path.is(isSystem)) continue;
        yield {
          at: path.at,
          message: `Every container gets a writable volume over ${path.value}, which is the system's.`,
          fixes: fix(`Remove the volume ${path.value}`, "unsafe", removeWord(instruction, i)),
        };
      }
    }
  },

  examples: [
    bad(dockerfile`
      FROM debian:12-slim
      VOLUME «/etc»
      CMD ["/app"]
    `).to(dockerfile`
      FROM debian:12-slim
      CMD ["/app"]
    `),
    bad(dockerfile`
      FROM debian:12-slim
      VOLUME /data «/proc» «/var/run/docker.sock»
    `).to(dockerfile`
      FROM debian:12-slim
      VOLUME /data /var/run/docker.sock
    `),
    bad(dockerfile`
      FROM debian:12-slim AS base
      VOLUME [«"/usr/bin/"», "/data"]
      FROM base
    `).because("The final stage inherits it."),

    good(dockerfile`
      FROM debian:12-slim
      VOLUME /data /tmp /var/lib/app ["/etc/app"] /run/app /srv /home /var/log
    `).because("Directories for data and of applications."),
    good(dockerfile`
      FROM debian:12-slim AS build
      VOLUME /usr
      FROM debian:12-slim
      ARG DATA
      VOLUME $DATA
    `).because("A builder's stays behind, and a variable may be any path."),
    good(dockerfile`
      FROM fedora:42
      VOLUME ["/sys/fs/cgroup", "/run"]
      CMD ["/sbin/init"]
    `).because("Images that run systemd ask for these."),
  ],
});

const isSystem = (path: string): boolean =>
  /^\/(?:(?:(?:usr\/)?(?:s?bin|lib|lib64)|usr|usr\/local|etc|boot|proc|sys|dev)?\/?$|(?:proc|dev|boot)\/|(?:var\/)?run\/(?:docker|containerd)[/.])/.test(
    path,
  ) && !/^\/dev\/shm/.test(path);
