import { Field } from "../../model/field.ts";
import { capability, type Restriction, type Security } from "../../model/security.ts";
import { get, type MapNode, type Plain } from "../../syntax/tree.ts";
import type { Edit } from "../../text/source.ts";
import { boolean, either, list, merged, string, texts } from "../fields.ts";

/** What the pod's annotations said before there were fields for it. They are those of the pod's template. */
const annotations = { seccomp: "seccomp.security.alpha.kubernetes.io", appArmor: "container.apparmor.security.beta.kubernetes.io" };

/**
 * What a container's `securityContext` leaves out, the pod's says, where that has it. Kubernetes gives no profile of system calls unless a
 * node is told to: https://kubernetes.io/docs/tutorials/security/seccomp/
 */
export function security(map: MapNode, pod: MapNode, metadata: MapNode | undefined): Security {
  const own = (...path: readonly string[]): readonly string[] => ["securityContext", ...path];
  const shared = (...path: readonly string[]): Field<string> => either(string(map, ...own(...path)), string(pod, ...own(...path)));
  const added = list(map, own("capabilities", "add"), texts);
  return {
    addedCapabilities: added,
    droppedCapabilities: list(map, own("capabilities", "drop"), texts),
    privilegeEscalation: escalation(map, added.items),
    seccomp: profile(map, pod, "seccompProfile", annotated(map, metadata, annotations.seccomp)).or("unconfined"),
    appArmor: profile(map, pod, "appArmorProfile", annotated(map, metadata, annotations.appArmor)).or("default"),
    seLinux: {
      disabled: Field.unset<boolean>(map.at).or(false),
      user: shared("seLinuxOptions", "user"),
      role: shared("seLinuxOptions", "role"),
      type: shared("seLinuxOptions", "type"),
      level: shared("seLinuxOptions", "level"),
    },
    masksProc: masked(string(map, ...own("procMount"))),
    hostProcess: either(boolean(map, ...own("windowsOptions", "hostProcess")), boolean(pod, ...own("windowsOptions", "hostProcess"))).or(false),
    restrict: (to) => restricted(map, to),
  };
}

/** The API server refuses to keep it from a privileged container and from one that administers the system: there it cannot be set. */
function escalation(map: MapNode, added: readonly Field<string>[]): Field<boolean> {
  const field = boolean(map, "securityContext", "allowPrivilegeEscalation");
  const always =
    !boolean(map, "securityContext", "privileged").is((on) => !on) && !boolean(map, "securityContext", "privileged").unset
      ? true
      : added.some((c) => c.is((name) => ["SYS_ADMIN", "ALL"].includes(capability(name))));
  if (!always || !field.unset) return field.or(true);
  return Field.unset<boolean>(field.at, { key: field.key }).or(true);
}

/** `RuntimeDefault`, `Unconfined`, or `Localhost` and the name of the profile. */
function profile(map: MapNode, pod: MapNode, key: string, annotation: Field<string> | undefined): Field<string> {
  const holder = [map, pod].find((m) => get(get(m, "securityContext"), key)) ?? map;
  const type = string(holder, "securityContext", key, "type");
  if (type.opaque || (type.unset && annotation)) return type.opaque ? type : (annotation ?? type);
  const name = string(holder, "securityContext", key, "localhostProfile");
  const set = (to: string): readonly Edit[] => {
    const plain = typeOf(to);
    return plain === undefined || !name.unset ? [] : type.set(plain);
  };
  if (type.value === undefined) return Field.unset(type.at, { key: `securityContext.${key}.type`, set });
  const value = type.is("RuntimeDefault") ? "default" : type.is("Unconfined") ? "unconfined" : (name.value ?? "localhost");
  return Field.written(value, type.at, { key: type.key, set, remove: () => removed(holder, key) });
}
const typeOf = (to: string): string | undefined => (to === "default" ? "RuntimeDefault" : to === "unconfined" ? "Unconfined" : undefined);

/** The whole profile is taken out: it must not be without a type. */
function removed(holder: MapNode, key: string): readonly Edit[] {
  const context = get(holder, "securityContext");
  const entry = context?.kind === "map" ? context.entries.findLast((e) => e.key === key) : undefined;
  return context?.kind === "map" && entry ? context.writer.remove(context, entry) : [];
}

/** `runtime/default`, `docker/default`, `unconfined`, `localhost/name`: of the container, else of the pod. */
function annotated(map: MapNode, metadata: MapNode | undefined, prefix: string): Field<string> | undefined {
  const holder = get(metadata, "annotations");
  if (!metadata || holder?.kind !== "map") return undefined;
  const name = string(map, "name").value ?? "";
  const keys = [`${prefix}/${name}`, ...(prefix.startsWith("container.") ? [] : [`container.${prefix}/${name}`, `${prefix}/pod`])];
  const key = keys.find((k) => get(holder, k));
  if (key === undefined) return undefined;
  const field = string(holder, key);
  if (field.value === undefined) return field;
  const value = /^(?:runtime|docker)\/default$/.test(field.value) ? "default" : field.value.replace(/^localhost\//, "");
  const set = (to: string): readonly Edit[] => field.set(to === "default" ? "runtime/default" : to === "unconfined" ? to : `localhost/${to}`);
  return Field.written(value, field.at, { key: field.key, set, remove: () => field.remove() });
}

/** `Default` or `Unmasked`. */
function masked(field: Field<string>): Field<boolean> {
  if (field.opaque) return Field.opaque(field.at);
  const lens = { key: field.key, set: (on: boolean): readonly Edit[] => field.set(on ? "Default" : "Unmasked"), remove: () => field.remove() };
  return field.unset ? Field.unset<boolean>(field.at, lens).or(true) : Field.written(!field.is("Unmasked"), field.at, lens);
}

function restricted(map: MapNode, to: Restriction): readonly Edit[] {
  const context = get(map, "securityContext");
  const dropped = list(map, ["securityContext", "capabilities", "drop"], texts);
  const wanted: Record<string, Plain> = {
    ...(to.privilegeEscalation ? { allowPrivilegeEscalation: false } : {}),
    ...(to.nonRoot ? { runAsNonRoot: true } : {}),
    ...(to.readOnlyRoot ? { readOnlyRootFilesystem: true } : {}),
    ...(to.capabilities && dropped.state === "unset" ? { capabilities: { drop: ["ALL"] } } : {}),
    ...(to.seccomp ? { seccompProfile: { type: "RuntimeDefault" } } : {}),
  };
  const more = to.capabilities && dropped.state === "written" ? dropped.add("ALL") : undefined;
  if (more?.length === 0) return [];
  const isNothing = context === undefined || (context.kind === "scalar" && context.value === null);
  const edits = isNothing ? map.writer.set(map, "securityContext", wanted) : context.kind === "map" ? merged(context, wanted) : [];
  return edits.length === 0 && Object.keys(wanted).length > 0 ? [] : [...edits, ...(more ?? [])];
}
