/** Where a workspace's files come from: a disk, an editor's file system. */
export interface Files {
  /** URIs of the files below the folder's URI that may be relevant by their name. Ends soon after `signal` is aborted. */
  find(folder: string, signal: { readonly aborted: boolean }): AsyncIterable<string>;
  /** The text of a file; undefined where there is none, or none that is read (binary, too large, no permission). */
  read(uri: string): Promise<string | undefined>;
}
