import { remembered } from "../remembered.ts";
import { inflateText } from "./inflate.ts";
import { packed } from "./packed.ts";

/**
 * What AWS says of its actions, resources and condition keys (the Service Authorization Reference). Actions have numbers: their places in the
 * order of `service:action` in lower case, so that all actions of a service, and all with the same beginning, stand in a row.
 * Nothing is unpacked before the first question; of a service nothing is read before it is asked for.
 */

export type Level = "List" | "Read" | "Write" | "Tagging" | "Permissions management";

export interface Action {
  /** As AWS writes it: `ecr:PutImage`. */
  readonly name: string;
  readonly level: Level;
  /** The types of resources that it can be limited to; none where it takes `*` only. */
  readonly resources: readonly { readonly type: ResourceType; readonly required: boolean }[];
  /** Condition keys that are sent with it, other than global ones and those of its resources. */
  readonly conditionKeys: readonly ConditionKey[];
}

export interface ResourceType {
  /** `repository`. */
  readonly name: string;
  /** One or more ARNs with `${…}` for what varies: `arn:${Partition}:ecr:${Region}:${Account}:repository/${RepositoryName}`. */
  readonly arns: readonly string[];
  readonly conditionKeys: readonly ConditionKey[];
}

export interface ConditionKey {
  /** As AWS writes it, with `${…}` for what varies: `ecr:ResourceTag/${TagKey}`. */
  readonly name: string;
  readonly type: "String" | "ARN" | "Bool" | "Numeric" | "Date" | "IPAddress" | "Binary";
  /** Does a request hold many values of it, so that `ForAllValues` or `ForAnyValue` is needed? */
  readonly many: boolean;
}

export interface Service {
  /** `ecr`. */
  readonly prefix: string;
  /** The number of its first action. */
  readonly first: number;
  /** In the order of their numbers, as AWS writes them. */
  readonly names: readonly string[];
  /** The same in lower case. */
  readonly lowerNames: readonly string[];
  /** One letter for each: `l`, `r`, `w`, `t` and `p` for the five levels. */
  readonly levels: string;
  /** Of each: what it can be limited to, empty where it takes `*` only. */
  readonly uses: readonly string[];
  readonly actions: readonly Action[];
  readonly resourceTypes: readonly ResourceType[];
  readonly conditionKeys: readonly ConditionKey[];
}

/** The day that the data is from: `2026-09-26`. */
export const dataDate = (): string => text().date;

/** Every service, in the order of prefixes. */
export const services = (): readonly Service[] => text().services;

/** The service of a prefix in any case. */
export const serviceOf = (prefix: string): Service | undefined => text().byPrefix.get(prefix.toLowerCase());

export const actionCount = (): number => text().count;

/** The number of an action, in any case; undefined where AWS names none such. */
export const numberOf: (action: string) => number | undefined = remembered((action) => {
  const [prefix = "", name = ""] = action.toLowerCase().split(":");
  const service = serviceOf(prefix);
  const at = service ? lowerBound(service.lowerNames, name) : -1;
  return service && service.lowerNames[at] === name ? service.first + at : undefined;
});

/** The action of a number; undefined where there is none. */
export function actionAt(number: number): Action | undefined {
  const service = serviceAt(number);
  return service?.actions[number - service.first];
}

/** The service whose action has that number. */
export function serviceAt(number: number): Service | undefined {
  const { services } = text();
  let low = 0;
  let high = services.length;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if ((services[middle]?.first ?? 0) <= number) low = middle;
    else high = middle;
  }
  return services[low];
}

/** What AWS says of an action, in any case. */
export function actionNamed(action: string): Action | undefined {
  const number = numberOf(action);
  return number === undefined ? undefined : actionAt(number);
}

/** Where `name` stands or would stand in a sorted list. */
export function lowerBound(sorted: readonly string[], name: string): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] ?? "") < name) low = middle + 1;
    else high = middle;
  }
  return low;
}

interface Text {
  readonly date: string;
  readonly count: number;
  readonly services: readonly Service[];
  readonly byPrefix: ReadonlyMap<string, Service>;
}
let unpacked: Text | undefined;
function text(): Text {
  unpacked ??= unpack(inflateText(packed.base64, packed.length));
  return unpacked;
}

