import { describe, expect, it } from "vitest";
import { read } from "../server/src/adapt/hosts.ts";
import { Source } from "../server/src/text/source.ts";
import { isMap, taskIn } from "./rendered.ts";
import { dataOf, examplesOf, fixed, found, plain } from "./same.ts";

/** All that rules read of the containers, save where it stands and how it is written. */
const facts = (path: string, text: string): unknown => read(new Source(path, text)).facts.container.map((c) => plain(c));

/** What other hosts have no word for, or say in a resource of its own. */
const ofApi = ["taskDefinitionArn", "taskDefinition", "revision", "status", "inferenceAccelerators", "compatibilities", "registeredAt"];
/** Placeholders are those of the host that they stand in. */
const placeholder = /[$%]\{|\{\{|<[A-Za-z]/;
/** Those that rules find something in, and those that they leave alone. */
const tasks = examplesOf("task-definition.json", (text) => {
  const task = dataOf(text);
  return isMap(task) && Array.isArray(task["containerDefinitions"]) && !ofApi.some((key) => key in task) && !placeholder.test(text)
    ? task
    : undefined;
});

describe("each task definition among the examples of", () => {
  it.each(tasks)("%s has the same findings in every host", (_, own) => {
    for (const { text, data } of own) {
      const expected = { facts: facts("task-definition.json", text), found: found("task-definition.json", text) };
      for (const [path, rendered] of Object.entries(taskIn(data))) {
        expect({ facts: facts(path, rendered), found: found(path, rendered) }, `${path}\n${rendered}`).toEqual(expected);
      }
    }
  });

  it.each(tasks)("%s is the same once it is fixed in every host", (_, own) => {
    for (const { text, data } of own) {
      const expected = facts("task-definition.json", fixed("task-definition.json", text));
      for (const [path, rendered] of Object.entries(taskIn(data))) {
        const after = fixed(path, rendered);
        expect(facts(path, after), `${path}\n${after}`).toEqual(expected);
      }
    }
  });
});
