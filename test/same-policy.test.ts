import { describe, expect, it } from "vitest";
import { read } from "../server/src/adapt/hosts.ts";
import { Source } from "../server/src/text/source.ts";
import { isMap, policyIn } from "./rendered.ts";
import { dataOf, examplesOf, fixed, found, plain } from "./same.ts";

/** What is known of a policy's statements, save where it stands. */
const statements = (path: string, text: string): unknown =>
  read(new Source(path, text)).facts.statement.map((s) => plain({ ...s, policy: undefined }));
/** Placeholders are those of the host that they stand in, and so is what they are in an action. */
const placeholder = /Action":[^\]}]*\$\{|\$\{(?![\w-]+:[\w/-]+\}|[*?$]\})|\{\{|<[a-z]/;
const policies = examplesOf("policy.json", (text) => {
  const document = dataOf(text);
  const isOfIdentity = read(new Source("policy.json", text)).facts.policy.every((p) => p.kind === "identity");
  // One without statements is told by being a file's all.
  return isMap(document) && "Statement" in document && isOfIdentity && !placeholder.test(text) ? document : undefined;
});

describe("each policy of an identity among the examples of", () => {
  it.each(policies)("%s has the same findings in every host", (_, own) => {
    for (const { text, data } of own) {
      const expected = { statements: statements("policy.json", text), found: found("policy.json", text) };
      for (const [path, rendered] of Object.entries(policyIn(data))) {
        expect({ statements: statements(path, rendered), found: found(path, rendered) }, `${path}\n${rendered}`).toEqual(expected);
      }
    }
  });

  it.each(policies)("%s is the same once that is fixed in every host", (rule, own) => {
    for (const { text, data } of own) {
      const expected = statements("policy.json", fixed("policy.json", text, rule));
      for (const [path, rendered] of Object.entries(policyIn(data))) {
        const after = fixed(path, rendered, rule);
        expect(statements(path, after), `${path}\n${after}`).toEqual(expected);
      }
    }
  });
});
