import { describe, expect, it } from "vitest";
import { nameWithoutTag } from "../server/src/adapt/kubernetes/kustomization.ts";
import { defaultSettings } from "../server/src/engine/settings.ts";
import { rules } from "../server/src/rules/index.ts";
import { Source, textOf } from "../server/src/text/source.ts";
import { Workspace } from "../server/src/workspace/workspace.ts";

const settings = defaultSettings(rules, "all");

function workspaceOf(files: Readonly<Record<string, string>>): Workspace {
  const workspace = new Workspace({
    settings: () => settings,
    ruleNames: rules.map((r) => r.name),
    onCrash: (_, error) => {
      throw error;
    },
  });
  for (const [path, text] of Object.entries(files)) workspace.update(new Source(path, text));
  workspace.settle();
  return workspace;
}

const manifest = `apiVersion: v1
kind: Pod
metadata: { name: web }
spec:
  containers:
    - name: web
      image: web
      securityContext: { privileged: true }
    - { name: log, image: "registry.example:5000/log:latest" }
`;
const images = (workspace: Workspace, path = "base/pod.yaml"): unknown => workspace.reading(path)?.facts.container.map((c) => c.image.value);
const names = (workspace: Workspace, path = "base/pod.yaml"): readonly string[] => workspace.findings(path).map((f) => f.rule.name);

const base = { "base/pod.yaml": manifest, "base/kustomization.yaml": "resources:\n  - pod.yaml\n" };
const overlay = (image: string): string => `resources: [../base]\nimages:\n  - ${image}\n`;

describe("a kustomization", () => {
  it("replaces the tags of images in what it takes in, by way of others, too", () => {
    expect(images(workspaceOf(base))).toEqual(["web", "registry.example:5000/log:latest"]);
    const own = { ...base, "base/kustomization.yaml": "resources: [./pod.yaml]\nimages: [{ name: web, newTag: '1.4' }]\n" };
    expect(images(workspaceOf(own))).toEqual([undefined, "registry.example:5000/log:latest"]);
    const over = workspaceOf({ ...base, "prod/kustomization.yml": overlay("{ name: registry.example:5000/log, digest: sha256:00 }") });
    expect(images(over)).toEqual(["web", undefined]);
    const both = workspaceOf({ ...own, "prod/kustomization.yaml": overlay("{ name: registry.example:5000/log, newTag: v2 }") });
    expect(images(both)).toEqual([undefined, undefined]);
    expect(names(both)).not.toContain("latest-image");
    expect(names(over)).toContain("latest-image");
  });

  it("leaves others alone", () => {
    expect(images(workspaceOf({ ...base, "prod/kustomization.yaml": overlay("{ name: other, newTag: v2 }") }))).toEqual(images(workspaceOf(base)));
    expect(images(workspaceOf({ ...base, "prod/kustomization.yaml": overlay("{ name: web }") }))).toEqual(images(workspaceOf(base)));
  });

  it("may come and go, as may what it takes in", () => {
    const path = "prod/kustomization.yaml";
    const workspace = workspaceOf({ [path]: overlay("{ name: web, newTag: v2 }"), ...base });
    expect(images(workspace)).toEqual([undefined, "registry.example:5000/log:latest"]);
    workspace.update(new Source("base/pod.yaml", manifest.replace("image: web", "image: web:1")));
    workspace.settle();
    expect(images(workspace)).toEqual([undefined, "registry.example:5000/log:latest"]);
    workspace.remove(path);
    workspace.settle();
    expect(images(workspace)).toEqual(["web:1", "registry.example:5000/log:latest"]);
    workspace.update(new Source(path, overlay("{ name: web, newTag: v2 }")));
    workspace.settle();
    expect(images(workspace)).toEqual([undefined, "registry.example:5000/log:latest"]);
  });

  it("leaves what is mended in its manifests where it is written", () => {
    const workspace = workspaceOf({ ...base, "prod/kustomization.yaml": overlay("{ name: web, newTag: v2 }") });
    const finding = workspace.findings("base/pod.yaml").find((f) => f.rule.name === "privileged-container");
    const [fix] = finding?.fixes ?? [];
    expect(finding && fix && workspace.proves(finding, fix)).toBe(true);
    const capabilities = workspace.findings("base/pod.yaml").find((f) => f.rule.name === "default-capabilities");
    const [add] = capabilities?.fixes ?? [];
    expect(capabilities && add && workspace.proves(capabilities, add)).toBe(true);
  });
});

describe("the generators of a kustomization", () => {
  it("are looked at for secrets", () => {
    const text = `resources: [pod.yaml]
secretGenerator:
  - name: db
    literals:
      - password=kj3H8sdfLq2x9P
      - "user=shop"
      - 'token=q8Zk2LmW4xT7vB1nR5cY9hJ3'
      - file
configMapGenerator:
  - { name: web, literals: ["DB_PASSWORD=hunter2hunter2", STAGE=prod] }
`;
    const path = "base/kustomization.yaml";
    const workspace = workspaceOf({ ...base, [path]: text });
    expect(workspace.findings(path).map((f) => [f.rule.name, textOf(f.at)])).toEqual([
      ["hardcoded-secret", "kj3H8sdfLq2x9P"],
      ["hardcoded-secret", "q8Zk2LmW4xT7vB1nR5cY9hJ3"],
      ["hardcoded-secret", "hunter2hunter2"],
    ]);
    expect(names(workspaceOf({ [path]: "secretGenerator:\n  - { name: db, files: [password.txt], envs: [db.env] }\n" }), path)).toEqual([]);
  });
});

