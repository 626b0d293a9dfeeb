// npm run bench: policies as the engine sees them, each figure beside JSON.parse of the same texts in the same run.
// With a folder of policies as argument, those are measured, too: node bench/policies.ts FOLDER
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { readPolicies } from "../server/src/adapt/iam.ts";
import type { Rule } from "../server/src/kit/rule.ts";
import { dataDate } from "../server/src/knowledge/iam/catalogue.ts";
import { actionsOf, contains } from "../server/src/model/action-set.ts";
import type { Facts, Subjects } from "../server/src/model/subjects.ts";
import { rules } from "../server/src/rules/index.ts";
import { parseJson } from "../server/src/syntax/json.ts";
import { Source } from "../server/src/text/source.ts";
import { policy } from "./texts.ts";

/** One line of the table: what, ratio to the floor, what the floor is, ours and the floor in milliseconds. */
export interface Measured {
  readonly what: string;
  readonly ours: number;
  readonly floor: number;
  readonly beside: string;
}

export function* policies(folder = process.env["PLIMSOLL_BENCH_POLICIES"]): Iterable<Measured> {
  // First, while nothing is unpacked.
  const { heapUsed } = process.memoryUsage();
  const loading = time(() => dataDate());
  const parsed = JSON.stringify(Array.from({ length: 22_000 }, (_, i) => `service-${i % 450}:DescribeThing${i}`));
  yield {
    what: `data of actions, first question (${megabytes(process.memoryUsage().heapUsed - heapUsed)} MB)`,
    ours: loading,
    floor: time(() => JSON.parse(parsed)),
    beside: "JSON.parse of as many names",
  };

  yield* judged(
    "generated policies",
    Array.from({ length: 400 }, (_, i) => policy(1 + (i % 12))),
  );
  yield* judged("the longest policy, one keystroke", [policy(120)]);
  if (folder !== undefined)
    yield* judged(
      `policies in ${folder}`,
      readdirSync(folder)
        .filter((f) => f.endsWith(".json"))
        .map((f) => readFileSync(join(folder, f), "utf8")),
    );

  const [wide, narrow] = [actionsOf("ec2:*"), actionsOf("ec2:Describe*")];
  const times = 200_000;
  const one = (work: () => unknown): number =>
    median(
      Array.from({ length: 9 }, () =>
        time(() => {
          for (let i = 0; i < times; i++) work();
        }),
      ),
    ) / times;
  const small = '{"a":1}';
  const ours = one(() => contains(wide, narrow));
  yield {
    what: `one inclusion of actions (${(ours * 1e6).toFixed(0)} ns)`,
    ours,
    floor: one(() => JSON.parse(small)),
    beside: `JSON.parse of ${small}`,
  };
}

/** Read the texts and run every rule of policies over them: once as a whole, and once the rules alone, as for texts that are read already. */
function* judged(what: string, texts: readonly string[]): Iterable<Measured> {
  const whole: number[] = [];
  const engine: number[] = [];
  const floor: number[] = [];
  const rounds = texts.length === 1 ? 60 : 9;
  for (let round = 0; round < rounds; round++) {
    whole.push(
      time(() => {
        for (const text of texts) judge(read(text));
      }),
    );
    // What rules find out is kept with what is read: it is read anew for each round.
    const ready = texts.map(read);
    engine.push(
      time(() => {
        for (const facts of ready) judge(facts);
      }),
    );
    floor.push(
      time(() => {
        for (const text of texts) JSON.parse(text);
      }),
    );
  }
  for (const [label, taken] of [
    ["", median(whole)],
    [", rules alone", median(engine)],
  ] as const) {
    const rate = texts.length === 1 ? "" : `, ${Math.round((texts.length / taken) * 1000).toLocaleString("en")} a second`;
    yield {
      what: `${texts.length === 1 ? "" : `${texts.length} `}${what}${label}${rate}`,
      ours: taken,
      floor: median(floor),
      beside: "JSON.parse of the same",
    };
  }
}

function read(text: string): Facts | undefined {
  const [root] = parseJson(new Source("file:///bench/policy.json", text)).roots;
  return root && readPolicies(root)?.facts;
}

function judge(facts: Facts | undefined): number {
  if (!facts) return 0;
  let found = 0;
  for (const rule of rules) {
    if (rule.on === "policy") found += count(rule, facts.policy);
    else if (rule.on === "statement" || rule.on === "conditional" || rule.on === "entrusting") found += count(rule, facts[rule.on]);
  }
  return found;
}
function count<K extends "policy" | "statement" | "conditional" | "entrusting">(rule: Rule<K>, subjects: readonly Subjects[K][]): number {
  let found = 0;
  for (const subject of subjects) for (const _ of rule.check(subject, settingsOf(rule))) found++;
  return found;
}

/** A rule's options are their own defaults, with narrower types. */
const settingsOf = (rule: Rule): Parameters<Rule["check"]>[1] => (rule.options ?? {}) as Parameters<Rule["check"]>[1];

function time(work: () => unknown): number {
  const started = performance.now();
  work();
  return performance.now() - started;
}
const median = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[values.length >> 1] ?? Number.NaN;
const megabytes = (bytes: number): string => (bytes / 1e6).toFixed(1);

if (import.meta.filename === process.argv[1])
  for (const { what, ours, floor, beside } of policies(process.argv[2] ?? process.env["PLIMSOLL_BENCH_POLICIES"]))
    console.log(`${what.padEnd(70)} ${(ours / floor).toFixed(2).padStart(8)} × ${beside}`);
