/** What is known of an image to build on. What is not known is undefined, and then nothing may be said of it. */
export interface BaseImage {
  /**
   * `os`: a distribution with its package manager. `sdk`: compilers and build tools. `language`: an interpreter or runtime on a full distribution.
   * `small`: slim, minimal or Alpine, still with a shell. `bare`: no shell, no package manager. `server`: an application, ready to run.
   */
  readonly kind: "os" | "sdk" | "language" | "small" | "bare" | "server";
  /** Who its processes run as, from its own USER: "root", another name or number; undefined where it differs or was not looked up. */
  readonly user?: string | undefined;
  /** A non-root user that it has, or that its family documents, without running as it: what USER may say. */
  readonly spare?: string | undefined;
  /** The user that its own entrypoint changes to when it starts as root. */
  readonly drops?: string | undefined;
  /** Does that entrypoint's first process stay root, and only its workers change? */
  readonly rootMaster?: boolean | undefined;
  readonly os?: "windows" | undefined;
  /** Has it no tags that stand for a version? */
  readonly unversioned?: boolean | undefined;
  /** What serves the same with less in it, the best first. */
  readonly smaller?: readonly Smaller[];
}

/** A smaller image for the tags that `tag` matches. */
export interface Smaller {
  readonly tag: RegExp;
  /** `:tag` of the same image, or another reference; `$1` is what the tag's first group matched. */
  readonly image: string;
  /** What it lacks: a clause after "without". */
  readonly without: string;
}

/** A group of images that are made alike. */
export interface Family {
  /** Names as `imageName` gives them; a last `*` stands for any rest. */
  readonly names: readonly string[];
  /** Where its facts come from. */
  readonly source: string;
  /** Why no smaller image takes their place: a clause after "Nothing smaller takes its place: ". */
  readonly irreplaceable?: string;
  /** The first whose `tag` matches is meant. */
  readonly variants: readonly Variant[];
}

export interface Variant extends BaseImage {
  /** Tags that are so; every tag, also an unknown one, where left out. No tag is `latest`. */
  readonly tag?: RegExp;
  /** References that are this variant, for the tests. */
  readonly like: readonly string[];
}

/** Tags of Alpine variants. */
export const alpine = /(?:^|-)alpine/;
