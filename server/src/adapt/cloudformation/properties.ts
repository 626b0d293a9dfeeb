import { nameKind } from "../../knowledge/secrets/name.ts";
import type { Parameter } from "../../model/parameter.ts";
import type { Property } from "../../model/property.ts";
import { get, literal, type MapNode, type Node, values } from "../../syntax/tree.ts";
import { boolean, named, string } from "../fields.ts";
import { type Around, propertiesIn } from "../properties.ts";
import { callOf, referenced } from "./call.ts";

/** What a template says in its own text, its parameters aside. */
export function templateProperties(template: MapNode, except: ReadonlySet<number>): readonly Property[] {
  // A text that is a parameter's name was meant to refer to it.
  const parameters = get(template, "Parameters");
  const names = new Set(parameters?.kind === "map" ? parameters.entries.map((e) => e.key) : []);
  const of = (section: string, around: Partial<Around>): readonly Property[] => {
    const node = get(template, section);
    return node?.kind === "map"
      ? node.entries.flatMap(({ key, value }) => [
          ...propertiesIn(value, { holder: "template", address: key, type: literal(get(value, "Type")) ?? "", ...around }, except),
        ])
      : [];
  };
  return [...of("Resources", { refer: fetched }), ...of("Globals", { refer: fetched }), ...of("Mappings", {})].filter(
    (p) => !p.value.is((text) => names.has(text)),
  );
}

/** A dynamic reference: CloudFormation fetches the value whenever it makes or changes the resource. */
const fetched = (node: Node, name: string): ReturnType<Node["writer"]["replace"]> => node.writer.replace(node, `{{resolve:secretsmanager:${name}}}`);

/** The parameters of a template, and which of them end in what the stack tells everybody: its outputs and metadata. */
export function templateParameters(template: MapNode): readonly Parameter[] {
  const parameters = get(template, "Parameters");
  if (parameters?.kind !== "map") return [];
  const told = new Set([...referencesIn(get(template, "Outputs")), ...referencesIn(get(template, "Metadata"))]);
  return parameters.entries.flatMap(({ key, keyAt, value }): readonly Parameter[] => {
    if (value.kind !== "map" || nameKind(key) === "none") return [];
    const map = named(value, keyAt);
    // Types of AWS and lists (whose `<…>` read like a placeholder) are names of something.
    if (!["String", "Number"].includes(literal(get(map, "Type")) ?? "")) return [];
    return [
      {
        address: key,
        platform: "cloudformation",
        name: key,
        at: keyAt,
        given: string(map, "Default"),
        hidden: boolean(map, "NoEcho").or(false),
        told: told.has(key),
      },
    ];
  });
}

function* referencesIn(node: Node | undefined): Iterable<string> {
  const open = node ? [node] : [];
  for (let next = open.pop(); next; next = open.pop()) {
    const name = referenced(next);
    if (name !== undefined) yield name;
    const call = callOf(next);
    if (call?.name === "Sub") {
      const text = call.argument.kind === "scalar" ? String(call.argument.value) : call.argument.kind === "opaque" ? (call.argument.text ?? "") : "";
      for (const [, inner = ""] of text.matchAll(/\$\{([A-Za-z0-9]{1,255})\}/g)) yield inner;
    }
    for (const inner of call ? [call.argument] : values(next)) open.push(inner);
  }
}
