import type { Runtime } from "../knowledge/base-images/runtimes.ts";
import type { Command, Instruction, Stage } from "../model/build.ts";
import type { NamedImage } from "../model/image-name.ts";
import { packageCommand } from "../model/package-command.ts";
import { absolute } from "../model/path.ts";
import { program } from "../model/program.ts";
import type { Start } from "./start-form.ts";

/** A stage that builds and runs, read as far as a plan for two of them needs. */
export interface Shape {
  readonly stage: Stage;
  readonly image: Required<NamedImage> & { readonly tag: string };
  /** The image as FROM says it. */
  readonly written: string;
  /** The words of what starts, of a shell's text too. */
  readonly words: readonly string[];
  /** The working directory in the end, and at each instruction. */
  readonly here: string | undefined;
  readonly places: ReadonlyMap<Instruction, string | undefined>;
}

/** One whose command needs no shell. */
export interface Started extends Shape {
  readonly start: Start;
}

/** What the second stage is made of. */
export interface Plan {
  readonly runtime: Runtime;
  /** What the first stage is built on where that changes, too: another C library for what is compiled there. */
  readonly builder?: string;
  /** Paths that are taken over from the first stage to the same place. */
  readonly copies: readonly string[];
  /** What starts the program in turn, where that is not seen: `npm start`. */
  readonly starter?: string;
  /** Does what starts stay as it is written? */
  readonly verbatim?: true;
  /** Packages that it needs besides, of the distribution that both stages stand on. */
  readonly packages?: readonly string[];
  /** What else its processes find in their environment: `NAME=value`. */
  readonly environment?: readonly string[];
  readonly entrypoint?: readonly string[];
  readonly cmd?: readonly string[];
  /** What asks an address and fails where there is no answer; undefined where the image has nothing that could. */
  readonly ask?: (address: string) => readonly string[];
}

/** Undefined where the shape is not one that is wholly understood. */
export type Planner<S extends Shape = Started> = (shape: S) => Plan | undefined;

/** What only prepares files and leaves nothing elsewhere. */
const harmless: ReadonlySet<string> = new Set([
  ...[
    "addgroup",
    "adduser",
    "cd",
    "chgrp",
    "chmod",
    "chown",
    "echo",
    "export",
    "find",
    "groupadd",
    "ls",
    "mkdir",
    "printf",
    "pwd",
    "rm",
    "set",
    "sleep",
  ],
  ...["test", "touch", "true", "useradd", "usermod", ":", "[", "apt-get", "apt", "apk", "cat", "env", "which"],
]);

/** Is every command of the stage one of these, or one that leaves nothing that would be needed to run but packages that are `kept`? */
export const understood = ({ stage }: Shape, names: ReadonlySet<string>, kept: "none" | "all" | ReadonlySet<string> = "none"): boolean =>
  stage.instructions.every((i) => i.keyword !== "RUN" || stage.commands.some((c) => c.instruction === i)) &&
  stage.commands.every((command) => {
    const name = program(command)?.name;
    return name !== undefined && (names.has(name) || (harmless.has(name) && (kept === "all" || installsTools(command, kept))));
  });

/**
 * The libraries that are needed to run where a small image gets compilers and headers: package names for the second stage. Undefined where it gets
 * no compilers, or something else that may be needed to run.
 */
export function librariesBeside(shape: Shape): readonly string[] | undefined {
  if (!/(?:^|-)(?:slim|alpine)/.test(shape.image.tag)) return undefined;
  return installed(shape).some((name) => name !== undefined && compilers.has(name)) ? librariesFor(shape, compilers) : undefined;
}

/** The same where a full image, which has compilers, gets headers: tools besides are for the build. */
export const librariesOf = (shape: Shape): readonly string[] | undefined => librariesFor(shape, new Set([...compilers, ...tools]));

