import { bad, ecs, file, good, kubernetes } from "../../kit/example.ts";
import { fix, rule } from "../../kit/rule.ts";
import { foldersWrittenBy } from "../../knowledge/written-folders.ts";
import type { Stage } from "../../model/build.ts";
import { chain } from "../../model/chain.ts";
import { nameOf } from "../../model/container.ts";
import { namedImage } from "../../model/image-name.ts";
import { isMounted } from "../../model/mounted.ts";
import { givenFolders } from "../../rewrite/read-only-root.ts";

export default rule({
  name: "unwritable-state",
  on: "deployment",
  title: "The program has no place to write to",
  severity: "warning",
  risk: "container",
  why: `With a read-only root filesystem a program can write to what is mounted, and to nothing else. Where its image says that it needs a folder to write to and none is mounted there, it ends with an error at the first write; the usual
way out, a writable root filesystem, is the wrong one.

Judged is the Dockerfile of this workspace that builds the image, if there is exactly one such. nginx keeps its state in /var/cache/nginx and /run, unless the image brings a configuration of its own. Of a \`VOLUME\` nothing is said:
Docker and containerd, and so ECS and EKS, mount one that is empty at first.

The fix mounts a folder in memory, in Kubernetes an \`emptyDir\`. What must outlive the container needs a volume that stays.`,
  refs: [
    "NIST SP 800-190 4.4.4",
    "https://kubernetes.io/docs/concepts/storage/volumes/#emptydir",
    "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/bind-mounts.html",
    "https://hub.docker.com/_/nginx",
  ],

  *check({ container, build }) {
    const { readOnlyRoot, workload } = container;
    if (!build || !readOnlyRoot.is(true) || readOnlyRoot.unset) return;
    for (const path of stateOf(build)) {
      if (isMounted(container, path)) continue;
      const { edits } = givenFolders([{ container, folders: [path] }]);
      yield {
        at: readOnlyRoot.at,
        key: path,
        message: `Container "${nameOf(container)}" cannot write to ${path}: its root filesystem is read-only, and nothing is mounted there.`,
        related: [{ at: build.from, message: "The image needs it." }],
        fixes: fix(workload.platform === "kubernetes" ? `Mount an empty volume at ${path}` : `Mount ${path} in memory`, "unsafe", edits),
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
              volumeMounts:
                - name: run
                  mountPath: /run
          volumes:
            - name: run
              emptyDir: {}
      `,
      file("web/Dockerfile")`
        FROM nginx:1.29
        COPY site /usr/share/nginx/html
      `,
    ).to(kubernetes`
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
              - name: run
                mountPath: /run
              - name: var-cache-nginx
                mountPath: /var/cache/nginx
        volumes:
          - name: run
            emptyDir: {}
          - name: var-cache-nginx
            emptyDir: {}
    `),
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
    ).to(ecs`
      {
        "family": "shop",
        "containerDefinitions": [{ "name": "web", "image": "web:1.4", "readonlyRootFilesystem": true, "mountPoints": [{ "sourceVolume": "run", "containerPath": "/run" }], "linuxParameters": { "tmpfs": [{ "containerPath": "/var/cache/nginx", "size": 64, "mountOptions": ["noexec", "nosuid", "nodev"] }] } }],
        "volumes": [{ "name": "run" }]
      }
    `),

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
                - { name: run, mountPath: /var/run/ }
                - { name: cache, mountPath: /var/cache/nginx }
          volumes:
            - { name: run, emptyDir: {} }
            - { name: cache, emptyDir: {} }
      `,
      file("web/Dockerfile")`
        FROM nginx:1.29
        COPY site /usr/share/nginx/html
      `,
    ).because("Both are mounted; /var/run is /run."),
    good(
      kubernetes`
        apiVersion: v1
        kind: Pod
        metadata: { name: web }
        spec:
          containers:
            - { name: web, image: "registry.example.com/web:1.4", securityContext: { readOnlyRootFilesystem: true } }
      `,
      file("web/Dockerfile")`
        FROM node:24-slim
        VOLUME /data
        CMD ["node", "server.js"]
      `,
    ).because("containerd mounts an empty volume for it, unless it is told otherwise."),
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

/** Where nginx writes as it is distributed. */
function stateOf(build: Stage): readonly string[] {
  const image = namedImage(build.image);
  if (!image || !nginx.has(image.name)) return [];
  const configured = chain(build).some(
    (s) =>
      s.commands.length > 0 ||
      s.instructions.some((i) => i.words.some((w) => w.value === undefined || w.value.includes("nginx.conf") || w.is("/etc/nginx/"))),
  );
  return configured ? [] : foldersWrittenBy(image.name);
}
const nginx: ReadonlySet<string> = new Set(["nginx", "public.ecr.aws/nginx/nginx"]);
