import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readPolicies } from "../server/src/adapt/iam.ts";
import { serviceOf, services } from "../server/src/knowledge/iam/catalogue.ts";
import { includesAction } from "../server/src/model/action.ts";
import { actionsOf, both, complement, contains, countOf, fits, meets, minus, namesIn, unionOf } from "../server/src/model/action-set.ts";
import { covers } from "../server/src/model/containment.ts";
import { impossibleTogether } from "../server/src/model/impossible.ts";
import { meet } from "../server/src/model/mismatch.ts";
import { networkOf } from "../server/src/model/network-range.ts";
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

describe("sets of actions", () => {
  // All that AWS names, and patterns over it of every kind.
  const all = services().flatMap(({ prefix, names }) => names.map((name) => `${prefix}:${name}`));
  const pattern = fc.oneof(
    fc.constantFrom(...all),
    fc
      .tuple(
        fc.constantFrom("ecs", "ecr", "s3", "sqs", "e?s", "e*", "*"),
        fc.constantFrom("*", "Get*", "*Task*", "??t*", "List*", "Nothing", "D*e*s"),
      )
      .map((p) => p.join(":")),
  );
  const set = fc.array(pattern, { maxLength: 4 });
  const plainOf = (patterns: readonly string[]): ReadonlySet<string> =>
    new Set(all.filter((action) => patterns.some((p) => fits(p.toLowerCase(), action.toLowerCase()))));
  const setOfAll = (patterns: readonly string[]) => unionOf(patterns.map(actionsOf));

  it("hold what each pattern fits, tried one by one", () => {
    fc.assert(
      fc.property(set, (a) => {
        expect(new Set(namesIn(setOfAll(a)))).toEqual(plainOf(a));
      }),
      { numRuns: 40 },
    );
  });

  it("meet, join, part and contain as sets of names do", () => {
    fc.assert(
      fc.property(set, set, (a, b) => {
        const [first, second] = [setOfAll(a), setOfAll(b)];
        const [left, right] = [plainOf(a), plainOf(b)];
        const common = [...left].filter((name) => right.has(name));
        expect(namesIn(both(first, second))).toHaveLength(common.length);
        expect(meets(first, second)).toBe(common.length > 0);
        expect(countOf(unionOf([first, second]))).toBe(new Set([...left, ...right]).size);
        expect(countOf(minus(first, second))).toBe(left.size - common.length);
        expect(contains(first, second)).toBe(common.length === right.size);
        expect(countOf(complement(first))).toBe(all.length - left.size);
      }),
      { numRuns: 60 },
    );
  });
});

describe("conditions", () => {
  const values = fc.uniqueArray(fc.constantFrom("a", "b", "ab", "b*", "*b", "?"), { minLength: 1, maxLength: 2 });
  const operator = fc.constantFrom(
    "StringEquals",
    "StringNotEquals",
    "StringLike",
    "StringNotLike",
    "StringEqualsIfExists",
    "StringNotLikeIfExists",
    "Null",
  );
  const one = fc.tuple(operator, values).map(([name, all]) => ({ name, values: name === "Null" ? [all.length > 1 ? "true" : "false"] : all }));

  /** Does it hold for a request whose key has that value, or none? As the documentation says it. */
  const holds = ({ name, values: all }: { readonly name: string; readonly values: readonly string[] }, value: string | undefined): boolean => {
    if (name === "Null") return (value === undefined) === (all[0] === "true");
    if (value === undefined) return name.includes("Not") || name.endsWith("IfExists");
    return all.some((v) => (name.includes("Like") ? fits(v, value) : v === value)) !== name.includes("Not");
  };

  it("that never hold together are none that some request fulfils", () => {
    const requests = [undefined, "", "a", "b", "c", "ab", "ba", "bb", "abc", "bab", "xyz"];
    fc.assert(
      fc.property(one, one, (a, b) => {
        fc.pre(a.name !== b.name);
        const Condition = { [a.name]: { "x:k": a.values }, [b.name]: { "x:k": b.values } };
        const [only] = policyOf([{ Effect: "Allow", Action: "s3:GetObject", Resource: "*", Condition }]).statements;
        if (!only || impossibleTogether(only.conditions).length === 0) return;
        expect(requests.filter((value) => holds(a, value) && holds(b, value))).toEqual([]);
      }),
      { numRuns: 3_000 },
    );
  });

  it("on addresses mean the network that the mask leaves", () => {
    const byte = fc.integer({ min: 0, max: 255 });
    fc.assert(
      fc.property(fc.tuple(byte, byte, byte, byte), fc.integer({ min: 0, max: 32 }), (bytes, bits) => {
        const number = bytes.reduce((n, b) => n * 256 + b, 0);
        const kept = Math.floor(number / 2 ** (32 - bits)) * 2 ** (32 - bits);
        const network = [24, 16, 8, 0].map((shift) => Math.floor(kept / 2 ** shift) % 256).join(".");
        expect(networkOf(`${bytes.join(".")}/${bits}`)).toBe(`${network}/${bits}`);
      }),
    );
  });
});

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
