import { describe, expect, it } from "vitest";
import { read } from "../server/src/adapt/hosts.ts";
import type { Container, Workload } from "../server/src/model/container.ts";
import { applyEdits, type Edit, Source, textOf } from "../server/src/text/source.ts";

function task(
  text: string,
  path = "td.json",
): { readonly workload: Workload; readonly containers: readonly Container[]; readonly edit: (edits: readonly Edit[]) => string } {
  const source = new Source(path, text);
  const { workload, container } = read(source).facts;
  const [first] = workload;
  if (!first) throw new Error(`no task definition: ${read(source).why}`);
  return { workload: first, containers: container, edit: (edits) => applyEdits(source, edits).text };
}
const web = (fields: string): string => `{ "containerDefinitions": [{ "name": "web", "image": "web:1"${fields && `, ${fields}`} }] }`;
function one(fields: string): Container {
  const [container] = task(web(fields)).containers;
  if (!container) throw new Error("no container");
  return container;
}

describe("a task definition", () => {
  it("has its names, roles and launch types", () => {
    const { workload } = task(`{
      "family": "shop", "networkMode": "host", "taskRoleArn": "arn:t", "executionRoleArn": "arn:e",
      "requiresCompatibilities": ["EC2", "FARGATE"], "runtimePlatform": { "operatingSystemFamily": "WINDOWS_SERVER_2022_CORE" },
      "containerDefinitions": [{ "name": "a" }, { "name": "b" }]
    }`);
    expect(workload.address).toBe("shop");
    expect(workload.namespaces.network.value).toBe("host");
    expect(workload.taskRole.value).toBe("arn:t");
    expect(workload.executionRole.value).toBe("arn:e");
    expect(workload.launchTypes.items.map((t) => t.value)).toEqual(["EC2", "FARGATE"]);
    expect(workload.operatingSystem.value).toBe("WINDOWS_SERVER_2022_CORE");
    expect(workload.containers.map((c) => c.address)).toEqual(["a", "b"]);
    expect(workload.containers.every((c) => c.workload === workload)).toBe(true);
  });

  it("has defaults where nothing is written", () => {
    const { workload } = task(web(""));
    expect(workload.operatingSystem).toMatchObject({ state: "unset", value: "LINUX" });
    expect(workload.launchTypes.state).toBe("unset");
    expect(one("").privileged).toMatchObject({ state: "unset", value: false });
    expect(one("").readOnlyRoot).toMatchObject({ state: "unset", value: false });
    expect(textOf(one("").user.at)).toBe(`"web"`);
  });

  it("is what describe-task-definition prints, too", () => {
    const { workload, edit } = task(`{ "taskDefinition": { "family": "shop", "containerDefinitions": [{ "name": "web", "user": "0" }] } }`);
    expect(workload.family.value).toBe("shop");
    expect(edit(workload.containers[0]?.user.set("1000") ?? [])).toContain(`"user": "1000"`);
  });

  it("is an array of containers, of whose task nothing is known", () => {
    const { workload } = task(`[{ "name": "web", "image": "web:1", "essential": true }]`);
    expect(workload.launchTypes.state).toBe("opaque");
    expect(workload.taskRole.opaque).toBe(true);
    expect(workload.containers.map((c) => c.image.value)).toEqual(["web:1"]);
  });

  it("is the same in YAML", () => {
    const { workload } = task("family: shop\ncontainerDefinitions:\n  - name: web\n    image: web:1\n    privileged: true\n", "td.yaml");
    expect(workload.containers[0]?.privileged.is(true)).toBe(true);
  });

  it("runs Windows where a placement constraint says so", () => {
    const text = `{ "placementConstraints": [{ "expression": "attribute:ecs.os-type == windows" }], "containerDefinitions": [{ "name": "a" }] }`;
    expect(task(text).workload.operatingSystem.value).toBe("WINDOWS");
  });
});

