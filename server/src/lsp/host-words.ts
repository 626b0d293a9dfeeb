import { duties, type HostKind, hostKinds } from "../knowledge/responsibility.ts";
import type { Field } from "../model/field.ts";
import type { Facts } from "../model/subjects.ts";
import { holds, type Said } from "./said.ts";

/** Who is responsible for what where a task or service says that it runs, as Markdown; undefined where the offset is at nothing of the kind. */
export function hostAt(facts: Pick<Facts, "workload" | "service">, offset: number): Said | undefined {
  const types: readonly Field<string>[] = [...facts.workload.flatMap((w) => w.launchTypes.items), ...facts.service.map((s) => s.launchType)];
  const type = types.find(({ state, at }) => state === "written" && holds(at, offset));
  const kind = type?.value;
  return type && kind !== undefined && isKind(kind) ? { at: type.at, said: responsibility(kind) } : undefined;
}

const isKind = (text: string): text is HostKind => Object.hasOwn(hostKinds, text);

const responsibility = (kind: HostKind): string =>
  [`**${hostKinds[kind]}** · who is responsible for what`, duties.map(({ what, on }) => `- ${what}: ${on[kind]}`).join("\n")].join("\n\n");
