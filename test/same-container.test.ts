import { describe, expect, it } from "vitest";
import { read } from "../server/src/adapt/hosts.ts";
import { rules } from "../server/src/rules/index.ts";
import { Source } from "../server/src/text/source.ts";
import { composeOf, podOf } from "./elsewhere.ts";
import { isMap, type JsonMap } from "./rendered.ts";
import { dataOf, examplesOf, fixed, found } from "./same.ts";

/** Placeholders are those of the host that they stand in. */
const placeholder = /[$%]\{|\{\{|<[A-Za-z]/;
const tasks = examplesOf("task-definition.json", (text) => {
  const task = dataOf(text);
  return isMap(task) && Array.isArray(task["containerDefinitions"]) && !placeholder.test(text) ? task : undefined;
});

/** What a host says otherwise: the rule, the file, and what the task has. */
const unlike: readonly (readonly [rule: string, path: string, part: string])[] = [
  // On a developer's machine a port that is published is open to the network that it is in; that of a task is behind security groups.
  ["published-port", "compose.yaml", "hostPort"],
  // Options of the log that are no variables are told by hardcoded-secret.
  ["plaintext-secret", "compose.yaml", "splunk-token"],
  // A task has a role in place of the keys that are taken away; a service of Compose has none.
  ["plaintext-secret", "compose.yaml", "AWS_SECRET_ACCESS_KEY"],
  // /ecs is a folder of container instances.
  ["sensitive-host-mount", "compose.yaml", "/ecs/"],
];

/** Other hosts, the file of each in the examples of rules, and how a task is written there. */
const hosts: Readonly<Record<string, (task: JsonMap) => string | undefined>> = { "compose.yaml": composeOf, "deployment.yaml": podOf };
/** The task definitions of each rule that has examples of another host, as that host has them. */
const pairs = Object.entries(hosts).flatMap(([path, written]) =>
  tasks.flatMap(([rule, own]) => {
    const isThere = rules.some((r) => r.name === rule && r.examples.some((e) => e.files.some((f) => f.path === path && f.marks.length > 0)));
    const both = own.flatMap(({ text, data }) => {
      const there = written(data);
      const isAlike = !unlike.some(([r, p, part]) => r === rule && p === path && text.includes(part));
      return isThere && isAlike && there !== undefined ? [{ text, there }] : [];
    });
    return both.length > 0 ? [[rule, path, both] as const] : [];
  }),
);

describe("the task definitions among the examples of", () => {
  it.each(pairs)("%s have findings of it in %s where they have some in ECS, and once they are fixed, too", (rule, path, both) => {
    for (const { text, there } of both) {
      expect(rule in found(path, there), there).toBe(rule in found("task-definition.json", text));
      const after = fixed(path, there, rule);
      expect(read(new Source(path, after)).broken).toBe(false);
      expect(rule in found(path, after), after).toBe(rule in found("task-definition.json", fixed("task-definition.json", text, rule)));
    }
  });
});
