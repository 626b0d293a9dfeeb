import { constants, deflateRawSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { actionAt, actionCount, actionNamed, dataDate, numberOf, serviceAt, serviceOf, services } from "../server/src/knowledge/iam/catalogue.ts";
import { inflateText } from "../server/src/knowledge/iam/inflate.ts";
import { managedPolicies, managedPoliciesDate, managedPolicyNamed } from "../server/src/knowledge/iam/managed-policies.ts";
import { includesAction } from "../server/src/model/action.ts";
import {
  type ActionSet,
  actionsOf,
  actionsWhere,
  allActions,
  both,
  complement,
  contains,
  countOf,
  fits,
  has,
  minus,
  namesIn,
  numbersIn,
  unionOf,
} from "../server/src/model/action-set.ts";

describe("inflating", () => {
  const ascii = fc.oneof(
    fc.string({ unit: fc.constantFrom("a", "b", "c", " "), maxLength: 3_000 }),
    fc.string({ unit: fc.integer({ min: 0, max: 127 }).map((n) => String.fromCharCode(n)), maxLength: 20_000 }),
    fc.array(fc.constantFrom("Describe", "Get", "List", "\n", "Instance"), { maxLength: 3_000 }).map((words) => words.join("")),
  );
  const strategy = fc.constantFrom(constants.Z_DEFAULT_STRATEGY, constants.Z_HUFFMAN_ONLY, constants.Z_FIXED, constants.Z_RLE);

  it("gives what was deflated, stored and fixed and dynamic blocks alike", () => {
    fc.assert(
      fc.property(ascii, fc.integer({ min: 0, max: 9 }), strategy, (text, level, strategy) => {
        expect(inflateText(deflateRawSync(text, { level, strategy }).toString("base64"), text.length)).toBe(text);
      }),
    );
  });
});

describe("the catalogue", () => {
  it("knows what containers are about", () => {
    expect(dataDate()).toMatch(/^\d{4}-\d\d-\d\d$/);
    expect(actionNamed("ECR:putimage")).toMatchObject({ name: "ecr:PutImage", level: "Write", resources: [{ type: { name: "repository" } }] });
    expect(actionNamed("ecr:GetAuthorizationToken")?.resources).toEqual([]);
    expect(actionNamed("iam:PassRole")?.conditionKeys).toContainEqual({ name: "iam:PassedToService", type: "String", many: false });
    expect(serviceOf("ecr")?.resourceTypes.map((t) => t.arns)).toEqual([["arn:${Partition}:ecr:${Region}:${Account}:repository/${RepositoryName}"]]);
    expect(actionNamed("ecr:Nothing")).toBeUndefined();
    expect(actionNamed("nothing")).toBeUndefined();
  });

  it("numbers every action once, in order, and finds it by that number", () => {
    expect(services().map((s) => s.prefix)).toEqual(
      services()
        .map((s) => s.prefix)
        .toSorted(),
    );
    let number = 0;
    for (const service of services()) {
      expect(service.lowerNames).toEqual(service.lowerNames.toSorted());
      for (const name of service.names) {
        expect(serviceAt(number)).toBe(service);
        expect(numberOf(`${service.prefix}:${name}`)).toBe(number);
        expect(actionAt(number)?.name).toBe(`${service.prefix}:${name}`);
        number++;
      }
    }
    expect(number).toBe(actionCount());
    expect(actionAt(number)).toBeUndefined();
  });
});

describe("sets of actions", () => {
  const names = namesIn(allActions());
  const numbers = new Map(names.map((name, i) => [name, i]));
  const pattern: fc.Arbitrary<string> = fc.oneof(
    fc.constantFrom("*", "*:*", "ecs:*", "e*:Get*", "*:Put*Policy", "??s:*", "nothing:*", "s3:", "ecs"),
    fc
      .tuple(fc.constantFrom(...names.filter((name) => /^(?:ecr|ecs|iam|s3|sts):/.test(name))), fc.nat(12), fc.constantFrom("*", "?", "", "*?", "**"))
      .map(([name, from, wild]) => name.slice(0, 6 + from) + wild + name.slice(8 + from)),
  );
  /** Every action asked one by one. */
  const obvious = (p: string): ReadonlySet<string> =>
    new Set(p.includes(":") || /^\*+$/.test(p) ? names.filter((name) => includesAction(p, name)) : []);
  const inSet = (set: ActionSet): ReadonlySet<string> => new Set(Array.from(numbersIn(set), (n) => names[n] ?? ""));

  it("hold what their pattern includes", () => {
    fc.assert(
      fc.property(pattern, (p) => {
        expect(inSet(actionsOf(p))).toEqual(obvious(p));
      }),
      { numRuns: 60 },
    );
  });

  it("agree with sets of names in every operation", () => {
    fc.assert(
      fc.property(pattern, pattern, pattern, (p, q, r) => {
        const [a, b, c] = [actionsOf(p), actionsOf(q), actionsOf(r)];
        const [x, y, z] = [inSet(a), inSet(b), inSet(c)];
        expect(inSet(unionOf([a, b, c]))).toEqual(new Set([...x, ...y, ...z]));
        expect(inSet(both(a, b))).toEqual(new Set([...x].filter((name) => y.has(name))));
        expect(inSet(minus(a, b))).toEqual(new Set([...x].filter((name) => !y.has(name))));
        expect(contains(a, b)).toBe([...y].every((name) => x.has(name)));
        expect(countOf(a)).toBe(x.size);
        expect(complement(complement(a))).toEqual(a);
        expect(unionOf([a, complement(a)])).toEqual(allActions());
        expect(namesIn(a, 3)).toEqual(names.filter((name) => x.has(name)).slice(0, 3));
      }),
      { numRuns: 60 },
    );
  });

  it("tell single actions", () => {
    const pass = numbers.get("iam:PassRole") ?? -1;
    expect(has(actionsOf("iam:P*"), pass)).toBe(true);
    expect(has(actionsOf("iam:Q*"), pass)).toBe(false);
    expect(namesIn(actionsWhere((s, i) => s.prefix === "ssmmessages" && s.levels[i] === "w"))).toHaveLength(4);
  });

  it("match texts as patterns do", () => {
    const short = fc.array(fc.constantFrom("a", "b", "*", "?"), { maxLength: 7 }).map((parts) => parts.join(""));
    fc.assert(
      fc.property(short, fc.string({ unit: fc.constantFrom("a", "b", "c"), maxLength: 7 }), (p, text) => {
        expect(fits(p, text)).toBe(includesAction(p, text));
      }),
      { numRuns: 3_000 },
    );
  });
});

describe("AWS's managed policies", () => {
  it("have a path and what they give on every resource", () => {
    expect(managedPolicyNamed("AdministratorAccess")).toMatchObject({ path: "", powers: ["full-admin"] });
    expect(managedPolicyNamed("amazonecstaskexecutionrolepolicy")).toEqual({
      name: "AmazonECSTaskExecutionRolePolicy",
      path: "service-role/",
      powers: [],
    });
    expect(managedPolicyNamed("AmazonSSMManagedInstanceCore")?.powers).toEqual(["unrestricted-data-access"]);
    expect(managedPolicyNamed("IAMFullAccess")?.powers).toContain("privilege-escalation");
    expect(managedPolicyNamed("AmazonEC2ContainerServiceFullAccess")).toBeUndefined();
  });

  it("are told apart by name alone, and dated", () => {
    const names = managedPolicies().map((p) => p.name);
    expect(new Set(names).size).toBe(names.length);
    expect(names.length).toBeGreaterThan(1_500);
    expect(managedPoliciesDate()).toMatch(/^20\d\d-\d\d-\d\d$/);
  });
});
