import type { Container, NewSecret, NewVariable, SecretVariable, Variable, Workload } from "../../model/container.ts";
import { Field } from "../../model/field.ts";
import { get, type MapNode, type Plain } from "../../syntax/tree.ts";
import { type Edit, textOf } from "../../text/source.ts";
import { boolean, type Items, list, string, text } from "../fields.ts";

/** What a container's `securityContext` leaves out, the pod's says, where that has it. */
export const container = (map: MapNode, pod: MapNode, workload: Workload, initial: boolean): Container => ({
  address: string(map, "name").value ?? "",
  workload,
  name: string(map, "name"),
  image: string(map, "image"),
  user: inherited(user(map), user(pod)),
  refusesRoot: inherited(boolean(map, "securityContext", "runAsNonRoot"), boolean(pod, "securityContext", "runAsNonRoot")).or(false),
  ...(initial ? { initial } : {}),
  privileged: boolean(map, "securityContext", "privileged").or(false),
  readOnlyRoot: boolean(map, "securityContext", "readOnlyRootFilesystem").or(false),
  environment: list(map, "env", variables),
  secrets: list(map, "env", secrets),
});

/** Where the pod does not say it either, it would be written in the container. */
const inherited = <T>(own: Field<T>, pods: Field<T>): Field<T> => (own.unset && !pods.unset ? pods : own);

function user(holder: MapNode): Field<string> {
  const id = string(holder, "securityContext", "runAsUser");
  if (id.opaque) return id;
  const set = (value: string): readonly Edit[] => runAs(holder, value);
  return id.value === undefined ? Field.unset(id.at, { set }) : Field.written(id.value, id.at, { set, remove: () => id.remove() });
}

/** Kubernetes knows users and groups by number alone. All of it is written, or nothing. */
function runAs(holder: MapNode, value: string): readonly Edit[] {
  const [, id, group] = /^([0-9]{1,10})(?::([0-9]{1,10}))?$/.exec(value) ?? [];
  if (id === undefined) return [];
  const wanted = { runAsUser: Number(id), ...(group === undefined ? {} : { runAsGroup: Number(group) }) };
  const context = get(holder, "securityContext");
  if (context?.kind !== "map") return context === undefined || isNothing(context) ? holder.writer.set(holder, "securityContext", wanted) : [];
  if (context.entries.length === 0) return context.writer.replace(context, wanted);
  const edits = Object.entries<Plain>(wanted).map(([key, v]) => context.writer.set(context, key, v));
  return edits.every((e) => e.length > 0) ? edits.flat() : [];
}
const isNothing = (node: { readonly kind: string; readonly value?: unknown }): boolean => node.kind === "scalar" && node.value === null;

const variables: Items<Variable, NewVariable> = {
  read(item, remove) {
    if (item.kind !== "map" || get(item, "valueFrom")) return undefined;
    const value = string(item, "value");
    const node = get(item, "value");
    return {
      name: string(item, "name"),
      value: node && !value.unset ? text(node, remove) : value,
      fetch: (from) => (isPlain(item) ? item.writer.replace(item, fetched(from)) : []),
    };
  },
  write: ({ name, value }) => ({ name, value }),
};

/** Is it a name and a value, and nothing that would be lost if it were written anew? */
const isPlain = (item: MapNode): boolean =>
  !item.open && item.entries.every(({ key }) => key === "name" || key === "value") && !/(?:^|\s)[#&|>]/.test(textOf(item.at));

const fetched = ({ name, from, key }: NewSecret): Plain => ({ name, valueFrom: { secretKeyRef: { name: from, key: key ?? name } } });

const secrets: Items<SecretVariable, NewSecret> = {
  read(item) {
    const reference = get(get(item, "valueFrom"), "secretKeyRef");
    return item.kind === "map" && reference?.kind === "map"
      ? { name: string(item, "name"), from: string(reference, "name"), key: string(reference, "key") }
      : undefined;
  },
  write: fetched,
};
