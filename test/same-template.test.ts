import { describe, expect, it } from "vitest";
import { parseJson } from "../server/src/syntax/json.ts";
import { parseYaml } from "../server/src/syntax/yaml.ts";
import { Source } from "../server/src/text/source.ts";
import { dataIn, isMap, type Json, yaml } from "./rendered.ts";
import { examplesOf, fixed, found } from "./same.ts";

/** A template in YAML, written otherwise. */
const spellings: Readonly<Record<string, (template: Json) => string>> = {
  "lines.json": (template) => JSON.stringify(template, undefined, 2),
  "tabs.json": (template) => JSON.stringify(template, undefined, "\t").replaceAll("\n", "\r\n"),
  "line.json": (template) => JSON.stringify(template),
  "block.yaml": (template) => `${yaml(template).trimStart()}\n`,
  "crlf.yaml": (template) => `${yaml(template).trimStart()}\n`.replaceAll("\n", "\r\n"),
  "flow.yaml": (template) => JSON.stringify(template),
};
const parsed = (path: string, text: string): Json | undefined => {
  const { roots, broken } = (path.endsWith(".json") ? parseJson : parseYaml)(new Source(path, text));
  return roots[0] && !broken ? dataIn(roots[0]) : undefined;
};

const templates = examplesOf("template.yaml", (text) => {
  const template = parsed("template.yaml", text);
  return isMap(template) ? template : undefined;
});

describe("each template among the examples of", () => {
  it.each(templates)("%s has the same findings however it is written", (_, own) => {
    for (const { text, data } of own) {
      const expected = found("template.yaml", text);
      for (const [path, spelled] of Object.entries(spellings)) {
        const written = spelled(data);
        expect(found(path, written), `${path}\n${written}`).toEqual(expected);
      }
    }
  });

  it.each(templates)("%s is the same once it is fixed", (_, own) => {
    for (const { text, data } of own) {
      const expected = parsed("template.yaml", fixed("template.yaml", text));
      for (const [path, spelled] of Object.entries(spellings)) {
        const after = fixed(path, spelled(data));
        expect(parsed(path, after), `${path}\n${after}`).toEqual(expected);
      }
    }
  });
});
