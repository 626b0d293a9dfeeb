import { bad, dockerfile, good } from "../../kit/example.ts";
import { type Confidence, type Fix, fix, type Report, rule } from "../../kit/rule.ts";
import type { Command, Stage } from "../../model/build.ts";
import { downloadOf, verifier } from "../../model/download.ts";
import type { Field } from "../../model/field.ts";
import { dashed, type Grammar, type Option, type Program, program, readOptions, removeOption, removeWords } from "../../model/program.ts";
import { addressOf } from "../../model/url.ts";
import { isOneLine, writtenTexts } from "../../model/written-text.ts";

export default rule({
  name: "disabled-signature-check",
  on: "stage",
  title: "Packages are installed without the check of their signature",
  severity: "warning",
  risk: "image",
  why: `The signature is what makes a package the distribution's own, whatever mirror, proxy or cache it came through: mirrors are mostly read over plain http.
Without the check whoever stands in between installs what they like, as root, in the image.

All stages are judged, for what a builder installs ends in the result. Left alone are package files and repositories that are part of the build (copied into it or built
in it): they have no signature to check. A package file that a step downloads is not one of these, unless its digest is checked; where it comes from a \`https\`
address, confidence is medium. \`Check-Valid-Until\` and \`repo_gpgcheck\` are not about the signatures of packages.

The fix takes the switch away. Where the build then fails, the key of the repository is missing: put it into \`/etc/apt/keyrings\` and name it with \`signed-by\`,
into \`/etc/apk/keys\`, or import it with \`rpm --import\`.`,
  refs: ["NIST SP 800-190 4.1.3", "CWE-347", "CIS Docker 4.11", "https://manpages.debian.org/bookworm/apt/apt-secure.8.en.html"],
  equivalents: [
    { tool: "checkov", id: "CKV2_DOCKER_7" },
    { tool: "checkov", id: "CKV2_DOCKER_8" },
    { tool: "checkov", id: "CKV2_DOCKER_9" },
    { tool: "checkov", id: "CKV2_DOCKER_10" },
    { tool: "checkov", id: "CKV2_DOCKER_11" },
  ],

  *check(stage) {
    const origin = originOf(stage);
    for (const command of stage.commands) {
      const run = program(command);
      if (run) yield* ofCommand(command, run, origin);
    }
    yield* ofTexts(stage);
  },

  examples: [
    bad(dockerfile`
      FROM debian:12-slim
      RUN apt-get update && apt-get install -y «--allow-unauthenticated» nginx
    `).to(dockerfile`
      FROM debian:12-slim
      RUN apt-get update && apt-get install -y nginx
    `),
    bad(dockerfile`
      FROM debian:12-slim
      RUN echo «"deb [trusted=yes] https://packages.example.com/debian stable main"» > /etc/apt/sources.list.d/example.list && \
          apt-get -o «APT::Get::AllowUnauthenticated=true» «--force-yes» install -y tool
    `).because("No fix for the first: its key has to be put in place."),
    bad(dockerfile`
      FROM alpine:3.22 AS build
      RUN apk add --no-cache «--allow-untrusted» --repository http://packages.example.com/edge tool
      FROM scratch
      COPY --from=build /usr/bin/tool /
    `).to(dockerfile`
      FROM alpine:3.22 AS build
      RUN apk add --no-cache --repository http://packages.example.com/edge tool
      FROM scratch
      COPY --from=build /usr/bin/tool /
    `),
    bad(dockerfile`
      FROM alpine:3.22
      RUN wget https://example.com/tool.apk && apk add «--allow-untrusted» tool.apk
    `).because("Medium confidence: what is downloaded has come over https."),
    bad(dockerfile`
      FROM fedora:42
      RUN dnf install -y «--nogpgcheck» tool && yum install -y «--setopt=*.gpgcheck=0» tool && rpm -i «--nosignature» https://example.com/tool.rpm
      RUN sed -i «'s/gpgcheck=1/gpgcheck=0/'» /etc/yum.repos.d/example.repo
      RUN printf «'[example]\nbaseurl=https://packages.example.com\ngpgcheck=0\n'» > /etc/yum.repos.d/example.repo
    `).to(dockerfile`
      FROM fedora:42
      RUN dnf install -y tool && yum install -y --setopt=*.gpgcheck=0 tool && rpm -i --nosignature https://example.com/tool.rpm
      RUN sed -i 's/gpgcheck=1/gpgcheck=0/' /etc/yum.repos.d/example.repo
      RUN printf '[example]\nbaseurl=https://packages.example.com\ngpgcheck=0\n' > /etc/yum.repos.d/example.repo
    `),
    bad(dockerfile`
      FROM opensuse/leap:15.6
      RUN zypper «--no-gpg-checks» install -y tool && zypper addrepo «-G» https://packages.example.com/ example
    `).to(dockerfile`
      FROM opensuse/leap:15.6
      RUN zypper install -y tool && zypper addrepo -G https://packages.example.com/ example
    `),

    good(dockerfile`
      FROM alpine:3.22
      COPY tool.apk /tmp/
      RUN apk add --no-cache --allow-untrusted /tmp/tool.apk
      RUN --mount=from=build,target=/build apk add --allow-untrusted /build/*.apk
    `).because("The package is part of the build."),
    good(dockerfile`
      FROM alpine:3.22
      RUN wget https://example.com/tool.apk && \
          echo "2b7412e6465c3c7fc5bb21d3e6f1917c167358449fecac8176c6e496e5c1f05f  tool.apk" | sha256sum -c && \
          apk add --allow-untrusted tool.apk
    `).because("The digest is checked instead."),
    good(dockerfile`
      FROM debian:12-slim
      COPY packages /packages
      RUN echo "deb [trusted=yes] file:/packages ./" > /etc/apt/sources.list.d/local.list
      RUN echo "deb [signed-by=/etc/apt/keyrings/example.asc] https://packages.example.com/debian stable main" > /etc/apt/sources.list.d/example.list
    `).because("A repository of the build, and one whose key is named."),
    good(dockerfile`
      FROM debian:12-slim
      RUN apt-get -o Acquire::Check-Valid-Until=false update --allow-releaseinfo-change && apt-get install -y --allow-downgrades tool
      RUN echo "--allow-unauthenticated" && apt-get install -y python3 | grep "--force-yes"
    `).because("Old release files, older versions, and mere texts."),
    good(dockerfile`
      FROM fedora:42
      RUN dnf install -y --nogpgcheck /tmp/rpms/*.rpm && rpm -e --nosignature old && sed -i 's/gpgcheck=0/gpgcheck=1/' /etc/dnf/dnf.conf
      RUN dnf config-manager --save --setopt=repo_gpgcheck=0
    `).because("Local files, a removal, the check turned on, and that of the repository's index."),
  ],
});

