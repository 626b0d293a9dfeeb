import { describe, expect, it } from "vitest";
import { readDockerfile } from "../server/src/adapt/dockerfile.ts";
import type { Report } from "../server/src/kit/rule.ts";
import fullOsBase from "../server/src/rules/image/full-os-base.ts";
import latestTag from "../server/src/rules/image/latest-tag.ts";
import rootUser from "../server/src/rules/image/root-user.ts";
import setuidBinary from "../server/src/rules/image/setuid-binary.ts";
import { Source } from "../server/src/text/source.ts";

const rules = [fullOsBase, latestTag, rootUser, setuidBinary];
const reports = (rule: (typeof rules)[number], text: string): readonly Report[] =>
  readDockerfile(new Source("Dockerfile", text)).facts.stage.flatMap((stage) => Array.from(rule.check(stage, {})));

describe.each(rules.map((rule) => [rule.name, rule] as const))("%s", (_, rule) => {
  const bad = rule.examples.filter((e) => e.files.some((f) => f.marks.length > 0));

  it.each(bad.map((e) => [e.caption ?? e.files[0]?.text ?? "", e] as const))("is as sure as its example says: %s", (caption, { files }) => {
    for (const { text } of files) {
      for (const report of reports(rule, text)) expect((report.confidence ?? "high") === "low").toBe(caption.startsWith("Low confidence"));
    }
  });

  it("says one sentence that names the culprit", () => {
    for (const { files } of bad)
      for (const { text } of files) for (const { message } of reports(rule, text)) expect(message).toMatch(/^[A-Z].*[^.]\.$/s);
  });
});

const messages = (rule: (typeof rules)[number], text: string): readonly string[] => reports(rule, text).map((r) => r.message);

describe("what is said", () => {
  it("names the image and its user", () => {
    expect(messages(rootUser, "FROM docker.io/library/node:22\nCMD node .")).toEqual(["No USER is set and node:22 runs as root."]);
    expect(messages(rootUser, "FROM scratch\nCMD /a")).toEqual(["No USER is set, so the image, built on scratch, runs as root."]);
    expect(messages(rootUser, "ARG V\nFROM node:$V\nCMD node .")).toEqual(["No USER is set and node runs as root."]);
    expect(messages(rootUser, "FROM x/y\nUSER 0:0\nCMD /a")).toEqual(['The image runs as root: its USER is "0:0".']);
  });

  it("says what becomes of a server's own user", () => {
    expect(messages(rootUser, "FROM nginx:1.29")).toEqual(["No USER is set and nginx:1.29 runs as root; only its workers change to nginx."]);
    expect(messages(rootUser, 'FROM postgres:17\nENTRYPOINT ["/x"]')).toEqual([
      "No USER is set and postgres:17 runs as root; the entrypoint that would change to postgres is replaced.",
    ]);
  });

  it("names smaller images by what they lack", () => {
    expect(messages(fullOsBase, 'FROM node:22\nCMD ["node", "."]')).toEqual([
      "The image is built on node:22, a full distribution with compilers: node:22-slim serves without compilers, headers and most of Debian's packages; gcr.io/distroless/nodejs22-debian13 may serve without a shell or a package manager.",
    ]);
  });

  it("names what a mode sets", () => {
    expect(messages(setuidBinary, "FROM alpine\nRUN chmod 6755 /a")).toEqual([
      "Mode 6755 makes /a setuid and setgid: whoever runs it does so as its owner and group.",
    ]);
    expect(messages(setuidBinary, "FROM alpine\nRUN chmod g+s /a")).toEqual(["Mode g+s makes /a setgid: whoever runs it does so as its group."]);
  });
});
