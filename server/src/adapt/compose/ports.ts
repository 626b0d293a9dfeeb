import { Field } from "../../model/field.ts";
import type { Port } from "../../model/network.ts";
import { absent, type Items, placeOf, string, text } from "../fields.ts";
import { interpolated } from "./interpolation.ts";
import { split } from "./split.ts";

/** `127.0.0.1:8080:80/tcp`, or a map. Compose publishes on all addresses of the host. */
export const ports: Items<Port, never> = {
  read(item, remove) {
    if (item.kind === "map") {
      const at = placeOf(item);
      const mode = string(item, "mode");
      const published = interpolated(string(item, "published"));
      // Compose does not say that it takes an address there.
      const hasAddress = published.is((port) => port.includes(":"));
      return {
        container: interpolated(string(item, "target")),
        host: published,
        address: mode.opaque || hasAddress ? Field.opaque(at) : interpolated(string(item, "host_ip")).or("0.0.0.0"),
        protocol: interpolated(string(item, "protocol")).or("tcp"),
        remove,
      };
    }
    const whole = interpolated(text(item, remove));
    if (whole.value === undefined && whole.parts.length === 0) return undefined;
    return port(whole, remove);
  },
  write: (never) => never,
};

function port(whole: Field<string>, remove: Port["remove"]): Port {
  const pieces = split(whole, cut);
  const hasProtocol = pieces.length > 1 && pieces.at(-1)?.is((p) => protocols.includes(p));
  const protocol = hasProtocol ? pieces.at(-1) : undefined;
  const [container, host, address] = pieces.slice(0, hasProtocol ? -1 : undefined).toReversed();
  const { at } = whole;
  return {
    container: container ?? Field.opaque(at),
    host: host?.is("") ? Field.unset(at) : (host ?? absent(at)),
    address: address ?? withAddress(whole, host).or("0.0.0.0"),
    protocol: protocol ?? absent<string>(at).or("tcp"),
    remove,
  };
}

/** An address is put before the port of the host, which is left to the host with nothing between the colons. */
const withAddress = (whole: Field<string>, host: Field<string> | undefined): Field<string> =>
  Field.unset(whole.at, {
    set: (address) => (whole.value === undefined ? [] : whole.set(`${address}:${host ? "" : ":"}${whole.value}`)),
  });

/** From the end: a port of the container, one of the host, an address, which may hold colons itself. */
function cut(text: string): readonly string[] {
  const slash = text.lastIndexOf("/");
  const protocol = slash >= 0 && protocols.includes(text.slice(slash + 1)) ? text.slice(slash + 1) : undefined;
  const rest = protocol === undefined ? text : text.slice(0, slash);
  const pieces: string[] = [];
  let end = rest.length;
  while (pieces.length < 2 && end > 0) {
    const colon = rest.lastIndexOf(":", end - 1);
    if (colon < 0) break;
    pieces.unshift(rest.slice(colon + 1, end));
    end = colon;
  }
  return [rest.slice(0, end), ...pieces, ...(protocol === undefined ? [] : [protocol])];
}
const protocols = ["tcp", "udp", "sctp"];