const noValues: Grammar = { short: "", long: new Set() };
/** What each package manager calls it. */
const switches: readonly { readonly tools: RegExp; readonly option: RegExp }[] = [
  { tools: /^(?:apt-get|apt|aptitude)$/, option: /^(?:allow-unauthenticated|force-yes|allow-insecure-repositories)$/ },
  { tools: /^apk$/, option: /^allow-untrusted$/ },
  { tools: /^(?:yum|dnf5?|microdnf|tdnf|yum-builddep)$/, option: /^(?:nogpgcheck|no-gpgchecks)$/ },
  { tools: /^zypper$/, option: /^(?:no-gpg-checks|no-gpgcheck|gpgcheck-allow-unsigned|gpgcheck-allow-unsigned-package|allow-unsigned-rpm|G)$/ },
  { tools: /^rpm$/, option: /^(?:nosignature|nodigest)$/ },
];
const aptSetting = /^(?:APT::Get::AllowUnauthenticated|Acquire::AllowInsecureRepositories)=["']?(?:true|1|yes)["']?$/i;
const gpgCheckOff = /(?:^|[^\w])gpgcheck\s*=\s*["']?(?:0|false|no)\b/i;
const packageFile = /\.(?:apk|deb|rpm)$/;

/** Where the package files come from that a command installs. */
type Origin = (command: Command, files: readonly Field<string>[]) => "build" | "https" | "elsewhere";

function* ofCommand(command: Command, { name, args }: Program, origin: Origin): Iterable<Report> {
  const { options, operands } = readOptions(args, noValues);
  const found = (at: Field<string>, what: string, fixes: readonly Fix[]): Report => ({
    at: at.at,
    message: `The option ${what} turns off the check of signatures: ${name} installs whatever it is given.`,
    key: what,
    fixes,
  });
  const known = switches.find((s) => s.tools.test(name));
  const named = known ? options.filter((o) => isSwitch(o, known.option, operands)) : [];
  if (named.length > 0 && !(name === "rpm" && !installs(options))) {
    const from = origin(command, operands);
    const confidence: Confidence = from === "https" ? "medium" : "high";
    if (from !== "build")
      for (const option of named)
        yield { ...found(option.word, dashed(option), fix(`Remove ${dashed(option)}`, "unsafe", removeOption(option))), confidence };
  }
  for (const [i, word] of args.entries()) {
    const before = args[i - 1];
    const text = word.value ?? "";
    if (/^apt(?:-get|itude)?$/.test(name) && aptSetting.test(text.replace(/^-o/, "")))
      yield found(
        word,
        text,
        fix(`Remove ${text}`, "unsafe", before?.is("-o") ? removeWords(before, word) : text.startsWith("-o") ? word.remove() : []),
      );
    else if (
      /^(?:yum|dnf5?|microdnf|tdnf|zypper|(?:yum|dnf)-config-manager)$/.test(name) &&
      /^(?:--setopt=)?(?:[\w.*-]+\.)?gpgcheck=/i.test(text) &&
      gpgCheckOff.test(text)
    )
      yield found(
        word,
        text,
        fix(`Remove ${text}`, "unsafe", text.startsWith("--") && !/config-manager/.test(`${name} ${args[0]?.value}`) ? word.remove() : []),
      );
  }
}

const isSwitch = ({ name, word }: Option, option: RegExp, operands: readonly Field<string>[]): boolean =>
  option.test(name) && (name !== "G" || (word.is("-G") && operands.some((o) => o.is("addrepo") || o.is("ar") || o.is("mr") || o.is("modifyrepo"))));

/** `rpm -i`, `-U`, `-F`: others only ask or remove. */
const installs = (options: readonly Option[]): boolean =>
  options.some(({ name }) => /^(?:i|U|F|install|upgrade|freshen|reinstall)$/.test(name)) && !options.some(({ name }) => name === "q" || name === "e");

/** Package files that no command of the stage downloads, or that one checks, are part of the build. */
function originOf(stage: Stage): Origin {
  const verified = verifier(stage);
  const downloaded = new Map<string, { readonly command: Command; readonly scheme: string | undefined }>();
  for (const command of stage.commands) {
    const download = downloadOf(command);
    const name = download?.target?.slice(download.target.lastIndexOf("/") + 1);
    if (download && name) downloaded.set(name, { command, scheme: download.sources.flatMap((s) => addressOf(s)?.scheme ?? [])[0] });
  }
  return (_, operands) => {
    const isFile = (o: Field<string>): boolean => packageFile.test(o.value ?? o.parts.at(-1) ?? "");
    const files = operands.filter(isFile);
    const others = operands.filter((o) => !isFile(o) && !o.is((t) => /^(?:add|install|localinstall|update|upgrade|in|reinstall)$/.test(t)));
    // A name that only the build knows may be a file too.
    if (files.length === 0)
      return others.length > 0 && others.every((o) => o.opaque || o.is((t) => /[/*]/.test(t) && !addressOf(o))) ? "build" : "elsewhere";
    const unknown = files.filter((file) => {
      if (addressOf(file)) return true;
      const path = file.value;
      const from = path === undefined ? undefined : downloaded.get(path.slice(path.lastIndexOf("/") + 1));
      return from !== undefined && !verified(from.command, path);
    });
    if (unknown.length === 0) return others.some((o) => o.value !== undefined && !/[/*]/.test(o.value) && !addressOf(o)) ? "elsewhere" : "build";
    const isHttps = (file: Field<string>): boolean =>
      (addressOf(file)?.scheme ?? downloaded.get(file.value?.replace(/^.*\//, "") ?? "")?.scheme) === "https";
    return unknown.every(isHttps) ? "https" : "elsewhere";
  };
}

function* ofTexts(stage: Stage): Iterable<Report> {
  for (const written of writtenTexts(stage)) {
    const { text, at, file, command } = written;
    const isSed = program(command)?.name === "sed";
    const what = isTrusted(text)
      ? "trusted=yes"
      : gpgCheckOff.test(text)
        ? "gpgcheck=0"
        : /\b(?:AllowUnauthenticated|AllowInsecureRepositories)\s+["']?(?:true|1|yes)\b/i.test(text)
          ? "AllowUnauthenticated"
          : /\bSigLevel\s*=\s*Never\b/.test(text)
            ? "SigLevel = Never"
            : undefined;
    // A repository in a folder of the image is the build's own.
    if (what === undefined || /\b(?:file|copy|cdrom):/.test(text)) continue;
    yield {
      at,
      message: `This writes ${what}${file === undefined ? "" : ` into ${file}`}: the signatures of packages are no longer checked.`,
      key: what,
      fixes: what === "AllowUnauthenticated" && !isSed && isOneLine(written) ? fix(`Remove the setting ${what}`, "unsafe", command.remove()) : [],
    };
  }
}

/** `deb [arch=amd64 trusted=yes] …` */
function isTrusted(text: string): boolean {
  const at = text.indexOf("trusted=yes");
  return at > 0 && text.lastIndexOf("[", at) > text.lastIndexOf("]", at);
}
