import type { Workload } from "../../model/container.ts";
import { Field, type List } from "../../model/field.ts";
import { type Efs, type Mount, type NewMount, type NewVolume, type Volume, volumeNamed } from "../../model/mount.ts";
import { get, type MapNode } from "../../syntax/tree.ts";
import type { Edit, Place } from "../../text/source.ts";
import { absent, boolean, type Items, list, placeOf, string, translated } from "../fields.ts";
import type { Spelling } from "../spelling.ts";

export const volumes = (map: MapNode, spelling: Spelling): List<Volume, NewVolume> =>
  list<Volume, NewVolume>(map, spelling("volumes"), {
    read: (item, remove) =>
      item.kind === "map"
        ? volume(item, spelling, [spelling("host"), spelling("sourcePath")], remove)
        : item.kind === "opaque"
          ? unknown(item.at, remove)
          : undefined,
    write: ({ name }) => ({ [spelling("name")]: name }),
  });

/** One that a template computes. */
const unknown = (at: Place, remove: () => readonly Edit[]): Volume => ({
  name: Field.opaque(at),
  kind: "unknown",
  hostPath: Field.opaque(at),
  hostPathType: absent(at),
  medium: absent(at),
  remove,
});

/** `hostPath` is where that stands: Terraform has it one step further out. */
export function volume(map: MapNode, spelling: Spelling, hostPath: readonly string[], remove: () => readonly Edit[]): Volume {
  const at = placeOf(map);
  const isEfs = get(map, spelling("efsVolumeConfiguration")) !== undefined;
  const docker = spelling("dockerVolumeConfiguration");
  const path = string(map, ...hostPath);
  const bound = bindOf(map, [docker, spelling("driverOpts")]);
  const known = new Set([spelling("name"), hostPath[0] ?? ""]);
  return {
    name: string(map, spelling("name")),
    kind: isEfs
      ? "efs"
      : !path.unset || bound
        ? "host"
        : get(map, docker) || get(map, spelling("fsxWindowsFileServerVolumeConfiguration"))
          ? "managed"
          : map.open || map.entries.some((e) => !known.has(e.key))
            ? "unknown"
            : "empty",
    hostPath: path.unset && bound ? bound : path,
    hostPathType: absent(at),
    medium: absent(at),
    ...(isEfs ? { efs: efs(map, spelling) } : {}),
    remove,
  };
}

/** Docker's local driver mounts a folder of the host with these options. */
export function bindOf(map: MapNode, options: readonly string[]): Field<string> | undefined {
  const how = string(map, ...options, "o");
  const device = string(map, ...options, "device");
  return how.is((text) => /(?:^|,)r?bind(?:,|$)/.test(text)) && !device.unset ? device : undefined;
}

/** Unencrypted, without the role and from the root unless it says otherwise. */
function efs(map: MapNode, spelling: Spelling): Efs {
  const own = (...path: readonly string[]): Field<string> => string(map, spelling("efsVolumeConfiguration"), ...path.map(spelling));
  const switched = (field: Field<string>): Field<boolean> => translated(field, isEnabled, (on) => (on ? "ENABLED" : "DISABLED")).or(false);
  return {
    fileSystem: own("fileSystemId"),
    rootDirectory: own("rootDirectory").or("/"),
    transitEncryption: switched(own("transitEncryption")),
    accessPoint: own("authorizationConfig", "accessPointId"),
    iam: switched(own("authorizationConfig", "iam")),
  };
}
const isEnabled = (text: string): boolean | undefined => (text === "ENABLED" ? true : text === "DISABLED" ? false : undefined);

export const mounts = (workload: Workload, spelling: Spelling): Items<Mount, NewMount> => ({
  read(item, remove) {
    if (item.kind !== "map") return undefined;
    const name = string(item, spelling("sourceVolume"));
    return {
      name,
      path: string(item, spelling("containerPath")),
      readOnly: boolean(item, spelling("readOnly")).or(false),
      propagation: absent(placeOf(item)),
      volume: volumeNamed(workload.volumes, name),
      remove,
    };
  },
  write: ({ name, path }) => ({ [spelling("sourceVolume")]: name, [spelling("containerPath")]: path }),
});
