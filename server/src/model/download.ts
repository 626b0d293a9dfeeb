import type { Command, Instruction, Stage } from "./build.ts";
import type { Field } from "./field.ts";
import { type Grammar, type Option, program, readOptions } from "./program.ts";
import { addressOf } from "./url.ts";

/** A command that fetches files: curl, wget and their like. */
export interface Download {
  readonly command: Command;
  readonly tool: string;
  readonly options: readonly Option[];
  /** What it fetches: addresses, and words that may hold one. */
  readonly sources: readonly Field<string>[];
  /** Where it puts the file: a path, with a NUL for what only the build knows; "-" for its output, undefined where nothing of it is known. */
  readonly target: string | undefined;
  /** Does it print what it fetches? */
  readonly prints: boolean;
}

const grammars: Readonly<Partial<Record<string, Grammar>>> = {
  curl: {
    short: "AbcCdDeEFHKmoPQrtTuUwxXyYz",
    long: new Set(
      (
        "abstract-unix-socket aws-sigv4 cacert capath cert cert-type ciphers config connect-timeout connect-to continue-at cookie cookie-jar crlfile data " +
        "data-ascii data-binary data-raw data-urlencode doh-url dump-header form form-string header interface key key-type limit-rate max-filesize max-redirs max-time " +
        "netrc-file noproxy oauth2-bearer output output-dir pass pinnedpubkey preproxy proto proto-default proto-redir proxy proxy-header proxy-user range rate " +
        "referer request resolve retry retry-delay retry-max-time socks4 socks4a socks5 socks5-hostname speed-limit speed-time stderr time-cond tls-max " +
        "trace trace-ascii unix-socket upload-file url user user-agent variable write-out"
      ).split(" "),
    ),
  },
  wget: {
    short: "aABDeiIlnoOPQRtTUwX",
    long: new Set(
      (
        "append-output base body-data body-file ca-certificate ca-directory certificate connect-timeout cut-dirs directory-prefix dns-timeout domains execute " +
        "header http-password http-user input-file level limit-rate load-cookies method output-document output-file password post-data post-file prefer-family " +
        "private-key quota read-timeout referer reject save-cookies secure-protocol timeout tries user user-agent wait waitretry"
      ).split(" "),
    ),
  },
  aria2c: { short: "dijkmMopstUxT", long: new Set(["dir", "out", "split", "max-connection-per-server", "user-agent", "header"]) },
};

/** The download that a command is, if it is one. */
export function downloadOf(command: Command): Download | undefined {
  const run = program(command);
  const grammar = run && grammars[run.name];
  if (!run || !grammar) return undefined;
  const { options, operands } = readOptions(run.args, grammar);
  const given = (...names: readonly string[]): string | undefined => {
    const option = options.findLast((o) => names.includes(o.name));
    return option?.value ?? (option?.valueWord && shapeOf(option.valueWord));
  };
  const has = (...names: readonly string[]): boolean => options.some((o) => names.includes(o.name));
  const sources = [...operands, ...options.flatMap((o) => (o.name === "url" ? (o.valueWord ?? []) : []))];
  if (run.name === "curl") {
    const prints = !has("o", "output", "O", "remote-name", "remote-name-all") || given("o", "output") === "-";
    const target =
      command.output && prints ? shapeOf(command.output) : has("o", "output") ? given("o", "output") : prints ? "-" : lastSegment(sources);
    return { command, tool: run.name, options, sources, target, prints };
  }
  const path = run.name === "wget" ? given("O", "output-document") : given("o", "out");
  const prints = path === "-" || path === "/dev/stdout";
  const named = run.name === "wget" ? has("O", "output-document") : has("o", "out");
  const target = prints && command.output ? shapeOf(command.output) : named ? path : lastSegment(sources);
  return { command, tool: run.name, options, sources, target, prints };
}

/** The name that an address gives the file, with a NUL for what only the build knows; undefined where there are many. */
export function lastSegment(sources: readonly Field<string>[]): string | undefined {
  const addresses = sources.filter((s) => addressOf(s));
  const path = addresses.length === 1 && addresses[0] ? shapeOf(addresses[0]) : undefined;
  const name = path
    ?.slice(path.lastIndexOf("/") + 1)
    .split(/[?#]/, 1)
    .join("");
  return path?.includes("/") && name !== "" ? name : undefined;
}

/** What a field holds, with a NUL for what only the build knows; undefined where that is all. */
export function shapeOf(field: Field<string>): string | undefined {
  const shape = field.value ?? field.parts.map((p) => p ?? "\0").join("");
  return shape === "" || shape === "\0" ? undefined : shape;
}

/** The last segment of a path; undefined where nothing of it is known. */
export function fileName(path: string): string | undefined {
  const name = path.slice(path.lastIndexOf("/") + 1);
  return name === "" || name === "\0" ? undefined : name;
}

/** Does the command check a digest or a signature of a file? */
export function verifies(command: Command): boolean {
  const run = program(command);
  if (!run) return false;
  const has = (test: RegExp): boolean => run.args.some((a) => a.is((text) => test.test(text)));
  // Without -c a digest is printed to be compared.
  if (/^(?:(?:sha(?:1|224|256|384|512|3)?|md5|b2|b3)sum|shasum|cksum|rhash|sha(?:256|512))$/.test(run.name)) return true;
  switch (run.name) {
    case "gpg":
    case "gpg2":
    case "sq":
      return has(/^(?:--verify(?:-files)?|verify)$/);
    case "gpgv":
    case "gpgv2":
    case "slsa-verifier":
    case "debsig-verify":
    case "dscverify":
      return true;
    case "minisign":
      return has(/^-[A-Za-z]*V/);
    case "signify":
    case "signify-openbsd":
      return has(/^-[A-Za-z]*[VC]/);
    case "cosign":
    case "rekor-cli":
    case "gh":
    case "notation":
      return has(/^(?:verify|verify-blob|verify-attestation|verify-blob-attestation)$/);
    case "openssl":
      return has(/^(?:dgst|sha256|sha512|sha1|md5|-verify|verify)$/);
    case "rpm":
      return has(/^(?:-K|--checksig)$/);
    case "rpmkeys":
      return has(/^(?:-K|--checksig)$/);
    default:
      return false;
  }
}

/**
 * Whether what a step of the stage fetches is checked: by a command of the same instruction behind it, or by a later one that
 * names the file. `file` is the download's target.
 */
export function verifier(stage: Stage): (fetch: Pick<Command, "at" | "instruction">, file: string | undefined) => boolean {
  // Where the last check of an instruction stands, and the last one that names a file; "" stands for any.
  const byInstruction = new Map<Instruction, number>();
  const byName = new Map<string, number>();
  for (const check of stage.commands.filter(verifies)) {
    const { start } = check.at;
    byInstruction.set(check.instruction, start);
    byName.set("", start);
    for (const word of [...check.words, ...(check.input?.words ?? [])])
      for (const name of shapeOf(word)?.split(/[\s/'"=]+/) ?? []) byName.set(name, start);
  }
  return ({ at, instruction }, file) => {
    const name = file === undefined || file === "-" ? "" : (fileName(file) ?? "");
    return Math.max(byInstruction.get(instruction) ?? -1, byName.get(name) ?? -1) > at.start;
  };
}
