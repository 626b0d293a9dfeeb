import { describe, expect, it } from "vitest";
import { read } from "../server/src/adapt/hosts.ts";
import { type Container, mayRunWindows } from "../server/src/model/container.ts";
import { applyEdits, type Edit, Source, textOf } from "../server/src/text/source.ts";

function services(text: string): { readonly containers: readonly Container[]; readonly edit: (edits: readonly Edit[]) => string } {
  const source = new Source("compose.yaml", text);
  return { containers: read(source).facts.container, edit: (edits) => applyEdits(source, edits).text };
}
const web = (inner: string): string => `services:\n  web:\n    image: web:1\n${inner}`;
function one(text: string): { readonly container: Container; readonly edit: (edits: readonly Edit[]) => string } {
  const { containers, edit } = services(text);
  const container = containers.at(-1);
  if (!container) throw new Error("no service");
  return { container, edit };
}

describe("a service", () => {
  it("has its name, image and defaults", () => {
    const { container } = one(web(""));
    expect(container).toMatchObject({ address: "web", workload: { platform: "compose", address: "" } });
    expect(container.image.value).toBe("web:1");
    expect(container.privileged).toMatchObject({ state: "unset", value: false });
    expect(container.readOnlyRoot).toMatchObject({ state: "unset", value: false });
    expect(textOf(container.user.at)).toBe("web");
  });

  it("is part of a project that may be named", () => {
    expect(one(`name: shop\n${web("")}`).container.workload).toMatchObject({ address: "shop", family: { value: "shop" } });
  });

  it.each([
    ["user: root", "written", "root"],
    ["user: 0:0", "written", "0:0"],
    ["user: 1000", "written", "1000"],
    ["user: ${UID}", "opaque", undefined],
    ["user: ${UID:-0}", "opaque", undefined],
    ["user: $uid:$gid", "opaque", undefined],
    ['user: "$$UID"', "written", "$UID"],
    ["user: $${UID}", "written", "${UID}"],
    ["user: $1", "written", "$1"],
  ])("%s is %s %s", (line, state, value) => {
    expect(one(web(`    ${line}\n`)).container.user).toMatchObject({ state, value });
  });

  it("is written to like any other", () => {
    const { container, edit } = one(web("    tty: true # why\n"));
    expect(edit([...container.user.set("1000"), ...container.readOnlyRoot.set(true)])).toBe(
      web('    tty: true # why\n    user: "1000"\n    read_only: true\n'),
    );
    const written = one(web("    user: 'root'\n"));
    expect(written.edit(written.container.user.set("a$b"))).toBe(web("    user: 'a$b'\n"));
    const escaped = one(web("    user: a$$b\n"));
    expect(escaped.edit(escaped.container.user.set("c$d"))).toBe(web("    user: c$$d\n"));
  });

  it.each([
    ["extends: base", "opaque"],
    ["extends: { file: base.yaml, service: web }", "opaque"],
    ["tty: true", "unset"],
  ])("with %s: what it lacks is %s", (line, state) => {
    const { container } = one(web(`    ${line}\n    privileged: true\n`));
    expect([container.user.state, container.readOnlyRoot.state, container.environment.state]).toEqual([state, state, state]);
    expect(container.privileged.is(true)).toBe(true);
  });

  it("without an image and a build only adds to another file's", () => {
    expect(services(`${web("")}  api:\n    ports: []\n`).containers.map((c) => c.user.state)).toEqual(["unset", "opaque"]);
  });

  it("has what merge keys bring, which is not written to", () => {
    const { container } = one("x-a: &a { user: root, read_only: true }\nservices:\n  web:\n    <<: *a\n    image: web\n    read_only: false\n");
    expect([container.user.value, container.readOnlyRoot.value]).toEqual(["root", false]);
    expect(container.user.set("1000")).toEqual([]);
  });

  it.each([
    ["    platform: windows/amd64\n", true],
    ["    isolation: hyperv\n", true],
    ["    platform: linux/arm64\n", false],
    ["    volumes: ['\\\\.\\pipe\\docker_engine:\\\\.\\pipe\\docker_engine']\n", true],
    ["    volumes: ['./data:C:\\data']\n", true],
    ["    volumes: ['./data:/data']\n", false],
    ["  other:\n    image: stefanscherer/registry-windows\n", true],
  ])("may run Windows: %j %s", (inner, windows) => {
    expect(mayRunWindows(one(web(inner)).container)).toBe(windows);
  });
});

