/** One well-known form of credential, told by its shape alone. */
export interface TokenFormat {
  readonly id: string;
  /** With its article, as it stands after "holds": "a GitHub personal access token". */
  readonly what: string;
  /** Texts of which one is in every such token; they are no secret and may be shown. */
  readonly literals: readonly string[];
  /** What follows the literal. Every quantifier is bounded and no two neighbours overlap. */
  readonly rest: string;
  /** What stands before the literal: so many characters of this shape. */
  readonly before?: { readonly length: number; readonly shape: string };
  /** The token goes on to this text where it follows within `longestTail` characters. */
  readonly through?: string;
  /** Is it sometimes published on purpose, e.g. in a web page? Then a name that says so makes it none. */
  readonly oftenPublic?: boolean;
  /** Do other things have this shape as well? Then it is reported with less confidence. */
  readonly vague?: boolean;
  /** Does an IAM role serve instead? */
  readonly aws?: boolean;
  /** Where its maker, or a maintained list, states the shape. */
  readonly source: string;
}

/** A list that is kept up, of which shapes were taken where makers do not state them. */
export const gitleaks = "https://github.com/gitleaks/gitleaks/blob/master/config/gitleaks.toml";
/** The same of another list. */
export const sonar = "https://rules.sonarsource.com/secrets/RSPEC-";

/** `[id, what, literals, rest]`, and where from; a list reads better so. */
export type Row = readonly [id: string, what: string, literals: string, rest: string, source?: string];

/** Literals are separated by blanks; the source is the maintained list where none is named. */
export const formatsOf = (rows: readonly Row[]): readonly TokenFormat[] =>
  rows.map(([id, what, literals, rest, source = gitleaks]) => ({ id, what, literals: literals.split(" "), rest, source }));
