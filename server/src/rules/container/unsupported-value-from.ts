import { bad, cloudformation, good } from "../../kit/example.ts";
import { fix, rule } from "../../kit/rule.ts";

export default rule({
  name: "unsupported-value-from",
  on: "service",
  title: "Platform of Fargate is too old for a part of a secret",
  severity: "warning",
  risk: "container",
  why: `A key of a secret that is JSON, and a version of a secret, can be named in \`valueFrom\` from platform version 1.4.0 of Fargate (Linux) on; 1.3.0 fetches whole secrets only,
and older ones none of Secrets Manager with a version. The task stops before it starts.`,
  refs: ["https://docs.aws.amazon.com/AmazonECS/latest/developerguide/secrets-envvar-secrets-manager.html"],

  *check({ platformVersion, taskDefinition: { target: workload } }) {
    if (!workload || !platformVersion.is((version) => /^1\.[0-3]\.\d+$/.test(version))) return;
    const secrets = workload.containers.flatMap((c) => [...c.secrets.items, ...c.logging.secrets.items]);
    const partial = secrets.find(({ from }) => namesPart(from.text ?? from.value ?? ""));
    if (!partial) return;
    yield {
      at: platformVersion.at,
      message: `Platform version ${platformVersion.value} of Fargate takes no part of a secret, and ${partial.name.value ?? "a secret"} names one: the task does not start.`,
      related: [{ at: partial.from.at, message: "The part is named here." }],
      fixes: fix(`Set "${platformVersion.key}" to LATEST`, "unsafe", platformVersion.set("LATEST")),
    };
  },

  examples: [
    bad(cloudformation`
      Resources:
        Service:
          Type: AWS::ECS::Service
          Properties:
            LaunchType: FARGATE
            PlatformVersion: «1.3.0»
            TaskDefinition: !Ref Task
        Task:
          Type: AWS::ECS::TaskDefinition
          Properties:
            ContainerDefinitions:
              - Name: web
                Image: web:1.4
                Secrets:
                  - Name: DB_PASSWORD
                    ValueFrom: "arn:aws:secretsmanager:eu-west-1:111122223333:secret:shop/db-AbCdEf:password::"
    `).to(cloudformation`
      Resources:
        Service:
          Type: AWS::ECS::Service
          Properties:
            LaunchType: FARGATE
            PlatformVersion: LATEST
            TaskDefinition: !Ref Task
        Task:
          Type: AWS::ECS::TaskDefinition
          Properties:
            ContainerDefinitions:
              - Name: web
                Image: web:1.4
                Secrets:
                  - Name: DB_PASSWORD
                    ValueFrom: "arn:aws:secretsmanager:eu-west-1:111122223333:secret:shop/db-AbCdEf:password::"
    `),
    good(cloudformation`
      Parameters: { Platform: { Type: String } }
      Resources:
        Service:
          Type: AWS::ECS::Service
          Properties: { LaunchType: FARGATE, PlatformVersion: 1.4.0, TaskDefinition: !Ref Task }
        Old:
          Type: AWS::ECS::Service
          Properties: { LaunchType: FARGATE, PlatformVersion: 1.3.0, TaskDefinition: !Ref Whole }
        Open:
          Type: AWS::ECS::Service
          Properties: { LaunchType: FARGATE, PlatformVersion: !Ref Platform, TaskDefinition: !Ref Task }
        Task:
          Type: AWS::ECS::TaskDefinition
          Properties:
            ContainerDefinitions:
              - { Name: web, Image: "web:1.4", Secrets: [{ Name: A, ValueFrom: "arn:aws:secretsmanager:eu-west-1:111122223333:secret:shop-AbCdEf:password::" }] }
        Whole:
          Type: AWS::ECS::TaskDefinition
          Properties:
            ContainerDefinitions:
              - { Name: web, Image: "web:1.4", Secrets: [{ Name: A, ValueFrom: "arn:aws:secretsmanager:eu-west-1:111122223333:secret:shop-AbCdEf" }] }
    `).because("New enough, a whole secret, and a version that only a deployment knows."),
  ],
});

/** Is there a key, a stage or a version behind the name? */
const namesPart = (from: string): boolean => /^(?:arn:[^:]*:secretsmanager:[^:]*:[^:]*:secret:[^:]+|\$\{\w+\}):(?!:*$)[^:]*:[^:]*:[^:]*$/.test(from);