describe("a build", () => {
  it.each([
    ["build: ./web", ["./web", "Dockerfile", undefined, false]],
    ["build: { context: ., dockerfile: docker/web, target: app }", [".", "docker/web", "app", false]],
    ["build: { args: { A: b } }", [".", "Dockerfile", undefined, true]],
    ["build: { context: '${DIR}', dockerfile_inline: FROM scratch }", [undefined, undefined, undefined, false]],
  ])("%s", (line, expected) => {
    const { build } = one(web(`    ${line}\n`)).container;
    expect(build && [build.context.value, build.dockerfile.value, build.target.value, build.args]).toEqual(expected);
  });
  it("is none where there is none", () => {
    expect(one(web("")).container.build).toBeUndefined();
  });
});

describe("variables", () => {
  const env = (inner: string): string => web(`    environment:\n${inner}`);
  const read = (text: string): readonly unknown[] =>
    one(text).container.environment.items.map(({ name, value }) => [name.value, value.state, value.value ?? value.parts, textOf(value.at)]);

  it("are a map", () => {
    expect(read(env("      A: a\n      B: 2\n      C: ${C}\n      D:\n      E: x$e.y\n      F: a$$b\n"))).toEqual([
      ["A", "written", "a", "a"],
      ["B", "written", "2", "2"],
      ["C", "opaque", [undefined], "${C}"],
      ["D", "unset", [], "D"],
      ["E", "opaque", ["x", undefined, ".y"], "x$e.y"],
      ["F", "written", "a$b", "a$$b"],
    ]);
  });

  it("are a list", () => {
    expect(read(env(`      - A=a\n      - "B=b=c"\n      - C=\${C}/c\n      - D\n      - 'E='\n      - \${F}=f\n      - "G=a\\tb"\n`))).toEqual([
      ["A", "written", "a", "a"],
      ["B", "written", "b=c", "b=c"],
      ["C", "opaque", [undefined, "/c"], "${C}/c"],
      ["D", "unset", [], "D"],
      ["E", "written", "", ""],
      ["G", "written", "a\tb", "a\\tb"],
    ]);
  });

  it.each([
    ["      A: a # why\n      B: b\n", "      A: ${A:?} # why\n      B: b\n"],
    ["      A: 'a'\n", "      A: '${A:?}'\n"],
    ["      - A=a\n      - B\n", "      - A=${A:?}\n      - B\n"],
    ['      - "A=a"\n', '      - "A=${A:?}"\n'],
  ])("are taken from the environment: %j", (before, after) => {
    const { container, edit } = one(env(before));
    expect(edit(container.environment.items[0]?.fetch?.({ name: "A", from: "A" }) ?? [])).toBe(env(after));
  });

  it("are not where the name is none that Compose fills in", () => {
    expect(one(env("      a.b: a\n")).container.environment.items[0]?.fetch?.({ name: "a.b", from: "a.b" })).toEqual([]);
  });

  it("are removed and added", () => {
    const map = one(env("      A: a\n      B: b\n"));
    expect(map.edit(map.container.environment.items[0]?.value.remove() ?? [])).toBe(env("      B: b\n"));
    expect(map.edit(map.container.environment.add({ name: "C", value: "c$d" }))).toBe(env("      A: a\n      B: b\n      C: c$$d\n"));
    const list = one(env("      - A=a\n      - B\n"));
    expect(list.edit(list.container.environment.items[0]?.value.remove() ?? [])).toBe(env("      - B\n"));
    expect(list.edit(list.container.environment.add({ name: "C", value: "c" }))).toBe(env("      - A=a\n      - B\n      - C=c\n"));
    const none = one(web(""));
    expect(none.edit(none.container.environment.add({ name: "A", value: "a" }))).toBe(env("      A: a\n"));
  });

  it("that an anchor shares stand where they are written", () => {
    const { containers, edit } = services(
      "x-e: &e { A: a, B: b }\nservices:\n  x: { image: x, environment: *e }\n  y:\n    image: y\n    environment:\n      <<: *e\n      B: c\n",
    );
    const [first, second] = containers.map((c) => c.environment.items.find((v) => v.name.value === "A"));
    expect(first?.value.at).toEqual(second?.value.at);
    expect(first && textOf(first.value.at)).toBe("a");
    expect(edit(second?.fetch?.({ name: "A", from: "A" }) ?? [])).toContain('x-e: &e { A: "${A:?}", B: b }');
    expect(second?.value.remove()).toEqual([]);
  });
});