/** The shape is what scripts/refresh-iam.ts writes: two lines of header, then six columns with one line for each service. */
function unpack(whole: string): Text {
  const [head = "", index = "", ...lines] = whole.split("\n");
  const entries = index.split(" ").map((entry) => entry.split(":"));
  let count = 0;
  const services = entries.map(([prefix = "", size = ""], row) => {
    const first = count;
    count += Number.parseInt(size, 36);
    return new PackedService(prefix, first, (column) => lines[column * entries.length + row] ?? "");
  });
  return { date: head.split(" ")[1] ?? "", count, services, byPrefix: new Map(services.map((s) => [s.prefix, s])) };
}

/** The columns of the packed text. */
const columns = { names: 0, levels: 1, uses: 2, types: 3, keys: 4, sent: 5 } as const;

/** A service that reads of itself what it is asked for, once. */
class PackedService implements Service {
  readonly prefix: string;
  readonly first: number;
  readonly #line: (column: number) => string;
  #names: readonly string[] | undefined;
  #lowerNames: readonly string[] | undefined;
  #uses: readonly string[] | undefined;
  #actions: readonly Action[] | undefined;
  #types: readonly ResourceType[] | undefined;
  #keys: readonly ConditionKey[] | undefined;

  constructor(prefix: string, first: number, line: (column: number) => string) {
    this.prefix = prefix;
    this.first = first;
    this.#line = line;
  }

  get names(): readonly string[] {
    this.#names ??= this.#line(columns.names).split(" ");
    return this.#names;
  }
  get lowerNames(): readonly string[] {
    this.#lowerNames ??= this.#line(columns.names).toLowerCase().split(" ");
    return this.#lowerNames;
  }
  get levels(): string {
    return this.#line(columns.levels);
  }
  get uses(): readonly string[] {
    this.#uses ??= this.#line(columns.uses).split(" ");
    return this.#uses;
  }
  get actions(): readonly Action[] {
    this.#actions ??= this.#readActions();
    return this.#actions;
  }
  get resourceTypes(): readonly ResourceType[] {
    this.#types ??= split(this.#line(columns.types), "|").map((entry) => {
      const [name = "", template = "", keys = ""] = entry.split("=");
      return { name, arns: template.split(", ").map(arnOf), conditionKeys: this.#keysAt(keys) };
    });
    return this.#types;
  }
  get conditionKeys(): readonly ConditionKey[] {
    this.#keys ??= split(this.#line(columns.keys), "|").map((entry) => {
      const [name = "", letter = ""] = entry.split("=");
      return { name, type: keyTypes[letter.toLowerCase()] ?? "String", many: letter !== letter.toLowerCase() };
    });
    return this.#keys;
  }

  #readActions(): readonly Action[] {
    const { levels, uses } = this;
    const sent = this.#line(columns.sent).split(" ");
    return this.names.map((name, i) => ({
      name: `${this.prefix}:${name}`,
      level: levelNames[levels[i] ?? ""] ?? "Write",
      resources: split(uses[i] ?? "", ",").flatMap((use) => {
        const type = this.resourceTypes[Number.parseInt(use, 36)];
        return type ? [{ type, required: use.endsWith("!") }] : [];
      }),
      conditionKeys: this.#keysAt(sent[i] ?? ""),
    }));
  }
  #keysAt(list: string): readonly ConditionKey[] {
    return split(list, ",").flatMap((at) => this.conditionKeys[Number.parseInt(at, 36)] ?? []);
  }
}

const split = (line: string, by: string): readonly string[] => (line === "" ? [] : line.split(by));
const arnOf = (template: string): string => template.replace(/^~/, "arn:${Partition}:").replaceAll("%", "${Region}").replaceAll("@", "${Account}");
const levelNames: Readonly<Record<string, Level>> = { l: "List", r: "Read", w: "Write", t: "Tagging", p: "Permissions management" };
const keyTypes: Readonly<Record<string, ConditionKey["type"]>> = {
  s: "String",
  a: "ARN",
  b: "Bool",
  n: "Numeric",
  d: "Date",
  i: "IPAddress",
  x: "Binary",
};
