import type { UncachedImage } from "../model/cache-rule.ts";
import type { Field } from "../model/field.ts";
import { imageOf } from "../model/image.ts";
import { imageName } from "../model/image-name.ts";
import { isLiteral } from "../model/literal.ts";
import type { Facts } from "../model/subjects.ts";
import type { Join } from "./join.ts";

/** The images of a file that come from Docker Hub past the workspace's own cache of it, where it has exactly one. */
export const uncachedImages: Join<"uncachedImage", string> = {
  makes: "uncachedImage",
  *tells(facts) {
    for (const prefix of prefixesIn(facts)) yield { key: caches, says: prefix, told: prefix };
    for (const [host, prefix] of registriesIn(facts)) yield { key: under(prefix), says: host, told: host };
  },
  looks: ({ stage, container }) => stage.length + container.length > 0,
  see({ stage, container }, _, { ask }) {
    const [prefix, ...others] = new Set(ask(caches));
    if (prefix === undefined || others.length > 0) return [];
    const hosts = new Set(ask(under(prefix)));
    const images = [...stage.filter((s) => !s.parent).map(({ address, base }) => ({ address, image: base })), ...container];
    return images.flatMap(({ address, image }) => uncached(address, image, prefix, hosts) ?? []);
  },
};

/** The keys: prefixes of caches of Docker Hub, and accounts' registries in which images under a prefix are said to lie. */
const caches = "caches";
const under = (prefix: string): string => `under ${prefix}`;

const dockerHub = "registry-1.docker.io";

const prefixesIn = ({ cacheRule }: Facts): readonly string[] =>
  cacheRule.flatMap(({ prefix, upstream }) => (upstream.is(dockerHub) && prefix.value !== "ROOT" ? (prefix.value ?? []) : []));

/** "111122223333.dkr.ecr.eu-west-1.amazonaws.com" and "docker-hub", of an image there. */
const registriesIn = ({ stage, container }: Facts): readonly (readonly [host: string, prefix: string])[] =>
  [...stage.map((s) => s.base), ...container.map((c) => c.image)].flatMap((image) => {
    const [, host, prefix] = /^(\d{12}\.dkr\.ecr\.[a-z0-9-]{1,30}\.amazonaws\.com(?:\.cn)?)\/([^/:@]{1,60})\//.exec(image.value ?? "") ?? [];
    return host !== undefined && prefix !== undefined ? [[host, prefix] as const] : [];
  });

function uncached(address: string, image: Field<string>, prefix: string, hosts: ReadonlySet<string>): UncachedImage | undefined {
  const named = isLiteral(image) ? imageOf(image) : undefined;
  const name = named && imageName(named);
  if (!named || name === undefined || name === "scratch" || (named.registry !== undefined && named.registry !== "docker.io")) return undefined;
  const repository = name.includes("/") ? name : `library/${name}`;
  const rest = `${named.tag === undefined ? "" : `:${named.tag}`}${named.digest === undefined ? "" : `@${named.digest}`}`;
  const cached = `${prefix}/${repository}${rest}`;
  const [host, ...others] = hosts;
  return { address, image, cached, use: () => (host === undefined || others.length > 0 ? [] : image.set(`${host}/${cached}`)) };
}
