import { bad, ecs, good } from "../../kit/example.ts";
import { fix, rule } from "../../kit/rule.ts";

export default rule({
  name: "privileged-container",
  on: "container",
  title: "Container runs privileged",
  severity: "error",
  risk: "container",
  why: "A privileged container has every Linux capability and all devices of its host: whoever takes it over owns the host and every other container there. Fargate refuses to run it.",
  refs: ["NIST SP 800-190 4.4.3", "CWE-250", "CIS Docker 5.5"],
  equivalents: [{ tool: "checkov", id: "CKV_AWS_334" }],

  *check({ name, privileged }) {
    if (!privileged.is(true)) return;
    yield {
      at: privileged.at,
      message: `Container "${name.value ?? ""}" runs privileged: it has every capability and device of its host.`,
      fixes: fix(`Set "privileged" to false`, "unsafe", privileged.set(false)),
    };
  },

  examples: [
    bad(ecs`
      {
        "family": "shop",
        "containerDefinitions": [{ "name": "web", "image": "web:1.4", "privileged": «true» }]
      }
    `).to(ecs`
      {
        "family": "shop",
        "containerDefinitions": [{ "name": "web", "image": "web:1.4", "privileged": false }]
      }
    `),
    good(ecs`{ "family": "shop", "containerDefinitions": [{ "name": "web", "image": "web:1.4" }] }`).because(
      "Containers are not privileged unless they say so.",
    ),
  ],
});
