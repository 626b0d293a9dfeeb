import { type Program, programs } from "../../knowledge/component-settings.ts";
import type { Component, Setting } from "../../model/component.ts";
import type { Container } from "../../model/container.ts";
import { Field } from "../../model/field.ts";
import { imageOf } from "../../model/image.ts";

/**
 * The part of a cluster that a container runs: told by its command, or by its image where that is left to the image.
 * Undefined for all other containers, and where flags come from a script.
 */
export function componentOf(container: Container): Component | undefined {
  const { name, entryPoint, command, image, workload } = container;
  const words = [...entryPoint.items, ...command.items];
  const [first] = words;
  const named = entryPoint.state === "written" || (first && !first.is((word) => word.startsWith("-")));
  const program = programOf(named ? first?.value : imageOf(image)?.repository?.replace(/-(?:amd64|arm64)$/, ""));
  if (!program) return undefined;
  const settings = settingsIn(words);
  const isWhole =
    entryPoint.state === "written" &&
    command.state !== "opaque" &&
    words.every((word) => word.is(isPlain) || flagOf(word) !== undefined) &&
    !asksElsewhere(container, settings);
  return {
    address: workload.address,
    at: name.at,
    program,
    settings,
    ...(isWhole ? { defaults: "flags" as const } : {}),
    add: (wanted) => (command.items.length > 0 ? command : entryPoint).addAll(Array.from(wanted, ([flag, value]) => `--${flag}=${value}`)),
  };
}

/** One whose flag is known, whatever Kubernetes fills in behind it. */
const isPlain = (word: string): boolean => !word.startsWith("$(");

/** May settings stand in a file, or for etcd in the environment (https://etcd.io/docs/v3.6/op-guide/configuration/)? */
function asksElsewhere({ environment, environmentFiles, secrets }: Container, settings: readonly Setting[]): boolean {
  if (settings.some(({ flag }) => /^config(?:-file|-dir)?$/.test(flag))) return true;
  const names = [...environment.items.map((v) => v.name), ...secrets.items.map((v) => v.name)];
  const isOpen = environment.state === "opaque" || environmentFiles.state === "opaque" || environmentFiles.items.length > 0;
  return isOpen || names.some((name) => !name.is((n) => !n.startsWith("ETCD_")));
}

function programOf(path: string | undefined): Program | undefined {
  const base = path?.slice(path.lastIndexOf("/") + 1);
  return programs.find((program) => program === base);
}

/** The flag of a word of which only the value is left open. */
const flagOf = (word: Field<string>): string | undefined => (word.opaque ? /^--?([a-z][a-z0-9-]{0,80})=/.exec(word.parts[0] ?? "")?.[1] : undefined);

/** `--name=value`, `--name value`, and `--name` for a switch. */
export function settingsIn(words: readonly Field<string>[]): readonly Setting[] {
  return words.flatMap((word, n) => {
    const open = flagOf(word);
    if (open !== undefined) return [{ flag: open, value: Field.opaque<string>(word.at) }];
    const match = /^--?([a-z][a-z0-9-]{0,80})(?:=(.*))?$/s.exec(word.value ?? "");
    const flag = match?.[1];
    if (flag === undefined) return [];
    const next = words[n + 1];
    if (match?.[2] === undefined && next && !next.is((text) => text.startsWith("-"))) return [{ flag, value: next }];
    const lens = { key: `--${flag}`, set: (to: string) => word.set(`--${flag}=${to}`), remove: () => word.remove() };
    return [{ flag, value: Field.written(match?.[2] ?? "true", word.at, lens) }];
  });
}
