import { describe, expect, it } from "vitest";
import { read } from "../server/src/adapt/hosts.ts";
import { type Container, mayRunWindows, type Workload } from "../server/src/model/container.ts";
import { applyEdits, type Edit, Source, textOf } from "../server/src/text/source.ts";

interface Manifest {
  readonly workloads: readonly Workload[];
  readonly containers: readonly Container[];
  readonly edit: (edits: readonly Edit[]) => string;
}
function manifest(text: string, path = "deployment.yaml"): Manifest {
  const source = new Source(path, text);
  const { workload, container } = read(source).facts;
  return { workloads: workload, containers: container, edit: (edits) => applyEdits(source, edits).text };
}

const head = "apiVersion: v1\nkind: Pod\nmetadata:\n  name: shop\nspec:\n";
const pod = (container: string, spec = ""): string => `${head}${spec}  containers:\n    - name: web\n      image: web:1\n${container}`;
function one(text: string): { readonly container: Container; readonly edit: Manifest["edit"] } {
  const { containers, edit } = manifest(text);
  const [container] = containers;
  if (!container) throw new Error("no container");
  return { container, edit };
}

describe("the objects that make pods", () => {
  const template = "template:\n    spec:\n      restartPolicy: Never\n      containers: [{ name: web, image: web:1 }]\n";
  it.each([
    ["v1", "ReplicationController", `spec:\n  ${template}`],
    ["apps/v1", "Deployment", `spec:\n  selector: {}\n  ${template}`],
    ["apps/v1beta2", "StatefulSet", `spec:\n  ${template}`],
    ["extensions/v1beta1", "DaemonSet", `spec:\n  ${template}`],
    ["apps/v1", "ReplicaSet", `spec:\n  selector: {}\n  ${template}`],
    ["batch/v1", "Job", `spec:\n  ${template}`],
    [
      "batch/v1beta1",
      "CronJob",
      `spec:\n  jobTemplate:\n   spec:\n    template: { spec: { restartPolicy: Never, containers: [{ name: web, image: web:1 }] } }\n`,
    ],
    ["v1", "PodTemplate", "template:\n  spec:\n    containers: [{ name: web, image: web:1 }]\n"],
    ["argoproj.io/v1alpha1", "Rollout", `spec:\n  selector: {}\n  ${template}`],
  ])("%s %s", (apiVersion, kind, spec) => {
    const { workloads } = manifest(`apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata: { name: shop }\n${spec}`);
    expect(workloads.map((w) => [w.address, w.platform, w.containers.map((c) => c.address)])).toEqual([["shop", "kubernetes", ["web"]]]);
    expect(workloads[0]?.containers[0]?.readOnlyRoot).toMatchObject({ state: "unset", value: false });
  });

  it.each([
    ["apps/v1", "Pod"],
    ["v1", "Deployment"],
    ["example.com/v1", "Deployment"],
    ["apps/v1-2", "Deployment"],
    ["{{ version }}", "Deployment"],
    ["appmesh.k8s.aws/v1beta2", "Job"],
  ])("%s %s is none", (apiVersion, kind) => {
    expect(manifest(`apiVersion: "${apiVersion}"\nkind: ${kind}\nspec:\n  containers: [{ name: a, image: a }]\n  ${template}`).workloads).toEqual([]);
  });

  it("may be several documents, or the items of a list", () => {
    const two = `${pod("")}---\nkind: Service\napiVersion: v1\n---\n${pod("")}`;
    expect(manifest(two).workloads).toHaveLength(2);
    const item = `{ "metadata": { "name": "a" }, "spec": { "containers": [{ "name": "web", "image": "web:1" }] } }`;
    expect(manifest(`{ "apiVersion": "v1", "kind": "PodList", "items": [${item}, ${item}] }`, "pods.json").containers).toHaveLength(2);
    expect(manifest(`{ "apiVersion": "v1", "kind": "List", "items": [${item}] }`, "pods.json").containers).toHaveLength(0);
    const nested = `{ "apiVersion": "v1", "kind": "List", "items": [{ "kind": "PodList", "items": [${item}] }] }`;
    expect(manifest(nested, "pods.json").containers).toHaveLength(1);
  });
});

