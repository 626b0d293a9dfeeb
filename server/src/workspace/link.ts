import type { Stage } from "../model/build.ts";
import type { Field } from "../model/field.ts";
import type { Deployment, Facts } from "../model/subjects.ts";

/** The containers of each file, joined with the Dockerfile that builds their image. */
export function link(files: readonly (readonly [uri: string, facts: Facts])[]): ReadonlyMap<string, readonly Deployment[]> {
  const builds = buildsByName(files);
  const deployments = new Map<string, readonly Deployment[]>();
  for (const [uri, { container }] of files) {
    if (container.length === 0) continue;
    deployments.set(
      uri,
      container.map((c) => ({ address: c.address, container: c, build: buildOf(c.image, builds) })),
    );
  }
  return deployments;
}

/** What other files can see of a file: values, not places. Typing elsewhere in it changes nothing for them. */
export function digest({ container, stage }: Facts): string {
  const state = <T>(f: Field<T>): T | string => f.value ?? f.state;
  return JSON.stringify([
    container.map((c) => [state(c.name), state(c.image), c.image.parts, state(c.user)]),
    stage.map((s) => [s.final, state(s.image), state(s.user)]),
  ]);
}

/** The final stage of one Dockerfile, and the names that its image would have: of its folder and those above it, innermost first. */
interface Build {
  readonly names: readonly string[];
  readonly stage: Stage;
}

/**
 * Builds by the innermost name. A folder's name stands for its plain `Dockerfile`, not for `Dockerfile.dev` beside it;
 * `web.Dockerfile` and `Dockerfile.web` are named by what they add.
 */
function buildsByName(files: readonly (readonly [uri: string, facts: Facts])[]): ReadonlyMap<string, readonly Build[]> {
  const builds = new Map<string, Build[]>();
  for (const [uri, { stage }] of files) {
    const final = stage.find((s) => s.final);
    if (!final) continue;
    const [file = "", ...folders] = uri.split("/").reverse();
    const added = file.replace(/^(?:docker|container)file[._-]?|[._-]?(?:docker|container)file$/gi, "");
    const names = added === "" ? folders : [added, ...folders];
    const name = names[0] ?? "";
    if (name !== "") builds.set(name, [...(builds.get(name) ?? []), { names, stage: final }]);
  }
  return builds;
}

/** The one build that is named like the image's repository; where several are, the one whose outer folder is, too. */
function buildOf(image: Field<string>, builds: ReadonlyMap<string, readonly Build[]>): Stage | undefined {
  const path = repositoryOf(image);
  const named = builds.get(path.at(-1) ?? "") ?? [];
  const [one, ...others] = named.length > 1 ? named.filter(({ names }) => names[1] !== undefined && names[1] === path.at(-2)) : named;
  return others.length === 0 ? one?.stage : undefined;
}

/**
 * The path of the repository that the image lies in, as far as it is known: `1234.dkr.ecr.eu-west-1.amazonaws.com/shop/web:1` is
 * shop, web; of `${registry}/web:${tag}` it is web. Empty for images that are known to be somebody else's.
 */
function repositoryOf(image: Field<string>): readonly string[] {
  const pieces = image.parts.length > 0 ? image.parts : [image.value];
  // A hole ends what is known on its left, and hides a tag on its right.
  const text = pieces.map((part) => part ?? "\0").join("");
  const [name = ""] = text.split("@");
  const colon = name.indexOf(":", name.lastIndexOf("/"));
  const path = (colon < 0 ? name : name.slice(0, colon)).split("/");
  if (path.at(-1)?.includes("\0")) return [];
  return isForeign(path) ? [] : path.slice(path.findLastIndex((p) => p.includes("\0") || p.includes(".") || p.includes(":")) + 1);
}

/**
 * Images that are not built here even if a folder is called alike: Docker's own, those of registries where everybody publishes, and
 * those of somebody on Docker Hub, for nothing tells who that is.
 */
function isForeign(path: readonly string[]): boolean {
  const [first = ""] = path;
  if (path.length === 1) return official.has(first);
  return published.has(first) || !/[.:\0]/.test(first);
}
const published: ReadonlySet<string> = new Set(
  "docker.io index.docker.io registry-1.docker.io public.ecr.aws mcr.microsoft.com quay.io registry.k8s.io gcr.io nvcr.io".split(" "),
);
/** Docker's official images that people also keep folders for. */
const official: ReadonlySet<string> = new Set(
  (
    "adminer alpine amazoncorretto amazonlinux busybox caddy cassandra composer consul couchdb debian docker eclipse-temurin elasticsearch envoy erlang fedora fluentd " +
    "ghost golang gradle grafana haproxy hello-world httpd influxdb java jenkins jetty kibana kong logstash mariadb maven memcached mongo mongo-express mysql nats neo4j odoo " +
    "nextcloud nginx node openjdk perl php phpmyadmin postgres postgresql prometheus python rabbitmq redis registry ruby rust solr sonarqube telegraf tomcat " +
    "traefik ubuntu vault wordpress zookeeper"
  ).split(" "),
);
