import type { BuildVariable, Command, Instruction, Stage } from "../../model/build.ts";
import { Field } from "../../model/field.ts";
import { expand, unknown } from "../../syntax/dockerfile/expand.ts";
import type { LexedInstruction } from "../../syntax/dockerfile/lex.ts";
import { imageRanges } from "../../syntax/dockerfile/typed.ts";
import { insertAfter } from "../../syntax/dockerfile/write.ts";
import { textOf } from "../../text/source.ts";
import { commandsOf } from "./commands.ts";
import { adaptInstruction, variables } from "./instruction.ts";
import { Scope } from "./scope.ts";
import { effectiveUser, type Pair } from "./user.ts";
import { isWindows, namesPosixShell } from "./windows.ts";
import type { Document } from "./word.ts";

/** A finished stage and what its children inherit besides. */
interface Built {
  readonly stage: Stage;
  /** Names that the stage takes over from the head of the file with an `ARG` of the name alone. */
  readonly taken: readonly string[];
  /** What stands before the stage's own variables: filled once all stages are read. */
  readonly leading: BuildVariable[];
  readonly scope: Scope;
  readonly posix: boolean;
}

/** The stages of a Dockerfile in order. A FROM sees earlier stages only, so there are no cycles. */
export function buildStages(document: Document): readonly Stage[] {
  const { instructions } = document.lexed;
  const stages: Stage[] = [];
  const shipped = new Set<Stage>();
  const frontend = directiveOf(document, /^(\s*#\s*syntax\s*=\s*)(\S+)/i);
  const escapeMark = directiveOf(document, /^(\s*#\s*escape\s*=(?:[ \t]*(?=\S))?)(\S+|[ \t]+)/i);
  const byName = new Map<string, Built>();
  const globals = new Scope();
  const starts = instructions.flatMap((lexed, i) => (lexed.keyword === "FROM" ? [i] : []));
  const heads: BuildVariable[] = [];
  for (const lexed of instructions.slice(0, starts[0]))
    if (lexed.keyword === "ARG") for (const variable of setVariables(document, lexed, undefined, globals, globals)) heads.push(variable);
  const all: Built[] = [];
  for (const [index, start] of starts.entries()) {
    const [from, ...own] = instructions.slice(start, starts[index + 1]);
    if (!from) continue;
    const built = buildStage(document, from, own, {
      globals,
      byName,
      shipped,
      stages,
      frontend,
      escapeMark,
      index,
      final: index === starts.length - 1,
    });
    stages.push(built.stage);
    all.push(built);
    const name = nameOf(from);
    if (name !== undefined) byName.set(name, built);
  }
  for (let stage = stages.at(-1); stage; stage = stage.parent) shipped.add(stage);
  const takers = new Map(all.flatMap(({ taken, leading }) => taken.map((name) => [name, leading] as const)));
  for (const head of heads) if (!head.value.unset) takers.get(head.name.value ?? "")?.push(head);
  return stages;
}

interface Surroundings {
  readonly globals: Scope;
  readonly byName: ReadonlyMap<string, Built>;
  /** The final stage and those it builds on: complete once all stages are read. */
  readonly shipped: ReadonlySet<Stage>;
  /** Those above it, and in the end all. */
  readonly stages: readonly Stage[];
  readonly frontend: Field<string> | undefined;
  readonly escapeMark: Field<string> | undefined;
  readonly index: number;
  readonly final: boolean;
}

function buildStage(document: Document, lexedFrom: LexedInstruction, lexedOwn: readonly LexedInstruction[], around: Surroundings): Built {
  const { globals, byName, shipped, stages, frontend, escapeMark, index, final } = around;
  const from: Pair = { lexed: lexedFrom, instruction: adaptInstruction(document, lexedFrom, globals.lookup) };
  const base = from.instruction.words[0] ?? Field.opaque<string>(from.instruction.at);
  const parent = base.is("scratch") ? undefined : byName.get(base.value?.toLowerCase() ?? "");
  const platform = from.instruction.flags.find((f) => f.name === "platform")?.value ?? Field.unset<string>(from.instruction.at);
  const image = parent ? parent.stage.image : base;
  const scope = new Scope(parent?.scope);
  let posix = parent ? parent.posix : document.lexed.escape !== "`" && !isWindows(base, platform);

  const own: Pair[] = [];
  const all: BuildVariable[] = [];
  const leading: BuildVariable[] = [];
  const commands: Command[] = [];
  let hasDrives = false;
  for (const lexed of lexedOwn) {
    const instruction = adaptInstruction(document, lexed, scope.lookup);
    own.push({ lexed, instruction });
    if (lexed.keyword === "SHELL" && instruction.exec) posix = namesPosixShell(instruction.words) && document.lexed.escape !== "`";
    hasDrives ||= (lexed.keyword === "COPY" || lexed.keyword === "WORKDIR") && hasDrive(instruction);
    if (lexed.keyword === "RUN" && posix) for (const command of commandsOf(document, lexed, instruction, scope.lookup)) commands.push(command);
    for (const variable of setVariables(document, lexed, instruction, scope, globals)) all.push(variable);
  }
  const lexedOf = new Map(own.map((pair) => [pair.instruction, pair.lexed]));
  let tag: Field<string> | undefined;
  const stage: Stage = {
    address: nameOf(lexedFrom) ?? String(index),
    final,
    get shipped() {
      return shipped.has(stage);
    },
    name: nameOf(lexedFrom) === undefined ? undefined : from.instruction.words[2],
    stages,
    frontend,
    escapeMark,
    from: from.instruction.at,
    base,
    undeclared: undeclaredIn(document, lexedFrom, globals),
    get tag() {
      // Asked for by few, and the first question to dockerfile-ast costs a scan of one file a fifth of its time.
      tag ??= tagOf(document, lexedFrom, base);
      return tag;
    },
    parent: parent?.stage,
    image,
    platform,
    user: effectiveUser(document, from, own, parent?.stage.user),
    instructions: own.map((pair) => pair.instruction),
    get variables() {
      return leading.length > 0 ? [...leading, ...all] : all;
    },
    commands: hasDrives ? [] : commands,
    insertAfter: (instruction, text) => {
      const place = instruction ? lexedOf.get(instruction) : lexedFrom;
      return place ? insertAfter(document.source, place, text) : [];
    },
  };
  const taken = all.flatMap(({ kind, name, value }) => (kind === "ARG" && value.unset ? (name.value ?? []) : []));
  return { stage, taken, leading, scope, posix: posix && !hasDrives };
}

function tagOf({ source }: Document, from: LexedInstruction, base: Field<string>): Field<string> {
  const { at } = base;
  const ranges = imageRanges(from, [at.start, at.end]);
  // A variable may hold a tag or a part of one; beside a digest a tag decides nothing.
  if (!ranges || ranges.digest || base.opaque || textOf(at) !== base.value) return Field.opaque(at);
  if (!ranges.tag) return Field.unset(at, { set: (value) => [{ at: source.at(at.end), text: `:${value}` }] });
  const tagAt = source.at(...ranges.tag);
  return Field.written(textOf(tagAt), tagAt, { set: (value) => [{ at: tagAt, text: value }] });
}

/** The value of a directive: the first one holds. */
function directiveOf({ source, lexed }: Document, pattern: RegExp): Field<string> | undefined {
  for (const { kind, start, end } of lexed.pieces) {
    if (kind !== "directive") continue;
    const [, head, value] = pattern.exec(source.text.slice(start, end)) ?? [];
    if (head !== undefined && value !== undefined) return Field.written(value, source.at(start + head.length, start + head.length + value.length));
  }
  return undefined;
}

/** Names that only an empty text stands for in the image that FROM names. */
function undeclaredIn({ lexed }: Document, { rest }: LexedInstruction, globals: Scope): readonly string[] {
  const image = rest.text.split(/[\t\v\f\r ]/, 1)[0] ?? "";
  if (!image.includes("$")) return [];
  const withDefault = new Set(Array.from(image.matchAll(/\$\{(\w+):?[-+?]/g), (m) => m[1]));
  const names = new Set<string>();
  expand(image, lexed.escape, (name) => {
    const value = globals.lookup(name);
    if (value === "undeclared" && !withDefault.has(name)) names.add(name);
    return value;
  });
  return [...names];
}

/** `C:\app`: only Windows has these, and what its shells read is not ours. */
const hasDrive = ({ words }: Instruction): boolean => words.some((word) => word.is((value) => /^[A-Za-z]:[\\/]/.test(value)));

/** The pairs of an instruction; from now on the scope knows them. All pairs of one instruction see the scope before it. */
function setVariables(
  document: Document,
  lexed: LexedInstruction,
  instruction: Instruction | undefined,
  scope: Scope,
  globals: Scope,
): readonly BuildVariable[] {
  const pairs = variables(document, lexed, instruction ?? adaptInstruction(document, lexed, scope.lookup), scope.lookup);
  for (const { kind, name, value } of pairs) {
    if (name.value === undefined || kind === "LABEL") continue;
    const parts = value.unset ? undefined : value.value !== undefined ? [value.value] : value.parts.length > 0 ? value.parts : unknown;
    if (kind === "ENV") scope.setEnv(name.value, parts ?? unknown);
    else scope.setArg(name.value, parts, scope === globals ? "declared" : globals.lookup(name.value));
  }
  return pairs;
}

/** The name after AS, lower case. */
function nameOf({ rest }: LexedInstruction): string | undefined {
  const [, as, name] = rest.text.split(/[\t\v\f\r ]+/);
  return as?.toLowerCase() === "as" ? name?.toLowerCase() : undefined;
}
