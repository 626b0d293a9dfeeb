import { baseImage } from "./base-images/find.ts";
import { type Ends, type Product, products } from "./releases.ts";

/**
 * Ends later than this day are only planned, and may still move: nothing is said of them. Whoever checks the table of releases again
 * sets the day anew.
 */
export const asOf = "2026-09-01";

/** What an image holds that its makers no longer fix. */
export interface Ended {
  /** "Node.js 12", "Debian 10 (buster)". */
  readonly what: string;
  /** The last day with free security fixes: "2022-04-30". */
  readonly on: string;
  /** A tag of the same image and variant that is supported, where there is one. */
  readonly successor: string | undefined;
}

/** Whether a release that an image's name and tag tell had ended by `asOf`: the image's own, or that of the distribution under it. */
export function endedRelease(name: string, tag: string): Ended | undefined {
  const head = /^[a-z0-9.]+/i.exec(tag)?.[0] ?? "";
  const rest = tag.slice(head.length);
  const product = byName.get(name);
  const release = product && releaseOf(product, head);
  if (product && release) {
    const { label, next, variants } = product;
    return { ...ended(label, release), successor: next !== undefined && (rest === "" || variants.includes(rest)) ? next + rest : undefined };
  }
  if (!baseImage(name, tag) && !product) return undefined;
  const parts = tag.split("-");
  for (const [i, part] of parts.entries()) {
    const below = distributionOf(part);
    if (!below) continue;
    const without = parts.with(i, part.startsWith("alpine") ? "alpine" : "").filter((p) => p !== "");
    return { ...below, successor: product && i > 0 ? without.join("-") : undefined };
  }
  return undefined;
}

interface Release {
  readonly release: string;
  readonly on: string;
}

const ended = (label: string, { release, on }: Release): Omit<Ended, "successor"> => ({ what: `${label} ${release}`, on });

/** `12.22.1` is part of `12.22`, and that of `12`. */
function releaseOf({ ends, codenames }: Product, head: string): Release | undefined {
  const named = codenames?.[head.toLowerCase()];
  if (named !== undefined) {
    const found = past(ends, named);
    return found && { ...found, release: `${named} (${head.toLowerCase()})` };
  }
  for (let text = head; text !== ""; text = text.slice(0, Math.max(text.lastIndexOf("."), 0))) {
    const found = past(ends, text);
    if (found) return found;
  }
  return undefined;
}

function past(ends: Ends, release: string): Release | undefined {
  const on = Object.hasOwn(ends, release) ? ends[release] : undefined;
  return on !== undefined && on <= asOf ? { release, on } : undefined;
}

/** `alpine3.16`, `buster`, `bionic` as a part of a tag. */
function distributionOf(part: string): Omit<Ended, "successor"> | undefined {
  const alpine = /^alpine(\d+\.\d+)$/.exec(part)?.[1];
  for (const name of alpine === undefined ? ["debian", "ubuntu"] : ["alpine"]) {
    const product = byName.get(name);
    const named = product?.codenames?.[part];
    const release = product && (alpine === undefined ? named !== undefined && releaseOf(product, part) : past(product.ends, alpine));
    if (product && release) return ended(product.label, release);
  }
  return undefined;
}

const byName: ReadonlyMap<string, Product> = new Map(products.flatMap((p) => p.names.map((n) => [n, p] as const)));
