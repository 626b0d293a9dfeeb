import type { Connection } from "vscode-languageserver";
import { isPart, type Reading } from "../adapt/hosts.ts";
import { withoutEnd } from "../text/ends.ts";
import { Source } from "../text/source.ts";
import { Workspace } from "../workspace/workspace.ts";
import type { Client } from "./client.ts";
import { Configuration, isConfig } from "./configuration.ts";
import { type Documents, openDocuments, sourceOf } from "./documents.ts";
import { Log } from "./guard.ts";
import type { Host } from "./host.ts";
import { canonical, relative } from "./uri.ts";

/** Time without a key after which what spans files is told to those that did not ask. */
const quiet = 200;
/** A client that does not answer is taken for one that has no such file. */
const patience = 5000;

/** What changed since it was last told. */
export interface Changes {
  /** Files whose findings may be others than before. */
  readonly touched: ReadonlySet<string>;
  /** Those of them that are being edited: their editor asks by itself. */
  readonly edited: ReadonlySet<string>;
}

/** One editor's view of the files: what is open, what was read from disk, and what is configured. Answers are computed from it. */
export class Session {
  readonly connection: Connection;
  readonly host: Host;
  readonly client: Client;
  readonly log: Log;
  readonly configuration: Configuration;
  readonly documents: Documents = openDocuments();
  /** Are files that are not open to be shown? From the first scan on. */
  scanned = false;
  /** Has a scan read all files, so that it is known what a folder lacks? */
  #complete = false;
  readonly #workspace: Workspace;
  readonly #tell: (changes: Changes) => void;
  /** The spelling of each file's URI that the client uses. */
  readonly #spelling = new Map<string, string>();
  /** Open documents whose newest text was not looked at yet: many keys make one analysis. */
  readonly #unread = new Set<string>();
  #edited = new Set<string>();
  #touched = new Set<string>();
  #settings: unknown;
  #stop: (() => void) | undefined;

