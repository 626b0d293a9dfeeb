import { bad, daemon, good } from "../../kit/example.ts";
import { fix, rule } from "../../kit/rule.ts";

export default rule({
  name: "permissive-engine",
  on: "daemon",
  title: "Docker's engine keeps containers less apart than it could",
  severity: "info",
  risk: "host",
  preset: "strict",
  why: `What \`daemon.json\` says holds for all containers of a host that say nothing themselves:

- \`userns-remap\` makes root in a container a user without rights on the host. Without it a process that breaks out as root is root.
- \`no-new-privileges\` keeps processes from gaining rights through setuid programs.
- \`icc\` set to false keeps containers in the default network from each other.

One finding for a file with what it leaves out. A seccomp profile that is switched off, and logs that are kept nowhere, are warnings of their own.

The fix sets all three. Mind that with user namespaces the engine starts with empty storage of its own, and that containers which need the host's own users must say so; rootless mode does the same by other means. On Fargate and on hosts with Bottlerocket there is no such file to write.`,
  refs: [
    "NIST SP 800-190 4.4.3",
    "NIST SP 800-190 4.5.5",
    "CIS Docker 2.2",
    "CIS Docker 2.9",
    "CIS Docker 2.14",
    "CIS Docker 2.17",
    "https://docs.docker.com/reference/cli/dockerd/#daemon-configuration-file",
    "https://docs.docker.com/engine/security/userns-remap/",
  ],

  *check(engine) {
    const { at, seccompProfile, logDriver } = engine;
    const missing = [
      ...(engine.userRemap.unset || engine.userRemap.is("") ? [`"userns-remap"`] : []),
      ...(engine.noNewPrivileges.is(false) ? [`"no-new-privileges"`] : []),
      ...(engine.interContainer.is(true) ? [`"icc": false`] : []),
    ];
    if (missing.length > 0) {
      yield {
        at,
        key: "defaults",
        message: `Containers of this host are not kept apart as they could be, for ${missing.length > 1 ? "these are" : "this is"} not set: ${missing.join(", ")}.`,
        fixes: fix(missing.length > 1 ? "Set them" : "Set it", "unsafe", engine.keepApart()),
      };
    }
    if (seccompProfile.is("unconfined")) {
      yield {
        at: seccompProfile.at,
        key: "seccomp",
        severity: "warning",
        message: "Containers of this host may make any system call, for the seccomp profile is off.",
        fixes: fix("Take the profile of the engine", "unsafe", seccompProfile.remove()),
      };
    }
    if (logDriver.is("none")) {
      yield { at: logDriver.at, key: "logs", severity: "warning", message: "What containers of this host print is kept nowhere." };
    }
  },

  examples: [
    bad(daemon`
      {
        «"log-driver"»: "journald",
        "icc": true
      }
    `)
      .to(daemon`
      {
        "log-driver": "journald",
        "icc": false,
        "userns-remap": "default",
        "no-new-privileges": true
      }
    `)
      .because("All containers of the host have these defaults."),
    bad(daemon`
      {
        «"userns-remap"»: "default",
        "no-new-privileges": false,
        "icc": false
      }
    `).to(daemon`
      {
        "userns-remap": "default",
        "no-new-privileges": true,
        "icc": false
      }
    `),
    bad(daemon`
      {
        "userns-remap": "default",
        "no-new-privileges": true,
        "icc": false,
        "seccomp-profile": «"unconfined"»,
        "log-driver": «"none"»
      }
    `).to(daemon`
      {
        "userns-remap": "default",
        "no-new-privileges": true,
        "icc": false,
        "log-driver": "none"
      }
    `),
    good(daemon`
      {
        "userns-remap": "default",
        "no-new-privileges": true,
        "icc": false,
        "log-driver": "awslogs"
      }
    `),
  ],
});
