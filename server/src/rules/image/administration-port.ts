import { bad, dockerfile, good } from "../../kit/example.ts";
import { fix, rule } from "../../kit/rule.ts";
import type { Instruction } from "../../model/build.ts";
import { isForDevelopment } from "../../model/development.ts";
import type { Field } from "../../model/field.ts";
import { isForLogin } from "../../model/login.ts";
import { startWords } from "../../model/start.ts";
import { removeWord } from "../../model/word-removal.ts";

export default rule({
  name: "administration-port",
  on: "stage",
  title: "Port for administration or debugging is exposed",
  severity: "warning",
  risk: "image",
  why: `A way to log in, to steer the engine or to debug a process is a way into the container that goes around the application: SSH, telnet, RDP, VNC and WinRM
ask for a password at best, an engine's API on 2375 and a debugger's port ask for nothing and run whatever they are given.
\`EXPOSE\` opens nothing by itself, but it is what \`docker run -P\`, compose files and people who write task definitions go by.

SSH is left alone in images that serve Git or SFTP or are a bastion, by their name. A debugger's port is reported with high confidence where the image starts the debugger or is
made for that language, else with low: other programs use the same numbers; it is left alone in what is made for development by its name. Variables are left alone.

Containers are entered with \`docker exec\`, \`kubectl exec\` or ECS Exec, which authenticate and can be recorded.`,
  refs: ["NIST SP 800-190 4.1.2", "CWE-489", "CIS Docker 5.7", "https://docs.docker.com/reference/dockerfile/#expose"],
  equivalents: [
    { tool: "checkov", id: "CKV_DOCKER_1" },
    { tool: "trivy", id: "DS-0004" },
  ],

  *check(stage) {
    if (!stage.shipped || !stage.instructions.some(exposesSuch)) return;
    const forLogin = isForLogin(stage);
    const forDevelopment = isForDevelopment(stage);
    const runs = [stage.image.value ?? "", ...startWords(stage)].join(" ");
    for (const instruction of stage.instructions) {
      if (instruction.keyword !== "EXPOSE") continue;
      for (const [i, word] of instruction.words.entries()) {
        const port = portOf(word);
        const service = services.get(port);
        if (!service || (port === 22 && forLogin) || (service.sure && forDevelopment)) continue;
        yield {
          at: word.at,
          message: `Port ${port} is that of ${service.what}: a way into the container beside the application.`,
          confidence: service.sure?.test(runs) === false ? "low" : "high",
          fixes: fix(`Do not expose ${word.value}`, "unsafe", removeWord(instruction, i)),
        };
      }
    }
  },

  examples: [
    bad(dockerfile`
      FROM alpine:3.22
      EXPOSE 3000 80 443 «22»
      CMD ["/app"]
    `).to(dockerfile`
      FROM alpine:3.22
      EXPOSE 3000 80 443
      CMD ["/app"]
    `),
    bad(dockerfile`
      FROM debian:12-slim
      EXPOSE «23/tcp»
      CMD ["/app"]
    `).to(dockerfile`
      FROM debian:12-slim
      CMD ["/app"]
    `),
    bad(dockerfile`
      FROM eclipse-temurin:21-jre
      EXPOSE «5005» 8080
      CMD ["java", "-agentlib:jdwp=transport=dt_socket,server=y,address=*:5005", "-jar", "/app.jar"]
    `).to(dockerfile`
      FROM eclipse-temurin:21-jre
      EXPOSE 8080
      CMD ["java", "-agentlib:jdwp=transport=dt_socket,server=y,address=*:5005", "-jar", "/app.jar"]
    `),
    bad(dockerfile`
      FROM node:22-slim
      EXPOSE 3000 «9229»
      CMD ["node", "server.js"]
    `),
    bad(dockerfile`
      FROM docker:28-dind
      EXPOSE «2375»
    `),
    bad(dockerfile`
      FROM registry.example.com/app:7
      EXPOSE «5005»
    `).because("Low confidence: it may be anything's port."),
    bad(dockerfile`
      FROM registry.gitlab.com/team/app:7
      EXPOSE «22»
    `).because("A registry's name says nothing of the image."),

    good(dockerfile`
      FROM alpine:3.22
      EXPOSE 80 443 8080 2222 8022 5000 22000-22100
    `).because("Other ports."),
    good(dockerfile`
      FROM gitea/gitea:1.24
      EXPOSE 22 3000
    `).because("Git over SSH."),
    good(dockerfile`
      FROM eclipse-temurin:21 AS development
      EXPOSE 8080 5005
    `).because("A stage for development."),
    good(dockerfile`
      FROM debian:12-slim AS bastion
      EXPOSE 22
    `).because("To log in is what it is for."),
    good(dockerfile`
      ARG PORT
      FROM alpine:3.22
      ARG PORT
      EXPOSE $PORT
    `).because("Known to the build only."),
    good(dockerfile`
      FROM alpine:3.22
      EXPOSE 22/udp
    `).because("SSH is no UDP."),
    good(dockerfile`
      FROM debian:12 AS test
      EXPOSE 22
      FROM scratch
      COPY --from=test /app /app
    `).because("What a builder exposes is not in the image."),
  ],
});

interface Service {
  readonly what: string;
  /** In what starts or in the name of the base: then it is meant. */
  readonly sure?: RegExp;
}
const services: ReadonlyMap<number, Service> = new Map([
  [22, { what: "SSH" }],
  [23, { what: "telnet, which sends passwords in clear text" }],
  [512, { what: "rexec, which sends passwords in clear text" }],
  [513, { what: "rlogin, which sends passwords in clear text" }],
  [2375, { what: "the Docker engine's API without TLS" }],
  [2376, { what: "the Docker engine's API" }],
  [3389, { what: "RDP" }],
  [5005, { what: "Java's debugger", sure: /jdwp|(?:^|[/:-])(?:java|jdk|jre|openjdk|temurin|corretto|spring|tomcat|jetty|maven|gradle)/ }],
  [5900, { what: "VNC" }],
  [5901, { what: "VNC" }],
  [5985, { what: "WinRM without TLS" }],
  [5986, { what: "WinRM" }],
  [9229, { what: "Node's debugger", sure: /--inspect|(?:^|\/)(?:node|nodejs|npm|yarn|pnpm|nest|bun)\b/ }],
]);

/** The TCP port that a word of EXPOSE names; 0 for all else. */
function portOf(word: Field<string>): number {
  const [, digits, protocol = "tcp"] = /^([0-9]{2,4})(?:\/([a-z]+))?$/i.exec(word.value ?? "") ?? [];
  return protocol.toLowerCase() === "tcp" ? Number(digits ?? 0) : 0;
}

const exposesSuch = ({ keyword, words }: Instruction): boolean => keyword === "EXPOSE" && words.some((w) => services.has(portOf(w)));
