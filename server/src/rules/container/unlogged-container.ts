import { bad, cloudformation, compose, ecs, file, good, kubernetes, terraform } from "../../kit/example.ts";
import { rule } from "../../kit/rule.ts";
import { together } from "../../kit/together.ts";
import { isOnFargate, nameOf } from "../../model/container.ts";
import { enumerate } from "../../model/enumeration.ts";
import { sentToLogs } from "../../rewrite/log-destination.ts";

export default rule({
  name: "unlogged-container",
  on: "workload",
  title: "What containers write is kept nowhere",
  severity: "info",
  risk: "container",
  why: `What a container writes is often the only trace of an attack. ECS sends it nowhere unless \`logConfiguration\` says where: on Fargate it is lost, on EC2 it stays on the host, as long as that lives.

One finding for each task definition. Containers that end before the others start, and log routers, are left alone. In Kubernetes and Compose the platform collects logs by itself.

The fix sends it where another container of the task sends what it writes, or to the only log group of the template or module. Where there is neither, the name of a log group is made up, to be looked at first: the execution role, on EC2 the role of the host, must be allowed to make it.`,
  refs: ["NIST SP 800-190 4.4.4", "CWE-778", "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/using_awslogs.html"],
  equivalents: [{ tool: "prowler", id: "ecs_task_definitions_logging_enabled" }],

  *check(workload) {
    const { platform, containers } = workload;
    if (platform !== "ecs") return;
    const silent = containers.filter(
      (c) => c.logging.driver.unset && c.logging.driver.value === undefined && !c.requiresRoot && !c.essential.is(false),
    );
    const [first, ...others] = silent;
    if (!first) return;
    const where = isOnFargate(workload) ? "is lost" : "is kept on the host at best";
    yield {
      ...together([first, ...others], (c) => c.name.at),
      message: `What ${enumerate(silent.map(nameOf))} ${others.length > 0 ? "write" : "writes"} ${where}: no log configuration says where to send it.`,
      fixes: sentToLogs(workload, [first, ...others]),
    };
  },

  examples: [
    bad(ecs`
      {
        "family": "shop",
        "requiresCompatibilities": ["FARGATE"],
        "containerDefinitions": [
          { "name": «"web"», "image": "web:1.4" },
          { "name": "log", "image": "log:2", "logConfiguration": { "logDriver": "awslogs", "options": { "awslogs-group": "log" } } }
        ]
      }
    `).because("Without an execution role Fargate sends nothing: there is no fix."),
    bad(ecs`
      {
        "family": "shop",
        "containerDefinitions": [
          {
            "name": «"web"»,
            "image": "111122223333.dkr.ecr.eu-west-1.amazonaws.com/web:1.4"
          }
        ]
      }
    `)
      .to(ecs`
      {
        "family": "shop",
        "containerDefinitions": [
          {
            "name": "web",
            "image": "111122223333.dkr.ecr.eu-west-1.amazonaws.com/web:1.4",
            "logConfiguration": {
              "logDriver": "awslogs",
              "options": {
                "awslogs-group": "/ecs/shop",
                "awslogs-region": "eu-west-1",
                "awslogs-stream-prefix": "web",
                "awslogs-create-group": "true"
              }
            }
          }
        ]
      }
    `)
      .because("A draft: nothing tells what the log group is called."),
    bad(cloudformation`
      Resources:
        Logs:
          Type: AWS::Logs::LogGroup
          Properties: { RetentionInDays: 90 }
        Task:
          Type: AWS::ECS::TaskDefinition
          Properties:
            ContainerDefinitions:
              - Name: «web»
                Image: web:1.4
    `)
      .to(cloudformation`
      Resources:
        Logs:
          Type: AWS::Logs::LogGroup
          Properties: { RetentionInDays: 90 }
        Task:
          Type: AWS::ECS::TaskDefinition
          Properties:
            ContainerDefinitions:
              - Name: web
                Image: web:1.4
                LogConfiguration:
                  LogDriver: awslogs
                  Options:
                    awslogs-group:
                      Ref: Logs
                    awslogs-region:
                      Ref: AWS::Region
                    awslogs-stream-prefix: web
    `)
      .because("The only log group of the template."),
    bad(cloudformation`
      Resources:
        Task:
          Type: AWS::ECS::TaskDefinition
          Properties:
            ContainerDefinitions:
              - Name: «web»
                Image: web:1.4
              - Name: log
                Image: log:2
                LogConfiguration:
                  LogDriver: awslogs
                  Options:
                    awslogs-group:
                      Fn::ImportValue: !Sub "\${Stage}:Logs"
                    awslogs-region: !Ref AWS::Region
                    awslogs-stream-prefix: shop
    `)
      .to(cloudformation`
      Resources:
        Task:
          Type: AWS::ECS::TaskDefinition
          Properties:
            ContainerDefinitions:
              - Name: web
                Image: web:1.4
                LogConfiguration:
                  LogDriver: awslogs
                  Options:
                    awslogs-group: { Fn::ImportValue: !Sub "\${Stage}:Logs" }
                    awslogs-region: !Ref AWS::Region
                    awslogs-stream-prefix: shop
              - Name: log
                Image: log:2
                LogConfiguration:
                  LogDriver: awslogs
                  Options:
                    awslogs-group:
                      Fn::ImportValue: !Sub "\${Stage}:Logs"
                    awslogs-region: !Ref AWS::Region
                    awslogs-stream-prefix: shop
    `)
      .because("Another container says where."),
    bad(cloudformation`
      Resources:
        Task:
          Type: AWS::ECS::TaskDefinition
          Properties:
            Family: shop
            RequiresCompatibilities: [FARGATE]
            ExecutionRoleArn: !GetAtt Start.Arn
            ContainerDefinitions:
              - Name: «web»
                Image: web:1.4
        Start:
          Type: AWS::IAM::Role
          Properties:
            ManagedPolicyArns: [arn:aws:iam::aws:policy/service-role/AmazonECSTaskExecutionRolePolicy]
            AssumeRolePolicyDocument:
              Statement: [{ Effect: Allow, Principal: { Service: ecs-tasks.amazonaws.com }, Action: sts:AssumeRole }]
    `)
      .to(cloudformation`
      Resources:
        Task:
          Type: AWS::ECS::TaskDefinition
          Properties:
            Family: shop
            RequiresCompatibilities: [FARGATE]
            ExecutionRoleArn: !GetAtt Start.Arn
            ContainerDefinitions:
              - Name: web
                Image: web:1.4
                LogConfiguration:
                  LogDriver: awslogs
                  Options:
                    awslogs-group: /ecs/shop
                    awslogs-region:
                      Ref: AWS::Region
                    awslogs-stream-prefix: web
                    awslogs-create-group: "true"
        Start:
          Type: AWS::IAM::Role
          Properties:
            ManagedPolicyArns: [arn:aws:iam::aws:policy/service-role/AmazonECSTaskExecutionRolePolicy]
            AssumeRolePolicyDocument:
              Statement: [{ Effect: Allow, Principal: { Service: ecs-tasks.amazonaws.com }, Action: sts:AssumeRole }]
            Policies:
              - PolicyName: make-log-group
                PolicyDocument:
                  Version: "2012-10-17"
                  Statement:
                    - Effect: Allow
                      Action: logs:CreateLogGroup
                      Resource: arn:aws:logs:*:*:log-group:/ecs/shop*
    `)
      .because("The execution role is let make the log group, too."),
    bad(terraform`
      resource "aws_cloudwatch_log_group" "shop" {
        name              = "/ecs/shop"
        retention_in_days = 90
      }

      resource "aws_ecs_task_definition" "shop" {
        family = "shop"
        container_definitions = jsonencode([
          {
            name  = «"web"»
            image = "111122223333.dkr.ecr.eu-west-1.amazonaws.com/web:1.4"
          }
        ])
      }
    `).to(terraform`
      resource "aws_cloudwatch_log_group" "shop" {
        name              = "/ecs/shop"
        retention_in_days = 90
      }

      resource "aws_ecs_task_definition" "shop" {
        family = "shop"
        container_definitions = jsonencode([
          {
            name  = "web"
            image = "111122223333.dkr.ecr.eu-west-1.amazonaws.com/web:1.4"
            logConfiguration = {
              logDriver = "awslogs"
              options = {
                awslogs-group         = aws_cloudwatch_log_group.shop.name
                awslogs-region        = "eu-west-1"
                awslogs-stream-prefix = "web"
              }
            }
          }
        ])
      }
    `),
    bad(terraform`
      resource "aws_ecs_task_definition" "shop" {
        family                = "shop"
        container_definitions = jsonencode([{ name = «"web"», image = "web:1.4" }])
      }
    `),
    bad(terraform`
      resource "aws_cloudwatch_log_group" "shop" {
        name              = "/ecs/shop"
        retention_in_days = 90
      }

      resource "aws_ecs_task_definition" "shop" {
        family                = "shop"
        container_definitions = <<-EOF
          [{ "name": «"web"», "image": "111122223333.dkr.ecr.eu-west-1.amazonaws.com/web:1.4" }]
        EOF
      }
    `)
      .to(terraform`
      resource "aws_cloudwatch_log_group" "shop" {
        name              = "/ecs/shop"
        retention_in_days = 90
      }

      resource "aws_ecs_task_definition" "shop" {
        family                = "shop"
        container_definitions = <<-EOF
          [{ "name": "web", "image": "111122223333.dkr.ecr.eu-west-1.amazonaws.com/web:1.4", "logConfiguration": { "logDriver": "awslogs", "options": { "awslogs-group": "\${aws_cloudwatch_log_group.shop.name}", "awslogs-region": "eu-west-1", "awslogs-stream-prefix": "web" } } }]
        EOF
      }
    `)
      .because("In JSON a reference stands in a text."),
    good(ecs`
      {
        "family": "shop",
        "containerDefinitions": [
          { "name": "web", "image": "web:1.4", "logConfiguration": "\${logs}" },
          { "name": "init", "image": "init:2", "essential": false },
          { "name": "router", "image": "fluent-bit:3", "firelensConfiguration": { "type": "fluentbit" } }
        ]
      }
    `).because("What a template puts there, helpers, and the router of logs itself."),
    good(kubernetes`
      apiVersion: v1
      kind: Pod
      metadata: { name: shop }
      spec:
        containers:
          - { name: web, image: "web:1.4" }
    `).because("The node collects what containers write."),
    good(compose`
      services:
        web: { image: "web:1.4" }
    `),
    good(file("job.json")`
      {
        "jobDefinitionName": "nightly",
        "type": "container",
        "containerProperties": { "image": "job:1.4" }
      }
    `).because("Batch sends what its jobs write to a group of its own."),
  ],
});
