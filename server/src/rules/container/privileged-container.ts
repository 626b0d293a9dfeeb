import { bad, cloudformation, compose, ecs, file, good, kubernetes, terraform } from "../../kit/example.ts";
import { fix, rule } from "../../kit/rule.ts";
import { isOnFargate, mayRunWindows, nameOf } from "../../model/container.ts";

export default rule({
  name: "privileged-container",
  on: "container",
  title: "Container runs privileged",
  severity: "error",
  risk: "container",
  why: `A privileged container has every Linux capability and all devices of its host: whoever takes it over owns the host, the credentials of the host's role and every other container there.

Agents that watch the host itself are the usual reason for it; most of them need single capabilities (\`linuxParameters.capabilities.add\` in ECS, \`securityContext.capabilities.add\` in Kubernetes, \`cap_add\` in Compose) or read-only host volumes instead. On container instances \`ECS_DISABLE_PRIVILEGED=true\` keeps all others from it.

Fargate knows no privileged containers and refuses the task definition: there the fix changes nothing that works. Silent for Windows, where the parameter is not supported.`,
  refs: [
    "NIST SP 800-190 4.4.3",
    "CWE-250",
    "CIS Docker 5.5",
    "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_definition_parameters.html#container_definition_security",
    "https://kubernetes.io/docs/tasks/configure-pod-container/security-context/",
  ],
  equivalents: [
    { tool: "prowler", id: "ecs_task_definitions_no_privileged_containers" },
    { tool: "checkov", id: "CKV_K8S_16" },
    { tool: "trivy", id: "KSV-0017" },
  ],

  *check(container) {
    const { privileged, workload } = container;
    if (!privileged.is(true) || mayRunWindows(container)) return;
    const who = `Container "${nameOf(container)}"`;
    const title = `Set "${privileged.key}" to false`;
    const edits = privileged.set(false);
    if (isOnFargate(workload)) {
      const message = `${who} is privileged, which Fargate refuses: the task definition cannot be registered.`;
      yield { at: privileged.at, severity: "warning", message, fixes: fix(title, "safe", edits) };
    } else {
      const message = `${who} runs privileged: it has every capability and device of its host.`;
      yield { at: privileged.at, message, fixes: fix(title, "unsafe", edits) };
    }
  },

  examples: [
    bad(ecs`
      {
        "family": "shop",
        "containerDefinitions": [{ "name": "web", "image": "web:1.4", "privileged": «true» }]
      }
    `).to(ecs`
      {
        "family": "shop",
        "containerDefinitions": [{ "name": "web", "image": "web:1.4", "privileged": false }]
      }
    `),
    bad(ecs`
      {
        "family": "shop",
        "requiresCompatibilities": ["FARGATE"],
        "containerDefinitions": [{ "name": "web", "image": "web:1.4", "privileged": «true» }]
      }
    `)
      .to(ecs`
      {
        "family": "shop",
        "requiresCompatibilities": ["FARGATE"],
        "containerDefinitions": [{ "name": "web", "image": "web:1.4", "privileged": false }]
      }
    `)
      .because("Fargate refuses it."),
    bad(file("containers.json.tpl")`
      [
        { "name": "\${name}", "image": "\${image}", "essential": true, "memory": \${memory}, "privileged": «true» },
        { "name": "log", "image": "log:2", "essential": false }
      ]
    `).because("An array of container definitions, as a Terraform template."),
    bad(file("described.json")`
      {
        "taskDefinition": {
          "taskDefinitionArn": "arn:aws:ecs:eu-west-1:111122223333:task-definition/shop:7",
          "containerDefinitions": [{ "name": "web", "image": "web:1.4", "privileged": «true» }],
          "family": "shop"
        }
      }
    `).because("What `aws ecs describe-task-definition` prints."),
    good(ecs`{ "family": "shop", "containerDefinitions": [{ "name": "web", "image": "web:1.4" }] }`).because(
      "Containers are not privileged unless they say so.",
    ),
    good(ecs`{ "family": "shop", "containerDefinitions": [{ "name": "web", "image": "web:1.4", "privileged": null }] }`).because(
      "Nothing is said with `null`.",
    ),
    good(ecs`{ "family": "shop", "containerDefinitions": [{ "name": "web", "image": "web:1.4", "privileged": \${privileged} }] }`).because(
      "What a template puts there is not known.",
    ),
    good(ecs`
      {
        "family": "shop",
        "runtimePlatform": { "operatingSystemFamily": "WINDOWS_SERVER_2022_CORE" },
        "containerDefinitions": [{ "name": "web", "image": "web:1.4", "privileged": true }]
      }
    `).because("Windows does not support it."),
    good(ecs`
      {
        "family": "shop",
        "containerDefinitions": [{ "name": "web", "image": "mcr.microsoft.com/dotnet/framework/aspnet:4.8", "privileged": true }]
      }
    `).because("So does .NET Framework say that it is Windows."),
    bad(cloudformation`
      Resources:
        Task:
          Type: AWS::ECS::TaskDefinition
          Properties:
            RequiresCompatibilities: [EC2]
            ContainerDefinitions:
              - Name: web
                Image: !Sub \${Repository}:\${Tag}
                Privileged: «true»
    `).to(cloudformation`
      Resources:
        Task:
          Type: AWS::ECS::TaskDefinition
          Properties:
            RequiresCompatibilities: [EC2]
            ContainerDefinitions:
              - Name: web
                Image: !Sub \${Repository}:\${Tag}
                Privileged: false
    `),
    bad(cloudformation`
      Parameters:
        Debug: { Type: String, Default: true, AllowedValues: [true, false] }
      Resources:
        Task:
          Type: AWS::ECS::TaskDefinition
          Properties:
            ContainerDefinitions:
              - { Name: web, Image: "web:1.4", Privileged: «!Ref Debug» }
    `).because("The parameter's default, which holds unless somebody says otherwise."),
    good(cloudformation`
      Parameters:
        Debug: { Type: String, AllowedValues: [true, false] }
      Conditions:
        IsDebug: !Equals [!Ref Debug, true]
      Resources:
        Task:
          Type: AWS::ECS::TaskDefinition
          Properties:
            ContainerDefinitions:
              - { Name: web, Image: "web:1.4", Privileged: !Ref Debug }
              - { Name: log, Image: "log:2", Privileged: !If [IsDebug, !Ref Debug, !Ref AWS::NoValue] }
    `).because("Only deployment knows the parameter."),
    bad(cloudformation`
      Resources:
        Task:
          Type: AWS::ECS::TaskDefinition
          Properties:
            ContainerDefinitions:
              - { Name: web, Image: "web:1.4", Privileged: !If [IsDebug, «true», false] }
    `)
      .to(cloudformation`
      Resources:
        Task:
          Type: AWS::ECS::TaskDefinition
          Properties:
            ContainerDefinitions:
              - { Name: web, Image: "web:1.4", Privileged: !If [IsDebug, false, false] }
    `)
      .because("It is privileged wherever the condition holds."),
    bad(terraform`
      resource "aws_ecs_task_definition" "shop" {
        family                   = "shop"
        requires_compatibilities = ["EC2"]

        container_definitions = jsonencode([
          {
            name       = "web"
            image      = "\${aws_ecr_repository.web.repository_url}:\${var.tag}"
            privileged = «true»
          }
        ])
      }
    `).to(terraform`
      resource "aws_ecs_task_definition" "shop" {
        family                   = "shop"
        requires_compatibilities = ["EC2"]

        container_definitions = jsonencode([
          {
            name       = "web"
            image      = "\${aws_ecr_repository.web.repository_url}:\${var.tag}"
            privileged = false
          }
        ])
      }
    `),
    bad(terraform`
      resource "aws_ecs_task_definition" "shop" {
        family                = "shop"
        container_definitions = jsonencode([{ Name = "web", Image = "web:1.4", Privileged = «true» }])
      }
    `)
      .to(terraform`
      resource "aws_ecs_task_definition" "shop" {
        family                = "shop"
        container_definitions = jsonencode([{ Name = "web", Image = "web:1.4", Privileged = false }])
      }
    `)
      .because("Terraform's provider takes letters of either case."),
    bad(terraform`
      resource "aws_ecs_task_definition" "shop" {
        family                = "shop"
        container_definitions = <<-EOF
          [{ "name": "web", "image": "web:\${var.tag}", "cpu": \${var.cpu}, "privileged": «true» }]
        EOF
      }
    `)
      .to(terraform`
      resource "aws_ecs_task_definition" "shop" {
        family                = "shop"
        container_definitions = <<-EOF
          [{ "name": "web", "image": "web:\${var.tag}", "cpu": \${var.cpu}, "privileged": false }]
        EOF
      }
    `)
      .because("JSON in a heredoc, with references of Terraform in it."),
    bad(terraform`
      module "shop" {
        source  = "terraform-aws-modules/ecs/aws//modules/service"
        version = "~> 6.0"

        requires_compatibilities = ["EC2"]
        container_definitions = {
          web = {
            image      = "web:1.4"
            privileged = «true»
          }
        }
      }
    `)
      .to(terraform`
      module "shop" {
        source  = "terraform-aws-modules/ecs/aws//modules/service"
        version = "~> 6.0"

        requires_compatibilities = ["EC2"]
        container_definitions = {
          web = {
            image      = "web:1.4"
            privileged = false
          }
        }
      }
    `)
      .because("A module that takes container definitions in arguments of its own."),
    bad(terraform`
      variable "debug" {
        default = true
      }

      resource "aws_ecs_task_definition" "shop" {
        family                = "shop"
        container_definitions = jsonencode([{ name = "web", image = "web:1.4", privileged = «var.debug» }])
      }
    `).because("What the file itself says of the variable; there is no fix, since others may use it."),
    good(terraform`
      variable "debug" {
        type = bool
      }

      resource "aws_ecs_task_definition" "shop" {
        family = "shop"
        container_definitions = jsonencode([
          { name = "web", image = "web:1.4", privileged = var.debug },
          { name = "log", image = "log:2", privileged = var.debug ? true : false },
          { name = "top", image = "top:3", privileged = local.privileged }
        ])
      }
    `).because("Known to a run only, or to another file."),
    bad(kubernetes`
      apiVersion: apps/v1
      kind: DaemonSet
      metadata: { name: agent }
      spec:
        selector: { matchLabels: { app: agent } }
        template:
          metadata: { labels: { app: agent } }
          spec:
            initContainers:
              - { name: sysctl, image: busybox:1.37, securityContext: { privileged: «true» } }
            containers:
              - name: agent
                image: agent:2
                securityContext:
                  privileged: «true» # reads the host's logs
    `).because("Init containers are containers, too."),
    bad(kubernetes`
      apiVersion: v1
      kind: Pod
      metadata: { name: shop }
      spec:
        containers:
          - name: web
            image: web:1.4
            securityContext:
              privileged: «true» # why
    `).to(kubernetes`
      apiVersion: v1
      kind: Pod
      metadata: { name: shop }
      spec:
        containers:
          - name: web
            image: web:1.4
            securityContext:
              privileged: false # why
    `),
    bad(kubernetes`
      apiVersion: apps/v1
      kind: Deployment
      metadata: { name: web }
      spec:
        template: { spec: { containers: [{ name: web, securityContext: { privileged: «true» } }] } }
    `).because("A patch of a Deployment that other files have the rest of."),
    good(kubernetes`
      apiVersion: v1
      kind: Pod
      metadata: { name: shop }
      spec:
        containers:
          - { name: web, image: web:1.4, securityContext: { privileged: "\${PRIVILEGED}" } }
          - { name: log, image: log:2 }
    `).because("What a template puts there is not known, and nothing is privileged that does not say so."),
    good(kubernetes`
      apiVersion: v1
      kind: Pod
      metadata: { name: shop }
      spec:
        nodeSelector: { kubernetes.io/os: windows }
        containers:
          - { name: web, image: web:1.4, securityContext: { privileged: true } }
    `).because("Windows does not support it."),
    good(kubernetes`
      apiVersion: v1
      kind: ConfigMap
      metadata: { name: pods }
      data:
        containers: |
          kind: Pod
          spec: { containers: [{ image: web, securityContext: { privileged: true } }] }
    `).because("A text that reads like a pod is none."),
    bad(compose`
      services:
        build:
          image: docker:28-dind
          privileged: «true»
    `).to(compose`
      services:
        build:
          image: docker:28-dind
          privileged: false
    `),
    bad(compose`
      x-agent: &agent { privileged: true }
      services:
        agent:
          <<: «*agent»
          image: agent:2
    `).because("By way of a merge key; what others may share is not changed for one."),
    good(compose`
      services:
        web: { image: web:1.4, privileged: "\${PRIVILEGED:-true}" }
    `).because("What the environment says is not known."),
  ],
});