describe("a service that extends another", () => {
  it("adds to its lists and maps", () => {
    const text = `services:
  base:
    image: web:1
    cap_drop: [ALL]
    security_opt: ["no-new-privileges:true"]
    command: [serve]
    deploy: { resources: { limits: { memory: 1g } } }
  web:
    extends: base
    cap_drop: []
    security_opt: ["label:disable"]
    command: [work]
    deploy: { resources: { limits: { cpus: "1" } } }
`;
    const source = new Source("compose.yaml", text);
    const web = read(source).facts.container[1];
    expect(web?.security.droppedCapabilities.items.map((c) => c.value)).toEqual(["ALL"]);
    expect([web?.limits.memory.unset, web?.limits.cpu.unset, web?.security.privilegeEscalation.value]).toEqual([false, false, false]);
    expect(web?.command.items.map((c) => c.value)).toEqual(["work"]);
    expect(applyEdits(source, web?.security.droppedCapabilities.add("NET_RAW") ?? []).text).toBe(text.replace("cap_drop: []", "cap_drop: [NET_RAW]"));
  });

  const text = `
services:
  base:
    image: web:1
    privileged: true
    user: root
    environment: { A: a }
    depends_on: [db]
  web:
    extends: { service: base }
    user: app
    environment: { B: b }
  worker:
    extends: web
  other:
    extends: { file: other.yaml, service: web }
`;
  const source = new Source("compose.yaml", text);
  const [, web, worker, other] = read(source).facts.container;

  it("has what that has, of the same file, unless it says otherwise", () => {
    expect([web, worker].map((c) => [c?.image.value, c?.privileged.value, c?.user.value, c?.readOnlyRoot.state])).toEqual([
      ["web:1", true, "app", "unset"],
      ["web:1", true, "app", "unset"],
    ]);
    expect(web?.environment.items.map((v) => v.name.value)).toEqual(["A", "B"]);
    expect(other?.readOnlyRoot.state).toBe("opaque");
  });

  it("is changed where it is written", () => {
    expect(applyEdits(source, worker?.privileged.set(false) ?? []).text).toBe(text.replace("privileged: true", "privileged: false"));
    expect(applyEdits(source, worker?.privileged.remove() ?? []).text).toBe(text.replace("    privileged: true\n", ""));
    expect(applyEdits(source, worker?.user.set("me") ?? []).text).toBe(text.replace("user: app", "user: me"));
    expect(applyEdits(source, worker?.readOnlyRoot.set(true) ?? []).text).toBe(text.replace("extends: web\n", "extends: web\n    read_only: true\n"));
  });

  it("may extend itself to no end", () => {
    const round = "services:\n  a: { extends: b, image: x }\n  b: { extends: a }\n";
    expect(read(new Source("compose.yaml", round)).facts.container.map((c) => c.readOnlyRoot.state)).toEqual(["opaque", "opaque"]);
  });
});
