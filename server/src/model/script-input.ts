import type { Command } from "./build.ts";
import type { Field } from "./field.ts";
import { program, readOptions } from "./program.ts";

/** A command that runs a text it is handed: by a pipe (`… | sh`), or by a substitution (`sh -c "$(…)"`, `bash <(…)`, `eval "$(…)"`). */
export interface ScriptRun {
  readonly runner: Command;
  /** The interpreter's name. */
  readonly name: string;
  /** The commands that make the text: those of the pipeline that ends at it, the last one first, or those within the substitution. */
  readonly makers: readonly Command[];
}

const shells = /^(?:ba|da|a|z|k|mk)?sh$/;
const interpreters = /^(?:python[\d.]*|perl|ruby|node|nodejs|php[\d.]*|pwsh)$/;
const maxPipes = 8;

/** The commands, in the order of the text, that run what others make. Linear in the commands. */
export function scriptRuns(commands: readonly Command[]): readonly ScriptRun[] {
  const runs: ScriptRun[] = [];
  const makers = new Map<Command, Command[]>();
  // The commands that the current one stands in, the innermost last.
  const open: Command[] = [];
  for (const command of commands) {
    while ((open.at(-1)?.at.end ?? Number.POSITIVE_INFINITY) <= command.at.start) open.pop();
    const outer = open.at(-1);
    if (outer && runsWord(outer, command)) {
      const inner = makers.get(outer);
      if (inner) inner.push(command);
      else makers.set(outer, [command]);
    }
    open.push(command);
    const name = program(command)?.name;
    if (name !== undefined && command.input && readsScript(command)) runs.push({ runner: command, name, makers: pipeline(command) });
  }
  for (const [runner, inner] of makers) runs.push({ runner, name: program(runner)?.name ?? "", makers: inner });
  return runs;
}

function pipeline(end: Command): readonly Command[] {
  const commands: Command[] = [];
  for (let c = end.input; c && commands.length < maxPipes; c = c.input) commands.push(c);
  return commands;
}

const isOption = (word: Field<string>): boolean => word.is((t) => /^-./.test(t)) || (word.opaque && (word.parts[0]?.startsWith("-") ?? false));

/** Does it read its script from its input? */
function readsScript(command: Command): boolean {
  const run = program(command);
  if (!run) return false;
  const first = run.args.find((a) => !isOption(a));
  if (shells.test(run.name)) {
    const { options } = readOptions(run.args, { short: "oO", long: new Set(["rcfile", "init-file"]) });
    if (options.some((o) => o.name === "c")) return false;
    return options.some((o) => o.name === "s") || run.args.every(isOption) || (first?.is((t) => t === "-" || t === "/dev/stdin") ?? false);
  }
  // Their options say mostly what is done with data.
  const [word] = run.args;
  return interpreters.test(run.name) && (word === undefined || word.is((t) => t === "-" || t === "--" || t === "/dev/stdin"));
}

/** Does the command run the word that the inner one stands in? */
function runsWord(outer: Command, inner: Command): boolean {
  const run = program(outer);
  if (!run) return false;
  const index = run.args.findIndex((a) => a.at.start <= inner.at.start && inner.at.end <= a.at.end);
  const word = run.args[index];
  // A word that begins with known text is a script of its own, which stands in the text.
  if (!word || word.value !== undefined || word.parts[0] !== undefined) return false;
  if (run.name === "eval") return true;
  if (run.name === "source" || run.name === ".") return index === 0;
  if (!shells.test(run.name) && !interpreters.test(run.name)) return false;
  return run.args.slice(0, index).every((a) => isOption(a) && !a.is("-s") && !a.is("-m"));
}
