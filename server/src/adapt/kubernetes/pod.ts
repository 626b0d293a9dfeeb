import type { NewVariable, Variable } from "../../model/container.ts";
import { type Field, List } from "../../model/field.ts";
import type { NameResolution, Namespaces } from "../../model/network.ts";
import { get, type MapNode, values } from "../../syntax/tree.ts";
import { absentNamespaces } from "../absent.ts";
import { boolean, type Items, list, placeOf, string, text, texts, translated } from "../fields.ts";

/** Each is the pod's own unless it says otherwise, but that of user ids: there it is the host's. */
export const namespaces = (spec: MapNode): Namespaces => ({
  ...absentNamespaces(placeOf(spec)),
  network: hosts(boolean(spec, "hostNetwork")).or("private"),
  pid: hosts(boolean(spec, "hostPID")).or("private"),
  ipc: hosts(boolean(spec, "hostIPC")).or("private"),
  user: hosts(boolean(spec, "hostUsers")).or("host"),
});
const hosts = (field: Field<boolean>): Field<string> =>
  translated(
    field,
    (on): string => (on ? "host" : "private"),
    (whose) => whose === "host",
  );

export const sysctls: Items<Variable, NewVariable> = {
  read(item, remove) {
    const value = get(item, "value");
    return item.kind === "map" ? { name: string(item, "name"), value: value ? text(value, remove) : string(item, "value") } : undefined;
  },
  write: ({ name, value }) => ({ name, value }),
};

/** `hostAliases` has several names for an address. */
export function names(spec: MapNode): NameResolution {
  const aliases = list<readonly Variable[], NewVariable>(spec, "hostAliases", {
    read: (item) =>
      item.kind === "map" ? values(get(item, "hostnames")).map((name) => ({ name: text(name), value: string(item, "ip") })) : undefined,
    write: ({ name, value }) => ({ ip: value, hostnames: [name] }),
  });
  return {
    hosts: new List(aliases.state, aliases.items.flat(), aliases.at, (made) => aliases.add(made), aliases.key),
    servers: list(spec, ["dnsConfig", "nameservers"], texts),
  };
}
