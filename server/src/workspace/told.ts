import type { Facts } from "../model/subjects.ts";
import type { AnyJoin } from "./join.ts";
import { Layer } from "./layer.ts";

/** One thing that a file tells. */
interface Entry {
  readonly uri: string;
  readonly says: string | undefined;
  readonly told: unknown;
}

/** What all files tell in one join, by key. Copies cost nothing, and hold until what they are made of changes. */
export class ToldByKey {
  readonly #join: AnyJoin;
  /** In the order of the files' addresses. */
  readonly #entries: Layer<readonly Entry[]>;
  readonly #answers: Layer<readonly unknown[]>;
  /** The keys under which a file tells something. */
  readonly #keys: Layer<ReadonlySet<string>>;

  constructor(join: AnyJoin, of?: ToldByKey) {
    this.#join = join;
    this.#entries = new Layer(of ? of.#entries : undefined);
    this.#answers = new Layer(of ? of.#answers : undefined);
    this.#keys = new Layer(of ? of.#keys : undefined);
  }

  copy(): ToldByKey {
    return new ToldByKey(this.#join, this);
  }

  under(key: string): readonly unknown[] {
    return this.#answers.get(key) ?? nothing;
  }

  /** A file tells this now, or nothing any more; answer with the keys under which others would learn something else. */
  set(uri: string, facts: Facts | undefined): readonly string[] {
    const now = new Map<string, Entry[]>();
    for (const { key, says, told } of facts ? this.#join.tells(facts, uri) : []) {
      const entries = now.get(key);
      if (entries) entries.push({ uri, says, told });
      else now.set(key, [{ uri, says, told }]);
    }
    const keys = new Set([...(this.#keys.get(uri) ?? []), ...now.keys()]);
    if (now.size > 0) this.#keys.set(uri, new Set(now.keys()));
    else this.#keys.delete(uri);
    return [...keys].filter((key) => this.#replace(key, uri, now.get(key) ?? []));
  }

  /** Would others learn something else? */
  #replace(key: string, uri: string, now: readonly Entry[]): boolean {
    const all = this.#entries.get(key) ?? [];
    const before = all.filter((e) => e.uri === uri);
    const at = all.findIndex((e) => e.uri >= uri);
    const others = all.filter((e) => e.uri !== uri);
    const entries = at < 0 ? [...others, ...now] : [...others.slice(0, at), ...now, ...others.slice(at)];
    if (entries.length > 0) {
      this.#entries.set(key, entries);
      this.#answers.set(
        key,
        entries.map((e) => e.told),
      );
    } else {
      this.#entries.delete(key);
      this.#answers.delete(key);
    }
    return before.length !== now.length || now.some(({ says }, i) => says === undefined || says !== before[i]?.says);
  }
}

const nothing: readonly unknown[] = [];
