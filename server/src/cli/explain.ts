import { nearest } from "../engine/nearest.ts";
import { page } from "../report/page.ts";
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
  const { default: colors } = await import("picocolors");
  const paint = colors.createColors(hasColor(color, process.stdout));
  process.stdout.write(`${onTerminal(page(rule, rules), paint, columnsOf(process.stdout))}\n`);
  return exit.clean;
}
