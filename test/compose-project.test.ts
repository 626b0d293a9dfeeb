import { describe, expect, it } from "vitest";
import { defaultSettings } from "../server/src/engine/settings.ts";
import { rules } from "../server/src/rules/index.ts";
import { Source, textOf } from "../server/src/text/source.ts";
import { Workspace } from "../server/src/workspace/workspace.ts";

function workspaceOf(files: Readonly<Record<string, string>>): Workspace {
  const settings = defaultSettings(rules, "all");
  const workspace = new Workspace({
    settings: () => settings,
    ruleNames: rules.map((r) => r.name),
    onCrash: (_, error) => {
      throw error;
    },
  });
  for (const [path, text] of Object.entries(files)) workspace.update(new Source(`file:///w/${path}`, text));
  workspace.settle();
  return workspace;
}
/** What a rule finds in each file: the texts that it points to. */
const found = (workspace: Workspace, rule: string): Readonly<Record<string, readonly string[]>> =>
  Object.fromEntries(
    [...workspace.uris].flatMap((uri) => {
      const texts = workspace.findings(uri).flatMap((f) => (f.rule.name === rule ? [textOf(f.at)] : []));
      return texts.length > 0 ? [[uri.slice("file:///w/".length), texts] as const] : [];
    }),
  );

const base = "services:\n  web:\n    image: shop/web:1.4\n    user: root\n    command: [serve]\n";

describe("a file that lies over another", () => {
  it("settles what the other leaves out, and what it says", () => {
    expect(found(workspaceOf({ "compose.yaml": base }), "root-container")).toEqual({ "compose.yaml": ["root"] });
    const over = 'services:\n  web:\n    user: "1000"\n    read_only: true\n';
    const workspace = workspaceOf({ "compose.yaml": base, "compose.override.yaml": over });
    expect(found(workspace, "root-container")).toEqual({});
    expect(found(workspace, "writable-root-filesystem")).toEqual({});
    expect(found(workspaceOf({ "compose.yaml": base }), "writable-root-filesystem")).toEqual({ "compose.yaml": ["web"] });
  });

  it("may do so only where it is told to: of services of the file beside it what it lacks is not known", () => {
    const variant = "services:\n  web:\n    image: shop/web:dev\n  tools:\n    image: shop/tools:1\n";
    const dev = { "docker-compose.dev.yml": variant };
    expect(found(workspaceOf(dev), "writable-root-filesystem")).toEqual({ "docker-compose.dev.yml": ["web"] });
    expect(found(workspaceOf({ ...dev, "docker-compose.yml": base }), "writable-root-filesystem")).toEqual({
      "docker-compose.dev.yml": ["tools"],
      "docker-compose.yml": ["web"],
    });
    const prod = { "docker-compose.yml": base, "docker-compose.prod.yml": "services:\n  web:\n    privileged: true\n" };
    const workspace = workspaceOf(prod);
    expect(found(workspace, "privileged-container")).toEqual({ "docker-compose.prod.yml": ["true"] });
    expect(found(workspace, "root-container")).toEqual({ "docker-compose.yml": ["root"] });
    const [finding] = workspace.findings("file:///w/docker-compose.prod.yml");
    const [fix] = finding?.fixes ?? [];
    expect(finding && fix && workspace.proves(finding, fix)).toBe(true);
  });

  it("is judged for what it says itself, and mended there", () => {
    const over = "services:\n  web:\n    privileged: true\n";
    const workspace = workspaceOf({ "docker-compose.yml": base, "docker-compose.override.yml": over });
    expect(found(workspace, "privileged-container")).toEqual({ "docker-compose.override.yml": ["true"] });
    const [finding] = workspace.findings("file:///w/docker-compose.override.yml").filter((f) => f.rule.name === "privileged-container");
    const [fix] = finding?.fixes ?? [];
    expect(fix?.edits.map((e) => [e.at.source.uri, e.text])).toEqual([["file:///w/docker-compose.override.yml", "false"]]);
    expect(finding && fix && workspace.proves(finding, fix)).toBe(true);
  });

  it("has services of its own", () => {
    const over = "services:\n  mail:\n    image: axllent/mailpit\n    privileged: true\n";
    const workspace = workspaceOf({ "compose.yaml": base, "compose.override.yaml": over });
    expect(found(workspace, "privileged-container")).toEqual({ "compose.override.yaml": ["true"] });
  });

  it("is looked at again when either changes or goes", () => {
    const workspace = workspaceOf({ "compose.yaml": base, "compose.override.yaml": 'services:\n  web:\n    user: "1000"\n' });
    expect(found(workspace, "root-container")).toEqual({});
    workspace.update(new Source("file:///w/compose.override.yaml", "services:\n  web:\n    tty: true\n"));
    expect(workspace.settle()).toContain("file:///w/compose.yaml");
    expect(found(workspace, "root-container")).toEqual({ "compose.yaml": ["root"] });
    workspace.update(new Source("file:///w/compose.override.yaml", 'services:\n  web:\n    user: "1000"\n'));
    workspace.settle();
    workspace.remove("file:///w/compose.override.yaml");
    workspace.settle();
    expect(found(workspace, "root-container")).toEqual({ "compose.yaml": ["root"] });
  });

  it("adds to lists, puts other commands in their place, and takes away what it resets", () => {
    const lower = `${base}    cap_add: [NET_ADMIN]\n    privileged: true\n`;
    const upper = "services:\n  web:\n    cap_add: [SYS_ADMIN]\n    privileged: !reset null\n    command: [debug]\n";
    const workspace = workspaceOf({ "compose.yaml": lower, "compose.override.yaml": upper });
    expect(found(workspace, "privileged-container")).toEqual({});
    expect(found(workspace, "dangerous-capability")).toEqual({ "compose.override.yaml": ["SYS_ADMIN"], "compose.yaml": ["NET_ADMIN"] });
    const container = workspace.reading("file:///w/compose.yaml")?.facts.container[0];
    expect(container?.command.items.map((c) => c.value)).toEqual(["debug"]);
  });

  it("is no other's than the one that Compose takes", () => {
    const workspace = workspaceOf({
      "compose.yaml": base,
      "docker-compose.yml": base,
      "compose.override.yaml": 'services:\n  web:\n    user: "1000"\n',
    });
    expect(found(workspace, "root-container")).toEqual({ "docker-compose.yml": ["root"] });
  });
});

