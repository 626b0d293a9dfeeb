import { bad, dockerfile, good, joined } from "../../kit/example.ts";
import { type Fix, fix, type Report, rule } from "../../kit/rule.ts";
import { judge, type Secret, unknown } from "../../knowledge/secrets/judge.ts";
import type { BuildVariable, Stage } from "../../model/build.ts";

export default rule({
  name: "secret-in-image",
  on: "stage",
  title: "Secret in the image",
  severity: "error",
  risk: "image",
  hides: true,
  why: `ENV and LABEL are part of the image's configuration and ARG defaults of its history: \`docker inspect\` and \`docker history\` show them to everyone who can pull
the image, and every container starts with the variables set. Taking a value out in a later layer does not take it out of the earlier ones.

A builder stage that the final one only copies from keeps its variables to itself: they are in this file, the build cache and, when it is written with
\`mode=max\`, the build's provenance, but not in the image. Such findings are warnings.

Values are judged, not names alone: references to other variables, paths, switches, public keys and fingerprints are left alone. A well-known default
(\`postgres\`) or a placeholder (\`changeme\`) is worth knowing, no more.

Give a secret to the container when it starts (\`secrets\` of a task definition), or to one build step with \`RUN --mount=type=secret\`. Change it as well:
the old value stays in the history of the repository and in the images that were pushed.`,
  refs: ["NIST SP 800-190 4.1.4", "CWE-798", "CIS Docker 4.10", "https://docs.docker.com/build/building/secrets/"],
  equivalents: [
    { tool: "buildkit", id: "SecretsUsedInArgOrEnv" },
    { tool: "hadolint", id: "DL3064" },
    { tool: "trivy", id: "DS-0031" },
    { tool: "dockle", id: "CIS-DI-0010" },
  ],

  *check(stage) {
    const reported = new Set<string>();
    for (const variable of stage.variables) {
      const name = variable.name.value ?? "";
      const { value, parts, at, unset } = variable.value;
      const text = value ?? parts.map((p) => p ?? unknown).join("");
      // ENV X=$Y repeats the value of an ARG that was reported where it stands.
      const repeats = at.source.text.slice(at.start, at.end).includes("$") && [...reported].some((r) => text.includes(r));
      const secret = unset || repeats ? undefined : judge(name, text);
      if (!secret) continue;
      // What everybody knows can leak from an image only.
      if (!stage.shipped && secret.strength !== "secret" && secret.strength !== "likely") continue;
      reported.add(text);
      yield report(stage, variable, name, secret);
    }
  },

  examples: [
    bad(dockerfile`
      FROM node:22-alpine
      ENV NODE_ENV=production \
          DB_PASSWORD=«Rain-in-May-77»
      USER node
    `)
      .to(dockerfile`
      FROM node:22-alpine
      ENV NODE_ENV=production
      USER node
    `)
      .because("The password is in the image's configuration."),
    bad(dockerfile`
      FROM node:22-alpine
      ARG NPM_TOKEN=«${joined("npm_", "u7Xk2Lq9Rt4Vw1Zb8Nc5Mf3Hd6Js0PgYaQeB")}»
      RUN npm ci
    `)
      .to(dockerfile`
      FROM node:22-alpine
      ARG NPM_TOKEN
      RUN npm ci
    `)
      .because("The default of a build argument is in the image's history."),
    bad(dockerfile`
      FROM alpine:3.20
      LABEL com.example.deploy-token=«${joined("glpat-", "Xk2Lq9Rt4Vw1Zb8Nc5Mf")}»
    `).because("Labels are read by everyone, too."),
    bad(dockerfile`
      FROM maven:3-eclipse-temurin-21 AS build
      ENV REPO_PASSWORD=«Rain-in-May-77»
      RUN mvn package

      FROM eclipse-temurin:21-jre
      ENV DATABASE_URL=«postgres://shop:Rain-in-May-77@db:5432/shop»
      COPY --from=build /app.jar /
    `).because("The builder's is in this file and the build cache, the second in the image."),
    bad(dockerfile`
      FROM postgres:17
      ENV POSTGRES_USER=shop POSTGRES_PASSWORD=«postgres» REPLICATION_PASSWORD=«changeme»
    `).because("A default that everybody knows and a placeholder are shown as information."),
    bad(dockerfile`
      FROM alpine:3.20
      ARG API_PASSWORD=«Rain-in-May-77»
      ENV API_PASSWORD=$API_PASSWORD
    `).because("One secret is one finding, where it is written."),
    bad(dockerfile`
      ARG NPM_TOKEN=«${joined("npm_", "u7Xk2Lq9Rt4Vw1Zb8Nc5Mf3Hd6Js0PgYaQeB")}»
      FROM node:22-alpine AS build
      ARG NPM_TOKEN
      FROM node:22-alpine
      ARG NPM_TOKEN
      RUN npm ci
    `)
      .to(dockerfile`
      ARG NPM_TOKEN
      FROM node:22-alpine AS build
      ARG NPM_TOKEN
      FROM node:22-alpine
      ARG NPM_TOKEN
      RUN npm ci
    `)
      .because("A default above the first FROM is that of every stage which takes the name over."),
    good(dockerfile`
      FROM node:22-alpine
      ARG NPM_TOKEN
      ENV DB_PASSWORD=\${DB_PASSWORD} API_TOKEN=$API_TOKEN
      RUN --mount=type=secret,id=npm,env=NPM_TOKEN npm ci
    `).because("What only the build knows is never a finding."),
    good(dockerfile`
      FROM nginx:1.28-alpine
      ENV KEYCLOAK_VERSION=26.0.7 KEYCLOAK_HOME=/opt/keycloak KEYCLOAK_LOGLEVEL=INFO
      RUN apk add --no-cache libcrypto3=3.3.2-r1 && ln -sf /dev/stdout /var/log/nginx/access.log
    `).because("Names that only hold the letters of one: `access.log`, `libcrypto3=`, `KEYCLOAK`."),
    good(dockerfile`
      FROM python:3.13-slim
      ENV GPG_KEY=7169605F62C751356D054A26A821E680E5FA6305
      ENV PYTHON_SHA256=086de5882e3cb310d4dca48457522e2e48018ecd43da9cdf827f6a0759efb07d
      ENV TOKENIZERS_PARALLELISM=false SSH_AUTH_SOCK=/ssh-agent GOPRIVATE=git.example.com
      ENV MYSQL_RANDOM_ROOT_PASSWORD=yes POSTGRES_PASSWORD_FILE=/run/secrets/db
      ENV AWS_WEB_IDENTITY_TOKEN_FILE=/var/run/secrets/token TOKEN_TTL=3600 AUTH_ENABLED=true
      ENV VITE_STRIPE_PUBLISHABLE_KEY=${joined("pk_live_", "51H8xYzAbCdEfGhIj")} JWT_ALGORITHM=RS256
      LABEL org.opencontainers.image.authors="Jane Doe <jane@example.com>"
    `).because("Fingerprints, digests, switches, files and keys that are meant to be public."),
  ],
});

