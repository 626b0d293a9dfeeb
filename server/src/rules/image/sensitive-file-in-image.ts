import { bad, dockerfile, good } from "../../kit/example.ts";
import { type Fix, fix, rule } from "../../kit/rule.ts";
import { secretFile } from "../../knowledge/secrets/file-name.ts";
import type { Instruction, Stage } from "../../model/build.ts";
import { copiedFrom } from "../../model/copied.ts";
import type { Field } from "../../model/field.ts";

export default rule({
  name: "sensitive-file-in-image",
  on: "stage",
  title: "File of secrets copied into the image",
  severity: "warning",
  risk: "image",
  why: `A file that is copied into an image is in one of its layers for ever, even if a later step deletes it: everyone who can pull the image can take it out. Private
keys, logins for registries (\`.npmrc\`, \`.docker/config.json\`, \`.netrc\`), credentials of clouds, \`.env\` and the state of Terraform have no place there.

Give them to the one step that needs them: \`RUN --mount=type=secret,id=npmrc,target=/root/.npmrc npm ci\`, \`RUN --mount=type=ssh git clone …\`; give \`.env\` to the
container when it starts. List them in \`.dockerignore\`, so that \`COPY .\` does not take them either.

Examples (\`.env.example\`), public keys and certificates are left alone; so is what comes from another stage, where the file was found already.`,
  refs: ["NIST SP 800-190 4.1.4", "CWE-538", "CIS Docker 4.10", "https://docs.docker.com/build/building/secrets/"],
  equivalents: [{ tool: "trivy", id: "DS-0031" }],

  *check(stage) {
    for (const instruction of stage.instructions) {
      const sources = copiedFrom(instruction);
      for (const word of sources) {
        const file = word.value === undefined ? undefined : secretFile(word.value);
        if (!file) continue;
        const removed = deletes(stage, instruction, file.name);
        const stays = removed
          ? ", and stays in its layer though a later step deletes it"
          : stage.shipped
            ? ", for everyone who can pull it"
            : ", or at least into the build cache";
        yield {
          at: word.at,
          key: file.name,
          // Most files for npm hold settings, and no login.
          ...(!stage.shipped || file.name === ".npmrc" ? { severity: "info" } : file.key ? { severity: "error" } : {}),
          message: `${instruction.keyword} takes ${file.what} into ${stage.shipped ? "the image" : "a builder stage"}${stays}. Mount it as a build secret instead.`,
          fixes: sources.length === 1 ? mounts(stage, instruction, file.name) : fix(`Leave ${file.name} out`, "unsafe", without(instruction, word)),
        };
      }
    }
  },

  examples: [
    bad(dockerfile`
      FROM node:22
      WORKDIR /app
      COPY «.npmrc» ./
      RUN npm ci
    `).to(dockerfile`
      FROM node:22
      WORKDIR /app
      RUN --mount=type=secret,id=npmrc,target=/root/.npmrc npm ci
    `),
    bad(dockerfile`
      FROM alpine:3.20
      COPY «id_rsa» /root/.ssh/id_rsa
      RUN git clone git@git.example.com:shop.git && rm /root/.ssh/id_rsa
    `).because("Deleting it later does not take it out of the layer."),
    bad(dockerfile`
      FROM python:3.13
      COPY app.py «.env» /app/
    `).to(dockerfile`
      FROM python:3.13
      COPY app.py /app/
    `),
    bad(dockerfile`
      FROM alpine:3.20
      ADD «.aws/credentials» /root/.aws/credentials
      COPY «.docker/config.json» /root/.docker/
      COPY «tls/server.key» /etc/ssl/private/
      COPY «terraform.tfstate» «secrets/prod.tfvars» /data/
      COPY «service-account.json» «.kube/config» «keystore.p12» /etc/
    `),
    good(dockerfile`
      FROM node:22 AS build
      COPY .env.example .env.sample package.json id_rsa.pub ca.pem server.crt public.key ./
      COPY src/secrets.ts src/credentials.py tokens.go /src/
      COPY certs/root-ca.pem /usr/local/share/ca-certificates/
      FROM node:22
      COPY --from=build /app/.npmrc /app/
      RUN --mount=type=secret,id=npmrc,target=/root/.npmrc npm ci
    `).because("Examples, public keys, certificates, sources of programs, and what another stage has."),
  ],
});

const deletes = (stage: Stage, copy: Instruction, name: string): boolean =>
  stage.commands.some((c) => c.at.start > copy.at.start && c.name === "rm" && c.words.some((w) => w.is((text) => text.endsWith(name))));

/** Where npm and its like read it from; a mount at that place serves the next step as the file did. */
const targets: Readonly<Partial<Record<string, string>>> = {
  ".npmrc": "/root/.npmrc",
  ".netrc": "/root/.netrc",
  ".pypirc": "/root/.pypirc",
};

function mounts(stage: Stage, copy: Instruction, name: string): readonly Fix[] {
  const target = targets[name];
  const next = stage.instructions[stage.instructions.indexOf(copy) + 1];
  if (target === undefined || next?.keyword !== "RUN" || !(stage.user.unset || stage.user.is("root"))) return [];
  const id = name.replace(/^\./, "").split(/\W/, 1).join("");
  const mount = { at: { ...next.keywordAt, start: next.keywordAt.end }, text: ` --mount=type=secret,id=${id},target=${target}` };
  return fix(`Mount ${name} for the next step, to be given with --secret id=${id},src=${name}`, "unsafe", [...copy.remove(), mount]);
}

/** One of several words goes with the blanks behind it. */
function without(instruction: Instruction, word: Field<string>): ReturnType<Instruction["remove"]> {
  const { source } = word.at;
  if (instruction.exec) return [];
  let start = word.at.start;
  while (/[ \t]/.test(source.text[start - 1] ?? "")) start--;
  return [{ at: { ...word.at, start }, text: "" }];
}
