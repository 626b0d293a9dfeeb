import { bad, compose, good } from "../../kit/example.ts";
import { rule } from "../../kit/rule.ts";
import { together } from "../../kit/together.ts";
import { nameOf } from "../../model/container.ts";
import { enumerate } from "../../model/enumeration.ts";

export default rule({
  name: "unlimited-processes",
  on: "workload",
  title: "Containers may start as many processes as their host can have",
  severity: "hint",
  risk: "container",
  preset: "all",
  why: `A program that starts processes without end, by mistake or because somebody wants it to, uses up the process numbers of the host: then nothing starts there any more, not even the shell to mend it with. \`pids_limit\` keeps the damage in one container.

In Kubernetes the kubelet sets the limit for all pods of a node (\`podPidsLimit\`), on ECS the agent does: both are for the host. So it is a hint for Compose alone, once for each file, in the preset \`all\`. There is no fix: what a program needs only running it tells, some hundreds mostly.`,
  refs: ["NIST SP 800-190 4.4.3", "CWE-770", "CIS Docker 5.29", "https://docs.docker.com/reference/compose-file/services/#pids_limit"],

  *check({ containers, platform }) {
    if (platform !== "compose") return;
    const open = containers.filter(({ limits: { pids } }) => pids.unset || pids.is((most) => most <= 0));
    const [first, ...others] = open;
    if (!first) return;
    yield {
      ...together([first, ...others], (c) => (c.limits.pids.unset ? c.name.at : c.limits.pids.at)),
      message: `${enumerate(open.map(nameOf))} may start as many processes as the host can have.`,
    };
  },

  examples: [
    bad(compose`
      services:
        «web»: { image: "web:1.4" }
        log: { image: "log:2", pids_limit: 100 }
        job: { image: "job:2", pids_limit: -1 }
    `),
    good(compose`
      services:
        web: { image: "web:1.4", deploy: { resources: { limits: { pids: 100 } } } }
        log: { image: "log:2", pids_limit: "\${PIDS}" }
    `).because("So it is said to a Swarm; what the environment says is not known."),
  ],
});
