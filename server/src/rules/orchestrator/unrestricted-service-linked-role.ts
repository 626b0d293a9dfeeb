import { bad, good, iam } from "../../kit/example.ts";
import { rule } from "../../kit/rule.ts";
import { actionsOf } from "../../model/action-set.ts";
import { textOf, unlimitedIn } from "../../model/permissions.ts";

export default rule({
  name: "unrestricted-service-linked-role",
  on: "statement",
  title: "Policy lets roles of any AWS service be made",
  severity: "info",
  preset: "strict",
  risk: "orchestrator",
  why: `A service-linked role is one that a service acts with, and its rights are the service's to say. On every resource, \`iam:CreateServiceLinkedRole\` switches on services that nobody has looked at. Most software needs it for one, such as ECS or a load balancer.

The condition \`iam:AWSServiceName\` names the service. Silent where one narrows, and where wildcard-action or full-admin says more.`,
  refs: ["NIST SP 800-190 4.3.1", "https://docs.aws.amazon.com/IAM/latest/UserGuide/create-service-linked-role.html"],
  equivalents: [{ tool: "access-analyzer", id: "CREATE_SLR_WITH_STAR_IN_RESOURCE" }],

  *check(statement) {
    const [found] = unlimitedIn(statement, actionsOf("iam:CreateServiceLinkedRole"));
    if (!found) return;
    yield {
      at: found.grant.at,
      message: `iam:CreateServiceLinkedRole on "${textOf(found.resource)}" is for every service; "iam:AWSServiceName" in a condition names the one that is meant.`,
    };
  },

  examples: [
    bad(iam`
      {
        "Version": "2012-10-17",
        "Statement": [{ "Effect": "Allow", "Action": [«"iam:CreateServiceLinkedRole"»], "Resource": "*" }]
      }
    `),
    good(iam`
      {
        "Version": "2012-10-17",
        "Statement": [
          {
            "Effect": "Allow", "Action": "iam:CreateServiceLinkedRole", "Resource": "*",
            "Condition": { "StringEquals": { "iam:AWSServiceName": "ecs.amazonaws.com" } }
          },
          { "Effect": "Allow", "Action": "iam:CreateServiceLinkedRole", "Resource": "arn:aws:iam::*:role/aws-service-role/ecs.amazonaws.com/*" }
        ]
      }
    `).because("One service, by a condition or by its path."),
  ],
});
