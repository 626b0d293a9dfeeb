import { bad, dockerfile, good } from "../../kit/example.ts";
import { fix, rule } from "../../kit/rule.ts";
import { inForce } from "../../model/start.ts";
import { execForm, plainWords } from "../../rewrite/start-form.ts";

export default rule({
  name: "shell-form-command",
  on: "stage",
  title: "A shell stands between the runtime and the program",
  severity: "hint",
  risk: "image",
  preset: "all",
  why: `\`CMD\` and \`ENTRYPOINT\` that are not JSON arrays start \`/bin/sh -c\`. Most shells pass no signals on, so the program does not hear that it is to stop and is killed in the middle of its work; the image needs a
shell, which whoever gets in finds useful; and what variables hold is text that the shell reads.

Reported is what is in force in the final stage, where it is one command without anything that only a shell understands; with \`exec\` in front the program takes the shell's place, and nothing is reported. A file with \`SHELL\` wants the shell, and where the image has none, another rule says so.

The fix writes the JSON array. It is for review where an \`ENTRYPOINT\` gets the command as its arguments.`,
  refs: ["NIST SP 800-190 4.1.2", "https://docs.docker.com/reference/build-checks/json-args-recommended/"],
  equivalents: [
    { tool: "buildkit", id: "JSONArgsRecommended" },
    { tool: "hadolint", id: "DL3025" },
  ],

  *check(stage) {
    if (
      !stage.final ||
      stage.instructions.some((i) => i.keyword === "SHELL") ||
      stage.image.is((image) => /windows|nanoserver|^scratch$|^gcr\.io\/distroless\//i.test(image))
    )
      return;
    const [entrypoint] = inForce(stage, "ENTRYPOINT");
    for (const instruction of [entrypoint, ...inForce(stage, "CMD")]) {
      if (!instruction || instruction.exec || !stage.instructions.includes(instruction)) continue;
      const words = plainWords(instruction);
      if (!words || instruction.words[0]?.is("exec")) continue;
      const { keyword, keywordAt } = instruction;
      yield {
        at: keywordAt,
        message: `${words[0]} is started by a shell, which does not tell it when to stop.`,
        fixes: fix("Write it as a JSON array", "unsafe", instruction.replace(execForm(keyword, words))),
      };
    }
  },

  examples: [
    bad(dockerfile`
      FROM node:24-slim
      «CMD» node server.js
    `).to(dockerfile`
      FROM node:24-slim
      CMD ["node", "server.js"]
    `),
    bad(dockerfile`
      FROM debian:13-slim
      «ENTRYPOINT» /usr/bin/server --port 8080
    `).to(dockerfile`
      FROM debian:13-slim
      ENTRYPOINT ["/usr/bin/server", "--port", "8080"]
    `),

    good(dockerfile`
      FROM node:24-slim
      CMD ["node", "server.js"]
    `).because("No shell is started."),
    good(dockerfile`
      FROM node:24-slim
      CMD exec node server.js
    `).because("The program takes the shell's place."),
    good(dockerfile`
      FROM node:24-slim
      CMD node server.js --port $PORT
    `).because("The shell is what knows the variable."),
    good(dockerfile`
      FROM debian:13-slim
      SHELL ["/bin/bash", "-c"]
      CMD server
    `).because("The shell was chosen."),
    good(dockerfile`
      FROM debian:13-slim AS build
      CMD make
      FROM scratch
      ENTRYPOINT ["/server"]
    `).because("The stage is not run."),
  ],
});
