import { type Fix, fix } from "../kit/rule.ts";
import type { Accounts } from "../knowledge/base-images/accounts.ts";
import type { Instruction, Stage } from "../model/build.ts";
import { absolute, workdirs } from "../model/path.ts";
import { isRoot, usersAt, withoutGroup } from "../model/user-at.ts";
import { withoutEnd } from "../text/ends.ts";
import type { Edit } from "../text/source.ts";

/** The user that is made where an image has none: numbers above those that distributions give to services. */
const made = { name: "app", id: "10001" } as const;
/** Numbers that need no entry in /etc/passwd: those of distroless images' user nonroot. */
export const nobody = "65532:65532";

/** A user to run as. */
export interface Target {
  /** What USER says. */
  readonly user: string;
  /** What a title calls it. */
  readonly title: string;
  /** With which programs it has to be made first; undefined where it is there. */
  readonly make?: Accounts;
}

/** The user `app`, which a step made with the base's own programs adds. Its number is what USER says, for Kubernetes to verify. */
export const newUser = (make: Accounts): Target => ({
  user: `${made.id}:${made.id}`,
  title: `Add the user ${made.name} and run as its number ${made.id}`,
  make,
});

/** The user that is there, and its numbers where they are known. */
export const presentUser = (user: string, numbers: string | undefined): readonly Target[] => [
  { user, title: `Run as ${user}` },
  ...(numbers !== undefined && numbers !== user ? [{ user: numbers, title: `Run as ${numbers}, which is ${withoutGroup(user)}` }] : []),
];

/**
 * Let the final stage run as the user: add it right behind FROM where it has to be made, give it the folders that are there to be written to, and
 * put USER above what starts.
 */
export const runAs = (stage: Stage, { user, title, make }: Target, shell: boolean): readonly Fix[] =>
  whole(title, [
    make ? stage.insertAfter(undefined, `RUN ${makeUser(make)}`) : undefined,
    shell ? folders(stage, user) : undefined,
    stage.user.set(user),
  ]);

/** The same, with all that the working directory holds given to the user, for programs that write there. */
export function runAsOwner(stage: Stage, { user, title, make }: Target): readonly Fix[] {
  const places = workdirs(stage);
  const here = stage.instructions.findLast((i) => i.keyword === "WORKDIR");
  const folder = here && places.get(here);
  const owner = user.includes(":") ? user : `${user}:${user}`;
  if (here === undefined || folder === undefined || ofSystem.test(folder)) return [];
  const copies = stage.instructions.filter(
    (i) => isCopy(i) && !i.flags.some((f) => f.name === "chown") && isWithin(absolute(i.words.at(-1)?.value, places.get(i)), folder),
  );
  if (copies.length === 0) return [];
  return whole(`${title}, and give it ${folder}`, [
    make ? stage.insertAfter(undefined, `RUN ${makeUser(make)}`) : undefined,
    stage.insertAfter(here, `RUN chown ${owner} ${folder}`),
    ...copies.map(({ keywordAt }) => [{ at: keywordAt.source.at(keywordAt.end), text: ` --chown=${owner}` }]),
    stage.user.set(user),
  ]);
}

/** Folders that hold more than an application: who may write there may replace what others run. */
const ofSystem =
  /^\/(?:(?:bin|boot|dev|etc|home|lib\w*|opt|proc|root|run|s?bin|srv|sys|tmp|usr(?:\/local)?(?:\/(?:bin|etc|lib\w*|sbin|share))?|var)\/?)?$/;

/** All edits, or no fix where one of them cannot be made. */
const whole = (title: string, parts: readonly (readonly Edit[] | undefined)[]): readonly Fix[] =>
  parts.some((edits) => edits?.length === 0)
    ? []
    : fix(
        title,
        "unsafe",
        parts.flatMap((edits) => edits ?? []),
      );

/** The command that makes the user `app`. */
export const makeUser = (make: Accounts): string =>
  make === "useradd"
    ? `groupadd -g ${made.id} ${made.name} && useradd -u ${made.id} -g ${made.name} -m -s /usr/sbin/nologin ${made.name}`
    : `addgroup -g ${made.id} ${made.name} && adduser -D -u ${made.id} -G ${made.name} -s /sbin/nologin ${made.name}`;

const isCopy = ({ keyword }: Instruction): boolean => keyword === "COPY" || keyword === "ADD";
const isWithin = (path: string | undefined, folder: string): boolean => path !== undefined && (path === folder || path.startsWith(`${folder}/`));

/** What programs keep what they write in. */
const written = /(?:^|\/)(?:cache|data|db|logs?|media|run|sessions|state|storage|te?mp|uploads?)\/?$/;

/** Edits that give the user the folders that the stage makes or declares to be written to; undefined where there are none. */
function folders(stage: Stage, user: string): readonly Edit[] | undefined {
  const places = workdirs(stage);
  const users = usersAt(stage);
  const asRoot = (i: Instruction): boolean => users.get(i)?.is(isRoot) ?? true;
  const owned = new Set(
    stage.commands.filter((c) => c.name === "chown").flatMap((c) => c.words.flatMap((w) => absolute(w.value, places.get(c.instruction)) ?? [])),
  );
  const edits: Edit[] = [];
  const ofInstruction = new Map<Instruction, string[]>();
  for (const { name, words, instruction } of stage.commands) {
    if (name !== "mkdir" || !asRoot(instruction)) continue;
    for (const word of words.slice(1)) {
      const path = word.is((text) => !text.startsWith("-")) ? absolute(word.value, places.get(instruction)) : undefined;
      if (path === undefined || !written.test(path) || path === "/tmp" || owned.has(path) || /[^\w./-]/.test(path)) continue;
      owned.add(path);
      ofInstruction.set(instruction, [...(ofInstruction.get(instruction) ?? []), path]);
    }
  }
  for (const [instruction, paths] of ofInstruction)
    for (const edit of stage.commands.findLast((c) => c.instruction === instruction)?.runLast(`chown ${user} ${paths.join(" ")}`) ?? [])
      edits.push(edit);
  for (const [i, instruction] of stage.instructions.entries()) {
    if (instruction.keyword !== "VOLUME" || !asRoot(instruction)) continue;
    const paths = instruction.words.flatMap((w) => w.value ?? []).filter((p) => /^\/[\w./-]+$/.test(p) && !owned.has(withoutEnd(p, "/")));
    if (paths.length === 0) continue;
    for (const edit of stage.insertAfter(stage.instructions[i - 1], `RUN mkdir -p ${paths.join(" ")} && chown ${user} ${paths.join(" ")}`))
      edits.push(edit);
  }
  return edits.length > 0 ? edits : undefined;
}
