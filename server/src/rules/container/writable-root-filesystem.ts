import { bad, cloudformation, ecs, file, good } from "../../kit/example.ts";
import { fix, rule } from "../../kit/rule.ts";
import { mayRunWindows, nameOf } from "../../model/container.ts";

export default rule({
  name: "writable-root-filesystem",
  on: "workload",
  title: "Containers can change their own filesystem",
  severity: "warning",
  risk: "container",
  why: `Who breaks into a container whose root filesystem is writable can put tools there, replace the program and stay. With a read-only one he has no place to write to but the volumes that the task definition names.

Nearly no task definition sets it, so what merely leaves it out is one finding for information per task definition; only an explicit \`false\` is a warning.

**Before you fix it** see what the program writes: most want \`/tmp\`, nginx also \`/var/cache/nginx\` and \`/run\`. Give those a volume (\`volumes\` and \`mountPoints\`; \`linuxParameters.tmpfs\` on EC2). ECS Exec does not work with a read-only root: its agent must write to the container's filesystem.

Silent for Windows, which has no read-only roots.`,
  refs: [
    "NIST SP 800-190 4.4.4",
    "CWE-732",
    "CIS Docker 5.13",
    "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_definition_parameters.html#container_definition_security",
  ],
  equivalents: [
    { tool: "checkov", id: "CKV_AWS_336" },
    { tool: "prowler", id: "ecs_task_definitions_containers_readonly_access" },
  ],

  *check(workload) {
    const containers = workload.containers.filter((c) => !mayRunWindows(c));
    for (const container of containers) {
      const { readOnlyRoot } = container;
      if (readOnlyRoot.unset || !readOnlyRoot.is(false)) continue;
      yield {
        at: readOnlyRoot.at,
        key: nameOf(container),
        message: `The root filesystem of container "${nameOf(container)}" is writable.`,
        fixes: fix(`Set "${readOnlyRoot.key}" to true`, "unsafe", readOnlyRoot.set(true)),
      };
    }
    const silent = containers.filter((c) => c.readOnlyRoot.unset);
    const [first, ...others] = silent;
    if (!first) return;
    yield {
      at: first.readOnlyRoot.at,
      severity: "info",
      message: `The root ${others.length > 0 ? "filesystems" : "filesystem"} of ${enumerate(silent.map(nameOf))} can be written to.`,
      related: others.map((c) => ({ at: c.readOnlyRoot.at, message: "This one, too." })),
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
  ],
});

/** `"a", "b" and 3 others`: never longer than a line. */
function enumerate(names: readonly string[]): string {
  const shown = (names.length > 4 ? names.slice(0, 3) : names).map((n) => `"${n}"`);
  const rest = names.length > 4 ? `${names.length - 3} others` : shown.pop();
  return shown.length > 0 ? `${shown.join(", ")} and ${rest}` : `${rest}`;
}
