import { describe, expect, it } from "vitest";
import { readDockerfile } from "../server/src/adapt/dockerfile.ts";
import { abandonedImage } from "../server/src/knowledge/abandoned-images.ts";
import { asOf, endedRelease } from "../server/src/knowledge/end-of-life.ts";
import { lookAlikeOf } from "../server/src/knowledge/look-alikes.ts";
import { products } from "../server/src/knowledge/releases.ts";
import type { Stage } from "../server/src/model/build.ts";
import { languageInstall } from "../server/src/model/language-package.ts";
import { packageCommand } from "../server/src/model/package-command.ts";
import { applyEdits, Source } from "../server/src/text/source.ts";

const stagesOf = (text: string): readonly Stage[] => readDockerfile(new Source("Dockerfile", text)).facts.stage;

describe("the table of releases", () => {
  it.each(products.map((p) => [p.label, p] as const))(
    "%s has days, and proposes what has not ended",
    (_, { ends, codenames, names, next, variants, source }) => {
      for (const day of Object.values(ends)) expect(new Date(day).toISOString().slice(0, 10)).toBe(day);
      for (const release of Object.values(codenames ?? {})) expect(ends[release]).toBeDefined();
      expect(source.length).toBeGreaterThan(10);
      for (const name of names)
        for (const variant of ["", ...variants]) if (next !== undefined) expect(endedRelease(name, next + variant)).toBeUndefined();
    },
  );

  it("names each image once", () => {
    const names = products.flatMap((p) => p.names);
    expect(names.length).toBe(new Set(names).size);
  });

  it("says nothing of ends that are only planned", () => {
    for (const { names, ends } of products)
      for (const [release, day] of Object.entries(ends)) expect(endedRelease(names[0] ?? "", release) !== undefined).toBe(day <= asOf);
  });
});

describe("a release that ended", () => {
  it.each([
    ["node", "12.22.1-alpine3.15", "Node.js 12", undefined],
    ["node", "16-slim", "Node.js 16", "24-slim"],
    ["python", "2", "Python 2", "3.13"],
    ["python", "3.12-alpine3.16", "Alpine 3.16", "3.12-alpine"],
    ["python", "alpine3.16", "Alpine 3.16", undefined],
    ["nginx", "1.19-stretch", "Debian 9 (stretch)", undefined],
    ["debian", "buster-20210101-slim", "Debian 10 (buster)", undefined],
    ["ubuntu", "bionic", "Ubuntu 18.04 (bionic)", "24.04"],
    ["quay.io/centos/centos", "stream8", "CentOS stream8", "stream10"],
    ["mcr.microsoft.com/dotnet/sdk", "6.0-bullseye-slim", ".NET 6.0", undefined],
  ])("%s:%s", (name, tag, what, successor) => {
    const ended = endedRelease(name, tag);
    expect([ended?.what, ended?.successor]).toEqual([what, successor]);
  });

  it.each([
    ["node", "lts"],
    ["node", "22-alpine"],
    ["python", "3"],
    ["redis", "6-alpine"],
    ["debian", "sid-slim"],
    ["alpine", "edge"],
    ["example/app", "1-buster"],
    ["app", "12"],
    ["golang", "1"],
    ["node", "constructor"],
  ])("%s:%s is none", (name, tag) => {
    expect(endedRelease(name, tag)).toBeUndefined();
  });
});

describe("an abandoned image", () => {
  it.each([
    ["openjdk", "8-jdk-alpine", "eclipse-temurin:8-jdk-alpine"],
    ["openjdk", "11.0.16-jre-slim-buster", "eclipse-temurin:11-jre"],
    ["openjdk", "17", "eclipse-temurin:17"],
    ["openjdk", "16-jdk", undefined],
    ["adoptopenjdk", "11-jre-hotspot", "eclipse-temurin:11-jre"],
    ["microsoft/dotnet", "2.1-sdk", undefined],
  ])("%s:%s", (name, tag, successor) => {
    expect(abandonedImage(name, tag)).toMatchObject({ successor });
  });

  it.each([
    ["openjdk", "21-ea"],
    ["openjdk", "24-slim"],
    ["bitnami/minideb", "12"],
    ["eclipse-temurin", "8"],
    ["circleci/runner", "launch-agent"],
  ])("%s:%s is none", (name, tag) => {
    expect(abandonedImage(name, tag)).toBeUndefined();
  });
});

