import { type CompletionItem, CompletionItemKind } from "vscode-languageserver";
import { dangerousCapability, defaultCapabilities, namesOfCapabilities } from "../knowledge/capabilities.ts";
import { capability } from "../model/security.ts";
import type { Facts } from "../model/subjects.ts";
import type { Place } from "../text/source.ts";
import { toRange } from "./convert.ts";
import { unquoted } from "./policy-spot.ts";
import { holds, type Said } from "./said.ts";

/** What a capability that stands at an offset gives, as Markdown; undefined where none stands or nothing is known of it. */
export function capabilityAt(facts: Facts, offset: number): Said | undefined {
  const at = placeAt(facts, offset);
  if (!at) return undefined;
  const name = capability(unquoted(at).text);
  const said = told(name);
  return said === undefined ? undefined : { at, said: `**${name}** · ${said}` };
}

/** The names of capabilities, where one is written; undefined elsewhere. */
export function capabilitiesAt(facts: Facts, offset: number): readonly CompletionItem[] | undefined {
  const at = placeAt(facts, offset);
  if (!at) return undefined;
  const range = toRange(unquoted(at).at);
  return namesOfCapabilities.map((name) => {
    const detail = told(name);
    return { label: name, kind: CompletionItemKind.EnumMember, textEdit: { range, newText: name }, ...(detail === undefined ? {} : { detail }) };
  });
}

function placeAt({ container }: Facts, offset: number): Place | undefined {
  const all = container.flatMap(({ security: { addedCapabilities, droppedCapabilities } }) => [
    ...addedCapabilities.items,
    ...droppedCapabilities.items,
  ]);
  return all.find(({ state, at }) => state === "written" && holds(at, offset))?.at;
}

function told(name: string): string | undefined {
  const dangerous = dangerousCapability(name);
  if (dangerous) return `with it a process ${dangerous.gives}`;
  return defaultCapabilities.has(name) ? "the container runtime gives it by default" : undefined;
}
