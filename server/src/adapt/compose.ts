import type { Container, Workload } from "../model/container.ts";
import { Field } from "../model/field.ts";
import { type Facts, facts } from "../model/subjects.ts";
import { type Entry, get, type MapNode, type Node, opened } from "../syntax/tree.ts";
import { absentLimits, absentNames, absentNamespaces, none } from "./absent.ts";
import type { Elsewhere } from "./compose/elsewhere.ts";
import { wholeServices } from "./compose/extends.ts";
import { interpolated } from "./compose/interpolation.ts";
import { laid } from "./compose/laid.ts";
import { volumes } from "./compose/mounts.ts";
import { container } from "./compose/service.ts";
import { absent, named, placeOf, string } from "./fields.ts";

/** What other files say of a project. */
interface Beside {
  /** What lies over the file. */
  readonly over?: MapNode | undefined;
  readonly elsewhere?: Elsewhere;
  /** Services of the file that it may lie over: what it says of them may be a part. */
  readonly below?: ReadonlySet<string>;
}

/**
 * A Compose file, a Swarm stack too, by what it says and not by its name: nothing but Compose's own keys at the top, and a service
 * that has an image, a build or another service to extend. What only adds to another file's services has none of them, and is left alone.
 */
export function readCompose(
  written: Node,
  { over, elsewhere, below = new Set() }: Beside = {},
): { readonly why: string; readonly facts: Facts } | undefined {
  const root = written.kind === "map" && over ? laid(written, over) : written;
  const services = get(root, "services");
  if (root.kind !== "map" || services?.kind !== "map" || !root.entries.every(isOfCompose)) return undefined;
  const found = services.entries.filter(({ key, value }) => !isHole(key) && value.kind === "map");
  if (!found.some(({ key, value }) => runs(value) || extendsOther(value) || below.has(key))) return undefined;
  const containers: Container[] = [];
  const workload = project(root, found, containers);
  const wholeOf = wholeServices(found, elsewhere);
  for (const { key, keyAt, value } of found) {
    if (value.kind !== "map") continue;
    const whole = wholeOf(value);
    // Of a part another file has the rest.
    containers.push(container(Field.written(key, keyAt), named(runs(whole) && !below.has(key) ? whole : opened(whole), keyAt), workload, root));
  }
  return { why: "has services of Compose", facts: facts({ workload: [workload], container: containers }) };
}

const topKeys: ReadonlySet<string> = new Set("version name include services networks volumes configs secrets models".split(" "));
export const isOfCompose = ({ key }: Entry): boolean => topKeys.has(key) || key.startsWith("x-") || isHole(key);
const isHole = (key: string): boolean => /[{<%]/.test(key);
const runs = (service: Node): boolean => get(service, "image") !== undefined || get(service, "build") !== undefined;
const extendsOther = (service: Node): boolean => get(service, "extends") !== undefined;

function project(root: MapNode, services: readonly Entry[], containers: readonly Container[]): Workload {
  const family = interpolated(string(root, "name"));
  const at = placeOf(root);
  return {
    address: family.value ?? "",
    platform: "compose",
    kind: "",
    family,
    containers,
    namespaces: absentNamespaces(at),
    sharesProcesses: absent<boolean>(at).or(false),
    volumes: volumes(root),
    limits: absentLimits(at),
    sysctls: none(at),
    names: absentNames(at),
    operatingSystem: services.some((s) => isForWindows(s.value)) ? Field.written("windows", at) : Field.unset<string>(at).or("linux"),
    architecture: absent(at),
    launchTypes: none(at),
    taskRole: absent(at),
    executionRole: absent(at),
    starters: [],
    logGroups: [],
    services: [],
    namespace: absent(at),
  };
}

/** One engine runs all services, so what one says of Windows holds for all. */
function isForWindows(service: Node): boolean {
  const says = (key: string, how: RegExp): boolean => {
    const node = get(service, key);
    return node?.kind === "scalar" && how.test(String(node.value));
  };
  const volumes = get(service, "volumes");
  return (
    says("platform", /^windows/i) ||
    says("isolation", /^(?:hyperv|process)$/i) ||
    says("image", /(?:^|[/:_-])(?:windows|windowsservercore|nanoserver)(?:$|[/:_-])/i) ||
    (volumes?.kind === "list" && volumes.items.some((v) => v.kind === "scalar" && /\\pipe\\|:[A-Za-z]:[\\/]/.test(String(v.value))))
  );
}