function report(stage: Stage, variable: BuildVariable, name: string, secret: Secret): Report {
  const { kind } = variable;
  const common = { at: variable.value.at, key: `${kind} ${name}`, masked: secret.mask, fixes: fixes(stage, variable, name, secret) };
  const holds = `${kind} ${name} ${kind === "ARG" ? `has ${secret.what} as its default` : `holds ${secret.what}`}`;
  switch (secret.strength) {
    case "secret":
    case "likely": {
      const confidence = secret.strength === "likely" ? ({ confidence: "medium" } as const) : {};
      const severity = secret.strength === "likely" || !stage.shipped ? ({ severity: "warning" } as const) : {};
      const follows = !stage.shipped ? inBuilder : secret.aws ? ofRole : exposure[kind];
      return { ...common, ...severity, ...confidence, message: `${holds}${follows}` };
    }
    case "known":
      return {
        ...common,
        severity: "info",
        message: `${holds} that is quickly guessed.${kind === "ENV" ? " Containers that do not override it run with it." : ""}`,
      };
    case "marker":
      return { ...common, severity: "info", message: `${kind} ${name} holds a placeholder where ${secret.what} belongs.` };
    case "hash":
      return { ...common, severity: "info", message: `${holds}, which can be guessed offline.` };
  }
}

const exposure = {
  ENV: ", and everyone who can pull the image can read it. Pass it when the container starts, and change it.",
  LABEL: ", and everyone who can pull the image can read it. Take it out, and change it.",
  ARG: ", and everyone who can pull the image can read it in its history. Mount it as a build secret, and change it.",
} as const;
const ofRole = ", and everyone who can pull the image can read it. Deactivate the key: a role gives tasks and builds their credentials.";
const inBuilder = ". The final image does not hold it, but this file and the build cache do: change it, and mount it as a build secret.";

function fixes(stage: Stage, variable: BuildVariable, name: string, { aws }: Secret): readonly Fix[] {
  const { kind, instruction } = variable;
  if (kind === "ENV") {
    return fix(
      stage.shipped
        ? `Remove ${name}${aws ? "; a role gives the credentials" : ", to be passed when the container starts"}`
        : `Remove ${name} from this stage`,
      "unsafe",
      variable.remove(),
    );
  }
  if (kind === "LABEL") return fix(`Remove the label ${name}`, "unsafe", variable.remove());
  const alone = instruction.words.length === 1;
  return alone ? fix(`Remove the default of ${name}`, "unsafe", instruction.replace(`ARG ${name}`)) : [];
}
