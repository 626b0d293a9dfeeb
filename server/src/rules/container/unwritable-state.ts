import { bad, ecs, file, good, kubernetes } from "../../kit/example.ts";
import { rule } from "../../kit/rule.ts";
import type { Stage } from "../../model/build.ts";
import { chain } from "../../model/chain.ts";
import { type Container, nameOf } from "../../model/container.ts";
import type { Field } from "../../model/field.ts";
import { namedImage } from "../../model/image-name.ts";
import { barePath } from "../../model/path.ts";

export default rule({
  name: "unwritable-state",
  on: "deployment",
  title: "The program has no place to write to",
  severity: "warning",
  risk: "container",
  why: `With a read-only root filesystem a program can write to what is mounted, and to nothing else. Where its image says that it needs a folder to write to and none is mounted there, it ends with an error at the first write; the usual
way out, a writable root filesystem, is the wrong one.

Judged is the Dockerfile of this workspace that builds the image, if there is exactly one such. Kubernetes mounts nothing for a \`VOLUME\` of the Dockerfile, while Docker and ECS do. nginx keeps its state in /var/cache/nginx and /run, unless the
image brings a configuration of its own.

There is no fix: a folder in memory, an \`emptyDir\` or a volume that stays is a choice.`,
  refs: [
    "NIST SP 800-190 4.4.4",
    "https://kubernetes.io/docs/concepts/storage/volumes/#emptydir",
    "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/bind-mounts.html",
  ],

  *check({ container, build }) {
    const { readOnlyRoot, mounts, tmpfs, workload } = container;
    if (!build || !readOnlyRoot.is(true) || readOnlyRoot.unset || mounts.state === "opaque" || tmpfs.state === "opaque") return;
    for (const { path, at } of [...(workload.platform === "kubernetes" ? volumesOf(build) : []), ...stateOf(build)]) {
      if (isMounted(container, path)) continue;
      yield {
        at: readOnlyRoot.at,
        key: path,
        message: `Container "${nameOf(container)}" cannot write to ${path}: its root filesystem is read-only, and nothing is mounted there.`,
        related: [{ at, message: "The image needs it." }],
      };
    }
  },

  examples: [
    bad(
      kubernetes`
        apiVersion: v1
        kind: Pod
        metadata: { name: web }
        spec:
          containers:
            - name: web
              image: registry.example.com/web:1.4
              securityContext:
                readOnlyRootFilesystem: «true»
      `,
      file("web/Dockerfile")`
        FROM node:24-slim
        VOLUME /data
        CMD ["node", "server.js"]
      `,
    ),
    bad(
      ecs`
        {
          "family": "shop",
          "containerDefinitions": [{ "name": "web", "image": "web:1.4", "readonlyRootFilesystem": «true», "mountPoints": [{ "sourceVolume": "run", "containerPath": "/run" }] }],
          "volumes": [{ "name": "run" }]
        }
      `,
      file("web/Dockerfile")`
        FROM nginx:1.29
        COPY site /usr/share/nginx/html
      `,
    ),

    good(
      kubernetes`
        apiVersion: v1
        kind: Pod
        metadata: { name: web }
        spec:
          containers:
            - name: web
              image: registry.example.com/web:1.4
              securityContext:
                readOnlyRootFilesystem: true
              volumeMounts:
                - name: data
                  mountPath: /data/
          volumes:
            - name: data
              emptyDir: {}
      `,
      file("web/Dockerfile")`
        FROM node:24-slim
        VOLUME /data
        CMD ["node", "server.js"]
      `,
    ).because("It is mounted."),
    good(
      ecs`
        {
          "family": "shop",
          "containerDefinitions": [{ "name": "web", "image": "web:1.4", "readonlyRootFilesystem": true }]
        }
      `,
      file("web/Dockerfile")`
        FROM node:24-slim
        VOLUME /data
        CMD ["node", "server.js"]
      `,
    ).because("Docker mounts an empty volume for it."),
    good(
      ecs`
        {
          "family": "shop",
          "containerDefinitions": [{ "name": "web", "image": "web:1.4", "readonlyRootFilesystem": true }]
        }
      `,
      file("web/Dockerfile")`
        FROM nginx:1.29
        COPY nginx.conf /etc/nginx/nginx.conf
      `,
    ).because("It may be configured otherwise."),
  ],
});

interface Needed {
  readonly path: string;
  readonly at: Field<string>["at"];
}

const volumesOf = (build: Stage): readonly Needed[] =>
  chain(build).flatMap((s) =>
    s.instructions
      .filter((i) => i.keyword === "VOLUME")
      .flatMap((i) => i.words.flatMap((w) => (w.is((path) => path.startsWith("/")) ? [{ path: barePath(w.value ?? ""), at: w.at }] : []))),
  );

/** Where nginx writes as it is distributed. */
function stateOf(build: Stage): readonly Needed[] {
  const name = namedImage(build.image)?.name;
  if (name !== "nginx" && name !== "public.ecr.aws/nginx/nginx") return [];
  const configured = chain(build).some(
    (s) =>
      s.commands.length > 0 ||
      s.instructions.some((i) => i.words.some((w) => w.value === undefined || w.value.includes("nginx.conf") || w.is("/etc/nginx/"))),
  );
  return configured ? [] : ["/var/cache/nginx", "/run"].map((path) => ({ path, at: build.from }));
}

/** Is something mounted there or above? /var/run is /run. */
const isMounted = ({ mounts, tmpfs }: Container, path: string): boolean =>
  [...mounts.items.map((m) => m.path), ...tmpfs.items.map((t) => t.path)].some(
    (p) => p.value === undefined || path === named(p.value) || path.startsWith(`${named(p.value)}/`),
  );
const named = (path: string): string => barePath(path).replace(/^\/var\/run(?=\/|$)/, "/run");
