import type { Field } from "./field.ts";
import { type ImageReference, imageOf } from "./image.ts";

/**
 * The one name of an image however it is spelled: `node` for a Docker official image, `bitnami/node` for another of Docker Hub,
 * `gcr.io/distroless/static` elsewhere. Mirrors and pull-through caches count as what they mirror where their path leaves no doubt.
 * Undefined where the name is not wholly known.
 */
export function imageName({ registry, repository, holes }: ImageReference): string | undefined {
  if (repository === undefined || holes.includes("name")) return undefined;
  if (registry === undefined || dockerHub.has(registry)) return hubName(repository);
  if (registry === "public.ecr.aws") return ecrPublicName(repository);
  if (registry === "mirror.gcr.io") return hubName(repository);
  return (isEcr(registry) ? cachedName(repository) : undefined) ?? `${registry}/${repository}`;
}

const dockerHub = new Set(["docker.io", "index.docker.io", "registry-1.docker.io", "registry.hub.docker.com"]);
/** Docker Hub's official images for one architecture each. */
const architectures = new Set([
  "amd64",
  "arm32v5",
  "arm32v6",
  "arm32v7",
  "arm64v8",
  "i386",
  "mips64le",
  "ppc64le",
  "riscv64",
  "s390x",
  "windows-amd64",
]);

function hubName(repository: string): string {
  const [owner = "", ...rest] = repository.split("/");
  const official = rest.length === 1 && (owner === "library" || architectures.has(owner));
  return official ? rest.join("/") : repository;
}

const ecrPublicName = (repository: string): string =>
  repository.startsWith("docker/library/") ? hubName(repository.slice("docker/".length)) : `public.ecr.aws/${repository}`;

/** `123456789012.dkr.ecr.eu-west-1.amazonaws.com` */
const isEcr = (registry: string): boolean => /^[0-9]{12}\.dkr\.ecr(?:-fips)?\.[a-z0-9-]+\.amazonaws\.com(?:\.cn)?$/.test(registry);

/** A path under one of the prefixes that Amazon ECR proposes for its pull-through caches. */
function cachedName(repository: string): string | undefined {
  const slash = repository.indexOf("/");
  const rest = repository.slice(slash + 1);
  switch (repository.slice(0, Math.max(slash, 0))) {
    case "docker-hub":
      return rest.includes("/") ? hubName(rest) : undefined;
    case "ecr-public":
      return ecrPublicName(rest);
    case "quay":
      return `quay.io/${rest}`;
    case "kubernetes":
      return `registry.k8s.io/${rest}`;
    default:
      return undefined;
  }
}

/** What knowledge is asked for: the name, and the tag, "latest" where none is written and undefined where it is not known. */
export interface NamedImage {
  readonly name: string;
  readonly tag: string | undefined;
}

/** The image that a field names. A digest without a tag may be any tag's. Undefined where the name is not known. */
export function namedImage(field: Field<string>): NamedImage | undefined {
  const image = imageOf(field);
  const name = image && imageName(image);
  if (image === undefined || name === undefined) return undefined;
  const any = image.holes.includes("tag") || (image.tag === undefined && image.digest !== undefined);
  return { name, tag: image.tag ?? (any ? undefined : "latest") };
}
