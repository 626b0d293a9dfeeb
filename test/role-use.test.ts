import { describe, expect, it } from "vitest";
import rule from "../server/src/rules/orchestrator/unassumable-role.ts";
import { Source } from "../server/src/text/source.ts";
import { exampleWorkspace, ownFindings } from "../server/src/workspace/example-workspace.ts";

const task = `{ "family": "shop", "taskRoleArn": "arn:aws:iam::111122223333:role/shop", "containerDefinitions": [{ "name": "web", "image": "web:1" }] }`;
const role = (service: string, name = "shop"): string => `Resources:
  Shop:
    Type: AWS::IAM::Role
    Properties:
      RoleName: ${name}
      AssumeRolePolicyDocument: { Statement: [{ Effect: Allow, Principal: { Service: ${service}.amazonaws.com }, Action: sts:AssumeRole }] }
`;

describe("a role that another file defines", () => {
  const workspaceOf = (...files: readonly (readonly [path: string, text: string])[]) =>
    exampleWorkspace(
      rule,
      [rule],
      files.map(([path, text]) => ({ path, text, marks: [], values: [] })),
    );
  it("is known anew when that file changes, and by its new name", () => {
    const workspace = workspaceOf(["task.json", task], ["roles.yaml", role("ec2")]);
    const found = (): number => ownFindings(rule, workspace, "task.json").length;
    expect(found()).toBe(1);
    for (const [text, expected] of [
      [role("ecs-tasks"), 0],
      [role("ec2"), 1],
      [role("ec2", "store"), 0],
    ] as const) {
      workspace.update(new Source("roles.yaml", text));
      expect(workspace.settle().has("task.json")).toBe(true);
      expect(found()).toBe(expected);
    }
  });

  it("is not known once there are two, or none", () => {
    const workspace = workspaceOf(["task.json", task], ["roles.yaml", role("ec2")]);
    workspace.update(new Source("others.yaml", role("ecs-tasks")));
    workspace.settle();
    expect(ownFindings(rule, workspace, "task.json")).toEqual([]);
    workspace.remove("others.yaml");
    workspace.settle();
    expect(ownFindings(rule, workspace, "task.json")).toHaveLength(1);
    workspace.remove("roles.yaml");
    workspace.settle();
    expect(ownFindings(rule, workspace, "task.json")).toEqual([]);
  });
});
