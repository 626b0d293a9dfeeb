import { bad, cloudformation, compose, ecs, file, good, kubernetes, terraform } from "../../kit/example.ts";
import { fix, rule } from "../../kit/rule.ts";
import { together } from "../../kit/together.ts";
import { mayRunWindows, nameOf } from "../../model/container.ts";
import { enumerate } from "../../model/enumeration.ts";
import { knownBase, lesserUser } from "../../model/run-user.ts";
import type { Deployment } from "../../model/subjects.ts";

export default rule({
  name: "unstated-user",
  on: "deployment",
  title: "Nothing tells which user a container runs as",
  severity: "info",
  risk: "container",
  preset: "strict",
  why: `A container that names no user runs as the one that its image says, and most images say none, which is root. Whoever reads the file cannot tell, and an image that is built anew may turn to root unseen.

Named in the file (\`user\`, in Kubernetes \`runAsUser\` or \`runAsNonRoot: true\`) it holds whatever the image says. Silent where the workspace has the Dockerfile that builds the image, and for images whose user is known: root-container speaks of those that are root. One finding for each task definition, pod or Compose file. Init containers and Compose, a developer's tool first, are a hint.

\`65532:65532\` is the user that distroless images call nonroot. It needs no entry in \`/etc/passwd\`, but the program must not need files or ports that only root may use.

Silent for Windows, which has other users, for pods whose users have a namespace of their own (\`hostUsers: false\`), and for FireLens log routers, which ECS runs as root and as nobody else.`,
  refs: [
    "NIST SP 800-190 4.4.3",
    "CWE-250",
    "CIS Docker 4.1",
    "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_definition_parameters.html#container_definition_security",
    "https://kubernetes.io/docs/concepts/security/pod-security-standards/",
  ],
  equivalents: [
    { tool: "checkov", id: "CKV_K8S_23" },
    { tool: "trivy", id: "KSV-0012" },
  ],

  *check(deployment) {
    const beside = deployment.together.length > 0 ? deployment.together : [deployment];
    if (beside[0] !== deployment) return;
    const [first, ...others] = beside.filter(isSilent);
    if (!first) return;
    const { workload } = first.container;
    const silent = [first, ...others];
    const names = enumerate(silent.map(({ container }) => nameOf(container)));
    const lesser = silent.map(({ container, build }) => lesserUser(container.user, knownBase(container, build)));
    yield {
      ...together([first, ...others], ({ container }) => container.user.at),
      ...(workload.platform === "compose" || silent.every(({ container }) => container.initial) ? { severity: "hint" } : {}),
      message:
        others.length > 0
          ? `${names} name no user, so each runs as the one that its image says, which is root unless the image says otherwise.`
          : `${names} names no user, so it runs as the one that its image says, which is root unless the image says otherwise.`,
      fixes: fix(
        others.length > 0 ? `Name a user in ${silent.length} containers` : (lesser[0]?.title ?? ""),
        "unsafe",
        lesser.every(({ edits }) => edits.length > 0) ? lesser.flatMap(({ edits }) => edits) : [],
      ),
    };
  },

  examples: [
    bad(ecs`
      {
        "family": "shop",
        "containerDefinitions": [{ "name": «"web"», "image": "web:1.4" }]
      }
    `).to(ecs`
      {
        "family": "shop",
        "containerDefinitions": [{ "name": "web", "image": "web:1.4", "user": "65532:65532" }]
      }
    `),
    bad(cloudformation`
      Resources:
        Task:
          Type: AWS::ECS::TaskDefinition
          Properties:
            ContainerDefinitions:
              - Name: «web»
                Image: web:1.4
    `).to(cloudformation`
      Resources:
        Task:
          Type: AWS::ECS::TaskDefinition
          Properties:
            ContainerDefinitions:
              - Name: web
                Image: web:1.4
                User: "65532:65532"
    `),
    bad(terraform`
      resource "aws_ecs_task_definition" "shop" {
        family                = "shop"
        container_definitions = jsonencode([{ name = «"web"», image = "web:1.4" }])
      }
    `),
    bad(kubernetes`
      apiVersion: v1
      kind: Pod
      metadata: { name: shop }
      spec:
        containers:
          - name: «web»
            image: web:1.4
    `).to(kubernetes`
      apiVersion: v1
      kind: Pod
      metadata: { name: shop }
      spec:
        containers:
          - name: web
            image: web:1.4
            securityContext:
              runAsUser: 65532
              runAsGroup: 65532
    `),
    bad(compose`
      services:
        «web»: { image: "web:1.4" }
        log: { image: "log:2" }
        api: { image: "api:2", user: "1000" }
    `).to(compose`
      services:
        web: { image: "web:1.4", user: "65532:65532" }
        log: { image: "log:2", user: "65532:65532" }
        api: { image: "api:2", user: "1000" }
    `),
    good(kubernetes`
      apiVersion: v1
      kind: Pod
      metadata: { name: shop }
      spec:
        containers:
          - { name: web, image: web:1.4, securityContext: { runAsNonRoot: true } }
          - { name: log, image: log:2, securityContext: { runAsUser: 1000 } }
          - { name: job, image: job:2, securityContext: { runAsUser: 0 } }
    `).because("Kubernetes refuses to start the first as root; the others say who they are."),
    good(kubernetes`
      apiVersion: v1
      kind: Pod
      metadata: { name: shop }
      spec:
        hostUsers: false
        containers:
          - { name: web, image: web:1.4 }
    `).because("Root of this pod is nobody on its host."),
    good(
      ecs`
        {
          "family": "shop",
          "containerDefinitions": [
            { "name": "web", "image": "\${registry}/web:\${tag}" },
            { "name": "log", "image": "log:2", "user": "\${user}" },
            { "name": "db", "image": "postgres:17" }
          ]
        }
      `,
      file("web/Dockerfile")`
        FROM node:22
        USER node
        CMD ["node", "server.js"]
      `,
    ).because(
      "The Dockerfile in the folder `web` says it; what a template fills in is not known; the entrypoint of the third is known to leave root.",
    ),
    good(ecs`
      {
        "family": "shop",
        "runtimePlatform": { "operatingSystemFamily": "WINDOWS_SERVER_2022_CORE" },
        "containerDefinitions": [{ "name": "web", "image": "web:1.4" }]
      }
    `).because("Windows has other users."),
    good(compose`
      services:
        api: { extends: { file: common.yaml, service: api } }
    `).because("The file that says it is another one."),
  ],
});

function isSilent({ container, build }: Deployment): boolean {
  const { user, refusesRoot, workload } = container;
  if (user.opaque || user.is((written) => written !== "") || container.requiresRoot || mayRunWindows(container)) return false;
  if (refusesRoot && (refusesRoot.opaque || refusesRoot.is(true))) return false;
  if (workload.platform === "kubernetes" && (workload.namespaces.user.is("private") || workload.namespaces.user.opaque)) return false;
  const base = knownBase(container, build);
  return !(build && !build.user.unset) && base?.user === undefined && base?.os !== "windows";
}
