import { bad, cloudformation, file, good, terraform } from "../../kit/example.ts";
import { fix, rule } from "../../kit/rule.ts";

export default rule({
  name: "public-app-runner-service",
  on: "appRunnerService",
  title: "Everybody can call a service of App Runner",
  severity: "hint",
  risk: "orchestrator",
  preset: "strict",
  why: `App Runner gives a service an address on the internet unless it is told otherwise, and nothing stands before it: no security group, and a firewall (AWS WAF) only where one was associated. What is meant for other services of one's own is better called through a VPC.

For a service that the public uses this is to be accepted. The fix makes it private: nobody reaches it then until a VPC has an interface endpoint and a VPC ingress connection to it.`,
  refs: ["NIST SP 800-190 4.3.3", "CWE-668", "https://docs.aws.amazon.com/apprunner/latest/dg/network-pl.html"],

  *check({ isPublic }) {
    if (!isPublic.is(true)) return;
    yield {
      at: isPublic.at,
      message: `Everybody can call this service${isPublic.unset ? ", for nothing says otherwise" : ""}.`,
      fixes: fix(`Set "${isPublic.key}" to false`, "unsafe", isPublic.set(false)),
    };
  },

  examples: [
    bad(terraform`
      resource "aws_apprunner_service" "web" {
        service_name = "web"

        network_configuration {
          ingress_configuration {
            is_publicly_accessible = «true»
          }
        }
      }
    `).to(terraform`
      resource "aws_apprunner_service" "web" {
        service_name = "web"

        network_configuration {
          ingress_configuration {
            is_publicly_accessible = false
          }
        }
      }
    `),
    bad(terraform`
      resource "aws_apprunner_service" «"web"» {
        service_name = "web"
      }
    `).to(terraform`
      resource "aws_apprunner_service" "web" {
        service_name = "web"

        network_configuration {
          ingress_configuration {
            is_publicly_accessible = false
          }
        }
      }
    `),
    bad(cloudformation`
      Resources:
        «Web»:
          Type: AWS::AppRunner::Service
          Properties:
            ServiceName: web
    `).to(cloudformation`
      Resources:
        Web:
          Type: AWS::AppRunner::Service
          Properties:
            ServiceName: web
            NetworkConfiguration:
              IngressConfiguration:
                IsPubliclyAccessible: false
    `),
    bad(file("create-service.json")`
      {
        "ServiceName": "web",
        "SourceConfiguration": { "ImageRepository": { "ImageIdentifier": "public.ecr.aws/shop/web:1", "ImageRepositoryType": "ECR_PUBLIC" } },
        "NetworkConfiguration": { "IngressConfiguration": { "IsPubliclyAccessible": «true» } }
      }
    `).to(file("create-service.json")`
      {
        "ServiceName": "web",
        "SourceConfiguration": { "ImageRepository": { "ImageIdentifier": "public.ecr.aws/shop/web:1", "ImageRepositoryType": "ECR_PUBLIC" } },
        "NetworkConfiguration": { "IngressConfiguration": { "IsPubliclyAccessible": false } }
      }
    `),
    good(cloudformation`
      Parameters:
        Public: { Type: String }
      Resources:
        Web:
          Type: AWS::AppRunner::Service
          Properties:
            NetworkConfiguration:
              IngressConfiguration: { IsPubliclyAccessible: !Ref Public }
        Own:
          Type: AWS::AppRunner::Service
          Properties:
            NetworkConfiguration:
              IngressConfiguration: { IsPubliclyAccessible: false }
    `).because("Known to deployment only, and private."),
  ],
});
