import type { LaunchType } from "../../model/launch-type.ts";
import { type Entry, maps, type Node, opened, type Parsed } from "../../syntax/tree.ts";
import type { Source } from "../../text/source.ts";

/** A file of a Terraform module, as the others of its folder see it. */
export interface Part {
  readonly source: Source;
  /** In which runs it gives values to variables; undefined for what has blocks. */
  readonly assigns: Runs | undefined;
  /** May it hold something of ours by itself? */
  readonly mayBeRelevant: boolean;
  /** Parsed once somebody asks. */
  readonly parsed: Parsed;
}

/** Of files of values: Terraform takes `terraform.tfvars` in every run, `prod.tfvars` where it is told to. */
export type Runs = "every" | "some";

export function partOf(source: Source, { assigns, mayBeRelevant }: Pick<Part, "assigns" | "mayBeRelevant">, parse: (source: Source) => Parsed): Part {
  let parsed: Parsed | undefined;
  return {
    source,
    assigns,
    mayBeRelevant,
    get parsed() {
      parsed ??= parse(source);
      return parsed;
    },
  };
}

/** A file of values that lies below the module: `env/prod.tfvars` is taken where a run is told to, whatever it is called. */
export const taken = (part: Part): Part => ({
  source: part.source,
  assigns: "some",
  mayBeRelevant: false,
  get parsed() {
    return part.parsed;
  },
});

/** The runs that take a file of values, by its name: https://developer.hashicorp.com/terraform/language/values/variables */
export function runsOf(uri: string): Runs | undefined {
  if (!/\.tfvars(?:\.json)?$/i.test(uri)) return undefined;
  return /(?:^|\/)(?:terraform|[^/]+\.auto)\.tfvars(?:\.json)?$/i.test(uri) ? "every" : "some";
}

/** What surrounds a module. */
export interface Around {
  /** The file at a path that is seen from the module's folder. */
  readonly file: (path: string) => Source | undefined;
  /** What the only call of the module gives for its variables: a value that is known where it is called, or one that is not. */
  readonly given: Assigned;
  /** Where the team runs tasks of which no file says it. */
  readonly launchType?: LaunchType | undefined;
}
export const nothingAround: Around = { file: () => undefined, given: new Map() };

/** What is given for variables from outside of the blocks, by name; undefined for what is given and not known. */
export type Assigned = ReadonlyMap<string, Node | undefined>;

/**
 * What variables of a module are assigned: by its files of values, later ones before earlier ones, and before all by what calls it. What only
 * some runs take leaves a variable unknown that others have another value for, be it the default.
 */
export function assignedIn(parts: readonly Part[], given: Assigned): Assigned {
  const assigned = new Map<string, Node | undefined>();
  const entriesIn = (runs: Runs): readonly Entry[] =>
    parts
      .filter((p) => p.assigns === runs)
      .toSorted(byOrder)
      .flatMap((part) => maps(rootsOf(part)).flatMap((root) => root.entries));
  for (const { key, value } of entriesIn("every")) assigned.set(key, value);
  for (const { key, value } of entriesIn("some")) if (!isSame(assigned.get(key), value)) assigned.set(key, undefined);
  for (const [name, value] of given) assigned.set(name, value);
  return assigned;
}
const isSame = (a: Node | undefined, b: Node): boolean => a?.kind === "scalar" && b.kind === "scalar" && a.value === b.value;
/** `terraform.tfvars` first, then by name. */
const byOrder = (a: Part, b: Part): number => Number(isAuto(a)) - Number(isAuto(b)) || (a.source.uri < b.source.uri ? -1 : 1);
const isAuto = ({ source }: Part): boolean => /\.auto\.tfvars/i.test(source.uri);

/** The trees of a part. Blocks of HCL that are damaged are open already, and leave the others as they are. */
export const rootsOf = ({ source, parsed: { roots, broken } }: Part): readonly Node[] =>
  broken && source.uri.endsWith(".json") ? roots.map((root) => opened(root)) : roots;
