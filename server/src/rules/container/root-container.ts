import { bad, cloudformation, compose, ecs, file, good, kubernetes, terraform } from "../../kit/example.ts";
import { fix, rule, type Severity } from "../../kit/rule.ts";
import { type Container, mayRunWindows, nameOf } from "../../model/container.ts";
import { isRootUser as isRoot, knownBase, lesserUser } from "../../model/run-user.ts";

export default rule({
  name: "root-container",
  on: "deployment",
  title: "Container runs as root",
  severity: "warning",
  risk: "container",
  why: `A process that is root in its container owns every file there and is root towards the host's kernel: one hole in the kernel, or one wrong mount, and it is root on the host.

The user that the host names (\`user\`, in Kubernetes \`runAsUser\`) wins over the image's. Where it is left out, the image's own user holds: the last \`USER\` of the Dockerfile in this workspace that builds the image, if there is exactly one such; Compose names it under \`build\`. For an image from elsewhere nothing is known, save of those that many build on: unstated-user asks for the rest.

\`65532:65532\` is the user that distroless images call nonroot. It needs no entry in \`/etc/passwd\`, but the program must not need files or ports that only root may use. Kubernetes knows users by number only, and with \`runAsNonRoot: true\` it does not start a container as root: then nothing is said of the image, and a \`runAsUser\` of 0 is a container that cannot start. Init containers end before the others start, and Compose is a developer's tool first: both are one grade lower.

Silent for Windows, which has other users, for pods whose users have a namespace of their own (\`hostUsers: false\`), where root is nobody on the host, and for FireLens log routers, which ECS runs as root and as nobody else.`,
  refs: [
    "NIST SP 800-190 4.4.3",
    "CWE-250",
    "CIS Docker 4.1",
    "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_definition_parameters.html#container_definition_security",
    "https://kubernetes.io/docs/tasks/configure-pod-container/security-context/",
  ],
  equivalents: [
    { tool: "checkov", id: "CKV_K8S_23" },
    { tool: "trivy", id: "KSV-0105" },
  ],

  *check({ container, build }) {
    const { user, refusesRoot, workload } = container;
    const base = knownBase(container, build);
    if (user.opaque || container.requiresRoot || mayRunWindows(container) || base?.os === "windows") return;
    if (workload.platform === "kubernetes" && (workload.namespaces.user.is("private") || workload.namespaces.user.opaque)) return;
    const who = `Container "${nameOf(container)}"`;
    const lesser = lesserUser(user, base);
    const fixes = fix(lesser.title, "unsafe", lesser.edits);
    const [warning, info] = gradesOf(container);
    if (refusesRoot?.opaque) return;
    if (refusesRoot?.is(true)) {
      if (!user.is(isRoot)) return;
      const message = `${who} cannot start: its user is "${user.value}", and "${refusesRoot.key}" refuses root.`;
      yield { at: user.at, severity: warning, message, related: [{ at: refusesRoot.at, message: "Root is refused here." }], fixes };
    } else if (user.is((written) => written !== "")) {
      const what = user.unset ? `it names no user, for which its module takes "${user.value}"` : `its user is "${user.value}"`;
      const drops = base?.drops !== undefined && !base.rootMaster;
      if (user.is(isRoot) && !drops) yield { at: user.at, severity: warning, message: `${who} runs as root: ${what}.`, fixes };
    } else if (build?.user.is(isRoot)) {
      const message = `${who} runs as root: it names no user, and the Dockerfile that builds its image ends as "${build.user.value}".`;
      yield { at: user.at, severity: warning, message, related: [{ at: build.user.at, message: "The image's user is set here." }], fixes };
    } else if (build && !build.user.unset) {
      return;
    } else if (base?.user !== undefined) {
      if (!isRoot(base.user) || (base.drops !== undefined && !base.rootMaster)) return;
      const message = build
        ? `${who} starts as root: neither it nor the Dockerfile that builds its image names a user, and the base image runs as root.`
        : `${who} starts as root: it names no user, and its image runs as root.`;
      const related = build ? [{ at: build.from, message: "The image is built from this base." }] : [];
      yield { at: user.at, severity: build ? warning : info, confidence: "medium", message, related, fixes };
    }
  },

  examples: [
    bad(ecs`
      {
        "family": "shop",
        "containerDefinitions": [{ "name": "web", "image": "web:1.4", "user": «"0:0"» }]
      }
    `).to(ecs`
      {
        "family": "shop",
        "containerDefinitions": [{ "name": "web", "image": "web:1.4", "user": "65532:65532" }]
      }
    `),
    bad(file("containers.json.tpl")`
      [{ "name": "web", "image": "\${image}", "essential": true, "cpu": \${cpu}, "user": «"root"» }]
    `).because("An array of container definitions, as a Terraform template."),
    bad(file("described.json")`
      {
        "taskDefinition": {
          "containerDefinitions": [{ "name": "web", "image": "web:1.4", "user": «"root:root"» }],
          "family": "shop"
        }
      }
    `).because("What `aws ecs describe-task-definition` prints."),
    bad(
      ecs`
        {
          "family": "shop",
          "containerDefinitions": [{ "name": «"web"», "image": "111122223333.dkr.ecr.eu-west-1.amazonaws.com/shop/web:1.4" }]
        }
      `,
      file("web/Dockerfile")`
        FROM node:22
        USER node
        RUN npm ci
        USER root
        CMD ["node", "server.js"]
      `,
    ).because("The Dockerfile in the folder `web` builds `shop/web`, and ends as root."),
    bad(
      ecs`
        {
          "family": "shop",
          "containerDefinitions": [{ "name": «"web"», "image": "web:1.4" }]
        }
      `,
      file("web/Dockerfile")`
        FROM node:22
        CMD ["node", "server.js"]
      `,
    ).because("The base image has root, and nothing says otherwise."),
    bad(ecs`
      {
        "family": "shop",
        "containerDefinitions": [{ "name": «"web"», "image": "nginx:1.29" }]
      }
    `).because("An image that is known to start as root."),
    good(
      ecs`
        {
          "family": "shop",
          "containerDefinitions": [{ "name": "web", "image": "\${registry}/web:\${tag}" }]
        }
      `,
      file("web/Dockerfile")`
        FROM node:22
        USER node
        CMD ["node", "server.js"]
      `,
    ).because("The Dockerfile names a user."),
    good(
      ecs`
        {
          "family": "shop",
          "containerDefinitions": [{ "name": "web", "image": "web:1.4" }]
        }
      `,
      file("web/Dockerfile")`
        ARG RUN_AS
        FROM node:22
        ARG RUN_AS
        USER $RUN_AS
      `,
    ).because("Who the image runs as is decided when it is built."),
    good(ecs`
      {
        "family": "shop",
        "containerDefinitions": [
          { "name": "log_router", "image": "public.ecr.aws/aws-observability/aws-for-fluent-bit:2.32.0", "user": "0", "firelensConfiguration": { "type": "fluentbit" } }
        ]
      }
    `).because("ECS refuses any other user for a FireLens log router."),
    good(ecs`
      {
        "family": "shop",
        "containerDefinitions": [{ "name": "db", "image": "postgres:17" }]
      }
    `).because("Its entrypoint starts as root only to become `postgres` for good."),
    bad(ecs`
      {
        "family": "shop",
        "containerDefinitions": [{ "name": "charts", "image": "grafana/grafana:11.4.0", "user": «"root"» }]
      }
    `)
      .to(ecs`
      {
        "family": "shop",
        "containerDefinitions": [{ "name": "charts", "image": "grafana/grafana:11.4.0", "user": "472" }]
      }
    `)
      .because("The image has a user of its own, to whom its files belong."),
    good(ecs`
      {
        "family": "shop",
        "containerDefinitions": [{ "name": "cache", "image": "redis:7.4", "user": "0" }]
      }
    `).because("So it does where root is named."),
    good(ecs`
      {
        "family": "shop",
        "containerDefinitions": [
          { "name": "web", "image": "web:1.4", "user": "1000:0" },
          { "name": "log", "image": "log:2", "user": "rooter" }
        ]
      }
    `).because("Root's group is not root, nor is everything that begins like it."),
    good(ecs`
      {
        "family": "shop",
        "containerDefinitions": [{ "name": "web", "image": "web:1.4", "user": "\${user}" }]
      }
    `).because("What a template puts there is not known."),
    good(ecs`
      {
        "family": "shop",
        "runtimePlatform": { "operatingSystemFamily": "WINDOWS_SERVER_2022_CORE" },
        "containerDefinitions": [{ "name": "web", "image": "web:1.4" }]
      }
    `).because("Windows has other users."),
    bad(cloudformation`
      Resources:
        Task:
          Type: AWS::ECS::TaskDefinition
          Properties:
            ContainerDefinitions:
              - Name: !Sub \${AWS::StackName}-web
                Image: !Ref Image
                User: «root»
    `).to(cloudformation`
      Resources:
        Task:
          Type: AWS::ECS::TaskDefinition
          Properties:
            ContainerDefinitions:
              - Name: !Sub \${AWS::StackName}-web
                Image: !Ref Image
                User: "65532:65532"
    `),
    bad(
      cloudformation`
        Resources:
          Task:
            Type: AWS::ECS::TaskDefinition
            Properties:
              ContainerDefinitions:
                - Name: «web»
                  Image: !Join ["", [!Ref AWS::AccountId, ".dkr.ecr.", !Ref AWS::Region, ".amazonaws.com/shop/web:", !Ref Tag]]
                  User: !Ref AWS::NoValue
      `,
      file("web/Dockerfile")`
        FROM node:22
        USER root
        CMD ["node", "server.js"]
      `,
    )
      .to(cloudformation`
        Resources:
          Task:
            Type: AWS::ECS::TaskDefinition
            Properties:
              ContainerDefinitions:
                - Name: web
                  Image: !Join ["", [!Ref AWS::AccountId, ".dkr.ecr.", !Ref AWS::Region, ".amazonaws.com/shop/web:", !Ref Tag]]
                  User: node
      `)
      .because("`AWS::NoValue` is nothing; which Dockerfile builds the image is known though its registry and tag are not."),
    good(cloudformation`
      Parameters:
        User: { Type: AWS::SSM::Parameter::Value<String>, Default: root }
      Resources:
        Task:
          Type: AWS::ECS::TaskDefinition
          Properties:
            ContainerDefinitions:
              - { Name: web, Image: "web:1.4", User: !Ref User }
              - { Name: log, Image: "log:2", User: !ImportValue LogUser }
    `).because("`root` is the name of a parameter in SSM here, not its value; what another stack exports is not known either."),
    bad(terraform`
      resource "aws_ecs_task_definition" "shop" {
        family                = "shop"
        container_definitions = jsonencode([{ name = "web", image = "web:1.4", user = «"root"» }])
      }
    `).to(terraform`
      resource "aws_ecs_task_definition" "shop" {
        family                = "shop"
        container_definitions = jsonencode([{ name = "web", image = "web:1.4", user = "65532:65532" }])
      }
    `),
    bad(
      terraform`
        resource "aws_ecr_repository" "web" {
          name = "shop/web"
        }

        resource "aws_ecs_task_definition" "shop" {
          family = "shop"
          container_definitions = jsonencode([
            {
              name  = «"web"»
              image = "\${aws_ecr_repository.web.repository_url}:\${var.tag}"
            }
          ])
        }
      `,
      file("web/Dockerfile")`
        FROM node:22
        USER root
        CMD ["node", "server.js"]
      `,
    )
      .to(terraform`
        resource "aws_ecr_repository" "web" {
          name = "shop/web"
        }

        resource "aws_ecs_task_definition" "shop" {
          family = "shop"
          container_definitions = jsonencode([
            {
              name  = "web"
              image = "\${aws_ecr_repository.web.repository_url}:\${var.tag}"
              user  = "node"
            }
          ])
        }
      `)
      .because("The repository is in the same file: the Dockerfile in the folder `web` builds `shop/web`."),
    bad(terraform`
      module "shop" {
        source  = "terraform-aws-modules/ecs/aws//modules/service"
        version = "5.12.0"

        container_definitions = {
          «web» = {
            image = "web:1.4"
          }
        }
      }
    `)
      .to(terraform`
      module "shop" {
        source  = "terraform-aws-modules/ecs/aws//modules/service"
        version = "5.12.0"

        container_definitions = {
          web = {
            image = "web:1.4"
            user  = "65532:65532"
          }
        }
      }
    `)
      .because("Version 5 of the module takes user 0 where none is named, whatever the image says."),
    good(terraform`
      module "shop" {
        source  = "terraform-aws-modules/ecs/aws//modules/service"
        version = "5.12.0"

        container_definition_defaults = { user = "1000" }
        container_definitions         = { web = { image = "web:1.4" } }
      }

      resource "aws_ecs_task_definition" "shop" {
        family                = "shop"
        container_definitions = jsonencode([{ name = "web", image = "web:1.4", user = "\${var.uid}:0" }])
      }
    `).because("Defaults of the module that the file changes, and a user that only a run knows."),
    bad(kubernetes`
      apiVersion: v1
      kind: Pod
      metadata: { name: shop }
      spec:
        containers:
          - name: web
            image: web:1.4
            securityContext:
              runAsUser: «0»
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
    bad(kubernetes`
      apiVersion: v1
      kind: Pod
      metadata: { name: shop }
      spec:
        securityContext: { runAsUser: «0» }
        containers:
          - { name: web, image: web:1.4 }
          - { name: log, image: log:2 }
          - { name: proxy, image: proxy:3, securityContext: { runAsUser: 1000 } }
    `)
      .to(kubernetes`
      apiVersion: v1
      kind: Pod
      metadata: { name: shop }
      spec:
        securityContext: { runAsUser: 65532, runAsGroup: 65532 }
        containers:
          - { name: web, image: web:1.4 }
          - { name: log, image: log:2 }
          - { name: proxy, image: proxy:3, securityContext: { runAsUser: 1000 } }
    `)
      .because("The pod's user is that of every container that has none of its own: one finding, where it is written."),
    bad(kubernetes`
      apiVersion: v1
      kind: Pod
      metadata: { name: shop }
      spec:
        securityContext: { runAsNonRoot: true }
        containers:
          - { name: web, image: web:1.4, securityContext: { runAsUser: «0» } }
          - { name: log, image: nginx:1.29 }
    `).because("Root is refused: the first cannot start, and of the second's image nothing is said."),
    bad(
      kubernetes`
      apiVersion: v1
      kind: Pod
      metadata: { name: shop }
      spec:
        containers:
          - { name: «web», image: 111122223333.dkr.ecr.eu-west-1.amazonaws.com/shop/web:1.4 }
    `,
      file("web/Dockerfile")`
        FROM alpine:3.22
        USER root
      `,
    ).because("The Dockerfile in the folder `web` builds `shop/web`, and ends as root."),
    good(kubernetes`
      apiVersion: v1
      kind: Pod
      metadata: { name: shop }
      spec:
        securityContext: { runAsNonRoot: true }
        containers:
          - { name: web, image: nginx:1.29 }
          - { name: log, image: log:2, securityContext: { runAsUser: 1000 } }
    `).because("Kubernetes starts neither of them as root."),
    good(kubernetes`
      apiVersion: apps/v1
      kind: Deployment
      metadata: { name: shop }
      spec:
        template: { spec: { containers: [{ name: web, image: nginx:1.29 }] } }
    `).because("A patch of a Deployment, for none is without a selector: other files have the rest."),
    good(kubernetes`
      apiVersion: v1
      kind: Pod
      metadata: { name: shop }
      spec:
        os: { name: windows }
        containers:
          - { name: web, image: web:1.4 }
    `).because("Windows has other users."),
    good(kubernetes`
      apiVersion: v1
      kind: Pod
      metadata: { name: shop }
      spec:
        hostUsers: false
        containers:
          - { name: web, image: web:1.4, securityContext: { runAsUser: 0 } }
    `).because("Root of this pod is nobody on its host."),
    bad(compose`
      services:
        web: { image: web:1.4, user: «root» }
    `).to(compose`
      services:
        web: { image: web:1.4, user: "65532:65532" }
    `),
    bad(
      compose`
      services:
        «web»:
          build: ./web
    `,
      file("web/Dockerfile")`
        FROM node:22
        CMD ["node", "server.js"]
      `,
    )
      .to(compose`
      services:
        web:
          build: ./web
          user: node
    `)
      .because("The Dockerfile that builds it names no user, and its base image has root."),
    bad(
      file("deploy/compose.yaml")`
        services:
          «web»:
            image: nginx:1.29
            build: { context: .., dockerfile: docker/web.Dockerfile, target: debug }
      `,
      file("docker/web.Dockerfile")`
        FROM alpine:3.22 AS debug
        USER root
        FROM alpine:3.22
        USER app
      `,
    ).because("The stage that is built ends as root."),
    good(
      compose`
      services:
        web: { build: { target: app } }
        api: { build: ., image: nginx:1.29 }
        job: { build: ., user: $UID }
    `,
      file("Dockerfile")`
        FROM alpine:3.22 AS app
        USER app
        FROM app
        CMD ["server"]
      `,
    ).because("The Dockerfile that builds them names a user, whatever the image is then called; what the environment says is not known."),
    good(compose`
      services:
        web: { extends: { file: common.yaml, service: web } }
        db: { image: postgres:17 }
    `).because("Another file has the user; an image that becomes another user by itself."),
  ],
});

/** What is certain, and what is for information. */
const gradesOf = ({ initial, workload }: Container): readonly [Severity, Severity] =>
  initial || workload.platform === "compose" ? ["info", "hint"] : ["warning", "info"];
