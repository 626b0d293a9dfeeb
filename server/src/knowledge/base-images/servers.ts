import type { Family, Variant } from "./family.ts";

const server = (facts: Omit<Variant, "kind" | "like">, ...like: readonly string[]): readonly Variant[] => [{ ...facts, kind: "server", like }];

/** The official entrypoint starts as root, prepares what the volume holds, and changes to another user for good. */
const dropping = (name: string, drops: string, repository = `docker-library/${name}`): Family => ({
  names: [name],
  source: `${repository} docker-entrypoint.sh: gosu, su-exec or setpriv where it starts as root`,
  variants: server({ user: "root", drops }, name, `${name}:1-alpine`),
});

/** The image's own USER is another than root. */
const nonroot = (user: string, source: string, ...names: readonly string[]): Family => ({
  names,
  source,
  variants: server({ user }, ...names.map((n) => (n.endsWith("*") ? `${n.slice(0, -1)}x` : n))),
});

export const servers: readonly Family[] = [
  dropping("postgres", "postgres"),
  dropping("redis", "redis"),
  dropping("valkey/valkey", "valkey", "valkey-io/valkey-container"),
  dropping("mysql", "mysql"),
  dropping("mariadb", "mysql", "MariaDB/mariadb-docker"),
  dropping("mongo", "mongodb"),
  dropping("rabbitmq", "rabbitmq"),
  dropping("cassandra", "cassandra"),
  dropping("zookeeper", "zookeeper", "31z4/zookeeper-docker"),
  dropping("ghost", "node"),
  dropping("flink", "flink", "apache/flink-docker"),
  {
    names: ["nginx", "public.ecr.aws/nginx/nginx"],
    source: "nginx/docker-nginx Dockerfiles and nginx.conf: the master is root, workers are nginx; nginxinc/nginx-unprivileged has USER 101",
    variants: [
      {
        kind: "server",
        user: "root",
        drops: "nginx",
        rootMaster: true,
        like: ["nginx:1.29", "nginx:alpine", "nginx"],
      },
    ],
  },
  {
    names: ["httpd"],
    source: "docker-library/httpd Dockerfiles and httpd.conf: the parent is root, children are www-data",
    variants: server({ user: "root", drops: "www-data", rootMaster: true }, "httpd:2.4", "httpd"),
  },
  {
    names: ["openresty/openresty"],
    source: "openresty/docker-openresty Dockerfiles (2026): no USER; workers are nobody",
    variants: server({ user: "root", drops: "nobody", rootMaster: true }, "openresty/openresty:alpine"),
  },
  {
    names: ["registry"],
    source: "distribution/distribution-library-image Dockerfile: no USER",
    variants: server({ user: "root" }, "registry:2"),
  },
  {
    names: ["ros"],
    source: "osrf/docker_images Dockerfiles: FROM ubuntu, no USER",
    variants: server({ user: "root" }, "ros:jazzy"),
  },
  {
    names: ["tomcat"],
    source: "docker-library/tomcat Dockerfiles: no USER, no user of its own",
    variants: server({ user: "root" }, "tomcat:10", "tomcat"),
  },
  {
    names: ["haproxy"],
    source: "docker-library/haproxy Dockerfile.template: USER haproxy except in 2.0 and 2.2",
    variants: [
      { tag: /^(?:1|2\.[0-3](?:\.|-|$))/, kind: "server", user: "root", spare: "haproxy", like: ["haproxy:2.2", "haproxy:1.8"] },
      { kind: "server", user: "haproxy", like: ["haproxy:3.0", "haproxy"] },
    ],
  },
  nonroot("memcache", "docker-library/memcached Dockerfile.template: USER memcache", "memcached"),
  nonroot("jenkins", "jenkinsci/docker Dockerfiles: USER jenkins", "jenkins/jenkins"),
  nonroot("101", "nginx/docker-nginx-unprivileged Dockerfiles: USER 101", "nginxinc/nginx-unprivileged", "public.ecr.aws/nginx/nginx-unprivileged"),
  nonroot("472", "grafana/grafana Dockerfile: USER 472", "grafana/grafana", "grafana/grafana-oss"),
  nonroot("nobody", "prometheus/prometheus Dockerfile: USER nobody", "prom/prometheus", "quay.io/prometheus/prometheus"),
  nonroot("nexus", "sonatype/docker-nexus3 Dockerfile: USER nexus", "sonatype/nexus3"),
  nonroot("fluent", "fluent/fluentd-docker-image Dockerfiles: USER fluent", "fluent/fluentd"),
];
