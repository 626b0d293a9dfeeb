import { bad, cloudformation, compose, ecs, good, kubernetes, terraform } from "../../kit/example.ts";
import { fix, rule } from "../../kit/rule.ts";
import { together } from "../../kit/together.ts";
import { nameOf } from "../../model/container.ts";
import { listed } from "../../model/enumeration.ts";
import type { Mount } from "../../model/mount.ts";

export default rule({
  name: "writable-input-mount",
  on: "container",
  title: "What a program only reads is mounted so that it could be written to",
  severity: "hint",
  risk: "container",
  preset: "strict",
  why: `Settings, certificates, start scripts of a database and the pages of a web server come from the host or a file system that outlives the container. Mounted writable, who breaks into the container changes them for good: for the next start, for other containers, for the host.

Whether a program writes to a folder cannot be seen from outside. So judged is only what is read by its nature: files named like settings or certificates, the time zone, \`/docker-entrypoint-initdb.d\`, the pages of nginx and Apache, where they are of the host or of EFS. Tools that renew certificates and write settings are left alone. One hint for each container; the fix makes the mounts read-only. In Kubernetes, volumes of ConfigMaps and Secrets are so by themselves.`,
  refs: [
    "NIST SP 800-190 4.4.3",
    "CWE-732",
    "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_MountPoint.html",
    "https://docs.docker.com/engine/storage/bind-mounts/#use-a-read-only-bind-mount",
    "https://kubernetes.io/docs/concepts/storage/volumes/#read-only-mounts",
  ],

  *check(container) {
    if (container.image.is((name) => writers.test(name))) return;
    const found = container.mounts.items.filter(isInput);
    const [first, ...others] = found;
    if (!first) return;
    const edits = found.map((m) => m.readOnly.set(true));
    yield {
      ...together([first, ...others], (m) => m.path.at),
      message: `Container "${nameOf(container)}" could write to ${listed(found.map((m) => m.path.value ?? ""))}, which it only reads.`,
      fixes: fix(
        found.length > 1 ? `Make ${found.length} mounts read-only` : "Make the mount read-only",
        "unsafe",
        edits.every((e) => e.length > 0) ? edits.flat() : [],
      ),
    };
  },

  examples: [
    bad(ecs`
      {
        "family": "shop",
        "containerDefinitions": [
          {
            "name": "web",
            "image": "web:1.4",
            "mountPoints": [
              { "sourceVolume": "site", "containerPath": «"/usr/share/nginx/html"» },
              { "sourceVolume": "data", "containerPath": "/data" }
            ]
          }
        ],
        "volumes": [{ "name": "site", "efsVolumeConfiguration": { "fileSystemId": "fs-1" } }, { "name": "data", "host": { "sourcePath": "/data" } }]
      }
    `).to(ecs`
      {
        "family": "shop",
        "containerDefinitions": [
          {
            "name": "web",
            "image": "web:1.4",
            "mountPoints": [
              { "sourceVolume": "site", "containerPath": "/usr/share/nginx/html", "readOnly": true },
              { "sourceVolume": "data", "containerPath": "/data" }
            ]
          }
        ],
        "volumes": [{ "name": "site", "efsVolumeConfiguration": { "fileSystemId": "fs-1" } }, { "name": "data", "host": { "sourcePath": "/data" } }]
      }
    `),
    bad(cloudformation`
      Resources:
        Task:
          Type: AWS::ECS::TaskDefinition
          Properties:
            ContainerDefinitions:
              - Name: web
                Image: web:1.4
                MountPoints:
                  - { SourceVolume: settings, ContainerPath: «/app/settings.toml», ReadOnly: false }
            Volumes:
              - Name: settings
                Host: { SourcePath: /srv/settings.toml }
    `).to(cloudformation`
      Resources:
        Task:
          Type: AWS::ECS::TaskDefinition
          Properties:
            ContainerDefinitions:
              - Name: web
                Image: web:1.4
                MountPoints:
                  - { SourceVolume: settings, ContainerPath: /app/settings.toml, ReadOnly: true }
            Volumes:
              - Name: settings
                Host: { SourcePath: /srv/settings.toml }
    `),
    bad(terraform`
      resource "aws_ecs_task_definition" "shop" {
        family = "shop"
        container_definitions = jsonencode([
          { name = "db", image = "postgres:17", mountPoints = [{ sourceVolume = "init", containerPath = «"/docker-entrypoint-initdb.d"» }] }
        ])

        volume {
          name      = "init"
          host_path = "/srv/init"
        }
      }
    `).to(terraform`
      resource "aws_ecs_task_definition" "shop" {
        family = "shop"
        container_definitions = jsonencode([
          { name = "db", image = "postgres:17", mountPoints = [{ sourceVolume = "init", containerPath = "/docker-entrypoint-initdb.d", readOnly = true }] }
        ])

        volume {
          name      = "init"
          host_path = "/srv/init"
        }
      }
    `),
    bad(kubernetes`
      apiVersion: v1
      kind: Pod
      metadata: { name: shop }
      spec:
        containers:
          - name: web
            image: web:1.4
            volumeMounts:
              - { name: zone, mountPath: «/etc/localtime» }
        volumes:
          - { name: zone, hostPath: { path: /etc/localtime } }
    `).to(kubernetes`
      apiVersion: v1
      kind: Pod
      metadata: { name: shop }
      spec:
        containers:
          - name: web
            image: web:1.4
            volumeMounts:
              - { name: zone, mountPath: /etc/localtime, readOnly: true }
        volumes:
          - { name: zone, hostPath: { path: /etc/localtime } }
    `),
    bad(compose`
      services:
        proxy:
          image: nginx:1.29
          volumes:
            - "./nginx.conf:«/etc/nginx/nginx.conf»"
            - ./logs:/var/log/nginx
            - ./certs/shop.pem:/etc/nginx/shop.pem:ro
    `).to(compose`
      services:
        proxy:
          image: nginx:1.29
          volumes:
            - "./nginx.conf:/etc/nginx/nginx.conf:ro"
            - ./logs:/var/log/nginx
            - ./certs/shop.pem:/etc/nginx/shop.pem:ro
    `),
    good(compose`
      services:
        certbot:
          image: certbot/certbot:v4.2.0
          volumes: ["./shop.pem:/etc/letsencrypt/shop.pem"]
        db: { image: "postgres:17", volumes: ["data:/var/lib/postgresql/data", "init:/docker-entrypoint-initdb.d"] }
      volumes: { data: {}, init: {} }
    `).because("It renews certificates; volumes of Docker's own hold what a program wrote."),
    good(kubernetes`
      apiVersion: v1
      kind: Pod
      metadata: { name: shop }
      spec:
        containers:
          - name: web
            image: web:1.4
            volumeMounts:
              - { name: settings, mountPath: /app/settings.toml, subPath: settings.toml }
              - { name: zone, mountPath: /etc/localtime, readOnly: true }
        volumes:
          - { name: settings, configMap: { name: settings } }
          - { name: zone, hostPath: { path: /etc/localtime } }
    `).because("A ConfigMap is read-only by itself."),
  ],
});

const isInput = ({ path, readOnly, volume }: Mount): boolean =>
  (volume?.kind === "host" || volume?.kind === "efs") && readOnly.is(false) && path.is((text) => read.test(text) && !written.test(text));

/** What programs read: the zone, certificates, settings, start scripts of databases, pages. */
const read =
  /^\/etc\/(?:localtime|timezone)$|^\/usr\/share\/(?:zoneinfo|ca-certificates|nginx\/html)(?:\/|$)|^\/etc\/(?:ssl|pki)(?:\/|$)|^\/usr\/local\/apache2\/htdocs(?:\/|$)|^\/docker-entrypoint-initdb\.d(?:\/|$)|\/[\w.-]{1,100}\.(?:conf|cnf|cfg|ini|toml|ya?ml|properties|crt|cer|pem|key)$/;
/** What is made by a program although it is named so. */
const written = /letsencrypt|acme|\/(?:data|state|cache|storage)\//;
/** Images whose work is to write such files. */
const writers = /certbot|letsencrypt|acme|dehydrated|lego|nginx-proxy-manager|swag|confd|pihole|wireguard|openvpn/;
