import { bad, dockerfile, good } from "../../kit/example.ts";
import { type Fix, fix, type Report, rule } from "../../kit/rule.ts";
import type { Command, Instruction, Stage } from "../../model/build.ts";
import { type Download, downloadOf, fileName, lastSegment, shapeOf, verifier } from "../../model/download.ts";
import type { Field } from "../../model/field.ts";
import { isFrontendSince } from "../../model/frontend.ts";
import { program } from "../../model/program.ts";
import { addressOf, isNear } from "../../model/url.ts";

export default rule({
  name: "unverified-download",
  on: "stage",
  title: "Downloaded program is not checked",
  severity: "info",
  risk: "image",
  preset: "strict",
  why: `A version in an address is a name, not a content: a release can be replaced, an account or a host taken over, and the next build takes what it gets. A digest that stands in
the Dockerfile, or a signature of the maker, makes the build fail instead.

Reported are \`ADD\` of an address without \`--checksum\`, and files of curl, wget and aria2c that are then made executable, run, installed as a package, or unpacked into a folder
of programs. All stages are judged, for what a builder downloads ends in the result. Nothing is reported where a digest or signature is checked behind the download
(\`sha256sum -c\`, \`gpg --verify\`, \`cosign verify-blob\`, \`minisign -V\`, …) in the same instruction, or later by the file's name; nor for data, for git repositories, and for answers
of an API, which serve as cache keys. Low confidence: addresses that name a full git commit, and texts that ADD takes.

The fix writes the check with a place for the digest. It has to come from the maker, or from a download that you trust: \`ADD --checksum=sha256:… https://…\`, or \`echo "<sha256>  file" | sha256sum -c\` before its first use.`,
  refs: ["NIST SP 800-190 4.1.3", "CWE-494", "CIS Docker 4.11", "https://docs.docker.com/reference/dockerfile/#add---checksum"],

  *check(stage) {
    const verified = verifier(stage);
    for (const instruction of stage.instructions) yield* ofAdd(stage, instruction, verified);
    const uses = usesOf(stage);
    for (const command of stage.commands) {
      const download = downloadOf(command);
      if (download && !verified(command, download.target)) yield* ofDownload(download, uses);
    }
    for (const command of stage.commands) yield* ofPackage(command);
  },

  examples: [
    bad(dockerfile`
      FROM alpine:3.22
      ADD «https://example.com/tool-1.2.0.tar.gz» /opt/
    `).to(dockerfile`
      FROM alpine:3.22
      ADD --checksum=sha256:<sha256> https://example.com/tool-1.2.0.tar.gz /opt/
    `),
    bad(dockerfile`
      FROM debian:12-slim
      RUN curl -fsSLo /usr/local/bin/jq «https://example.com/jq-1.8.1» \
       && chmod 755 /usr/local/bin/jq
    `)
      .to(dockerfile`
      FROM debian:12-slim
      RUN curl -fsSLo /usr/local/bin/jq https://example.com/jq-1.8.1 \
       && echo "<sha256>  /usr/local/bin/jq" | sha256sum -c - \
       && chmod 755 /usr/local/bin/jq
    `)
      .because("The digest stands between the download and the first use."),
    bad(dockerfile`
      # syntax=docker/dockerfile:1.5
      FROM debian:12-slim
      ADD «https://example.com/tool.tar.gz» /opt/
    `).because("ADD takes a digest from Dockerfile 1.6 on."),
    bad(dockerfile`
      FROM debian:12-slim AS build
      ARG VERSION=1.29.0
      RUN curl -fsSLo /usr/local/bin/kubectl «"https://dl.k8s.io/release/v\${VERSION}/bin/linux/$(uname -m)/kubectl"» && \
          chmod +x /usr/local/bin/kubectl
      FROM gcr.io/distroless/static-debian12
      COPY --from=build /usr/local/bin/kubectl /
    `).because("What a builder downloads ends in the result."),
    bad(dockerfile`
      FROM debian:12-slim
      ARG TARGETARCH
      RUN wget -q «https://example.com/tool_\${TARGETARCH}.deb» && dpkg -i tool_\${TARGETARCH}.deb
      RUN curl -fsSL «https://example.com/install.sh» > /tmp/install.sh
      RUN sh /tmp/install.sh
      RUN wget «https://example.com/tool-amd64» && mv tool-amd64 /opt/tool && chmod +x /opt/tool
      RUN curl -L «https://example.com/tool.tar.gz» | tar -xz -C /usr/local/bin tool
    `),
    bad(dockerfile`
      FROM rockylinux:9
      RUN dnf install -y «https://example.com/tool.rpm»
      RUN wget «https://example.com/a» && chmod 755 a
      RUN wget https://example.com/b && echo "2b7412e6465c3c7fc5bb21d3e6f1917c167358449fecac8176c6e496e5c1f05f  b" | sha256sum -c - && chmod 755 b
    `).because("The check is of another file."),

    good(dockerfile`
      FROM debian:12-slim
      ADD --checksum=sha256:2b7412e6465c3c7fc5bb21d3e6f1917c167358449fecac8176c6e496e5c1f05f https://example.com/tool.tar.gz /opt/
      ADD https://github.com/example/tool.git#v1.2.0 /src
      ADD https://github.com/example/tool.git?ref=v1.2.0&keep-git-dir=1 /src
      ADD https://api.github.com/repos/example/tool/commits/main /version.json
      ADD app.tar.gz /opt/
    `).because("A digest, a git repository, an answer that is a cache key, and a file of the build."),
    good(dockerfile`
      FROM debian:12-slim
      ARG SHA256
      RUN curl -fsSLo /usr/local/bin/tool https://example.com/tool && echo "$SHA256  /usr/local/bin/tool" | sha256sum -c - && chmod +x /usr/local/bin/tool
      RUN wget https://example.com/other https://example.com/other.asc && gpg --batch --verify other.asc other && chmod +x other
      RUN curl -o /usr/bin/third https://example.com/third
      RUN cosign verify-blob --key cosign.pub --signature third.sig /usr/bin/third && chmod +x /usr/bin/third
      RUN curl -o x https://example.com/x && [ "$(sha256sum x | cut -c1-64)" = "$SHA256" ] && chmod +x x
    `).because("Digests and signatures, at once or later."),
    good(dockerfile`
      FROM debian:12-slim
      RUN curl -fsSLo /data/words.txt https://example.com/words.txt && chmod 644 /data/words.txt && chmod +x /entrypoint.sh
      RUN curl -s https://example.com/list.json | jq .
      RUN wget https://example.com/tool.apk && apk add tool.apk
      RUN curl -o /usr/local/bin/local http://localhost:8080/local && chmod +x /usr/local/bin/local
    `).because("Data, a package whose signature apk checks, and this machine."),
  ],
});

