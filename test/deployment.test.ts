import { describe, expect, it } from "vitest";
import { read } from "../server/src/adapt/hosts.ts";
import type { Stage } from "../server/src/model/build.ts";
import type { Facts } from "../server/src/model/subjects.ts";
import { Source } from "../server/src/text/source.ts";
import { deployments } from "../server/src/workspace/deployment.ts";

/** The stage that builds the only container of a file, and the Dockerfile that was looked into for it. */
function join(facts: Facts, dockerfiles: ReadonlyMap<string, Facts>): { readonly build: Stage | undefined; readonly dockerfile: string | undefined } {
  let dockerfile: string | undefined;
  const told = Array.from(dockerfiles, ([uri, dockerfile]) => [...deployments.tells(dockerfile, uri)]).flat();
  const [only, ...others] = deployments.see(facts, "", {
    ask: (key) => told.filter((t) => t.key === key).map((t) => t.told),
    facts: (uri) => {
      dockerfile = uri;
      return dockerfiles.get(uri);
    },
    isComplete: () => false,
  });
  expect(others).toEqual([]);
  return { build: only?.build, dockerfile };
}

/** The Dockerfile that the only container of `image` is joined with. */
function builtBy(image: string, ...dockerfiles: readonly string[]): string | undefined {
  const task = read(new Source("file:///shop/deploy/td.json", `{ "containerDefinitions": [{ "name": "web", "image": "${image}" }] }`)).facts;
  const uris = dockerfiles.map((path) => `file:///shop/${path}`);
  const { build, dockerfile } = join(task, new Map(uris.map((uri) => [uri, read(new Source(uri, "FROM alpine\nUSER app\n")).facts])));
  expect(build?.from.source.uri).toBe(dockerfile);
  return dockerfile?.slice("file:///shop/".length);
}
const ecr = "111122223333.dkr.ecr.eu-west-1.amazonaws.com";

describe("the Dockerfile that builds an image", () => {
  it.each([
    ["lies in a folder of the repository's name", `${ecr}/web:1`, ["web/Dockerfile"], "web/Dockerfile"],
    ["whatever is before the name", `${ecr}/shop/prod/web@sha256:${"0".repeat(64)}`, ["src/web/Dockerfile"], "src/web/Dockerfile"],
    ["with a registry that only deployment knows", "${registry}/web:${tag}", ["web/Dockerfile"], "web/Dockerfile"],
    ["without a registry", "web", ["web/Dockerfile", "api/Dockerfile"], "web/Dockerfile"],
    ["is the plain one of its folder", `${ecr}/web:1`, ["web/Dockerfile.dev", "web/Dockerfile"], "web/Dockerfile"],
    ["or has the name itself", `${ecr}/web:1`, ["docker/web.Dockerfile", "docker/api.Dockerfile"], "docker/web.Dockerfile"],
    ["or has the name itself", `${ecr}/web:1`, ["Dockerfile.web", "Dockerfile"], "Dockerfile.web"],
    ["or lies where the path says", `${ecr}/admin/web:1`, ["shop/web/Dockerfile", "admin/web/Dockerfile"], "admin/web/Dockerfile"],
    ["or in the workspace's own folder", `${ecr}/shop:1`, ["Dockerfile"], "Dockerfile"],
  ])("%s: %s", (_, image, dockerfiles, expected) => {
    expect(builtBy(image, ...dockerfiles)).toBe(expected);
  });

  it.each([
    ["two folders are called so", `${ecr}/web:1`, ["a/web/Dockerfile", "b/web/Dockerfile"]],
    ["only a variant lies there", `${ecr}/web:1`, ["web/Dockerfile.dev"]],
    ["the image is Docker's own", "nginx:1.29", ["nginx/Dockerfile"]],
    ["the image is somebody's on Docker Hub", "grafana/grafana:12", ["grafana/Dockerfile"]],
    ["the image is in a public registry", "public.ecr.aws/nginx/nginx:1", ["nginx/Dockerfile"]],
    ["the name has a hole", "${registry}/${name}:1", ["name/Dockerfile", "web/Dockerfile"]],
    ["the name has a hole", `${ecr}/web-\${env}:1`, ["web/Dockerfile"]],
    ["there is no name", "", ["Dockerfile"]],
  ])("is not known where %s: %s", (_, image, dockerfiles) => {
    expect(builtBy(image, ...dockerfiles)).toBe(undefined);
  });
});

/** The Dockerfile and the stage that the only service is joined with. */
function builtFrom(compose: string, build: string, files: Readonly<Record<string, string>>): readonly [string, string] | undefined {
  const root = "file:///my%20shop/";
  const facts = new Map(Object.entries(files).map(([path, text]) => [root + path, read(new Source(root + path, text)).facts]));
  const service = read(new Source(root + compose, `services:\n  web:\n    build: ${build}\n`)).facts;
  const { build: stage, dockerfile } = join(service, facts);
  return dockerfile !== undefined && stage ? [dockerfile.slice(root.length), stage.address] : undefined;
}
const two = "FROM alpine AS build\nUSER root\nFROM alpine\nUSER app\n";

describe("the Dockerfile that a build names", () => {
  it.each([
    ["compose.yaml", ".", { Dockerfile: two }, ["Dockerfile", "1"]],
    ["compose.yaml", "./web/", { Dockerfile: two, "web/Dockerfile": two }, ["web/Dockerfile", "1"]],
    ["deploy/compose.yaml", "../web", { "web/Dockerfile": two }, ["web/Dockerfile", "1"]],
    ["compose.yaml", "{ context: ., dockerfile: docker/web.Dockerfile }", { "docker/web.Dockerfile": two }, ["docker/web.Dockerfile", "1"]],
    ["compose.yaml", "{ dockerfile: a b/Dockerfile, target: BUILD }", { "a%20b/Dockerfile": two }, ["a%20b/Dockerfile", "build"]],
    ["compose.yaml", "{ context: ., args: { A: b } }", { Dockerfile: two }, ["Dockerfile", "1"]],
  ])("%s %s", (compose, build, files, expected) => {
    expect(builtFrom(compose, build, files)).toEqual(expected);
  });

  it.each([
    ["a folder that is not there", "./api", { "web/Dockerfile": two }],
    ["a stage that is not there", "{ context: ., target: test }", { Dockerfile: two }],
    ["another repository", "https://example.com/web.git", { Dockerfile: two }],
    ["an absolute path", "/Dockerfile", { Dockerfile: two }],
    ["a folder above all", "../../../../../..", { Dockerfile: two }],
    ["a variable", "${DIR:-.}", { Dockerfile: two }],
    ["a stage by a variable", "{ context: ., target: '${TARGET}' }", { Dockerfile: two }],
    ["no file", "{ context: ., dockerfile_inline: FROM scratch }", { Dockerfile: two }],
    [
      "arguments that decide the user",
      "{ context: ., args: { USER: root } }",
      { Dockerfile: "ARG USER=app\nFROM alpine\nARG USER=app\nUSER $USER\n" },
    ],
    ["what only its name tells", "./x", { "web/Dockerfile": two }],
  ])("is not known where it names %s", (_, build, files) => {
    expect(builtFrom("compose.yaml", build, files)).toBe(undefined);
  });
});
