import { bad, dockerfile, good } from "../../kit/example.ts";
import { fix, type Report, rule } from "../../kit/rule.ts";
import type { BuildVariable, Command, Instruction } from "../../model/build.ts";
import { downloadOf, lastSegment, verifier } from "../../model/download.ts";
import type { Field } from "../../model/field.ts";
import { program, readOptions } from "../../model/program.ts";
import { addressOf, isNear, isPrivate, withHttps } from "../../model/url.ts";

export default rule({
  name: "plain-http-download",
  on: "stage",
  title: "Download over plain http",
  severity: "warning",
  risk: "image",
  why: `http neither says who answers nor keeps what is sent from being changed: anyone on the way, at a proxy, a Wi-Fi or a name server, puts another file into the image.

All stages are judged, for what a builder downloads ends in the result. Left alone are files whose digest or signature is checked afterwards or by \`ADD --checksum\`; the package
sources of distributions, whose packages are signed; servers on the same machine or next to it; and hosts that only the build knows. Low confidence: hosts of private networks.

The fix writes https, where no port is named. Few servers answer on http alone today, but see that yours does.`,
  refs: ["NIST SP 800-190 4.1.3", "CWE-494", "CWE-319"],

  *check(stage) {
    const verified = verifier(stage);
    for (const instruction of stage.instructions) yield* ofAdd(instruction, verified);
    for (const variable of stage.variables) yield* ofVariable(variable);
    for (const command of stage.commands) {
      const download = downloadOf(command);
      if (download) {
        if (download.options.some(({ name }) => name === "I" || name === "head" || name === "spider") || verified(command, download.target)) continue;
        for (const source of download.sources) yield* plain(source, "a file");
      } else for (const { address, what } of fetched(command)) yield* plain(address, what);
    }
  },

  examples: [
    bad(dockerfile`
      FROM debian:12-slim
      ARG VERSION=2.7.0
      RUN curl -fsSL -o /opt/app.tar.gz «"http://downloads.example.com/app-\${VERSION}.tar.gz"»
    `).to(dockerfile`
      FROM debian:12-slim
      ARG VERSION=2.7.0
      RUN curl -fsSL -o /opt/app.tar.gz "https://downloads.example.com/app-\${VERSION}.tar.gz"
    `),
    bad(dockerfile`
      FROM alpine:3.22 AS build
      ADD «http://downloads.example.com/app.tar.gz» /opt/
      RUN wget «http://downloads.example.com/tool» «http://downloads.example.com/other»
      FROM scratch
      COPY --from=build /opt /
    `)
      .to(dockerfile`
      FROM alpine:3.22 AS build
      ADD https://downloads.example.com/app.tar.gz /opt/
      RUN wget http://downloads.example.com/tool http://downloads.example.com/other
      FROM scratch
      COPY --from=build /opt /
    `)
      .because("What a builder downloads ends in the result."),
    bad(dockerfile`
      FROM python:3.13-slim
      ENV PIP_EXTRA_INDEX_URL=«http://pypi.example.com/simple»
      RUN pip install -i «http://pypi.example.com/simple» flask
    `).to(dockerfile`
      FROM python:3.13-slim
      ENV PIP_EXTRA_INDEX_URL=https://pypi.example.com/simple
      RUN pip install -i http://pypi.example.com/simple flask
    `),
    bad(dockerfile`
      FROM node:22
      RUN npm config set registry «http://registry.example.com» && yarn install --registry=http://registry.example.org
      RUN git clone «http://git.example.com/app.git» && curl -fsSL «http://packages.example.com/key.asc» | gpg --dearmor > /etc/apt/keyrings/x.gpg
      RUN rpm -i «http://10.1.2.3:8080/app.rpm»
    `).because("Low confidence for the last: it is a private network's."),

    good(dockerfile`
      FROM debian:12-slim
      RUN echo "deb http://deb.debian.org/debian bookworm main" > /etc/apt/sources.list && sed -i s,http://a.example.com,http://b.example.com, /etc/apt/sources.list
      RUN apk add --repository http://dl-cdn.alpinelinux.org/alpine/edge/testing tool
    `).because("Packages of distributions are signed."),
    good(dockerfile`
      FROM debian:12-slim
      ADD --checksum=sha256:2b7412e6465c3c7fc5bb21d3e6f1917c167358449fecac8176c6e496e5c1f05f http://example.com/app.tar.gz /
      RUN curl -fsSLO http://example.com/tool && echo "2b7412e6465c3c7fc5bb21d3e6f1917c167358449fecac8176c6e496e5c1f05f  tool" | sha256sum -c -
      ADD http://example.com/other.tar.gz http://example.com/third.tar.gz /src/
      RUN gpg --verify /src/other.tar.gz.asc /src/other.tar.gz && sha512sum --check /src/third.tar.gz /src/other.tar.gz
    `).because("What arrives is checked."),
    good(dockerfile`
      FROM debian:12-slim
      ARG MIRROR
      RUN curl -f http://localhost:8080/ready && wget -q --spider http://example.com && curl -x http://proxy.example.com:3128 -H "Referer: http://example.com" https://example.com/x
      RUN curl http://$MIRROR/x && curl http://web/x && curl http://169.254.169.254/latest/meta-data/ && echo http://example.com && git config user.url http://example.com
      ENV APP_URL=http://app.example.com
    `).because("Neighbours, a proxy, hosts that only the build knows, and texts."),
  ],
});