function librariesFor(shape: Shape, unneeded: ReadonlySet<string>): readonly string[] | undefined {
  const found = installed(shape).map((name) => (name === undefined ? undefined : unneeded.has(name) ? [] : libraries[name]));
  return found.every((f) => f !== undefined) ? [...new Set(found.flat())] : undefined;
}

/** The packages that its steps install; undefined for what is not known. */
const installed = ({ stage }: Shape): readonly (string | undefined)[] =>
  stage.commands.flatMap((command) => {
    const use = packageCommand(command);
    if (use?.does !== "install") return [];
    return use.open ? [undefined] : use.packages.map((p) => p.value && nameOf(p.value));
  });

const compilers: ReadonlySet<string> = new Set([
  ...["autoconf", "automake", "build-base", "build-essential", "clang", "cmake", "g++", "gcc", "libc-dev", "libc6-dev", "libtool", "linux-headers"],
  ...["make", "musl-dev", "pkg-config", "pkgconf", "py3-pip", "python3", "python3-dev", "python3-pip"],
]);

/**
 * Of headers the package that has the library, by the same name in all releases of Debian and Alpine that are kept up (packages.debian.org,
 * pkgs.alpinelinux.org, 2026-11); none where Python's and Node.js's own small images have it (docker-library/python `apt-mark manual` of what the
 * interpreter links: libffi, OpenSSL, zlib, bzip2, xz, SQLite).
 */
const libraries: Readonly<Partial<Record<string, readonly string[]>>> = {
  "default-libmysqlclient-dev": ["libmariadb3"],
  "libbz2-dev": [],
  "libffi-dev": [],
  "libjpeg-dev": ["libjpeg62-turbo"],
  "libjpeg62-turbo-dev": ["libjpeg62-turbo"],
  "liblzma-dev": [],
  "libmariadb-dev": ["libmariadb3"],
  "libpq-dev": ["libpq5"],
  libpq5: ["libpq5"],
  "libsasl2-dev": ["libsasl2-2"],
  "libsodium-dev": ["libsodium23"],
  "libsqlite3-dev": [],
  "libssl-dev": [],
  "libxslt1-dev": ["libxslt1.1"],
  "libyaml-dev": ["libyaml-0-2"],
  "zlib1g-dev": [],
  "mariadb-connector-c-dev": ["mariadb-connector-c"],
  "mariadb-dev": ["mariadb-connector-c"],
  "openssl-dev": [],
  "postgresql-dev": ["libpq"],
  "zlib-dev": [],
};

/** Does it install nothing but what is needed to build? */
function installsTools(command: Command, kept: "none" | ReadonlySet<string>): boolean {
  const use = packageCommand(command);
  const isKept = (name: string): boolean => kept !== "none" && kept.has(name);
  return use?.does !== "install" || (!use.open && use.packages.every((p) => p.is((text) => isTool(nameOf(text)) || isKept(nameOf(text)))));
}
const isTool = (name: string): boolean => tools.has(name);
/** A package without the version that it is held to. */
const nameOf = (text: string): string => text.split(/[=~<>]/, 1).join("");

const tools: ReadonlySet<string> = new Set([
  ...[
    "apt-transport-https",
    "autoconf",
    "automake",
    "bash",
    "build-base",
    "build-essential",
    "ca-certificates",
    "clang",
    "cmake",
    "curl",
    "g++",
    "gcc",
  ],
  ...["git", "gnupg", "libc-dev", "libc6-dev", "libtool", "linux-headers", "make", "maven", "musl-dev", "openssh-client", "pkg-config", "pkgconf"],
  ...[
    "protobuf-compiler",
    "protoc",
    "py3-pip",
    "python3",
    "python3-dev",
    "python3-pip",
    "rsync",
    "tzdata",
    "unzip",
    "upx",
    "wget",
    "xz-utils",
    "zip",
  ],
]);

