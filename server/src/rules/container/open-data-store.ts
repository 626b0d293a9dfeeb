import { bad, compose, ecs, good, kubernetes } from "../../kit/example.ts";
import { fix, rule } from "../../kit/rule.ts";
import { nameOf, type Variable } from "../../model/container.ts";

export default rule({
  name: "open-data-store",
  on: "container",
  title: "A data store takes everybody in",
  severity: "warning",
  risk: "container",
  why: `Images of databases refuse to start without a password unless they are told that none is needed. Then whoever reaches the port has all data: another container, a neighbour in the network, or the internet once a security group is too wide.

In Compose, a developer's tool first, it is for information.`,
  refs: [
    "NIST SP 800-190 4.4.4",
    "CWE-306",
    "https://hub.docker.com/_/postgres",
    "https://hub.docker.com/_/mysql",
    "https://hub.docker.com/_/mariadb",
  ],

  *check(container) {
    for (const variable of container.environment.items) {
      if (!opens(variable)) continue;
      const { name, value } = variable;
      yield {
        at: value.at,
        key: name.value ?? "",
        ...(container.workload.platform === "compose" ? { severity: "info" } : {}),
        message: `Container "${nameOf(container)}" takes everybody in: ${name.value} says that no password is needed.`,
        fixes: fix(`Take ${name.value} out`, "unsafe", value.remove()),
      };
    }
  },

  examples: [
    bad(compose`
      services:
        db:
          image: postgres:17
          environment:
            POSTGRES_HOST_AUTH_METHOD: «trust»
            POSTGRES_DB: shop
    `).to(compose`
      services:
        db:
          image: postgres:17
          environment:
            POSTGRES_DB: shop
    `),
    bad(ecs`
      {
        "family": "shop",
        "containerDefinitions": [
          { "name": "db", "image": "mysql:9", "environment": [{ "name": "MYSQL_ALLOW_EMPTY_PASSWORD", "value": «"yes"» }, { "name": "A", "value": "b" }] }
        ]
      }
    `).to(ecs`
      {
        "family": "shop",
        "containerDefinitions": [
          { "name": "db", "image": "mysql:9", "environment": [{ "name": "A", "value": "b" }] }
        ]
      }
    `),
    bad(kubernetes`
      apiVersion: v1
      kind: Pod
      metadata: { name: db }
      spec:
        containers:
          - name: db
            image: mariadb:11
            env:
              - { name: MARIADB_ALLOW_EMPTY_ROOT_PASSWORD, value: «"1"» }
    `),
    good(compose`
      services:
        db:
          image: postgres:17
          environment: { POSTGRES_HOST_AUTH_METHOD: scram-sha-256, MYSQL_ALLOW_EMPTY_PASSWORD: "", ALLOW_EMPTY_PASSWORD: "no" }
        other:
          image: postgres:17
          environment: { POSTGRES_HOST_AUTH_METHOD: "\${METHOD}" }
    `).because("Passwords are asked for, or the environment says."),
  ],
});

/** Names of the official images and of Bitnami's. */
function opens({ name, value }: Variable): boolean {
  if (name.is("POSTGRES_HOST_AUTH_METHOD")) return value.is("trust");
  return name.is((text) => emptyPassword.test(text)) && value.is((text) => /^(?:yes|true|1)$/i.test(text));
}
const emptyPassword = /^(?:(?:MYSQL|MARIADB)_ALLOW_EMPTY(?:_ROOT)?_PASSWORD|ALLOW_EMPTY_PASSWORD|ALLOW_ANONYMOUS_LOGIN)$/;
