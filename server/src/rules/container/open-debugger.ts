import { bad, cloudformation, compose, ecs, good, kubernetes, terraform } from "../../kit/example.ts";
import { fix, rule } from "../../kit/rule.ts";
import { debuggerIn, debuggerPorts, reachOf } from "../../knowledge/debugging.ts";
import { type Container, nameOf } from "../../model/container.ts";
import { runsForDevelopment } from "../../model/development.ts";
import type { Field } from "../../model/field.ts";
import { namedImage } from "../../model/image-name.ts";

export default rule({
  name: "open-debugger",
  on: "container",
  title: "A debugger waits for whoever attaches to it",
  severity: "warning",
  risk: "container",
  why: `A debugger runs whatever it is told with the rights of the program: it reads its memory and calls its functions. Those of Node, Java, Python and Go ask for no password, so that who reaches their port owns the container.

Found where the command or a variable starts one, and where its usual port is mapped: 9229 is Node's and nobody else's; 5005, 5678, 2345 and 6060 (Java, Python, Go, and Go's profiler) are used by others as well, and are shown for information from the preset \`strict\` on. One that listens on the loopback only is left alone. So is what is for development by the name of its file, folders, workload, namespace or container, and Compose, a developer's tool, unless the file's name says that it is for production.

The fix takes the port away; attach through \`kubectl port-forward\` or a session of Systems Manager, to a debugger that listens on the loopback.`,
  refs: [
    "NIST SP 800-190 4.4.3",
    "CWE-489",
    "https://nodejs.org/en/learn/getting-started/debugging#security-implications",
    "https://docs.oracle.com/en/java/javase/21/docs/specs/jpda/conninv.html",
  ],

  *check(container) {
    if (runsForDevelopment(container)) return;
    const name = `"${nameOf(container)}"`;
    let started = false;
    for (const { at, line } of startsOf(container)) {
      const what = debuggerIn(line);
      const confidence = reachOf(line);
      if (what === undefined || confidence === "low") continue;
      started = true;
      yield { at, confidence, message: `Container ${name} starts ${what}, which does whatever it is told by whoever reaches its port.` };
    }
    if (started) return;
    const image = namedImage(container.image)?.name ?? "";
    for (const port of container.ports.items) {
      const number = port.container.value ?? "";
      const known = debuggerPorts[number];
      if (!known || known.except?.test(image)) continue;
      yield {
        at: port.container.at,
        key: number,
        ...(known.vague ? { severity: "info", confidence: "low" } : { confidence: "medium" }),
        message: `Port ${number} of container ${name} is ${known.vague ? "usually that" : "that"} of ${known.what}, which does whatever it is told by whoever reaches it.`,
        fixes: fix(`Take port ${number} away`, "unsafe", port.remove()),
      };
    }
  },

  examples: [
    bad(ecs`
      {
        "family": "shop",
        "containerDefinitions": [
          {
            "name": "web",
            "image": "web:1.4",
            "portMappings": [
              { "containerPort": 3000 },
              { "containerPort": «9229» }
            ]
          }
        ]
      }
    `).to(ecs`
      {
        "family": "shop",
        "containerDefinitions": [
          {
            "name": "web",
            "image": "web:1.4",
            "portMappings": [
              { "containerPort": 3000 }
            ]
          }
        ]
      }
    `),
    bad(ecs`
      {
        "family": "shop",
        "containerDefinitions": [
          {
            "name": "web",
            "image": "web:1.4",
            "command": ["node", «"--inspect=0.0.0.0:9229"», "server.js"],
            "portMappings": [{ "containerPort": 9229 }]
          }
        ]
      }
    `).because("What starts it has to go; the port is part of the same."),
    bad(cloudformation`
      Resources:
        Task:
          Type: AWS::ECS::TaskDefinition
          Properties:
            ContainerDefinitions:
              - Name: web
                Image: web:1.4
                Environment:
                  - Name: JAVA_TOOL_OPTIONS
                    Value: «-agentlib:jdwp=transport=dt_socket,server=y,suspend=n,address=*:5005»
    `),
    bad(terraform`
      resource "aws_ecs_task_definition" "shop" {
        family = "shop"
        container_definitions = jsonencode([
          {
            name         = "web"
            image        = "web:1.4"
            portMappings = [{ containerPort = 8080 }, { containerPort = «5005» }]
          }
        ])
      }
    `).to(terraform`
      resource "aws_ecs_task_definition" "shop" {
        family = "shop"
        container_definitions = jsonencode([
          {
            name         = "web"
            image        = "web:1.4"
            portMappings = [{ containerPort = 8080 }]
          }
        ])
      }
    `),
    bad(kubernetes`
      apiVersion: v1
      kind: Pod
      metadata: { name: shop }
      spec:
        containers:
          - name: web
            image: web:1.4
            command: [python, -m, «debugpy», --listen, 0.0.0.0:5678, app.py]
            ports:
              - { containerPort: 5678 }
          - name: node
            image: node:24
            ports:
              - { containerPort: 8080 }
              - { containerPort: «9229» }
    `),
    good(compose`
      services:
        web: { image: "web:1.4", ports: ["9229:9229"], command: node --inspect=0.0.0.0 server.js }
    `).because("Compose is a developer's tool."),
    good(ecs`
      {
        "family": "shop-dev",
        "containerDefinitions": [{ "name": "web", "image": "web:1.4", "portMappings": [{ "containerPort": 9229 }] }]
      }
    `).because("It is for development by its name."),
    good(ecs`
      {
        "family": "flows",
        "containerDefinitions": [
          { "name": "n8n", "image": "n8nio/n8n:1.110.1", "portMappings": [{ "containerPort": 5678 }] },
          { "name": "web", "image": "web:1.4", "command": ["node", "--inspect=127.0.0.1:9229", "server.js"], "portMappings": [{ "containerPort": 3000 }] }
        ]
      }
    `).because("Somebody else's port, and a debugger for who is in the container already."),
  ],
});

/** A line that starts or tells something, and the word of it to look at. */
interface Start {
  readonly at: Field<string>["at"];
  readonly line: string;
}

/** Its command, and what its variables tell a runtime. */
function startsOf({ entryPoint, command, environment }: Container): readonly Start[] {
  const words = [...entryPoint.items, ...command.items];
  const line = words.map((w) => w.value ?? w.text ?? "…").join(" ");
  const word = words.find((w) => debuggerIn(w.value ?? "") !== undefined);
  return [
    ...(word ? [{ at: word.at, line }] : []),
    ...environment.items.flatMap(({ name, value }) =>
      name.is((text) => /(?:^|_)(?:OPTIONS|OPTS|ARGS)$/.test(text)) && value.value !== undefined ? [{ at: value.at, line: value.value }] : [],
    ),
  ];
}
