import { bad, compose, ecs, good, kubernetes } from "../../kit/example.ts";
import { type Fix, fix, type Report, rule } from "../../kit/rule.ts";
import { type Container, mayRunWindows, nameOf } from "../../model/container.ts";
import type { Field } from "../../model/field.ts";
import { isRootUser } from "../../model/run-user.ts";

export default rule({
  name: "root-group",
  on: "container",
  title: "Container is in root's group",
  severity: "hint",
  risk: "container",
  preset: "strict",
  why: `A user who is not root, but in group 0, reads and writes what root's group may: in many images \`/etc/passwd\` and whole folders of programs, on a volume of the host files that distributions give to \`root:root\` with rights for the group. Whoever breaks in changes them.

Images for OpenShift are made for it: that runs them as an arbitrary user in group 0. So it is a hint, from the preset \`strict\` on. Where the user is root the group adds nothing; root-container speaks of that.`,
  refs: ["NIST SP 800-190 4.4.3", "CWE-250", "https://kubernetes.io/docs/tasks/configure-pod-container/security-context/"],
  equivalents: [{ tool: "trivy", id: "KSV-0116" }],

  *check(container) {
    if (container.user.is(isRootUser) || mayRunWindows(container)) return;
    const [first] = memberships(container);
    if (!first) return;
    yield {
      at: first.at,
      message: `Container "${nameOf(container)}" ${first.what}.`,
      fixes: first.fixes,
    };
  },

  examples: [
    bad(kubernetes`
      apiVersion: v1
      kind: Pod
      metadata: { name: shop }
      spec:
        containers:
          - name: web
            image: web:1.4
            securityContext:
              runAsUser: 1000
              runAsGroup: «0»
    `).to(kubernetes`
      apiVersion: v1
      kind: Pod
      metadata: { name: shop }
      spec:
        containers:
          - name: web
            image: web:1.4
            securityContext:
              runAsUser: 1000
              runAsGroup: 65532
    `),
    bad(kubernetes`
      apiVersion: v1
      kind: Pod
      metadata: { name: shop }
      spec:
        securityContext:
          runAsGroup: 1000
          supplementalGroups: [14, «0»]
        containers:
          - { name: web, image: web:1.4 }
    `).to(kubernetes`
      apiVersion: v1
      kind: Pod
      metadata: { name: shop }
      spec:
        securityContext:
          runAsGroup: 1000
          supplementalGroups: [14]
        containers:
          - { name: web, image: web:1.4 }
    `),
    bad(kubernetes`
      apiVersion: v1
      kind: Pod
      metadata: { name: shop }
      spec:
        securityContext: { fsGroup: «0» }
        containers:
          - { name: web, image: web:1.4 }
          - { name: log, image: log:2 }
    `).to(kubernetes`
      apiVersion: v1
      kind: Pod
      metadata: { name: shop }
      spec:
        securityContext: { fsGroup: 65532 }
        containers:
          - { name: web, image: web:1.4 }
          - { name: log, image: log:2 }
    `),
    bad(ecs`
      {
        "family": "shop",
        "containerDefinitions": [{ "name": "web", "image": "web:1.4", "user": «"1000:0"» }]
      }
    `).to(ecs`
      {
        "family": "shop",
        "containerDefinitions": [{ "name": "web", "image": "web:1.4", "user": "1000:1000" }]
      }
    `),
    bad(compose`
      services:
        web: { image: web:1.4, user: "1000", group_add: [audio, «root»] }
    `).to(compose`
      services:
        web: { image: web:1.4, user: "1000", group_add: [audio] }
    `),
    good(kubernetes`
      apiVersion: v1
      kind: Pod
      metadata: { name: shop }
      spec:
        securityContext: { fsGroup: 1000, supplementalGroups: [10, "\${GROUP}"] }
        containers:
          - { name: web, image: web:1.4, securityContext: { runAsUser: 1000 } }
          - { name: log, image: log:2, securityContext: { runAsUser: 0, runAsGroup: 0 } }
    `).because("Which group an image gives is not known, nor what a template says; of a user who is root another rule speaks."),
  ],
});

interface Membership {
  readonly at: Report["at"];
  readonly what: string;
  readonly fixes: readonly Fix[];
}

const isRootGroup = (group: string): boolean => /^(?:root|0+)$/.test(group);
const nobodys = "65532";

/** By what it is in root's group. */
function* memberships({ group, user, moreGroups, volumeGroup }: Container): Iterable<Membership> {
  const said = (field: Field<string>, what: string): Membership => ({
    at: field.at,
    what: `${what}: its "${field.key}" is 0`,
    fixes: fix(`Set "${field.key}" to ${nobodys}`, "unsafe", field.set(nobodys)),
  });
  if (group.is(isRootGroup)) yield said(group, "runs in root's group");
  const [who = "", own = ""] = user.value?.split(":") ?? [];
  if (isRootGroup(own))
    yield {
      at: user.at,
      what: `runs in root's group: its user is "${user.value}"`,
      fixes: fix(`Set "${user.key}" to "${who}:${who}"`, "unsafe", /^\d{1,10}$/.test(who) ? user.set(`${who}:${who}`) : []),
    };
  for (const more of moreGroups.items)
    if (more.is(isRootGroup))
      yield { at: more.at, what: "is in root's group beside its own", fixes: fix("Take it out of root's group", "unsafe", more.remove()) };
  if (volumeGroup?.is(isRootGroup)) yield said(volumeGroup, "is in root's group, to which its volumes are given");
}
