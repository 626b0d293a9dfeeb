import type { Place } from "../text/source.ts";
import type { Command, Stage } from "./build.ts";
import { program } from "./program.ts";

/** A text that a step writes into a file: by `echo … > file`, `printf … | tee file`, or as what `sed` puts in. */
export interface WrittenText {
  /** What only the build knows is a NUL; `\n` is taken for a new line. */
  readonly text: string;
  readonly at: Place;
  /** The file, where it is known. */
  readonly file: string | undefined;
  readonly command: Command;
}

/** Is it one line, so that taking its command away takes away nothing else? */
export const isOneLine = ({ text }: WrittenText): boolean => !text.trim().includes("\n");

/** What the commands of the stage write, as far as it stands in their words. */
export function writtenTexts(stage: Stage): readonly WrittenText[] {
  const teed = new Map<Command, string | undefined>();
  for (const command of stage.commands) {
    const run = program(command);
    if (run?.name === "tee" && command.input) teed.set(command.input, run.args.findLast((a) => !a.is((t) => t.startsWith("-")))?.value);
  }
  return stage.commands.flatMap((command): readonly WrittenText[] => {
    const run = program(command);
    if (!run) return [];
    if (run.name === "sed") {
      const file = run.args.at(-1)?.value;
      return run.args.flatMap((word) => {
        const text = substitute(word.value ?? "");
        return text === undefined ? [] : [{ text, at: word.at, file, command }];
      });
    }
    if ((run.name !== "echo" && run.name !== "printf") || !(command.output || teed.has(command))) return [];
    const args = run.args.filter((a) => !a.is((t) => /^-[neE]+$/.test(t)));
    const [first, last] = [args[0], args.at(-1)];
    if (!first || !last) return [];
    const text = args
      .map((a) => a.value ?? a.parts.map((p) => p ?? "\0").join(""))
      .join(" ")
      .replaceAll("\\n", "\n");
    return [{ text, at: { ...first.at, end: last.at.end }, file: command.output ? command.output.value : teed.get(command), command }];
  });
}

/** What `s/a/b/` puts in. */
function substitute(script: string): string | undefined {
  const mark = script[1] ?? "";
  return script[0] === "s" && /^[^\w\s\\]$/.test(mark) ? script.split(mark)[2] : undefined;
}
