/**
 * A map whose copies cost nothing, however much it holds: a copy keeps only what differs from the map that it was made of,
 * which must not change while the copy is used.
 */
export class Layer<V extends object> {
  readonly #below: Layer<V> | undefined;
  /** What is undefined here is gone, whatever is below. */
  readonly #own = new Map<string, V | undefined>();

  constructor(below?: Layer<V>) {
    this.#below = below;
  }

  get(key: string): V | undefined {
    return this.#own.has(key) ? this.#own.get(key) : this.#below?.get(key);
  }

  has(key: string): boolean {
    return this.get(key) !== undefined;
  }

  set(key: string, value: V): void {
    this.#own.set(key, value);
  }

  /** Was it there? */
  delete(key: string): boolean {
    const was = this.has(key);
    if (this.#below?.has(key)) this.#own.set(key, undefined);
    else this.#own.delete(key);
    return was;
  }

  *keys(): Generator<string, undefined> {
    for (const [key] of this) yield key;
  }

  /** In the order in which the keys came; one that went and came again has its old place. */
  *[Symbol.iterator](): Generator<readonly [string, V], undefined> {
    if (this.#below) {
      for (const [key, value] of this.#below) {
        const now = this.#own.has(key) ? this.#own.get(key) : value;
        if (now) yield [key, now];
      }
    }
    for (const [key, value] of this.#own) if (value && !this.#below?.has(key)) yield [key, value];
  }
}