describe("the patches of a kustomization", () => {
  const pods = `apiVersion: v1
kind: List
items:
  - apiVersion: v1
    kind: Pod
    metadata: { name: web }
    spec:
      hostNetwork: true
      containers:
        - { name: web, image: "web:1", securityContext: { privileged: true, readOnlyRootFilesystem: false } }
        - { name: log, image: "log:1", securityContext: { privileged: true } }
  - apiVersion: v1
    kind: Pod
    metadata: { name: api }
    spec: { hostNetwork: true, containers: [{ name: api, image: "api:1" }] }
`;
  const part = `apiVersion: v1
kind: Pod
metadata: { name: web }
spec:
  hostNetwork: false
  containers:
    - { name: web, securityContext: { privileged: false } }
`;
  const told = (kustomization: string, more: Readonly<Record<string, string>> = {}): unknown => {
    const workspace = workspaceOf({
      "base/pods.yaml": pods,
      "base/kustomization.yaml": "resources: [pods.yaml]\n",
      "prod/kustomization.yaml": `resources: [../base]\n${kustomization}`,
      ...more,
    });
    return workspace
      .reading("base/pods.yaml")
      ?.facts.container.map((c) => [c.name.value, c.workload.namespaces.network.value, c.privileged.value, c.readOnlyRoot.value]);
  };
  const web = ["web", "host", true, false];
  const log = ["log", "host", true, false];
  const api = ["api", "host", false, false];
  const touched = [["web", undefined, undefined, false], ["log", undefined, true, false], api];

  it.each([
    ["", {}, [web, log, api]],
    ["patches: [{ path: web.yaml }]\n", { "prod/web.yaml": part }, touched],
    ["patchesStrategicMerge: [web.yaml]\n", { "prod/web.yaml": part }, touched],
    [`patches:\n  - patch: |-\n${part.replace(/^/gm, "      ")}\n`, {}, touched],
    ["patches: [{ path: web.yaml }]\n", { "prod/web.yaml": part.replace("name: web }\nspec", "name: other }\nspec") }, [web, log, api]],
    ["patches: [{ path: web.yaml }]\n", {}, [web, log, api]],
    ["components: [../more]\n", { "more/kustomization.yaml": "kind: Component\npatches: [{ path: web.yaml }]\n", "more/web.yaml": part }, touched],
    [
      "patches: [{ target: { kind: Pod, name: web.* }, path: op.yaml }]\n",
      {
        "prod/op.yaml":
          "- { op: replace, path: /spec/containers/0/securityContext/privileged, value: false }\n- { op: test, path: /spec/hostNetwork, value: true }\n",
      },
      [["web", "host", undefined, false], log, ["api", "host", undefined, undefined]],
    ],
    [
      "patches: [{ target: { kind: Deployment }, path: op.yaml }]\n",
      { "prod/op.yaml": "- { op: remove, path: /spec/hostNetwork }\n" },
      [web, log, api],
    ],
  ] as const)("%s leave unknown what they touch: %s", (kustomization, more, expected) => {
    expect(told(kustomization, more)).toEqual(expected);
  });

  it("leave a manifest alone that they take away as a whole", () => {
    const deleted = "apiVersion: v1\nkind: Pod\n$patch: delete\nmetadata: { name: web }\n";
    const prod = { "prod/kustomization.yaml": "resources: [../base]\npatches: [{ path: web.yaml }]\n", "prod/web.yaml": deleted };
    expect(names(workspaceOf({ ...base, ...prod }))).toContain("privileged-container");
  });

  it("are judged for what they say themselves", () => {
    const kustomization = "resources: [../base]\npatches: [{ path: web.yaml }]\n";
    const worse = part.replace("privileged: false", "privileged: true");
    const workspace = workspaceOf({
      "base/pods.yaml": pods,
      "base/kustomization.yaml": "resources: [pods.yaml]\n",
      "prod/kustomization.yaml": kustomization,
      "prod/web.yaml": worse,
    });
    expect(names(workspace, "prod/web.yaml")).toContain("privileged-container");
    const finding = workspace.findings("base/pods.yaml").find((f) => f.rule.name === "privileged-container");
    const [fix] = finding?.fixes ?? [];
    expect(finding && fix && workspace.proves(finding, fix)).toBe(true);
  });
});

it.each([
  ["web", "web"],
  ["web:1.4", "web"],
  ["localhost:5000/web", "localhost:5000/web"],
  ["localhost:5000/web:1@sha256:00", "localhost:5000/web"],
])("knows %s by the name %s", (image, name) => {
  expect(nameWithoutTag(image)).toBe(name);
});
