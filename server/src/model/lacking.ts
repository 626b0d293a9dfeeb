import type { Stage } from "./build.ts";
import { chain, commandsOf } from "./chain.ts";
import { namedImage } from "./image-name.ts";
import { packageCommand } from "./package-command.ts";

/** Programs that a health check is mostly made of. */
const askers: ReadonlySet<string> = new Set(["curl", "wget", "nc", "bash", "sh"]);

/** Official images of which it is known what they bring, in their Debian and Alpine variants. */
const plain: ReadonlySet<string> = new Set(["alpine", "debian", "ubuntu", "node", "python", "ruby"]);

/** The image that lacks the program, as the file names it; undefined where it has it, may have it, or nobody knows. */
export function imageWithout(stage: Stage, program: string): string | undefined {
  if (!askers.has(program) || mayBring(stage, program)) return undefined;
  if (stage.image.is("scratch")) return "scratch";
  const named = namedImage(stage.image);
  if (named?.tag === undefined) return undefined;
  const { name, tag } = named;
  if (name.startsWith("gcr.io/distroless/")) return tag.includes("debug") ? undefined : name;
  if (!plain.has(name)) return undefined;
  const image = `${name}:${tag}`;
  if (name === "alpine" || /(?:^|-)alpine/.test(tag)) return program === "curl" || program === "bash" ? image : undefined;
  const bare = name === "debian" || name === "ubuntu" || /(?:^|-)slim(?:-|$)/.test(tag);
  return bare && (program === "curl" || program === "wget" || program === "nc") ? image : undefined;
}

/** May a step bring it: installed by name or as part of what is not known, copied, or made by a script? */
const mayBring = (stage: Stage, program: string): boolean =>
  commandsOf(stage).some((command) => {
    const use = packageCommand(command);
    if (use)
      return (
        use.does === "install" &&
        (use.open || use.packages.some((p) => p.value === undefined || p.value.includes(program) || /^(?:busybox|netcat|nmap)/.test(p.value)))
      );
    return (
      command.name === undefined || command.name === program || /\.sh$|^(?:make|ansible-playbook|install|busybox|tar|dpkg|rpm)$/.test(command.name)
    );
  }) ||
  chain(stage).some(({ instructions }) =>
    instructions.some(
      ({ keyword, words, flags }) =>
        (keyword === "RUN" && flags.some((f) => f.name === "mount")) ||
        ((keyword === "COPY" || keyword === "ADD") &&
          (words.some((w) => w.value === undefined || w.value.includes(program) || /busybox|rootfs|\.(?:tar|tgz|txz|deb|apk)/.test(w.value)) ||
            (words.at(-1)?.is(isProgramFolder) && words.slice(0, -1).some((w) => w.is(isTree))))),
    ),
  );

/** The root of the file system, and where programs are looked for. */
const isProgramFolder = (path: string): boolean => /^\/(?:usr(?:\/local)?(?:\/s?bin)?|s?bin)?\/?$/.test(path);
/** By its name no single file: a folder, a pattern, or something that may be either. */
const isTree = (path: string): boolean => /[*?]|\/$|(?:^|\/)(?:\.{0,2}|s?bin|usr|root|out|dist|build|fs|image)$/.test(path);
