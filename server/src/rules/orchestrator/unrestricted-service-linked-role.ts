import { bad, good, iam } from "../../kit/example.ts";
import { type Fix, fix, rule } from "../../kit/rule.ts";
import { actionsOf } from "../../model/action-set.ts";
import { namedActions } from "../../model/named-action.ts";
import { textOf, type Unlimited, unlimitedIn } from "../../model/permissions.ts";
import type { Policy, Statement } from "../../model/policy.ts";

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
      fixes: () => fixes(statement, found),
    };
  },

  examples: [
    bad(iam`
      {
        "Version": "2012-10-17",
        "Statement": [{ "Effect": "Allow", "Action": [«"iam:CreateServiceLinkedRole"»], "Resource": "*" }]
      }
    `).to(iam`
      {
        "Version": "2012-10-17",
        "Statement": [{ "Effect": "Allow", "Action": ["iam:CreateServiceLinkedRole"], "Resource": "*", "Condition": { "StringEquals": { "iam:AWSServiceName": "<service>.amazonaws.com" } } }]
      }
    `),
    bad(iam`
      {
        "Version": "2012-10-17",
        "Statement": [{ "Effect": "Allow", "Action": ["ecs:CreateCluster", «"iam:CreateServiceLinkedRole"»], "Resource": "*" }]
      }
    `)
      .to(iam`
      {
        "Version": "2012-10-17",
        "Statement": [{ "Effect": "Allow", "Action": ["ecs:CreateCluster"], "Resource": "*" }, { "Effect": "Allow", "Action": "iam:CreateServiceLinkedRole", "Resource": "*", "Condition": { "StringEquals": { "iam:AWSServiceName": "ecs.amazonaws.com" } } }]
      }
    `)
      .because("The policy is about one service; the condition would hold for the other action, too."),
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

/** A condition would hold for the statement's other actions, too: then the action goes to a statement of its own. */
function fixes(statement: Statement, { grant, resource }: Unlimited): readonly Fix[] {
  const { actions, conditions, policy } = statement;
  const { pattern } = grant;
  if (!pattern?.is((p) => p.toLowerCase() === "iam:createservicelinkedrole")) return [];
  const service = serviceOf(policy);
  const condition = { operator: "StringEquals", key: "iam:AWSServiceName", value: service ?? "<service>.amazonaws.com" };
  const title = `Require "iam:AWSServiceName" to be ${service === undefined ? "the service that is meant" : `"${service}"`}`;
  const applicability = service === undefined ? "draft" : "unsafe";
  if (actions.items.length === 1) return fix(title, applicability, statement.require(condition.operator, condition.key, condition.value));
  const added =
    conditions.length > 0 || resource.value === undefined
      ? []
      : policy.add({ actions: ["iam:CreateServiceLinkedRole"], resource: resource.value, condition });
  const removed = pattern.remove();
  return added.length > 0 && removed.length > 0 ? fix(`${title}, in a statement of its own`, applicability, [...removed, ...added]) : [];
}

/** The only service that the policy's other actions are of, among those that make such a role at first. */
function serviceOf({ statements }: Policy): string | undefined {
  const prefixes = statements.flatMap((s) => namedActions(s).map((a) => a.pattern.lower.split(":", 1).join("")));
  const [only, ...others] = new Set(prefixes.flatMap((prefix) => services.get(prefix) ?? []));
  return others.length === 0 ? only : undefined;
}
/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_aws-services-that-work-with-iam.html and each service's guide */
const services: ReadonlyMap<string, string> = new Map(
  ["autoscaling", "batch", "ecs", "eks", "elasticloadbalancing", "elasticache", "rds"].map((s) => [s, `${s}.amazonaws.com`]),
);
