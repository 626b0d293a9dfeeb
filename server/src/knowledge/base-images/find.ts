import { bare } from "./bare.ts";
import { builders } from "./builders.ts";
import { distributions } from "./distributions.ts";
import { dotnet } from "./dotnet.ts";
import type { BaseImage, Family, Variant } from "./family.ts";
import { languages } from "./languages.ts";
import { platforms } from "./platforms.ts";
import { servers } from "./servers.ts";

/** All that is known, family by family. */
export const families: readonly Family[] = [...languages, ...builders, ...distributions, ...dotnet, ...bare, ...servers, ...platforms];

/**
 * What is known of an image by its name, as `imageName` gives it, and its tag: "latest" where none is written, undefined where it is
 * not known. Undefined for an image that the table does not have.
 */
export function baseImage(name: string, tag: string | undefined): BaseImage | undefined {
  const variants = familyOf(name)?.variants;
  if (tag === undefined) return variants && common(variants);
  const found = variants?.find((v) => v.tag?.test(tag) ?? true);
  return found?.os !== "windows" && /nanoserver|windowsservercore|ltsc20\d\d/.test(tag) ? windows : found;
}

/** What holds for all variants: a tag that is not known may be any. */
function common([first, ...rest]: readonly Variant[]): BaseImage | undefined {
  if (!first || rest.length === 0) return first;
  const same = <T>(read: (v: Variant) => T): T | undefined => (rest.every((v) => read(v) === read(first)) ? read(first) : undefined);
  return {
    kind: same((v) => v.kind) ?? "server",
    user: same((v) => v.user),
    spare: same((v) => v.spare),
    drops: same((v) => v.drops),
    rootMaster: same((v) => v.rootMaster),
    os: same((v) => v.os),
    unversioned: same((v) => v.unversioned),
  };
}

const windows: BaseImage = { kind: "os", os: "windows" };

const byName: ReadonlyMap<string, Family> = new Map(families.flatMap((f) => f.names.map((n) => [n, f] as const)));

/** By the whole name, else by the longest beginning that the table has. */
function familyOf(name: string): Family | undefined {
  const exact = byName.get(name);
  if (exact || name.length > 512) return exact;
  for (let end = name.length; end > 0; end--) {
    const family = byName.get(`${name.slice(0, end)}*`);
    if (family) return family;
  }
  return undefined;
}

/** Where what is known of an image comes from, and why nothing takes its place, if that is so. */
export const sourceOf = (name: string): Pick<Family, "source" | "irreplaceable"> | undefined => familyOf(name);

/** What serves instead of an image. */
export interface Counterpart {
  /** `:22-slim` of the same image, or a whole reference. */
  readonly image: string;
  readonly without: string;
  /** Has it a shell to start with? */
  readonly shell: boolean;
}

/** What serves instead of this image with this tag, the best first. */
export function smallerImages(base: BaseImage, tag: string): readonly Counterpart[] {
  return (base.smaller ?? []).flatMap(({ tag: pattern, image, without }) => {
    const found = pattern.exec(tag);
    if (!found) return [];
    const shell = !/^gcr\.io\/distroless\/|chiseled/.test(image);
    return [{ image: image.replace(/\$(\d)/g, (_, group: string) => found[Number(group)] ?? ""), without, shell }];
  });
}
