import { bad, cloudformation, ecs, good, joined } from "../../kit/example.ts";
import { rule } from "../../kit/rule.ts";
import { mask } from "../../knowledge/secrets/mask.ts";
import { findToken } from "../../knowledge/secrets/tokens.ts";
import { valueKind } from "../../knowledge/secrets/value.ts";
import { nameOf } from "../../model/container.ts";

export default rule({
  name: "secret-in-value-from",
  on: "container",
  title: "Secret where its name belongs",
  severity: "error",
  risk: "container",
  hides: true,
  why: `\`valueFrom\` is the name of a secret, which ECS fetches when the container starts. A value that stands there is not fetched, the task does not start, and
everyone with \`ecs:DescribeTaskDefinition\` can read it in every revision. Put it into Secrets Manager or Parameter Store, name that, and change the value.`,
  refs: ["NIST SP 800-190 4.1.4", "CWE-798", "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_Secret.html"],

  *check(container) {
    if (container.workload.platform !== "ecs") return;
    for (const { name, from } of container.secrets.items) {
      if (from.value === undefined || !isItself(from.value)) continue;
      const key = name.value ?? "";
      const message = `${key} of container "${nameOf(container)}" holds a secret where the name of one belongs. Put it into a secret store, and change it.`;
      yield { at: from.at, key, masked: mask(from.value), message };
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
            "secrets": [
              { "name": "API_TOKEN", "valueFrom": «"${joined("ghp_", "u7Xk2Lq9Rt4Vw1Zb8Nc5Mf3Hd6Js0PgYaQeB")}"» },
              { "name": "JWT_SECRET", "valueFrom": «"${joined("9a3f7c1e5b8d2064", "9a3f7c1e5b8d2064")}"» }
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
                Secrets: [{ Name: API_TOKEN, ValueFrom: «${joined("npm_", "u7Xk2Lq9Rt4Vw1Zb8Nc5Mf3Hd6Js0PgYaQeB")}» }]
    `),
    good(ecs`
      {
        "family": "shop",
        "containerDefinitions": [
          {
            "name": "web",
            "image": "web:1.4",
            "secrets": [
              { "name": "A", "valueFrom": "arn:aws:secretsmanager:eu-west-1:111122223333:secret:shop/db-AbCdEf:password::" },
              { "name": "B", "valueFrom": "/shop/9a3f7c1e5b8d2064" },
              { "name": "C", "valueFrom": "shop-db-password-2" },
              { "name": "D", "valueFrom": "<token>" }
            ]
          }
        ]
      }
    `).because("Names of secrets and parameters."),
  ],
});

/** A token, or what a generator makes; names of parameters have words in them. */
const isItself = (value: string): boolean =>
  !value.includes("/") && !value.startsWith("arn:") && (findToken(value) !== undefined || valueKind(value) === "random");
