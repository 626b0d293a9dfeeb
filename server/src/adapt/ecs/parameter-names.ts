import type { Parameters } from "../../knowledge/aws/task-parameters.ts";
import type { Spelling } from "../spelling.ts";

/** The names of parameters as a host spells them. */
interface Names {
  /** By the name as it is spelt. */
  readonly exactly: ReadonlyMap<string, Parameters | true>;
  /** The spelt name by that in small letters. */
  readonly inAnyCase: ReadonlyMap<string, string>;
}

/** Worked out once for each place and spelling: each container asks, and each of its variables. */
export function namesOf(known: Parameters, spelling: Spelling): Names {
  let bySpelling = remembered.get(known);
  if (!bySpelling) {
    bySpelling = new Map();
    remembered.set(known, bySpelling);
  }
  const held = bySpelling.get(spelling);
  if (held) return held;
  const spelt = Object.entries(known).map(([name, inner]) => [spelling(name), inner] as const);
  const names = { exactly: new Map(spelt), inAnyCase: new Map(spelt.map(([name]) => [name.toLowerCase(), name])) };
  bySpelling.set(spelling, names);
  return names;
}
const remembered = new WeakMap<Parameters, Map<Spelling, Names>>();
