import { bad, compose, ecs, good } from "../../kit/example.ts";
import { fix, rule } from "../../kit/rule.ts";
import { together } from "../../kit/together.ts";
import { enumerate } from "../../model/enumeration.ts";
import { titled } from "../../model/title.ts";

export default rule({
  name: "published-port",
  on: "container",
  title: "Ports are published on all addresses of the machine",
  severity: "hint",
  risk: "container",
  preset: "strict",
  why: `\`8080:80\` opens port 8080 on every address of the machine, to everybody in the same network; Docker writes its own rules into the firewall, before those that the machine has. \`127.0.0.1:8080:80\` opens it for the machine alone, which is enough for development and for what a reverse proxy stands before. Databases and queues seldom need a published port at all: services of one project reach each other without.`,
  refs: ["NIST SP 800-190 4.3.3", "CWE-668", "CIS Docker 5.14", "https://docs.docker.com/engine/network/port-publishing/"],

  *check({ name, ports, workload, namespaces }) {
    if (workload.platform !== "compose" || namespaces.network.is("host")) return;
    const open = ports.items.filter((p) => p.host.state === "written" && p.address.unset);
    const [first, ...others] = open;
    if (!first) return;
    yield {
      ...together([first, ...others], (p) => p.host.at),
      message: `${titled("Service", name)} publishes ${enumerate(open.map((p) => p.host.value ?? "a port"))} on all addresses of the machine.`,
      fixes: fix(
        "Publish on the machine itself alone",
        "unsafe",
        open.every((p) => p.address.set(loopback).length > 0) ? open.flatMap((p) => p.address.set(loopback)) : [],
      ),
    };
  },

  examples: [
    bad(compose`
      services:
        web:
          image: web:1.4
          ports:
            - "«8080»:80"
            - "127.0.0.1:9090:9090"
    `).to(compose`
      services:
        web:
          image: web:1.4
          ports:
            - "127.0.0.1:8080:80"
            - "127.0.0.1:9090:9090"
    `),
    good(compose`
      services:
        web:
          image: web:1.4
          ports:
            - { target: 5432, published: "127.0.0.1:5432", mode: host }
    `).because("Compose does not say what it takes that for."),
    good(compose`
      services:
        web:
          image: web:1.4
          ports: ["127.0.0.1:8080:80", "80", "\${PORTS}"]
          expose: ["9000"]
    `).because("For the machine alone, on a port that Docker chooses, or what the environment says."),
    good(ecs`
      {
        "family": "shop",
        "containerDefinitions": [{ "name": "web", "image": "web:1.4", "portMappings": [{ "containerPort": 80, "hostPort": 80 }] }]
      }
    `).because("What reaches a task is decided by its security group."),
  ],
});

const loopback = "127.0.0.1";
