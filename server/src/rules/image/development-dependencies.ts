import { bad, dockerfile, good } from "../../kit/example.ts";
import { type Fix, fix, rule } from "../../kit/rule.ts";
import type { Command } from "../../model/build.ts";
import { commandsOf } from "../../model/chain.ts";
import { started, startsSomething } from "../../model/start.ts";

export default rule({
  name: "development-dependencies",
  on: "stage",
  title: "Packages for development are installed into the image",
  severity: "info",
  preset: "strict",
  risk: "image",
  why: `Test runners, linters, bundlers and debuggers of a project are not needed by what runs: they are more to patch, and more for whoever gets in. Package managers leave them out when they are told to: \`npm ci --omit=dev\`, \`composer install --no-dev\`, \`bundle config set without development\`.

Judged is the final stage. Where a later step builds with them (\`npm run build\`, \`npx\`, \`tsc\`), installs again without them, or removes them (\`npm prune\`), or where the image starts tests or a server for development, nothing is said, nor where \`NODE_ENV=production\` says it for npm and yarn. Better still is to build in a stage of its own, and to copy the result.`,
  refs: ["NIST SP 800-190 4.1.1", "https://docs.npmjs.com/cli/v11/commands/npm-ci#omit", "https://getcomposer.org/doc/03-cli.md#install-i"],

  *check(stage) {
    if (!stage.final || started(stage).some((i) => i.words.some((w) => w.is((text) => working.test(text))))) return;
    const commands = commandsOf(stage);
    const production = stage.variables.some(
      (v) => v.kind === "ENV" && v.name.is((n) => ["NODE_ENV", "NPM_CONFIG_PRODUCTION"].includes(n)) && !v.value.is("development"),
    );
    for (const [i, command] of commands.entries()) {
      const found = installs(command);
      if (!found || (found.node && (production || !startsSomething(stage))) || commands.slice(i + 1).some((c) => needs(c, found.program))) continue;
      yield {
        at: command.at,
        key: found.program,
        message: `${found.shown} installs what the project needs for development, too.`,
        fixes: addition(command, found.option),
      };
    }
  },

  examples: [
    bad(dockerfile`
      FROM node:24-slim
      WORKDIR /app
      COPY package.json package-lock.json ./
      RUN «npm ci»
      COPY src ./src
      USER node
      CMD ["node", "src/server.js"]
    `).to(dockerfile`
      FROM node:24-slim
      WORKDIR /app
      COPY package.json package-lock.json ./
      RUN npm ci --omit=dev
      COPY src ./src
      USER node
      CMD ["node", "src/server.js"]
    `),
    bad(dockerfile`
      FROM php:8.4-fpm
      COPY . /app
      RUN «composer install --no-interaction»
      USER www-data
    `).to(dockerfile`
      FROM php:8.4-fpm
      COPY . /app
      RUN composer install --no-interaction --no-dev
      USER www-data
    `),
    good(dockerfile`
      FROM node:24-slim
      COPY package.json package-lock.json ./
      RUN npm ci
    `).because("It starts nothing: an image of tools."),
    good(dockerfile`
      FROM node:24 AS build
      COPY . .
      RUN npm ci && npm run build
      FROM node:24-slim
      COPY package.json package-lock.json ./
      RUN npm ci --omit=dev
      COPY --from=build /dist ./dist
      USER node
    `).because("The builder needs them, the image has none."),
    good(dockerfile`
      FROM node:24-slim
      COPY . .
      RUN npm ci
      RUN npm run build && npm prune --omit=dev
      USER node
    `).because("It builds with them, and takes them out."),
    good(dockerfile`
      FROM node:24-slim
      ENV NODE_ENV=production
      COPY . .
      RUN npm ci && npm install --global pm2
      USER node
    `).because("NODE_ENV says so; what is installed for all is no project."),
    good(dockerfile`
      FROM node:24-slim
      COPY . .
      RUN npm ci
      USER node
      CMD ["npm", "test"]
    `).because("The image is there to test."),
    good(dockerfile`
      FROM node:24-slim
      COPY . .
      RUN npm ci $NPM_FLAGS
      USER node
    `).because("What else it is told is not known."),
  ],
});

/** What tests, develops or builds when it starts. */
const working = /\b(?:e2e|tests?|jest|vitest|cypress|playwright|dev|develop|watch|build|storybook|tsx|ts-node|nodemon|npx)\b/;

interface Installing {
  readonly program: string;
  readonly shown: string;
  readonly option: string;
  readonly node: boolean;
}

function installs({ name, words }: Command): Installing | undefined {
  const written = words.map((w) => w.value);
  if (written.some((w) => w === undefined)) return undefined;
  const [, verb = "", ...rest] = written.filter((w) => w !== undefined);
  const options = rest.filter((w) => w.startsWith("-"));
  const said = (pattern: RegExp): boolean => options.some((o) => pattern.test(o));
  const names = rest.filter((w) => !w.startsWith("-"));
  const shown = `${name} ${verb}`;
  if (name === "npm" && ["ci", "install", "i"].includes(verb) && names.length === 0)
    return said(/^(?:--omit|--only|--production|--prod|-g$|--global|--include)/)
      ? undefined
      : { program: "npm", shown, option: "--omit=dev", node: true };
  if (name === "pnpm" && ["install", "i"].includes(verb) && names.length === 0)
    return said(/^(?:--prod|-P$|--production|--dev|-D$)/) ? undefined : { program: "pnpm", shown, option: "--prod", node: true };
  if (name === "composer" && verb === "install")
    return said(/^--no-dev/) || names.length > 0 ? undefined : { program: "composer", shown, option: "--no-dev", node: false };
  return undefined;
}

/** Does a later command build with what was installed, install again or take it out? */
function needs({ name, words }: Command, program: string): boolean {
  const verb = words[1]?.value ?? "";
  if (name === program) return !/^(?:cache|config|--version|-v|audit|start)$/.test(verb);
  return ["npx", "yarn", "tsc", "ng", "vite", "webpack", "make", "pnpx", "bunx", "nest", "next", "php", "artisan", "node"].includes(name ?? "");
}

function addition({ words, instruction }: Command, option: string): readonly Fix[] {
  const at = words.at(-1)?.at;
  return !at || instruction.exec ? [] : fix(`Add "${option}"`, "unsafe", [{ at: at.source.at(at.end), text: ` ${option}` }]);
}
