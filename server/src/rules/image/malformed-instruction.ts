import { bad, dockerfile, good } from "../../kit/example.ts";
import { type Report, rule } from "../../kit/rule.ts";
import type { Instruction, Stage } from "../../model/build.ts";
import { parseImage } from "../../model/image.ts";
import { fromWords, toEnd, writtenOf } from "../../model/instruction-text.ts";
import { isLiteral } from "../../model/literal.ts";

export default rule({
  name: "malformed-instruction",
  on: "stage",
  title: "The build refuses an instruction",
  severity: "error",
  risk: "image",
  why: `An instruction that cannot be read ends the build: a keyword or a flag that does not exist, a flag given twice or without its value, \`COPY\` without a destination, \`FROM\` with an image reference that is
none, a signal that the system does not have. Until somebody notices, what is deployed is the image of before, without the corrections that were to go with this one.

Only what no version of BuildKit accepts is reported, and nothing that a variable may still make right. Keywords and flags are those of the frontend docker/dockerfile 1; a file that names another frontend in \`# syntax=\` is left
alone.`,
  refs: ["NIST SP 800-190 4.1.2", "https://docs.docker.com/reference/dockerfile/"],
  equivalents: [
    { tool: "hadolint", id: "DL3021" },
    { tool: "trivy", id: "DS-0011" },
    { tool: "tally", id: "unknown-instruction" },
    { tool: "tally", id: "invalid-onbuild-trigger" },
  ],

  *check(stage) {
    if (stage.frontend && !stage.frontend.is((image) => /^(?:docker\.io\/)?docker\/dockerfile(?:-upstream)?(?:[:@]|$)/.test(image))) return;
    if (stage.stages[0] === stage) yield* ofEscape(stage);
    yield* ofFrom(stage);
    for (const instruction of stage.instructions) {
      const { keyword, keywordAt } = instruction;
      if (!keywords.has(keyword)) yield { at: keywordAt, message: `There is no instruction ${keyword}.` };
      else yield* [...ofFlags(keyword, instruction), ...ofText(instruction, stage), ...(checks[keyword]?.(instruction) ?? [])];
    }
  },

  examples: [
    bad(dockerfile`
      FROM node:24-slim
      «RUNN» npm ci
      COPY «package.json»
      COPY a.js b.js «/app»
      COPY «--form=build» /a /b
      ADD «--chmod» a /b
      COPY --link «--link» a /b
      COPY «--link=maybe» a /b
      STOPSIGNAL «SIGTRM»
      HEALTHCHECK «TEST» node check.js
      HEALTHCHECK --retries=«0» CMD node check.js
      «HEALTHCHECK» CMD
      ONBUILD «FROM» alpine
      SHELL «/bin/bash -c»
      CMD «["echo", ["one"], 2]»
      STOPSIGNAL «\${SIGNAL»
    `),
    bad(dockerfile`
      # escape=«^»
      FROM alpine:3.23
    `),
    bad(dockerfile`
      FROM «alpine:-»
    `),
    bad(dockerfile`
      FROM node:24-slim «build»
      FROM node:24-slim AS «2nd»
    `),
    bad(dockerfile`
      FROM «--plattform=linux/amd64» alpine:3.23
    `),

    good(dockerfile`
      # syntax=docker/dockerfile:1
      FROM --platform=$BUILDPLATFORM node:24-slim AS build
      COPY --from=base --chown=1000 --chmod=644 --link --parents --exclude=*.md a b /app/
      ADD --checksum=sha256:24454f830cdb571e2c4ad15481119c43b3cafd48dd869a9b2945d1036d1dc68d --keep-git-dir=true https://example.com/a.git /a
      RUN --mount=type=cache,target=/root/.npm --network=none --security=sandbox npm ci
      HEALTHCHECK --interval=5m --timeout=3s --start-period=10s --start-interval=1s --retries=3 CMD node check.js
      HEALTHCHECK none
      STOPSIGNAL rtmin+3
      STOPSIGNAL 9
      ONBUILD COPY . .
      SHELL ["/bin/bash", "-c"]
    `).because("All of this is right."),
    good(dockerfile`
      FROM {your image}
      COPY --from=Build /a /b
    `).because("A text for people to replace, and a stage, whose name may be written in any case."),
    good(dockerfile`
      # syntax=tonistiigi/dockerfile:nightly
      FROM alpine:3.23
      INVOKE something
    `).because("Another frontend may know it."),
    good(dockerfile`
      ARG BASE
      FROM $BASE
      ARG SIGNAL
      STOPSIGNAL $SIGNAL
      COPY a b $TARGET
      COPY a b .
      COPY *.json ./
      CMD [ -f /ready ] && [ 1 ]
      WORKDIR \\\${HOME
    `).because("What is not known may be right."),
    good(dockerfile`
      FROM alpine:3.23
      COPY <<one <<two /data/
      1
      one
      2
      two
    `).because("Heredocs are sources."),
  ],
});

