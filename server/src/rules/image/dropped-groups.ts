import { bad, dockerfile, good } from "../../kit/example.ts";
import { fix, rule } from "../../kit/rule.ts";
import type { Command, Stage } from "../../model/build.ts";
import { commandsOf } from "../../model/chain.ts";
import { madeUsers } from "../../model/made-users.ts";
import { withoutGroup } from "../../model/user-at.ts";

export default rule({
  name: "dropped-groups",
  on: "stage",
  title: "USER with a group drops the user's other groups",
  severity: "info",
  risk: "image",
  preset: "strict",
  why: `Where \`USER\` names a group beside the user, the process is in that group and in no other: the groups that a step of the same file added the user to do not hold, and the files
that they were for cannot be read. The way out that is mostly taken is a mode like 777, or root.

Reported is a final user with a group where the file itself puts the user into another one. If only the named group is wanted, leave the others out.

The fix takes the group from \`USER\`. The process has all groups of the user then, and its own group is that of /etc/passwd.`,
  refs: ["NIST SP 800-190 4.1.2", "CWE-732", "https://docs.docker.com/reference/dockerfile/#user"],
  equivalents: [{ tool: "tally", id: "user-explicit-group-drops-supplementary-groups" }],

  *check(stage) {
    const { final, user } = stage;
    const colon = user.value?.indexOf(":") ?? -1;
    if (!final || user.value === undefined || colon <= 0) return;
    const name = withoutGroup(user.value);
    const group = user.value.slice(colon + 1);
    const dropped = groupsOf(stage, name).filter((g) => g !== group && g !== name);
    if (dropped.length === 0) return;
    yield {
      at: user.at,
      message: `The process is in the group ${group} only: ${dropped.join(" and ")}, which ${name} was added to, ${dropped.length === 1 ? "does" : "do"} not hold.`,
      fixes: fix(`Use the user ${name} alone`, "unsafe", user.set(name)),
    };
  },

  examples: [
    bad(dockerfile`
      FROM debian:12-slim
      RUN useradd app && usermod -aG audio,video app
      USER «app:app»
    `).to(dockerfile`
      FROM debian:12-slim
      RUN useradd app && usermod -aG audio,video app
      USER app
    `),
    bad(dockerfile`
      FROM alpine:3.22
      RUN adduser -D app && addgroup app dialout
      USER «app:app»
    `),
    bad(dockerfile`
      FROM debian:12-slim
      RUN useradd -m -G shared app
      USER «app:users»
    `),

    good(dockerfile`
      FROM debian:12-slim
      RUN useradd app && usermod -aG audio app
      USER app
    `).because("Without a group, all groups hold."),
    good(dockerfile`
      FROM debian:12-slim
      RUN useradd app && usermod -aG shared app && addgroup app
      USER app:shared
    `).because("The group it was added to is the one that is named."),
    good(dockerfile`
      FROM debian:12-slim
      RUN useradd app && usermod -aG audio other && usermod -aG $GROUPS app
      USER app:app
    `).because("Another user's groups, and some that only the build knows."),
  ],
});

/** The groups that steps of the image put the user into, beside its own. */
const groupsOf = (stage: Stage, name: string): readonly string[] => [
  ...new Set([...commandsOf(stage).flatMap((c) => added(c, name)), ...madeUsers(stage).flatMap((u) => (u.name === name ? u.groups : []))]),
];

function added({ name: command, words }: Command, user: string): readonly string[] {
  const args = words.slice(1);
  const last = args.at(-1);
  const [first, second] = args;
  if (command === "usermod" && last?.is(user)) {
    const at = args.findIndex((w) => w.is((text) => /^(?:-[A-Za-z]*G|--groups)$/.test(text)));
    return at < 0 ? [] : (args[at + 1]?.value?.split(",") ?? []);
  }
  if (command === "gpasswd") return first?.is("-a") && second?.is(user) ? (last?.value?.split(",") ?? []) : [];
  return (command === "addgroup" || command === "adduser") && args.length === 2 && first?.is(user) && second?.value !== undefined
    ? [second.value]
    : [];
}
