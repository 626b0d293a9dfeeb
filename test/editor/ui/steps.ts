import { mkdirSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { Result } from "../harness/results.ts";
import { screenshots, type Workbench } from "./workbench.ts";

/** What a user does and sees, one after another: each builds on those before it. */
export type Steps = Readonly<Record<string, (workbench: Workbench) => Promise<void>>>;

/** Goes through the steps with a picture after each; at one that fails the rest is not tried and counts as failed too. */
export async function walk(name: string, open: () => Promise<Workbench>, steps: Steps): Promise<Result> {
  forgetPictures(name);
  const workbench = await open();
  const all = Object.entries(steps);
  let passed = 0;
  try {
    for (const [what, step] of all) {
      await step(workbench);
      passed++;
      console.log(`      ✔ ${what}`);
      await workbench.shoot(`${name}-${String(passed).padStart(2, "0")}-${what.replaceAll(/[^a-z]+/gi, "-").toLowerCase()}`);
    }
  } catch (error) {
    console.log(`      ✘ ${all[passed]?.[0]}\n`, error);
    await workbench.shoot(`${name}-failed`);
  } finally {
    await workbench.close();
  }
  return { passed, failed: all.length - passed, skipped: 0 };
}

function forgetPictures(name: string): void {
  mkdirSync(screenshots, { recursive: true });
  for (const file of readdirSync(screenshots)) if (file.startsWith(`${name}-`)) rmSync(join(screenshots, file));
}
