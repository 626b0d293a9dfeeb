// What is safe to mend in a policy leaves what it says as it was: asked of every example of every rule on policies, by means of its own.
import { describe, expect, it } from "vitest";
import { defaultSettings } from "../server/src/engine/settings.ts";
import { fits } from "../server/src/model/action-set.ts";
import type { Field } from "../server/src/model/field.ts";
import type { Condition, Policy, Principal, Statement } from "../server/src/model/policy.ts";
import { rules } from "../server/src/rules/index.ts";
import { applyEdits, Source } from "../server/src/text/source.ts";
import { Workspace } from "../server/src/workspace/workspace.ts";

const settings = defaultSettings(rules, "all");
const workspaceOf = (files: readonly { readonly path: string; readonly text: string }[]): Workspace => {
  const workspace = new Workspace({
    settings: () => settings,
    ruleNames: rules.map((r) => r.name),
    onCrash: (rule, error) => {
      throw new Error(`${rule.name}: ${error}`);
    },
  });
  for (const { path, text } of files) workspace.update(new Source(path, text));
  workspace.settle();
  return workspace;
};

describe("a safe fix of a policy", () => {
  for (const rule of rules.filter((r) => ["policy", "statement", "conditional", "entrusting", "attachment", "role"].includes(r.on)))
    it(`of ${rule.name} changes nothing that is allowed or denied`, () => {
      for (const { files } of rule.examples) {
        const before = workspaceOf(files);
        for (const { path } of files)
          for (const finding of before.findings(path))
            for (const fix of finding.rule.name === rule.name ? finding.fixes : []) {
              if (fix.applicability !== "safe") continue;
              const after = workspaceOf(
                files.map((f) => {
                  const source = before.source(f.path) ?? new Source(f.path, f.text);
                  const edits = fix.edits.filter((e) => e.at.source.uri === source.uri);
                  return { path: f.path, text: edits.length > 0 ? applyEdits(source, edits).text : f.text };
                }),
              );
              const [old, now] = [policiesIn(before, files), policiesIn(after, files)];
              expect(meaningOf(now, [...old, ...now]), fix.title).toEqual(meaningOf(old, [...old, ...now]));
            }
      }
    });
});

const policiesIn = (workspace: Workspace, files: readonly { readonly path: string }[]): readonly Policy[] =>
  files.flatMap(({ path }) => workspace.reading(path)?.facts.policy ?? []);

/**
 * Every request, made of the actions and resources that the policies `asked` name, `*` standing for itself and for a word that nobody names,
 * with the policies' effects upon it under their conditions. Slow and plain, so that nothing of the engine is asked but `fits`.
 */
function meaningOf(policies: readonly Policy[], asked: readonly Policy[]): readonly string[] {
  const statements = asked.flatMap((p) => p.statements);
  const actions = words(statements.flatMap((s) => [...s.actions.items, ...s.notActions.items]).map((f) => textOf(f).toLowerCase()));
  const resources = words(statements.flatMap((s) => [...s.resources.items, ...s.notResources.items]).map(textOf));
  return policies
    .flatMap((policy) =>
      actions.flatMap((action) =>
        resources.flatMap((resource) => {
          const effects = policy.statements.flatMap((s) => (speaksOf(s, action, resource) ? [effectOf(s)] : []));
          return effects.length > 0 ? [`${policy.kind} ${action} ${resource}: ${least(effects).join("; ")}`] : [];
        }),
      ),
    )
    .toSorted();
}

const textOf = (field: Field<string>): string => field.value ?? field.text ?? field.parts.map((p) => p ?? "\0").join("");
const words = (patterns: readonly string[]): readonly string[] => [
  ...new Set(patterns.flatMap((p) => [p.replaceAll(/[*?]/g, "x"), p.replaceAll("*", "")])),
  "other:Word",
];
const speaksOf = (s: Statement, action: string, resource: string): boolean =>
  (s.notActions.state === "unset"
    ? s.actions.items.some((a) => fits(textOf(a).toLowerCase(), action))
    : !s.notActions.items.some((a) => fits(textOf(a).toLowerCase(), action))) &&
  (s.resources.state !== "unset"
    ? s.resources.items.some((r) => fits(textOf(r), resource))
    : s.notResources.state === "unset" || !s.notResources.items.some((r) => fits(textOf(r), resource)));

/** A statement's effect, with what must hold for it. */
interface Effect {
  readonly effect: string;
  readonly principals: string;
  readonly conditions: readonly string[];
}
const effectOf = ({ effect, principals, notPrincipals, conditions }: Statement): Effect => ({
  effect: effect.value ?? "",
  principals: JSON.stringify([of(principals), of(notPrincipals)]),
  conditions: conditions.map(condition).toSorted(),
});
/** Without those that ask for more than another one of the same. */
const least = (effects: readonly Effect[]): readonly string[] =>
  sortedTexts(
    effects.filter(
      (e) =>
        !effects.some(
          (o) =>
            o.effect === e.effect &&
            o.principals === e.principals &&
            o.conditions.length < e.conditions.length &&
            o.conditions.every((c) => e.conditions.includes(c)),
        ),
    ),
  );
const sortedTexts = (effects: readonly Effect[]): readonly string[] => [...new Set(effects.map((e) => JSON.stringify(e)))].toSorted();

/** A number of an account is its root. */
const of = (principals: readonly Principal[]): readonly string[] =>
  [...new Set(principals.map((p) => `${p.type} ${textOf(p.value).replace(/^(\d{12})$/, "arn:aws:iam::$1:root")}`))].toSorted();

const condition = ({ operator, key, values }: Condition): string => {
  const texts = [...new Set(values.map(textOf))].map((v) => (/IpAddress/.test(operator) ? network(v) : v));
  // Patterns that another one includes ask nothing more.
  const own = /^(?:StringLike|ArnLike|ArnEquals)$/.test(operator) ? texts.filter((t) => !texts.some((o) => o !== t && fits(o, t))) : texts;
  return `${operator} ${key} ${own.toSorted().join(" ")}`;
};

/** `198.51.100.7/24` as `198.51.100.0/24`. */
function network(address: string): string {
  const [, a = "", bits = ""] = /^(\d+\.\d+\.\d+\.\d+)\/(\d+)$/.exec(address) ?? [];
  if (a === "" || Number(bits) > 32) return address;
  const number = a.split(".").reduce((n, part) => n * 256 + Number(part), 0);
  const size = 2 ** (32 - Number(bits));
  const first = Math.floor(number / size) * size;
  return `${[24, 16, 8, 0].map((shift) => Math.floor(first / 2 ** shift) % 256).join(".")}/${bits}`;
}
