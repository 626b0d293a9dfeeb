import { bad, file, good, kubernetes } from "../../kit/example.ts";
import { fix, rule } from "../../kit/rule.ts";
import { numbersOf } from "../../knowledge/base-images/accounts.ts";
import type { Stage } from "../../model/build.ts";
import { nameOf } from "../../model/container.ts";
import { namedImage } from "../../model/image-name.ts";
import { isLiteral } from "../../model/literal.ts";
import { madeUsers } from "../../model/made-users.ts";
import { withoutGroup } from "../../model/user-at.ts";

export default rule({
  name: "unverifiable-user",
  on: "deployment",
  title: "Kubernetes cannot verify that the image's user is not root",
  severity: "error",
  risk: "container",
  why: `With \`runAsNonRoot: true\` the kubelet starts a container only where it can see that its user is not 0. An image whose \`USER\` is a name says no number: the pod stays in CreateContainerConfigError. The usual way out, taking
\`runAsNonRoot\` away, is the wrong one.

Judged is the Dockerfile of this workspace that builds the image, if there is exactly one such, where the pod names no \`runAsUser\` itself.

The fix writes the number in the Dockerfile, where the file that makes the user or its base image tells it.`,
  refs: ["NIST SP 800-190 4.4.3", "https://kubernetes.io/docs/tasks/configure-pod-container/security-context/"],

  *check({ container, build }) {
    const { user, refusesRoot } = container;
    if (!refusesRoot?.is(true) || !user.unset || user.value !== undefined || !build || build.user.value === undefined || !isLiteral(build.user))
      return;
    const name = withoutGroup(build.user.value);
    if (!/^[a-z_][a-z0-9_-]*$/i.test(name) || name === "root") return;
    const number = numberOf(build, name);
    yield {
      at: refusesRoot.at,
      message: `Container "${nameOf(container)}" does not start: its image runs as "${name}", which is no number that "${refusesRoot.key}" could be checked against.`,
      related: [{ at: build.user.at, message: "The image's user is set here." }],
      fixes:
        number === undefined
          ? []
          : fix(`Use the number ${number} in the Dockerfile`, "safe", build.user.set(number + build.user.value.slice(name.length))),
    };
  },

  examples: [
    bad(
      kubernetes`
        apiVersion: v1
        kind: Pod
        metadata: { name: web }
        spec:
          containers:
            - name: web
              image: registry.example.com/web:1.4
              securityContext:
                runAsNonRoot: «true»
      `,
      file("web/Dockerfile")`
        FROM node:24-slim
        USER node
        CMD ["node", "server.js"]
      `,
    ),

    good(
      kubernetes`
        apiVersion: v1
        kind: Pod
        metadata: { name: web }
        spec:
          containers:
            - name: web
              image: registry.example.com/web:1.4
              securityContext:
                runAsNonRoot: true
                runAsUser: 1000
      `,
      file("web/Dockerfile")`
        FROM node:24-slim
        USER node
        CMD ["node", "server.js"]
      `,
    ).because("The pod says the number."),
    good(
      kubernetes`
        apiVersion: v1
        kind: Pod
        metadata: { name: web }
        spec:
          securityContext:
            runAsNonRoot: true
          containers:
            - name: web
              image: registry.example.com/web:1.4
      `,
      file("web/Dockerfile")`
        FROM node:24-slim
        USER 1000
        CMD ["node", "server.js"]
      `,
    ).because("The image says the number."),
    good(
      kubernetes`
        apiVersion: v1
        kind: Pod
        metadata: { name: web }
        spec:
          containers:
            - name: web
              image: registry.example.com/web:1.4
      `,
      file("web/Dockerfile")`
        FROM node:24-slim
        USER node
        CMD ["node", "server.js"]
      `,
    ).because("Nothing is checked."),
  ],
});

/** The one number that the file, or the base, gives to the user. */
function numberOf(build: Stage, name: string): string | undefined {
  const made = madeUsers(build).filter((u) => u.name === name);
  if (made.length > 0) return made.length === 1 ? made[0]?.uid : undefined;
  return numbersOf(namedImage(build.image)?.name ?? "", name)?.split(":", 1)[0];
}
