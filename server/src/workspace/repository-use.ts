import type { Field } from "../model/field.ts";
import type { RepositoryUse } from "../model/repository-use.ts";
import type { Facts } from "../model/subjects.ts";
import type { Around, Join } from "./join.ts";

/** Where the repositories of a workspace are defined. It holds addresses: it stays true while the texts change. */
interface Repositories {
  readonly byName: ReadonlyMap<string, readonly Defined[]>;
  /** By what the files that are read together call them. */
  readonly byAddress: ReadonlyMap<string, Defined>;
}
interface Defined {
  readonly uri: string;
  readonly address: string;
}

/** The images of a file that lie in repositories of the workspace. */
export const repositoryUses: Join<"repositoryUse", Repositories> = {
  makes: "repositoryUse",
  says: ({ repository }) => (repository.length === 0 ? "" : JSON.stringify(repository.map(({ address, name }) => [address, name.value]))),
  index: repositoriesOf,
  looks: ({ stage, container }) => stage.length + container.length > 0,
  see: usesIn,
};

function repositoriesOf(files: Iterable<readonly [uri: string, facts: Facts]>): Repositories {
  const byName = new Map<string, Defined[]>();
  const byAddress = new Map<string, Defined>();
  for (const [uri, { repository }] of files) {
    for (const { address, name } of repository) {
      const defined = { uri, address };
      byAddress.set(`${homeOf(uri, address)} ${address}`, defined);
      if (name.value === undefined) continue;
      const alike = byName.get(name.value);
      if (alike) alike.push(defined);
      else byName.set(name.value, [defined]);
    }
  }
  return { byName, byAddress };
}

/** Of two repositories that are called alike it is not known which is meant. */
function usesIn({ container, stage }: Facts, uri: string, { byName, byAddress }: Repositories, around: Around): readonly RepositoryUse[] {
  if (byName.size + byAddress.size === 0) return [];
  const images = [
    ...container.map(({ address, image }) => ({ address, image, by: "container" as const })),
    ...stage.filter((s) => !s.parent).map(({ address, base }) => ({ address, image: base, by: "stage" as const })),
  ];
  return images.flatMap(({ address, image, by }) => {
    const named = namedIn(image);
    if (!named) return [];
    const alike = named.name === undefined ? [] : (byName.get(named.name) ?? []);
    const defined =
      named.address === undefined ? (alike.length === 1 ? alike[0] : undefined) : byAddress.get(`${homeOf(uri, named.address)} ${named.address}`);
    const repository = defined && around.facts(defined.uri)?.repository.find((r) => r.address === defined.address);
    return repository ? [{ address, by, image, tag: named.tag, pinned: named.pinned, repository }] : [];
  });
}

/** The files of one folder are one module of Terraform; a template's names are its own. */
const homeOf = (uri: string, address: string): string => (address.includes(".") ? uri.slice(0, uri.lastIndexOf("/") + 1) : uri);

interface Named {
  readonly name?: string;
  readonly address?: string;
  readonly tag: string | undefined;
  readonly pinned: boolean;
}

/** The repository of ECR that an image lies in: by its name, or by what its own file calls it (`${Repository}`, `aws_ecr_repository.web.repository_url`). */
function namedIn(image: Field<string>): Named | undefined {
  const text = image.value ?? image.text ?? "";
  const bare = addressIn(text);
  if (bare !== undefined) return { address: bare, ...rest("") };
  const [, hole, after = ""] = /^\$\{([^{}]*)\}((?:[:@].*)?)$/s.exec(text) ?? [];
  const address = hole === undefined ? undefined : addressIn(hole);
  if (address !== undefined) return { address, ...rest(after) };
  const [, path = "", end = ""] = ofEcr.exec(text) ?? [];
  if (path === "") return undefined;
  if (!path.includes("$")) return { name: path, ...rest(end) };
  const [, logicalId, block] = /^\$\{(?:(\w+)|(aws_ecr_repository\.[\w-]+)(?:\[[^\]]*\])?\.(?:name|id))\}$/.exec(path) ?? [];
  const named = logicalId ?? block;
  return named === undefined ? undefined : { address: named, ...rest(end) };
}

/** `1234.dkr.ecr.eu-west-1.amazonaws.com/shop/web:1`, where account and region may be known to deployment only. */
const ofEcr =
  /^(?:[0-9]{12}|\$\{[^{}]*\})\.dkr[.-]ecr(?:-fips)?\.(?:[a-z0-9-]+|\$\{[^{}]*\})\.(?:amazonaws\.com(?:\.cn)?|\$\{[^{}]*\})\/((?:[^:@$]|\$\{[^{}]*\})+)((?:[:@].*)?)$/s;

/** What a reference to a repository's own address names: `Web.RepositoryUri`, `aws_ecr_repository.web[0].repository_url`, `module.ecr.repository_url`. */
const addressIn = (reference: string): string | undefined =>
  /^(\w+)\.RepositoryUri$/.exec(reference)?.[1] ?? /^((?:aws_ecr_repository|module)\.[\w-]+)(?:\[[^\]]*\])?\.repository_url$/.exec(reference)?.[1];

/** What follows a name. */
function rest(text: string): Pick<Named, "tag" | "pinned"> {
  const [tagged = "", ...digest] = text.replaceAll(/\$\{[^{}]*\}/g, "\0").split("@");
  const tag = tagged.slice(1);
  return { tag: tag.includes("\0") ? undefined : tag === "" && digest.length === 0 ? "latest" : tag || undefined, pinned: digest.length > 0 };
}
