import { bad, compose, ecs, file, good, kubernetes } from "../../kit/example.ts";
import { fix, rule } from "../../kit/rule.ts";
import type { Stage } from "../../model/build.ts";
import { chain } from "../../model/chain.ts";
import { type Container, nameOf } from "../../model/container.ts";
import { listed } from "../../model/enumeration.ts";

export default rule({
  name: "unexposed-port",
  on: "deployment",
  title: "The port that is opened is none that the image says it listens on",
  severity: "hint",
  risk: "container",
  preset: "strict",
  why: `\`EXPOSE\` opens nothing: it says on which ports the program in an image listens. Where a task or pod maps another one, one of the two is wrong: requests reach nobody, health checks fail, or a port stands open that was meant for something else, such as an administrator's.

Judged is the Dockerfile of this workspace that builds the image, if there is exactly one such and it says its ports in numbers. Silent where the image or the container tells a program its port in a variable or an argument, and where one of the mapped ports is exposed: the others may be for other protocols.

The fix, where either has but one port, maps the one that the image says.`,
  refs: [
    "NIST SP 800-190 4.4.2",
    "https://docs.docker.com/reference/dockerfile/#expose",
    "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_PortMapping.html",
  ],

  *check({ container, build }) {
    const exposed = build && exposedBy(build);
    const mapped = container.ports.items.filter((p) => p.container.is((text) => /^\d{1,5}$/.test(text)));
    const [first, ...others] = mapped;
    if (!exposed || exposed.length === 0 || !first || mapped.length < container.ports.items.length) return;
    if (mapped.some((p) => exposed.includes(p.container.value ?? "") || isTold(container, build, p.container.value ?? ""))) return;
    const [only, ...more] = exposed;
    const isOne = others.length === 0 && more.length === 0 && only !== undefined && first.host.unset;
    yield {
      at: first.container.at,
      message: `Container "${nameOf(container)}" has port ${listed(mapped.map((p) => p.container.value ?? ""))} opened, while its image says that it listens on ${listed(exposed)}.`,
      related: [{ at: build.from, message: "The image is built here." }],
      fixes: isOne ? fix(`Open port ${only}`, "unsafe", first.container.set(only)) : [],
    };
  },

  examples: [
    bad(
      ecs`
      {
        "family": "shop",
        "containerDefinitions": [{ "name": "web", "image": "web:1.4", "portMappings": [{ "containerPort": «8080» }] }]
      }
    `,
      file("web/Dockerfile")`
      FROM node:24-slim
      EXPOSE 3000
      CMD ["node", "server.js"]
    `,
    ).to(ecs`
      {
        "family": "shop",
        "containerDefinitions": [{ "name": "web", "image": "web:1.4", "portMappings": [{ "containerPort": 3000 }] }]
      }
    `),
    bad(
      kubernetes`
      apiVersion: v1
      kind: Pod
      metadata: { name: shop }
      spec:
        containers:
          - name: web
            image: registry.example.com/shop/web:1.4
            ports: [{ containerPort: «80» }]
    `,
      file("web/Dockerfile")`
      FROM node:24-slim
      EXPOSE 3000/tcp 9100
    `,
    ).because("Two ports are said: which is meant, nobody knows."),
    good(
      compose`
      services:
        web: { build: web, ports: ["8080:3000"] }
        api: { build: web, ports: ["8081:9000"], environment: { PORT: 9000 } }
        top: { build: web, ports: ["8082:9100", "8083:3000"] }
    `,
      file("web/Dockerfile")`
      FROM node:24-slim
      EXPOSE 3000
    `,
    ).because("The port that the image says, another one that a variable says, and one beside it."),
    good(
      ecs`{ "family": "shop", "containerDefinitions": [{ "name": "web", "image": "web:1.4", "portMappings": [{ "containerPort": 8080 }] }] }`,
      file("web/Dockerfile")`
      FROM node:24-slim
      ARG PORT
      EXPOSE 3000 $PORT
    `,
    ).because("The build says another port, perhaps this one."),
    good(
      ecs`{ "family": "shop", "containerDefinitions": [{ "name": "web", "image": "web:1.4", "portMappings": [{ "containerPort": 8080 }] }] }`,
      file("web/Dockerfile")`
      FROM node:24-slim
      EXPOSE 3000
      CMD ["node", "server.js", "--port=8080"]
    `,
    ).because("An argument says so."),
  ],
});

/** The ports of all stages that end in the image; undefined where one is known to the build only. */
function exposedBy(build: Stage): readonly string[] | undefined {
  const words = chain(build).flatMap((s) => s.instructions.flatMap((i) => (i.keyword === "EXPOSE" ? i.words : [])));
  const ports = words.map((w) => /^(\d{1,5})(?:\/[a-z]{1,5})?$/i.exec(w.value ?? "")?.[1]);
  return ports.every((p) => p !== undefined) ? [...new Set(ports)] : undefined;
}

/** Does anything that starts the program name the port? */
function isTold({ environment, environmentFiles, command, entryPoint }: Container, build: Stage, port: string): boolean {
  if (environment.state === "opaque" || environmentFiles.items.length > 0) return true;
  const names = new RegExp(`(?:^|\\D)${port}(?:\\D|$)`);
  const started = chain(build).flatMap((s) =>
    s.instructions.filter((i) => i.keyword === "CMD" || i.keyword === "ENTRYPOINT").flatMap((i) => i.words),
  );
  const variables = chain(build).flatMap((s) => s.variables.map((v) => v.value));
  return [...environment.items.map((v) => v.value), ...command.items, ...entryPoint.items, ...started, ...variables].some(
    (text) => text.opaque || text.is((value) => names.test(value)),
  );
}
