import { bad, cloudformation, good, terraform } from "../../kit/example.ts";
import { rule } from "../../kit/rule.ts";

export default rule({
  name: "deployment-without-way-back",
  on: "service",
  title: "A deployment that fails is tried for ever",
  severity: "hint",
  risk: "orchestrator",
  preset: "all",
  why: `Without a circuit breaker ECS starts tasks of a broken revision again and again, and a mend has to wait for somebody who sees it. With one the deployment ends as failed, and \`rollback\` goes back to the revision that worked. A hint, for it is about whether the service stays up.

Left alone are services that another controller deploys (\`CODE_DEPLOY\`, \`EXTERNAL\`), which know no circuit breaker.`,
  refs: ["https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-circuit-breaker.html"],

  *check({ circuitBreaker, deploymentController }) {
    if (!deploymentController.is("ECS") || !circuitBreaker.is(false)) return;
    yield { at: circuitBreaker.at, message: "A deployment of this service that fails is tried for ever: no circuit breaker ends it." };
  },

  examples: [
    bad(cloudformation`
      Resources:
        «Service»:
          Type: AWS::ECS::Service
          Properties:
            TaskDefinition: shop
    `),
    bad(terraform`
      resource "aws_ecs_service" "shop" {
        name            = "shop"
        task_definition = "shop"

        deployment_circuit_breaker {
          enable   = «false»
          rollback = false
        }
      }
    `),
    good(terraform`
      resource "aws_ecs_service" "shop" {
        name            = "shop"
        task_definition = "shop"

        deployment_circuit_breaker {
          enable   = true
          rollback = true
        }
      }

      resource "aws_ecs_service" "blue" {
        name            = "blue"
        task_definition = "shop"

        deployment_controller {
          type = "CODE_DEPLOY"
        }
      }
    `).because("One has it, the other is deployed by what does not know it."),
  ],
});
