import { duties, type HostKind, hostKinds } from "../knowledge/responsibility.ts";
import type { Field } from "../model/field.ts";
import type { Facts } from "../model/subjects.ts";
import { holds, type Said } from "./said.ts";

/** Who is responsible for what where a file says what containers run on, as Markdown; undefined where the offset is at nothing of the kind. */
export function hostAt(facts: Pick<Facts, "workload" | "service" | "fargateProfile" | "nodeGroup">, offset: number): Said | undefined {
  const said: readonly (readonly [Field<string>, string | undefined])[] = [
    ...facts.workload.flatMap((w) => w.launchTypes.items.map((type) => [type, type.value] as const)),
    ...facts.service.map(({ launchType }) => [launchType, launchType.value] as const),
    ...facts.service.flatMap((s) => s.capacityProviders.items.map((provider) => [provider, provider.value?.replace(/_SPOT$/, "")] as const)),
    ...facts.fargateProfile.map(({ name }) => [name, "FARGATE"] as const),
    ...facts.nodeGroup.map(({ name }) => [name, "EC2"] as const),
  ];
  const [field, kind] = said.find(([{ state, at }]) => state === "written" && holds(at, offset)) ?? [];
  return field && kind !== undefined && isKind(kind) ? { at: field.at, said: responsibility(kind) } : undefined;
}

const isKind = (text: string): text is HostKind => Object.hasOwn(hostKinds, text);

const responsibility = (kind: HostKind): string =>
  [`**${hostKinds[kind]}** · who is responsible for what`, duties.map(({ what, on }) => `- ${what}: ${on[kind]}`).join("\n")].join("\n\n");
