import { bad, dockerfile, good } from "../../kit/example.ts";
import { fix, rule } from "../../kit/rule.ts";
import { numbersOf } from "../../knowledge/base-images/accounts.ts";
import type { Stage } from "../../model/build.ts";
import { namedImage } from "../../model/image-name.ts";
import { isLiteral } from "../../model/literal.ts";
import { madeUsers } from "../../model/made-users.ts";
import { isRoot, withoutGroup } from "../../model/user-at.ts";

export default rule({
  name: "named-user",
  on: "stage",
  title: "USER is a name, which cannot be verified from outside",
  severity: "hint",
  risk: "image",
  preset: "strict",
  why: `Only the image's /etc/passwd knows which number a name stands for. Kubernetes refuses to start such an image under \`runAsNonRoot\` unless the Pod says a \`runAsUser\`
itself ("image has non-numeric user"), and a policy cannot tell a name from root, for a later layer may give it the uid 0.

Reported is the user that the final image runs as, where the file writes it as a literal name. Users of the base image that no \`USER\` names, variables and Windows accounts are left alone.

The fix writes the number where the file gives it to the user (\`useradd -u\`) or the base is known to (1000 for node, 65532 for distroless's nonroot). It is safe: the runtime finds the same entry of
/etc/passwd by the number, with its group, groups and home.`,
  refs: ["NIST SP 800-190 4.1.2", "https://kubernetes.io/docs/tasks/configure-pod-container/security-context/"],
  equivalents: [{ tool: "hadolint", id: "DL3066" }],

  *check(stage) {
    const { user } = stage;
    if (!stage.final || user.value === undefined || !isLiteral(user) || isRoot(user.value)) return;
    const name = withoutGroup(user.value);
    if (!/^[a-z_][a-z0-9_-]*\$?$/i.test(name) || /^container(?:user|administrator)$/i.test(name) || isWindows(stage)) return;
    const uid = numberOf(stage, name);
    yield {
      at: user.at,
      message: `USER ${name} says no number, so Kubernetes cannot verify that it is not root.`,
      fixes: uid === undefined ? [] : fix(`Use the number ${uid}`, "safe", user.set(uid + user.value.slice(name.length))),
    };
  },

  examples: [
    bad(dockerfile`
      FROM debian:12-slim
      RUN groupadd -g 1001 app && useradd -r -u 1001 -g app app
      USER «app:app»
      CMD ["/app"]
    `).to(dockerfile`
      FROM debian:12-slim
      RUN groupadd -g 1001 app && useradd -r -u 1001 -g app app
      USER 1001:app
      CMD ["/app"]
    `),
    bad(dockerfile`
      FROM node:22-slim
      USER «node»
      CMD ["node", "server.js"]
    `).to(dockerfile`
      FROM node:22-slim
      USER 1000
      CMD ["node", "server.js"]
    `),
    bad(dockerfile`
      FROM gcr.io/distroless/static-debian12
      COPY app /app
      USER «nonroot:nonroot»
      CMD ["/app"]
    `).to(dockerfile`
      FROM gcr.io/distroless/static-debian12
      COPY app /app
      USER 65532:nonroot
      CMD ["/app"]
    `),
    bad(dockerfile`
      FROM alpine:3.22
      RUN adduser -D app
      USER «app»
    `).because("Which number it gets is up to the image."),

    good(dockerfile`
      FROM alpine:3.22
      USER 1001:app
    `).because("A number; the group does not matter for this."),
    good(dockerfile`
      FROM alpine:3.22 AS build
      USER app
      FROM alpine:3.22
      USER root
    `).because("Builders are not run, and root is another rule's."),
    good(dockerfile`
      FROM alpine:3.22
      ENV RUN_AS=app
      USER $RUN_AS
    `).because("What a variable holds may change."),
    good(dockerfile`
      FROM mcr.microsoft.com/windows/nanoserver:ltsc2022
      USER ContainerUser
    `).because("Windows has no numbers."),
  ],
});

const isWindows = (stage: Stage): boolean => stage.image.is((name) => /windows|nanoserver|servercore/i.test(name));

/** The one number that the file, or the base, gives to the user. */
function numberOf(stage: Stage, name: string): string | undefined {
  const made = madeUsers(stage).filter((u) => u.name === name);
  if (made.length > 0) return made.length === 1 ? made[0]?.uid : undefined;
  return numbersOf(namedImage(stage.image)?.name ?? "", name)?.split(":", 1)[0];
}