/** Repositories have commits; answers of an API are no programs. */
const isOther = (address: string): boolean => /\.git(?:[?#]|$)/.test(address) || /^https?:\/\/api\./i.test(address) || /\.json(?:\?|$)/.test(address);

function* ofAdd(stage: Stage, instruction: Instruction, verified: ReturnType<typeof verifier>): Iterable<Report> {
  if (instruction.keyword !== "ADD" || instruction.flags.some((f) => f.name === "checksum")) return;
  for (const source of instruction.words.slice(0, -1)) {
    const address = addressOf(source);
    const shape = shapeOf(source) ?? "";
    if (!/^https?$/.test(address?.scheme ?? "") || (address?.host !== undefined && isNear(address.host)) || isOther(shape)) continue;
    if (verified({ at: instruction.at, instruction }, lastSegment([source]) ?? "-")) continue;
    yield {
      at: source.at,
      message: `What ADD takes from ${address?.host ?? "this address"} is not checked: give its digest as --checksum=sha256:….`,
      key: shape,
      confidence: isData(shape) || namesCommit(shape) ? "low" : "high",
      fixes: withChecksum(stage, instruction),
    };
  }
}

/** ADD takes a digest with one source alone, and from Dockerfile 1.6 on. */
function withChecksum(stage: Stage, { words, keywordAt }: Instruction): readonly Fix[] {
  if (words.length !== 2 || !isFrontendSince(stage, 6)) return [];
  return fix("Give its digest, to be filled in", "draft", [{ at: { ...keywordAt, start: keywordAt.end }, text: " --checksum=sha256:<sha256>" }]);
}

const isData = (address: string): boolean => /\.(?:asc|cfg|conf|css|csv|gpg|html?|ini|key|md|nanorc|pem|pub|svg|toml|txt|xml|ya?ml)$/i.test(address);
/** The content of a full commit cannot change, though nothing checks that it arrives. */
const namesCommit = (address: string): boolean => /\/[0-9a-f]{40}\//.test(address);

function* ofDownload({ command, sources, target, tool, options }: Download, uses: ReadonlyMap<string, Use>): Iterable<Report> {
  const source = sources.find((s) => addressOf(s)) ?? sources.find((s) => s.opaque);
  const host = source && addressOf(source)?.host;
  const name = target === undefined || target === "-" ? undefined : fileName(target);
  const use = target === "-" ? uses.get(pipedFrom(command)) : name === undefined ? undefined : uses.get(name);
  if (!source || !use || use.start < command.at.start || (host !== undefined && isNear(host))) return;
  const what = name === undefined || name.includes("\0") ? `What ${tool} downloads` : `The file ${name}`;
  yield {
    at: source.at,
    message: `${what}${host === undefined ? "" : ` from ${host}`} is ${use.what}, but neither its digest nor a signature is checked.`,
    key: name ?? host ?? tool,
    confidence: namesCommit(shapeOf(source) ?? "") ? "low" : "high",
    fixes: checked(command, target, options),
  };
}

/** The digest is checked right behind the download, where the file lies; none where an option says the folder apart from the name. */
function checked(command: Command, target: string | undefined, options: Download["options"]): readonly Fix[] {
  if (target === undefined || !/^[\w./@%+-]+$/.test(target) || target === "-" || options.some((o) => elsewhere.has(o.name))) return [];
  return fix(`Check the digest of ${fileName(target)}, to be filled in`, "draft", command.runNext(`echo "<sha256>  ${target}" | sha256sum -c -`));
}
const elsewhere: ReadonlySet<string> = new Set(["P", "directory-prefix", "output-dir", "d", "dir", "i", "input-file"]);

/** Packages that are installed from where they lie. */
function* ofPackage(command: Command): Iterable<Report> {
  const run = program(command);
  if (!run || !/^(?:rpm|yum|dnf|microdnf|tdnf)$/.test(run.name) || run.args.some((a) => a.is("--import"))) return;
  for (const word of run.args) {
    const address = addressOf(word);
    const shape = shapeOf(word) ?? "";
    if (!address || !/^(?:https?|ftp)$/.test(address.scheme) || !shape.endsWith(".rpm") || (address.host !== undefined && isNear(address.host)))
      continue;
    yield {
      at: word.at,
      message: `The package ${fileName(shape)?.replaceAll("\0", "…") ?? ""}${address.host === undefined ? "" : ` from ${address.host}`} is installed, but neither its digest nor a signature is checked.`,
      key: shape,
    };
  }
}

/** What becomes of a file, and where last. */
interface Use {
  readonly what: string;
  readonly start: number;
}

/** A key for what a command prints. */
const pipedFrom = (command: Command): string => `|${command.at.start}`;

/** By the name of the file: what is made executable, run, installed or unpacked. */
function usesOf(stage: Stage): ReadonlyMap<string, Use> {
  const uses = new Map<string, Use>();
  const add = (file: Field<string> | undefined, what: string, { start }: Command["at"]): void => {
    const shape = file && shapeOf(file);
    const name = shape === undefined ? undefined : fileName(shape);
    if (name !== undefined && (uses.get(name)?.start ?? -1) < start) uses.set(name, { what, start });
  };
  // From the last one on, so that what becomes of a file under its new name is known when it is moved.
  for (const command of stage.commands.toReversed()) {
    const run = program(command);
    const [first] = command.words;
    if (first && /[/\0]/.test(shapeOf(first) ?? "") && !/^\/(?:usr\/)?s?bin\//.test(shapeOf(first) ?? "")) add(first, "run", command.at);
    if (!run) continue;
    const operands = run.args.filter((a) => !a.is((t) => t.startsWith("-")));
    if (run.name === "chmod" && operands[0]?.is(isExecutable)) for (const file of operands.slice(1)) add(file, "made executable", command.at);
    else if (/^(?:(?:ba|da|a|z|k)?sh|source|\.|python[\d.]*|perl|php)$/.test(run.name)) add(operands[0], "run", command.at);
    else if (/^(?:dpkg|rpm|apt|apt-get|gdebi|yum|dnf|microdnf|tdnf|alien)$/.test(run.name) || run.args.some((a) => a.is("--allow-untrusted"))) {
      // apk and zypper check the signature of a file, too, unless told not to.
      for (const file of operands) if (/\.(?:deb|rpm|apk)$/.test(shapeOf(file) ?? "")) add(file, "installed", command.at);
    } else if (run.name === "mv" || run.name === "cp") {
      const [from, to] = operands;
      const later = operands.length === 2 && to ? uses.get(fileName(shapeOf(to) ?? "") ?? "") : undefined;
      if (later && later.start > command.at.start) add(from, later.what, command.at);
    } else if (run.name === "install") {
      for (const file of operands.slice(0, -1)) add(file, "made executable", command.at);
    } else if (
      /^(?:bsd)?tar$|^unzip$/.test(run.name) &&
      run.args.some((a, i) => programs.test(shapeOf(a) ?? "") && run.args[i - 1]?.is(isFolderOption))
    ) {
      if (command.input) uses.set(pipedFrom(command.input), { what: "unpacked as a program", start: command.at.start });
      for (const file of operands) if (!programs.test(shapeOf(file) ?? "")) add(file, "unpacked as a program", command.at);
    }
  }
  return uses;
}

const programs = /(?:^|\/)s?bin\/?$/;
const isFolderOption = (text: string): boolean => /^(?:-[A-Za-z]*[Cd]|--directory)$/.test(text);

/** `+x`, `a+rx`, `u=rwx`, `755` */
const isExecutable = (mode: string): boolean => /^0?[0-7]*[1357][0-7]{0,2}$/.test(mode) || /^[ugoa]*[+=][rwst]*x/.test(mode);
