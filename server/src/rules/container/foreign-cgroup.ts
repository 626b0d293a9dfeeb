import { bad, compose, good } from "../../kit/example.ts";
import { fix, rule } from "../../kit/rule.ts";
import { nameOf } from "../../model/container.ts";

export default rule({
  name: "foreign-cgroup",
  on: "container",
  title: "Container is put into a control group of somebody's choosing",
  severity: "hint",
  risk: "container",
  preset: "strict",
  why: `Limits of memory, processes and the processor hold for a control group and all below it. With \`cgroup_parent\` a container is counted, and limited, with whatever else is in the group that is named, and no longer with the containers of the machine: where that group has no limits it has none either, and where it is the system's own the container takes from the system.`,
  refs: ["NIST SP 800-190 4.4.3", "CIS Docker 5.25", "https://docs.docker.com/reference/compose-file/services/#cgroup_parent"],

  *check(container) {
    const { cgroupParent } = container;
    if (!cgroupParent || cgroupParent.unset || cgroupParent.value === undefined) return;
    yield {
      at: cgroupParent.at,
      message: `Container "${nameOf(container)}" is counted and limited with the control group ${cgroupParent.value}, not with the other containers.`,
      fixes: fix("Leave it among the other containers", "unsafe", cgroupParent.remove()),
    };
  },

  examples: [
    bad(compose`
      services:
        web:
          image: web:1.4
          cgroup_parent: «system.slice»
    `).to(compose`
      services:
        web:
          image: web:1.4
    `),
    good(compose`
      services:
        web: { image: web:1.4, cgroup: private }
        log: { image: log:2, cgroup_parent: "\${GROUP}" }
    `).because("A view of its own is another matter; what the environment says is not known."),
  ],
});
