/** Official images that very many build on, whose names are long enough that a slip is no other word. */
const popular: readonly string[] = [
  ...[
    "alpine",
    "amazonlinux",
    "busybox",
    "cassandra",
    "debian",
    "eclipse-temurin",
    "elasticsearch",
    "fedora",
    "golang",
    "gradle",
    "haproxy",
    "httpd",
  ],
  ...[
    "mariadb",
    "memcached",
    "mongo",
    "mysql",
    "nginx",
    "openjdk",
    "postgres",
    "python",
    "rabbitmq",
    "redis",
    "tomcat",
    "traefik",
    "ubuntu",
    "wordpress",
  ],
];
/** Names that real images have although they look like one of these. */
const real: ReadonlySet<string> = new Set(["gradle", "dragon", "golang", "debug", "mongoc", "fedora", "redmine", "mono"]);

/**
 * The popular image that a name was probably meant to be: two letters changed places, one is missing, doubled or another one. An
 * added letter other than a doubled one, a digit or a sign makes a name of its own (`python3`, `nginxs`, `my-sql`).
 */
export function lookAlikeOf(name: string): string | undefined {
  if (!/^[a-z-]{4,16}$/.test(name) || real.has(name) || popular.includes(name)) return undefined;
  return popular.find((image) => isSlip(name, image));
}

function isSlip(name: string, image: string): boolean {
  let i = 0;
  while (i < name.length && name[i] === image[i]) i++;
  const rest = (text: string, from: number): string => text.slice(from);
  if (name.length === image.length) {
    const swapped = name[i] === image[i + 1] && name[i + 1] === image[i] && rest(name, i + 2) === rest(image, i + 2);
    return swapped || (image.length >= 6 && i > 0 && rest(name, i + 1) === rest(image, i + 1));
  }
  if (name.length === image.length - 1) return image.length >= 6 && rest(name, i) === rest(image, i + 1);
  return name.length === image.length + 1 && i > 0 && name[i] === name[i - 1] && rest(name, i + 1) === rest(image, i);
}