const keywords: ReadonlySet<string> = new Set([
  ...["ADD", "ARG", "CMD", "COPY", "ENTRYPOINT", "ENV", "EXPOSE", "FROM", "HEALTHCHECK", "LABEL", "MAINTAINER", "ONBUILD", "RUN", "SHELL"],
  ...["STOPSIGNAL", "USER", "VOLUME", "WORKDIR"],
]);

interface Flags {
  /** Takes a value. */
  readonly valued: ReadonlySet<string>;
  /** Stands alone, or is `true` or `false`. */
  readonly plain: ReadonlySet<string>;
  /** May be given more than once. */
  readonly many: ReadonlySet<string>;
}
const flags = (valued: string, plain = "", many = ""): Flags => ({
  valued: new Set(valued.split(" ")),
  plain: new Set(plain.split(" ")),
  many: new Set(many.split(" ")),
});
const flagsOf: Readonly<Record<string, Flags>> = {
  FROM: flags("platform"),
  RUN: flags("mount network security device", "", "mount device"),
  COPY: flags("from chown chmod exclude", "link parents", "exclude"),
  ADD: flags("chown chmod checksum exclude", "link keep-git-dir unpack", "exclude"),
  HEALTHCHECK: flags("interval timeout start-period start-interval retries"),
};

