import { cpSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { root, temporaryFolder } from "../harness/paths.ts";
import type { Result } from "../harness/results.ts";
import { type Steps, walk } from "./steps.ts";
import { Workbench } from "./workbench.ts";

const dockerfile = "web/Dockerfile";
/** The picture that the README shows. */
const picture = join(root, "docs/images/editor.png");

/** The example of the README, in the editor; with UPDATE_SCREENSHOTS the README gets a new picture of it. */
export function exampleIsShown(): Promise<Result> {
  const folder = join(temporaryFolder("example"), "shop");
  cpSync(join(root, "examples/shop"), folder, { recursive: true });
  const steps: Steps = {
    "the whole example is scanned": async (workbench) => {
      await workbench.run("Plimsoll: Scan Workspace");
      await workbench.row(/^Errors, \d+ findings?$/).waitFor();
      await workbench.row(/^Warnings, \d+ findings?$/).waitFor();
    },
    "the Dockerfile's finding has a fix": async (workbench) => {
      const { page } = workbench;
      const base = workbench.line(dockerfile, "FROM node:22").last();
      const fix = page.locator(".action-widget").getByText("Run as node (review)");
      await workbench.persist(async () => {
        await page.keyboard.press("Escape");
        await base.locator("span > span").last().click();
        await page.keyboard.press("Control+.");
        await fix.waitFor({ timeout: 3000 });
      });
    },
    "the picture is taken": async ({ page }) => {
      if (!process.env["UPDATE_SCREENSHOTS"]) return;
      mkdirSync(join(picture, ".."), { recursive: true });
      await page.screenshot({ path: picture });
    },
  };
  return walk("example", () => Workbench.open(folder, dockerfile), steps);
}
