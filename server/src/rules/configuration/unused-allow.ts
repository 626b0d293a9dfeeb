import { bad, dockerfile, file, good } from "../../kit/example.ts";
import { fix, rule } from "../../kit/rule.ts";

export default rule({
  name: "unused-allow",
  on: "allow",
  title: "Accepted finding is not there",
  severity: "hint",
  risk: "configuration",
  why: "What accepts nothing any more, a comment or the metadata of a resource, would hide the next finding of its kind without anyone deciding so. Rules that are off for the file are not counted: whether their comments are used cannot be told.",
  refs: [],

  *check({ rule: name, known, used }) {
    if (!known || used) return;
    yield {
      at: name.at,
      message: `Nothing here needs "allow ${name.value}".`,
      fixes: fix(`Remove "${name.value}"`, "safe", name.remove()),
    };
  },

  examples: [
    bad(dockerfile`
      # plimsoll: allow «latest-tag» -- pinned since
      FROM node:22.11-slim
      USER node
    `).to(dockerfile`
      FROM node:22.11-slim
      USER node
    `),
    bad(dockerfile`
      # plimsoll: allow «root-user», latest-tag -- built anew every night
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
    `).because("It accepts a finding."),
    bad(file("template.json")`
      {
        "Resources": {
          "Task": {
            "Type": "AWS::ECS::TaskDefinition",
            "Metadata": { "plimsoll": { "allow": [«"privileged-container"», "writable-root-filesystem"] } },
            "Properties": { "ContainerDefinitions": [{ "Name": "web", "Image": "web:1.4" }] }
          }
        }
      }
    `)
      .to(file("template.json")`
      {
        "Resources": {
          "Task": {
            "Type": "AWS::ECS::TaskDefinition",
            "Metadata": { "plimsoll": { "allow": ["writable-root-filesystem"] } },
            "Properties": { "ContainerDefinitions": [{ "Name": "web", "Image": "web:1.4" }] }
          }
        }
      }
    `)
      .because("Resources of CloudFormation accept with their metadata."),
  ],
});
