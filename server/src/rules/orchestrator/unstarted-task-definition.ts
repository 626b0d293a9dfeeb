import { bad, cloudformation, good } from "../../kit/example.ts";
import { rule } from "../../kit/rule.ts";

export default rule({
  name: "unstarted-task-definition",
  on: "workload",
  title: "Nothing in the template starts a task",
  severity: "hint",
  risk: "orchestrator",
  preset: "all",
  why: `No resource of the template refers to this task definition, no output hands it on, and nothing else there names its family. What nothing starts is forgotten: its image, its role and its secrets stay as they were, and whoever may call \`ecs:RunTask\` can still start it.

Only templates of CloudFormation are judged, for they are whole. A task definition in a file of its own is deployed by a pipeline that is not read, and the other files of a Terraform module may be elsewhere. Tasks that somebody starts by hand, by their family, are to be accepted.`,
  refs: ["NIST SP 800-190 4.4.5", "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deregister-task-definition-v2.html"],

  *check({ unstarted, address }) {
    const at = unstarted?.();
    if (at) yield { at, message: `Nothing in this template starts "${address}", nor hands it on.` };
  },

  examples: [
    bad(cloudformation`
      Resources:
        «Report»:
          Type: AWS::ECS::TaskDefinition
          Properties:
            Family: monthly
            ContainerDefinitions: [{ Name: report, Image: "web:1.4" }]
    `),
    good(cloudformation`
      Resources:
        Web:
          Type: AWS::ECS::TaskDefinition
          Properties:
            ContainerDefinitions: [{ Name: shop, Image: "shop:1.4" }]
        Service:
          Type: AWS::ECS::Service
          Properties: { TaskDefinition: !Ref Web }
        Report:
          Type: AWS::ECS::TaskDefinition
          Properties:
            ContainerDefinitions: [{ Name: job, Image: "job:1.4" }]
        Nightly:
          Type: AWS::ECS::TaskDefinition
          Properties:
            Family: nightly-mail
            ContainerDefinitions: [{ Name: mail, Image: "mail:2" }]
        Start:
          Type: AWS::SSM::Parameter
          Properties: { Type: String, Value: nightly-mail }
      Outputs:
        Report: { Value: !Ref Report }
    `).because("A service runs one, an output hands the next on, and a parameter names the family of the last."),
  ],
});
