import { bad, cloudformation, compose, ecs, file, good, kubernetes, terraform } from "../../kit/example.ts";
import { fix, rule } from "../../kit/rule.ts";
import { together } from "../../kit/together.ts";
import { mayRunWindows, nameOf } from "../../model/container.ts";
import { enumerate } from "../../model/enumeration.ts";

export default rule({
  name: "writable-root-filesystem",
  on: "workload",
  title: "Containers can change their own filesystem",
  severity: "warning",
  risk: "container",
  why: `Who breaks into a container whose root filesystem is writable can put tools there, replace the program and stay. With a read-only one they have no place to write to but the volumes that are named beside it.

Nearly nobody sets it, so what merely leaves it out is one finding for information per task definition or pod; only an explicit \`false\` is a warning. Compose is a developer's tool first: there an explicit \`false\` is for information, and what leaves it out is a hint, from the preset \`strict\` on.

**Before you fix it** see what the program writes: most want \`/tmp\`, nginx also \`/var/cache/nginx\` and \`/run\`. Give those a volume (ECS: \`volumes\` and \`mountPoints\`, or \`linuxParameters.tmpfs\`, which Fargate takes since January 2026; Kubernetes: an \`emptyDir\`; Compose: \`tmpfs\`). ECS Exec does not work with a read-only root: its agent must write to the container's filesystem.

Silent for Windows, which has no read-only roots.`,
  refs: [
    "NIST SP 800-190 4.4.4",
    "CWE-732",
    "CIS Docker 5.13",
    "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_definition_parameters.html#container_definition_security",
    "https://kubernetes.io/docs/tasks/configure-pod-container/security-context/",
  ],
  equivalents: [
    { tool: "checkov", id: "CKV_AWS_336" },
    { tool: "prowler", id: "ecs_task_definitions_containers_readonly_access" },
    { tool: "checkov", id: "CKV_K8S_22" },
    { tool: "trivy", id: "KSV-0014" },
  ],

  *check(workload) {
    const containers = workload.containers.filter((c) => !mayRunWindows(c));
    const development = workload.platform === "compose";
    for (const container of containers) {
      const { readOnlyRoot } = container;
      if (readOnlyRoot.unset || !readOnlyRoot.is(false)) continue;
      yield {
        at: readOnlyRoot.at,
        key: nameOf(container),
        ...(development ? { severity: "info" } : {}),
        message: `The root filesystem of container "${nameOf(container)}" is writable.`,
        fixes: fix(`Set "${readOnlyRoot.key}" to true`, "unsafe", readOnlyRoot.set(true)),
      };
    }
    const silent = containers.filter((c) => c.readOnlyRoot.unset && c.readOnlyRoot.is(false));
    const [first, ...others] = silent;
    if (!first) return;
    yield {
      ...together([first, ...others], (c) => c.readOnlyRoot.at),
      ...(development ? { severity: "hint", confidence: "low" } : { severity: "info" }),
      message: `The root ${others.length > 0 ? "filesystems" : "filesystem"} of ${enumerate(silent.map(nameOf))} can be written to.`,
      fixes: fix(
        `Set "${first.readOnlyRoot.key}" to true${others.length > 0 ? ` in all ${silent.length} containers` : ""}`,
        "unsafe",
        silent.flatMap((c) => c.readOnlyRoot.set(true)),
      ),
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
          { "name": "web", "image": "web:1.4", "readonlyRootFilesystem": true }
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
          { "name": "web", "image": "web:1.4", "readonlyRootFilesystem": true },
          { "name": "log", "image": "log:2", "readonlyRootFilesystem": true },
          { "name": "proxy", "image": "proxy:3", "readonlyRootFilesystem": true }
        ]
      }
    `)
      .because("One finding for all containers that leave it out."),
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
              - Fn::If:
                  - WithLog
                  - Name: log
                    Image: log:2
                    ReadonlyRootFilesystem: true
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
              "ContainerDefinitions": [{ "Name": "web", "Image": "web:1.4", "ReadonlyRootFilesystem": true }]
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
              - { Name: log, Image: "log:2", ReadonlyRootFilesystem: !If [IsProduction, true, false] }
    `).because("What a mapping or a condition puts there is not known."),
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
          - { name: log, image: log:2, securityContext: { allowPrivilegeEscalation: false, readOnlyRootFilesystem: true } }
          - { name: proxy, image: proxy:3, securityContext: { readOnlyRootFilesystem: true } }
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
          - { name: web, image: web:1.4, securityContext: { readOnlyRootFilesystem: true } }
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
        web: { image: web:1.4, read_only: true }
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
        log: { image: log:2, read_only: true }
    `)
      .because("One hint for all services that leave it out."),
    good(compose`
      services:
        web: { image: web:1.4, read_only: true, tmpfs: [/tmp] }
        log: { extends: web }
    `).because("What extends another service has what that says."),
  ],
});
