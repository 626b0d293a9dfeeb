import { type Edit, textOf } from "../text/source.ts";
import type { Field } from "./field.ts";

/** The parts of an address that matter here, lower case. */
export interface Address {
  readonly scheme: string;
  /** Without user and port; undefined where only the build knows it. */
  readonly host: string | undefined;
}

/** The address that a field begins with; undefined where it begins with none, or with what only the build knows. */
export function addressOf(field: Field<string>): Address | undefined {
  const text = field.value ?? field.parts[0] ?? "";
  const match = /^([A-Za-z][A-Za-z0-9+.-]{0,20}):\/\/([^/?#\s]*)/.exec(text);
  const scheme = match?.[1]?.toLowerCase();
  if (scheme === undefined) return undefined;
  const authority = match?.[2] ?? "";
  // What is not known may begin within the host.
  const whole = field.value !== undefined || (match?.[0].length ?? 0) < text.length;
  const host = authority
    .slice(authority.lastIndexOf("@") + 1)
    .replace(/:\d*$/, "")
    .toLowerCase();
  return { scheme, host: whole && host !== "" ? host : undefined };
}

/** Does the host name this machine, a neighbour by its bare name, or the cloud's own metadata service? What is not known may. */
export const isNear = (host: string | undefined): boolean =>
  host === undefined ||
  /^(?:127\.[\d.]+|0\.0\.0\.0|169\.254\.[\d.]+|\[[0:]*:1\])$/.test(host) ||
  /(?:^|\.)localhost$|\.local$|\.internal$|\.test$|\.example$/.test(host) ||
  !host.includes(".");

/** Is the host an address of a private network, or a name that no public registry gives out? */
export const isPrivate = (host: string): boolean =>
  /^(?:10\.|192\.168\.|172\.(?:1[6-9]|2\d|3[01])\.)[\d.]+$/.test(host) || /\.(?:corp|home|intranet|lan|private)$/.test(host);

/** The host of `host`, `host:port` or an address, lower case. */
export const hostOf = (text: string): string =>
  text
    .replace(/^[A-Za-z][A-Za-z0-9+.-]{0,20}:\/\//, "")
    .replace(/[/?#].*$/s, "")
    .replace(/:\d*$/, "")
    .toLowerCase();

/** Edits that write https for http, where the address stands in the text and names no port. */
export function withHttps({ at }: Field<string>): readonly Edit[] {
  const text = textOf(at);
  const from = text.search(/http:\/\//i);
  if (from < 0 || /^http:\/\/[^/]*:\d/i.test(text.slice(from))) return [];
  const end = at.start + from + "http".length;
  return [{ at: { ...at, start: end, end }, text: "s" }];
}