describe("a patch", () => {
  const lacks = (text: string): string | undefined => manifest(text).containers.at(-1)?.readOnlyRoot.state;
  it.each([
    ["has a container without an image", `${head}  containers:\n    - name: web\n      image: a\n    - name: log\n`],
    ["has no selector", "apiVersion: apps/v1\nkind: Deployment\nspec:\n  template:\n    spec:\n      containers: [{ name: web, image: a }]\n"],
    ["takes something out", `${head}  containers:\n    - { name: web, image: a, $patch: delete }\n`],
  ])("%s: what it lacks is not known", (_, text) => {
    expect(lacks(text)).toBe("opaque");
  });

  it("may still say what can be changed", () => {
    const { container, edit } = one(`${head}  containers:\n    - name: web\n      securityContext: { privileged: true }\n`);
    expect(container.privileged.is(true)).toBe(true);
    expect(edit(container.privileged.set(false))).toContain("{ privileged: false }");
    expect(mayRunWindows(container)).toBe(false);
  });
});

describe("who a container runs as", () => {
  const context = (inner: string, indent: string): string => (inner === "" ? "" : `${indent}securityContext: ${inner}\n`);
  it.each([
    ["", "", "unset", undefined],
    ["{ runAsUser: 0 }", "", "written", "0"],
    ["", "{ runAsUser: 1000 }", "written", "1000"],
    ["{ runAsUser: 0 }", "{ runAsUser: 1000 }", "written", "1000"],
    ["{ runAsUser: 0 }", "{ runAsUser: null }", "written", "0"],
    ["{ runAsUser: 0 }", '{ runAsUser: "${UID}" }', "opaque", undefined],
    ['"${CONTEXT}"', "", "opaque", undefined],
    ["{ runAsUser: 0 }", '"${CONTEXT}"', "opaque", undefined],
  ])("the pod says %s, the container %s: %s %s", (ofPod, own, state, value) => {
    expect(one(pod(context(own, "      "), context(ofPod, "  "))).container.user).toMatchObject({ state, value });
  });

  it.each([
    ["", "", false],
    ["{ runAsNonRoot: true }", "", true],
    ["{ runAsNonRoot: true }", "{ runAsNonRoot: false }", false],
    ["{ runAsNonRoot: false }", "{ runAsNonRoot: true }", true],
  ])("the pod says %s, the container %s: root is refused: %s", (ofPod, own, refused) => {
    expect(one(pod(context(own, "      "), context(ofPod, "  "))).container.refusesRoot?.value).toBe(refused);
  });

  it.each([
    ["", `      securityContext:\n        runAsUser: 65532\n        runAsGroup: 65532\n`],
    ["      securityContext: {}\n", `      securityContext:\n        runAsUser: 65532\n        runAsGroup: 65532\n`],
    ["      securityContext: { runAsUser: 0 }\n", "      securityContext: { runAsUser: 65532, runAsGroup: 65532 }\n"],
    ["      securityContext: { privileged: false }\n", "      securityContext: { privileged: false, runAsUser: 65532, runAsGroup: 65532 }\n"],
    [
      "      securityContext:\n        runAsGroup: 0 # root\n        runAsUser: 0 # root\n      tty: true\n",
      "      securityContext:\n        runAsGroup: 65532 # root\n        runAsUser: 65532 # root\n      tty: true\n",
    ],
    [
      "      securityContext:\n        privileged: false # why\n      tty: true\n",
      "      securityContext:\n        privileged: false # why\n        runAsUser: 65532\n        runAsGroup: 65532\n      tty: true\n",
    ],
  ])("is written as a user and a group: %j", (before, after) => {
    const { container, edit } = one(pod(before));
    expect(edit(container.user.set("65532:65532"))).toBe(pod(after));
  });

  it("is written the same in JSON", () => {
    const text = (context: string): string =>
      `{ "apiVersion": "v1", "kind": "Pod", "metadata": {}, "spec": { "containers": [{ "name": "web", "image": "a"${context} }] } }`;
    for (const [before, after] of [
      ["", `, "securityContext": { "runAsUser": 1, "runAsGroup": 2 }`],
      [`, "securityContext": {}`, `, "securityContext": { "runAsUser": 1, "runAsGroup": 2 }`],
      [`, "securityContext": { "runAsUser": 0 }`, `, "securityContext": { "runAsUser": 1, "runAsGroup": 2 }`],
      [`, "securityContext": { "a": 0 }`, `, "securityContext": { "a": 0, "runAsUser": 1, "runAsGroup": 2 }`],
    ] as const) {
      const { containers, edit } = manifest(text(before), "pod.json");
      expect(edit(containers[0]?.user.set("1:2") ?? [])).toBe(text(after));
    }
  });

  it("cannot be a name", () => {
    expect(one(pod("")).container.user.set("node")).toEqual([]);
  });

  it("is changed where the pod says it", () => {
    const { container, edit } = one(pod("", "  securityContext:\n    runAsUser: 0\n"));
    expect(edit(container.user.set("1000"))).toBe(pod("", "  securityContext:\n    runAsUser: 1000\n"));
  });

  it("is pointed to by the container's name where nothing is written", () => {
    const { container } = one(pod("      securityContext:\n        privileged: false\n"));
    expect([container.user, container.readOnlyRoot].map((f) => textOf(f.at))).toEqual(["web", "web"]);
  });
});

