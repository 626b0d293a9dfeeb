import { bad, dockerfile, good, joined } from "../../kit/example.ts";
import { type Fix, fix, type Report, rule } from "../../kit/rule.ts";
import { type Embedded, secretsInScript } from "../../knowledge/secrets/script.ts";
import type { Instruction, Stage } from "../../model/build.ts";
import { readSecret, secretId, withSecret } from "../../model/build-secret.ts";
import { partOf } from "../../model/part.ts";

export default rule({
  name: "secret-in-build-step",
  on: "stage",
  title: "Secret in a build step",
  severity: "error",
  risk: "image",
  hides: true,
  why: `The text of every RUN is in the image's history, and that of CMD, ENTRYPOINT and HEALTHCHECK in its configuration: \`docker history\` and \`docker inspect\` show
passwords that stand there to everyone who can pull the image. Deleting a file that was written with it in a later step does not help either.

\`RUN --mount=type=secret\` gives a secret to one step: as a file below \`/run/secrets\`, or from Dockerfile 1.10 on as a variable; nothing of it is kept. At the start a
container gets its secrets as variables. Commands that take a password as an option mostly take it from standard input or a file as well. Change the secret in any
case: it is in the history of the repository.

In a stage that the final one only copies from it is a warning: the file and the build cache hold it, the image does not.`,
  refs: [
    "NIST SP 800-190 4.1.4",
    "CWE-798",
    "CWE-214",
    "CIS Docker 4.10",
    "https://docs.docker.com/build/building/secrets/",
    "https://docs.docker.com/reference/dockerfile/#run---mounttypesecret",
  ],

  *check(stage) {
    for (const instruction of stage.instructions) {
      if (!readers.has(instruction.keyword)) continue;
      if (instruction.exec) yield* inWords(stage, instruction);
      else {
        const { at } = instruction;
        const text = at.source.text.slice(at.start, at.end);
        if (copiers.has(instruction.keyword) && !/^[^\n]{0,2000}<<.{0,200}\n/.test(text)) continue;
        for (const found of secretsInScript(text)) {
          yield report(stage, instruction, found, { ...at, start: at.start + found.start, end: at.start + found.end });
        }
      }
    }
  },

  examples: [
    bad(dockerfile`
      FROM alpine:3.20
      RUN export API_TOKEN=«Kx82jjdQ-9fLwPz3» && ./fetch
    `).to(dockerfile`
      FROM alpine:3.20
      RUN --mount=type=secret,id=API_TOKEN,env=API_TOKEN export API_TOKEN=\${API_TOKEN} && ./fetch
    `),
    bad(dockerfile`
      FROM docker:28
      RUN docker login -u shop -p «Rain-in-May-77» registry.example.com \
       && docker pull registry.example.com/tools:3
    `).to(dockerfile`
      FROM docker:28
      RUN --mount=type=secret,id=DOCKER_PASSWORD docker login -u shop --password-stdin < /run/secrets/DOCKER_PASSWORD registry.example.com \
       && docker pull registry.example.com/tools:3
    `),
    bad(dockerfile`
      FROM alpine:3.20
      RUN curl -fsS -u shop:«Rain-in-May-77» -o /app.tgz https://files.example.com/app.tgz
    `).to(dockerfile`
      FROM alpine:3.20
      RUN --mount=type=secret,id=netrc curl -fsS --netrc-file /run/secrets/netrc -o /app.tgz https://files.example.com/app.tgz
    `),
    bad(dockerfile`
      FROM alpine:3.20
      RUN git clone https://bot:«Rain-in-May-77»@git.example.com/shop.git
    `).to(dockerfile`
      FROM alpine:3.20
      RUN --mount=type=secret,id=GIT_PASSWORD,env=GIT_PASSWORD git clone https://bot:\${GIT_PASSWORD}@git.example.com/shop.git
    `),
    bad(dockerfile`
      # syntax=docker/dockerfile:1.4
      FROM python:3.13
      RUN pip install --index-url https://shop:«Rain-in-May-77»@pypi.example.com/simple tools
    `)
      .to(dockerfile`
      # syntax=docker/dockerfile:1.4
      FROM python:3.13
      RUN --mount=type=secret,id=PIP_PASSWORD pip install --index-url https://shop:$(cat /run/secrets/PIP_PASSWORD)@pypi.example.com/simple tools
    `)
      .because("Before Dockerfile 1.10 secrets were files only."),
    bad(dockerfile`
      FROM debian:13
      RUN echo "root:«Rain-in-May-77»" | chpasswd
      RUN sshpass -p «Rain-in-May-78» scp shop@files:/app.tgz / && PGPASSWORD=«Rain-in-May-79» psql -h db -c 'select 1'
      RUN npm config set //registry.example.com/:_authToken=«Kx82jjdQ-9fLwPz3»
      RUN aws configure set aws_secret_access_key «${joined("q8Zt0vJc3Lw5/Ry1Xb7N", "d2Kf6Hs9Pm4Gu+Ea5TiW")}»
      RUN curl -H "Authorization: Bearer «Kx82jjdQ9fLwPz3v»" https://api.example.com
      RUN mysql -u root -p«Rain-in-May-80» < /schema.sql && redis-cli -a «Rain-in-May-81» ping
      RUN <<EOF
        cat > /app/.env <<EOT
        DB_PASSWORD=«Rain-in-May-82»
        EOT
      EOF
      HEALTHCHECK CMD curl -fu probe:«Rain-in-May-83» http://localhost/health
      ENTRYPOINT ["serve", "--db-password", "«Rain-in-May-84»"]
    `).because("Where commands take passwords."),
    bad(dockerfile`
      FROM alpine:3.20
      RUN echo "app:«changeme»" | chpasswd && PGPASSWORD=«postgres» ./seed
    `).because("A placeholder and a default that everybody knows: information."),
    good(dockerfile`
      FROM debian:13
      ARG TOKEN
      RUN --mount=type=secret,id=npm,env=NPM_TOKEN npm config set //registry.example.com/:_authToken=$NPM_TOKEN && npm ci
      RUN --mount=type=secret,id=db cat /run/secrets/db | docker login -u shop --password-stdin registry.example.com
      RUN curl -fsS -H "Authorization: Bearer \${TOKEN}" https://api.example.com && git clone https://$TOKEN@git.example.com/shop.git
      RUN apt-key adv --keyserver keyserver.ubuntu.com --recv-keys 0xB1998361219BD9C9 && mkdir -p /run/secrets
      RUN sed -i 's/password: .*/password: secret-from-env/' /etc/app.yml || true
      RUN useradd -p '*' app && ssh-keygen -t ed25519 -N "" -f /key && PASSWORD_FILE=/run/secrets/db ./start --token-ttl 3600
      RUN if [ -z "$PASSWORD" ]; then echo "PASSWORD must be set"; fi
      HEALTHCHECK CMD mysqladmin ping -p"$MYSQL_PASSWORD"
      CMD ["serve", "--db-password", "$DB_PASSWORD"]
      COPY <<EOF /etc/shop.conf
      db_password = $DB_PASSWORD
      EOF
    `).because("Mounted, filled in, or no secret."),
    bad(dockerfile`
      FROM alpine:3.20
      COPY <<EOF /etc/shop.conf
      db_host = db.internal
      db_password = «Rain-in-May-77»
      EOF
      ONBUILD ENV ROOT_PASSWORD=«Rain-in-May-78»
    `).because("A file that stands in the Dockerfile, and what later builds are to do."),
  ],
});

