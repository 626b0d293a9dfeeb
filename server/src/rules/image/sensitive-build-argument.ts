import { bad, dockerfile, good } from "../../kit/example.ts";
import { type Fix, fix, rule } from "../../kit/rule.ts";
import { isAwsKeyIdName, isPublicName, nameKind } from "../../knowledge/secrets/name.ts";
import type { BuildVariable, Command, Instruction, Stage } from "../../model/build.ts";
import { withSecret } from "../../model/build-secret.ts";
import { writtenOf } from "../../model/instruction-text.ts";

export default rule({
  name: "sensitive-build-argument",
  on: "stage",
  title: "Secret given as a build argument",
  severity: "info",
  risk: "image",
  why: `A build argument is written into the history of the image for every RUN that it is in force for, and into the build's provenance: \`docker history\` shows the value
that \`--build-arg\` gave. A build secret (\`--secret id=NAME\` with \`RUN --mount=type=secret,id=NAME,env=NAME\`) is there for one step and kept nowhere.

The fix gives the secret to each RUN that names the variable, or calls a program that reads it by itself (\`aws\`, \`npm\`, \`gh\` and the like). A command that writes it into a file of its own, as \`npm config set\` does, still keeps it: give it that
file as a mount instead. Before Dockerfile 1.10 a build secret is a file only, and there is no fix.

Names are judged: what ends in \`_FILE\`, \`_VERSION\`, \`_URL\` and the like is no secret, and so is what is published on purpose.`,
  refs: [
    "NIST SP 800-190 4.1.4",
    "CWE-538",
    "https://docs.docker.com/reference/build-checks/secrets-used-in-arg-or-env/",
    "https://docs.docker.com/build/building/secrets/",
  ],
  equivalents: [
    { tool: "buildkit", id: "SecretsUsedInArgOrEnv" },
    { tool: "hadolint", id: "DL3064" },
    { tool: "trivy", id: "DS-0031" },
  ],

  *check(stage) {
    for (const variable of stage.variables) {
      const name = variable.name.value ?? "";
      if (variable.kind !== "ARG" || !variable.value.unset || !isSecret(name)) continue;
      const message = `ARG ${name} puts a secret into the history of the image. Mount it as a build secret instead.`;
      yield { at: variable.name.at, key: name, message, fixes: mounts(stage, variable, name) };
    }
  },

  examples: [
    bad(dockerfile`
      FROM node:22
      ARG «NPM_TOKEN»
      COPY . .
      RUN npm config set //registry.example.com/:_authToken=\${NPM_TOKEN} && npm ci
      RUN npm test
    `).to(dockerfile`
      FROM node:22
      COPY . .
      RUN --mount=type=secret,id=NPM_TOKEN,env=NPM_TOKEN npm config set //registry.example.com/:_authToken=\${NPM_TOKEN} && npm ci
      RUN npm test
    `),
    bad(dockerfile`
      FROM amazon/aws-cli:2.17.0
      ARG «AWS_ACCESS_KEY_ID»
      ARG «AWS_SECRET_ACCESS_KEY»
      RUN aws s3 cp s3://shop/app.tgz .
    `)
      .to(dockerfile`
      FROM amazon/aws-cli:2.17.0
      ARG AWS_SECRET_ACCESS_KEY
      RUN --mount=type=secret,id=AWS_ACCESS_KEY_ID,env=AWS_ACCESS_KEY_ID aws s3 cp s3://shop/app.tgz .
    `)
      .because("No step names them; the command reads them all the same."),
    bad(dockerfile`
      FROM node:22
      ARG «NPM_TOKEN»
      ENV NPM_TOKEN=\${NPM_TOKEN}
      COPY .npmrc package*.json ./
      RUN npm ci
      CMD ["node", "server.js"]
    `)
      .to(dockerfile`
      FROM node:22
      COPY .npmrc package*.json ./
      RUN --mount=type=secret,id=NPM_TOKEN,env=NPM_TOKEN npm ci
      CMD ["node", "server.js"]
    `)
      .because("A variable that passes it on goes, too: it would stay in the image."),
    bad(dockerfile`
      FROM node:22
      ARG «DEPLOY_TOKEN»
      COPY . .
      RUN ./deploy.sh
    `).because("Whether the script reads it is not known, so there is no fix."),
    bad(dockerfile`
      # syntax=docker/dockerfile:1.4
      FROM node:22
      ARG «githubToken»
      RUN ./fetch $githubToken
    `).because("Camel case, and a frontend that has secrets as files only."),
    good(dockerfile`
      ARG NPM_TOKEN
      FROM node:22
      ARG NODE_VERSION
      ARG TOKEN_TTL SECRET_NAME API_KEY_FILE VITE_PUBLIC_KEY GOPASS_VERSION
      ARG USERNAME KEY GITHUB_SHA
      RUN --mount=type=secret,id=NPM_TOKEN,env=NPM_TOKEN npm ci
    `).because("Names of other things, and what no stage takes over."),
  ],
});