describe("containers", () => {
  it("that initialise end before the others, sidecars do not", () => {
    const { containers } = manifest(
      pod("", "  initContainers:\n    - { name: init, image: a }\n    - { name: side, image: a, restartPolicy: Always }\n"),
    );
    expect(containers.map((c) => [c.address, c.initial])).toEqual([
      ["init", true],
      ["side", undefined],
      ["web", undefined],
    ]);
  });

  it.each([
    ["", false],
    ["  os: { name: windows }\n", true],
    ["  os: { name: linux }\n", false],
    ["  os: { name: '${OS}' }\n", true],
    ["  nodeSelector: { kubernetes.io/os: windows }\n", true],
    ["  nodeSelector: { beta.kubernetes.io/os: windows }\n", true],
    ["  nodeSelector: { kubernetes.io/os: linux }\n", false],
    ["  securityContext: { windowsOptions: { hostProcess: true } }\n", true],
  ])("may run Windows where the pod says so: %j %s", (spec, windows) => {
    expect(mayRunWindows(one(pod("", spec)).container)).toBe(windows);
  });
});

describe("variables", () => {
  const env = (item: string): string => pod(`      env:\n${item}`);
  it("have values or come from Secrets", () => {
    const { container } = one(
      env(
        "        - { name: A, value: a }\n        - name: B\n          valueFrom: { secretKeyRef: { name: s, key: k } }\n        - name: C\n          valueFrom: { fieldRef: { fieldPath: x } }\n        - { name: D, value: $(A)-d }\n        - name: E\n",
      ),
    );
    expect(container.environment.items.map((v) => [v.name.value, v.value.state, v.value.value])).toEqual([
      ["A", "written", "a"],
      ["D", "opaque", undefined],
      ["E", "unset", undefined],
    ]);
    expect(container.secrets.items.map((s) => [s.name.value, s.from.value, s.key?.value])).toEqual([["B", "s", "k"]]);
  });

  const secret = { name: "A", from: "shop", key: "a" };
  it.each([
    [
      "        - name: A\n          value: a\n        - name: B\n          value: b\n",
      "        - name: A\n          valueFrom:\n            secretKeyRef:\n              name: shop\n              key: a\n        - name: B\n          value: b\n",
    ],
    ["        - value: a # why\n          name: A\n", "", "a comment would be lost"],
    ["        - { name: A, value: 'x & y' }\n", "", "what may be an anchor"],
    [
      "        - { name: A, value: 'x' }\n",
      "        - name: A\n          valueFrom:\n            secretKeyRef:\n              name: shop\n              key: a\n",
    ],
  ])("are fetched in their place: %j", (before, after, refused = "") => {
    const { container, edit } = one(env(before));
    const edits = container.environment.items[0]?.fetch?.(secret) ?? [];
    expect(refused === "" ? edit(edits) : edits).toEqual(refused === "" ? env(after) : []);
  });

  it("are removed and added", () => {
    const { container, edit } = one(env("        - { name: A, value: a }\n"));
    expect(edit(container.environment.items[0]?.value.remove() ?? [])).toBe(env("        []\n").replace("env:\n        []", "env: []"));
    expect(edit(container.environment.add({ name: "B", value: "b" }))).toContain("- name: B\n          value: b\n");
  });
});
