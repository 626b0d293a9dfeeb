import { type Program, programs } from "../../knowledge/component-settings.ts";
import type { Component, Setting } from "../../model/component.ts";
import type { Container } from "../../model/container.ts";
import { Field } from "../../model/field.ts";
import { imageOf } from "../../model/image.ts";

/**
 * The part of a cluster that a container runs: told by its command, or by its image where that is left to the image.
 * Undefined for all other containers, and where flags come from a script.
 */
export function componentOf({ name, entryPoint, command, image, workload }: Container): Component | undefined {
  const words = [...entryPoint.items, ...command.items];
  const [first] = words;
  const named = entryPoint.state === "written" || (first && !first.is((word) => word.startsWith("-")));
  const program = programOf(named ? first?.value : imageOf(image)?.repository?.replace(/-(?:amd64|arm64)$/, ""));
  return program && { address: workload.address, at: name.at, program, settings: settingsIn(words) };
}

function programOf(path: string | undefined): Program | undefined {
  const base = path?.slice(path.lastIndexOf("/") + 1);
  return programs.find((program) => program === base);
}

/** `--name=value`, `--name value`, and `--name` for a switch. */
export function settingsIn(words: readonly Field<string>[]): readonly Setting[] {
  return words.flatMap((word, n) => {
    const match = /^--?([a-z][a-z0-9-]{0,80})(?:=(.*))?$/s.exec(word.value ?? "");
    const flag = match?.[1];
    if (flag === undefined) return [];
    const next = words[n + 1];
    if (match?.[2] === undefined && next && !next.is((text) => text.startsWith("-"))) return [{ flag, value: next }];
    const lens = { key: `--${flag}`, set: (to: string) => word.set(`--${flag}=${to}`), remove: () => word.remove() };
    return [{ flag, value: Field.written(match?.[2] ?? "true", word.at, lens) }];
  });
}
