import { bad, daemon, good } from "../../kit/example.ts";
import { fix, rule } from "../../kit/rule.ts";
import type { Field } from "../../model/field.ts";

export default rule({
  name: "insecure-registry",
  on: "daemon",
  title: "Images come from a registry that nobody verifies",
  severity: "error",
  risk: "registry",
  why: `With a registry that is listed as insecure the engine speaks TLS without looking at the certificate, or no TLS at all. So does it with a mirror whose address begins with \`http://\`. Whoever is on the way, in the network or through its name service, hands the host an image of their own, which then runs; and reads the credentials of each pull.

Registries on the host itself are left alone: what goes to \`localhost\` stays there, and the engine takes it for insecure anyway.

The fix takes the entry away: the registry then needs a certificate that the host trusts, of a public authority, or of your own in \`/etc/docker/certs.d\`. Amazon ECR has one.`,
  refs: [
    "NIST SP 800-190 4.2.1",
    "CWE-295",
    "CWE-319",
    "CIS Docker 2.5",
    "https://docs.docker.com/reference/cli/dockerd/#insecure-registries",
    "https://docs.docker.com/engine/security/certificates/",
  ],

  *check({ insecureRegistries, mirrors }) {
    for (const registry of insecureRegistries.items) {
      if (registry.value === undefined || isLocal(registry.value)) continue;
      const everywhere = /^(?:0\.0\.0\.0|::)\/0$/.test(registry.value);
      yield {
        at: registry.at,
        key: registry.value,
        message: everywhere
          ? "The engine verifies the certificate of no registry: any network on the way can put in images of its own."
          : `The engine does not verify who answers for ${registry.value}, and speaks to it without TLS if need be.`,
        fixes: fix("Take the registry out of the list", "unsafe", registry.remove()),
      };
    }
    for (const mirror of mirrors.items.filter(isPlain)) {
      yield {
        at: mirror.at,
        key: mirror.value ?? "",
        message: `Images come from ${mirror.value} without TLS.`,
        fixes: fix("Ask the mirror through https", "unsafe", mirror.set((mirror.value ?? "").replace(/^http:/i, "https:"))),
      };
    }
  },

  examples: [
    bad(daemon`
      {
        "insecure-registries": [«"registry.shop.internal:5000"», "localhost:5000"],
        "log-driver": "journald"
      }
    `).to(daemon`
      {
        "insecure-registries": ["localhost:5000"],
        "log-driver": "journald"
      }
    `),
    bad(daemon`
      {
        "registry-mirrors": [«"http://mirror.shop.internal"»]
      }
    `).to(daemon`
      {
        "registry-mirrors": ["https://mirror.shop.internal"]
      }
    `),
    bad(daemon`
      {
        "insecure-registries": [«"0.0.0.0/0"»]
      }
    `).because("All of them."),
    good(daemon`
      {
        "insecure-registries": ["localhost:5000", "127.0.0.0/8", "[::1]:5000"],
        "registry-mirrors": ["https://mirror.gcr.io", "http://127.0.0.1:5000"]
      }
    `).because("What does not leave the host."),
    good(daemon`
      {
        "insecure-registries": ["\${REGISTRY}"]
      }
    `).because("Only deployment knows it."),
  ],
});

const isPlain = (mirror: Field<string>): boolean => mirror.is((url) => /^http:\/\//i.test(url) && !isLocal(url.slice("http://".length)));
const isLocal = (host: string): boolean => /^(?:localhost|127\.\d{1,3}\.\d{1,3}\.\d{1,3}|\[?::1\]?)(?:[:/]|$)/i.test(host) || host.includes("${");
