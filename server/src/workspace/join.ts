import type { Facts, JoinedKind, Subjects } from "../model/subjects.ts";

/**
 * One thing that the files of a workspace tell each other, and what the rules of a file see of it. Files tell under keys, and ask by key: only those that
 * asked for a key are judged again when what is told under it changes, however many files there are.
 */
export interface Join<K extends JoinedKind, T> {
  /** The kind of subject that it makes. */
  readonly makes: K;
  tells(facts: Facts, uri: string): Iterable<Told<T>>;
  /** Does the file look at what others tell? Asked of every file, so it must be quick. */
  looks(facts: Facts): boolean;
  /** What it sees, in the order of its text. Asked only where it looks. */
  see(facts: Facts, uri: string, around: Around<T>): readonly Subjects[K][];
}

/** Any join; what is told is only ever given back to the join that made it. */
export type AnyJoin = Join<JoinedKind, unknown>;

/** What a file tells others under a key. */
export interface Told<T> {
  readonly key: string;
  /** A text that is equal where others learn the same. Left out where they are given places, which are others in every new text. */
  readonly says?: string;
  readonly told: T;
}

/** What a file can ask for. It is judged again whenever an answer would be another. */
export interface Around<T> {
  /** All that is told under a key, in the order of the files' addresses, what the file tells itself included. The same list while it stays the same. */
  ask(key: string): readonly T[];
  /** What another file says. */
  facts(uri: string): Facts | undefined;
  /** Does the workspace have all files of a folder, and of those around it, that are read? */
  isComplete(folder: string): boolean;
}
