import { bad, dockerfile, good } from "../../kit/example.ts";
import { type Confidence, fix, type Report, rule } from "../../kit/rule.ts";
import { isOff, sslVerifyOff, type TlsSwitch, tlsLines, tlsSwitches } from "../../knowledge/certificate-checks.ts";
import type { Assignment, BuildVariable, Command, Stage } from "../../model/build.ts";
import { downloadOf, verifier } from "../../model/download.ts";
import { dashed, type Grammar, type Option, type Program, program, readOptions, removeOption, removeWords } from "../../model/program.ts";
import { addressOf, hostOf, isNear, isPrivate } from "../../model/url.ts";
import { isOneLine, writtenTexts } from "../../model/written-text.ts";

export default rule({
  name: "disabled-tls-verification",
  on: "stage",
  title: "Certificates are not checked",
  severity: "warning",
  risk: "image",
  why: `Without the check of its certificate, anyone on the way may answer in the server's place: what is downloaded, installed and in the end run is what they
send. A setting in ENV goes further: it is still off in the container that runs.

All stages are judged, for what a builder downloads ends in the result. Servers on the same machine are left alone, and so is what only the build knows.
Low confidence: hosts of private networks, and files whose digest or signature is checked afterwards. \`PYTHONHTTPSVERIFY\` is read by Python 2.7 only, and git reads
\`GIT_SSL_NO_VERIFY\` as set whatever its value is, "0" too.

The fix takes the switch away. Where the build then fails, the certificate is not one that the image trusts: install \`ca-certificates\`, or copy the
certificate of your own authority into the image (\`update-ca-certificates\`, \`pip --cert\`, \`npm config set cafile\`, \`git config http.sslCAInfo\`).`,
  refs: [
    "NIST SP 800-190 4.1.3",
    "CWE-295",
    "https://curl.se/docs/sslcerts.html",
    "https://git-scm.com/docs/git-config#Documentation/git-config.txt-httpsslVerify",
  ],
  equivalents: [
    { tool: "checkov", id: "CKV2_DOCKER_2" },
    { tool: "checkov", id: "CKV2_DOCKER_3" },
    { tool: "checkov", id: "CKV2_DOCKER_4" },
    { tool: "checkov", id: "CKV2_DOCKER_5" },
    { tool: "checkov", id: "CKV2_DOCKER_6" },
    { tool: "checkov", id: "CKV2_DOCKER_12" },
    { tool: "checkov", id: "CKV2_DOCKER_13" },
    { tool: "checkov", id: "CKV2_DOCKER_14" },
    { tool: "checkov", id: "CKV2_DOCKER_15" },
    { tool: "checkov", id: "CKV2_DOCKER_16" },
  ],

  *check(stage) {
    const verified = verifier(stage);
    for (const variable of stage.variables) if (variable.kind !== "LABEL") yield* ofVariable(variable);
    for (const command of stage.commands) {
      for (const assignment of command.assignments) yield* ofAssignment(assignment);
      const run = program(command);
      if (!run) continue;
      yield* ofDownload(command, verified);
      yield* ofPackageManager(command, run);
      yield* ofGit(command, run);
      yield* ofClient(run);
      yield* ofExport(command, run);
    }
    yield* ofTexts(stage);
  },

  examples: [
    bad(dockerfile`
      FROM debian:12-slim
      RUN apt-get update && apt-get install -y curl && \
          curl «-fkL» -o /tmp/app.tar.gz https://example.com/app.tar.gz
    `).to(dockerfile`
      FROM debian:12-slim
      RUN apt-get update && apt-get install -y curl && \
          curl -fL -o /tmp/app.tar.gz https://example.com/app.tar.gz
    `),
    bad(dockerfile`
      FROM alpine:3.22 AS build
      RUN wget \
            «--no-check-certificate» \
            https://example.com/app.tar.gz
      FROM scratch
      COPY --from=build /app.tar.gz /
    `)
      .to(dockerfile`
      FROM alpine:3.22 AS build
      RUN wget \
            https://example.com/app.tar.gz
      FROM scratch
      COPY --from=build /app.tar.gz /
    `)
      .because("What a builder downloads ends in the result."),
    bad(dockerfile`
      FROM python:3.13-slim
      RUN pip install --no-cache-dir «--trusted-host pypi.org» flask
    `).to(dockerfile`
      FROM python:3.13-slim
      RUN pip install --no-cache-dir flask
    `),
    bad(dockerfile`
      FROM node:22-alpine
      ENV NODE_ENV=production «NODE_TLS_REJECT_UNAUTHORIZED=0»
      RUN npm ci
    `).to(dockerfile`
      FROM node:22-alpine
      ENV NODE_ENV=production
      RUN npm ci
    `),
    bad(dockerfile`
      FROM node:22-alpine
      RUN «npm config set strict-ssl false» && npm ci
      RUN npm ci «--strict-ssl=false»
    `).to(dockerfile`
      FROM node:22-alpine
      RUN npm ci
      RUN npm ci --strict-ssl=false
    `),
    bad(dockerfile`
      FROM alpine/git:2.49.1
      RUN git «-c http.sslVerify=false» clone --depth 1 --branch v1.2.0 https://example.com/app.git
      RUN «GIT_SSL_NO_VERIFY=0» git clone --branch v1.2.0 https://example.com/app.git
      RUN «git config --global http.sslverify false»
    `)
      .to(dockerfile`
      FROM alpine/git:2.49.1
      RUN git clone --depth 1 --branch v1.2.0 https://example.com/app.git
      RUN GIT_SSL_NO_VERIFY=0 git clone --branch v1.2.0 https://example.com/app.git
      RUN git config --global http.sslverify false
    `)
      .because("Whatever the value, git takes GIT_SSL_NO_VERIFY as set."),
    bad(dockerfile`
      FROM fedora:42
      RUN dnf install -y «--setopt=sslverify=0» nginx
      RUN echo «"sslverify=false"» >> /etc/dnf/dnf.conf && dnf install -y nginx
      RUN printf «"[global]\ntrusted-host = pypi.example.com\n"» > /etc/pip.conf
    `).to(dockerfile`
      FROM fedora:42
      RUN dnf install -y nginx
      RUN echo "sslverify=false" >> /etc/dnf/dnf.conf && dnf install -y nginx
      RUN printf "[global]\ntrusted-host = pypi.example.com\n" > /etc/pip.conf
    `),
    bad(dockerfile`
      FROM python:3.13-slim
      RUN «PYTHONHTTPSVERIFY=0» python fetch.py && export «NODE_TLS_REJECT_UNAUTHORIZED=0» && sudo curl «-k» https://10.0.0.1/x
    `).to(dockerfile`
      FROM python:3.13-slim
      RUN python fetch.py && export NODE_TLS_REJECT_UNAUTHORIZED=0 && sudo curl -k https://10.0.0.1/x
    `),

    good(dockerfile`
      FROM debian:12-slim
      RUN /start.sh & sleep 5 && curl -k https://localhost:8443/health && curl --insecure -fs https://127.0.0.1/ready
      HEALTHCHECK CMD curl -fk https://localhost:8443/health
    `).because("Nobody stands between a machine and itself."),
    good(dockerfile`
      FROM debian:12-slim
      RUN curl -o k -H "-k" -fsSL https://example.com/--insecure | grep -- --insecure && echo "curl -k https://example.com"
      RUN wget -O --no-check-certificate https://example.com/app
    `).because("Values, texts and other programs' words."),
    good(dockerfile`
      FROM node:22-alpine
      ENV NODE_TLS_REJECT_UNAUTHORIZED=1 npm_config_strict_ssl=true GIT_SSL_NO_VERIFY_X=1 PIP_TRUSTED_HOST=""
      ARG GIT_SSL_NO_VERIFY
      RUN npm config set strict-ssl true && npm install strict-ssl false && git config http.sslVerify true && unset GIT_SSL_NO_VERIFY
    `).because("These leave the check on, or have no value."),
    good(dockerfile`
      FROM python:3.13-slim
      ARG INDEX_HOST
      RUN pip install --trusted-host $INDEX_HOST --trusted-host localhost flask
    `).because("Which host it is, only the build knows."),
    good(dockerfile`
      FROM fedora:42
      RUN sed -i 's/sslverify=0/sslverify=1/' /etc/dnf/dnf.conf && echo "sslverify=0" && grep sslverify=0 /etc/dnf/dnf.conf
    `).because("Turned on, shown, and looked for."),
  ],
});

