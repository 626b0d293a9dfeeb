import type { Container } from "../model/container.ts";
import type { Field } from "../model/field.ts";
import type { Deployment } from "../model/subjects.ts";
import type { Join } from "./join.ts";
import { byPath, dockerfileOf, targetOf } from "./local-build.ts";

/** The Dockerfiles of a workspace by what their images would be called. It holds addresses: it stays true while their texts change. */
interface Builds {
  readonly byName: ReadonlyMap<string, readonly Build[]>;
  /** By where they lie. */
  readonly byPath: ReadonlyMap<string, string>;
}

/** Containers, each with the stage that builds its image: in the Dockerfile that it names, else in one that is named like the image. */
export const deployments: Join<"deployment", Builds> = {
  makes: "deployment",
  says: ({ stage }) => (stage.length > 0 ? "a build" : ""),
  index: (files) => buildsOf(Array.from(files).flatMap(([uri, { stage }]) => (stage.length > 0 ? uri : []))),
  looks: ({ container }) => container.length > 0,
  see({ container, workload }, _, builds, around) {
    const together = new Map(workload.map((w) => [w, [] as Deployment[]]));
    return container.map((c) => {
      const dockerfile = c.build ? dockerfileOf(uriOf(c), c.build, builds.byPath) : buildOf(c.image, builds);
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

/**
 * The builds of these Dockerfiles. A folder's name stands for its plain `Dockerfile`, not for `Dockerfile.dev` beside it;
 * `web.Dockerfile` and `Dockerfile.web` are named by what they add.
 */
function buildsOf(dockerfiles: readonly string[]): Builds {
  const byName = new Map<string, Build[]>();
  for (const dockerfile of dockerfiles) {
    const [file = "", ...folders] = dockerfile.split("/").reverse();
    const added = file.replace(/^(?:docker|container)file[._-]?|[._-]?(?:docker|container)file$/gi, "");
    const names = added === "" ? folders : [added, ...folders];
    const name = names[0] ?? "";
    const alike = byName.get(name) ?? [];
    if (name !== "") byName.set(name, alike);
    alike.push({ names, dockerfile });
  }
  return { byName, byPath: byPath(dockerfiles) };
}

/** The one Dockerfile that is named like the image's repository; where several are, the one whose outer folder is, too. */
function buildOf(image: Field<string>, { byName }: Builds): string | undefined {
  const path = repositoryOf(image);
  const named = byName.get(path.at(-1) ?? "") ?? [];
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
