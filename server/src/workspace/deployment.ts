import type { Container, LocalBuild } from "../model/container.ts";
import type { Field } from "../model/field.ts";
import type { Deployment } from "../model/subjects.ts";
import type { Around, Join, Told } from "./join.ts";
import { dockerfilePath, readable, targetOf } from "./local-build.ts";

/** Containers, each with the stage that builds its image: in the Dockerfile that it names, else in one that is named like the image. */
export const deployments: Join<"deployment", Build> = {
  makes: "deployment",
  tells: ({ stage }, uri) => (stage.length > 0 ? buildsOf(uri) : []),
  looks: ({ container }) => container.length > 0,
  see({ container, workload }, _, around) {
    const together = new Map(workload.map((w) => [w, [] as Deployment[]]));
    return container.map((c) => {
      const dockerfile = c.build ? dockerfileOf(uriOf(c), c.build, around) : buildOf(c.image, around);
      const stages = (dockerfile !== undefined && around.facts(dockerfile)?.stage) || [];
      const beside = together.get(c.workload);
      const build = c.build ? targetOf(c.build, stages) : stages.find((s) => s.final);
      const deployment = { address: c.address, container: c, build, together: beside ?? [] };
      beside?.push(deployment);
      return deployment;
    });
  },
};

/** The file that a container stands in. */
const uriOf = ({ name }: Container): string => name.at.source.uri;

/** One Dockerfile, and the names that its image would have: of its folder and those above it, innermost first. */
interface Build {
  readonly names: readonly string[];
  readonly dockerfile: string;
}

/** The keys: where it lies, as a person reads its address, and what its image would be called. */
const atPath = (path: string): string => `at ${path}`;
const called = (name: string): string => `called ${name}`;

/**
 * What a Dockerfile tells. A folder's name stands for its plain `Dockerfile`, not for `Dockerfile.dev` beside it; `web.Dockerfile` and `Dockerfile.web`
 * are named by what they add.
 */
function buildsOf(dockerfile: string): readonly Told<Build>[] {
  const [file = "", ...folders] = dockerfile.split("/").reverse();
  const added = file.replace(/^(?:docker|container)file[._-]?|[._-]?(?:docker|container)file$/gi, "");
  const told = { names: added === "" ? folders : [added, ...folders], dockerfile };
  const [name = ""] = told.names;
  return [atPath(readable(dockerfile)), ...(name === "" ? [] : [called(name)])].map((key) => ({ key, says: "", told }));
}

/** The Dockerfile that the file at `uri` builds with; undefined where the workspace has no such. */
function dockerfileOf(uri: string, build: LocalBuild, { ask }: Around<Build>): string | undefined {
  const path = dockerfilePath(uri, build);
  return path === undefined ? undefined : ask(atPath(path)).at(-1)?.dockerfile;
}

/** The one Dockerfile that is named like the image's repository; where several are, the one whose outer folder is, too. */
function buildOf(image: Field<string>, { ask }: Around<Build>): string | undefined {
  const path = repositoryOf(image);
  const named = path.length > 0 ? ask(called(path.at(-1) ?? "")) : [];
  const [one, ...others] = named.length > 1 ? named.filter(({ names }) => names[1] !== undefined && names[1] === path.at(-2)) : named;
  return others.length === 0 ? one?.dockerfile : undefined;
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
