import { bad, dockerfile, good } from "../../kit/example.ts";
import { type Fix, fix, rule } from "../../kit/rule.ts";
import type { Instruction } from "../../model/build.ts";
import { type WrittenWord, writtenOf } from "../../model/instruction-text.ts";

export default rule({
  name: "broken-exec-form",
  on: "stage",
  title: "What looks like a JSON array is none",
  severity: "error",
  risk: "image",
  why: `\`CMD ['node', 'server.js']\` is no JSON: strings take double quotes, a comma between them and none behind the last. The build takes such a text for the shell form and says nothing; the shell then looks for
a program named \`[node,\`, or runs the test \`[\`: the container does not start, the step fails, and a health check never passes.

Judged is what begins with \`[\`, ends with \`]\` and has quotes or commas. \`RUN [ -f /ready ]\` is a test of the shell and left alone.

The fix writes the words as a JSON array.`,
  equivalents: [{ tool: "tally", id: "invalid-json-form" }],
  refs: ["NIST SP 800-190 4.1.2", "https://docs.docker.com/reference/dockerfile/#shell-and-exec-form"],

  *check({ instructions }) {
    for (const instruction of instructions) {
      const says = outcome[instruction.keyword];
      const written = says === undefined || instruction.exec ? undefined : textOf(instruction);
      if (!written || !isMeant(written.text, instruction.keyword)) continue;
      yield {
        at: written.at,
        message: `This is no JSON array, so a shell reads it, and ${says}.`,
        fixes: fix("Write it as a JSON array", "unsafe", asArray(written)),
      };
    }
  },

  examples: [
    bad(dockerfile`
      FROM node:24-slim
      CMD «['node', 'server.js']»
    `).to(dockerfile`
      FROM node:24-slim
      CMD ["node", "server.js"]
    `),
    bad(dockerfile`
      FROM alpine:3.23
      HEALTHCHECK --interval=30s CMD «["wget", "-q" "http://localhost:8080/"]»
      ENTRYPOINT «[/usr/bin/server, --port, 8080]»
    `).to(dockerfile`
      FROM alpine:3.23
      HEALTHCHECK --interval=30s CMD ["wget", "-q", "http://localhost:8080/"]
      ENTRYPOINT [/usr/bin/server, --port, 8080]
    `),
    bad(dockerfile`
      FROM alpine:3.23
      RUN «["apk", "add", "curl",]»
      CMD «["server"] # on port 8080»
    `).because("A comma too many, and a comment, which an instruction cannot have at its end."),
    bad(dockerfile`
      FROM mcr.microsoft.com/windows/nanoserver:ltsc2022
      CMD «["c:\app\server.exe"]»
    `)
      .to(dockerfile`
      FROM mcr.microsoft.com/windows/nanoserver:ltsc2022
      CMD ["c:\\app\\server.exe"]
    `)
      .because("A backslash in JSON is two."),

    good(dockerfile`
      FROM alpine:3.23
      RUN [ -f /etc/os-release ]
      RUN [ "$(id -u)" = "0" ] && [ "a,b" != "$LIST" ]
      RUN ["apk", "add", "curl"]
      CMD [ "server" ]
    `).because("Tests of the shell, and arrays."),
    good(dockerfile`
      FROM alpine:3.23
      CMD []
    `).because("The empty array resets what the base image starts."),
  ],
});

const outcome: Readonly<Partial<Record<string, string>>> = {
  CMD: "the container does not start",
  ENTRYPOINT: "the container does not start",
  HEALTHCHECK: "the check never passes",
  RUN: "the step fails",
};

/** What stands behind the keyword, the flags and the type of a health check. */
function textOf(instruction: Instruction): WrittenWord | undefined {
  const { at } = instruction;
  const whole = writtenOf(instruction);
  const [head = ""] = /^\w+\s+(?:--\S+\s+)*(?:CMD\s+)?/i.exec(whole) ?? [];
  const text = whole.slice(head.length);
  return text.includes("\n") ? undefined : { text, at: at.source.at(at.start + head.length, at.end) };
}

function isMeant(text: string, keyword: string): boolean {
  if (!/^\[[^#]*\]\s*(?:#.*)?$/.test(text) || text.startsWith("[[")) return false;
  if (/^\[\s*["'\u2018\u201c]/.test(text)) return /^\[["'\u2018\u201c]/.test(text) || hasComma(text);
  return keyword !== "RUN" && hasComma(text);
}
const hasComma = (text: string): boolean => text.replace(/"[^"]*"|'[^']*'/g, "").includes(",");

/** The words between blanks and commas, each in quotes. None where a comment would go, or where a quote is part of a word. */
function asArray({ text, at }: WrittenWord): Fix["edits"] {
  const inner = text.slice(1, -1);
  if (!text.endsWith("]") || /\\["']/.test(inner)) return [];
  const words = Array.from(
    inner.matchAll(/"([^"]*)"|'([^']*)'|\u201c([^\u201c\u201d]*)\u201d|\u2018([^\u2018\u2019]*)\u2019|([^\s,"'\u2018-\u201d]+)/g),
    (m) => m.slice(1).find((group) => group !== undefined),
  );
  return [{ at, text: `[${words.map((w) => JSON.stringify(w)).join(", ")}]` }];
}
