import { bad, dockerfile, good } from "../../kit/example.ts";
import { type Report, rule } from "../../kit/rule.ts";
import type { Command, Stage } from "../../model/build.ts";
import { downloadOf, fileName, shapeOf, verifier } from "../../model/download.ts";
import type { Field } from "../../model/field.ts";
import { program, readOptions } from "../../model/program.ts";
import { addressOf, isNear } from "../../model/url.ts";

export default rule({
  name: "unverified-key",
  on: "stage",
  title: "Signing key is trusted as it comes",
  severity: "info",
  risk: "image",
  preset: "strict",
  why: `All that a package manager checks hangs on the keys that it trusts. A key that a step downloads and trusts without comparing its fingerprint is whatever the server sent
that day, and a short key ID (8 digits) can be made for another key within minutes. \`apt-key\` moreover trusts it for every repository, not for the one that it belongs to.

All stages are judged. Nothing is reported where the key's digest or fingerprint is looked at in the same instruction (\`sha256sum -c\`, \`gpg --show-keys\`, \`--fingerprint\`), where a whole
fingerprint is asked for (\`gpg --recv-keys\` with 40 digits), and for keys that are copied from the build.

Keep the key in the build beside the Dockerfile (\`COPY example.asc /etc/apt/keyrings/\`), or compare: \`ADD --checksum=sha256:…\` takes a key as well. Name it with \`signed-by\`.`,
  refs: ["NIST SP 800-190 4.1.3", "CWE-347", "https://manpages.debian.org/bookworm/apt/apt-key.8.en.html"],

  *check(stage) {
    const verified = verifier(stage);
    const looked = new Set(stage.commands.filter(looksAtFingerprint).map((c) => c.instruction));
    const fetched = fetchedKeys(stage);
    for (const command of stage.commands) {
      yield* shortIds(command);
      if (looked.has(command.instruction)) continue;
      const key = trusted(command, fetched);
      const address = key && addressOf(key.source);
      if (!key || (address?.host !== undefined && isNear(address.host)) || verified(key.command, key.file)) continue;
      yield {
        at: key.source.at,
        message: `The key${address?.host === undefined ? "" : ` from ${address.host}`} is trusted without a look at its fingerprint: whoever answers there signs what is installed.`,
        key: address?.host ?? "",
      };
    }
  },

  examples: [
    bad(dockerfile`
      FROM debian:12-slim
      RUN curl -fsSL «https://packages.example.com/key.asc» | gpg --dearmor -o /etc/apt/keyrings/example.gpg
      RUN wget -qO- «https://packages.example.com/key.asc» | apt-key add -
      RUN curl -fsSLo /etc/apt/keyrings/other.asc «https://packages.example.com/other.asc»
      RUN wget «https://packages.example.com/third.asc» && gpg --import third.asc
    `),
    bad(dockerfile`
      FROM rockylinux:9
      RUN rpm --import «https://packages.example.com/RPM-GPG-KEY»
    `),
    bad(dockerfile`
      FROM ubuntu:24.04 AS build
      RUN apt-key adv --keyserver keyserver.ubuntu.com --recv-keys «E298A3A8»
    `).because("A short key ID names many keys."),

    good(dockerfile`
      FROM debian:12-slim
      RUN gpg --batch --keyserver hkps://keys.openpgp.org --recv-keys 7169605F62C751356D054A26A821E680E5FA6305
      RUN apt-key adv --keyserver keyserver.ubuntu.com --recv-keys 0xA4B469963BF863CC
    `).because("A fingerprint, and a long key ID."),
    good(dockerfile`
      FROM debian:12-slim
      RUN curl -fsSLo key.asc https://packages.example.com/key.asc && \
          echo "2b7412e6465c3c7fc5bb21d3e6f1917c167358449fecac8176c6e496e5c1f05f  key.asc" | sha256sum -c && \
          gpg --dearmor -o /etc/apt/keyrings/example.gpg key.asc
      RUN curl -fsSL https://packages.example.com/key.asc | gpg --import && gpg --fingerprint | grep -q "7169 605F 62C7 5135 6D05 4A26 A821 E680 E5FA 6305"
      COPY own.asc /tmp/
      RUN apt-key add /tmp/own.asc && gpg --dearmor < /tmp/own.asc > /etc/apt/keyrings/own.gpg && rpm --import /tmp/own.asc
    `).because("Compared, or part of the build."),
    good(dockerfile`
      FROM debian:12-slim
      RUN curl -fsSLo /srv/public.asc https://example.com/public.asc && curl -fsSL https://example.com/text.gpg | gpg --decrypt > /srv/text
    `).because("Neither is trusted for anything."),
  ],
});

