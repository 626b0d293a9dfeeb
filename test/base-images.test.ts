import { describe, expect, it } from "vitest";
import { baseImage, families, smallerImages } from "../server/src/knowledge/base-images/find.ts";
import { parseImage } from "../server/src/model/image.ts";
import { imageName } from "../server/src/model/image-name.ts";

const named = (reference: string): { readonly name: string; readonly tag: string } => {
  const image = parseImage(reference);
  expect(image, reference).toBeDefined();
  return { name: (image && imageName(image)) ?? "", tag: image?.tag ?? "latest" };
};

const variants = families.flatMap((family) => family.variants.map((variant, i) => [`${family.names[0]} ${i + 1}`, family, variant] as const));

describe("the table of base images", () => {
  it.each(variants)("%s is found by what is like it, and has a source", (_, family, variant) => {
    expect(family.source).toMatch(/\S{3}/);
    expect(variant.like.length).toBeGreaterThan(0);
    for (const reference of variant.like) {
      const { name, tag } = named(reference);
      expect(baseImage(name, tag), reference).toBe(variant);
    }
  });

  it("has no name twice", () => {
    const names = families.flatMap((f) => f.names);
    expect(names.filter((n, i) => names.indexOf(n) !== i)).toEqual([]);
  });

  it("has names as imageName gives them", () => {
    for (const name of families.flatMap((f) => f.names))
      expect(named(name.endsWith("*") ? name.replace(/.$/, "x") : name).name).toBe(name.replace(/\*$/, "x"));
  });

  it("lets every family end with a variant of any tag", () => {
    for (const { names, variants } of families) {
      expect(
        variants.map((v) => v.tag === undefined),
        names[0],
      ).toEqual(variants.map((_, i) => i === variants.length - 1));
    }
  });

  it("names smaller images that are references, are known, and are not full themselves", () => {
    for (const [title, , variant] of variants) {
      for (const reference of variant.like) {
        const { name, tag } = named(reference);
        for (const { image, without } of smallerImages(variant, tag)) {
          const whole = image.startsWith(":") ? `${name}${image}` : image;
          const smaller = named(whole);
          expect(without).not.toBe("");
          expect(baseImage(smaller.name, smaller.tag)?.kind, `${title}: ${whole}`).toMatch(/^(small|bare)$/);
        }
      }
    }
  });

  it("has a swap behind each pattern", () => {
    const tags = [
      "latest",
      "1",
      "3.12",
      "9.0",
      "8.0",
      "6.0",
      "9",
      "8",
      "7",
      "22",
      "17",
      "12",
      "lts",
      "1-bookworm",
      "bookworm",
      "2023",
      "jdk21",
      "8-jdk17",
    ];
    const more = [
      "3.9-eclipse-temurin-21",
      "21-jdk-alpine",
      "21-alpine",
      "5.10-jammy",
      "22.1",
      "8.0-jammy",
      "8.0-alpine",
      "8-alpine",
      "17-al2023-jdk",
    ];
    for (const [title, , variant] of variants)
      for (const smaller of variant.smaller ?? [])
        expect(
          [...tags, ...more].some((t) => smaller.tag.test(t)),
          `${title}: ${smaller.tag}`,
        ).toBe(true);
  });
});

describe("what is known of an image", () => {
  it.each([
    ["node", "22", "root", "language"],
    ["node", "22-slim", "root", "small"],
    ["node", "lts-alpine3.20", "root", "small"],
    ["python", "3.12-slim-bookworm", "root", "small"],
    ["gcr.io/distroless/static-debian12", "nonroot", "65532", "bare"],
    ["gcr.io/distroless/static-debian12", "latest", "root", "bare"],
    ["mcr.microsoft.com/dotnet/aspnet", "8.0-jammy-chiseled", "1654", "bare"],
    ["nginxinc/nginx-unprivileged", "1.27", "101", "server"],
    ["haproxy", "2.2-alpine", "root", "server"],
    ["haproxy", "3.1", "haproxy", "server"],
    ["registry.access.redhat.com/ubi9/ubi-minimal", "9.6", "root", "small"],
  ])("%s:%s", (name, tag, user, kind) => expect(baseImage(name, tag)).toMatchObject({ user, kind }));

  it("is nothing for an image that is not in the table", () => {
    expect(baseImage("registry.example.com/node", "22")).toBeUndefined();
    expect(baseImage("nodex", "22")).toBeUndefined();
    expect(baseImage("", "")).toBeUndefined();
  });

  it("is only what all tags have where the tag is not known", () => {
    expect(baseImage("node", undefined)).toMatchObject({ user: "root", spare: "node" });
    expect(baseImage("node", undefined)?.smaller).toBeUndefined();
    expect(baseImage("gcr.io/distroless/static", undefined)?.user).toBeUndefined();
    expect(baseImage("mcr.microsoft.com/dotnet/aspnet", undefined)?.user).toBeUndefined();
  });

  it("is Windows where the tag says so", () => expect(baseImage("golang", "1.24-nanoserver-ltsc2022")).toMatchObject({ os: "windows" }));

  it.each([
    ["node", "22", [":22-slim", "gcr.io/distroless/nodejs22-debian13"]],
    ["node", "18", [":18-slim"]],
    ["node", "22-bookworm", [":22-bookworm-slim", "gcr.io/distroless/nodejs22-debian13"]],
    ["python", "3.12-bookworm", [":3.12-slim-bookworm"]],
    ["python", "rc", []],
    ["debian", "bookworm", [":bookworm-slim", "gcr.io/distroless/base-debian13"]],
    ["openjdk", "8-jdk-alpine", ["eclipse-temurin:8-jre-alpine"]],
    ["rockylinux", "9", [":9-minimal", "gcr.io/distroless/base-debian13"]],
  ])("%s:%s has %j", (name, tag, images) => {
    const known = baseImage(name, tag);
    expect(known && smallerImages(known, tag).map((s) => s.image)).toEqual(images);
  });
});