describe("odd parts", () => {
  it.each([
    [`"privileged": true`, "written", true],
    [`"privileged": "true"`, "written", true],
    [`"privileged": "false"`, "written", false],
    [`"privileged": null`, "unset", false],
    [`"privileged": "yes"`, "opaque", undefined],
    [`"privileged": 1`, "opaque", undefined],
    [`"privileged": {}`, "opaque", undefined],
    [`"privileged": \${p}`, "opaque", undefined],
    [`"privileged": "{{ p }}"`, "opaque", undefined],
    [`"privileged": false, "privileged": true`, "written", true],
  ])("%s is %s %s", (fields, state, value) => {
    expect(one(fields).privileged).toMatchObject({ state, value });
  });

  it.each([
    [`"user": "app"`, "written", "app"],
    [`"user": 0`, "written", "0"],
    [`"user": null`, "unset", undefined],
    [`"user": ["root"]`, "opaque", undefined],
    [`"user": "\${uid}:0"`, "opaque", undefined],
  ])("%s is %s %s", (fields, state, value) => {
    expect(one(fields).user).toMatchObject({ state, value });
  });

  it("keeps what is known of a text with holes", () => {
    const { containers } = task(`{ "containerDefinitions": [{ "name": "web", "image": "\${repo}/web:\${tag}" }] }`);
    expect(containers[0]?.image.parts).toEqual([undefined, "/web:", undefined]);
  });

  it("reads the rest where one part is odd", () => {
    const { containers } = task(
      `{ "family": [1], "containerDefinitions": [{ "name": { }, "image": "a:1", "environment": "x", "user": "app" }, "what", 3] }`,
    );
    expect(containers.map((c) => [c.name.state, c.environment.state, c.user.value])).toEqual([["opaque", "opaque", "app"]]);
  });

  it("says nothing of what is missing where the text is damaged", () => {
    const [container] = task(`{ "containerDefinitions": [{ "name": "web", "image": "web:1", "privileged": true ] }`).containers;
    expect(container?.privileged.is(true)).toBe(true);
    expect(container?.user.opaque).toBe(true);
    expect(container?.secrets.state).toBe("opaque");
  });
});

describe("variables", () => {
  it("have names and values; numbers and truth values are texts there", () => {
    const { environment } = one(
      `"environment": [{ "name": "A", "value": "1" }, { "name": "B", "value": 2 }, { "name": "C", "value": "\${c}" }, { "name": "D" }, 7]`,
    );
    expect(environment.items.map(({ name, value }) => [name.value, value.state, value.value])).toEqual([
      ["A", "written", "1"],
      ["B", "written", "2"],
      ["C", "opaque", undefined],
      ["D", "unset", undefined],
    ]);
  });

  it("are removed whole, and the last one takes the list with it", () => {
    const two = task(web(`"environment": [{ "name": "A", "value": "1" }, { "name": "B", "value": "2" }]`));
    expect(two.edit(two.containers[0]?.environment.items[0]?.value.remove() ?? [])).toBe(web(`"environment": [{ "name": "B", "value": "2" }]`));
    const last = task(web(`"environment": [{ "name": "A", "value": "1" }]`));
    expect(last.edit(last.containers[0]?.environment.items[0]?.value.remove() ?? [])).toBe(
      `{ "containerDefinitions": [{ "name": "web", "image": "web:1" }] }`,
    );
  });

  it("are added to a list, to an empty one and to none", () => {
    for (const [before, after] of [
      [`"environment": [{ "name": "A", "value": "1" }]`, `"environment": [{ "name": "A", "value": "1" }, { "name": "B", "value": "2" }]`],
      ["", `"environment": [{ "name": "B", "value": "2" }]`],
      [`"environment": null`, `"environment": [{ "name": "B", "value": "2" }]`],
    ] as const) {
      const { containers, edit } = task(web(before));
      expect(edit(containers[0]?.environment.add({ name: "B", value: "2" }) ?? [])).toBe(web(after));
    }
  });

  it("come from stores, too", () => {
    const { containers, edit } = task(web(`"secrets": [{ "name": "A", "valueFrom": "arn:a" }]`));
    expect(containers[0]?.secrets.items.map((s) => [s.name.value, s.from.value])).toEqual([["A", "arn:a"]]);
    expect(edit(containers[0]?.secrets.add({ name: "B", from: "arn:b" }) ?? [])).toBe(
      web(`"secrets": [{ "name": "A", "valueFrom": "arn:a" }, { "name": "B", "valueFrom": "arn:b" }]`),
    );
  });

  it("are not added to a list that only a template knows", () => {
    expect(one(`"environment": \${env}`).environment.add({ name: "A", value: "1" })).toEqual([]);
  });
});
