import { bad, cloudformation, good, terraform } from "../../kit/example.ts";
import { rule } from "../../kit/rule.ts";

export default rule({
  name: "administrator-named-role",
  on: "service",
  title: "A service is registered with a role that is called an administrator's",
  severity: "hint",
  confidence: "low",
  risk: "orchestrator",
  preset: "all",
  why: `The role of a service (\`role\`, \`iam_role\`) registers its tasks with a load balancer, and needs no other right. One that is called an administrator's has more, if its name is true: whoever may change the service acts with it.

Leave it out: ECS has a role of its own for that, \`AWSServiceRoleForECS\`. A hint, for it goes by the name alone; what the policies of a role allow is judged where they stand.`,
  refs: ["NIST SP 800-190 4.3.1", "CWE-250", "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/using-service-linked-roles.html"],

  *check({ role }) {
    const name = role.value?.split("/").at(-1);
    if (role.unset || name === undefined || !/admin/i.test(name)) return;
    yield {
      at: role.at,
      message: `The service is registered with its load balancer by the role "${name}", whose name says that it may do far more.`,
    };
  },

  examples: [
    bad(cloudformation`
      Resources:
        Service:
          Type: AWS::ECS::Service
          Properties:
            Role: «arn:aws:iam::111122223333:role/AdminRole»
            LoadBalancers: [{ ContainerName: web, ContainerPort: 80, LoadBalancerName: shop }]
    `),
    bad(terraform`
      resource "aws_ecs_service" "shop" {
        name     = "shop"
        iam_role = «"administrator"»
      }
    `),
    good(cloudformation`
      Resources:
        Service:
          Type: AWS::ECS::Service
          Properties:
            Role: !Ref AdminRole
            TaskDefinition: web:7
    `).because("A role of the same template is judged by what it may do."),
    good(terraform`
      resource "aws_ecs_service" "shop" {
        name     = "shop"
        iam_role = "arn:aws:iam::111122223333:role/admin/ecsServiceRole"
      }
    `).because("A path is no name."),
  ],
});
