import type { UncachedImage } from "../model/cache-rule.ts";
import type { Field } from "../model/field.ts";
import { imageOf } from "../model/image.ts";
import { imageName } from "../model/image-name.ts";
import { isLiteral } from "../model/literal.ts";
import type { Facts } from "../model/subjects.ts";
import type { Join } from "./join.ts";

/** The prefix of the workspace's cache of Docker Hub, where it has exactly one, and the registries in which images under some prefix are said to lie. */
interface Cache {
  readonly prefix: string | undefined;
  readonly registries: ReadonlySet<string>;
}

/** The images of a file that come from Docker Hub past the workspace's own cache of it. */
export const uncachedImages: Join<"uncachedImage", Cache> = {
  makes: "uncachedImage",
  says: (facts) => [...prefixesIn(facts).map((prefix) => `${dockerHub} ${prefix}`), ...registriesIn(facts)].join(" "),
  index(files) {
    const prefixes = new Set<string>();
    const registries = new Set<string>();
    for (const [, facts] of files) {
      for (const prefix of prefixesIn(facts)) prefixes.add(prefix);
      for (const registry of registriesIn(facts)) registries.add(registry);
    }
    const [prefix, ...others] = prefixes;
    return { prefix: others.length > 0 ? undefined : prefix, registries };
  },
  looks: ({ stage, container }) => stage.length + container.length > 0,
  see: ({ stage, container }, _, { prefix, registries }) => {
    if (prefix === undefined) return [];
    const images = [...stage.filter((s) => !s.parent).map(({ address, base }) => ({ address, image: base })), ...container];
    return images.flatMap(({ address, image }) => uncached(address, image, prefix, registries) ?? []);
  },
};

const dockerHub = "registry-1.docker.io";

const prefixesIn = ({ cacheRule }: Facts): readonly string[] =>
  cacheRule.flatMap(({ prefix, upstream }) => (upstream.is(dockerHub) && prefix.value !== "ROOT" ? (prefix.value ?? []) : []));

/** Accounts' registries, each with the prefix of its image: "111122223333.dkr.ecr.eu-west-1.amazonaws.com/docker-hub". */
const registriesIn = ({ stage, container }: Facts): readonly string[] =>
  [...stage.map((s) => s.base), ...container.map((c) => c.image)].flatMap(
    (image) => /^\d{12}\.dkr\.ecr\.[a-z0-9-]{1,30}\.amazonaws\.com(?:\.cn)?\/[^/:@]{1,60}(?=\/)/.exec(image.value ?? "") ?? [],
  );

function uncached(address: string, image: Field<string>, prefix: string, registries: ReadonlySet<string>): UncachedImage | undefined {
  const named = isLiteral(image) ? imageOf(image) : undefined;
  const name = named && imageName(named);
  if (!named || name === undefined || name === "scratch" || (named.registry !== undefined && named.registry !== "docker.io")) return undefined;
  const repository = name.includes("/") ? name : `library/${name}`;
  const rest = `${named.tag === undefined ? "" : `:${named.tag}`}${named.digest === undefined ? "" : `@${named.digest}`}`;
  const cached = `${prefix}/${repository}${rest}`;
  const [registry, ...others] = [...registries].filter((r) => r.endsWith(`/${prefix}`));
  const host = others.length === 0 ? registry?.slice(0, registry.indexOf("/")) : undefined;
  return { address, image, cached, use: () => (host === undefined ? [] : image.set(`${host}/${cached}`)) };
}
