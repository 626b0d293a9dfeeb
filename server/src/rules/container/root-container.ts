import { bad, cloudformation, ecs, file, good } from "../../kit/example.ts";
import { type Fix, fix, rule } from "../../kit/rule.ts";
import type { BaseImage } from "../../knowledge/base-images/family.ts";
import { baseImage } from "../../knowledge/base-images/find.ts";
import { mayRunWindows, nameOf } from "../../model/container.ts";
import type { Field } from "../../model/field.ts";
import { imageOf } from "../../model/image.ts";
import { imageName } from "../../model/image-name.ts";

/** Any form that gives user id 0, whatever the group. */
const isRoot = (user: string): boolean => /^(?:root|0+)(?::|$)/.test(user);
const unprivileged = "65532:65532";

export default rule({
  name: "root-container",
  on: "deployment",
  title: "Container runs as root",
  severity: "warning",
  risk: "container",
  why: `A process that is root in its container owns every file there and is root towards the host's kernel: one hole in the kernel, or one wrong mount, and it is root on the host.

The task definition's \`user\` wins over the image's. Where it is left out, the image's own user holds: the last \`USER\` of the Dockerfile in this workspace that builds the image, if there is exactly one such. For an image from elsewhere nothing is known; that is shown for information, from the preset \`strict\` on.

\`${unprivileged}\` is the user that distroless images call nonroot. It needs no entry in \`/etc/passwd\`, but the program must not need files or ports that only root may use. Silent for Windows, which has other users.`,
  refs: [
    "NIST SP 800-190 4.4.3",
    "CWE-250",
    "CIS Docker 4.1",
    "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_definition_parameters.html#container_definition_security",
  ],

  *check({ container, build }) {
    const { user, image } = container;
    const base = knownOf(build ? build.image : image);
    if (user.opaque || mayRunWindows(container) || base?.os === "windows") return;
    const who = `Container "${nameOf(container)}"`;
    const fixes = fixesFor(user, base);
    if (user.is((written) => written !== "")) {
      if (user.is(isRoot)) yield { at: user.at, message: `${who} runs as root: its user is "${user.value}".`, fixes };
    } else if (build?.user.is(isRoot)) {
      const message = `${who} runs as root: it names no user, and the Dockerfile that builds its image ends as "${build.user.value}".`;
      yield { at: user.at, message, related: [{ at: build.user.at, message: "The image's user is set here." }], fixes };
    } else if (build && !build.user.unset) {
      return;
    } else if (base?.user !== undefined) {
      if (!isRoot(base.user) || (base.drops !== undefined && !base.rootMaster)) return;
      const message = build
        ? `${who} starts as root: neither it nor the Dockerfile that builds its image names a user, and the base image has root.`
        : `${who} starts as root: it names no user, and its image has root.`;
      const related = build ? [{ at: build.from, message: "The image is built from this base." }] : [];
      yield { at: user.at, severity: build ? "warning" : "info", confidence: "medium", message, related, fixes };
    } else {
      const message = `${who} names no user, so it runs as the one that its image says, which is root unless the image says otherwise.`;
      yield { at: user.at, severity: "info", confidence: "low", message, fixes };
    }
  },

  examples: [
    bad(ecs`
      {
        "family": "shop",
        "containerDefinitions": [{ "name": "web", "image": "web:1.4", "user": «"0:0"» }]
      }
    `).to(ecs`
      {
        "family": "shop",
        "containerDefinitions": [{ "name": "web", "image": "web:1.4", "user": "65532:65532" }]
      }
    `),
    bad(ecs`
      {
        "family": "shop",
        "containerDefinitions": [{ "name": «"web"», "image": "web:1.4" }]
      }
    `)
      .to(ecs`
      {
        "family": "shop",
        "containerDefinitions": [{ "name": "web", "image": "web:1.4", "user": "65532:65532" }]
      }
    `)
      .because("Nothing tells whether the image has a user of its own: for information."),
    bad(file("containers.json.tpl")`
      [{ "name": "web", "image": "\${image}", "essential": true, "cpu": \${cpu}, "user": «"root"» }]
    `).because("An array of container definitions, as a Terraform template."),
    bad(file("described.json")`
      {
        "taskDefinition": {
          "containerDefinitions": [{ "name": "web", "image": "web:1.4", "user": «"root:root"» }],
          "family": "shop"
        }
      }
    `).because("What `aws ecs describe-task-definition` prints."),
    bad(
      ecs`
        {
          "family": "shop",
          "containerDefinitions": [{ "name": «"web"», "image": "111122223333.dkr.ecr.eu-west-1.amazonaws.com/shop/web:1.4" }]
        }
      `,
      file("web/Dockerfile")`
        FROM node:22
        USER node
        RUN npm ci
        USER root
        CMD ["node", "server.js"]
      `,
    ).because("The Dockerfile in the folder `web` builds `shop/web`, and ends as root."),
    bad(
      ecs`
        {
          "family": "shop",
          "containerDefinitions": [{ "name": «"web"», "image": "web:1.4" }]
        }
      `,
      file("web/Dockerfile")`
        FROM node:22
        CMD ["node", "server.js"]
      `,
    ).because("The base image has root, and nothing says otherwise."),
    bad(ecs`
      {
        "family": "shop",
        "containerDefinitions": [{ "name": «"web"», "image": "nginx:1.29" }]
      }
    `).because("An image that is known to start as root."),
    good(
      ecs`
        {
          "family": "shop",
          "containerDefinitions": [{ "name": "web", "image": "\${registry}/web:\${tag}" }]
        }
      `,
      file("web/Dockerfile")`
        FROM node:22
        USER node
        CMD ["node", "server.js"]
      `,
    ).because("The Dockerfile names a user."),
    good(
      ecs`
        {
          "family": "shop",
          "containerDefinitions": [{ "name": "web", "image": "web:1.4" }]
        }
      `,
      file("web/Dockerfile")`
        ARG RUN_AS
        FROM node:22
        ARG RUN_AS
        USER $RUN_AS
      `,
    ).because("Who the image runs as is decided when it is built."),
    good(ecs`
      {
        "family": "shop",
        "containerDefinitions": [{ "name": "db", "image": "postgres:17" }]
      }
    `).because("Its entrypoint starts as root only to become `postgres` for good."),
    good(ecs`
      {
        "family": "shop",
        "containerDefinitions": [
          { "name": "web", "image": "web:1.4", "user": "1000:0" },
          { "name": "log", "image": "log:2", "user": "rooter" }
        ]
      }
    `).because("Root's group is not root, nor is everything that begins like it."),
    good(ecs`
      {
        "family": "shop",
        "containerDefinitions": [{ "name": "web", "image": "web:1.4", "user": "\${user}" }]
      }
    `).because("What a template puts there is not known."),
    good(ecs`
      {
        "family": "shop",
        "runtimePlatform": { "operatingSystemFamily": "WINDOWS_SERVER_2022_CORE" },
        "containerDefinitions": [{ "name": "web", "image": "web:1.4" }]
      }
    `).because("Windows has other users."),
    bad(cloudformation`
      Resources:
        Task:
          Type: AWS::ECS::TaskDefinition
          Properties:
            ContainerDefinitions:
              - Name: !Sub \${AWS::StackName}-web
                Image: !Ref Image
                User: «root»
    `).to(cloudformation`
      Resources:
        Task:
          Type: AWS::ECS::TaskDefinition
          Properties:
            ContainerDefinitions:
              - Name: !Sub \${AWS::StackName}-web
                Image: !Ref Image
                User: "65532:65532"
    `),
    bad(
      cloudformation`
        Resources:
          Task:
            Type: AWS::ECS::TaskDefinition
            Properties:
              ContainerDefinitions:
                - Name: «web»
                  Image: !Join ["", [!Ref AWS::AccountId, ".dkr.ecr.", !Ref AWS::Region, ".amazonaws.com/shop/web:", !Ref Tag]]
                  User: !Ref AWS::NoValue
      `,
      file("web/Dockerfile")`
        FROM node:22
        USER root
        CMD ["node", "server.js"]
      `,
    )
      .to(cloudformation`
        Resources:
          Task:
            Type: AWS::ECS::TaskDefinition
            Properties:
              ContainerDefinitions:
                - Name: web
                  Image: !Join ["", [!Ref AWS::AccountId, ".dkr.ecr.", !Ref AWS::Region, ".amazonaws.com/shop/web:", !Ref Tag]]
                  User: node
      `)
      .because("`AWS::NoValue` is nothing; which Dockerfile builds the image is known though its registry and tag are not."),
    good(cloudformation`
      Parameters:
        User: { Type: AWS::SSM::Parameter::Value<String>, Default: root }
      Resources:
        Task:
          Type: AWS::ECS::TaskDefinition
          Properties:
            ContainerDefinitions:
              - { Name: web, Image: "web:1.4", User: !Ref User }
              - { Name: log, Image: "log:2", User: !ImportValue LogUser }
    `).because("`root` is the name of a parameter in SSM here, not its value; what another stack exports is not known either."),
  ],
});

/** The user that the image has for it, else one that needs none. None where the program is known to need root to start. */
function fixesFor(user: Field<string>, base: BaseImage | undefined): readonly Fix[] {
  if (base?.rootMaster) return [];
  const to = base?.spare ?? unprivileged;
  return fix(`Set "${user.key}" to "${to}"`, "unsafe", user.set(to));
}

/** What is known of the image that runs, or of the base that it is built from. */
function knownOf(image: Field<string>): BaseImage | undefined {
  const reference = imageOf(image);
  const name = reference && imageName(reference);
  if (reference === undefined || name === undefined) return undefined;
  const settled = reference.digest === undefined && reference.holes.length === 0;
  return baseImage(name, reference.tag ?? (settled ? "latest" : undefined));
}