  constructor(connection: Connection, host: Host, client: Client, tell: (changes: Changes) => void) {
    this.connection = connection;
    this.host = host;
    this.client = client;
    this.#settings = client.settings;
    this.#tell = tell;
    this.log = new Log((line) => connection.console.error(line));
    this.configuration = new Configuration(
      host,
      {
        section: (folder) => this.#section(folder),
        text: (uri) => this.text(uri),
        error: (what, error) => this.log.error(what, error),
      },
      client.folders,
    );
    this.#workspace = new Workspace({
      settings: (uri) => this.configuration.of(uri),
      rules: host.rules,
      ruleNames: host.rules.flatMap((r) => [r.name, ...(r.was ?? [])]),
      isComplete: (folder) => this.#complete && this.configuration.folderOf(withoutEnd(folder, "/")) !== undefined,
      onCrash: (rule, error) => this.log.error(`rule ${rule.name}`, error),
    });
  }

  /** The workspace with all that was typed until now. Every answer starts here. */
  current(): Workspace {
    for (const uri of [...this.#unread]) {
      const document = this.documents.get(uri);
      // What is configured is still being read; the analysis follows then.
      if (document && this.configuration.load(uri)) continue;
      this.#unread.delete(uri);
      if (document) this.#analyse(sourceOf(document));
    }
    try {
      for (const uri of this.#workspace.settle()) this.#touched.add(uri);
    } catch (error) {
      this.log.error("joining the files", error);
    }
    return this.#workspace;
  }

  /** Wait until it is known what is configured for a file; nothing to wait for as a rule. */
  ready(uri: string): Promise<void> | undefined {
    return this.configuration.load(uri)?.then(() => this.ready(uri));
  }

  /** An editor has a new text. */
  edit(uri: string): void {
    this.#spell(uri);
    this.#edited.add(uri);
    if (isConfig(uri)) this.#touched.add(uri);
    else this.#unread.add(uri);
    this.wake();
    void this.ready(uri)?.then(() => this.wake());
  }

  /** Take in the text of a file that is not open. Files that no rule is for are not kept. `ready` first. */
  take(uri: string, text: string | undefined): void {
    if (this.documents.get(uri) || isConfig(uri)) return;
    if (text === undefined || this.configuration.excludes(uri)) {
      this.forget(uri);
      return;
    }
    this.#spelling.set(canonical(uri), uri);
    this.#analyse(new Source(uri, text));
    // What says nothing by itself may say something of others.
    if (this.hostOf(uri) === undefined && !isPart(this.#workspace.reading(uri))) this.forget(uri);
  }

  /** A scan has read all files. */
  completed(): void {
    this.#complete = true;
    this.#workspace.complete();
  }

  /** What a file was taken for when it was last looked at. */
  hostOf(uri: string): Reading["host"] {
    return this.#workspace.reading(uri)?.host;
  }

  forget(uri: string): void {
    this.#workspace.remove(uri);
    this.#unread.delete(uri);
    this.#edited.delete(uri);
    this.#touched.add(uri);
    this.wake();
  }

  /** Forget a file, or all files of a folder. */
  forgetBelow(uri: string): void {
    for (const held of [...this.#workspace.uris]) {
      if ((held === uri || relative(uri, held) !== undefined) && !this.documents.get(held)) this.forget(held);
    }
  }

  /** What is configured changed: read it again, then judge everything anew. The old answers hold meanwhile. */
  async reconfigure(settings: unknown = this.#settings): Promise<void> {
    this.#settings = settings;
    const before = this.configuration.files;
    this.configuration.forget();
    await Promise.all([...this.#workspace.uris].map((uri) => this.ready(uri)));
    this.current();
    this.#workspace.reconfigure();
    for (const { source } of [...before, ...this.configuration.files]) this.#touched.add(source.uri);
    this.wake();
  }

  /** The newest text of a file, an editor's before the disk's. */
  async text(uri: string): Promise<Source | undefined> {
    const open = this.documents.get(this.spelled(uri));
    if (open) return sourceOf(open);
    const text = await this.#patiently(this.host.files.read(uri), uri);
    return text === undefined ? undefined : new Source(this.spelled(uri), text);
  }

  /** The spelling of a URI that the client uses. */
  spelled(uri: string): string {
    return this.#spelling.get(canonical(uri)) ?? uri;
  }

  /** The version of the text that a file's edits are for; null stands for what is on the disk, and undefined says that the text is another one. */
  versionOf(source: Source): number | null | undefined {
    if (this.#workspace.source(source.uri) !== source) return undefined;
    const open = this.documents.get(source.uri);
    return open === undefined ? null : open.version === source.version ? open.version : undefined;
  }

  /** Tell what changed once nothing changes any more for a moment. */
  wake(): void {
    this.#stop?.();
    this.#stop = this.host.after(quiet, () => this.tellNow());
  }
  /** Tell what changed. */
  tellNow(): void {
    this.#stop?.();
    this.#stop = undefined;
    this.current();
    // Under its other spelling a file is not gone: for most clients both are one.
    const touched = new Set([...this.#touched].filter((uri) => this.spelled(uri) === uri));
    const changes = { touched, edited: this.#edited };
    this.#touched = new Set();
    this.#edited = new Set();
    this.#tell(changes);
  }

  /** Let messages that wait be read. */
  pause(): Promise<void> {
    return new Promise((resolve) => this.host.after(0, resolve));
  }

  #analyse(source: Source): void {
    try {
      this.#workspace.update(source);
    } catch (error) {
      // A parser that throws costs this file's findings, not the others'.
      this.log.error(`reading ${source.uri}`, error);
      this.#workspace.remove(source.uri);
      this.#touched.add(source.uri);
    }
  }

  #spell(uri: string): void {
    const before = this.spelled(uri);
    if (before !== uri) this.forget(before);
    this.#spelling.set(canonical(uri), uri);
  }

  #section(folder: string | undefined): Promise<unknown> {
    if (!this.client.configures) return Promise.resolve(this.#settings);
    const asked = this.connection.workspace.getConfiguration({ section: "plimsoll", ...(folder === undefined ? {} : { scopeUri: folder }) });
    return this.#patiently(asked, "the settings").then((section) => section ?? this.#settings);
  }

  #patiently<T>(answer: Promise<T>, what: string): Promise<T | undefined> {
    return new Promise((resolve) => {
      const stop = this.host.after(patience, () => {
        this.log.error(`reading ${what}`, "no answer");
        resolve(undefined);
      });
      answer.then(
        (value) => {
          stop();
          resolve(value);
        },
        (error) => {
          stop();
          this.log.error(`reading ${what}`, error);
          resolve(undefined);
        },
      );
    });
  }
}
