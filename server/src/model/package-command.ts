import type { Command } from "./build.ts";
import type { Field } from "./field.ts";

/** One use of a distribution's package manager. */
export interface PackageCommand {
  /** `apt` is apt-get, apt and aptitude; `dnf` is yum, dnf, microdnf and tdnf too. */
  readonly manager: "apt" | "apk" | "dnf" | "zypper" | "pacman";
  /** As it is called: "apt-get", "yum". */
  readonly program: string;
  /** `refresh` reads the lists of packages anew, `upgrade` takes newer versions of all that is installed, `clean` removes caches. */
  readonly does: "refresh" | "install" | "upgrade" | "clean";
  /** The word that says so: `install`. */
  readonly verb: Field<string>;
  /** What is named to be installed or upgraded. */
  readonly packages: readonly Field<string>[];
  /** Words that begin with a dash, wherever they stand. */
  readonly options: readonly Field<string>[];
  /** Is a word not known, which may be an option or hold several packages? */
  readonly open: boolean;
  readonly command: Command;
}

/** How a command uses a package manager, `sudo` in front or not; undefined for all else. */
export function packageCommand(command: Command): PackageCommand | undefined {
  const words = withoutSudo(command.words);
  const program = words[0]?.value?.replace(/^.*\//, "") ?? "";
  const manager = programs.get(program);
  if (!manager) return undefined;
  const options: Field<string>[] = [];
  const others: Field<string>[] = [];
  let open = false;
  for (let i = 1; i < words.length; i++) {
    const word = words[i];
    if (!word) continue;
    if (word.value === undefined) {
      // Of a word that is partly known, its beginning tells what it is.
      const first = word.parts[0];
      if (first?.startsWith("-")) options.push(word);
      else if (first === undefined) open = true;
      else others.push(word);
    } else if (word.value.startsWith("-")) {
      options.push(word);
      if (takesValue[manager].has(word.value)) i++;
    } else others.push(word);
  }
  const verb = manager === "pacman" ? options[0] : others[0];
  const packages = manager === "pacman" ? others : others.slice(1);
  const does = verb?.value === undefined ? undefined : manager === "pacman" ? pacman(verb.value) : verbs[manager][verb.value];
  if (!verb || !does) return undefined;
  // Without names, these take newer versions of everything.
  const all = manager === "dnf" && does === "upgrade" && (packages.length > 0 || open) ? "install" : does;
  return { manager, program, does: all, verb, packages, options, open, command };
}

/** Has it one of these options, or a group of single letters that holds one? */
export const hasOption = ({ options }: PackageCommand, long: readonly string[], letters = ""): boolean =>
  options.some((o) => o.is((text) => long.includes(text) || (/^-[A-Za-z]+$/.test(text) && Array.from(letters).some((l) => text.includes(l)))));

/** The words of a command behind `sudo` and its options. */
export function withoutSudo(words: readonly Field<string>[]): readonly Field<string>[] {
  if (!words[0]?.is("sudo")) return words;
  const start = words.findIndex((w, i) => i > 0 && !w.is((text) => text.startsWith("-")));
  return start < 0 ? [] : words.slice(start);
}

const programs: ReadonlyMap<string, PackageCommand["manager"]> = new Map([
  ["apt-get", "apt"],
  ["apt", "apt"],
  ["aptitude", "apt"],
  ["apk", "apk"],
  ["yum", "dnf"],
  ["dnf", "dnf"],
  ["microdnf", "dnf"],
  ["tdnf", "dnf"],
  ["zypper", "zypper"],
  ["pacman", "pacman"],
]);

type Verbs = Readonly<Record<string, PackageCommand["does"] | undefined>>;
const verbs: Readonly<Record<Exclude<PackageCommand["manager"], "pacman">, Verbs>> = {
  apt: {
    update: "refresh",
    install: "install",
    reinstall: "install",
    upgrade: "upgrade",
    "dist-upgrade": "upgrade",
    "full-upgrade": "upgrade",
    "safe-upgrade": "upgrade",
    clean: "clean",
  },
  apk: { update: "refresh", add: "install", upgrade: "upgrade" },
  dnf: {
    makecache: "refresh",
    install: "install",
    reinstall: "install",
    groupinstall: "install",
    localinstall: "install",
    update: "upgrade",
    upgrade: "upgrade",
    "distro-sync": "upgrade",
    clean: "clean",
  },
  zypper: {
    refresh: "refresh",
    ref: "refresh",
    install: "install",
    in: "install",
    update: "upgrade",
    up: "upgrade",
    "dist-upgrade": "upgrade",
    dup: "upgrade",
    clean: "clean",
    cc: "clean",
  },
};

const pacman = (flags: string): PackageCommand["does"] | undefined =>
  !/^-S[a-z]*$/.test(flags) ? undefined : flags.includes("c") ? "clean" : flags.includes("u") ? "upgrade" : flags === "-Sy" ? "refresh" : "install";

const takesValue: Readonly<Record<PackageCommand["manager"], ReadonlySet<string>>> = {
  apt: new Set(["-t", "--target-release", "--default-release", "-o", "--option", "-c", "--config-file", "-a", "--host-architecture"]),
  apk: new Set(["-t", "--virtual", "-X", "--repository", "-p", "--root", "--arch", "--keys-dir", "--repositories-file", "--cache-dir", "--wait"]),
  dnf: new Set([
    "-c",
    "--config",
    "-x",
    "--exclude",
    "--enablerepo",
    "--disablerepo",
    "--repo",
    "--repoid",
    "--installroot",
    "--releasever",
    "--setopt",
    "-d",
    "-e",
  ]),
  zypper: new Set(["-r", "--repo", "--from", "-t", "--type", "-R", "--root", "-D", "--reposd-dir"]),
  pacman: new Set(["--dbpath", "--root", "-b", "-r", "--cachedir", "--config", "--ignore"]),
};