const readers: ReadonlySet<string> = new Set(["RUN", "CMD", "ENTRYPOINT", "HEALTHCHECK", "SHELL", "ONBUILD", "COPY", "ADD"]);
/** Of these only what they hold as a heredoc is a text of their own. */
const copiers: ReadonlySet<string> = new Set(["COPY", "ADD"]);
const places: ReadonlyMap<string, string> = new Map([
  ["RUN", "history"],
  ["COPY", "layers"],
  ["ADD", "layers"],
]);

function* inWords(stage: Stage, instruction: Instruction): Iterable<Report> {
  const words = instruction.words.map((w) => w.value ?? "$()");
  const isScript = words.length > 1 && /^-l?c$/.test(words.at(-2) ?? "");
  const line = isScript ? (words.at(-1) ?? "") : words.map((w) => (/\s/.test(w) ? `"${w}"` : w)).join(" ");
  for (const found of secretsInScript(line)) yield report(stage, instruction, found, partOf(instruction.at, line.slice(found.start, found.end)));
}

function report(stage: Stage, instruction: Instruction, found: Embedded, at: Report["at"]): Report {
  const { name, how, program, secret } = found;
  const { keyword } = instruction;
  const where =
    how === "address"
      ? "An address"
      : how === "header"
        ? "A header"
        : how === "statement"
          ? "A statement of SQL"
          : how === "option"
            ? `An option of ${program || "the command"}`
            : name;
  const what = secret.what.startsWith("an address") ? "a password" : secret.what;
  const common = {
    at,
    key: [keyword, name, program].filter((t) => t !== "").join(" "),
    masked: secret.mask,
    fixes: fixes(stage, instruction, found, at),
  };
  const holds = `${where} in ${keyword} holds ${what}`;
  switch (secret.strength) {
    case "secret":
    case "likely": {
      const weaker = secret.strength === "likely" || !stage.shipped;
      const follows = secret.aws
        ? "Deactivate the key: a role gives builds and tasks their credentials."
        : keyword === "RUN"
          ? "Mount it as a build secret, and change it."
          : keyword === "ONBUILD"
            ? "Let the builds that follow mount it, and change it."
            : "Give it to the container when it starts, and change it.";
      const reach = stage.shipped ? `, and everyone who can pull the image can read it in its ${places.get(keyword) ?? "configuration"}` : "";
      return {
        ...common,
        ...(weaker ? { severity: "warning" } : {}),
        ...(secret.strength === "likely" ? { confidence: "medium" } : {}),
        message: `${holds}${reach}. ${follows}`,
      };
    }
    case "known":
      return { ...common, severity: "info", message: `${holds} that is quickly guessed.` };
    case "marker":
      return { ...common, severity: "info", message: `${where} in ${keyword} holds a placeholder where ${what} belongs.` };
    case "hash":
      return { ...common, severity: "info", message: `${holds}, which can be guessed offline.` };
  }
}

