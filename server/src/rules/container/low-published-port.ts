import { bad, compose, good } from "../../kit/example.ts";
import { rule } from "../../kit/rule.ts";
import { together } from "../../kit/together.ts";
import { nameOf } from "../../model/container.ts";
import { listed } from "../../model/enumeration.ts";
import type { Field } from "../../model/field.ts";

export default rule({
  name: "low-published-port",
  on: "container",
  title: "A port below 1024 is published",
  severity: "hint",
  risk: "container",
  preset: "all",
  why: `Ports below 1024 are root's: whoever reaches one of a machine takes what answers for the system itself. Docker lets every container have them. And a program that listens on one within its container has to start as root, or with a capability, on runtimes that keep to the kernel's default.

A web server has port 80 for good reasons, so it is a hint in the preset \`all\` only, once for each service.`,
  refs: ["NIST SP 800-190 4.3.3", "CIS Docker 5.8", "https://docs.docker.com/engine/network/port-publishing/"],

  *check(container) {
    const { workload, ports, namespaces } = container;
    if (workload.platform !== "compose" || namespaces.network.is("host")) return;
    const [first, ...others] = ports.items.flatMap((p) => [p.host, p.container].filter(isLow).slice(0, 1));
    if (!first) return;
    const numbers = [...new Set([first, ...others].map((p) => p.value ?? ""))];
    yield {
      ...together([first, ...others], (p) => p.at),
      message: `"${nameOf(container)}" publishes ${numbers.length > 1 ? "ports" : "port"} ${listed(numbers)}, below 1024, where only root may listen by default.`,
    };
  },

  examples: [
    bad(compose`
      services:
        names: { image: names:1.4, ports: ["«53»:53/udp", "8080:80"] }
    `),
    good(compose`
      services:
        web: { image: web:1.4, ports: ["8080:8080", "127.0.0.1::5000", "\${PORT}:8443"] }
        log: { image: log:2, network_mode: host, ports: ["80:80"] }
    `).because("All are above; with the host's network no port is published."),
  ],
});

/** By its lower end, where it is a range. */
const isLow = (port: Field<string>): boolean => port.is((written) => Number(written.split("-", 1)[0]) > 0 && Number(written.split("-", 1)[0]) < 1024);
