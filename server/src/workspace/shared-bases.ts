import type { Stage } from "../model/build.ts";
import { imageOf } from "../model/image.ts";
import { imageName } from "../model/image-name.ts";
import { isLiteral } from "../model/literal.ts";
import type { SharedBase } from "../model/shared-base.ts";
import type { Facts } from "../model/subjects.ts";
import type { Join } from "./join.ts";
import { readable } from "./local-build.ts";

/** Where each version of an image is built on, by the image's name. It holds addresses: it stays true while the texts change. */
type Bases = ReadonlyMap<string, readonly Use[]>;

interface Use {
  readonly name: string;
  /** The first two numbers of the tag, or the only one. */
  readonly version: readonly number[];
  /** What the tag says behind its numbers: "-slim". */
  readonly variant: string;
  readonly image: string;
  readonly tag: string;
  readonly uri: string;
}

/** So many versions of one image are a matrix, which somebody wants. */
const matrix = 4;

/** The bases of a file of which other files have newer versions. */
export const sharedBases: Join<"sharedBase", Bases> = {
  makes: "sharedBase",
  says: (facts, uri) =>
    usesIn(facts, uri)
      .map((u) => u.image)
      .join(" "),
  index(files) {
    const bases = new Map<string, Use[]>();
    for (const [uri, facts] of files) {
      for (const use of usesIn(facts, uri)) {
        const known = bases.get(use.name);
        if (known) known.push(use);
        else bases.set(use.name, [use]);
      }
    }
    for (const [name, uses] of bases) {
      const versions = new Set(uses.map((u) => u.version.join(".")));
      if (versions.size < 2 || versions.size >= matrix) bases.delete(name);
    }
    return bases;
  },
  looks: ({ stage }) => stage.length > 0,
  see: ({ stage }, uri, bases) => (bases.size === 0 ? [] : stage.flatMap((s) => sharedBase(s, uri, bases))),
};

const usesIn = ({ stage }: Facts, uri: string): readonly Use[] => stage.flatMap((s) => useOf(s, uri) ?? []);

/** Undefined for a tag without numbers, for what a variable decides, and where the file's own path says the version: one of several on purpose. */
function useOf({ base, parent }: Stage, uri: string): Use | undefined {
  const image = !parent && isLiteral(base) ? imageOf(base) : undefined;
  const name = image && imageName(image);
  const [, written = "", variant = ""] = /^v?(\d+(?:\.\d+)*)(?![\w.])(.*)$/.exec(image?.tag ?? "") ?? [];
  if (name === undefined || image?.tag === undefined || written === "" || isNamed(written, uri)) return undefined;
  return { name, version: written.split(".").slice(0, 2).map(Number), variant, image: `${name}:${image.tag}`, tag: image.tag, uri };
}

const isNamed = (version: string, uri: string): boolean => {
  const [major = "", minor] = version.split(".");
  const numbers = readable(uri).match(/\d+(?:[._-]\d+)*/g) ?? [];
  return numbers.some((n) => n.split(/[._-]/)[0] === major || (minor !== undefined && n === major + minor));
};

function sharedBase(stage: Stage, uri: string, bases: Bases): readonly SharedBase[] {
  const own = useOf(stage, uri);
  const [newest, ...others] = ((own && bases.get(own.name)) ?? []).filter((u) => own && isNewer(u.version, own.version));
  if (!own || !newest) return [];
  const newer = others.reduce((best, u) => (isNewer(u.version, best.version) ? u : best), newest);
  const same = [newest, ...others].find((u) => u.variant === own.variant && !isNewer(newer.version, u.version));
  const { address, base, tag } = stage;
  return [{ address, base, image: own.image, tag, newer: { image: newer.image, where: seenFrom(uri, newer.uri), tag: same?.tag } }];
}

/** "22" and "22.11" may be one version. */
function isNewer(one: readonly number[], other: readonly number[]): boolean {
  const at = one.findIndex((n, i) => n !== (other[i] ?? n));
  return at >= 0 && (one[at] ?? 0) > (other[at] ?? 0);
}

function seenFrom(uri: string, other: string): string | undefined {
  const [here = [], there = []] = [uri, other].map((u) => readable(u).split("/"));
  const shared = there.findIndex((segment, i) => segment !== here[i]);
  return shared < 0 ? undefined : [...here.slice(shared + 1).map(() => ".."), ...there.slice(shared)].join("/");
}
