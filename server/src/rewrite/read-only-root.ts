import { foldersWrittenBy } from "../knowledge/written-folders.ts";
import type { Stage } from "../model/build.ts";
import { chain, commandsOf } from "../model/chain.ts";
import { type Container, isOnFargate } from "../model/container.ts";
import type { List } from "../model/field.ts";
import { namedImage } from "../model/image-name.ts";
import { isMounted } from "../model/mounted.ts";
import { absolute, workdirs } from "../model/path.ts";
import type { Deployment } from "../model/subjects.ts";
import type { Edit } from "../text/source.ts";

/** Edits, and the folders that they let it write to. */
export interface Mended {
  readonly edits: readonly Edit[];
  readonly folders: readonly string[];
}

/**
 * Edits that make root filesystems read-only and give each container what it is known to write to: `/tmp`, the folders of its image, and those
 * that its Dockerfile makes for the program's user. In memory where the host can say so, in Kubernetes as volumes that are empty at first.
 * Without folders where these cannot be written.
 */
export function madeReadOnly(deployments: readonly Deployment[]): Mended {
  const readOnly = deployments.flatMap(({ container }) => container.readOnlyRoot.set(true));
  const wishes = deployments.map(({ container, build }) => ({ container, folders: writtenBy(container, build) }));
  return givenFolders(wishes, readOnly);
}

/** A container, and folders that it is to be able to write to. */
interface Wish {
  readonly container: Container;
  readonly folders: readonly string[];
}

/**
 * All that is wished for and not mounted yet, or nothing. The containers are those of one workload. `beside` are edits of the same containers:
 * where two stand at one place, what goes into something that is there comes before what is added behind it.
 */
export function givenFolders(wishes: readonly Wish[], beside: readonly Edit[] = []): Mended {
  const open = wishes
    .map(({ container, folders }) => ({ container, folders: folders.filter((f) => !isMounted(container, f)) }))
    .filter(({ folders }) => folders.length > 0);
  const edits = open[0]?.container.workload.platform === "kubernetes" ? emptyVolumes(open, beside) : memory(open, beside);
  return edits ? { edits, folders: [...new Set(open.flatMap((w) => w.folders))] } : { edits: beside, folders: [] };
}

function writtenBy(container: Container, build: Stage | undefined): readonly string[] {
  const image = namedImage(build ? build.image : container.image);
  const known = image ? foldersWrittenBy(image.name, image.tag) : [];
  return ["/tmp", ...known, ...(build ? madeForUser(build).filter((f) => !known.includes(f)) : [])];
}

/**
 * Folders that a Dockerfile makes, hands to somebody else and copies nothing into: `mkdir -p /app/cache && chown app /app/cache`. They are for
 * the program to write to, and a mount hides nothing there.
 */
function madeForUser(build: Stage): readonly string[] {
  const places = new Map(chain(build).flatMap((s) => [...workdirs(s)]));
  const pathsOf = (name: string): readonly string[] =>
    commandsOf(build)
      .filter((c) => c.name === name)
      .flatMap((c) => c.words.slice(1).flatMap((w) => absolute(w.value, places.get(c.instruction)) ?? []));
  const owned = new Set(pathsOf("chown"));
  const filled = chain(build)
    .flatMap((s) => s.instructions)
    .flatMap((i) => {
      if (i.keyword === "WORKDIR") return places.get(i) ?? [];
      if (i.keyword !== "COPY" && i.keyword !== "ADD") return [];
      return absolute(i.words.at(-1)?.value, places.get(i)) ?? [];
    });
  const isFilled = (folder: string): boolean => filled.some((f) => f === folder || f.startsWith(`${folder}/`));
  return [...new Set(pathsOf("mkdir"))].filter((f) => owned.has(f) && f !== "/" && !isFilled(f));
}

/** MiB: what Docker gives `/dev/shm`. It counts as memory of the container, as far as it is used. */
const size = 64;
/** As Docker has it unless it is told otherwise. */
const options = ["noexec", "nosuid", "nodev"];

function memory(wishes: readonly Wish[], beside: readonly Edit[]): readonly Edit[] | undefined {
  // AWS Batch takes none on Fargate: https://docs.aws.amazon.com/batch/latest/APIReference/API_LinuxParameters.html
  if (wishes.some(({ container: { workload } }) => workload.platform === "ecs" && workload.kind === "Job" && isOnFargate(workload))) return undefined;
  const added = wishes.map(({ container: { tmpfs, workload }, folders }) =>
    addition(
      tmpfs,
      folders.map((path) => ({ path, size, options: workload.platform === "compose" ? [] : options })),
    ),
  );
  return arranged(added, beside);
}

/** Edits that add to a list. Do they write what holds it as well? */
interface Addition {
  readonly edits: readonly Edit[];
  readonly isOuter: boolean;
}
function addition<T, New>(list: List<T, New>, items: readonly New[]): Addition {
  const edits = list.addAll(items);
  const [outermost = ""] = list.key.split(".");
  return { edits, isOuter: list.state === "unset" && edits.some((e) => e.text.includes(outermost)) };
}

function arranged(added: readonly Addition[], beside: readonly Edit[]): readonly Edit[] | undefined {
  if (added.length === 0 || added.some((a) => a.edits.length === 0)) return undefined;
  const of = (isOuter: boolean): readonly Edit[] => added.filter((a) => a.isOuter === isOuter).flatMap((a) => a.edits);
  return [...of(false), ...beside, ...of(true)];
}

/** Each folder has a volume of its own: what two containers write to /tmp is nothing to each other. */
function emptyVolumes(wishes: readonly Wish[], beside: readonly Edit[]): readonly Edit[] | undefined {
  const [first] = wishes;
  if (!first) return undefined;
  const { volumes, containers } = first.container.workload;
  // Of a StatefulSet's claims only the mounts tell.
  const names = [...volumes.items, ...containers.flatMap((c) => c.mounts.items)].map((v) => v.name.value);
  const taken = new Set(names);
  const named = (container: Container, folder: string): string => {
    const base = nameOfVolume(containers.length > 1 ? `${container.name.value ?? "container"}${folder}` : folder);
    let name = base;
    for (let i = 2; taken.has(name); i++) name = `${base}-${i}`;
    taken.add(name);
    return name;
  };
  const wanted = wishes.map(({ container, folders }) => ({
    mounts: container.mounts,
    added: folders.map((path) => ({ name: named(container, path), path })),
  }));
  const declared = volumes.addAll(wanted.flatMap((w) => w.added));
  const mounted = arranged(
    wanted.map(({ mounts, added }) => addition(mounts, added)),
    beside,
  );
  return volumes.state === "opaque" || declared.length === 0 || !mounted ? undefined : [...mounted, ...declared];
}

/** What Kubernetes takes for a name, with room for a number. */
const nameOfVolume = (path: string): string =>
  path
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, "-")
    .slice(0, 60)
    .replaceAll(/^-|-$/g, "");
