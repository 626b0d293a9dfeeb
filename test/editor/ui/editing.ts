import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { copyOfWorkspace } from "../harness/paths.ts";
import type { Result } from "../harness/results.ts";
import { until } from "../suite/assert.ts";
import { type Steps, walk } from "./steps.ts";
import { Workbench } from "./workbench.ts";

const task = "deploy/task-definition.json";
const message = /Container "web" runs privileged/;

/** From the squiggle to the mended file on the disk, then the whole workspace: by mouse and keyboard alone. */
export function userEdits(): Promise<Result> {
  const folder = copyOfWorkspace();
  const steps: Steps = {
    "a squiggle is under the value": async (workbench) => {
      await workbench.squiggle(task).waitFor({ state: "attached" });
    },
    "a hover says what is wrong": async (workbench) => {
      await workbench.page.mouse.move(...(await workbench.underlined(task)));
      await workbench.page.locator(".monaco-hover", { hasText: message }).waitFor();
    },
    "its link explains the rule": async (workbench) => {
      await workbench.page.locator(".monaco-hover").getByText("Explain privileged-container").click();
      await workbench.preview().getByRole("heading", { name: "Container runs privileged" }).waitFor();
      await workbench.page.locator(".tab", { hasText: "task-definition.json" }).click();
      await workbench.squiggle(task).waitFor({ state: "attached" });
    },
    "the light bulb offers a fix": async (workbench) => {
      const { page } = workbench;
      const place = await workbench.underlined(task);
      await workbench.persist(async () => {
        await page.keyboard.press("Escape");
        await page.mouse.click(...place);
        await workbench.editor(task).locator('[class*="lightbulb"]:visible').first().click({ timeout: 3000 });
        await page.locator(".action-widget").getByText('Set "privileged" to false').waitFor({ timeout: 3000 });
      });
    },
    "the fix changes the text and the squiggle goes": async (workbench) => {
      await workbench.page.keyboard.press("Enter");
      await workbench.line(task, '"privileged": false').waitFor();
      await workbench.squiggle(task).waitFor({ state: "detached" });
    },
    "saving writes it to the disk": async ({ page }) => {
      await page.keyboard.press("Control+S");
      await page.locator(".tab.active:not(.dirty)", { hasText: "task-definition.json" }).waitFor();
      await until("the file on the disk", () => readFileSync(join(folder, task), "utf8").includes('"privileged": false'));
    },
    "a scan fills Problems with files that are not open": async (workbench) => {
      await workbench.run("Plimsoll: Scan Workspace");
      await workbench.page.keyboard.press("Control+Shift+M");
      await workbench.page
        .locator(".markers-panel", { hasText: "worker.json" })
        .getByText(/Container "worker" runs privileged/)
        .waitFor();
    },
    "the tree of findings counts them": async (workbench) => {
      await workbench.run("Plimsoll: Focus on Findings View");
      await workbench.row(/^Errors, \d+ findings?/).waitFor();
      await workbench.row(/^privileged-container: Container runs privileged, 1 finding$/).waitFor();
    },
    "a finding in the tree opens its place": async (workbench) => {
      await workbench.row(/^deploy\/worker\.json line 11/).click();
      await workbench.squiggle("deploy/worker.json").waitFor({ state: "attached" });
    },
    "the status bar counts, and has a menu": async ({ page }) => {
      await page.getByRole("button", { name: /^Plimsoll: \d+ errors?/ }).click();
      await page.locator(".quick-input-list .monaco-list-row", { hasText: "Scan Workspace" }).waitFor();
      await page.keyboard.press("Escape");
    },
    "any rule is explained": async (workbench) => {
      const { page } = workbench;
      await workbench.run("Plimsoll: Explain Rule");
      // The list shows as many rows as there is room for: what is looked for is typed first.
      await page.locator(".quick-input-list .monaco-list-row").first().waitFor();
      await page.locator(".quick-input-widget input.input").fill("root-user");
      await page.locator(".quick-input-list .monaco-list-row", { hasText: "root-user" }).first().waitFor();
      await page.keyboard.press("Enter");
      await workbench.preview().getByRole("heading", { name: "Image runs as root" }).waitFor();
    },
    "nothing popped up": async ({ page }) => {
      assert.equal(await page.locator(".notification-toast").count(), 0);
    },
  };
  return walk("editing", () => Workbench.open(folder, task), steps);
}

/** In a folder that nobody trusts, everything still works: nothing of a workspace is ever run. */
export function userDistrusts(): Promise<Result> {
  const steps: Steps = {
    "the folder is restricted": async ({ page }) => {
      await page
        .getByText(/Restricted Mode/)
        .first()
        .waitFor();
    },
    "a squiggle is under the value": async (workbench) => {
      await workbench.squiggle(task).waitFor({ state: "attached" });
    },
    "a scan finds what is in other files": async (workbench) => {
      await workbench.run("Plimsoll: Scan Workspace");
      await workbench.row(/^deploy\/worker\.json line 11/).waitFor();
    },
  };
  const settings = { "security.workspace.trust.enabled": true, "security.workspace.trust.startupPrompt": "never" };
  return walk("restricted", () => Workbench.open(copyOfWorkspace(), task, settings), steps);
}