function* ofFlags(keyword: string, { flags: given }: Pick<Instruction, "flags">): Generator<Report> {
  const known = flagsOf[keyword];
  const seen = new Set<string>();
  for (const { name, value, at } of known ? given : []) {
    if (!known?.valued.has(name) && !known?.plain.has(name)) yield { at, message: `${keyword} has no flag --${name}.` };
    else if (seen.has(name) && !known.many.has(name)) yield { at, message: `The flag --${name} is given twice.` };
    else if (value.unset && known.valued.has(name)) yield { at, message: `The flag --${name} needs a value.` };
    else if (known.plain.has(name) && value.state === "written" && !value.is((v) => /^(?:true|false|1|0)?$/i.test(v)))
      yield { at, message: `The flag --${name} is true or false.` };
    else if (
      name === "from" &&
      isLiteral(value) &&
      value.is((v) => v !== "" && !/[\\`"'{}<>#%]/.test(v) && parseImage(v.toLowerCase()) === undefined)
    )
      yield { at: value.at, message: `${value.value} is neither a stage nor a reference to an image.` };
    seen.add(name);
  }
}

function* ofEscape({ escapeMark }: Stage): Generator<Report> {
  if (escapeMark && !escapeMark.is((mark) => mark === "`" || mark === "\\"))
    yield { at: escapeMark.at, message: "The escape character is a backslash or a backtick." };
}

/** Instructions whose words may be a JSON array, and those in which variables are filled in by the build. */
const arrays: ReadonlySet<string> = new Set(["ADD", "CMD", "COPY", "ENTRYPOINT", "HEALTHCHECK", "RUN", "VOLUME"]);
const expanded: ReadonlySet<string> = new Set(["ADD", "COPY", "ENV", "EXPOSE", "LABEL", "STOPSIGNAL", "USER", "VOLUME", "WORKDIR"]);

function* ofText(instruction: Instruction, stage: Stage): Generator<Report> {
  const { keyword, exec, words } = instruction;
  const first = keyword === "HEALTHCHECK" ? words[1] : words[0];
  if (arrays.has(keyword) && !exec && first && holdsOther(writtenOf({ at: toEnd(instruction, first) })))
    yield { at: toEnd(instruction, first), message: "A JSON array here has strings alone." };
  if (!expanded.has(keyword) || stage.escapeMark) return;
  // The last word: what nothing closes goes on to the end.
  const last = words.at(-1);
  const open = last && /(?<!\\)\$\{\w+$/.exec(writtenOf(last));
  if (open) yield { at: last.at, message: `Nothing closes ${open[0]}.` };
}

/** Is it a JSON array with something else than strings? What is no JSON is a text for the shell. */
function holdsOther(text: string): boolean {
  if (!text.startsWith("[")) return false;
  try {
    const value: unknown = JSON.parse(text);
    return Array.isArray(value) && value.some((item) => typeof item !== "string");
  } catch {
    return false;
  }
}

/** FROM's own words: a reference, and a name behind AS. */
function* ofFrom(stage: Stage): Generator<Report> {
  const { base, parent } = stage;
  const words = fromWords(stage);
  for (const { text, at } of words) {
    const name = /^--([^=]*)/.exec(text)?.[1];
    if (name !== undefined && name !== "platform") yield { at, message: `FROM has no flag --${name}.` };
  }
  if (!parent && isLiteral(base) && base.is((image) => image !== "" && !/[\\`"'{}<>#%]/.test(image) && parseImage(image) === undefined))
    yield { at: base.at, message: `${base.value} is no reference to an image.` };
  if (base.is("") && stage.undeclared.length === 0) yield { at: base.at, message: "FROM names no image: its variables are empty." };
  // What stands in such marks is for people to replace.
  if (words.some(({ text }) => /^[{<#%]/.test(text))) return;
  const named = words.filter(({ text }) => !text.startsWith("--"));
  const [, as, name] = named;
  if (as && (named.length !== 3 || as.text.toUpperCase() !== "AS")) yield { at: as.at, message: "FROM takes an image, and AS with a name." };
  else if (name && !/^[a-z][a-z0-9_.-]*$/i.test(name.text) && !/[$\\`]/.test(name.text))
    yield { at: name.at, message: `${name.text} is no name for a stage.` };
}

type Check = (instruction: Instruction) => readonly Report[];
const one = (at: Report["at"], message: string): readonly Report[] => [{ at, message }];

const copies: Check = (instruction) => {
  const { keyword, keywordAt, words } = instruction;
  const last = words.at(-1);
  // Heredocs are sources, too.
  if (words.length < 2)
    return writtenOf(instruction).includes("<<") ? [] : one(last?.at ?? keywordAt, `${keyword} needs a source and a destination.`);
  if (words.length === 2 || !last || last.value === undefined || /[\\/]$|^\.{1,2}$|^$/.test(last.value)) return [];
  return one(last.at, `Several sources need a folder as destination, written with a slash at its end.`);
};

const checks: Readonly<Partial<Record<string, Check>>> = {
  ADD: copies,
  COPY: copies,
  STOPSIGNAL: ({ words: [signal] }) =>
    signal?.value === undefined || isSignal(signal.value)
      ? []
      : one(signal.at, `${signal.value === "" ? "An empty text" : signal.value} is no signal.`),
  HEALTHCHECK: ({ words: [type, ...rest], flags: given, keywordAt, exec }) => {
    const retries = given.find((f) => f.name === "retries")?.value;
    if (retries?.value !== undefined && !/^(?:\+?0*[1-9]\d*)?$/.test(retries.value)) return one(retries.at, "Retries are a number from 1 on.");
    if (!type) return one(keywordAt, "HEALTHCHECK takes CMD with a command, or NONE.");
    const name = type.value?.toUpperCase();
    if (name !== "CMD" && name !== "NONE") return one(type.at, `A health check is CMD or NONE, not ${type.value ?? "a variable"}.`);
    if (name === "CMD" && rest.length === 0 && !exec) return one(keywordAt, "The health check has no command.");
    return name === "NONE" && rest.length > 0 ? one(rest[0]?.at ?? type.at, "HEALTHCHECK NONE takes nothing else.") : [];
  },
  ONBUILD: ({ words: [trigger] }) =>
    trigger?.is((t) => /^(?:FROM|MAINTAINER|ONBUILD)$/i.test(t)) ? one(trigger.at, `${trigger.value?.toUpperCase()} cannot be a trigger.`) : [],
  SHELL: (instruction) => {
    const { exec, words, keywordAt } = instruction;
    const [first] = words;
    return exec && first ? [] : one(first ? toEnd(instruction, first) : keywordAt, "SHELL takes a JSON array of strings.");
  },
};

/** Names of Linux, with or without SIG in front, and numbers: moby/sys/signal. */
const isSignal = (signal: string): boolean => /^\d{1,2}$/.test(signal) || signals.test(signal);
const signals =
  /^(?:SIG)?(?:ABRT|ALRM|BUS|CHLD|CLD|CONT|FPE|HUP|ILL|INT|IO|IOT|KILL|PIPE|POLL|PROF|PWR|QUIT|SEGV|STKFLT|STOP|SYS|TERM|TRAP|TSTP|TTIN|TTOU|UNUSED|URG|USR1|USR2|VTALRM|WINCH|XCPU|XFSZ|RTMIN(?:\+\d{1,2})?|RTMAX(?:-\d{1,2})?)$/i;