function* plain(address: Field<string>, what: string): Iterable<Report> {
  const known = addressOf(address);
  if (known?.scheme !== "http" || known.host === undefined || isNear(known.host)) return;
  yield {
    at: address.at,
    message: `${what === "a file" ? "A file" : what} from ${known.host} comes over plain http: anyone on the way may put another in its place.`,
    key: known.host,
    confidence: isPrivate(known.host) ? "low" : "high",
    fixes: isPrivate(known.host) ? [] : fix(`Use https for ${known.host}`, "unsafe", withHttps(address)),
  };
}

function* ofAdd(instruction: Instruction, verified: ReturnType<typeof verifier>): Iterable<Report> {
  if (instruction.keyword !== "ADD" || instruction.flags.some((f) => f.name === "checksum")) return;
  for (const source of instruction.words.slice(0, -1))
    if (!verified({ at: instruction.at, instruction }, lastSegment([source]))) yield* plain(source, "a file");
}

const indexes =
  /^(?:PIP_(?:EXTRA_)?INDEX_URL|UV_(?:EXTRA_|DEFAULT_)?INDEX(?:_URL)?|NPM_CONFIG_REGISTRY|YARN_(?:NPM_)?REGISTRY(?:_SERVER)?|GOPROXY)$/i;

function* ofVariable({ kind, name, value }: BuildVariable): Iterable<Report> {
  if (kind !== "LABEL" && name.is((n) => indexes.test(n))) yield* plain(value, "What is installed");
}

/** Addresses that commands other than downloads fetch from. */
function fetched(command: Command): readonly { readonly address: Field<string>; readonly what: string }[] {
  const run = program(command);
  if (!run) return [];
  const { name, args } = run;
  const all = (what: string, addresses: readonly Field<string>[]): ReturnType<typeof fetched> => addresses.map((address) => ({ address, what }));
  if (/^(?:pip[\d.]*|uv)$/.test(name) || (/^python[\d.]*$/.test(name) && args[1]?.is("pip"))) {
    const { options, operands } = readOptions(args, {
      short: "if",
      long: new Set(["index-url", "extra-index-url", "find-links", "default-index", "index"]),
    });
    return all("What is installed", [...options.flatMap((o) => o.valueWord ?? []), ...operands]);
  }
  if (/^(?:npm|yarn|pnpm)$/.test(name))
    return all(
      "What is installed",
      args.filter((_, i) => args[i - 1]?.is((t) => /^(?:--)?registry$/.test(t))),
    );
  if (name === "gem")
    return all(
      "What is installed",
      args.filter((_, i) => args[i - 1]?.is((t) => /^(?:-s|--source|-a|--add)$/.test(t))),
    );
  if (name === "git") return args.some((a) => a.is((t) => /^(?:clone|fetch|pull)$/.test(t))) ? all("Source", args) : [];
  if (/^(?:rpm|yum|dnf|microdnf|zypper)$/.test(name)) {
    if (args.some((a) => a.is("--import"))) return all("A key", args);
    return all(
      "A package",
      args.filter((a) => /\.rpm$/.test(a.value ?? a.parts.at(-1) ?? "")),
    );
  }
  if (name === "apt-key")
    return all(
      "A key",
      args.filter((_, i) => args[i - 1]?.is("--fetch-keys")),
    );
  return [];
}