it("a slip is told from a name of one's own", () => {
  expect(["ngnix", "pyhton", "ubunto", "debain", "postgre", "redsi"].map(lookAlikeOf)).toEqual([
    "nginx",
    "python",
    "ubuntu",
    "debian",
    "postgres",
    "redis",
  ]);
  expect(["nginx", "nginxs", "python3", "mongos", "mono", "node", "alpine-base", "redit"].map(lookAlikeOf)).toEqual(Array(8).fill(undefined));
});

describe("the stage", () => {
  it("knows the variables of FROM that no build can set", () => {
    const text = "ARG A\nFROM ${A}/${B}:${C:-1}-${D:+x}$TARGETARCH AS One\nARG E=1\nFROM $E";
    expect(stagesOf(text).map((s) => [s.name?.value, s.undeclared])).toEqual([
      ["One", ["B"]],
      [undefined, ["E"]],
    ]);
  });

  it("knows its frontend and all stages of the file", () => {
    const stages = stagesOf("# escape=`\n#Syntax = some/one:1\nFROM a\nFROM b");
    expect(stages.map((s) => [s.frontend?.value, s.stages.length])).toEqual([
      ["some/one:1", 2],
      ["some/one:1", 2],
    ]);
    expect(stagesOf("FROM a\n# syntax=some/one")[0]?.frontend).toBeUndefined();
  });
});

describe("a command that is run last", () => {
  it.each([
    ["RUN a", "RUN a && z"],
    ["RUN a && \\\n    b", "RUN a && \\\n    b && \\\n    z"],
    ["RUN a \\\n && b", "RUN a \\\n && b \\\n && z"],
    ["RUN a; b", "RUN a; b && z"],
    ["RUN a && \\\n    # why\n    b", "RUN a && \\\n    # why\n    b && z"],
    ["RUN a || b", undefined],
    ["RUN a | b", undefined],
    ["RUN if a; then b; fi", undefined],
    ["RUN <<EOF\na\nEOF", undefined],
    ['RUN ["a", "b"]', undefined],
    ["RUN a;", undefined],
  ])("%j", (run, expected) => {
    const source = new Source("Dockerfile", `FROM x\n${run}\n`);
    const edits = readDockerfile(source).facts.stage[0]?.commands[0]?.runLast("z") ?? [];
    expect(edits.length === 0 ? undefined : applyEdits(source, edits).text).toBe(expected === undefined ? undefined : `FROM x\n${expected}\n`);
  });
});

describe("package managers", () => {
  const use = (run: string): unknown => {
    const command = stagesOf(`FROM x\nRUN ${run}`)[0]?.commands[0];
    const found = command && packageCommand(command);
    return found && [found.manager, found.does, found.packages.map((p) => p.value ?? "?"), found.open];
  };
  it.each([
    ["sudo -E apt-get -o A=b install -y curl git=1", ["apt", "install", ["curl", "git=1"], false]],
    ["/usr/bin/apt-get update", ["apt", "refresh", [], false]],
    ["apk add -t .deps gcc $X", ["apk", "install", ["gcc"], true]],
    ["apk --no-cache upgrade", ["apk", "upgrade", [], false]],
    ["yum -y update", ["dnf", "upgrade", [], false]],
    ["dnf update -y openssl", ["dnf", "install", ["openssl"], false]],
    ["zypper -n in curl", ["zypper", "install", ["curl"], false]],
    ["pacman -Syu --noconfirm", ["pacman", "upgrade", [], false]],
    ["pacman -S nginx", ["pacman", "install", ["nginx"], false]],
    ["apt-get install x-$Y", ["apt", "install", ["?"], false]],
    ["apt-cache search x", undefined],
    ["apt-get", undefined],
  ])("%s", (run, expected) => {
    expect(use(run)).toEqual(expected);
  });

  it.each([
    ["python3 -m pip install -U flask", ["pip", "install", ["-U", "flask"]]],
    ["npm --prefix=/x i", ["npm", "i", ["--prefix=/x"]]],
    ["yarn", ["yarn", "yarn", []]],
    ["go build ./...", undefined],
    ["pip", undefined],
  ])("%s", (run, expected) => {
    const command = stagesOf(`FROM x\nRUN ${run}`)[0]?.commands[0];
    const found = command && languageInstall(command);
    expect(found && [found.manager, found.verb.value, found.rest.map((w) => w.value)]).toEqual(expected);
  });
});
