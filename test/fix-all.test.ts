import { expect, it, vi } from "vitest";
import { fix, rule } from "../server/src/kit/rule.ts";
import { Source } from "../server/src/text/source.ts";
import { fixAll, prover } from "../server/src/workspace/fix-all.ts";
import { Workspace } from "../server/src/workspace/workspace.ts";

const uri = "file:///w/task.json";
const base = { on: "container", title: "t", severity: "warning", risk: "container", why: "w", refs: [], examples: [] } as const;

/** Safe, but for the containers that it cannot mend. */
const mends = (cannot: (name: string) => boolean) =>
  rule({
    ...base,
    name: "mends",
    *check({ name, readOnlyRoot }) {
      if (!readOnlyRoot.is(false)) return;
      const does = !cannot(name.value ?? "");
      yield { at: readOnlyRoot.at, message: "m", fixes: fix("Mend", "safe", does ? readOnlyRoot.set(true) : name.set("changed")) };
    },
  });
const unsafe = rule({
  ...base,
  name: "unsafe",
  *check({ privileged }) {
    if (privileged.is(true)) yield { at: privileged.at, message: "m", fixes: fix("Mend", "unsafe", privileged.set(false)) };
  },
});

function workspaceOf(text: string, ...rules: readonly ReturnType<typeof mends>[]): Workspace {
  const active = rules.map((r) => ({ rule: r, severity: undefined, options: {}, lowConfidence: true }));
  const workspace = new Workspace({
    settings: () => ({ active, accepts: () => false }),
    ruleNames: [],
    onCrash: (_, error) => {
      throw error;
    },
  });
  workspace.update(new Source(uri, text));
  workspace.settle();
  return workspace;
}
const task = (count: number): string =>
  JSON.stringify({
    family: "f",
    containerDefinitions: Array.from({ length: count }, (_, i) => ({
      name: `c${i}`,
      image: "web:1",
      privileged: true,
      readonlyRootFilesystem: false,
    })),
  });

it("proves many fixes at once, so that a file of many findings does not cost a proof for each", () => {
  const workspace = workspaceOf(
    task(200),
    mends(() => false),
    unsafe,
  );
  const proofs = vi.spyOn(Workspace.prototype, "provesAll");
  const { applied, sources } = fixAll(workspace, [uri], ["safe"]);
  expect(applied).toBe(200);
  expect(sources.get(uri)?.text).toBe(task(200).replaceAll('"readonlyRootFilesystem":false', '"readonlyRootFilesystem":true'));
  expect(proofs.mock.calls.length).toBeLessThan(5);
  proofs.mockRestore();
});

it("finds those that fail among those that pass", () => {
  const cannot = (name: string): boolean => name === "c7" || name === "c63";
  const workspace = workspaceOf(task(100), mends(cannot));
  const proofs = vi.spyOn(Workspace.prototype, "provesAll");
  const { applied, sources } = fixAll(workspace, [uri], ["safe"]);
  expect(applied).toBe(98);
  expect(sources.get(uri)?.text.match(/"readonlyRootFilesystem":false/g)).toHaveLength(2);
  expect(sources.get(uri)?.text).not.toContain("changed");
  expect(proofs.mock.calls.length).toBeLessThan(50);
  proofs.mockRestore();
});

it("does not prove without end for a report, and says so once", () => {
  const prove = (count: number): { readonly proofs: number; readonly shown: number; readonly spent: readonly string[]; readonly all: number } => {
    const workspace = workspaceOf(task(count), unsafe);
    const proofs = vi.spyOn(workspace, "proves").mockReturnValue(true);
    const spent: string[] = [];
    const fixesOf = prover(workspace, (of) => spent.push(of));
    const findings = workspace.findings(uri);
    // Twice, since a report looks at them for its sum too.
    findings.forEach(fixesOf);
    return { proofs: proofs.mock.calls.length, shown: findings.filter((f) => fixesOf(f).length > 0).length, spent, all: findings.length };
  };
  expect(prove(50)).toEqual({ proofs: 50, shown: 50, spent: [], all: 50 });
  const many = prove(1000);
  expect(many.all).toBe(1000);
  expect(many.spent).toEqual([uri]);
  expect(many.proofs).toBe(many.shown);
  expect(many.proofs * task(1000).length).toBeLessThan(2 * 5_000_000);
});
