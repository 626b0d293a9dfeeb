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
  // The commands that the current one stands in, the innermost last, and the word that each runs.
  const open: { readonly command: Command; readonly script: Field<string> | undefined }[] = [];
  for (const command of commands) {
    while ((open.at(-1)?.command.at.end ?? Number.POSITIVE_INFINITY) <= command.at.start) open.pop();
    const outer = open.at(-1);
    if (outer?.script && outer.script.at.start <= command.at.start && command.at.end <= outer.script.at.end) {
      const inner = makers.get(outer.command);
      if (inner) inner.push(command);
      else makers.set(outer.command, [command]);
    }
    open.push({ command, script: scriptWord(command) });
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

/** The word that the command runs, where it begins with a substitution: one that begins with text is a script that stands there. */
function scriptWord(command: Command): Field<string> | undefined {
  const run = program(command);
  if (!run) return undefined;
  const word = /^(?:eval|source|\.)$/.test(run.name) ? run.args[0] : isInterpreter(run.name) ? firstOperand(run.args) : undefined;
  return word?.value === undefined && word?.parts[0] === undefined ? word : undefined;
}

const isInterpreter = (name: string): boolean => shells.test(name) || interpreters.test(name);

/** Behind `-s` and `-m` no script follows. */
function firstOperand(args: readonly Field<string>[]): Field<string> | undefined {
  const index = args.findIndex((a) => !isOption(a) || a.is("-s") || a.is("-m"));
  const word = args[index];
  return word && isOption(word) ? undefined : word;
}
