import type { Parameters } from "../../knowledge/aws/task-parameters.ts";
import { rememberedOf } from "../../knowledge/remembered.ts";
import type { Spelling } from "../spelling.ts";

/** The names of parameters as a host spells them. */
interface Names {
  /** By the name as it is spelt. */
  readonly exactly: ReadonlyMap<string, Parameters | true>;
  /** The spelt name by that in small letters. */
  readonly inAnyCase: ReadonlyMap<string, string>;
}

/** Worked out once for each place and spelling: each container asks, and each of its variables. */
export const namesOf = (known: Parameters, spelling: Spelling): Names => namesBySpelling(known)(spelling);

const namesBySpelling = rememberedOf((known: Parameters) =>
  rememberedOf((spelling: Spelling): Names => {
    const spelt = Object.entries(known).map(([name, inner]) => [spelling(name), inner] as const);
    return { exactly: new Map(spelt), inAnyCase: new Map(spelt.map(([name]) => [name.toLowerCase(), name])) };
  }),
);
