import { bad, dockerfile, good, joined } from "../../kit/example.ts";
import { fix, type Report, rule } from "../../kit/rule.ts";
import { mask } from "../../knowledge/secrets/mask.ts";
import type { Command } from "../../model/build.ts";
import { chain } from "../../model/chain.ts";
import type { Field } from "../../model/field.ts";
import { isLiteral } from "../../model/literal.ts";

export default rule({
  name: "account-password",
  on: "stage",
  title: "An account has no password, or one that everybody can read",
  severity: "error",
  risk: "image",
  why: `A password that a Dockerfile sets is the same in every container, and everybody who can read the file or \`docker history\` knows it; a hash of it can be guessed offline.
An account without password needs none at all: \`su\` makes root of whatever process gets to run it.

Judged is what ends in the final image. Passwords that only the build knows are left alone (a build secret is the way, \`RUN --mount=type=secret\`), and so are locked accounts (\`!\`, \`*\`,
\`passwd -l\`, \`adduser -D\`). A password that is the default of a build argument is reported with low confidence. \`useradd -p\` takes a hash: a plain text there lets nobody in, and is still there to be read.

Containers need no passwords: who may enter is up to the platform. \`passwd -l\` locks an account instead.`,
  refs: ["NIST SP 800-190 4.1.4", "CWE-798", "CWE-258"],
  equivalents: [
    { tool: "checkov", id: "CKV2_DOCKER_17" },
    { tool: "dockle", id: "DKL-LI-0001" },
  ],

  *check(stage) {
    if (!stage.final) return;
    for (const { commands } of chain(stage)) {
      for (const [i, command] of commands.entries()) yield* judge(command, piped(commands[i - 1], command));
    }
  },

  examples: [
    bad(dockerfile`
      FROM debian:12-slim
      RUN echo «"root:${joined("Rain-in-", "May")}"» | chpasswd
    `),
    bad(dockerfile`
      FROM amazonlinux:2023
      RUN useradd app && echo «${joined("Rain-in-", "May")}» | passwd --stdin app
    `),
    bad(dockerfile`
      FROM debian:12-slim
      RUN useradd app && passwd «-d» app
      USER app
    `).to(dockerfile`
      FROM debian:12-slim
      RUN useradd app && passwd -l app
      USER app
    `),
    bad(dockerfile`
      FROM debian:12-slim
      RUN usermod -p «""» root
    `),
    bad(dockerfile`
      FROM debian:12-slim
      RUN useradd -m -p «'${joined("$6$", "Xb2Lq9Rt$Vw1Zb8Nc5Mf3Hd6Js0Pg")}'» app
    `).because("A hash can be guessed by whoever reads it."),
    bad(dockerfile`
      FROM debian:12-slim
      ARG PASSWORD=changeme
      RUN echo «"root:$PASSWORD"» | chpasswd
    `).because("Low confidence: the build may say otherwise."),

    good(dockerfile`
      FROM debian:12-slim
      ARG PASSWORD
      RUN echo "root:$PASSWORD" | chpasswd
      RUN --mount=type=secret,id=pw echo "app:$(cat /run/secrets/pw)" | chpasswd
    `).because("Known to the build only."),
    good(dockerfile`
      FROM alpine:3.22
      RUN adduser -D app && passwd -l root && useradd -p '!' a && usermod -p '*' b && echo 'c:*' | chpasswd -e
    `).because("Locked accounts."),
    good(dockerfile`
      FROM debian:12-slim
      RUN useradd -m -d /srv -p "$HASH" app && mkdir -p "" && echo "root:root" > /etc/users && docker run -p 80:80 web
    `).because("Options of other meaning, and a text."),
    good(dockerfile`
      FROM debian:12 AS test
      RUN echo "root:${joined("Rain-in-", "May")}" | chpasswd
      FROM debian:12-slim
    `).because("A builder's accounts stay behind."),
  ],
});

/** The words that a command before a pipe writes, where it does nothing else. */
function piped(before: Command | undefined, { at, instruction }: Command): readonly Field<string>[] {
  if (before?.instruction !== instruction || (before.name !== "echo" && before.name !== "printf")) return [];
  const between = at.source.text.slice(before.at.end, at.start);
  return /^\s*\|\s*(?:\\\r?\n\s*)?$/.test(between) ? before.words.slice(1).filter((w) => !w.is((text) => /^-[neE]+$/.test(text))) : [];
}

function* judge({ name, words }: Command, input: readonly Field<string>[]): Iterable<Report> {
  const user = words.slice(1).findLast((w) => !w.is((text) => text.startsWith("-")))?.value ?? "an account";
  if (name === "chpasswd") for (const word of input) yield* ofPair(word);
  if (name === "passwd" && input.length === 1 && input[0]) yield* ofPlain(input[0], user);
  if (name === "passwd") {
    const remove = words.find((w) => w.is((text) => text === "-d" || text === "--delete"));
    if (remove && !words.some((w) => w.is("-l")))
      yield {
        at: remove.at,
        message: `The account ${user} needs no password: whatever runs in the container can become ${user}.`,
        fixes: fix(`Lock the account ${user}`, "unsafe", remove.set("-l")),
      };
  }
  if (name !== "useradd" && name !== "usermod") return;
  const option = words.findIndex((w) => w.is((text) => text === "-p" || text === "--password"));
  const value = option < 0 ? undefined : words[option + 1];
  if (value) yield* ofHash(value, user);
}

/** Without the end of the line that printf and echo are given, or what they make one of. */
function withoutLineEnd(text: string): string {
  let bare = text.trimEnd();
  while (bare.endsWith("\\n")) bare = bare.slice(0, -2).trimEnd();
  return bare;
}

/** `root:secret` */
function* ofPair(word: Field<string>): Iterable<Report> {
  const colon = word.value?.indexOf(":") ?? -1;
  if (word.value === undefined || colon <= 0) return;
  const user = word.value.slice(0, colon);
  const password = withoutLineEnd(word.value.slice(colon + 1));
  if (/^[!*]/.test(password)) return;
  if (password === "") yield { at: word.at, message: `The account ${user} needs no password: whatever runs in the container can become ${user}.` };
  else
    yield {
      at: word.at,
      message: `The password of ${user} is the same in every container, and everybody who reads this file knows it.`,
      masked: `${user}:${mask(password)}`,
      ...defaultOnly(word),
    };
}

function* ofPlain(word: Field<string>, user: string): Iterable<Report> {
  if (!word.value) return;
  yield {
    at: word.at,
    message: `The password of ${user} is the same in every container, and everybody who reads this file knows it.`,
    masked: mask(word.value),
    ...defaultOnly(word),
  };
}

function* ofHash(word: Field<string>, user: string): Iterable<Report> {
  const { value } = word;
  if (value === undefined || /^[!*]/.test(value)) return;
  if (value === "") yield { at: word.at, message: `The account ${user} needs no password: whatever runs in the container can become ${user}.` };
  else if (/^\$[0-9a-z]+\$|^[./0-9A-Za-z]{13}$/.test(value)) {
    yield {
      at: word.at,
      message: `The hash of ${user}'s password can be guessed offline by everybody who reads it.`,
      severity: "warning",
      masked: mask(value),
      ...defaultOnly(word),
    };
  } else {
    yield {
      at: word.at,
      message: `What should be a hash is the plain text of ${user}'s password: it lets nobody in, and everybody can read it.`,
      severity: "warning",
      masked: mask(value),
      ...defaultOnly(word),
    };
  }
}

const defaultOnly = (word: Field<string>): Pick<Report, "confidence"> => (isLiteral(word) ? {} : { confidence: "low" });
