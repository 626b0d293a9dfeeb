import { bad, dockerfile, good } from "../../kit/example.ts";
import { fix, rule } from "../../kit/rule.ts";
import type { BuildVariable } from "../../model/build.ts";

export default rule({
  name: "same-instruction-variable",
  on: "stage",
  title: "ENV uses a variable that the same instruction sets",
  severity: "info",
  preset: "hygiene",
  risk: "image",
  why: `All values of one \`ENV\` are worked out before any of them is set: in \`ENV HOME_DIR=/srv BIN=$HOME_DIR/bin\` the second becomes \`/bin\`, or is made with what the base image set. A path of that kind can point to a directory of the system, and a search path can get an empty entry, which means the current directory.

The fix sets the second variable in an \`ENV\` of its own. Nothing is said where the variable was set before, as in \`PATH=$PATH:/opt/bin\`.`,
  refs: ["NIST SP 800-190 4.1.2", "CWE-457", "https://docs.docker.com/reference/dockerfile/#environment-replacement"],
  equivalents: [{ tool: "hadolint", id: "DL3044" }],

  *check({ address, variables, stages, insertAfter }) {
    // What other stages set may have come along with FROM; where an argument stands is not looked at.
    const before = new Set<string>();
    for (const stage of stages)
      for (const v of stage.variables) if (v.name.value && (v.kind === "ARG" || stage.address !== address)) before.add(v.name.value);
    for (const pairs of byInstruction(variables)) {
      const names = new Set(pairs.flatMap(({ name }) => name.value ?? []));
      for (const pair of pairs) {
        const early = pair.kind === "ENV" ? used(pair).find((n) => names.has(n) && n !== pair.name.value && !before.has(n)) : undefined;
        if (early === undefined || early === "PATH") continue;
        const { name, value, instruction } = pair;
        const text = sourceOf(name.at.start, value);
        yield {
          at: value.at,
          key: name.value ?? early,
          message: `${early} is not set yet when ${name.value ?? "this"} is worked out: values of one ENV do not see each other.`,
          fixes: fix(
            `Set ${name.value ?? "it"} in an ENV of its own`,
            "unsafe",
            /[\r\n]/.test(text) ? [] : [...pair.remove(), ...insertAfter(instruction, `ENV ${text}`)],
          ),
        };
      }
      for (const name of names) before.add(name);
    }
  },

  examples: [
    bad(dockerfile`
      FROM debian:13-slim
      ENV APP_HOME=/srv/app APP_BIN=«$APP_HOME/bin» LANG=C.UTF-8
      USER 1000
    `).to(dockerfile`
      FROM debian:13-slim
      ENV APP_HOME=/srv/app LANG=C.UTF-8
      ENV APP_BIN=$APP_HOME/bin
      USER 1000
    `),
    bad(dockerfile`
      FROM debian:13-slim
      ENV APP_HOME=/srv/app \
          APP_BIN=«"\${APP_HOME}/bin"»
    `).to(dockerfile`
      FROM debian:13-slim
      ENV APP_HOME=/srv/app
      ENV APP_BIN="\${APP_HOME}/bin"
    `),

    good(dockerfile`
      FROM debian:13-slim
      ENV APP_HOME=/srv/app
      ENV APP_BIN=$APP_HOME/bin PATH=$APP_HOME/bin:$PATH
    `).because("It was set before."),
    good(dockerfile`
      FROM debian:13-slim AS base
      ENV APP_HOME=/srv/app
      FROM base
      ENV APP_HOME=/srv/new OLD_HOME=$APP_HOME
    `).because("The stage that it builds on has set it."),
    good(dockerfile`
      FROM debian:13-slim
      ARG VERSION=1
      ENV VERSION=$VERSION NAME=app-$VERSION
    `).because("The argument has the same name, and a value."),
    good(dockerfile`
      FROM debian:13-slim
      ENV APP_HOME=/srv/app HINT='\$APP_HOME/bin' NOTE=\\$APP_HOME DEFAULT=\${APP_HOME:-/srv/app}
    `).because("Quoted, escaped, or with a default: it is meant to be so."),
  ],
});

function byInstruction(variables: readonly BuildVariable[]): Iterable<readonly BuildVariable[]> {
  const groups = new Map<number, BuildVariable[]>();
  for (const variable of variables) {
    const { start } = variable.instruction.at;
    const group = groups.get(start);
    if (group) group.push(variable);
    else groups.set(start, [variable]);
  }
  return groups.values();
}

/** The names that the value uses, without those in single quotes, escaped ones and those with a default. */
function used({ value }: BuildVariable): readonly string[] {
  const text = sourceOf(value.at.start, value);
  if (text.startsWith("'")) return [];
  return [...text.matchAll(/(?<![\\`$])\$(?:\{([A-Za-z_]\w*)\}|([A-Za-z_]\w*))/g)].flatMap((m) => m[1] ?? m[2] ?? []);
}

const sourceOf = (start: number, { at }: BuildVariable["value"]): string => at.source.text.slice(start, at.end);