const isSecret = (name: string): boolean =>
  !isPublicName(name) && (nameKind(name) === "password" || nameKind(name) === "credential" || isAwsKeyIdName(name));

/**
 * The argument goes, and an ENV that only passes it on; each RUN below them that names it, or a program that is known to read it, is given the secret:
 * all or nothing.
 */
function mounts(stage: Stage, { instruction, remove }: BuildVariable, name: string): readonly Fix[] {
  const below = stage.instructions.filter((i) => i.at.start > instruction.at.start);
  const uses = below.filter((i) => writtenOf(i).includes(name));
  const passing = stage.variables.filter((v) => v.kind === "ENV" && v.name.is(name) && uses.includes(v.instruction) && passes(v, name));
  const named = uses.filter((i) => i.keyword === "RUN");
  const runs = named.length > 0 ? named : below.filter((i) => i.keyword === "RUN" && readsUntold(stage, i, name));
  const others = uses.filter((i) => i.keyword !== "RUN" && !passing.some((v) => v.instruction === i));
  const edits = runs.map((run) => withSecret(stage, run, name));
  if (runs.length === 0 || others.length > 0 || edits.some((e) => e.length === 0 || !e[0]?.text.includes("env="))) return [];
  return fix(`Mount the build secret ${name}, to be given with --secret id=${name}`, "unsafe", [
    ...remove(),
    ...passing.flatMap((v) => v.remove()),
    ...edits.flat(),
  ]);
}

/** `ENV NPM_TOKEN=$NPM_TOKEN` */
const passes = ({ value, instruction }: BuildVariable, name: string): boolean => {
  const text = writtenOf({ at: value.at }).replace(/^["']|["']$/g, "");
  return (text === `$${name}` || text === `\${${name}}`) && writtenOf(instruction).split(name).length === 3;
};

const readsUntold = ({ commands }: Stage, run: Instruction, name: string): boolean => {
  const readers = programs.find((p) => p.variables.test(name))?.names;
  return commands.some((c) => c.instruction === run && readers?.has(c.name ?? "") && (!/^(?:bun|p?npm|yarn)$/.test(c.name ?? "") || installs(c)));
};
const installs = ({ words: [, verb] }: Command): boolean => verb === undefined || verb.is((v) => /^(?:add|ci|i|install|publish)$/.test(v));

/** Programs that read a variable without being told: their own documentation. */
const programs: readonly { readonly variables: RegExp; readonly names: ReadonlySet<string> }[] = [
  { variables: /^AWS_(?:ACCESS_KEY_ID|SECRET_ACCESS_KEY|SESSION_TOKEN)$/, names: new Set(["aws", "cdk", "sam", "terraform"]) },
  { variables: /^(?:NPM_TOKEN|NODE_AUTH_TOKEN)$/, names: new Set(["bun", "npm", "pnpm", "yarn"]) },
  { variables: /^(?:GH_TOKEN|GITHUB_TOKEN)$/, names: new Set(["gh"]) },
  { variables: /^HF_TOKEN$/, names: new Set(["hf", "huggingface-cli"]) },
  { variables: /^COMPOSER_AUTH$/, names: new Set(["composer"]) },
  { variables: /^CARGO_REGISTRY_TOKEN$/, names: new Set(["cargo"]) },
];