describe("a service that extends one of another file", () => {
  const extending = "services:\n  web:\n    extends: { file: common/base.yaml, service: app }\n    user: root\n";
  const common = "services:\n  app:\n    image: shop/web:1.4\n    read_only: true\n    build: .\n";

  it("has what stands there", () => {
    const workspace = workspaceOf({ "stack.yaml": extending, "common/base.yaml": common });
    expect(found(workspace, "root-container")).toEqual({ "stack.yaml": ["root"] });
    const [web] = workspace.reading("file:///w/stack.yaml")?.facts.container ?? [];
    expect([web?.image.value, web?.readOnlyRoot.value, web?.build?.context.opaque]).toEqual(["shop/web:1.4", true, true]);
    expect(found(workspace, "writable-root-filesystem")).toEqual({});
    workspace.update(new Source("file:///w/common/base.yaml", common.replace("read_only: true", "tty: true")));
    workspace.settle();
    expect(found(workspace, "writable-root-filesystem")["stack.yaml"]).toEqual(["web"]);
  });

  it("is not known where the file is not there, or extends itself for ever", () => {
    expect(found(workspaceOf({ "stack.yaml": extending }), "writable-root-filesystem")).toEqual({});
    const loop = "services:\n  app:\n    extends: { file: loop.yaml, service: app }\n    image: a:1\n";
    expect(found(workspaceOf({ "loop.yaml": loop }), "writable-root-filesystem")).toEqual({});
  });
});

describe("files that one includes over one another", () => {
  const including = "include:\n  - path: [parts/store.yaml, local.yaml]\n";
  const store = "services:\n  store:\n    image: shop/store:1.4\n    user: root\n";

  it("are one, where they lie beside it", () => {
    const files = { "compose.yaml": "include:\n  - path: [store.yaml, local.yaml]\n", "store.yaml": store };
    expect(found(workspaceOf(files), "root-container")).toEqual({ "store.yaml": ["root"] });
    const local = 'services:\n  store:\n    user: "1000"\n    privileged: true\n';
    const workspace = workspaceOf({ ...files, "local.yaml": local });
    expect(found(workspace, "root-container")).toEqual({});
    expect(found(workspace, "privileged-container")).toEqual({ "local.yaml": ["true"] });
    workspace.update(new Source("file:///w/local.yaml", "services:\n  store:\n    tty: true\n"));
    workspace.settle();
    expect(found(workspace, "root-container")).toEqual({ "store.yaml": ["root"] });
    expect(found(workspace, "privileged-container")).toEqual({});
    workspace.update(new Source("file:///w/local.yaml", local));
    workspace.remove("file:///w/compose.yaml");
    workspace.settle();
    expect(found(workspace, "root-container")).toEqual({ "store.yaml": ["root"] });
  });

  it("are judged for what they say over one that lies elsewhere, which is judged by itself", () => {
    const local = "services:\n  store:\n    privileged: true\n    cap_add: [SYS_ADMIN]\n";
    const workspace = workspaceOf({ "compose.yaml": including, "parts/store.yaml": store, "local.yaml": local });
    expect(found(workspace, "privileged-container")).toEqual({ "local.yaml": ["true"] });
    expect(found(workspace, "root-container")).toEqual({ "parts/store.yaml": ["root"] });
    const [finding] = workspace.findings("file:///w/local.yaml").filter((f) => f.rule.name === "privileged-container");
    const [fix] = finding?.fixes ?? [];
    expect(finding && fix && workspace.proves(finding, fix)).toBe(true);
  });

  it("are left alone where one of them is not there, or is named by a variable", () => {
    const files = { "compose.yaml": including, "local.yaml": "services:\n  store:\n    privileged: true\n" };
    expect(found(workspaceOf(files), "privileged-container")).toEqual({});
    const named = { "compose.yaml": "include:\n  - path: ['${STORE}', local.yaml]\n", "local.yaml": files["local.yaml"] };
    expect(found(workspaceOf(named), "privileged-container")).toEqual({});
  });
});
