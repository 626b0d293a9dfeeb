import type { Field } from "../model/field.ts";
import type { RepositoryUse } from "../model/repository-use.ts";
import type { Facts } from "../model/subjects.ts";
import type { Around, Join } from "./join.ts";

/** Where a repository is defined. */
interface Defined {
  readonly uri: string;
  readonly address: string;
}

/** The images of a file that lie in repositories of the workspace. Of two repositories that are called alike it is not known which is meant. */
export const repositoryUses: Join<"repositoryUse", Defined> = {
  makes: "repositoryUse",
  tells: ({ repository }, uri) =>
    firstOfEach(repository).flatMap(({ address, name }) =>
      [atAddress(uri, address), ...(name.value === undefined ? [] : [called(name.value)])].map((key) => ({
        key,
        says: address,
        told: { uri, address },
      })),
    ),
  looks: ({ stage, container }) => stage.length + container.length > 0,
  see: usesIn,
};

/** One that a condition of its template changes is there once more for each outcome. */
const firstOfEach = <T extends { readonly address: string }>(all: readonly T[]): readonly T[] => [
  ...new Map(all.toReversed().map((one) => [one.address, one])).values(),
];

/** The keys: what the files that are read together call it, and its name. */
const atAddress = (uri: string, address: string): string => `at ${homeOf(uri, address)} ${address}`;
const called = (name: string): string => `called ${name}`;

function usesIn({ container, stage }: Facts, uri: string, around: Around<Defined>): readonly RepositoryUse[] {
  const images = [
    ...container.map(({ address, image, workload }) => ({
      address,
      image,
      by: workload.platform === "managed" ? ("managed" as const) : ("container" as const),
    })),
    ...stage.filter((s) => !s.parent).map(({ address, base }) => ({ address, image: base, by: "stage" as const })),
  ];
  return images.flatMap(({ address, image, by }) => {
    const named = namedIn(image);
    if (!named) return [];
    const alike = named.name === undefined ? [] : around.ask(called(named.name));
    const defined = named.address === undefined ? (alike.length === 1 ? alike[0] : undefined) : around.ask(atAddress(uri, named.address)).at(-1);
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