const followed = "anyone on the way may answer in the server's place";

const turnsOff = ({ off }: TlsSwitch, value: string): boolean =>
  typeof off === "function" ? off(value) : value.split(/\s+/).some((host) => host !== "" && !isNear(hostOf(host)));

function* ofVariable(variable: BuildVariable): Iterable<Report> {
  const name = variable.name.value ?? "";
  const known = tlsSwitches[name.toUpperCase()];
  const { value } = variable.value;
  if (!known || value === undefined || variable.value.unset || !turnsOff(known, value)) return;
  const where = variable.kind === "ENV" ? ", in the build and in the container" : "";
  yield {
    at: { ...variable.name.at, end: variable.value.at.end },
    message: `The variable ${name} turns off the check of certificates for ${known.what}${where}: ${followed}.`,
    key: name,
    fixes: fix(`Remove ${name}`, "unsafe", variable.remove()),
  };
}

function* ofAssignment(assignment: Assignment): Iterable<Report> {
  const { name, value, at } = assignment;
  const known = tlsSwitches[name.toUpperCase()];
  if (!known || !value.is((v) => turnsOff(known, v))) return;
  const message = `The variable ${name} turns off the check of certificates for ${known.what}: ${followed}.`;
  yield { at, message, key: name, fixes: fix(`Remove ${name}`, "unsafe", assignment.remove()) };
}

