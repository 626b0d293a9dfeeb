import { expect, it } from "vitest";
import { defaultSettings } from "../server/src/engine/settings.ts";
import plaintextSecret from "../server/src/rules/container/plaintext-secret.ts";
import insufficientExecutionRole from "../server/src/rules/orchestrator/insufficient-execution-role.ts";
import { Source } from "../server/src/text/source.ts";
import { Workspace } from "../server/src/workspace/workspace.ts";

const task = `resource "aws_ecs_task_definition" "shop" {
  family             = "shop"
  execution_role_arn = aws_iam_role.start.arn
  container_definitions = jsonencode([{
    name        = "web"
    image       = "web:1.4"
    environment = [{ name = "DB_PASSWORD", value = "Rain-in-May-77" }]
  }])
}
`;
const role = `resource "aws_iam_role" "start" {
  name               = "start"
  assume_role_policy = "{}"
}
`;

it("a secret moves in one file, and its role is given the permission in another", () => {
  const rules = [plaintextSecret, insufficientExecutionRole];
  const workspace = new Workspace({
    settings: () => defaultSettings(rules, "all"),
    ruleNames: rules.map((r) => r.name),
    onCrash: (_, error) => {
      throw error;
    },
  });
  workspace.update(new Source("file:///w/ecs.tf", task));
  workspace.update(new Source("file:///w/iam.tf", role));
  workspace.settle();
  const [finding] = workspace.findings("file:///w/ecs.tf");
  const [first] = finding?.fixes ?? [];
  expect(first?.title).toBe("Move DB_PASSWORD to the Secrets Manager secret shop/web/DB_PASSWORD, and allow the execution role to read it");
  expect(finding && first && workspace.proves(finding, first)).toBe(true);
  expect(first && workspace.apply(first)).toBe(true);
  workspace.settle();
  expect(workspace.findings("file:///w/ecs.tf")).toEqual([]);
  expect(workspace.source("file:///w/ecs.tf")?.text).not.toContain("Rain-in-May-77");
  expect(workspace.source("file:///w/iam.tf")?.text).toContain(`Action   = "secretsmanager:GetSecretValue"`);
});
