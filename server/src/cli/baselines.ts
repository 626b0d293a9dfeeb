import { randomBytes } from "node:crypto";
import { existsSync, writeFileSync } from "node:fs";
import { dirname, relative, resolve, sep } from "node:path";
import { pathToFileURL } from "node:url";
import { type Baseline, baselineText, fresh, readBaseline } from "../engine/baseline.ts";
import type { FileSettings } from "../engine/settings.ts";
import { codeOf, readText } from "../platform/node/text-file.ts";
import { Source } from "../text/source.ts";
import { Refusal } from "./exit.ts";
import type { Ground } from "./load.ts";
import { displayed } from "./paths.ts";

/** A baseline at a path. Refuses one that is not there or is none. */
export function baselineAt(path: string): Baseline {
  const file = readText(path);
  if (!("text" in file)) throw new Refusal(`the baseline ${displayed(path)} ${file.reason}; --write-baseline writes one`);
  const baseline = readBaseline(new Source(pathToFileURL(path).href, file.text));
  if (!baseline) throw new Refusal(`${displayed(path)} is no baseline: --write-baseline writes one`);
  return baseline;
}

/** Settings under which the findings are left out that the baseline at `at` holds of the file at `path`. */
export const under = (settings: FileSettings, baseline: Baseline, at: string, path: string): FileSettings => ({
  ...settings,
  fresh: (findings) => fresh(baseline, below(at, path), findings),
});

/** Write all findings as the baseline at `to`, under the salt that it had; answers how many there are. */
export function writeBaseline(to: string, { workspace, loaded }: Ground): number {
  const path = resolve(to);
  const salt = existsSync(path) ? baselineAt(path).salt : randomBytes(16).toString("hex");
  const findings = new Map(Array.from(workspace.uris, (uri) => [below(path, loaded.get(uri)?.path ?? uri), workspace.findings(uri)] as const));
  try {
    writeFileSync(path, baselineText(salt, findings));
  } catch (error) {
    throw new Refusal(`${to} cannot be written (${codeOf(error)})`);
  }
  return [...findings.values()].flat().length;
}

const below = (baseline: string, path: string): string => relative(dirname(baseline), path).replaceAll(sep, "/");
