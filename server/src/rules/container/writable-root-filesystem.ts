import { bad, cloudformation, compose, ecs, file, good, kubernetes, terraform } from "../../kit/example.ts";
import { type Fix, fix, rule } from "../../kit/rule.ts";
import { together } from "../../kit/together.ts";
import { mayRunWindows, nameOf } from "../../model/container.ts";
import { enumerate, listed } from "../../model/enumeration.ts";
import type { Deployment } from "../../model/subjects.ts";
import { madeReadOnly } from "../../rewrite/read-only-root.ts";

export default rule({
  name: "writable-root-filesystem",
  on: "deployment",
  title: "Containers can change their own filesystem",
  severity: "warning",
  risk: "container",
  why: `Who breaks into a container whose root filesystem is writable can put tools there, replace the program and stay. With a read-only one they have no place to write to but the volumes that are named beside it.

Nearly nobody sets it, so what merely leaves it out is one finding for information per task definition or pod; only an explicit \`false\` is a warning. Compose is a developer's tool first: there an explicit \`false\` is for information, and what leaves it out is a hint, from the preset \`strict\` on.

**Before you fix it** see what the program writes. The fix brings the folders along that are known: \`/tmp\`, those of nginx, Apache, Tomcat, PostgreSQL and others as they come, and those that the Dockerfile of this workspace which builds the image makes for the program's user. They are memory on ECS (\`linuxParameters.tmpfs\`, which Fargate takes since January 2026, and which counts as the container's, and from which nothing can be started) and in Compose, an \`emptyDir\` in Kubernetes. What must outlive the container needs a volume of its own. For a \`VOLUME\` of the Dockerfile Docker and containerd mount one by themselves. ECS Exec does not work with a read-only root: its agent must write to the container's filesystem.

Silent for Windows, which has no read-only roots.`,
  refs: [
    "NIST SP 800-190 4.4.4",
    "CWE-732",
    "CIS Docker 5.13",
    "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_definition_parameters.html#container_definition_security",
    "https://kubernetes.io/docs/tasks/configure-pod-container/security-context/",
    "https://aws.amazon.com/about-aws/whats-new/2026/01/amazon-ecs-tmpfs-mounts-aws-fargate-managed-instances/",
    "https://hub.docker.com/_/nginx",
  ],
  equivalents: [
    { tool: "checkov", id: "CKV_AWS_336" },
    { tool: "prowler", id: "ecs_task_definitions_containers_readonly_access" },
    { tool: "checkov", id: "CKV_K8S_22" },
    { tool: "trivy", id: "KSV-0014" },
  ],

  *check(deployment) {
    const { container, together: all } = deployment;
    const { readOnlyRoot, workload } = container;
    if (mayRunWindows(container)) return;
    const development = workload.platform === "compose";
    if (!readOnlyRoot.unset && readOnlyRoot.is(false)) {
      yield {
        at: readOnlyRoot.at,
        ...(development ? { severity: "info" } : {}),
        message: `The root filesystem of container "${nameOf(container)}" is writable.`,
        fixes: fixesFor([deployment]),
      };
    }
    if (!isSilent(deployment) || all.find(isSilent) !== deployment) return;
    const [, ...others] = all.filter(isSilent);
    const silent = [deployment, ...others] as const;
    yield {
      ...together(silent, ({ container: c }) => c.readOnlyRoot.at),
      ...(development ? { severity: "hint", confidence: "low" } : { severity: "info" }),
      message: `The root ${others.length > 0 ? "filesystems" : "filesystem"} of ${enumerate(silent.map((d) => nameOf(d.container)))} can be written to.`,
      fixes: fixesFor(silent),
    };
  },

  examples: [
    bad(ecs`
      {
        "family": "shop",
        "containerDefinitions": [
          { "name": "web", "image": "web:1.4", "readonlyRootFilesystem": «false» }
        ]
      }
    `).to(ecs`
      {
        "family": "shop",
        "containerDefinitions": [
          { "name": "web", "image": "web:1.4", "readonlyRootFilesystem": true, "linuxParameters": { "tmpfs": [{ "containerPath": "/tmp", "size": 64, "mountOptions": ["noexec", "nosuid", "nodev"] }] } }
        ]
      }
    `),
    bad(ecs`
      {
        "family": "shop",
        "containerDefinitions": [
          { "name": «"web"», "image": "web:1.4" },
          { "name": "log", "image": "log:2", "readonlyRootFilesystem": true },
          { "name": "proxy", "image": "proxy:3" }
        ]
      }
    `)
      .to(ecs`
      {
        "family": "shop",
        "containerDefinitions": [
          { "name": "web", "image": "web:1.4", "readonlyRootFilesystem": true, "linuxParameters": { "tmpfs": [{ "containerPath": "/tmp", "size": 64, "mountOptions": ["noexec", "nosuid", "nodev"] }] } },
          { "name": "log", "image": "log:2", "readonlyRootFilesystem": true },
          { "name": "proxy", "image": "proxy:3", "readonlyRootFilesystem": true, "linuxParameters": { "tmpfs": [{ "containerPath": "/tmp", "size": 64, "mountOptions": ["noexec", "nosuid", "nodev"] }] } }
        ]
      }
    `)
      .because("One finding for all containers that leave it out."),
    bad(
      ecs`
      {
        "family": "shop",
        "requiresCompatibilities": ["FARGATE"],
        "containerDefinitions": [
          {
            "name": «"web"»,
            "image": "111122223333.dkr.ecr.eu-west-1.amazonaws.com/shop/web:1.4",
            "linuxParameters": {
              "initProcessEnabled": true
            }
          }
        ]
      }
    `,
      file("web/Dockerfile")`
      FROM nginx:1.29
      RUN mkdir -p /app/uploads && chown -R nginx:nginx /app/uploads
      COPY site /usr/share/nginx/html
    `,
    )
      .to(ecs`
      {
        "family": "shop",
        "requiresCompatibilities": ["FARGATE"],
        "containerDefinitions": [
          {
            "name": "web",
            "image": "111122223333.dkr.ecr.eu-west-1.amazonaws.com/shop/web:1.4",
            "linuxParameters": {
              "initProcessEnabled": true,
              "tmpfs": [
                {
                  "containerPath": "/tmp",
                  "size": 64,
                  "mountOptions": ["noexec", "nosuid", "nodev"]
                },
                {
                  "containerPath": "/var/cache/nginx",
                  "size": 64,
                  "mountOptions": ["noexec", "nosuid", "nodev"]
                },
                {
                  "containerPath": "/run",
                  "size": 64,
                  "mountOptions": ["noexec", "nosuid", "nodev"]
                },
                {
                  "containerPath": "/app/uploads",
                  "size": 64,
                  "mountOptions": ["noexec", "nosuid", "nodev"]
                }
              ]
            },
            "readonlyRootFilesystem": true
          }
        ]
      }
    `)
      .because("What nginx writes to, and a folder that the Dockerfile makes for it, are in memory from then on."),
    bad(
      kubernetes`
      apiVersion: apps/v1
      kind: Deployment
      metadata: { name: shop }
      spec:
        selector: { matchLabels: { app: shop } }
        template:
          metadata: { labels: { app: shop } }
          spec:
            containers:
              - name: «web»
                image: httpd:2.4
                volumeMounts:
                  - name: tmp
                    mountPath: /tmp
            volumes:
              - name: tmp
                emptyDir: {}
    `,
    )
      .to(kubernetes`
      apiVersion: apps/v1
      kind: Deployment
      metadata: { name: shop }
      spec:
        selector: { matchLabels: { app: shop } }
        template:
          metadata: { labels: { app: shop } }
          spec:
            containers:
              - name: web
                image: httpd:2.4
                volumeMounts:
                  - name: tmp
                    mountPath: /tmp
                  - name: usr-local-apache2-logs
                    mountPath: /usr/local/apache2/logs
                securityContext:
                  readOnlyRootFilesystem: true
            volumes:
              - name: tmp
                emptyDir: {}
              - name: usr-local-apache2-logs
                emptyDir: {}
    `)
      .because("What is mounted already is left as it is."),
    bad(terraform`
      resource "kubernetes_pod_v1" "shop" {
        metadata {
          name = "shop"
        }

        spec {
          container {
            name  = «"web"»
            image = "tomcat:11"

            volume_mount {
              name       = "logs"
              mount_path = "/usr/local/tomcat/logs"
            }
          }

          volume {
            name = "logs"
            empty_dir {}
          }
        }
      }
    `)
      .to(terraform`
      resource "kubernetes_pod_v1" "shop" {
        metadata {
          name = "shop"
        }

        spec {
          container {
            name  = "web"
            image = "tomcat:11"

            volume_mount {
              name       = "logs"
              mount_path = "/usr/local/tomcat/logs"
            }

            volume_mount {
              name       = "tmp"
              mount_path = "/tmp"
            }

            volume_mount {
              name       = "usr-local-tomcat-temp"
              mount_path = "/usr/local/tomcat/temp"
            }

            volume_mount {
              name       = "usr-local-tomcat-work"
              mount_path = "/usr/local/tomcat/work"
            }

            security_context {
              read_only_root_filesystem = true
            }
          }

          volume {
            name = "logs"
            empty_dir {}
          }

          volume {
            name = "tmp"

            empty_dir {}
          }

          volume {
            name = "usr-local-tomcat-temp"

            empty_dir {}
          }

          volume {
            name = "usr-local-tomcat-work"

            empty_dir {}
          }
        }
      }
    `)
      .because("Blocks of Terraform's provider for Kubernetes."),
    bad(
      compose`
      services:
        «web»:
          build: web
    `,
      file("web/Dockerfile")`
      FROM node:24-slim
      WORKDIR /app
      RUN mkdir cache && chown node:node cache /app
      COPY . /app
      USER node
    `,
    )
      .to(compose`
      services:
        web:
          build: web
          read_only: true
          tmpfs:
            - /tmp:size=64m
            - /app/cache:size=64m
    `)
      .because("A folder that is made and handed over; the program's own would hide behind a mount."),
    bad(file("job.json")`
      {
        "jobDefinitionName": "report",
        "type": "container",
        "platformCapabilities": ["FARGATE"],
        "containerProperties": { "image": «"report:1.4"» }
      }
    `)
      .to(file("job.json")`
      {
        "jobDefinitionName": "report",
        "type": "container",
        "platformCapabilities": ["FARGATE"],
        "containerProperties": { "image": "report:1.4", "readonlyRootFilesystem": true }
      }
    `)
      .because("AWS Batch takes no memory for folders on Fargate."),
    bad(file("containers.json.tpl")`
      [{ "name": «"\${name}"», "image": "\${image}", "cpu": \${cpu}, "essential": true }]
    `).because("An array of container definitions, as a Terraform template."),
    bad(file("described.json")`
      {
        "taskDefinition": {
          "containerDefinitions": [{ "name": "web", "image": "web:1.4", "readonlyRootFilesystem": «false» }],
          "family": "shop"
        }
      }
    `).because("What `aws ecs describe-task-definition` prints."),
    good(ecs`
      {
        "family": "shop",
        "containerDefinitions": [{ "name": "web", "image": "web:1.4", "readonlyRootFilesystem": true }]
      }
    `).because("It is read-only."),
    good(ecs`
      {
        "family": "shop",
        "containerDefinitions": [{ "name": "web", "image": "web:1.4", "readonlyRootFilesystem": \${read_only} }]
      }
    `).because("What a template puts there is not known."),
    good(ecs`
      {
        "family": "shop",
        "runtimePlatform": { "operatingSystemFamily": "WINDOWS_SERVER_2022_CORE" },
        "containerDefinitions": [{ "name": "web", "image": "web:1.4" }]
      }
    `).because("Windows has no read-only roots."),
    good(ecs`
      {
        "family": "shop",
        "placementConstraints": [{ "type": "memberOf", "expression": "attribute:ecs.os-type == windows" }],
        "containerDefinitions": [{ "name": "web", "image": "web:1.4", "readonlyRootFilesystem": false }]
      }
    `).because("Windows, said by where it is placed."),
    good(ecs`
      {
        "family": "shop",
        "containerDefinitions": [{ "name": "web", "image": "mcr.microsoft.com/windows/servercore/iis:windowsservercore-ltsc2022" }]
      }
    `).because("Windows, to be seen by the image."),
    bad(cloudformation`
      Resources:
        Task:
          Type: AWS::ECS::TaskDefinition
          Properties:
            ContainerDefinitions:
              - Name: «web»
                Image: web:1.4
              - Fn::If:
                  - WithLog
                  - Name: log
                    Image: log:2
                  - !Ref AWS::NoValue
    `)
      .to(cloudformation`
      Resources:
        Task:
          Type: AWS::ECS::TaskDefinition
          Properties:
            ContainerDefinitions:
              - Name: web
                Image: web:1.4
                ReadonlyRootFilesystem: true
                LinuxParameters:
                  Tmpfs:
                    - ContainerPath: /tmp
                      Size: 64
                      MountOptions:
                        - noexec
                        - nosuid
                        - nodev
              - Fn::If:
                  - WithLog
                  - Name: log
                    Image: log:2
                    ReadonlyRootFilesystem: true
                    LinuxParameters:
                      Tmpfs:
                        - ContainerPath: /tmp
                          Size: 64
                          MountOptions:
                            - noexec
                            - nosuid
                            - nodev
                  - !Ref AWS::NoValue
    `)
      .because("A container that is there under a condition only is one all the same."),
    bad(file("template.json")`
      {
        "Resources": {
          "Task": {
            "Type": "AWS::ECS::TaskDefinition",
            "Properties": {
              "ContainerDefinitions": [{ "Name": "web", "Image": "web:1.4", "ReadonlyRootFilesystem": «"false"» }]
            }
          }
        }
      }
    `)
      .to(file("template.json")`
      {
        "Resources": {
          "Task": {
            "Type": "AWS::ECS::TaskDefinition",
            "Properties": {
              "ContainerDefinitions": [{ "Name": "web", "Image": "web:1.4", "ReadonlyRootFilesystem": true, "LinuxParameters": { "Tmpfs": [{ "ContainerPath": "/tmp", "Size": 64, "MountOptions": ["noexec", "nosuid", "nodev"] }] } }]
            }
          }
        }
      }
    `)
      .because("CloudFormation takes texts for truth values."),
    good(cloudformation`
      Resources:
        Task:
          Type: AWS::ECS::TaskDefinition
          Properties:
            ContainerDefinitions:
              - { Name: web, Image: "web:1.4", ReadonlyRootFilesystem: !FindInMap [Stages, !Ref Stage, ReadOnly] }
    `).because("What a mapping puts there is not known."),
    bad(cloudformation`
      Resources:
        Task:
          Type: AWS::ECS::TaskDefinition
          Properties:
            ContainerDefinitions:
              - { Name: log, Image: "log:2", ReadonlyRootFilesystem: !If [IsProduction, true, «false»] }
    `).because("It is writable where the condition does not hold."),
    good(cloudformation`
      Transform: [AWS::Serverless-2016-10-31, HardenContainers]
      Resources:
        Task:
          Type: AWS::ECS::TaskDefinition
          Properties:
            ContainerDefinitions:
              - { Name: web, Image: "web:1.4" }
    `).because("A macro of one's own may add what is missing."),
    bad(terraform`
      resource "aws_ecs_task_definition" "shop" {
        family = "shop"
        container_definitions = jsonencode([
          {
            name  = «"web"»
            image = "web:1.4"
          },
          {
            name                   = "log"
            image                  = "log:2"
            readonlyRootFilesystem = true
          }
        ])
      }
    `).to(terraform`
      resource "aws_ecs_task_definition" "shop" {
        family = "shop"
        container_definitions = jsonencode([
          {
            name                   = "web"
            image                  = "web:1.4"
            readonlyRootFilesystem = true
            linuxParameters = {
              tmpfs = [
                {
                  containerPath = "/tmp"
                  size          = 64
                  mountOptions  = ["noexec", "nosuid", "nodev"]
                }
              ]
            }
          },
          {
            name                   = "log"
            image                  = "log:2"
            readonlyRootFilesystem = true
          }
        ])
      }
    `),
    bad(terraform`
      module "web" {
        source          = "cloudposse/ecs-container-definition/aws"
        container_name  = «"web"»
        container_image = "web:1.4"
      }
    `)
      .to(terraform`
      module "web" {
        source                   = "cloudposse/ecs-container-definition/aws"
        container_name           = "web"
        container_image          = "web:1.4"
        readonly_root_filesystem = true
        linux_parameters = {
          tmpfs = [
            {
              containerPath = "/tmp"
              size          = 64
              mountOptions  = ["noexec", "nosuid", "nodev"]
            }
          ]
        }
      }
    `)
      .because("A module that makes one container definition, with arguments of its own."),
    bad(terraform`
      module "shop" {
        source  = "terraform-aws-modules/ecs/aws//modules/service"
        version = "~> 5.0"

        container_definitions = {
          web = {
            image                    = "web:1.4"
            readonly_root_filesystem = «false»
          }
        }
      }
    `)
      .to(terraform`
      module "shop" {
        source  = "terraform-aws-modules/ecs/aws//modules/service"
        version = "~> 5.0"

        container_definitions = {
          web = {
            image                    = "web:1.4"
            readonly_root_filesystem = true
            linux_parameters = {
              tmpfs = [
                {
                  containerPath = "/tmp"
                  size          = 64
                  mountOptions  = ["noexec", "nosuid", "nodev"]
                }
              ]
            }
          }
        }
      }
    `)
      .because("In version 5 of the module the names are Terraform's, from version 6 on they are those of ECS."),
    good(terraform`
      module "shop" {
        source  = "terraform-aws-modules/ecs/aws//modules/service"
        version = "~> 6.0"

        container_definitions = {
          web = { image = "web:1.4" }
        }
      }
    `).because("The module makes it read-only unless it is told otherwise."),
    good(terraform`
      resource "aws_ecs_task_definition" "shop" {
        family = "shop"

        container_definitions = jsonencode([
          { name = "web", image = "web:1.4", readonlyRootFilesystem = !var.debug },
          merge(local.defaults, { name = "log", image = "log:2" })
        ])
      }

      resource "aws_ecs_task_definition" "windows" {
        family                = "windows"
        container_definitions = jsonencode([{ name = "web", image = "web:1.4" }])

        runtime_platform {
          operating_system_family = "WINDOWS_SERVER_2022_CORE"
        }
      }
    `).because("What only a run knows, and Windows, which has no read-only roots."),
    bad(kubernetes`
      apiVersion: v1
      kind: Pod
      metadata: { name: shop }
      spec:
        containers:
          - name: «web»
            image: web:1.4
          - { name: log, image: log:2, securityContext: { allowPrivilegeEscalation: false } }
          - { name: proxy, image: proxy:3, securityContext: { readOnlyRootFilesystem: true } }
    `)
      .to(kubernetes`
      apiVersion: v1
      kind: Pod
      metadata: { name: shop }
      spec:
        containers:
          - name: web
            image: web:1.4
            securityContext:
              readOnlyRootFilesystem: true
            volumeMounts:
              - name: web-tmp
                mountPath: /tmp
          - { name: log, image: log:2, securityContext: { allowPrivilegeEscalation: false, readOnlyRootFilesystem: true }, volumeMounts: [{name: log-tmp, mountPath: /tmp}] }
          - { name: proxy, image: proxy:3, securityContext: { readOnlyRootFilesystem: true } }
        volumes:
          - name: web-tmp
            emptyDir: {}
          - name: log-tmp
            emptyDir: {}
    `)
      .because("One finding for all containers that leave it out."),
    bad(kubernetes`
      apiVersion: v1
      kind: Pod
      metadata: { name: shop }
      spec:
        containers:
          - { name: web, image: web:1.4, securityContext: { readOnlyRootFilesystem: «false» } }
    `).to(kubernetes`
      apiVersion: v1
      kind: Pod
      metadata: { name: shop }
      spec:
        containers:
          - { name: web, image: web:1.4, securityContext: { readOnlyRootFilesystem: true }, volumeMounts: [{name: tmp, mountPath: /tmp}] }
        volumes:
          - name: tmp
            emptyDir: {}
    `),
    good(kubernetes`
      apiVersion: apps/v1
      kind: Deployment
      metadata: { name: shop }
      spec:
        template: { spec: { containers: [{ name: web, env: [{ name: LOG_LEVEL, value: debug }] }] } }
    `).because("A patch: other files have the rest."),
    bad(compose`
      services:
        web: { image: web:1.4, read_only: «false» }
    `).to(compose`
      services:
        web: { image: web:1.4, read_only: true, tmpfs: [/tmp:size=64m] }
    `),
    bad(compose`
      services:
        «web»:
          build: .
        log: { image: log:2 }
    `)
      .to(compose`
      services:
        web:
          build: .
          read_only: true
          tmpfs:
            - /tmp:size=64m
        log: { image: log:2, read_only: true, tmpfs: [/tmp:size=64m] }
    `)
      .because("One hint for all services that leave it out."),
    good(compose`
      services:
        web: { image: web:1.4, read_only: true, tmpfs: [/tmp] }
        log: { extends: web }
    `).because("What extends another service has what that says."),
  ],
});

/** Does it leave out what its host takes for no? */
const isSilent = ({ container }: Deployment): boolean =>
  container.readOnlyRoot.unset && container.readOnlyRoot.is(false) && !mayRunWindows(container);

function fixesFor(deployments: readonly [Deployment, ...Deployment[]]): readonly Fix[] {
  const { edits, folders } = madeReadOnly(deployments);
  const [{ container }] = deployments;
  const all = deployments.length > 1 ? ` in ${deployments.length === 2 ? "both" : `all ${deployments.length}`} containers` : "";
  const where = listed(folders);
  const given =
    folders.length === 0 ? "" : container.workload.platform === "kubernetes" ? `, with an empty volume at ${where}` : `, with ${where} in memory`;
  return fix(`Set "${container.readOnlyRoot.key}" to true${all}${given}`, "unsafe", edits);
}
