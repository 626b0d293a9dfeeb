import { describe, expect, it } from "vitest";
import rule from "../server/src/rules/registry/movable-image-tag.ts";
import { Source } from "../server/src/text/source.ts";
import { exampleWorkspace, ownFindings } from "../server/src/workspace/example-workspace.ts";

const image = "111122223333.dkr.ecr.eu-west-1.amazonaws.com/shop/web:1";
const task = `{ "family": "shop", "containerDefinitions": [{ "name": "web", "image": "${image}" }] }`;
const repository = (mutability: string, name = "shop/web"): string =>
  `resource "aws_ecr_repository" "web" {\n  name = "${name}"\n  image_tag_mutability = "${mutability}"\n}\n`;

describe("an image of a repository that another file defines", () => {
  const workspaceOf = (...files: readonly (readonly [path: string, text: string])[]) =>
    exampleWorkspace(
      rule,
      [rule],
      files.map(([path, text]) => ({ path, text, marks: [], values: [] })),
    );

  it("is judged anew when that file changes, and by its new name", () => {
    const workspace = workspaceOf(["task.json", task], ["ecr/main.tf", repository("MUTABLE")]);
    const found = (): number => ownFindings(rule, workspace, "task.json").length;
    expect(found()).toBe(1);
    for (const [text, expected] of [
      [repository("IMMUTABLE"), 0],
      [repository("MUTABLE"), 1],
      [repository("MUTABLE", "shop/store"), 0],
    ] as const) {
      workspace.update(new Source("ecr/main.tf", text));
      expect(workspace.settle().has("task.json")).toBe(true);
      expect(found()).toBe(expected);
    }
    workspace.remove("ecr/main.tf");
    workspace.settle();
    expect(found()).toBe(0);
  });

  it("points to where the repository stands now, and mends it there", () => {
    const workspace = workspaceOf(["task.json", task], ["ecr/main.tf", repository("MUTABLE")]);
    workspace.update(new Source("ecr/main.tf", `# Repositories\n${repository("MUTABLE")}`));
    workspace.settle();
    const [finding] = ownFindings(rule, workspace, "task.json");
    const [fix] = finding?.fixes ?? [];
    if (!finding || !fix) throw new Error("nothing found, or no fix");
    expect(workspace.proves(finding, fix)).toBe(true);
    expect(workspace.apply(fix)).toBe(true);
    workspace.settle();
    expect(ownFindings(rule, workspace, "task.json")).toEqual([]);
    expect(workspace.source("ecr/main.tf")?.text).toBe(`# Repositories\n${repository("IMMUTABLE")}`);
  });

  it("may be called as the file's own resources are, over the files of a module", () => {
    const tasks = `resource "aws_ecs_task_definition" "web" {
  family                = "web"
  container_definitions = jsonencode([{ name = "web", image = "\${aws_ecr_repository.web.repository_url}:1" }])
}
`;
    const workspace = workspaceOf(["shop/tasks.tf", tasks], ["shop/ecr.tf", repository("MUTABLE")], ["other/ecr.tf", repository("IMMUTABLE")]);
    expect(ownFindings(rule, workspace, "shop/tasks.tf")).toHaveLength(1);
    workspace.remove("shop/ecr.tf");
    workspace.settle();
    expect(ownFindings(rule, workspace, "shop/tasks.tf")).toEqual([]);
  });
});
