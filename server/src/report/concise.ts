import type { Outcome } from "./outcome.ts";
import { rangeOf } from "./position.ts";
import { visible } from "./visible.ts";

/** One line per finding, `path:line:column: severity rule message`: for problem matchers, editors and grep. */
export function* concise({ findings, pathOf }: Outcome): Generator<string, undefined> {
  for (const { at, severity, rule, message } of findings) {
    const { line, column } = rangeOf(at).start;
    yield visible(`${pathOf(at.source.uri)}:${line}:${column}: ${severity} ${rule.name} ${message}`);
  }
}
