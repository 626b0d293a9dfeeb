import fc from "fast-check";
import { afterEach, describe, expect, it, vi } from "vitest";
import { defaultSettings } from "../server/src/engine/settings.ts";
import { rules } from "../server/src/rules/index.ts";
import { Source } from "../server/src/text/source.ts";
import { Layer } from "../server/src/workspace/layer.ts";
import { Workspace } from "../server/src/workspace/workspace.ts";

afterEach(() => vi.restoreAllMocks());

describe("a layer", () => {
  const key = fc.constantFrom("a", "b", "c", "d");
  const change = fc.tuple(key, fc.option(fc.integer(), { nil: undefined }));

  it("is a map, however many are below it, and changes none of them", () => {
    fc.assert(
      fc.property(fc.array(fc.array(change, { maxLength: 8 }), { minLength: 1, maxLength: 4 }), (copies) => {
        let layer: Layer<{ readonly n: number }> | undefined;
        let model = new Map<string, { readonly n: number }>();
        for (const changes of copies) {
          const [below, before] = [layer, [...model]];
          layer = new Layer(below);
          model = new Map(model);
          for (const [name, n] of changes) {
            if (n === undefined) expect(layer.delete(name)).toBe(model.delete(name));
            else {
              layer.set(name, { n });
              model.set(name, { n });
            }
          }
          expect(new Map(layer)).toEqual(model);
          expect([...layer.keys()].sort()).toEqual([...model.keys()].sort());
          for (const name of ["a", "b", "c", "d"]) expect([layer.has(name), layer.get(name)]).toEqual([model.has(name), model.get(name)]);
          if (below) expect(new Map(below)).toEqual(new Map(before));
        }
      }),
    );
  });
});

describe("a proof", () => {
  /** How much is written into maps to prove the first fix of the last file. */
  function writes(files: number): number {
    const workspace = new Workspace({
      settings: () => defaultSettings(rules),
      ruleNames: [],
      onCrash: (_, error) => {
        throw error;
      },
    });
    for (let i = 0; i < files; i++) workspace.update(new Source(`file:///${i}/Dockerfile`, "FROM alpine:3.22\nUSER root\n"));
    workspace.settle();
    const [finding] = workspace.findings(`file:///${files - 1}/Dockerfile`);
    const [fix] = finding?.fixes ?? [];
    if (!finding || !fix) throw new Error("there is nothing to prove");
    const set = vi.spyOn(Map.prototype, "set");
    expect(workspace.proves(finding, fix)).toBe(true);
    const { length } = set.mock.calls;
    set.mockRestore();
    return length;
  }

  it("costs the same among a hundred files as among two", () => {
    expect(writes(100)).toBe(writes(2));
  });
});
