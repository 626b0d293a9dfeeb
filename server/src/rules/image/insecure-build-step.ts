import { bad, dockerfile, good } from "../../kit/example.ts";
import { fix, rule } from "../../kit/rule.ts";

export default rule({
  name: "insecure-build-step",
  on: "stage",
  title: "A build step runs with rights of the host",
  severity: "warning",
  risk: "image",
  why: `\`RUN --security=insecure\` runs the step with all capabilities and without seccomp and AppArmor, like a privileged container: what it downloads and
runs can take over the machine that builds, with its cache and the credentials of all other builds. \`RUN --network=host\` lets the step reach what listens on
the builder's loopback and in its network: metadata services, registries without a password, the engine.

All stages are judged, for a builder stage runs on the same machine. BuildKit refuses both without an entitlement (\`--allow security.insecure\`), which builds of such a file
then all give.

The fix takes the flag away. What needs it (mounts, nested containers, a service on the builder's host) then fails.`,
  refs: ["NIST SP 800-190 4.1.2", "CWE-250", "https://docs.docker.com/reference/dockerfile/#run---security"],

  *check({ instructions }) {
    for (const { keyword, keywordAt, flags } of instructions) {
      if (keyword !== "RUN") continue;
      for (const [i, { name, value, at }] of flags.entries()) {
        const insecure = name === "security" && value.is("insecure");
        if (!insecure && !(name === "network" && value.is("host"))) continue;
        const before = flags[i - 1]?.at.end ?? keywordAt.end;
        const text = `--${name}=${value.value}`;
        yield {
          at: at,
          message: insecure
            ? "This step runs with all capabilities and without seccomp: what it runs can take over the machine that builds."
            : "This step uses the network of the machine that builds, its loopback and metadata service included.",
          severity: insecure ? "error" : "warning",
          fixes: fix(`Remove ${text}`, "unsafe", [{ at: at.source.at(before, at.end), text: "" }]),
        };
      }
    }
  },

  examples: [
    bad(dockerfile`
      FROM debian:12-slim AS build
      RUN «--security=insecure» ./build.sh
      FROM debian:12-slim
    `).to(dockerfile`
      FROM debian:12-slim AS build
      RUN ./build.sh
      FROM debian:12-slim
    `),
    bad(dockerfile`
      FROM debian:12-slim
      RUN --mount=type=cache,target=/cache «--network=host» \
          apt-get update
    `).to(dockerfile`
      FROM debian:12-slim
      RUN --mount=type=cache,target=/cache \
          apt-get update
    `),

    good(dockerfile`
      FROM debian:12-slim
      RUN --network=none --security=sandbox make
      RUN --network=default ./fetch.sh --network=host
    `).because("The defaults, a step without network, and a flag of the script's own."),
    good(dockerfile`
      FROM debian:12-slim
      ARG NET
      RUN --network=$NET make
    `).because("Known to the build only."),
  ],
});
