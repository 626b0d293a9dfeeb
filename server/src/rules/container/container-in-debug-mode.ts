import { bad, cloudformation, compose, ecs, file, good, kubernetes, terraform } from "../../kit/example.ts";
import { fix, rule } from "../../kit/rule.ts";
import { debugMode } from "../../knowledge/debugging.ts";
import { nameOf } from "../../model/container.ts";
import { runsForDevelopment } from "../../model/development.ts";

export default rule({
  name: "container-in-debug-mode",
  on: "container",
  title: "Container is started in debug or development mode",
  severity: "info",
  risk: "container",
  why: `Modes for those who write a program show stack traces, settings and source to whoever causes an error, answer questions about its memory and environment, and leave checks out. What the variables of a container say wins over what its image says.

Left alone is what is for development by the name of its file, folders, workload, namespace or container (\`dev\`, \`test\`, \`local\`), and Compose, a developer's tool, unless the file's name says that it is for production. \`DEBUG\` and Spring's profiles may mean anything to a program: they are shown from the preset \`strict\` on.

The fix says what production says.`,
  refs: [
    "NIST SP 800-190 4.4.3",
    "CWE-489",
    "CWE-215",
    "https://flask.palletsprojects.com/en/stable/config/#DEBUG",
    "https://learn.microsoft.com/aspnet/core/fundamentals/environments",
    "https://docs.spring.io/spring-boot/reference/actuator/endpoints.html",
  ],

  *check(container) {
    if (runsForDevelopment(container)) return;
    for (const { name, value } of container.environment.items) {
      const mode = debugMode(name.value ?? "", value.value ?? "");
      if (!mode) continue;
      yield {
        at: value.at,
        key: name.value ?? "",
        ...(mode.vague ? { confidence: "low" } : {}),
        message: `${name.value} is "${value.value}": container "${nameOf(container)}" ${mode.does}.`,
        fixes: mode.off === undefined ? [] : fix(`Set ${name.value} to "${mode.off}"`, "unsafe", value.set(mode.off)),
      };
    }
  },

  examples: [
    bad(ecs`
      {
        "family": "shop",
        "containerDefinitions": [
          {
            "name": "web",
            "image": "web:1.4",
            "environment": [
              { "name": "FLASK_DEBUG", "value": «"1"» },
              { "name": "LOG_LEVEL", "value": "debug" }
            ]
          }
        ]
      }
    `).to(ecs`
      {
        "family": "shop",
        "containerDefinitions": [
          {
            "name": "web",
            "image": "web:1.4",
            "environment": [
              { "name": "FLASK_DEBUG", "value": "0" },
              { "name": "LOG_LEVEL", "value": "debug" }
            ]
          }
        ]
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
                Environment:
                  - { Name: ASPNETCORE_ENVIRONMENT, Value: «Development» }
    `).to(cloudformation`
      Resources:
        Task:
          Type: AWS::ECS::TaskDefinition
          Properties:
            ContainerDefinitions:
              - Name: web
                Image: web:1.4
                Environment:
                  - { Name: ASPNETCORE_ENVIRONMENT, Value: Production }
    `),
    bad(terraform`
      resource "aws_ecs_task_definition" "shop" {
        family = "shop"
        container_definitions = jsonencode([
          {
            name        = "web"
            image       = "web:1.4"
            environment = [{ name = "MANAGEMENT_ENDPOINTS_WEB_EXPOSURE_INCLUDE", value = «"*"» }]
          }
        ])
      }
    `)
      .to(terraform`
      resource "aws_ecs_task_definition" "shop" {
        family = "shop"
        container_definitions = jsonencode([
          {
            name        = "web"
            image       = "web:1.4"
            environment = [{ name = "MANAGEMENT_ENDPOINTS_WEB_EXPOSURE_INCLUDE", value = "health" }]
          }
        ])
      }
    `)
      .because("All that Spring's actuator tells, heap dumps included."),
    bad(kubernetes`
      apiVersion: v1
      kind: Pod
      metadata: { name: shop }
      spec:
        containers:
          - name: web
            image: web:1.4
            env:
              - { name: NODE_ENV, value: «development» }
              - { name: SPRING_PROFILES_ACTIVE, value: «"aws,dev"» }
    `).to(kubernetes`
      apiVersion: v1
      kind: Pod
      metadata: { name: shop }
      spec:
        containers:
          - name: web
            image: web:1.4
            env:
              - { name: NODE_ENV, value: production }
              - { name: SPRING_PROFILES_ACTIVE, value: "aws,dev" }
    `),
    bad(file("compose.prod.yaml")`
      services:
        web:
          image: web:1.4
          environment:
            APP_DEBUG: «"true"»
    `)
      .to(file("compose.prod.yaml")`
      services:
        web:
          image: web:1.4
          environment:
            APP_DEBUG: "false"
    `)
      .because("The file says that it is for production."),
    good(compose`
      services:
        web: { image: "web:1.4", environment: { NODE_ENV: development, FLASK_DEBUG: "1" } }
    `).because("Compose is a developer's tool."),
    good(file("environments/dev/main.tf")`
      resource "aws_ecs_task_definition" "shop" {
        family = "shop"
        container_definitions = jsonencode([{ name = "web", image = "web:1.4", environment = [{ name = "NODE_ENV", value = "development" }] }])
      }
    `).because("It is for development by its folder."),
    good(ecs`
      {
        "family": "shop-dev",
        "containerDefinitions": [{ "name": "web", "image": "web:1.4", "environment": [{ "name": "NODE_ENV", "value": "development" }] }]
      }
    `).because("So is this by its name."),
    good(kubernetes`
      apiVersion: v1
      kind: Pod
      metadata: { name: shop }
      spec:
        containers:
          - name: web
            image: web:1.4
            env:
              - { name: FLASK_DEBUG, value: "0" }
              - { name: NODE_ENV, value: "$(STAGE)" }
              - { name: SPRING_PROFILES_ACTIVE, value: prod }
              - { name: DEBUG, value: "shop:*" }
    `).because("Off, not known, for production, or the log of one part."),
  ],
});
