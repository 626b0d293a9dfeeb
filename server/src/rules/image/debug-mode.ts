import { bad, dockerfile, file, good } from "../../kit/example.ts";
import { fix, type Report, rule } from "../../kit/rule.ts";
import { debuggerIn, debugMode, reachOf } from "../../knowledge/debugging.ts";
import type { BuildVariable, Stage } from "../../model/build.ts";
import { chain } from "../../model/chain.ts";
import { isForDevelopment } from "../../model/development.ts";
import { isLiteral } from "../../model/literal.ts";
import { started } from "../../model/start.ts";

export default rule({
  name: "debug-mode",
  on: "stage",
  title: "Image runs in debug or development mode",
  severity: "warning",
  risk: "image",
  why: `A debugger that listens runs whatever it is told (Java's and Node's ask for no password, Werkzeug's console only for a PIN), and development modes show stack traces,
settings and source to whoever causes an error, reload changed files and leave checks out.

Judged is what the final image sets and starts. Files and stages that are made for development by their name (\`Dockerfile.dev\`, \`AS debug\`, a folder \`.devcontainer\`) are left alone,
and so are variables that only the build knows. A debugger that listens on the loopback only, and servers made for development (\`runserver\`, \`uvicorn --reload\`, \`nodemon\`), are reported with lower confidence.
What sets a variable when it starts the container overrides the image's, but who forgets it runs in debug mode; the other way round is safe.

The fix sets the variable to what production uses; what a debugger needs has no fix.`,
  refs: ["NIST SP 800-190 4.1.2", "CWE-489", "CWE-215"],

  *check(stage) {
    if (!stage.final || isForDevelopment(stage)) return;
    for (const variable of inForce(stage)) {
      const found = ofVariable(variable);
      if (found) yield found;
    }
    for (const { words } of started(stage)) {
      for (const word of words) {
        const text = word.value ?? "";
        const listens = debuggerIn(text);
        if (listens !== undefined)
          yield {
            at: word.at,
            message: `The image starts with ${listens}, which runs whatever it is told.`,
            confidence: reachOf(text),
          };
      }
      const line = words.map((w) => w.value ?? "…").join(" ");
      const server = developmentServers.find(([command, word]) => command.test(line) && words.some((w) => w.is((text) => word.test(text))));
      const first = words.find((w) => server && w.is((text) => server[1].test(text)));
      if (server && first) yield { at: first.at, message: `The image starts ${server[2]}, which is made for development.`, confidence: "medium" };
    }
  },

  examples: [
    bad(dockerfile`
      FROM python:3.13-slim
      ENV FLASK_DEBUG=«1» PYTHONUNBUFFERED=1
      CMD ["gunicorn", "app:app"]
    `).to(dockerfile`
      FROM python:3.13-slim
      ENV FLASK_DEBUG=0 PYTHONUNBUFFERED=1
      CMD ["gunicorn", "app:app"]
    `),
    bad(dockerfile`
      FROM mcr.microsoft.com/dotnet/aspnet:9.0
      ENV ASPNETCORE_ENVIRONMENT=«Development»
      ENTRYPOINT ["dotnet", "web.dll"]
    `).to(dockerfile`
      FROM mcr.microsoft.com/dotnet/aspnet:9.0
      ENV ASPNETCORE_ENVIRONMENT=Production
      ENTRYPOINT ["dotnet", "web.dll"]
    `),
    bad(dockerfile`
      FROM eclipse-temurin:21-jre
      ENV JAVA_TOOL_OPTIONS=«"-Xmx1g -agentlib:jdwp=transport=dt_socket,server=y,suspend=n,address=*:5005"»
      CMD ["java", "-jar", "/app.jar"]
    `),
    bad(dockerfile`
      FROM node:22-slim
      ENV NODE_ENV=«development»
      CMD ["node", «"--inspect=0.0.0.0:9229"», "server.js"]
    `),
    bad(dockerfile`
      FROM python:3.13-slim
      CMD ["python", "manage.py", «"runserver"», "0.0.0.0:8000"]
    `).because("Medium confidence: Django's own server is made for development."),
    bad(dockerfile`
      FROM node:22-slim
      CMD [«"nodemon"», "server.js"]
    `),

    good(dockerfile`
      FROM node:22-slim AS dev
      ENV NODE_ENV=development
      CMD ["node", "--inspect", "server.js"]
    `).because("A stage for development."),
    good(dockerfile`
      FROM node:22-slim AS build
      ENV NODE_ENV=development
      RUN npm ci
      FROM node:22-slim
      ENV NODE_ENV=production
      CMD ["node", "server.js"]
    `).because("A builder installs what development needs."),
    good(dockerfile`
      FROM node:22-slim
      ENV NODE_ENV=development
      RUN npm ci && npm run build
      ENV NODE_ENV=production
      CMD ["node", "server.js"]
    `).because("The last value holds."),
    good(dockerfile`
      ARG NODE_ENV=development
      FROM node:22-slim
      ARG NODE_ENV
      ENV NODE_ENV=$NODE_ENV DEBUG=\${DEBUG} FLASK_DEBUG=0 DJANGO_DEBUG=False APP_ENV=prod NODE_OPTIONS=--max-old-space-size=512
      CMD ["node", "server.js"]
    `).because("A build argument decides, and values of production."),
    good(dockerfile`
      FROM node:22-slim
      ENV DEBUG=app:* LOG_LEVEL=debug AWS_DEBUG=true
      CMD ["node", "server.js"]
    `).because("These log more."),
    good(file("Dockerfile.dev")`
      FROM node:22-slim
      ENV NODE_ENV=development
      CMD ["nodemon", "server.js"]
    `).because("A file for development."),
  ],
});

/** The variables that a container starts with: the last of each name. */
function inForce(stage: Stage): readonly BuildVariable[] {
  const last = new Map<string, BuildVariable>();
  for (const s of chain(stage).toReversed())
    for (const v of s.variables) if (v.kind === "ENV" && v.name.value !== undefined) last.set(v.name.value, v);
  return [...last.values()];
}

function ofVariable({ name, value }: BuildVariable): Report | undefined {
  const text = value.value ?? "";
  const listens = debuggerIn(text);
  if (/(?:^|_)(?:OPTIONS|OPTS|ARGS)$/.test(name.value ?? "") && listens !== undefined)
    return {
      at: value.at,
      message: `${name.value} starts ${listens} in every container, which runs whatever it is told.`,
      confidence: reachOf(text),
    };
  const mode = debugMode(name.value ?? "", text);
  if (!mode || mode.vague || !isLiteral(value)) return undefined;
  return {
    at: value.at,
    message: `${name.value} is ${text}: a container that is not told otherwise ${mode.does}.`,
    fixes: mode.off === undefined ? [] : fix(`Set ${name.value} to ${mode.off}`, "unsafe", value.set(mode.off)),
  };
}

/** A pattern of the whole command, one of the word that says so, and what it is. */
const developmentServers: readonly (readonly [command: RegExp, word: RegExp, what: string])[] = [
  [/\bmanage\.py runserver\b/, /\brunserver\b/, "Django's runserver"],
  [/(?:^|[\s/])nodemon(?:\s|$)/, /nodemon/, "nodemon"],
  [/(?:^|[\s/])(?:flask|uvicorn)\s/, /(?:^|\s)--(?:debug|reload)(?:\s|$)/, "a server that reloads or debugs"],
];
