import { describe, expect, it } from "vitest";
import { nameWithoutTag } from "../server/src/adapt/kubernetes/kustomization.ts";
import { defaultSettings } from "../server/src/engine/settings.ts";
import { rules } from "../server/src/rules/index.ts";
import { Source } from "../server/src/text/source.ts";
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

it.each([
  ["web", "web"],
  ["web:1.4", "web"],
  ["localhost:5000/web", "localhost:5000/web"],
  ["localhost:5000/web:1@sha256:00", "localhost:5000/web"],
])("knows %s by the name %s", (image, name) => {
  expect(nameWithoutTag(image)).toBe(name);
});
