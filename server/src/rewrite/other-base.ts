import { type Fix, fix } from "../kit/rule.ts";
import { isMusl } from "../knowledge/base-images/runtimes.ts";
import type { Instruction, Stage } from "../model/build.ts";
import { namedImage } from "../model/image-name.ts";
import { workdirs } from "../model/path.ts";
import { isRoot } from "../model/user-at.ts";
import { type Edit, textOf } from "../text/source.ts";
import { planJava, planNode } from "./interpreted.ts";
import type { Plan } from "./plan.ts";
import { inRunner } from "./runner.ts";
import { startOf } from "./start-form.ts";
import { hasSteps, isPlain } from "./two-stages.ts";

/**
 * Put a final stage that runs no steps on an image without a shell: what it copies, and what starts, is the same there. For Java and Node.js; none
 * where a part of the stage is not wholly understood.
 */
export function otherBase(stage: Stage): readonly Fix[] {
  const named = namedImage(stage.image);
  const start = startOf(stage);
  if (!stage.final || stage.parent || !start || named?.tag === undefined || stage.base.is((text) => text.includes("@"))) return [];
  if (hasSteps(stage) || !isPlain(stage)) return [];
  const places = workdirs(stage);
  const last = stage.instructions.at(-1);
  const written = textOf(stage.base.at);
  const shape = { stage, image: { name: named.name, tag: named.tag }, written, words: start.words, places, here: last && places.get(last), start };
  return [planJava(shape), isOfDebian(stage) ? planNode(shape) : undefined].flatMap((plan) => {
    const edits = plan && onto(stage, plan);
    return edits && plan ? fix(`Run on ${plan.runtime.image}`, "unsafe", edits) : [];
  });
}

/** What modules were compiled on, where they come from another stage. */
const isOfDebian = (stage: Stage): boolean =>
  stage.instructions.every((i) =>
    i.flags.every(({ name, value }) => {
      if (name !== "from") return true;
      const from = stage.stages.find((s) => value.is((text) => text.toLowerCase() === s.address));
      const tag = from && namedImage(from.image)?.tag;
      return tag !== undefined && !isMusl(tag);
    }),
  );

function onto(stage: Stage, plan: Plan): readonly Edit[] | undefined {
  const edits: Edit[] = [{ at: stage.base.at, text: plan.runtime.image }];
  for (const instruction of stage.instructions) {
    if (instruction.keyword === "COPY" || instruction.keyword === "ADD") edits.push(...owners(instruction, plan.runtime.user));
    if (!changed.has(instruction.keyword)) continue;
    const said = inRunner(instruction, plan);
    if (said === undefined) return undefined;
    if (said !== textOf(instruction.at)) edits.push({ at: instruction.at, text: said });
  }
  return edits;
}
const changed: ReadonlySet<string> = new Set(["CMD", "ENTRYPOINT", "HEALTHCHECK", "USER"]);

/** Names that the other image does not know would fail the build. */
const owners = ({ flags }: Instruction, user: string): readonly Edit[] =>
  flags.filter((f) => f.name === "chown" && !f.value.is(isRoot)).map((f) => ({ at: f.at, text: `--chown=${user}` }));
