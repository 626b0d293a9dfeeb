import { Layer } from "./layer.ts";

/** Which things stand in a relation to which others, by name, to be asked from either side. Copies cost nothing. */
export class Relation {
  readonly #to: Layer<ReadonlySet<string>>;
  readonly #from: Layer<ReadonlySet<string>>;

  constructor(of?: Relation) {
    this.#to = new Layer(of ? of.#to : undefined);
    this.#from = new Layer(of ? of.#from : undefined);
  }

  to(from: string): ReadonlySet<string> {
    return this.#to.get(from) ?? none;
  }
  from(to: string): ReadonlySet<string> {
    return this.#from.get(to) ?? none;
  }

  /** Say anew what `from` stands in relation to; answer with what that was, too. */
  set(from: string, now: ReadonlySet<string>): ReadonlySet<string> {
    const before = this.to(from);
    for (const to of before) if (!now.has(to)) put(this.#from, to, new Set([...this.from(to)].filter((f) => f !== from)));
    for (const to of now) if (!before.has(to)) put(this.#from, to, new Set([...this.from(to), from]));
    put(this.#to, from, now);
    return new Set([...before, ...now]);
  }
}

const none: ReadonlySet<string> = new Set();
function put(layer: Layer<ReadonlySet<string>>, key: string, value: ReadonlySet<string>): void {
  if (value.size > 0) layer.set(key, value);
  else layer.delete(key);
}
