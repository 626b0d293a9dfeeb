import { lintSource } from "@secretlint/core";
import { secretLintProfiler } from "@secretlint/profiler";
import { creator } from "@secretlint/secretlint-rule-preset-recommend";
import { validate } from "dockerfile-utils";
import { rules } from "../server/src/rules/index.ts";
import { Source } from "../server/src/text/source.ts";
import { Workspace } from "../server/src/workspace/workspace.ts";
import { dockerfile } from "./texts.ts";

/** Milliseconds for the same Dockerfiles in memory: read and judged by us, and by a validator and a searcher for secrets one after the other. */
export interface Times {
  readonly files: number;
  readonly ours: readonly number[];
  readonly theirs: readonly number[];
}

// What it measures of itself piles up with each text.
secretLintProfiler.setEnabled(false);

/** One round warms the compiler up; the others take turns. */
export async function judgeDockerfiles(files: number, rounds: number): Promise<Times> {
  const texts = Array.from({ length: files }, (_, i) => dockerfile(20 + (i % 80)));
  const ours: number[] = [];
  const theirs: number[] = [];
  for (let round = 0; round <= rounds; round++) {
    const us = await timed(() => judge(texts));
    const they = await timed(() => validateAndSearch(texts));
    if (round === 0) continue;
    ours.push(us);
    theirs.push(they);
  }
  return { files, ours, theirs };
}

async function timed(work: () => unknown): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

/** With the rules of the preset that is the default. */
function judge(texts: readonly string[]): void {
  const active = rules
    .filter((rule) => (rule.preset ?? "recommended") === "recommended")
    .map((rule) => ({ rule, severity: undefined, options: rule.options ?? {}, lowConfidence: false }));
  const workspace = new Workspace({
    settings: () => ({ active, accepts: () => false }),
    ruleNames: rules.map((r) => r.name),
    onCrash: (_, error) => {
      throw error;
    },
  });
  for (const [i, text] of texts.entries()) workspace.update(new Source(`file:///bench/${i}/Dockerfile`, text));
  workspace.settle();
  for (const uri of workspace.uris) workspace.findings(uri);
}

async function validateAndSearch(texts: readonly string[]): Promise<void> {
  const id = "@secretlint/secretlint-rule-preset-recommend";
  for (const content of texts) {
    validate(content);
    await lintSource({
      source: { filePath: "/bench/Dockerfile", content, ext: "", contentType: "text" },
      options: { config: { rules: [{ id, rule: creator }] }, noPhysicFilePath: true },
    });
  }
}
