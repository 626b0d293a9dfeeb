import { bad, dockerfile, good } from "../../kit/example.ts";
import { rule } from "../../kit/rule.ts";
import type { Field } from "../../model/field.ts";

export default rule({
  name: "untrusted-path-entry",
  on: "stage",
  title: "PATH holds a directory that anybody may fill",
  severity: "warning",
  risk: "image",
  why: `A command without a slash is looked for in the directories of \`PATH\`, the first that has it. A relative or empty entry means whatever directory the process is in, and
/tmp, /var/tmp and /dev/shm may be written by everyone: whoever drops a file called \`ls\` or \`python\` there has it run by the next process, be it root's.

Before the system's directories it replaces their commands; behind them it only gives what they lack, which is reported with low confidence. A variable that begins an entry
may hold an absolute path and is left alone, and so are directories like /app/.venv/bin. The fix needs to know what was meant, so there is none.`,
  refs: ["NIST SP 800-190 4.1.2", "CWE-426", "CWE-427"],

  *check({ variables, shipped }) {
    if (!shipped) return;
    for (const { kind, name, value } of variables) {
      if (kind !== "ENV" || !name.is("PATH")) continue;
      const entries = entriesOf(value);
      const system = entries.findIndex((e) => e === undefined || /^\/(?:usr\/)?(?:local\/)?s?bin\/?$/.test(e));
      for (const [i, entry] of entries.entries()) {
        const what = entry === undefined ? undefined : whyNot(entry);
        if (what === undefined) continue;
        yield {
          at: value.at,
          message: `${what} is searched for commands, ${i < system || system < 0 ? "before the system's directories" : "after the system's directories"}.`,
          confidence: i < system || system < 0 ? "high" : "low",
        };
        break;
      }
    }
  },

  examples: [
    bad(dockerfile`
      FROM debian:12-slim
      ENV PATH=«/tmp/tools/bin:$PATH»
    `),
    bad(dockerfile`
      FROM node:22-slim
      ENV PATH=«./node_modules/.bin:$PATH»
    `),
    bad(dockerfile`
      FROM debian:12-slim
      ENV PATH «.:/usr/local/bin:/usr/bin:/bin»
    `),
    bad(dockerfile`
      FROM debian:12-slim
      ENV PATH=«":/opt/tool/bin:$PATH"»
    `).because("An empty entry is the current directory."),
    bad(dockerfile`
      FROM debian:12-slim
      ENV PATH=«$PATH:vendor/bin»
    `).because("Low confidence: it gives only what the system's directories lack."),

    good(dockerfile`
      FROM python:3.13-slim
      ENV PATH=/app/.venv/bin:/root/.local/bin:/opt/tmp/bin:/home/app/bin:$PATH
    `).because("Absolute directories with an owner."),
    good(dockerfile`
      FROM eclipse-temurin:21
      ENV PATH=$JAVA_HOME/bin:\${M2_HOME}/bin:$PATH
    `).because("A variable may hold an absolute path."),
    good(dockerfile`
      FROM debian:12-slim
      ENV MANPATH=.:/usr/share/man PYTHONPATH=.
      ARG PATH=.
    `).because("Other variables."),
    good(dockerfile`
      FROM debian:12 AS build
      ENV PATH=./bin:$PATH
      FROM debian:12-slim
    `).because("A builder's PATH stays behind."),
  ],
});

/** The entries of a PATH, undefined for one that begins with what is not known. */
function entriesOf({ value, parts }: Field<string>): readonly (string | undefined)[] {
  const text = value ?? parts.map((p) => p ?? hole).join("");
  return text === "" ? [] : text.split(":").map((e) => (e.startsWith(hole) || e.startsWith("~") ? undefined : e));
}
const hole = "\0";

const whyNot = (entry: string): string | undefined =>
  entry === "" || entry === "."
    ? "The current directory"
    : !entry.startsWith("/")
      ? `The relative directory ${entry.replaceAll(hole, "…")}`
      : /^\/(?:tmp|var\/tmp|dev\/shm)(?:\/|$)/.test(entry)
        ? `${entry.replaceAll(hole, "…")}, which everyone may write to,`
        : undefined;