/** `export X=0`, and what `env` or `sudo` set. */
function* ofExport(command: Command, { name }: Program): Iterable<Report> {
  for (const word of command.words) {
    const [, variable = "", value = ""] = /^(\w+)=(.*)$/s.exec(word.value ?? "") ?? [];
    const known = tlsSwitches[variable.toUpperCase()];
    if (!known || !turnsOff(known, value) || !(name === "export" || /^(?:env|sudo)$/.test(command.name ?? ""))) continue;
    const message = `The variable ${variable} turns off the check of certificates for ${known.what}: ${followed}.`;
    const alone = name === "export" && command.words.length === 2;
    yield { at: word.at, message, key: variable, fixes: fix(`Remove ${variable}`, "unsafe", alone ? command.remove() : word.remove()) };
  }
}

/** curl, wget and aria2c. */
function* ofDownload(command: Command, verified: ReturnType<typeof verifier>): Iterable<Report> {
  const download = downloadOf(command);
  if (!download) return;
  const hosts = download.sources.flatMap((s) => addressOf(s) ?? []).map((a) => a.host);
  if (hosts.length > 0 && hosts.every((h) => h !== undefined && isNear(h))) return;
  const within = hosts.length > 0 && hosts.every((h) => h !== undefined && (isNear(h) || isPrivate(h)));
  const [host] = hosts.filter((h) => h !== undefined && !isNear(h));
  const confidence: Confidence = within || verified(command, download.target) ? "low" : "high";
  for (const option of download.options) {
    if (!isInsecure(download.tool, option)) continue;
    yield {
      at: option.word.at,
      message: `The option ${dashed(option)} turns off the check of certificates: anyone on the way may answer in the place of ${host ?? "the server"}.`,
      key: download.tool,
      confidence,
      fixes: fix(`Remove ${dashed(option)}`, "unsafe", removeOption(option)),
    };
  }
}

const isInsecure = (tool: string, { name, value }: Option): boolean =>
  tool === "curl"
    ? name === "k" || name === "insecure"
    : tool === "wget"
      ? name === "no-check-certificate" || name === "no-check-cert"
      : name === "check-certificate" && value === "false";

const dnf = /^(?:yum|dnf5?|microdnf|tdnf|yum-config-manager|dnf-config-manager|yum-builddep)$/;

