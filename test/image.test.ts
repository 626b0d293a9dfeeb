import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type ImageReference, parseImage, parseImageParts, printImage } from "../server/src/model/image.ts";
import { imageName } from "../server/src/model/image-name.ts";

const pieces = (r: ImageReference | undefined) => r && [r.registry, r.repository, r.tag, r.digest];
const sha = `sha256:${"0".repeat(64)}`;

describe("image references", () => {
  it.each([
    ["node", [undefined, "node", undefined, undefined]],
    ["node:22-slim", [undefined, "node", "22-slim", undefined]],
    [`node:22@${sha}`, [undefined, "node", "22", sha]],
    [`ghcr.io/a/b@${sha}`, ["ghcr.io", "a/b", undefined, sha]],
    ["library/node", [undefined, "library/node", undefined, undefined]],
    ["localhost/x", ["localhost", "x", undefined, undefined]],
    ["localhost:5000/x:1", ["localhost:5000", "x", "1", undefined]],
    ["localhost:5000", [undefined, "localhost", "5000", undefined]],
    ["team/app/web__x:_1", [undefined, "team/app/web__x", "_1", undefined]],
    ["[::1]:5000/x", ["[::1]:5000", "x", undefined, undefined]],
    ["MyHost/x", ["MyHost", "x", undefined, undefined]],
    ["123456789012.dkr.ecr.eu-west-1.amazonaws.com/shop/web:1", ["123456789012.dkr.ecr.eu-west-1.amazonaws.com", "shop/web", "1", undefined]],
  ])("%s", (text, expected) => expect(pieces(parseImage(text))).toEqual(expected));

  it.each([
    "",
    " ",
    "Node",
    "ghcr.io/Team/x",
    "node:",
    "node@",
    "node@sha256",
    "node@sha256:xyz",
    `a@${sha}@${sha}`,
    "a//b",
    "/a",
    "a/",
    "-a",
    "a-",
    "a___b",
    "a..b",
    "a._b",
    "a b",
    "node:a b",
    `node:${"a".repeat(129)}`,
    "a".repeat(256),
    "0".repeat(64),
    "-x.y/a",
    "#{image}",
    "http://x/y",
  ])("refuses %j", (text) => expect(parseImage(text)).toBeUndefined());

  const word = fc.stringMatching(/^[a-z0-9]{1,8}$/);
  const path = fc
    .array(
      fc.tuple(word, fc.constantFrom("", "-", ".", "_", "__", "---"), word).map((p) => p.join("")),
      { minLength: 1, maxLength: 4 },
    )
    .map((p) => p.join("/"));
  const reference = fc.record({
    registry: fc.constantFrom(undefined, "ghcr.io", "localhost", "localhost:5000", "10.0.0.1:80", "My-Registry.example.com"),
    repository: path,
    tag: fc.option(fc.stringMatching(/^[A-Za-z0-9_][A-Za-z0-9_.-]{0,20}$/), { nil: undefined }),
    digest: fc.constantFrom(undefined, sha),
  });

  it("come back as they were printed", () => {
    fc.assert(
      fc.property(reference, (r) => {
        // A first segment that is a host by its looks is none here.
        fc.pre(r.registry !== undefined || !/^[^/]*\.[^/]*\/|^localhost\//.test(r.repository));
        expect(parseImage(printImage({ ...r, holes: [] }))).toEqual({ ...r, holes: [] });
      }),
    );
  });

  it("print as they were read, whatever the text", () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.stringMatching(/^[a-z:@/._-]{0,30}$/)), (text) => {
        const read = parseImage(text);
        if (read) expect(printImage(read)).toBe(text);
      }),
    );
  });
});

describe("references with holes", () => {
  it.each([
    [[undefined], undefined, undefined, ["name", "tag", "digest"]],
    [["node:", undefined], "node", undefined, ["tag", "digest"]],
    [["node:", undefined, "-slim"], "node", undefined, ["tag", "digest"]],
    [["node", undefined], undefined, undefined, ["name", "tag", "digest"]],
    [["ghcr.io/", undefined], undefined, undefined, ["name", "tag", "digest"]],
    [["localhost:", undefined, "/x:1"], undefined, "1", ["name"]],
    [[undefined, ":latest"], undefined, "latest", ["name"]],
    [[undefined, "/app"], undefined, undefined, ["name"]],
    [[undefined, ":5000/app"], undefined, undefined, ["name"]],
    [[undefined, "/app:1"], undefined, "1", ["name"]],
    [[undefined, "-app"], undefined, undefined, ["name", "tag", "digest"]],
    [[undefined, "/app:", undefined], undefined, undefined, ["name", "tag", "digest"]],
    [["node:22@", undefined], "node", "22", ["digest"]],
  ] as const)("%j", (parts, repository, tag, holes) => {
    const read = parseImageParts(parts);
    expect([read?.repository, read?.tag, read?.holes]).toEqual([repository, tag, holes]);
  });

  it("keeps a digest after a hole", () => expect(parseImageParts([undefined, `@${sha}`])?.digest).toBe(sha));
});

describe("names of images", () => {
  const ecr = "123456789012.dkr.ecr.eu-west-1.amazonaws.com";
  it.each([
    ["node", "node"],
    ["library/node", "node"],
    ["docker.io/node", "node"],
    ["docker.io/library/node:22", "node"],
    ["index.docker.io/bitnami/node", "bitnami/node"],
    ["amd64/node", "node"],
    ["public.ecr.aws/docker/library/node", "node"],
    ["public.ecr.aws/amazonlinux/amazonlinux", "public.ecr.aws/amazonlinux/amazonlinux"],
    ["mirror.gcr.io/library/node", "node"],
    [`${ecr}/docker-hub/library/node`, "node"],
    [`${ecr}/docker-hub/bitnami/node`, "bitnami/node"],
    [`${ecr}/docker-hub/node`, `${ecr}/docker-hub/node`],
    [`${ecr}/ecr-public/docker/library/node`, "node"],
    [`${ecr}/quay/keycloak/keycloak`, "quay.io/keycloak/keycloak"],
    [`${ecr}/node`, `${ecr}/node`],
    ["ghcr.io/library/node", "ghcr.io/library/node"],
    ["registry.example.com/node", "registry.example.com/node"],
    ["localhost:5000/node", "localhost:5000/node"],
  ])("%s is %s", (text, name) => {
    const read = parseImage(text);
    expect(read && imageName(read)).toBe(name);
  });

  it("is not told where the name has a hole", () => {
    const read = parseImageParts([undefined, "/node:22"]);
    expect(read && imageName(read)).toBeUndefined();
  });
});
