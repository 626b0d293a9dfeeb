import type { Finding } from "../engine/run.ts";
import type { Facts, JoinedKind, Kind, Subjects } from "../model/subjects.ts";
import { buildContexts } from "./context.ts";
import { deployments } from "./deployment.ts";
import { fargatePods } from "./fargate.ts";
import type { AnyJoin, Around } from "./join.ts";
import { Layer } from "./layer.ts";
import { references } from "./pins.ts";
import { placements } from "./placement.ts";
import { Relation } from "./relation.ts";
import { replicas } from "./replicas.ts";
import { repositoryUses } from "./repository-use.ts";
import { roleUses } from "./role-use.ts";
import { selections } from "./selection.ts";
import { serviceUses } from "./service-use.ts";
import { sharedBases } from "./shared-bases.ts";
import { ToldByKey } from "./told.ts";
import { uncachedImages } from "./uncached-images.ts";

/** All that spans files. */
const joins: readonly AnyJoin[] = [
  deployments,
  placements,
  selections,
  replicas,
  serviceUses,
  fargatePods,
  roleUses,
  repositoryUses,
  references,
  sharedBases,
  uncachedImages,
  buildContexts,
];

/** Is a rule on subjects of this kind one that looks at more than one file? */
export const isJoined = (kind: Kind): boolean => kinds.has(kind);
const kinds: ReadonlySet<Kind> = new Set(joins.map((join) => join.makes));

/** The subjects that a file has of others. */
export type JoinedSubjects = { readonly [K in JoinedKind]?: readonly Subjects[K][] };

/** What the links need of the workspace they are in. */
export interface Files {
  readonly facts: (uri: string) => Facts | undefined;
  readonly isComplete: (folder: string) => boolean;
  /** Is a rule at work in the file that is about such subjects? What nobody judges is not asked for. */
  readonly wants: (uri: string, kind: JoinedKind) => boolean;
  /** The findings that a file's rules have in these subjects. */
  readonly judge: (uri: string, subjects: JoinedSubjects) => readonly Finding[];
}

/** The findings that span files, kept current one change at a time. */
export class Links {
  /** By join, in their order. */
  readonly #told: readonly ToldByKey[];
  /** By the file that looks; all of it is shown there. */
  readonly #findings: Layer<readonly Finding[]>;
  /** Which file looks into which others. */
  readonly #looks: Relation;
  /** Which file asked for which keys, by join. */
  readonly #asked: readonly Relation[];
  /** Files that are to be judged again. */
  readonly #again: Set<string>;

  /** A copy costs next to nothing, and holds until what it is made of changes. */
  constructor(of?: Links) {
    this.#told = of ? of.#told.map((told) => told.copy()) : joins.map((join) => new ToldByKey(join));
    this.#findings = new Layer(of ? of.#findings : undefined);
    this.#looks = new Relation(of ? of.#looks : undefined);
    this.#asked = joins.map((_, i) => new Relation(of ? of.#asked[i] : undefined));
    this.#again = new Set(of ? of.#again : []);
  }

  findings(uri: string): readonly Finding[] {
    return this.#findings.get(uri) ?? [];
  }

  /** A file came, went, or says something else. */
  change(uri: string, facts: Facts | undefined): void {
    this.#told.forEach((told, i) => {
      for (const key of told.set(uri, facts)) for (const other of this.#asked[i]?.from(key) ?? []) this.#again.add(other);
    });
    this.move(uri, facts);
  }

  /** A file has another text, and tells others what it told before. Findings that point into the old text are redone. */
  move(uri: string, facts: Facts | undefined): void {
    if (this.#findings.has(uri) || (facts && joins.some((join) => join.looks(facts)))) this.#again.add(uri);
    for (const other of this.#looks.from(uri)) this.#again.add(other);
  }

  /** All files that are read are there now (`Files.isComplete`): what a folder lacks can be told. */
  complete(): void {
    for (const uri of this.#findings.keys()) this.#again.add(uri);
  }

  /** Judge again what may have changed; answer with the files whose findings may be others now. */
  settle(files: Files): readonly string[] {
    const again = [...this.#again];
    this.#again.clear();
    return again.filter((uri) => this.#link(uri, files));
  }

  /** May its findings have changed? */
  #link(uri: string, files: Files): boolean {
    const had = this.#findings.delete(uri);
    const facts = files.facts(uri);
    const into = new Set<string>();
    const seen = joins.flatMap((join, i) => {
      const keys = new Set<string>();
      const looks = facts !== undefined && files.wants(uri, join.makes) && join.looks(facts);
      const subjects = looks ? join.see(facts, uri, this.#around(i, files, into, keys)) : [];
      this.#asked[i]?.set(uri, keys);
      return looks ? [[join.makes, subjects] as const] : [];
    });
    if (seen.length > 0) this.#findings.set(uri, files.judge(uri, Object.fromEntries(seen)));
    this.#looks.set(uri, into);
    return had || seen.length > 0;
  }

  /** What a file can ask in a join; what it asks for is written down. */
  #around(join: number, files: Files, into: Set<string>, keys: Set<string>): Around<unknown> {
    return {
      ask: (key) => {
        keys.add(key);
        return this.#told[join]?.under(key) ?? [];
      },
      facts: (other) => {
        into.add(other);
        return files.facts(other);
      },
      isComplete: files.isComplete,
    };
  }
}
