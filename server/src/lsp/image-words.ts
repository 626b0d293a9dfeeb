import type { BaseImage } from "../knowledge/base-images/family.ts";
import { baseImage, type Counterpart, smallerImages, sourceOf } from "../knowledge/base-images/find.ts";
import { asOf, endedRelease } from "../knowledge/end-of-life.ts";
import type { Field } from "../model/field.ts";
import { type NamedImage, namedImage } from "../model/image-name.ts";
import type { Facts } from "../model/subjects.ts";
import { isRoot } from "../model/user-at.ts";
import type { Place } from "../text/source.ts";
import { holds, type Said } from "./said.ts";

/** What is known of the image that stands at an offset, as Markdown; undefined where none stands, or nothing is known of it. */
export function imageAt({ stage, container }: Facts, offset: number): Said | undefined {
  const bases = stage.map(({ base, image, parent }): Spot => ({ at: base.at, image: parent ? undefined : image }));
  const run = container.map(({ image }): Spot => ({ at: image.at, image: image.unset ? undefined : image }));
  const spot = [...bases, ...run].find(({ at, image }) => image && holds(at, offset));
  const said = spot?.image && describe(spot.image);
  return spot && said !== undefined ? { at: spot.at, said } : undefined;
}
interface Spot {
  readonly at: Place;
  /** Undefined where an earlier stage is meant. */
  readonly image: Field<string> | undefined;
}

function describe(image: Field<string>): string | undefined {
  const named = namedImage(image);
  const known = named && baseImage(named.name, named.tag);
  if (!named || !known) return undefined;
  const { name, tag } = named;
  const smaller = tag === undefined ? [] : smallerImages(known, tag);
  const { source = "", irreplaceable } = sourceOf(name) ?? {};
  const ended = tag === undefined ? undefined : endedRelease(name, tag);
  return [
    title(named, irreplaceable === undefined ? known : undefined),
    [`- User: ${userOf(known, named)}`, ...shellOf(known)].join("\n"),
    ...(ended ? [`${capitalized(ended.what)} reached its end of life on ${ended.on} (as of ${asOf}).`] : []),
    ...(smaller.length > 0
      ? [smallerOf(name, smaller)]
      : irreplaceable
        ? [`Nothing smaller takes its place: ${irreplaceable}.`]
        : [nothing(known, named)]),
    `_From ${source}_`,
  ].join("\n\n");
}

/** What is irreplaceable says by itself what it is for. */
const title = ({ name, tag }: NamedImage, known: BaseImage | undefined): string =>
  name === empty
    ? "**scratch** · empty"
    : `**${tag === undefined ? name : `${name}:${tag}`}**${known === undefined ? "" : ` · ${kinds[known.kind]}`}`;
const empty = "scratch";

const capitalized = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

const kinds: Readonly<Record<BaseImage["kind"], string>> = {
  os: "a distribution with its package manager",
  sdk: "compilers and build tools",
  language: "a language on a full distribution",
  small: "slim, with a shell",
  bare: "no shell and no package manager",
  server: "an application, ready to run",
};

function userOf({ user, spare, drops, os }: BaseImage, { name }: NamedImage): string {
  if (name === empty) return "root, without a name; USER may name any number";
  if (user === undefined) return os === "windows" ? "one of Windows" : "not the same in all of its tags, or not known";
  if (!isRoot(user)) return `\`${user}\``;
  const other = drops ? `; its entrypoint changes to \`${drops}\`` : spare ? `; it has \`${spare}\`, which USER may name` : "";
  return `root${other}`;
}

const shellOf = ({ kind, os }: BaseImage): readonly string[] =>
  os === "windows" ? [] : kind === "bare" ? ["- Shell and package manager: none"] : kind === "server" ? [] : ["- Shell and package manager: there"];

function smallerOf(name: string, smaller: readonly Counterpart[]): string {
  const lines = smaller.map((s) => `- \`${s.image.startsWith(":") ? name + s.image : s.image}\`, without ${s.without}`);
  return `Smaller ones that may serve:\n\n${lines.join("\n")}`;
}

const nothing = ({ kind }: BaseImage, { name }: NamedImage): string =>
  name === empty
    ? "Nothing is smaller."
    : kind === "bare"
      ? "Nothing smaller takes its place but what has nothing at all, scratch."
      : "No smaller one that serves the same is known for this tag.";
