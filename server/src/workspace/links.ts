import type { Finding } from "../engine/run.ts";
import type { Facts, JoinedKind, Kind, Subjects } from "../model/subjects.ts";
import { buildContexts } from "./context.ts";
import { deployments } from "./deployment.ts";
import { fargatePods } from "./fargate.ts";
import type { AnyJoin } from "./join.ts";
import { Layer } from "./layer.ts";
import { references } from "./pins.ts";
import { placements } from "./placement.ts";
import { Relation } from "./relation.ts";
import { repositoryUses } from "./repository-use.ts";
import { roleUses } from "./role-use.ts";
import { selections } from "./selection.ts";
import { sharedBases } from "./shared-bases.ts";
import { uncachedImages } from "./uncached-images.ts";

/** All that spans files. */
const joins: readonly AnyJoin[] = [
  deployments,
  placements,
  selections,
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

/** What a file says to each join, in their order. */
export type Said = readonly string[];
export const saidBy = (facts: Facts, uri: string): Said => joins.map((join) => join.says(facts, uri));

/** A file as the joins see it. What it says may be what it said before, while nobody knows anything newer. */
interface Speaker {
  readonly facts: Facts;
  readonly said: Said;
}

/** The subjects that a file has of others. */
export type JoinedSubjects = { readonly [K in JoinedKind]?: readonly Subjects[K][] };

/** What the links need of the workspace they are in. */
export interface Files {
  readonly all: () => Iterable<readonly [uri: string, facts: Facts]>;
  readonly facts: (uri: string) => Facts | undefined;
  readonly isComplete: (folder: string) => boolean;
  /** The findings that a file's rules have in these subjects. */
  readonly judge: (uri: string, subjects: JoinedSubjects) => readonly Finding[];
}

/** The findings that span files, kept current one change at a time. */
export class Links {
  /** Without those of which something changed. */
  readonly #indexes: Map<AnyJoin, unknown>;
  /** By the file that looks; all of it is shown there. */
  readonly #findings: Layer<readonly Finding[]>;
  /** Which file looks into which others. */
  readonly #looks: Relation;
  /** Files of which others may see something new, or whose places are others. */
  readonly #changed: Set<string>;

  /** A copy costs next to nothing, and holds until what it is made of changes. */
  constructor(of?: Links) {
    this.#indexes = new Map(of ? of.#indexes : []);
    this.#findings = new Layer(of ? of.#findings : undefined);
    this.#looks = new Relation(of ? of.#looks : undefined);
    this.#changed = new Set(of ? of.#changed : []);
  }

  findings(uri: string): readonly Finding[] {
    return this.#findings.get(uri) ?? [];
  }

  /** A file came, went, has another text or says something else. */
  change(uri: string, before: Speaker | undefined, now: Speaker | undefined): void {
    joins.forEach((join, i) => {
      const said = [before, now].map((speaker) => speaker?.said[i] ?? "");
      if (said[0] !== said[1] || (join.holdsPlaces && said[1] !== "")) this.#indexes.delete(join);
    });
    // Findings that point into the old text are redone even if the new one says the same.
    const looks = [before, now].some((speaker) => speaker && joins.some((join) => join.looks(speaker.facts)));
    if (looks || this.#findings.has(uri) || this.#looks.from(uri).size > 0) this.#changed.add(uri);
  }

  /** All files that are read are there now (`Files.isComplete`): what a folder lacks can be told. */
  complete(): void {
    this.#indexes.delete(buildContexts);
  }

  /** Judge again what may have changed; answer with the files whose findings may be others now. */
  settle(files: Files): readonly string[] {
    const again = new Set(this.#changed);
    for (const uri of this.#changed) for (const other of this.#looks.from(uri)) again.add(other);
    for (const join of joins.filter((j) => !this.#indexes.has(j))) {
      this.#indexes.set(join, join.index(files.all()));
      for (const [uri, facts] of files.all()) if (join.looks(facts)) again.add(uri);
    }
    this.#changed.clear();
    return [...again].filter((uri) => this.#link(uri, files));
  }

  /** May its findings have changed? */
  #link(uri: string, files: Files): boolean {
    const had = this.#findings.delete(uri);
    const facts = files.facts(uri);
    const looking = facts ? joins.filter((join) => join.looks(facts)) : [];
    const into = new Set<string>();
    if (facts && looking.length > 0) {
      const around = {
        isComplete: files.isComplete,
        facts: (other: string): Facts | undefined => {
          into.add(other);
          return files.facts(other);
        },
      };
      const subjects = Object.fromEntries(looking.map((join) => [join.makes, join.see(facts, uri, this.#indexes.get(join), around)]));
      this.#findings.set(uri, files.judge(uri, subjects));
    }
    this.#looks.set(uri, into);
    return had || looking.length > 0;
  }
}
