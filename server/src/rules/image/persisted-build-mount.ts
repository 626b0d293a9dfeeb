import { bad, dockerfile, good } from "../../kit/example.ts";
import { rule } from "../../kit/rule.ts";
import type { Command, Instruction } from "../../model/build.ts";
import type { Field } from "../../model/field.ts";

export default rule({
  name: "persisted-build-mount",
  on: "stage",
  title: "Build secret kept in a layer",
  severity: "error",
  risk: "image",
  why: `What \`RUN --mount=type=secret\` gives is there for one step and in no layer, unless the step itself writes it into a file: \`cp\` and \`cat … >\` do, and so do
\`npm config set\` and \`git config --global\`, which keep it in the home folder. Everyone who can pull the image can then read it.

Let the command read the secret where it is mounted: as a variable, below \`/run/secrets\`, or with \`target=\` at the place where it looks for it
(\`target=/root/.npmrc\`). A file in \`/dev/shm\` or on a \`tmpfs\` mount is gone with the step as well.

In a stage that the final one only copies from it is a warning.`,
  refs: [
    "NIST SP 800-190 4.1.4",
    "CWE-538",
    "https://docs.docker.com/build/building/secrets/",
    "https://docs.docker.com/reference/dockerfile/#run---mounttypesecret",
  ],

  *check(stage) {
    for (const run of stage.instructions) {
      const mounts = run.keyword === "RUN" ? mountsOf(run) : [];
      if (mounts.length === 0) continue;
      for (const command of stage.commands) {
        if (command.instruction !== run) continue;
        const word = keeps(command, mounts);
        if (!word) continue;
        const message = `${command.name ?? "The command"} writes the mounted secret into a file${stage.shipped ? " of the image" : " of a builder stage"}.`;
        yield { at: word.at, key: command.name ?? "", ...(stage.shipped ? {} : { severity: "warning" }), message };
      }
    }
  },

  examples: [
    bad(dockerfile`
      FROM node:22
      RUN --mount=type=secret,id=npmrc cp «/run/secrets/npmrc» /root/.npmrc && npm ci
      RUN --mount=type=secret,id=key,target=/tmp/key cat «/tmp/key» > /app/key.pem
      RUN --mount=type=secret,id=NPM_TOKEN,env=NPM_TOKEN npm config set «//registry.example.com/:_authToken=$NPM_TOKEN» && npm ci
      RUN --mount=type=secret,id=TOKEN,env=TOKEN echo «"token=$TOKEN"» > /app/config
    `),
    good(dockerfile`
      FROM node:22
      RUN --mount=type=secret,id=npmrc,target=/root/.npmrc npm ci
      RUN --mount=type=secret,id=token curl -H "Authorization: Bearer $(cat /run/secrets/token)" -o /app.tgz https://files.example.com/app.tgz
      RUN --mount=type=secret,id=key cp /run/secrets/key /dev/shm/key && ssh -i /dev/shm/key git@git.example.com
      RUN --mount=type=secret,id=TOKEN,env=TOKEN echo "building" > /app/log && ./build --token-from-env
      RUN cp /run/secrets/public.pem /app/
    `).because("Read where it is mounted, in memory only, or no mount at all."),
  ],
});

interface Mount {
  readonly path: string;
  readonly variable: string | undefined;
}

const mountsOf = (run: Instruction): readonly Mount[] =>
  run.flags.flatMap(({ name, options }) => {
    const option = (key: string): string | undefined => options.find((o) => o.name === key)?.value.value;
    if (name !== "mount" || option("type") !== "secret") return [];
    return [{ path: option("target") ?? option("dst") ?? `/run/secrets/${option("id") ?? ""}`, variable: option("env") }];
  });

/** The word by which a command keeps a mounted secret. */
function keeps({ name, words, output }: Command, mounts: readonly Mount[]): Field<string> | undefined {
  const path = words.slice(1).find((w) => mounts.some((m) => w.is(m.path)));
  if (path && /^(?:cp|install|mv)$/.test(name ?? "")) return words.at(-1)?.is(inMemory) ? undefined : path;
  if (path && name === "cat" && output && !output.is(inMemory)) return path;
  const variable = words.slice(1).find((w) => mounts.some((m) => m.variable !== undefined && mentions(w, m.variable)));
  if (variable && /^(?:echo|printf)$/.test(name ?? "") && output && !output.is(inMemory)) return variable;
  return variable && /^(?:npm|pnpm|yarn|pip3?|git|composer|poetry)$/.test(name ?? "") && words[1]?.is("config") ? variable : undefined;
}

const inMemory = (path: string): boolean => /^\/(?:dev|proc|run)\//.test(path);
/** `$NAME` or `${NAME`, and no longer name. */
const mentions = ({ at }: Field<string>, variable: string): boolean =>
  Array.from(at.source.text.slice(at.start, at.end).matchAll(/\$\{?(\w{1,200})/g), (m) => m[1]).includes(variable);
