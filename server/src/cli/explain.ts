import { nearest } from "../kit/nearest.ts";
import { onTerminal } from "../report/terminal.ts";
import { rules } from "../rules/index.ts";
import { type Exit, exit, Refusal } from "./exit.ts";
import { columnsOf, hasColor, type When } from "./terminal.ts";

/** Print a rule's page. A former name will do. */
export async function explain(name: string, { color }: { readonly color: When }): Promise<Exit> {
  const rule = rules.find((r) => r.name === name) ?? rules.find((r) => r.was?.includes(name));
  if (!rule) {
    const meant = nearest(
      name,
      rules.map((r) => r.name),
    );
    throw new Refusal(`there is no rule "${name}"${meant ? `; did you mean "${meant}"?` : ""} (plimsoll rules lists all)`);
  }
  // Examples are most of what rules are written in, and a scan looks at none: the bundle of the pages alone has them.
  const [{ pageOf }, { default: colors }] = await Promise.all([import("./page.ts"), import("picocolors")]);
  const paint = colors.createColors(hasColor(color, process.stdout));
  process.stdout.write(`${onTerminal(pageOf(rule.name) ?? "", paint, columnsOf(process.stdout))}\n`);
  return exit.clean;
}
