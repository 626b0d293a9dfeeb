import { bad, daemon, good } from "../../kit/example.ts";
import { fix, rule } from "../../kit/rule.ts";
import type { Field } from "../../model/field.ts";

export default rule({
  name: "open-engine-api",
  on: "daemon",
  title: "The API of Docker's engine asks for no certificate",
  severity: "error",
  risk: "host",
  why: `Whoever may use the API of the engine is root on its host: a container that mounts \`/\` is one request away. Over TCP nothing but a certificate of the client keeps others out; \`tls\` without \`tlsverify\` encrypts, and lets everybody in. Open ports 2375 are found and used within hours.

An address of the host itself is a warning: each process of the host can use it, and what a browser or a container in the host's network can be talked into.

To reach the engine from elsewhere, \`DOCKER_HOST=ssh://…\` needs no port at all.`,
  refs: [
    "NIST SP 800-190 4.5.4",
    "CWE-306",
    "CIS Docker 2.7",
    "https://docs.docker.com/engine/security/protect-access/",
    "https://docs.docker.com/engine/daemon/remote-access/",
  ],

  *check({ hosts, tlsVerify }) {
    if (!tlsVerify.is(false)) return;
    for (const host of hosts.items.filter((h) => h.is((url) => /^tcp:\/\//i.test(url) && !url.includes("${")))) {
      const local = isLocal(host);
      yield {
        at: host.at,
        key: host.value ?? "",
        severity: local ? "warning" : "error",
        message: local
          ? `Every process on this host can use the engine's API at ${host.value}, and so be root.`
          : `Whoever reaches ${host.value} is root on this host: the engine's API asks for no certificate.`,
        fixes: hosts.items.length > 1 ? fix("Offer the API no longer over TCP", "unsafe", host.remove()) : [],
      };
    }
  },

  examples: [
    bad(daemon`
      {
        "hosts": ["unix:///var/run/docker.sock", «"tcp://0.0.0.0:2375"»],
        "live-restore": true
      }
    `).to(daemon`
      {
        "hosts": ["unix:///var/run/docker.sock"],
        "live-restore": true
      }
    `),
    bad(daemon`
      {
        "hosts": [«"tcp://0.0.0.0:2376"»],
        "tls": true,
        "tlsverify": false
      }
    `).because("Encrypted, and open."),
    bad(daemon`
      {
        "hosts": ["fd://", «"tcp://127.0.0.1:2375"»],
        "live-restore": true
      }
    `),
    good(daemon`
      {
        "hosts": ["unix:///var/run/docker.sock", "tcp://0.0.0.0:2376"],
        "tlsverify": true,
        "tlscacert": "/etc/docker/ca.pem",
        "tlscert": "/etc/docker/server.pem",
        "tlskey": "/etc/docker/server-key.pem"
      }
    `).because("Clients must show a certificate."),
    good(daemon`
      {
        "hosts": ["unix:///var/run/docker.sock"],
        "live-restore": true
      }
    `),
  ],
});

const isLocal = (host: Field<string>): boolean => host.is((url) => /^tcp:\/\/(?:localhost|127\.\d{1,3}\.\d{1,3}\.\d{1,3}|\[::1\])(?::|$)/i.test(url));
