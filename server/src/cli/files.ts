import { visible } from "../report/visible.ts";
import { rules } from "../rules/index.ts";
import { Configs } from "./configs.ts";
import { type Exit, exit, note } from "./exit.ts";
import { load } from "./load.ts";
import { displayed } from "./paths.ts";

export interface FilesOptions {
  readonly why?: true;
  readonly config?: string | false;
}

/** Print what is analysed, as what; with `why` also for what reason, and what is passed over. */
export function files(paths: readonly string[], options: FilesOptions): Exit {
  const configs = new Configs(rules, options);
  const ground = load(paths, { rules: [], configs, progress: true });
  const rows = ground.files
    .filter((f) => options.why || f.state === "analysed")
    .map(({ path, host = "-", reason, state }) => ({
      path,
      host,
      why: (state === "analysed" ? ground.why.get(path) : reason) ?? "",
      and: state === "analysed" ? reason : undefined,
    }));
  const over = ground.passedOver
    .filter((m) => options.why && !m.failed)
    .map(({ path, folder, reason = "" }) => ({ path: displayed(path) + (folder ? "/" : ""), host: "-", why: reason, and: undefined }));
  const all = [...rows, ...over].sort((a, b) => (a.path < b.path ? -1 : 1));
  const width = Math.max(0, ...all.map((r) => r.host.length));
  for (const { path, host, why, and } of all) {
    const reason = options.why ? `: ${why}${and ? `, but ${and}` : ""}` : "";
    process.stdout.write(`${visible(`${host.padEnd(width)}  ${path}${reason}`)}\n`);
  }
  for (const { message } of configs.problems) note(message);
  return configs.problems.length > 0 || ground.failures.size > 0 ? exit.failure : exit.clean;
}