const logins: ReadonlySet<string> = new Set(["docker", "podman", "nerdctl", "buildah", "helm", "crane", "oras", "skopeo"]);

/** The secret is read where the value stood; commands that know a better way than an option get it that way. */
function fixes(stage: Stage, run: Instruction, { how, name, program, secret }: Embedded, at: Report["at"]): readonly Fix[] {
  if (run.keyword !== "RUN" || secret.aws) return [];
  const tool = program.replace(/[^\w]/g, "_").toUpperCase();
  const id = how === "assignment" ? secretId(name) : `${tool || "BUILD"}_${/token/i.test(name) ? "TOKEN" : "PASSWORD"}`;
  const text = run.at.source.text.slice(run.at.start, at.start);
  const rest = run.at.source.text.slice(at.end, run.at.end);
  const title = (what: string): string => `Mount the build secret ${what}, to be given with --secret id=${what}`;
  const option = /(?:-p|--password|-u|--user)(?:\s+|=)(?:[\w.@-]{1,80}:)?$/.exec(text);
  if (how === "option" && option && /^\s|^$/.test(rest)) {
    const whole = { ...at, start: at.start - option[0].length };
    if (program === "curl") {
      return fix(title("netrc"), "draft", [
        ...withSecret(stage, run, "netrc", ",required=false").map((e) => ({ ...e, text: " --mount=type=secret,id=netrc" })),
        { at: whole, text: "--netrc-file /run/secrets/netrc" },
      ]);
    }
    if (logins.has(program)) {
      const mount = { at: { ...run.keywordAt, start: run.keywordAt.end }, text: ` --mount=type=secret,id=${id}` };
      return fix(title(id), "draft", [mount, { at: whole, text: `--password-stdin < /run/secrets/${id}` }]);
    }
  }
  return fix(title(id), "draft", readSecret(stage, run, at, id));
}
