import type { Severity } from "../kit/rule.ts";
import { isConfig } from "./configuration.ts";
import type { Diagnostics } from "./diagnostics.ts";
import type { Work } from "./progress.ts";
import type { Session } from "./session.ts";

/** The answer to `plimsoll/scan`; the findings themselves come as diagnostics. */
export interface Summary {
  /** Files that were looked at. */
  readonly files: number;
  /** Those of them that are of a kind that rules are written for. */
  readonly analysed: number;
  readonly skipped: number;
  readonly findings: Readonly<Record<Severity, number>>;
  readonly cancelled: boolean;
}

/** Files that are read at the same time. */
const batch = 16;

/** Read and judge all files of all folders, telling of findings as they come up. Other messages are answered between any two files. */
export async function scan(session: Session, diagnostics: Diagnostics, { signal, report }: Work): Promise<Summary> {
  report("looking for files");
  const found = await findAll(session, signal);
  session.scanned = true;
  let done = 0;
  for (let i = 0; i < found.length && !signal.aborted; i += batch) {
    const uris = found.slice(i, i + batch);
    const texts = await Promise.all(uris.map((uri) => session.text(uri)));
    for (const [j, uri] of uris.entries()) {
      if (signal.aborted) break;
      await session.ready(uri);
      session.take(uri, texts[j]?.text);
      done++;
      await session.pause();
    }
    report(`${done} of ${found.length} files`, (100 * done) / found.length);
    session.current();
    diagnostics.stream(uris);
  }
  if (!signal.aborted) {
    forgetOthers(session, found);
    session.completed();
  }
  diagnostics.streamAll();
  return summary(session, found.slice(0, done), signal.aborted);
}

async function findAll(session: Session, signal: Work["signal"]): Promise<readonly string[]> {
  const found = new Set<string>();
  for (const folder of session.configuration.folders) {
    try {
      for await (const uri of session.host.files.find(folder, signal)) {
        if (signal.aborted) break;
        if (!isConfig(uri)) found.add(session.spelled(uri));
      }
    } catch (error) {
      session.log.error(`looking for files in ${folder}`, error);
    }
  }
  return [...found];
}

/** What an earlier scan found and this one did not is gone. */
function forgetOthers(session: Session, found: readonly string[]): void {
  const there = new Set(found);
  for (const uri of [...session.current().uris]) if (!there.has(uri) && !session.documents.get(uri)) session.forget(uri);
}

function summary(session: Session, uris: readonly string[], cancelled: boolean): Summary {
  const workspace = session.current();
  const findings = { error: 0, warning: 0, info: 0, hint: 0 };
  let analysed = 0;
  for (const uri of uris) {
    if (session.hostOf(uri) === undefined) continue;
    analysed++;
    for (const { severity } of workspace.findings(uri)) findings[severity]++;
  }
  return { files: uris.length, analysed, skipped: uris.length - analysed, findings, cancelled };
}
