import type { Edit, Place } from "../text/source.ts";

/** How a field is changed in its host's own syntax; absent operations are those that the host cannot express. */
export interface Lens<T> {
  set?(value: T): readonly Edit[];
  remove?(): readonly Edit[];
  /** What the host calls it: `privileged`, `securityContext.privileged`. */
  readonly key?: string;
}

/**
 * One property of a domain object, as a lens into its source: it reads (`value`), points (`at`) and writes (`set`, `remove`).
 * `written` is a literal, `unset` leaves it to the host's default, `opaque` is known to deployment only.
 */
export class Field<T> {
  readonly state: "written" | "unset" | "opaque";
  /** What is written, or else what the host takes for it. */
  readonly value: T | undefined;
  /** What is written, or else what lacks it: a container's name, a FROM line. */
  readonly at: Place;
  /** The known pieces of an opaque text, `undefined` for each hole; empty where nothing is known. */
  readonly parts: readonly (string | undefined)[];
  /** How an opaque text reads, placeholders and all, where it reads like a text. */
  readonly text: string | undefined;
  readonly #lens: Lens<T>;

  private constructor(state: Field<T>["state"], value: T | undefined, at: Place, lens: Lens<T>, parts: Field<T>["parts"] = [], text?: string) {
    this.state = state;
    this.value = value;
    this.at = at;
    this.parts = parts;
    this.text = text;
    this.#lens = lens;
  }

  static written<T>(value: T, at: Place, lens: Lens<T> = {}): Field<T> {
    return new Field("written", value, at, lens);
  }
  static unset<T>(at: Place, lens: Lens<T> = {}): Field<T> {
    return new Field<T>("unset", undefined, at, lens);
  }
  static opaque<T>(at: Place, parts: readonly (string | undefined)[] = [], text?: string): Field<T> {
    return new Field<T>("opaque", undefined, at, {}, parts, text);
  }

  /** The same field on a host that takes `value` when nothing is written. */
  or(value: T): Field<T> {
    return this.state === "unset" ? new Field("unset", value, this.at, this.#lens) : this;
  }

  get unset(): boolean {
    return this.state === "unset";
  }
  get opaque(): boolean {
    return this.state === "opaque";
  }

  /** What the host calls the property, for messages: `privileged`, `Privileged`, `securityContext.privileged`. */
  get key(): string {
    return this.#lens.key ?? "";
  }

  /** Does the value, written or default, equal or pass the test? Never so for an opaque one. */
  is(test: T | ((value: T) => boolean)): boolean {
    return this.value !== undefined && (test instanceof Function ? test(this.value) : this.value === test);
  }

  /** The edits that make it so in the host's own syntax; none where the host cannot say it. */
  set(value: T): readonly Edit[] {
    return this.#lens.set?.(value) ?? [];
  }
  /** The edits that take what is written away; none where nothing is, or where the host cannot do without. */
  remove(): readonly Edit[] {
    return this.#lens.remove?.() ?? [];
  }
}

/**
 * A property that holds many: a container's variables, a statement's actions. `New` is what a rule says to add one;
 * the adapter knows how the host writes it. An opaque list (`${environment}`) has no items that could be judged.
 */
export class List<T, New = T> {
  readonly state: "written" | "unset" | "opaque";
  readonly items: readonly T[];
  readonly at: Place;
  /** What its host calls it. */
  readonly key: string;
  readonly #add: ((item: New) => readonly Edit[]) | undefined;
  readonly #replace: ((items: readonly New[]) => readonly Edit[]) | undefined;

  constructor(
    state: List<T, New>["state"],
    items: readonly T[],
    at: Place,
    add?: (item: New) => readonly Edit[],
    key = "",
    replace?: (items: readonly New[]) => readonly Edit[],
  ) {
    this.#replace = replace;
    this.state = state;
    this.items = items;
    this.at = at;
    this.key = key;
    this.#add = add;
  }

  /** Edits that add one more at the end; the list itself is written where it is unset. None where the host cannot. */
  add(item: New): readonly Edit[] {
    return this.#add?.(item) ?? [];
  }

  /** Edits that add all of these, in one go. None where the host cannot. */
  addAll(items: readonly New[]): readonly Edit[] {
    const [first, ...others] = items;
    if (first === undefined) return [];
    if (others.length === 0) return this.add(first);
    // Each alone would write the list anew, where there is none.
    if (this.state === "unset" && this.#replace) return this.#replace(items);
    const edits = items.map((item) => this.add(item));
    // What stands is written anew where one item becomes a list: such edits do not compose.
    return edits.every((e) => e.length > 0 && e.every(({ at }) => at.start === at.end)) ? edits.flat() : [];
  }

  /** Edits that put other items in the place of all. None where the host cannot, or where a comment among them would go. */
  replace(items: readonly New[]): readonly Edit[] {
    return this.#replace?.(items) ?? [];
  }
}
