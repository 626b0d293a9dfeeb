import { Field, type List } from "../model/field.ts";
import type { SeLinux } from "../model/security.ts";
import type { Edit } from "../text/source.ts";

/** What Docker takes for `--security-opt`, as ECS and Compose list it. */
export interface SecurityOptions {
  readonly privilegeEscalation: Field<boolean>;
  readonly seccomp: Field<string>;
  readonly appArmor: Field<string>;
  readonly seLinux: SeLinux;
  readonly masksProc: Field<boolean>;
}

/** `noNewPrivileges` is how its host writes that one. Docker takes `name:value` and `name=value`; it has profiles of its own for what is left out. */
export const securityOptions = (list: List<Field<string>, string>, noNewPrivileges: string): SecurityOptions => ({
  privilegeEscalation: escalation(list, noNewPrivileges),
  seccomp: option(list, "seccomp").or("default"),
  appArmor: option(list, "apparmor").or("default"),
  seLinux: {
    disabled: flag(list, /^label[:=]disable$/, "label:disable").or(false),
    user: option(list, "label:user"),
    role: option(list, "label:role"),
    type: option(list, "label:type"),
    level: option(list, "label:level"),
  },
  masksProc: unmasked(list),
});

function escalation(list: List<Field<string>, string>, written: string): Field<boolean> {
  const item = found(list, /^no-new-privileges(?:[:=]|$)/);
  const set = (may: boolean): readonly Edit[] => (may ? (item?.remove() ?? []) : item ? item.set(written) : list.add(written));
  if (!item) return unsaid<boolean>(list, set).or(true);
  const off = item.is((text) => /[:=]false$/.test(text));
  return Field.written(off, item.at, { key: list.key, set, remove: () => item.remove() });
}

/** The value of the last option of that name. */
function option(list: List<Field<string>, string>, name: string): Field<string> {
  const item = found(list, new RegExp(`^${name.replace(":", "[:=]")}[:=]`));
  const set = (value: string): readonly Edit[] => (item ? item.set(`${name}:${value}`) : list.add(`${name}:${value}`));
  if (!item) return unsaid(list, set);
  return Field.written((item.value ?? "").slice(name.length + 1), item.at, { key: list.key, set, remove: () => item.remove() });
}

function flag(list: List<Field<string>, string>, pattern: RegExp, written: string): Field<boolean> {
  const item = found(list, pattern);
  const set = (on: boolean): readonly Edit[] => (!on ? (item?.remove() ?? []) : item ? [] : list.add(written));
  return item ? Field.written(true, item.at, { key: list.key, set, remove: () => item.remove() }) : unsaid(list, set);
}

function unmasked(list: List<Field<string>, string>): Field<boolean> {
  const item = found(list, /^systempaths[:=]unconfined$/);
  return item ? Field.written(false, item.at, { key: list.key, remove: () => item.remove() }) : unsaid<boolean>(list).or(true);
}

const found = (list: List<Field<string>, string>, pattern: RegExp): Field<string> | undefined =>
  list.items.findLast((item) => item.is((text) => pattern.test(text)));

/** Not said, unless by what only deployment knows. */
const unsaid = <T>(list: List<Field<string>, string>, set?: (value: T) => readonly Edit[]): Field<T> =>
  list.state === "opaque" || list.items.some((item) => item.opaque)
    ? Field.opaque(list.at)
    : Field.unset(list.at, { key: list.key, ...(set ? { set } : {}) });