/** A key that a step downloads. */
interface FetchedKey {
  readonly source: Field<string>;
  readonly command: Command;
  readonly file: string | undefined;
}

/** What downloads write, by the name of the file. */
function fetchedKeys(stage: Stage): ReadonlyMap<string, FetchedKey> {
  const keys = new Map<string, FetchedKey>();
  for (const command of stage.commands) {
    const key = fetch(command);
    const name = key?.file === undefined || key.file === "-" ? undefined : fileName(key.file);
    if (key && name !== undefined) keys.set(name, key);
  }
  return keys;
}

function fetch(command: Command): FetchedKey | undefined {
  const download = downloadOf(command);
  const source = download?.sources.find((s) => addressOf(s));
  return download && source && { source, command, file: download.target };
}

const keyFolders = /^\/(?:etc\/apt\/(?:trusted\.gpg\.d|keyrings)|usr\/share\/keyrings|etc\/apk\/keys|etc\/pki\/rpm-gpg)\//;

/** The downloaded key that the command makes the package manager trust. */
function trusted(command: Command, fetched: ReadonlyMap<string, FetchedKey>): FetchedKey | undefined {
  const own = fetch(command);
  if (own?.file !== undefined && keyFolders.test(own.file)) return own;
  const run = program(command);
  if (!run) return undefined;
  const { options, operands } = readOptions(run.args, {
    short: "or",
    long: new Set(["output", "keyring", "homedir", "keyserver", "primary-keyring"]),
  });
  const isGpg = /^gpg2?$/.test(run.name) && options.some((o) => o.name === "import" || o.name === "dearmor");
  const isAptKey = run.name === "apt-key" && operands.some((o) => o.is("add"));
  const isRpm = (run.name === "rpm" || run.name === "rpmkeys") && options.some((o) => o.name === "import");
  const isTee = run.name === "tee" && operands.some((o) => o.is((t) => keyFolders.test(t)));
  if (!isGpg && !isAptKey && !isRpm && !isTee) return undefined;
  const direct = isRpm ? operands.find((o) => /^https?$/.test(addressOf(o)?.scheme ?? "")) : undefined;
  if (direct) return { source: direct, command, file: undefined };
  const piped = command.input && fetch(command.input);
  if (piped) return piped;
  return operands.flatMap((o) => fetched.get(fileName(shapeOf(o) ?? "") ?? "") ?? [])[0];
}

function looksAtFingerprint(command: Command): boolean {
  const run = program(command);
  const isAsked = (text: string): boolean => /^--(?:fingerprint|with-fingerprint|show-keys?|list-keys|with-colons)$/.test(text) || text === "finger";
  return run !== undefined && /^(?:gpg2?|apt-key)$/.test(run.name) && run.args.some((a) => a.is(isAsked));
}

/** `--recv-keys E298A3A8` */
function* shortIds(command: Command): Iterable<Report> {
  const run = program(command);
  if (!run || !/^(?:gpg2?|apt-key)$/.test(run.name)) return;
  const from = run.args.findIndex((a) => a.is((t) => /^--(?:recv|receive)-keys?$/.test(t)));
  for (const word of from < 0 ? [] : run.args.slice(from + 1))
    if (word.is((t) => /^(?:0x)?[0-9A-Fa-f]{8}$/.test(t)))
      yield {
        at: word.at,
        message: `The key ID ${word.value} is short, and easily made for another key: give the whole fingerprint.`,
        key: word.value ?? "",
      };
}
