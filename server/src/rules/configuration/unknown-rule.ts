import { bad, cloudformation, dockerfile, good } from "../../kit/example.ts";
import { fix, rule } from "../../kit/rule.ts";

export default rule({
  name: "unknown-rule",
  on: "allow",
  title: "Accepted rule does not exist",
  severity: "warning",
  risk: "configuration",
  why: "A misspelt name accepts nothing, and whoever wrote it believes that the risk was looked at.",
  refs: [],

  *check({ rule: name, known, nearest }) {
    if (known) return;
    yield {
      at: name.at,
      message: `There is no rule "${name.value}".${nearest ? ` Did you mean "${nearest}"?` : ""}`,
      fixes: nearest ? fix(`Change to "${nearest}"`, "safe", name.set(nearest)) : [],
    };
  },

  examples: [
    bad(dockerfile`
      # plimsoll: allow «latest-tags» -- built anew every night
      FROM node:latest
      USER node
    `).to(dockerfile`
      # plimsoll: allow latest-tag -- built anew every night
      FROM node:latest
      USER node
    `),
    good(dockerfile`
      # plimsoll: allow latest-tag -- built anew every night
      FROM node:latest
      USER node
    `).because("The name is right."),
    good(dockerfile`
      # see docs on plimsoll: allow for some drift
      FROM node:22.11-slim
      USER node
    `).because("A comment that merely speaks of it is no suppression."),
    bad(cloudformation`
      Resources:
        Task:
          Type: AWS::ECS::TaskDefinition
          Metadata:
            plimsoll:
              allow: «privileged-containers»
          Properties:
            ContainerDefinitions: [{ Name: agent, Image: "agent:2", Privileged: true }]
    `)
      .to(cloudformation`
      Resources:
        Task:
          Type: AWS::ECS::TaskDefinition
          Metadata:
            plimsoll:
              allow: privileged-container
          Properties:
            ContainerDefinitions: [{ Name: agent, Image: "agent:2", Privileged: true }]
    `)
      .because("In the metadata of a resource of CloudFormation."),
  ],
});
