import type { Facts, JoinedKind, Subjects } from "../model/subjects.ts";

/**
 * One thing that the files of a workspace tell each other: how what all say is gathered, and what the rules of a file see of it. An index is kept for as
 * long as no file says anything else.
 */
export interface Join<K extends JoinedKind, Index> {
  /** The kind of subject that it makes. */
  readonly makes: K;
  /** The index holds places: it is made anew with every new text of a file that says something. */
  readonly holdsPlaces?: true;
  /** What other files can learn of one through the index, as a text that is equal where they learn the same; "" where it tells nothing. */
  says(facts: Facts, uri: string): string;
  index(files: Iterable<readonly [uri: string, facts: Facts]>): Index;
  /** Does the file look at what others say? Asked of every file, so it must be quick. */
  looks(facts: Facts): boolean;
  /** What it sees, in the order of its text. Asked only where it looks. */
  see(facts: Facts, uri: string, index: Index, around: Around): readonly Subjects[K][];
}

/** Any join; an index is only ever given back to the join that made it. */
export type AnyJoin = Join<JoinedKind, unknown>;

/** What a file can ask for beside the index. */
export interface Around {
  /** What another file says. The one that asks is judged again whenever that changes. */
  facts(uri: string): Facts | undefined;
  /** Does the workspace have all files of a folder, and of those around it, that are read? */
  isComplete(folder: string): boolean;
}
