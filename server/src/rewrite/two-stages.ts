import { type Fix, fix } from "../kit/rule.ts";
import type { Instruction, Stage } from "../model/build.ts";
import type { Field } from "../model/field.ts";
import { namedImage } from "../model/image-name.ts";
import { absolute, workdirs } from "../model/path.ts";
import { startWords } from "../model/start.ts";
import { isRoot } from "../model/user-at.ts";
import { textOf } from "../text/source.ts";
import { planDotnet, planGo, planRust } from "./compiled.ts";
import { planJava, planNode, planPython, planSmallJava, planSmallNode, planSmallPython } from "./interpreted.ts";
import { makeUser } from "./non-root.ts";
import { directoryOf, type Plan, type Planner, type Shape, within } from "./plan.ts";
import { inRunner } from "./runner.ts";
import { startOf } from "./start-form.ts";

const planners: readonly Planner[] = [planNode, planPython, planJava, planGo, planRust, planDotnet];
/** Onto images that still have a shell: little has to be understood of what starts. */
const smallPlanners: readonly Planner<Shape>[] = [planSmallNode, planSmallPython, planSmallJava];

/**
 * Make two stages of a file that has one: the first builds as it did, the second takes what the command needs over to an image that has little
 * else, and runs as another user than root. All that is written stays, comments included. None where a part of the file is not wholly understood.
 */
export function twoStages(stage: Stage): readonly Fix[] {
  const named = namedImage(stage.image);
  const words = startWords(stage);
  if (!named || named.tag === undefined || words.length === 0 || stage.stages.length > 1 || !isPlain(stage) || !hasSteps(stage)) return [];
  const places = workdirs(stage);
  const last = stage.instructions.at(-1);
  const shape = { stage, image: { name: named.name, tag: named.tag }, written: textOf(stage.base.at), words, places, here: last && places.get(last) };
  const start = startOf(stage);
  const plans = [...(start ? planners.map((planner) => planner({ ...shape, start })) : []), ...smallPlanners.map((planner) => planner(shape))];
  return plans.flatMap((plan) => {
    // A digest says of no other image what it is.
    if (!plan || (shape.written.includes("@") && plan.runtime.image !== shape.written) || !takesAlong(shape, plan)) return [];
    const text = rewritten(stage, plan, shape.here);
    const on = plan.builder === undefined ? "" : ` on ${plan.builder}`;
    const by = plan.starter === undefined ? "" : ` by ${plan.starter}`;
    return text ? fix(`Build in a stage of its own${on}, and run on ${plan.runtime.image}${by}`, "unsafe", edits(stage, text, plan.builder)) : [];
  });
}

/** One that only copies needs no stage to build in. */
export const hasSteps = ({ instructions }: Stage): boolean => instructions.some((i) => i.keyword === "RUN");

/** Are the folders that steps make among what the second stage takes? Programs may write there. */
const takesAlong = (shape: Shape, { copies }: Plan): boolean =>
  shape.stage.commands.every(
    (command) =>
      command.name !== "mkdir" ||
      command.words.slice(1).every((word) => {
        const path = word.is((text) => text.startsWith("-")) ? "/tmp" : absolute(word.value, directoryOf(shape, command));
        return path !== undefined && [...copies, "/tmp", "/var/lib/apt", "/root"].some((copy) => within(path, copy));
      }),
  );

const builds: ReadonlySet<string> = new Set(["ADD", "ARG", "COPY", "ENV", "RUN", "WORKDIR"]);
const runs: ReadonlySet<string> = new Set(["CMD", "ENTRYPOINT", "EXPOSE", "HEALTHCHECK", "LABEL", "MAINTAINER", "STOPSIGNAL", "VOLUME"]);

/** Is it an image named in the text, for the platform of the build, with instructions of kinds that are known to belong to one of the two stages? */
export const isPlain = ({ base, instructions, platform }: Stage): boolean =>
  textOf(base.at) === base.value &&
  platform.unset &&
  instructions.every(
    ({ keyword, at }) => builds.has(keyword) || keyword === "USER" || (runs.has(keyword) && (keyword !== "VOLUME" || !textOf(at).includes("$"))),
  ) &&
  instructions.every(({ keyword, words }) => keyword !== "WORKDIR" || words.every((w) => w.value !== undefined)) &&
  // Everyone may write there; another volume would be root's.
  instructions.every(({ keyword, words }) => keyword !== "VOLUME" || words.every((w) => w.is("/tmp")));

