import type { Field } from "./field.ts";
import { imageOf } from "./image.ts";

/** Is the image one of those that are trusted? Undefined where its reference is not wholly known. */
export function isTrusted(image: Field<string>, trusted: readonly string[]): boolean | undefined {
  const written = spellings(image);
  return written.length === 0 ? undefined : written.some((name) => trusted.some((pattern) => matches(pattern, name)));
}

/** The patterns as a message names them. */
export const listedPatterns = (trusted: readonly string[]): string =>
  trusted.length > 5 ? `${trusted.slice(0, 5).join(", ")} and ${trusted.length - 5} more` : trusted.join(", ");

/** Each way in which the reference may be written, with its tag and without; none where it is not wholly known. */
function spellings(field: Field<string>): readonly string[] {
  const image = field.value === undefined ? undefined : imageOf(field);
  if (image?.repository === undefined) return [];
  const { registry, repository, tag } = image;
  const hub = registry === undefined || registry === "docker.io" || registry === "index.docker.io";
  const path = hub ? repository.replace(/^library\//, "") : repository;
  const names = hub
    ? [path, `docker.io/${path}`, ...(path.includes("/") ? [] : [`library/${path}`, `docker.io/library/${path}`])]
    : [`${registry}/${path}`];
  return names.flatMap((name) => [name, `${name}:${tag ?? "latest"}`, field.value ?? name]);
}

/** Is the text what the pattern says? `*` is any text without a slash, `**` any text. Takes at most the product of their lengths, both short. */
function matches(pattern: string, text: string): boolean {
  const parts = pattern.split(/(\*+)/);
  let ends = new Set([0]);
  for (const part of parts) {
    const next = new Set<number>();
    for (const from of ends) {
      if (!part.startsWith("*")) {
        if (text.startsWith(part, from)) next.add(from + part.length);
        continue;
      }
      for (let to = from; to <= text.length && (to === from || part.length > 1 || text[to - 1] !== "/"); to++) next.add(to);
    }
    ends = next;
  }
  return ends.has(text.length);
}
