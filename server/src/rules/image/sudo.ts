import { bad, dockerfile, good } from "../../kit/example.ts";
import { fix, type Report, rule } from "../../kit/rule.ts";
import { baseImage } from "../../knowledge/base-images/find.ts";
import type { Command, Stage } from "../../model/build.ts";
import { commandsOf } from "../../model/chain.ts";
import type { Field } from "../../model/field.ts";
import { namedImage } from "../../model/image-name.ts";
import { isRoot, usersAt } from "../../model/user-at.ts";

export default rule({
  name: "sudo",
  on: "stage",
  title: "sudo is used, installed or allowed without a password",
  severity: "warning",
  risk: "image",
  why: `sudo makes root of a user. In an image whose \`USER\` is there so that the process is not root, it takes that back: with a rule that asks for no password at once, and without
one through the next flaw in a setuid program that the image does not need.

Reported is a rule with \`NOPASSWD\` that ends in the final image, with low confidence sudo that only is installed there, and as information \`sudo\` before a command
of a step that is root already, in any stage. Packages that are removed again, \`sudo -u\` to be another user, and steps that run as another user are left alone.

The fix takes the word \`sudo\` away where the step is root. It sees the variables of the build then, which sudo hides, and PATH as the image has it. A step that needs root stands above \`USER\`.`,
  refs: ["NIST SP 800-190 4.1.2", "CWE-250", "CWE-269", "https://docs.docker.com/build/building/best-practices/#user"],
  equivalents: [
    { tool: "hadolint", id: "DL3004" },
    { tool: "trivy", id: "DS-0010" },
    { tool: "checkov", id: "CKV2_DOCKER_1" },
    { tool: "dockle", id: "DKL-DI-0001" },
  ],

  *check(stage) {
    const users = usersAt(stage);
    for (const command of stage.commands) yield* needless(stage, command, users.get(command.instruction));
    if (!stage.final) return;
    const commands = commandsOf(stage);
    const rules = commands.flatMap((c) => c.words.filter((w) => w.is((text) => sets(c, text))));
    for (const word of rules) {
      const user = /^\s*(%?[\w.-]+)\s/.exec(word.value ?? "")?.[1];
      const who = user === undefined ? "somebody" : user.startsWith("%") ? `the group ${user.slice(1)}` : user;
      yield { at: word.at, message: `sudo makes root of ${who} without a password, and the image's USER protects nothing then.` };
    }
    if (rules.length > 0) return;
    const removed = removals(commands);
    const installed = commands.find((c) => installs(c) && !packagesOf(c).some((name) => (removed.get(name) ?? -1) > c.at.start));
    const word = installed?.words.find((w) => w.is("sudo"));
    if (word)
      yield {
        at: word.at,
        message: "sudo stays in the image: a setuid program that the process does not need.",
        severity: "info",
        confidence: "low",
      };
  },

  examples: [
    bad(dockerfile`
      FROM debian:12-slim
      RUN «sudo» apt-get update && echo done
    `).to(dockerfile`
      FROM debian:12-slim
      RUN apt-get update && echo done
    `),
    bad(dockerfile`
      FROM debian:12-slim
      RUN useradd app && echo «"app ALL=(ALL) NOPASSWD:ALL"» >> /etc/sudoers
      USER app
    `),
    bad(dockerfile`
      FROM debian:12-slim
      RUN sed -i «'s/^%sudo.*/%sudo ALL=(ALL) NOPASSWD:ALL/'» /etc/sudoers
      USER 1000
    `),
    bad(dockerfile`
      FROM debian:12-slim
      RUN apt-get update && apt-get install -y curl «sudo»
      USER 1000
    `).because("Low confidence: nobody may be allowed to use it."),
    bad(dockerfile`
      FROM registry.example.com/base:7
      USER 0
      RUN «sudo» -E make install
    `).because("The step is root; with an option before it, the word does not go alone."),

    good(dockerfile`
      FROM debian:12-slim
      RUN echo "sudo is not needed" && apt-get install -y sudoku && sed -i 's/sudo //g' build.sh && sed -i '/NOPASSWD:/d' /etc/sudoers && rm /etc/sudoers
    `).because("Texts, and another package."),
    good(dockerfile`
      FROM debian:12-slim
      RUN apt-get install -y sudo make && sudo -u app make && apt-get purge -y sudo make
      RUN apk add --no-cache --virtual .build sudo gcc && apk del .build
    `).because("sudo as another user, and gone in the end."),
    good(dockerfile`
      FROM registry.example.com/base:7
      RUN sudo make install
    `).because("A private image may have a user of its own."),
    good(dockerfile`
      FROM debian:12 AS build
      USER builder
      RUN sudo make install
      FROM debian:12-slim
    `).because("A builder that needs it."),
  ],
});

/** Does the command write a rule that asks for no password? sed does where it replaces by one. */
const sets = ({ name }: Command, text: string): boolean =>
  name === "echo" || name === "printf"
    ? /\bNOPASSWD:/.test(text)
    : name === "sed" && /^s[^\w\s]/.test(text) && /\bNOPASSWD:/.test(text.split(text.charAt(1))[2] ?? "");

function* needless(stage: Stage, { name, words }: Command, user: Field<string> | undefined): Iterable<Report> {
  const [sudo, next] = words;
  if (name !== "sudo" || !sudo || words.some((w) => w.is((text) => /^(?:-[A-Za-z]*[ug]|--(?:user|group)(?:=.*)?)$/.test(text)))) return;
  const named = user ? undefined : namedImage(stage.image);
  const root = user ? user.is(isRoot) : named !== undefined && baseImage(named.name, named.tag)?.user === "root";
  if (!root) return;
  const edits =
    next && !next.is((text) => text.startsWith("-") || text.includes("=")) && !next.opaque
      ? [{ at: sudo.at.source.at(sudo.at.start, next.at.start), text: "" }]
      : [];
  yield {
    at: sudo.at,
    message: "The step is root already, so sudo changes nothing but what it sees of the variables.",
    severity: "info",
    fixes: fix("Remove sudo", "unsafe", edits),
  };
}

const managers: ReadonlySet<string> = new Set(["apt-get", "apt", "apk", "yum", "dnf", "microdnf", "tdnf", "zypper", "pacman"]);

const installs = ({ name, words }: Command): boolean =>
  name !== undefined &&
  managers.has(name) &&
  words.some((w) => w.is((text) => text === "install" || text === "add" || /^-S[yu]*$/.test(text))) &&
  words.some((w) => w.is("sudo"));

/** The package, and the virtual one that it is installed as. */
function packagesOf({ words }: Command): readonly string[] {
  const option = words.findIndex((w) => w.is((text) => text === "-t" || text === "--virtual"));
  const virtual = option < 0 ? undefined : words[option + 1]?.value;
  return virtual === undefined ? ["sudo"] : ["sudo", virtual];
}

/** Where each package is removed for the last time. */
function removals(commands: readonly Command[]): ReadonlyMap<string, number> {
  const last = new Map<string, number>();
  for (const { name, words, at } of commands) {
    if (name === undefined || !managers.has(name) || !words.some((w) => w.is(isRemoval))) continue;
    for (const w of words) if (w.value !== undefined) last.set(w.value, Math.max(at.start, last.get(w.value) ?? 0));
  }
  return last;
}
const isRemoval = (word: string): boolean => /^(?:remove|purge|erase|del|autoremove|-R[a-z]*)$/.test(word);