interface Halves {
  readonly builder: string;
  readonly runner: string;
}

/** The stage's lines, each in its half with the comments that stand right on it; undefined where one of them cannot be said in the other image. */
function rewritten(stage: Stage, plan: Plan, here: string | undefined): Halves | undefined {
  const { source } = stage.from;
  const { text, eol } = source;
  const steps = stage.instructions.findLastIndex(({ keyword }) => keyword === "RUN" || keyword === "COPY" || keyword === "ADD");
  let builder = "";
  const runner: string[] = [];
  let end = lineEnd(text, stage.from.end);
  for (const [i, instruction] of stage.instructions.entries()) {
    const before = text.slice(end, lineStart(text, instruction.at.start));
    end = lineEnd(text, instruction.at.end);
    const own = text.slice(lineStart(text, instruction.at.start), end);
    // What is set behind the last step is for what runs alone.
    const late = instruction.keyword === "ENV" && i > steps;
    if ((builds.has(instruction.keyword) && !late) || (instruction.keyword === "USER" && i < steps)) {
      builder += before + own;
      if (instruction.keyword === "ENV") {
        const kept = environment(stage, instruction);
        if (kept === undefined) return undefined;
        for (const line of kept) if (!runner.includes(line)) runner.push(line);
      }
      continue;
    }
    const kept = late ? environment(stage, instruction) : expanded.has(instruction.keyword) ? namedBy(stage, instruction) : [];
    const said = inRunner(instruction, plan);
    if (said === undefined || kept === undefined) return undefined;
    for (const line of late ? kept.slice(0, -1) : kept) if (!runner.includes(line)) runner.push(line);
    if (starts.has(instruction.keyword) && plan.runtime.shell && !runner.some((line) => line.includes("USER ")))
      runner.push(`USER ${plan.runtime.user}`);
    const comments = commentsAtEnd(before);
    builder += before.slice(0, before.length - comments.length);
    runner.push(comments + said);
  }
  const rest = text.slice(end).trim();
  const name = stage.name?.value ?? "build";
  const owned = ownedPaths(stage);
  const isOwned = (path: string): boolean => owned.some((o) => within(o, path) || within(path, o));
  const copy = (path: string, owner: string): string => `COPY --from=${name}${owner} ${path} ${path}`;
  const toUser = ` --chown=${plan.runtime.user}`;
  const folders = plan.copies.some(isOwned) ? [] : emptyFolders(stage, plan);
  const copies = [...plan.copies.map((path) => copy(path, isOwned(path) ? toUser : "")), ...folders.map((path) => copy(path, toUser))];
  const head = [
    `FROM ${plan.runtime.image}`,
    ...(here === undefined ? [] : [`WORKDIR ${here}`]),
    ...(plan.environment ?? []).map((e) => `ENV ${e}`),
    ...copies,
  ];
  if (plan.runtime.make) head.splice(1, 0, `RUN ${makeUser(plan.runtime.make)}`);
  if (plan.packages && plan.packages.length > 0) head.splice(1, 0, `RUN ${install(plan)}`);
  const tail = rest === "" ? [] : [rest];
  return { builder: `${builder.replace(/(\r?\n)(?:[ \t]*\r?\n){2,}/g, "$1$1").trimEnd()}${eol}`, runner: [...head, ...runner, ...tail].join(eol) };
}

/** What is given to a user, who may then write there; COPY from another stage makes root its owner again. */
function ownedPaths(stage: Stage): readonly string[] {
  const places = workdirs(stage);
  const toUser = (owner: Field<string> | undefined): boolean => owner !== undefined && !owner.is(isRoot);
  const commands = stage.commands.flatMap(({ name, words, instruction }) => {
    if (name !== "chown") return [];
    const [owner, ...paths] = words.slice(1).filter((w) => !w.is((text) => text.startsWith("-")));
    return toUser(owner) ? paths.map((w) => absolute(w.value, places.get(instruction))) : [];
  });
  const copies = stage.instructions
    .filter((i) => i.flags.some((f) => f.name === "chown" && toUser(f.value)))
    .map((i) => absolute(i.words.at(-1)?.value, places.get(i)));
  return [...commands, ...copies].flatMap((path) => path ?? []);
}

