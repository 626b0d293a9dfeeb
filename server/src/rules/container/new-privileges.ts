import { bad, cloudformation, compose, ecs, file, good, kubernetes, terraform } from "../../kit/example.ts";
import { fix, rule } from "../../kit/rule.ts";
import { together } from "../../kit/together.ts";
import { type Container, isOnFargate, mayRunWindows, nameOf } from "../../model/container.ts";
import { enumerate } from "../../model/enumeration.ts";

export default rule({
  name: "new-privileges",
  on: "workload",
  title: "Processes can get more rights than they were started with",
  severity: "info",
  risk: "container",
  why: `A setuid program such as \`su\`, \`sudo\` or \`passwd\` runs with the rights of its owner, root. With the kernel's \`no_new_privs\` no process gets more rights than the one that started it, so that an attacker who is a plain user in a container stays one.

Nearly nobody sets it, so what merely leaves it out is one finding for information per task definition or pod; an explicit \`allowPrivilegeEscalation: true\` is a warning. In Compose it is a hint, from the preset \`strict\` on.

Programs that use \`sudo\` or \`ping\` with a setuid bit stop working with it; entry points that go from root to another user (\`gosu\`, \`su-exec\`) do not need it.

Silent on Fargate, which takes no \`dockerSecurityOptions\`, and for Windows.`,
  refs: [
    "NIST SP 800-190 4.4.3",
    "CWE-269",
    "CIS Docker 5.26",
    "https://docs.kernel.org/userspace-api/no_new_privs.html",
    "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_definition_parameters.html#container_definition_security",
    "https://kubernetes.io/docs/tasks/configure-pod-container/security-context/",
  ],
  equivalents: [
    { tool: "checkov", id: "CKV_K8S_20" },
    { tool: "trivy", id: "KSV-0001" },
  ],

  *check(workload) {
    if (isOnFargate(workload) || workload.launchTypes.state === "opaque") return;
    const containers = workload.containers.filter((c) => !mayRunWindows(c));
    for (const container of containers) {
      const { privilegeEscalation } = container.security;
      if (privilegeEscalation.unset || !privilegeEscalation.is(true)) continue;
      yield {
        at: privilegeEscalation.at,
        key: nameOf(container),
        severity: workload.platform === "compose" ? "info" : "warning",
        message: `Processes of container "${nameOf(container)}" may get more rights than they were started with.`,
        fixes: fix(`Let no process get more rights`, "unsafe", privilegeEscalation.set(false)),
      };
    }
    yield* leftOut(
      containers.filter(
        (c) =>
          c.security.privilegeEscalation.unset &&
          c.security.privilegeEscalation.is(true) &&
          !(workload.platform === "kubernetes" && c.privileged.is(true)),
      ),
    );
  },

  examples: [
    good(kubernetes`
      apiVersion: v1
      kind: Pod
      metadata: { name: shop }
      spec:
        containers:
          - { name: web, image: web:1.4, securityContext: { privileged: true } }
    `).because("It has all rights, and the API server refuses to keep it from getting more."),
    bad(ecs`
      {
        "family": "shop",
        "containerDefinitions": [{ "name": «"web"», "image": "web:1.4" }]
      }
    `).to(ecs`
      {
        "family": "shop",
        "containerDefinitions": [{ "name": "web", "image": "web:1.4", "dockerSecurityOptions": ["no-new-privileges"] }]
      }
    `),
    bad(cloudformation`
      Resources:
        Task:
          Type: AWS::ECS::TaskDefinition
          Properties:
            ContainerDefinitions:
              - Name: «web»
                Image: web:1.4
    `).to(cloudformation`
      Resources:
        Task:
          Type: AWS::ECS::TaskDefinition
          Properties:
            ContainerDefinitions:
              - Name: web
                Image: web:1.4
                DockerSecurityOptions:
                  - no-new-privileges
    `),
    bad(terraform`
      resource "aws_ecs_task_definition" "shop" {
        family                = "shop"
        container_definitions = jsonencode([{ name = «"web"», image = "web:1.4" }])
      }
    `),
    bad(kubernetes`
      apiVersion: v1
      kind: Pod
      metadata: { name: shop }
      spec:
        containers:
          - name: web
            image: web:1.4
            securityContext: { allowPrivilegeEscalation: «true» }
    `).to(kubernetes`
      apiVersion: v1
      kind: Pod
      metadata: { name: shop }
      spec:
        containers:
          - name: web
            image: web:1.4
            securityContext: { allowPrivilegeEscalation: false }
    `),
    bad(kubernetes`
      apiVersion: v1
      kind: Pod
      metadata: { name: shop }
      spec:
        securityContext: { runAsUser: 1000 }
        containers:
          - name: «web»
            image: web:1.4
          - name: log
            image: log:2
    `)
      .to(kubernetes`
      apiVersion: v1
      kind: Pod
      metadata: { name: shop }
      spec:
        securityContext: { runAsUser: 1000 }
        containers:
          - name: web
            image: web:1.4
            securityContext:
              allowPrivilegeEscalation: false
          - name: log
            image: log:2
            securityContext:
              allowPrivilegeEscalation: false
    `)
      .because("One finding for all containers that leave it out."),
    bad(kubernetes`
      apiVersion: v1
      kind: Pod
      metadata: { name: shop }
      spec:
        containers:
          - { name: «web», image: web:1.4, securityContext: { capabilities: { add: [SYS_ADMIN] } } }
    `).because("With `SYS_ADMIN` Kubernetes does not let it be switched off: no fix."),
    bad(compose`
      services:
        web:
          image: web:1.4
          security_opt: «[apparmor:web]»
    `).to(compose`
      services:
        web:
          image: web:1.4
          security_opt: [apparmor:web, no-new-privileges:true]
    `),
    good(compose`
      services:
        web: { image: web:1.4, security_opt: ["no-new-privileges=true"] }
        log: { image: log:2, security_opt: [no-new-privileges] }
    `).because("Docker takes it in these forms, too."),
    good(file("containers.json.tpl")`
      [{ "name": "web", "image": "\${image}", "essential": true }]
    `).because("The Terraform that reads the containers may run them on Fargate."),
    good(ecs`
      {
        "family": "shop",
        "requiresCompatibilities": ["FARGATE"],
        "containerDefinitions": [{ "name": "web", "image": "web:1.4" }]
      }
    `).because("Fargate takes no `dockerSecurityOptions`: nobody could mend it."),
    good(ecs`
      {
        "family": "shop",
        "containerDefinitions": [
          { "name": "web", "image": "web:1.4", "dockerSecurityOptions": "\${options}" }
        ]
      }
    `).because("What a template says is not known."),
  ],
});

function* leftOut(silent: readonly Container[]) {
  const [first, ...others] = silent;
  if (!first) return;
  const edits = silent.map((c) => c.security.privilegeEscalation.set(false));
  yield {
    ...together([first, ...others], (c) => c.security.privilegeEscalation.at),
    ...(first.workload.platform === "compose" ? ({ severity: "hint", confidence: "low" } as const) : {}),
    message: `Processes of ${enumerate(silent.map(nameOf))} may get more rights than they were started with, by way of setuid programs.`,
    fixes: fix(
      `Let no process get more rights${others.length > 0 ? ` in ${silent.length} containers` : ""}`,
      "unsafe",
      edits.every((e) => e.length > 0) ? edits.flat() : [],
    ),
  };
}
