import type { Container, LocalBuild, Workload } from "../model/container.ts";
import { Field, List } from "../model/field.ts";
import type { Property } from "../model/property.ts";
import { type Facts, facts } from "../model/subjects.ts";
import { type Entry, get, type MapNode, type Node, opened } from "../syntax/tree.ts";
import type { Edit, Place } from "../text/source.ts";
import { environment } from "./compose/environment.ts";
import { interpolated } from "./compose/interpolation.ts";
import { absent, boolean, named, placeOf, string } from "./fields.ts";
import { propertiesIn } from "./properties.ts";

/**
 * A Compose file, a Swarm stack too, by what it says and not by its name: nothing but Compose's own keys at the top, and a service
 * that has an image, a build or another service to extend. What only adds to another file's services has none of them, and is left alone.
 */
export function readCompose(root: Node): { readonly why: string; readonly facts: Facts } | undefined {
  const services = get(root, "services");
  if (root.kind !== "map" || services?.kind !== "map" || !root.entries.every(isOfCompose)) return undefined;
  const found = services.entries.filter(({ key, value }) => !isHole(key) && value.kind === "map");
  if (!found.some(({ value }) => runs(value) || extendsOther(value))) return undefined;
  const containers: Container[] = [];
  const workload = project(root, found, containers);
  for (const { key, keyAt, value } of found) if (value.kind === "map") containers.push(container(key, keyAt, value, workload));
  return { why: "has services of Compose", facts: facts({ workload: [workload], container: containers }) };
}

/** What a Compose file says beside the variables of its services; `${NAME:?}` takes a value from where Compose runs. */
export function* composeProperties(root: Node, except: ReadonlySet<number>): Iterable<Property> {
  const refer = (node: Node, name: string): readonly Edit[] => (/^[A-Za-z_]\w*$/.test(name) ? node.writer.replace(node, `\${${name}:?}`) : []);
  for (const { key, value } of root.kind === "map" ? root.entries : []) {
    const inner = value.kind === "map" && key === "services" ? value.entries : [{ key, value }];
    for (const part of inner) yield* propertiesIn(part.value, { holder: "compose", address: part.key, type: "", refer }, except, part.key);
  }
}

const topKeys: ReadonlySet<string> = new Set("version name include services networks volumes configs secrets models".split(" "));
const isOfCompose = ({ key }: Entry): boolean => topKeys.has(key) || key.startsWith("x-") || isHole(key);
const isHole = (key: string): boolean => /[{<%]/.test(key);
const runs = (service: Node): boolean => get(service, "image") !== undefined || get(service, "build") !== undefined;
const extendsOther = (service: Node): boolean => get(service, "extends") !== undefined;

function project(root: MapNode, services: readonly Entry[], containers: readonly Container[]): Workload {
  const family = interpolated(string(root, "name"));
  const at = placeOf(root);
  return {
    address: family.value ?? "",
    platform: "compose",
    family,
    containers,
    networkMode: absent(at),
    operatingSystem: services.some((s) => isForWindows(s.value)) ? Field.written("windows", at) : Field.unset<string>(at).or("linux"),
    launchTypes: new List("unset", [], at),
    taskRole: absent(at),
    executionRole: absent(at),
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

function container(name: string, nameAt: Place, service: MapNode, workload: Workload): Container {
  // Another file, or another service, has the rest.
  const isPart = !runs(service) || extendsOther(service);
  const map = named(isPart ? opened(service) : service, nameAt);
  const build = localBuild(map);
  return {
    address: name,
    workload,
    name: Field.written(name, nameAt),
    image: interpolated(string(map, "image")),
    user: interpolated(string(map, "user")),
    ...(build ? { build } : {}),
    privileged: boolean(map, "privileged").or(false),
    readOnlyRoot: boolean(map, "read_only").or(false),
    environment: environment(map),
    // The files under /run/secrets are no variables.
    secrets: new List("unset", [], nameAt),
  };
}

function localBuild(service: MapNode): LocalBuild | undefined {
  const build = get(service, "build");
  if (!build) return undefined;
  if (build.kind !== "map") {
    return {
      context: interpolated(string(service, "build")),
      dockerfile: absent<string>(build.at).or("Dockerfile"),
      target: absent(build.at),
      args: false,
    };
  }
  return {
    context: interpolated(string(build, "context")).or("."),
    dockerfile: get(build, "dockerfile_inline") ? Field.opaque(build.at) : interpolated(string(build, "dockerfile")).or("Dockerfile"),
    target: interpolated(string(build, "target")),
    args: get(build, "args") !== undefined,
  };
}