/** Folders that steps make within what is taken over, and that nothing is copied to: programs write there. */
function emptyFolders(stage: Stage, { copies }: Plan): readonly string[] {
  const places = workdirs(stage);
  const targets = stage.instructions
    .filter((i) => i.keyword === "COPY" || i.keyword === "ADD")
    .map((i) => absolute(i.words.at(-1)?.value, places.get(i)));
  const made = stage.commands
    .filter((c) => c.name === "mkdir")
    .flatMap((c) => c.words.slice(1).flatMap((w) => (w.is((text) => text.startsWith("-")) ? [] : absolute(w.value, places.get(c.instruction))) ?? []))
    .filter((path) => /^[\w./-]+$/.test(path) && copies.some((copy) => path !== copy && within(path, copy)));
  return made.filter(
    (path) => !targets.some((t) => t !== undefined && within(t, path)) && !made.some((other) => other !== path && within(path, other)),
  );
}

const install = ({ packages = [], runtime: { make } }: Plan): string =>
  make === "adduser"
    ? `apk add --no-cache ${packages.join(" ")}`
    : `apt-get update && apt-get install -y --no-install-recommends ${packages.join(" ")} && rm -rf /var/lib/apt/lists/*`;

const starts: ReadonlySet<string> = new Set(["CMD", "ENTRYPOINT", "HEALTHCHECK"]);

/** What of it the second stage needs: ENV, and before it the ARG that it is made of. Undefined where its value is made of what only the first stage knows. */
function environment(stage: Stage, instruction: Instruction): readonly string[] | undefined {
  const pairs = stage.variables.filter((v) => v.instruction === instruction);
  if (pairs.every((v) => v.name.is((name) => ofBuild.test(name)))) return [];
  const named = namedBy(stage, instruction);
  return named && [...named, textOf(instruction.at)];
}
/** The ARG of the variables in an instruction's text, which the second stage needs to declare; those of ENV it has. */
function namedBy({ variables }: Stage, instruction: Instruction): readonly string[] | undefined {
  const lines: string[] = [];
  for (const [, name = ""] of textOf(instruction.at).matchAll(/\$\{?(\w+)/g)) {
    const declared = variables.find((v) => v.kind === "ARG" && v.name.is(name) && v.instruction.at.end < instruction.at.start);
    const line = declared && textOf(declared.instruction.at);
    if (line !== undefined && !line.includes("$") && !line.includes("\n")) lines.push(line);
    else if (declared || !(name === "PATH" || isKept(variables, name) || instruction.keyword === "EXPOSE")) return undefined;
  }
  return lines;
}
const isKept = (variables: Stage["variables"], name: string): boolean =>
  variables.some((v) => v.kind === "ENV" && v.name.is(name) && !ofBuild.test(name));
/** Instructions of what runs in which variables are expanded. */
const expanded: ReadonlySet<string> = new Set(["EXPOSE", "LABEL", "STOPSIGNAL"]);
/** Settings of package managers and compilers. */
const ofBuild =
  /^(?:DEBIAN_FRONTEND|CI|GO[A-Z0-9]+|CGO_\w+|CARGO_\w+|RUST(?:UP|FLAGS)\w*|PIP_\w+|UV_\w+|NPM_CONFIG_\w+|YARN_\w+|PNPM_\w+|MAVEN_\w+|GRADLE_\w+|NUGET_\w+)$/i;

/** The first stage gets a name and ends before the second. */
function edits(stage: Stage, { builder, runner }: Halves, image: string | undefined): Fix["edits"] {
  const { source } = stage.from;
  const { text, eol } = source;
  const start = lineEnd(text, stage.from.end);
  const as = textOf(stage.from).startsWith("from") ? "as" : "AS";
  const name = stage.name ? [] : [{ at: source.at(stage.base.at.end), text: ` ${as} build` }];
  const gap = text[start - 1] === "\n" ? "" : eol;
  const other = image === undefined ? [] : [{ at: stage.base.at, text: image }];
  return [...other, ...name, { at: source.at(start, text.length), text: `${gap}${builder}${eol}${runner}${eol}` }];
}

/** The lines of comments, each whole, that the text ends with. */
function commentsAtEnd(text: string): string {
  let start = text.length;
  while (start > 0 && text[start - 1] === "\n") {
    const line = lineStart(text, start - 1);
    if (!/^[ \t]*#/.test(text.slice(line, start))) break;
    start = line;
  }
  return text.slice(start);
}

const lineStart = (text: string, at: number): number => text.lastIndexOf("\n", at - 1) + 1;
/** Behind the line's end. */
function lineEnd(text: string, at: number): number {
  const end = text.indexOf("\n", at);
  return end < 0 ? text.length : end + 1;
}
