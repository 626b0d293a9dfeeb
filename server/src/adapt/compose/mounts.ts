import type { Workload } from "../../model/container.ts";
import { Field, List } from "../../model/field.ts";
import { type Mount, type NewMount, type NewTmpfs, type NewVolume, type Tmpfs, type Volume, volumeNamed } from "../../model/mount.ts";
import type { MapNode, Node } from "../../syntax/tree.ts";
import type { Edit, Place } from "../../text/source.ts";
import { bindOf } from "../ecs/volumes.ts";
import { absent, boolean, type Items, list, named, pairs, placeOf, string, text } from "../fields.ts";
import { interpolated } from "./interpolation.ts";
import { split } from "./split.ts";

/** The volumes of a project. Docker's local driver makes of one a folder of the host where its options say so. */
export const volumes = (root: MapNode): List<Volume, NewVolume> =>
  pairs<Volume, NewVolume>(root, ["volumes"], {
    read({ key, keyAt, value }, remove) {
      const bound = value.kind === "map" ? bindOf(named(value, keyAt), ["driver_opts"]) : undefined;
      return volume(Field.written(key, keyAt), bound ? "host" : "managed", bound ?? absent(keyAt), remove);
    },
    write: ({ name }) => [name, {}],
  });

const volume = (name: Field<string>, kind: Volume["kind"], hostPath: Field<string>, remove: Volume["remove"]): Volume => ({
  name,
  kind,
  hostPath,
  hostPathType: absent(name.at),
  medium: kind === "empty" ? Field.written("Memory", name.at) : absent(name.at),
  remove,
});

/** `./data:/data:ro`, or a map. */
export const mounts = (workload: Workload): Items<Mount, NewMount> => ({
  read(item, remove) {
    if (item.kind === "map") return long(item, workload, remove);
    const whole = interpolated(text(item, remove));
    return whole.value === undefined && whole.parts.length === 0 ? undefined : short(whole, workload, remove);
  },
  write: ({ name, path }) => `${name}:${path}`,
});

function short(whole: Field<string>, workload: Workload, remove: Mount["remove"]): Mount {
  const pieces = split(whole, cut);
  const [first, second, mode] = pieces;
  const path = second ?? first ?? whole;
  const source = second ? first : undefined;
  const options = mode?.value?.split(",") ?? [];
  const set = (on: boolean): readonly Edit[] => {
    if (whole.value === undefined || !second) return [];
    const others = options.filter((o) => o !== "ro" && o !== "rw");
    const chosen = [on ? "ro" : "rw", ...others];
    return whole.set([pieces[0]?.value, pieces[1]?.value, chosen.join(",")].join(":"));
  };
  return {
    name: source && !isPath(source) ? source : absent(whole.at),
    path,
    readOnly: mode?.opaque
      ? Field.opaque(mode.at)
      : options.includes("ro") || options.includes("rw")
        ? Field.written(options.includes("ro"), mode?.at ?? whole.at, { set })
        : Field.unset<boolean>(path.at, { set }).or(false),
    propagation: propagationIn(options, mode, whole.at),
    volume: source ? sourceOf(source, workload, remove) : volume(absent(whole.at), "managed", absent(whole.at), remove),
    remove,
  };
}

function propagationIn(options: readonly string[], mode: Field<string> | undefined, at: Place): Field<string> {
  if (mode?.opaque) return Field.opaque(mode.at);
  const said = options.find((o) => /^r?(?:shared|slave|private)$/.test(o));
  return said === undefined ? absent(at) : Field.written(said, mode?.at ?? at);
}

/** A path of the host, as far as it is known; a name else. */
function sourceOf(source: Field<string>, workload: Workload, remove: Mount["remove"]): Volume | undefined {
  if (isPath(source)) return volume(absent(source.at), "host", source, remove);
  return source.opaque ? undefined : volumeNamed(workload.volumes, source);
}
const isPath = (source: Field<string>): boolean =>
  source.value === undefined ? source.parts.some((p) => p?.includes("/")) : /^(?:[./~\\]|[A-Za-z]:[\\/])/.test(source.value);

/** At colons, save those of Windows' drives. */
function cut(text: string): readonly string[] {
  const pieces: string[] = [];
  for (const piece of text.split(":")) {
    const last = pieces.at(-1);
    if (last !== undefined && /^[A-Za-z]$/.test(last) && /^[\\/]/.test(piece)) pieces[pieces.length - 1] = `${last}:${piece}`;
    else pieces.push(piece);
  }
  return pieces;
}

function long(map: MapNode, workload: Workload, remove: Mount["remove"]): Mount {
  const at = placeOf(map);
  const type = interpolated(string(map, "type"));
  const source = interpolated(string(map, "source"));
  const isHost = type.is((kind) => kind === "bind" || kind === "npipe");
  return {
    name: isHost ? absent(at) : source,
    path: interpolated(string(map, "target")),
    readOnly: boolean(map, "read_only").or(false),
    propagation: string(map, "bind", "propagation"),
    volume: isHost
      ? volume(absent(at), "host", source, remove)
      : type.is("tmpfs")
        ? volume(absent(at), "empty", absent(at), remove)
        : source.unset
          ? volume(absent(at), "managed", absent(at), remove)
          : volumeNamed(workload.volumes, source),
    remove,
  };
}

/** `/run:size=64m,noexec`, alone or in a list. */
export function tmpfs(map: MapNode): List<Tmpfs, NewTmpfs> {
  return list<Tmpfs, NewTmpfs>(map, "tmpfs", {
    oneOrMany: true,
    read: (item: Node, remove) => {
      const whole = interpolated(text(item, remove));
      const [path, options] = split(whole, (written) => {
        const colon = written.indexOf(":");
        return colon < 0 ? [written] : [written.slice(0, colon), written.slice(colon + 1)];
      });
      return { path: path ?? whole, options: optionsOf(whole, options), remove };
    },
    write: ({ path, size, options }) => [path, [`size=${size}m`, ...options].join(",")].join(":"),
  });
}

function optionsOf(whole: Field<string>, options: Field<string> | undefined): List<Field<string>, string> {
  const at: Place = options?.at ?? whole.at;
  if (options?.opaque) return new List("opaque", [], at);
  const all = (options?.value ?? "").split(",");
  const put = (old: string, now: string): readonly Edit[] => {
    const path = whole.value?.slice(0, whole.value.indexOf(":"));
    return path === undefined ? [] : whole.set(`${path}:${all.map((o) => (o === old ? now : o)).join(",")}`);
  };
  const items = all.flatMap((o) => (o === "" || o.startsWith("size=") ? [] : [Field.written(o, at, { set: (now) => put(o, now) })]));
  const add = (option: string): readonly Edit[] => (whole.value === undefined ? [] : whole.set(`${whole.value}${options ? "," : ":"}${option}`));
  return new List<Field<string>, string>(options ? "written" : "unset", items, at, add);
}