/** Folders that hold more than what a Dockerfile puts there. */
const shared: ReadonlySet<string> = new Set([
  "/",
  "/bin",
  "/etc",
  "/home",
  "/lib",
  "/opt",
  "/root",
  "/sbin",
  "/usr",
  "/usr/bin",
  "/usr/lib",
  "/usr/local",
  "/usr/local/bin",
  "/usr/src",
  "/var",
]);

/**
 * The folders and files that hold an interpreted program: the outermost working directory, and what is copied elsewhere. Undefined where one is not
 * known, or holds more than the program.
 */
export function programFiles({ stage, here, places }: Shape): readonly string[] | undefined {
  if (here === undefined) return undefined;
  // What only is copied is copied there in the other image too.
  if (stage.instructions.every((i) => i.keyword !== "RUN")) return [];
  const folders = stage.instructions.filter((i) => i.keyword === "WORKDIR").map((i) => places.get(i) ?? "/");
  const root = folders.filter((f) => !shared.has(f) && within(here, f)).toSorted((a, b) => a.length - b.length)[0];
  if (root === undefined || folders.some((f) => !within(f, root) && !within(root, f))) return undefined;
  const files = [root];
  for (const instruction of stage.instructions) {
    if (instruction.keyword !== "COPY" && instruction.keyword !== "ADD") continue;
    const target = absolute(instruction.words.at(-1)?.value, places.get(instruction));
    if (target === undefined) return undefined;
    if (files.some((f) => within(target, f)) || within(target, "/tmp")) continue;
    if (shared.has(target) || within(root, target) || !/^[\w./-]+$/.test(target)) return undefined;
    files.push(target);
  }
  return files;
}

export const within = (path: string, folder: string): boolean => path === folder || path.startsWith(folder === "/" ? "/" : `${folder}/`);

/** What a compiled program is likely to read when it runs: folders that are copied by name, and no sources. */
export const assets = ({ stage, places }: Shape): readonly string[] =>
  stage.instructions.flatMap((instruction) => {
    const [source, target, ...more] = instruction.words;
    if (
      instruction.keyword !== "COPY" ||
      more.length > 0 ||
      !source?.is((path) => /^(?:\.\/)?(?:\w+\/)*(?:assets|locales|migrations|public|static|templates|views)\/?$/.test(path))
    )
      return [];
    const path = absolute(target?.value, places.get(instruction));
    return path === undefined || shared.has(path) || !/^[\w./-]+$/.test(path) ? [] : [path];
  });

/** Where the program that starts lies, if it is named by a path; a bare name is looked for among those given. */
export function startedFile({ start, here }: Started, candidates: readonly string[]): string | undefined {
  const [first = ""] = start.words;
  if (!first.includes("/")) return candidates.find((c) => c.endsWith(`/${first}`) && searched.has(c.slice(0, c.lastIndexOf("/"))));
  const path = absolute(first, here);
  return path !== undefined && candidates.includes(path) ? path : undefined;
}

/** Where distroless images look for programs, as their PATH says. */
const searched: ReadonlySet<string> = new Set(["/usr/local/sbin", "/usr/local/bin", "/usr/sbin", "/usr/bin", "/sbin", "/bin"]);

/** The value of an option: `-o x`, `-ox` for a letter, `--output=x`. */
export function optionValue({ words }: Command, names: readonly string[]): string | undefined {
  for (const [i, word] of words.entries()) {
    if (names.includes(word.value ?? "")) return words[i + 1]?.value;
    const joined = names.find((n) => n.startsWith("--") && word.is((text) => text.startsWith(`${n}=`)));
    if (joined !== undefined) return word.value?.slice(joined.length + 1);
  }
  return undefined;
}

/** The directory that a command runs in: the stage's, or where `cd` before it in the same step went. */
export function directoryOf({ stage, places }: Shape, command: Command): string | undefined {
  let here = places.get(command.instruction);
  for (const c of stage.commands) {
    if (c === command) break;
    if (c.instruction === command.instruction && c.name === "cd") here = absolute(c.words[1]?.value, here);
  }
  return here;
}
