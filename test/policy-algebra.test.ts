import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readPolicies } from "../server/src/adapt/iam.ts";
import { serviceOf } from "../server/src/knowledge/iam/catalogue.ts";
import { includesAction } from "../server/src/model/action.ts";
import { fits, namesIn, unionOf } from "../server/src/model/action-set.ts";
import { covers } from "../server/src/model/containment.ts";
import { meet } from "../server/src/model/mismatch.ts";
import { grantsOf, isAllOf, setOf, unlimitedIn } from "../server/src/model/permissions.ts";
import type { Policy } from "../server/src/model/policy.ts";
import { redundantIn } from "../server/src/model/redundant.ts";
import { parseJson } from "../server/src/syntax/json.ts";
import { Source } from "../server/src/text/source.ts";

const policyOf = (statements: readonly object[]): Policy => {
  const text = JSON.stringify({ Version: "2012-10-17", Statement: statements });
  const [root] = parseJson(new Source("file:///policy.json", text)).roots;
  const policy = root && readPolicies(root)?.facts.policy[0];
  if (!policy) throw new Error("no policy");
  return policy;
};

// Small worlds, in which everything can be tried.
const actions = ["s3:GetObject", "s3:GetObjectAcl", "s3:PutObject", "s3:DeleteObject", "ecs:RunTask"];
const resources = ["arn:aws:s3:::a", "arn:aws:s3:::a/x", "arn:aws:s3:::b", "arn:aws:s3:::b/x"];
const contexts: readonly Readonly<Record<string, string>>[] = [
  {},
  { "aws:a": "1" },
  { "aws:a": "2" },
  { "aws:b": "1" },
  { "aws:a": "1", "aws:b": "1" },
];
const actionPattern = fc.constantFrom(...actions, "*", "s3:*", "s3:Get*", "s3:?etObject", "S3:getobject", "s3:*Object");
const resourcePattern = fc.constantFrom(...resources, "*", "arn:aws:s3:::a*", "arn:aws:s3:::*/x", "arn:aws:s3:::?");
const condition = fc.option(
  fc.constantFrom(
    { StringEquals: { "aws:a": "1" } },
    { StringEquals: { "aws:a": ["1", "2"] } },
    { StringEquals: { "aws:a": "1", "aws:b": "1" } },
    { StringNotEquals: { "aws:a": "1" } },
    { StringNotEquals: { "aws:a": ["1", "2"] } },
  ),
  { nil: undefined },
);
const statement = fc
  .record({
    Effect: fc.constantFrom("Allow", "Allow", "Deny"),
    Action: fc.array(actionPattern, { minLength: 1, maxLength: 3 }),
    Resource: fc.array(resourcePattern, { minLength: 1, maxLength: 3 }),
    Condition: condition,
  })
  .map(({ Condition, ...rest }) => ({ ...rest, ...(Condition ? { Condition } : {}) }));
type Written = (typeof statement extends fc.Arbitrary<infer T> ? T : never) & { readonly Condition?: object };

/** Does the statement speak of the request? As the documentation says it, one by one. */
function speaksOf(s: Written, action: string, resource: string, context: Readonly<Record<string, string>>): boolean {
  return (
    s.Action.some((p) => fits(p.toLowerCase(), action.toLowerCase())) &&
    s.Resource.some((p) => fits(p, resource)) &&
    Object.entries((s.Condition ?? {}) as Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>).every(([operator, keys]) =>
      Object.entries(keys).every(([key, values]) => [values].flat().includes(context[key] ?? "") === (operator === "StringEquals")),
    )
  );
}

describe("statements of one policy", () => {
  it("cover only what they speak of, too", () => {
    fc.assert(
      fc.property(statement, statement, (a, b) => {
        const [wide, narrow] = policyOf([a, b]).statements;
        if (!wide || !narrow || !covers(wide, narrow)) return;
        for (const action of actions)
          for (const resource of resources)
            for (const context of contexts) if (speaksOf(b, action, resource, context)) expect(speaksOf(a, action, resource, context)).toBe(true);
      }),
      { numRuns: 4_000 },
    );
  });

  it("cover themselves, and the same with less", () => {
    fc.assert(
      fc.property(statement, (s) => {
        const [whole, same, less] = policyOf([s, s, { ...s, Action: s.Action.slice(0, 1), Resource: s.Resource.slice(0, 1) }]).statements;
        expect(whole && same && less && covers(whole, same) && covers(whole, less)).toBe(true);
      }),
    );
  });

  it("give together what is allowed and not denied, whatever the condition where it may hold for nearly everything", () => {
    fc.assert(
      fc.property(fc.array(statement, { minLength: 1, maxLength: 4 }), (all) => {
        const given = new Set(namesIn(unionOf(grantsOf(policyOf(all)).map((g) => g.actions))));
        for (const action of actions) {
          const allowed = all.some((s) => s.Effect === "Allow" && s.Action.some((p) => includesAction(p, action)));
          const denied = all.some((s) => s.Effect === "Deny" && s.Resource.includes("*") && s.Action.some((p) => includesAction(p, action)));
          expect(given.has(action)).toBe(allowed && !denied);
        }
      }),
      { numRuns: 1_000 },
    );
  });
});

describe("resources", () => {
  const pattern = fc.array(fc.constantFrom("a", "b", "*", "?"), { maxLength: 5 }).map((parts) => parts.join(""));
  const texts = ["", ..."ab"].flatMap((a) =>
    ["", ..."ab"].flatMap((b) => ["", ..."ab"].flatMap((c) => ["", ..."ab"].flatMap((d) => ["", ..."ab"].map((e) => a + b + c + d + e)))),
  );
  const longer = texts.flatMap((t) => texts.filter((u) => u.length === 5).map((u) => t + u));

  it("meet where one text fits both patterns", () => {
    fc.assert(
      fc.property(pattern, pattern, (a, b) => {
        const both = [...texts, ...longer].some((text) => fits(a, text) && fits(b, text));
        expect(meet(a, b)).toBe(both);
      }),
      { numRuns: 400 },
    );
  });

  it.each([
    ["arn:aws:ecr:*:*:repository/*", true],
    ["arn:aws:ecr:eu-west-1:111122223333:*", true],
    ["arn:aws:ecr:eu-west-1:111122223333:repository/shop*", false],
    ["arn:aws:ecs:*:*:*", false],
    ["arn:aws:*:*:*:*", true],
    ["*", false],
  ])("%s leaves out no repository: %s", (arn, expected) => {
    const [repository] = serviceOf("ecr")?.resourceTypes ?? [];
    expect(repository && isAllOf(arn, repository)).toBe(expected);
  });

  it("count as unlimited by the type that the action is about", () => {
    const [first] = policyOf([{ Effect: "Allow", Action: ["s3:GetObject", "s3:ListBucket"], Resource: "arn:aws:s3:::*/*" }]).statements;
    expect(first && unlimitedIn(first, setOf(["s3:*"])()).map((u) => u.action.name)).toEqual(["s3:GetObject"]);
  });
});

describe("redundant items", () => {
  it("leave a list that includes the same", () => {
    fc.assert(
      fc.property(fc.array(actionPattern, { maxLength: 6 }), (list) => {
        const [only] = policyOf([{ Effect: "Allow", Action: list, Resource: "*" }]).statements;
        const { items } = only?.actions ?? { items: [] };
        const found = new Set(redundantIn(items, false).map((r) => r.item));
        const left = items.filter((item) => !found.has(item));
        for (const item of items) expect(left.some((l) => includesAction(l.value ?? "", item.value ?? ""))).toBe(true);
      }),
      { numRuns: 2_000 },
    );
  });
});