function* ofPackageManager(command: Command, { name, args }: Program): Iterable<Report> {
  const what = `turns off the check of certificates for ${name}: ${followed}.`;
  if (/^(?:pip[\d.]*|uv|pipenv)$/.test(name) || (/^python[\d.]*$/.test(name) && args[0]?.is("-m") && args[1]?.is("pip"))) {
    const { options } = readOptions(args, trustedHosts);
    for (const { name: option, word, value, valueWord } of options) {
      const host = trustedHosts.long.has(option) && value !== undefined ? hostOf(value) : undefined;
      if (host === undefined || isNear(host)) continue;
      yield {
        at: { ...word.at, end: (valueWord ?? word).at.end },
        message: `The option --${option} turns off the check of certificates for ${host}: ${followed}.`,
        key: host,
        confidence: isPrivate(host) ? "low" : "high",
        fixes: fix(`Remove "--${option} ${host}"`, "unsafe", removeWords(word, valueWord)),
      };
    }
    const at = args.findIndex((a) => a.is((t) => /^(?:global|install)\.trusted-host$/.test(t)));
    const hosts = args[at + 1];
    if (at >= 0 && args.some((a) => a.is("config")) && hosts?.is((t) => t.split(/\s+/).some((h) => !isNear(hostOf(h)))))
      yield {
        at: command.at,
        message: `The setting trusted-host ${what}`,
        key: "trusted-host",
        fixes: fix("Remove the setting trusted-host", "unsafe", command.remove()),
      };
  } else if (/^(?:npm|yarn|pnpm)$/.test(name)) {
    const words = args.map((a) => a.value ?? "");
    const sets = words[0] === "set" || (/^(?:config|c)$/.test(words[0] ?? "") && words.includes("set"));
    const at = words.findIndex((w) => /^(?:-+)?(?:no-)?(?:strict-ssl|enableStrictSsl)(?:=|$)/.test(w));
    const word = args[at];
    if (!word) return;
    const [key = "", own] = (words[at] ?? "").split("=");
    const turnedOff =
      key === "--no-strict-ssl"
        ? own === undefined || own === "true"
        : own === undefined
          ? /^false$/.test(words[at + 1] ?? "")
          : /^["']?false["']?$/.test(own);
    if (!turnedOff || !(sets || key.startsWith("--"))) return;
    const valueWord = key === "--no-strict-ssl" || own !== undefined ? undefined : args[at + 1];
    yield {
      at: sets ? command.at : { ...word.at, end: (valueWord ?? word).at.end },
      message: `The setting strict-ssl=false ${what}`,
      key: "strict-ssl",
      fixes: sets ? fix("Remove the setting strict-ssl", "unsafe", command.remove()) : fix(`Remove ${key}`, "unsafe", removeWords(word, valueWord)),
    };
  } else if (dnf.test(name)) {
    const [first] = args;
    for (const [i, word] of args.entries()) {
      if (!word.is((t) => /^(?:--setopt=)?(?:[\w.*-]+\.)?sslverify=/i.test(t) && sslVerifyOff.test(t))) continue;
      const option = word.is((t) => t.startsWith("--")) ? undefined : args[i - 1];
      if (!word.is((t) => t.startsWith("--")) && !option?.is("--setopt")) continue;
      const configures = /config-manager/.test(name) || first?.is("config-manager");
      const only = configures && args.filter((a) => a.is((t) => t.startsWith("--setopt"))).length === 1;
      yield {
        at: word.at,
        message: `The setting sslverify=0 ${what}`,
        key: "sslverify",
        fixes: fix("Remove sslverify=0", "unsafe", only ? command.remove() : option ? removeWords(option, word) : word.remove()),
      };
    }
  } else if (/^(?:apt-get|apt|aptitude)$/.test(name)) {
    for (const [i, word] of args.entries()) {
      if (!word.is((t) => /Verify-(?:Peer|Host)=["']?(?:0|false|no)["']?$/i.test(t))) continue;
      const option = args[i - 1]?.is("-o") ? args[i - 1] : undefined;
      yield {
        at: word.at,
        message: `The setting ${word.value} ${what} Packages are still checked by their signature.`,
        key: "Verify-Peer",
        confidence: "low",
        fixes: fix(`Remove ${word.value}`, "unsafe", option ? removeWords(option, word) : word.remove()),
      };
    }
  } else {
    for (const { tools, key, off: turnsOff } of settings) {
      const at = tools.test(name) && args.some((a) => a.is("config")) ? args.findIndex((a) => a.is((t) => t.toLowerCase() === key)) : -1;
      if (at > 0 && args[at + 1]?.is(turnsOff))
        yield { at: command.at, message: `The setting ${key} ${what}`, key, fixes: fix(`Remove the setting ${key}`, "unsafe", command.remove()) };
    }
  }
}

/** `conda config --set ssl_verify false` */
const settings: readonly { readonly tools: RegExp; readonly key: string; readonly off: (value: string) => boolean }[] = [
  { tools: /^(?:conda|mamba|micromamba)$/, key: "ssl_verify", off: isOff },
  { tools: /^composer$/, key: "disable-tls", off: (v) => v === "true" || v === "1" },
  { tools: /^bundle$/, key: "ssl_verify_mode", off: (v) => v === "0" },
];

const trustedHosts: Grammar = { short: "", long: new Set(["trusted-host", "allow-insecure-host"]) };

/** `git -c http.sslVerify=false …`, `git config http.sslVerify false`. */
function* ofGit(command: Command, { name, args }: Program): Iterable<Report> {
  if (name !== "git") return;
  const message = `The setting http.sslVerify turns off the check of certificates for git: ${followed}.`;
  for (const [i, word] of args.entries()) {
    const before = args[i - 1];
    const setting = /^http\.(?:[^\s=]*\.)?sslverify(?:=(\S+))?$/i.exec(word.value ?? "");
    if (!setting) continue;
    const next = args[i + 1];
    if (before?.is("-c") && isOff(setting[1] ?? "")) {
      yield {
        at: { ...before.at, end: word.at.end },
        message,
        key: "http.sslVerify",
        fixes: fix(`Remove "-c ${word.value}"`, "unsafe", removeWords(before, word)),
      };
    } else if (args.some((a) => a.is("config")) && next?.is(isOff)) {
      yield { at: command.at, message, key: "http.sslVerify", fixes: fix("Remove the setting http.sslVerify", "unsafe", command.remove()) };
    }
  }
}

/** Clients of clusters and registries. */
function* ofClient({ name, args }: Program): Iterable<Report> {
  const wanted = clients[name];
  if (!wanted) return;
  for (const word of args)
    if (word.is((t) => wanted.test(t)))
      yield {
        at: word.at,
        message: `The option ${word.value} turns off the check of certificates for ${name}: ${followed}.`,
        key: name,
        fixes: fix(`Remove ${word.value}`, "unsafe", word.remove()),
      };
}
const insecureCluster = /^--(?:kube-)?insecure-skip-tls-verify(?:=true)?$/;
const insecureRegistry = /^--(?:src-|dest-)?tls-verify=false$/;
const clients: Readonly<Partial<Record<string, RegExp>>> = {
  buildah: insecureRegistry,
  helm: insecureCluster,
  kubectl: insecureCluster,
  mvn: /^-Dmaven\.wagon\.http\.ssl\.insecure=true$/,
  oc: insecureCluster,
  podman: insecureRegistry,
  skopeo: insecureRegistry,
  svn: /^--trust-server-cert$/,
};

function* ofTexts(stage: Stage): Iterable<Report> {
  for (const written of writtenTexts(stage)) {
    const { text, at, file, command } = written;
    const found = tlsLines.find((l) => l.line.test(text) && (!l.file || (file !== undefined && l.file.test(file))));
    if (!found) continue;
    yield {
      at,
      message: `The setting ${found.what}${file === undefined ? "" : ` in ${file}`} turns off the check of certificates: ${followed}.`,
      key: found.what,
      confidence: found.what === "Verify-Peer" ? "low" : "high",
      fixes: program(command)?.name === "sed" || !isOneLine(written) ? [] : fix(`Remove the setting ${found.what}`, "unsafe", command.remove()),
    };
  }
}
