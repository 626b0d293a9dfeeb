import type { Command, Instruction } from "./build.ts";
import { Field } from "./field.ts";

/** One place that gives files their mode: chmod, install -m, COPY --chmod. */
export interface ModeChange {
  readonly mode: Field<string>;
  readonly targets: readonly Field<string>[];
  /** What they are called where none of them is known. */
  readonly unnamed?: string;
  /** Are its targets directories or whole trees, as far as one can see? */
  readonly inTree: boolean;
  /** The command that is nothing but this. */
  readonly command: Command | undefined;
}

/** What a command gives modes to, whether it does so itself or find, xargs or sudo run it. */
export const modeChanges = (command: Command): readonly ModeChange[] => [...ofChmod(command), ...ofInstall(command)];

/** The mode that `COPY --chmod` or `ADD --chmod` gives. */
export const modeOfCopy = ({ keyword, flags }: Instruction): readonly ModeChange[] =>
  keyword !== "COPY" && keyword !== "ADD"
    ? []
    : flags.flatMap(({ name, value }) =>
        name === "chmod" ? [{ mode: value, targets: [], unnamed: "what it copies", inTree: true, command: undefined }] : [],
      );

export const isChmod = (word: string): boolean => word === "chmod" || word.endsWith("/chmod");

function ofChmod(command: Command): readonly ModeChange[] {
  const { name, words } = command;
  const start = name === "chmod" ? 0 : name === "find" || name === "xargs" || name === "sudo" ? words.findIndex((w) => w.is(isChmod)) : -1;
  if (start < 0) return [];
  const args = words.slice(start + 1);
  const mode = args.find((w) => !w.is((text) => /^-(?:[A-Za-z]*[Rvfc]|-[a-z-]*(?:=.*)?)$/.test(text)));
  if (!mode || args.some((w) => w.is((text) => text.startsWith("--reference")))) return [];
  const options = args.slice(0, args.indexOf(mode));
  const recursive = options.some((w) => w.is((text) => /^-[A-Za-z]*R/.test(text) || text === "--recursive"));
  const directoriesOnly = name === "find" && words.some((w, i) => w.is("-type") && (words[i + 1]?.is("d") ?? false));
  return [{ mode, targets: args.slice(options.length + 1), inTree: recursive || directoriesOnly, command: name === "chmod" ? command : undefined }];
}

/** `install -m 4755 file /usr/bin/`; with -d it makes directories. */
function ofInstall({ name, words }: Command): readonly ModeChange[] {
  if (name !== "install") return [];
  const at = words.findIndex((w) => w.is((text) => /^(?:-[A-Za-z]*m|--mode(?:=|$))/.test(text)));
  const option = words[at];
  // `-m4755` and `--mode=4755` hold the mode; what they are set to is the whole word.
  const joined = /^(-[A-Za-z]*m|--mode=)([0-7]{3,5}|[ugoa]*[+=].*)$/.exec(option?.value ?? "");
  const [, flag = "", inside] = joined ?? [];
  const mode = option && inside !== undefined ? Field.written(inside, option.at, { set: (v) => option.set(flag + v) }) : words[at + 1];
  const last = words.at(-1);
  const inTree = words.some((w) => w.is((text) => text === "-d" || text === "--directory"));
  return at >= 0 && mode && last ? [{ mode, targets: [last], inTree, command: undefined }] : [];
}
