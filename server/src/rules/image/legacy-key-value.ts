import { bad, dockerfile, good } from "../../kit/example.ts";
import { type Fix, fix, rule } from "../../kit/rule.ts";
import type { BuildVariable } from "../../model/build.ts";

export default rule({
  name: "legacy-key-value",
  on: "stage",
  title: "ENV or LABEL is written without =",
  severity: "hint",
  preset: "hygiene",
  risk: "image",
  why: `\`ENV NAME value\` is the old form, which Docker may drop. It takes the whole rest of the line as one value: \`ENV TLS on DEBUG=off\` sets only \`TLS\`, to \`on DEBUG=off\`, and the variable that was meant to be set second never is.

The fix writes the same value with \`=\`. Where quotes and blanks are mixed it is left to a person.`,
  refs: ["NIST SP 800-190 4.1.2", "https://docs.docker.com/reference/build-checks/legacy-key-value-format/"],
  equivalents: [{ tool: "buildkit", id: "LegacyKeyValueFormat" }],

  *check({ variables }) {
    for (const variable of variables) {
      const { kind, name, value } = variable;
      if (kind === "ARG" || value.unset || !/^\s/.test(gap(variable))) continue;
      const swallowed = /\s([A-Za-z_]\w*)=/.exec(written(variable))?.[1];
      const known = name.value ?? kind;
      yield {
        at: name.at,
        key: known,
        ...(swallowed ? { severity: "info" as const } : {}),
        message: swallowed
          ? `Without = behind it, ${known} takes the rest of the line: ${swallowed} is a part of its value and not set.`
          : `Without = behind it, ${known} is set in the old form, which takes the rest of the line.`,
        fixes: swallowed ? [] : modern(variable),
      };
    }
  },

  examples: [
    bad(dockerfile`
      FROM debian:13-slim
      ENV «LANG» C.UTF-8
    `).to(dockerfile`
      FROM debian:13-slim
      ENV LANG=C.UTF-8
    `),
    bad(dockerfile`
      FROM debian:13-slim
      LABEL «description»   the shop of $TEAM
    `).to(dockerfile`
      FROM debian:13-slim
      LABEL description="the shop of $TEAM"
    `),
    bad(dockerfile`
      FROM debian:13-slim
      ENV «GREETING» "good day"
    `).to(dockerfile`
      FROM debian:13-slim
      ENV GREETING="good day"
    `),
    bad(dockerfile`
      FROM debian:13-slim
      ENV «TLS» on DEBUG=off
    `).because("DEBUG is a part of what TLS is set to."),

    good(dockerfile`
      FROM debian:13-slim
      ARG VERSION
      ENV LANG=C.UTF-8 NAME="a b"
      LABEL description="a = b"
    `).because("The form of today; ARG has no other."),
  ],
});

const text = ({ source }: BuildVariable["value"]["at"], start: number, end: number): string => source.text.slice(start, end);
const gap = ({ name, value }: BuildVariable): string => text(name.at, name.at.end, value.at.start);
const written = ({ value: { at } }: BuildVariable): string => text(at, at.start, at.end);

function modern(variable: BuildVariable): readonly Fix[] {
  const { name, value } = variable;
  const old = written(variable);
  const isOneWord = /^(?:[^\s\\`"']+|"[^"\\`\r\n]*"|'[^'\\`\r\n]*')$/.test(old);
  // What is quoted in part, escaped or continued on the next line is left to a person.
  if (!isOneWord && /[\\`"'\r\n]/.test(old)) return [];
  return fix(`Write ${name.value ?? "the name"} with =`, "safe", [
    { at: value.at.source.at(name.at.end, value.at.end), text: `=${isOneWord ? old : `"${old}"`}` },
  ]);
}
