import { bad, dockerfile, good } from "../../kit/example.ts";
import { rule } from "../../kit/rule.ts";
import type { Stage } from "../../model/build.ts";
import { chain, commandsOf } from "../../model/chain.ts";
import { isRoot } from "../../model/user-at.ts";

export default rule({
  name: "privileged-port",
  on: "stage",
  title: "A user that is not root listens on a port below 1024",
  severity: "hint",
  risk: "image",
  preset: "all",
  why: `Ports below 1024 are root's unless the kernel is told otherwise. Docker tells it so since 20.10, other runtimes and host networks do not, and there the process fails to start until
somebody makes it root again. A port above 1023 works everywhere; what people see is up to the load balancer, the service or \`-p 80:8080\`.

Nothing is reported where the image gives a program the capability (\`setcap cap_net_bind_service\`), and where the user or the port is known to the build only. There is no fix: the port is also
in the configuration of what listens.`,
  refs: ["NIST SP 800-190 4.1.2", "https://docs.docker.com/engine/release-notes/20.10/"],

  *check(stage) {
    const { final, user } = stage;
    if (!final || user.value === undefined || isRoot(user.value) || /^container/i.test(user.value) || mayBind(stage)) return;
    for (const { instructions } of chain(stage).toReversed()) {
      for (const { keyword, words } of instructions) {
        if (keyword !== "EXPOSE") continue;
        for (const port of words) {
          if (!port.is((text) => /^[0-9]{1,4}(?:\/[a-z]+)?$/i.test(text) && Number.parseInt(text, 10) < 1024 && Number.parseInt(text, 10) > 0))
            continue;
          yield {
            at: port.at,
            message: `The image runs as ${user.value}, who may not listen on port ${Number.parseInt(port.value ?? "", 10)} with every runtime.`,
          };
        }
      }
    }
  },

  examples: [
    bad(dockerfile`
      FROM debian:12-slim
      USER 1000
      EXPOSE «80» 8080 «443/tcp»
    `),
    bad(dockerfile`
      FROM debian:12-slim AS base
      EXPOSE «53/udp»
      FROM base
      USER app
    `),

    good(dockerfile`
      FROM debian:12-slim
      EXPOSE 80
      USER root
    `).because("Root may."),
    good(dockerfile`
      FROM debian:12-slim
      EXPOSE 80
    `).because("Whose user it is, is not said."),
    good(dockerfile`
      FROM debian:12-slim
      RUN setcap cap_net_bind_service=+ep /usr/bin/web
      USER 1000
      EXPOSE 80
    `).because("The program may."),
    good(dockerfile`
      FROM debian:12-slim
      ARG PORT
      USER 1000
      EXPOSE $PORT 1024 8080 3000-3010
    `).because("Known to the build only, and other ports."),
  ],
});

const mayBind = (stage: Stage): boolean =>
  commandsOf(stage).some((c) => c.words.some((w) => w.is((text) => text.toLowerCase().includes("cap_net_bind_service"))));
