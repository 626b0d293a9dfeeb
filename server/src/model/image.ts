import type { Field } from "./field.ts";

/**
 * An image reference in the grammar of the OCI distribution specification, piece by piece as written: `registry/repository:tag@digest`.
 * A piece is undefined where nothing is written, or where `holes` says that only the build knows it.
 */
export interface ImageReference {
  /** A host with an optional port; unwritten, Docker Hub is meant. */
  readonly registry: string | undefined;
  /** The path in the registry: `node`, `library/node`, `team/app/web`. */
  readonly repository: string | undefined;
  readonly tag: string | undefined;
  /** `sha256:…`, which alone decides what is pulled. */
  readonly digest: string | undefined;
  /** The pieces that a placeholder is part of, and so may hold anything. */
  readonly holes: readonly ("name" | "tag" | "digest")[];
}

/** Undefined for what is not a reference: upper case in the repository, an empty piece, a blank. */
export function parseImage(text: string): ImageReference | undefined {
  const [named = "", digest, ...more] = text.split("@");
  if (more.length > 0 || (digest !== undefined && !isDigest(digest))) return undefined;
  const slash = named.lastIndexOf("/");
  const colon = named.indexOf(":", slash + 1);
  const name = colon < 0 ? named : named.slice(0, colon);
  const tag = colon < 0 ? undefined : named.slice(colon + 1);
  if (tag !== undefined && !/^[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}$/.test(tag)) return undefined;
  const { registry, repository } = splitRegistry(name);
  if (registry !== undefined && !isHost(registry)) return undefined;
  if (repository.length > 255 || /^[0-9a-f]{64}$/.test(name) || !repository.split("/").every(isComponent)) return undefined;
  return { registry, repository, tag, digest, holes: [] };
}

/** The same for a text with holes, as `Field.parts` tells them; a hole is taken to be whole within the piece that it stands in. */
export function parseImageParts(parts: readonly (string | undefined)[]): ImageReference | undefined {
  const first = parts[0];
  const last = parts.at(-1);
  if (parts.every((p) => p !== undefined)) return parseImage(parts.join(""));
  const nothing: ImageReference = { registry: undefined, repository: undefined, tag: undefined, digest: undefined, holes: ["name", "tag", "digest"] };
  // What stands before the first hole is known for sure up to the last mark that begins a new piece.
  const head = parts.indexOf(undefined) > 0 ? knownHead(first ?? "") : undefined;
  const tail = last === undefined ? undefined : knownTail(last);
  if (head && parts.slice(1).every((p) => p === undefined || !/[/@]/.test(p))) return { ...nothing, ...head, holes: head.holes };
  return tail ? { ...nothing, ...tail } : nothing;
}

/** The reference that a field holds, as far as it is known. */
export const imageOf = (field: Field<string>): ImageReference | undefined =>
  field.value === undefined ? (field.parts.length > 0 ? parseImageParts(field.parts) : undefined) : parseImage(field.value);

/** Is it known what follows the name: that a tag and a digest are written, or are not? */
export const isEndKnown = ({ holes }: ImageReference): boolean => !holes.includes("tag") && !holes.includes("digest");

/** Is the tag one that is made to be moved, a channel's or a branch's? None is `latest`. */
export const moves = ({ tag = "latest" }: ImageReference): boolean => moving.has(tag);
const moving: ReadonlySet<string> = new Set(
  "latest stable edge nightly canary beta test testing dev develop development main master trunk staging prod production".split(" "),
);

/** The text again, as it was written. Only for a reference without holes. */
export const printImage = ({ registry, repository = "", tag, digest }: ImageReference): string =>
  `${registry === undefined ? "" : `${registry}/`}${repository}${tag === undefined ? "" : `:${tag}`}${digest === undefined ? "" : `@${digest}`}`;

/** A name is split as Docker does: the first segment is a registry where it cannot be a path or is `localhost`. */
function splitRegistry(name: string): { readonly registry: string | undefined; readonly repository: string } {
  const slash = name.indexOf("/");
  const first = name.slice(0, Math.max(slash, 0));
  const host = slash >= 0 && (/[.:]/.test(first) || first === "localhost" || first.toLowerCase() !== first);
  return host ? { registry: first, repository: name.slice(slash + 1) } : { registry: undefined, repository: name };
}

/** `node:` before a hole: the name is known, the tag is not. */
function knownHead(head: string): ImageReference | undefined {
  const at = head.indexOf("@");
  const named = at < 0 ? head : head.slice(0, at);
  const colon = named.indexOf(":", named.lastIndexOf("/") + 1);
  if (colon < 0 && at < 0) return undefined;
  const known = parseImage(at >= 0 && colon + 1 < named.length ? named : named.slice(0, colon));
  return known && { ...known, holes: at < 0 ? ["tag", "digest"] : ["digest"] };
}

/** `:latest`, `@sha256:…` or `/app` after a hole: the name is not known, but how it ends is. */
function knownTail(tail: string): ImageReference | undefined {
  const slash = tail.indexOf("/");
  const colon = tail.indexOf(":", tail.lastIndexOf("/") + 1);
  if (slash < 0 && colon < 0 && !tail.includes("@")) return undefined;
  const known = parseImage(`x${tail}`);
  // A port is no tag: `${host}:5000/app` was cut at its last slash above.
  return known && { ...known, registry: undefined, repository: undefined, holes: slash < 0 && colon < 0 ? ["name", "tag"] : ["name"] };
}

/** Letters and digits in runs that `.`, `_`, `__` or dashes part. */
function isComponent(text: string): boolean {
  const separators = text.split(/[a-z0-9]+/);
  return separators.length > 1 && separators.every((s, i) => (i === 0 || i === separators.length - 1 ? s === "" : /^(?:[._]|__|-+)$/.test(s)));
}

const isHost = (text: string): boolean => {
  const port = /:[0-9]+$/.exec(text);
  const host = port ? text.slice(0, port.index) : text;
  return /^\[[0-9a-fA-F:]+\]$/.test(host) || host.split(".").every((label) => /^[A-Za-z0-9-]+$/.test(label) && !/^-|-$/.test(label));
};

const isDigest = (text: string): boolean => {
  const colon = text.indexOf(":");
  const algorithm = text.slice(0, Math.max(colon, 0)).split(/[+._-]/);
  return algorithm.every((a) => /^[A-Za-z][A-Za-z0-9]*$/.test(a)) && /^[0-9a-fA-F]{32,}$/.test(text.slice(colon + 1));
};
