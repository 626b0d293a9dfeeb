import type { InitializeParams } from "vscode-languageserver";

/** What the client can do, as it said when it began. */
export interface Client {
  /** Does it pull diagnostics? Else they are pushed. */
  readonly pulls: boolean;
  readonly refreshes: boolean;
  readonly configures: boolean;
  readonly watches: boolean;
  readonly registersSettings: boolean;
  readonly changesFolders: boolean;
  readonly showsProgress: boolean;
  /** Does it take versioned edits? Without them a fix could land in another text than it was proved on. */
  readonly versionedEdits: boolean;
  readonly createsFiles: boolean;
  readonly confirmsEdits: boolean;
  readonly markdown: boolean;
  /** Does it know our commands? Only our own extension does. */
  readonly commands: boolean;
  readonly folders: readonly string[];
  /** Settings for clients that cannot be asked. */
  readonly settings: unknown;
}

export function clientOf({ capabilities, workspaceFolders, rootUri, initializationOptions }: InitializeParams): Client {
  const { workspace, textDocument, window } = capabilities;
  // Free-form data of the client's user.
  const options = isRecord(initializationOptions) ? initializationOptions : {};
  const edits = workspace?.workspaceEdit;
  const formats = textDocument?.hover?.contentFormat;
  return {
    pulls: textDocument?.diagnostic !== undefined,
    refreshes: workspace?.diagnostics?.refreshSupport === true,
    configures: workspace?.configuration === true,
    watches: workspace?.didChangeWatchedFiles?.dynamicRegistration === true,
    registersSettings: workspace?.didChangeConfiguration?.dynamicRegistration === true,
    changesFolders: workspace?.workspaceFolders === true,
    showsProgress: window?.workDoneProgress === true,
    // Resource operations come as document changes only: Neovim 0.7 names them and takes both.
    versionedEdits: edits?.documentChanges === true || edits?.resourceOperations !== undefined,
    createsFiles: edits?.resourceOperations?.includes("create") === true,
    confirmsEdits: edits?.changeAnnotationSupport !== undefined,
    markdown: formats === undefined || formats.includes("markdown"),
    commands: options["commands"] === true,
    folders: workspaceFolders?.map((f) => f.uri) ?? (rootUri ? [rootUri] : []),
    settings: options["settings"] ?? options["plimsoll"],
  };
}

export const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
