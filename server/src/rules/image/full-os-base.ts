import { bad, dockerfile, good } from "../../kit/example.ts";
import { type Fix, fix, rule } from "../../kit/rule.ts";
import type { BaseImage } from "../../knowledge/base-images/family.ts";
import { baseImage, type Counterpart, smallerImages } from "../../knowledge/base-images/find.ts";
import type { Stage } from "../../model/build.ts";
import { chain, commandsOf } from "../../model/chain.ts";
import { namedImage } from "../../model/image-name.ts";
import { started, startsSomething, startWords } from "../../model/start.ts";
import { otherBase } from "../../rewrite/other-base.ts";
import { twoStages } from "../../rewrite/two-stages.ts";

export default rule({
  name: "full-os-base",
  on: "stage",
  title: "Image is built on more than it needs",
  severity: "info",
  risk: "image",
  why: `A package manager, compilers and hundreds of libraries in the image that runs are tools for whoever gets in and the source of most findings of
vulnerability scanners. An image with the runtime alone has a tenth of them, and starts faster.

Judged is the final stage where it stands on a full distribution, on a language image with compilers, or on a build image, and where a smaller image is known
that serves. Builder stages, Alpine, slim and distroless images are left alone, and so are unknown images, CUDA, AWS Lambda, Windows, development containers and
servers. So is what needs more: a step or health check that calls \`curl\`, \`git\` or a compiler without installing it needs the full image, an image without shell is not named for what starts a shell or a script or installs packages, and build images that start nothing or start to build
are tools. Low confidence: an image that starts nothing, and a distribution on which packages are installed.

One fix makes two stages of a file that has one, for the usual shapes of Node.js, Python, Java, Go, Rust and .NET: the first builds as before, the second runs on an image without a shell, or on a slim one, as another user than
root. Where the stage that runs only copies (Java, Node.js), it is put on the image without a shell as it stands. \`CMD\`, \`ENTRYPOINT\` and \`HEALTHCHECK\` are written so that they need none. It is offered only where every instruction is understood; of compiled programs the program alone is taken over, so files that it reads when it runs
(templates, migrations) must be added, and of .NET the second image has no ICU.

The other takes the slim, minimal or JRE variant of the very tag. It breaks what compiles at installation (Python wheels, npm and gem extensions) or calls
a program that the small variant lacks: install that program, or compile in a builder stage. What was compiled against a library of the full image (libpq, MySQL, ImageMagick) needs that library in the small one, whichever fix it is. An image pinned by a digest has no fix: the digest would be wrong. Images
without a shell need \`CMD\` and \`ENTRYPOINT\` as JSON arrays.`,
  refs: [
    "NIST SP 800-190 4.1.1",
    "CWE-1104",
    "CIS Docker 4.3",
    "https://github.com/GoogleContainerTools/distroless",
    "https://docs.docker.com/build/building/best-practices/#choose-the-right-base-image",
  ],

  *check(stage) {
    const { final, base } = stage;
    const named = namedImage(stage.image);
    if (!final || named?.tag === undefined) return;
    const known = baseImage(named.name, named.tag);
    if (!known) return;
    const rewritten = [...twoStages(stage), ...otherBase(stage)];
    const all = smallerImages(known, named.tag);
    const serving = all.filter((c) => serves(c, stage, known));
    // What a second stage leaves behind, or what only needs to be written otherwise, is no reason for a full image.
    const smaller = serving.length > 0 ? serving : rewritten.length > 0 ? all : [];
    const [first, second] = smaller;
    if (!first) return;
    const image = `${named.name}:${named.tag}`;
    const names = (c: Counterpart): string => (c.image.startsWith(":") ? `${named.name}${c.image}` : c.image);
    yield {
      at: base.at,
      message: `The image is built on ${image}, ${whatIs[known.kind] ?? "a full image"}: ${names(first)} ${first.shell ? "serves" : "may serve"} without ${first.without}${
        second ? `; ${names(second)} may serve without ${second.without}` : ""
      }.`,
      confidence: startsSomething(stage) && !(known.kind === "os" && installs(stage)) ? "high" : "low",
      fixes: [...serving.flatMap((s) => swap(stage, s)).slice(0, 2), ...rewritten],
    };
  },

  examples: [
    bad(dockerfile`
      FROM «node:22»
      COPY . /app
      USER node
      CMD ["node", "/app/server.js"]
    `)
      .to(dockerfile`
        FROM node:22-slim
        COPY . /app
        USER node
        CMD ["node", "/app/server.js"]
      `)
      .because("Distroless serves as well, and has no shell."),
    bad(dockerfile`
      FROM «docker.io/library/python:3.12-bookworm»
      RUN pip install --no-cache-dir flask
      CMD ["python", "-m", "flask", "run"]
    `).to(dockerfile`
      FROM docker.io/library/python:3.12-slim-bookworm
      RUN pip install --no-cache-dir flask
      CMD ["python", "-m", "flask", "run"]
    `),
    bad(dockerfile`
      FROM «eclipse-temurin:21-jdk-alpine»
      COPY app.jar /
      CMD ["java", "-jar", "/app.jar"]
    `).to(dockerfile`
      FROM eclipse-temurin:21-jre-alpine
      COPY app.jar /
      CMD ["java", "-jar", "/app.jar"]
    `),
    bad(dockerfile`
      FROM «openjdk:8-jdk»
      COPY stage /app
      CMD ["/app/bin/shop"]
    `)
      .to(dockerfile`
        FROM eclipse-temurin:8-jre
        COPY stage /app
        CMD ["/app/bin/shop"]
      `)
      .because("OpenJDK's own images are not kept up; Temurin has a JRE."),
    bad(dockerfile`
      FROM golang:1.24 AS build
      RUN go build -o /app .
      FROM «ubuntu:24.04»
      COPY --from=build /app /app
      CMD ["/app"]
    `).because("A program and its libraries need no distribution."),
    bad(dockerfile`
      FROM «golang:1.24»
      COPY . /src
      RUN CGO_ENABLED=0 go build -o /app /src
      # Listens on 8080.
      EXPOSE 8080
      ENTRYPOINT ["/app"]
    `)
      .to(dockerfile`
        FROM golang:1.24 AS build
        COPY . /src
        RUN CGO_ENABLED=0 go build -o /app /src

        FROM gcr.io/distroless/static-debian13:nonroot
        COPY --from=build /app /app
        # Listens on 8080.
        EXPOSE 8080
        ENTRYPOINT ["/app"]
      `)
      .because("What compiles is no longer needed: a second stage takes the program alone."),
    bad(dockerfile`
      FROM «rust:1.85»
      WORKDIR /src
      COPY . .
      RUN cargo build --release
      CMD ./target/release/shop
    `)
      .to(dockerfile`
        FROM rust:1.85 AS build
        WORKDIR /src
        COPY . .
        RUN cargo build --release

        FROM gcr.io/distroless/cc-debian13:nonroot
        WORKDIR /src
        COPY --from=build /src/target/release/shop /src/target/release/shop
        CMD ["./target/release/shop"]
      `)
      .because("Without a shell the command is a JSON array."),
    bad(dockerfile`
      FROM «maven:3.9-eclipse-temurin-21»
      COPY . .
      RUN mvn package
      CMD java -jar target/app.jar
    `).because("The JRE has a shell for this command; distroless has none and is not named. Which archive is built where is not known."),
    bad(dockerfile`
      FROM «node:22@sha256:2b7412e6465c3c7fc5bb21d3e6f1917c167358449fecac8176c6e496e5c1f05f»
      CMD ["node", "/app/server.js"]
    `).because("No fix: the digest is that of the full image."),
    bad(dockerfile`
      FROM «debian:12»
      RUN apt-get update && apt-get install -y git
      CMD ["git", "daemon"]
    `)
      .to(dockerfile`
        FROM debian:12-slim
        RUN apt-get update && apt-get install -y git
        CMD ["git", "daemon"]
      `)
      .because("Low confidence: it needs the package manager; the slim image has it."),
    bad(dockerfile`
      ARG NODE=22
      FROM «node:\${NODE}»
      CMD ["node", "/app/server.js"]
    `).because("No fix: it would write over the build argument."),

    bad(dockerfile`
      FROM «node»
      CMD ["node", "/app/server.js"]
    `).because("No fix before there is a version: the tag slim moves as latest does."),

    good(dockerfile`
      FROM node:22 AS build
      RUN npm ci && npm run build
      FROM node:22-slim
      COPY --from=build /app /app
      CMD ["node", "/app/server.js"]
    `).because("Builders may be full, and slim is small enough."),
    good(dockerfile`
      FROM python:3.12
      RUN git clone https://example.com/shop.git && pip install ./shop
      CMD ["python", "-m", "shop"]
    `).because("The slim image has no git."),
    good(dockerfile`
      FROM node:22
      HEALTHCHECK CMD curl --fail http://localhost:8080/ || exit 1
      CMD ["node", "/app/server.js"]
    `).because("Nor has it curl."),
    good(dockerfile`
      FROM python:3.12-alpine
      CMD ["python", "/app.py"]
    `).because("Alpine is small."),
    good(dockerfile`
      FROM nvidia/cuda:12.4.1-runtime-ubuntu22.04
      CMD ["python3", "/train.py"]
    `).because("The CUDA libraries are what it is for."),
    good(dockerfile`
      FROM public.ecr.aws/lambda/nodejs:20
      CMD ["app.handler"]
    `).because("Lambda needs its runtime."),
    good(dockerfile`
      FROM node:22-windowsservercore-ltsc2022
      CMD ["node", "app.js"]
    `).because("Windows has no small counterpart."),
    good(dockerfile`
      FROM registry.example.com/node:22
      CMD ["node", "app.js"]
    `).because("A private image may be anything."),
    good(dockerfile`
      ARG TAG
      FROM node:\${TAG}
      CMD ["node", "app.js"]
    `).because("The tag may be a slim one."),
    good(dockerfile`
      FROM node@sha256:2b7412e6465c3c7fc5bb21d3e6f1917c167358449fecac8176c6e496e5c1f05f
      CMD ["node", "app.js"]
    `).because("The digest may be that of a slim image."),
    good(dockerfile`
      FROM ubuntu:24.04
      COPY start.sh /
      CMD ["/start.sh"]
    `).because("A script needs a shell, which distroless images lack."),
    good(dockerfile`
      FROM ubuntu:24.04
      COPY text.txt /
      CMD ["cat", "/text.txt"]
    `).because("cat comes with the distribution."),
    good(dockerfile`
      FROM golang:1.24
      COPY . /src
      WORKDIR /src
      CMD ["go", "test", "./..."]
    `).because("It compiles when it starts."),
    good(dockerfile`
      FROM golang:1.24
      RUN go install golang.org/x/tools/cmd/stringer@v0.30.0
    `).because("It starts nothing: a tool of a build."),
    good(dockerfile`
      FROM ubuntu:24.04
      RUN apt-get update && apt-get install -y ffmpeg
      CMD ["ffmpeg", "-version"]
    `).because("Packages are installed, and Ubuntu has no smaller image with a package manager."),
    good(dockerfile`
      FROM mcr.microsoft.com/devcontainers/base:ubuntu
      CMD ["sleep", "infinity"]
    `).because("A person works in it."),
  ],
});

const whatIs: Readonly<Partial<Record<string, string>>> = {
  os: "a full distribution",
  sdk: "which has all that it takes to build",
  language: "a full distribution with compilers",
};

const shells = /(?:^|\/)(?:sh|ash|bash|dash|ksh|zsh)$|\.(?:sh|bash)$/;

/** Is what starts a shell, a script, or in the form that a shell reads? */
const startsInShell = (stage: Stage): boolean => started(stage).some((i) => !i.exec) || startWords(stage).some((w) => shells.test(w));

const toolchain = /(?:^|\/)(?:go|gofmt|cargo|rustc|mvnw?|gradlew?|javac|sbt|gcc|g\+\+|make|cmake|swiftc?|composer|air|dlv)$/;
/** Does it start to build or to test, and so need what builds? */
const buildsAtStart = (stage: Stage): boolean => {
  const words = startWords(stage);
  const dotnet = words.findIndex((w) => /(?:^|\/)dotnet$/.test(w));
  return words.some((w) => toolchain.test(w)) || (dotnet >= 0 && /^(?:run|test|watch|build|msbuild|publish)$/.test(words[dotnet + 1] ?? ""));
};

/** Is what starts a program of its own, or the interpreter alone, and not one that a distribution brings? */
const startsAlone = (stage: Stage): boolean => {
  const [first = ""] = startWords(stage);
  return /^(?:node|java)$/.test(first) || (first.startsWith("/") && !/^\/(?:usr\/)?s?bin\//.test(first));
};

/** Would it run there? A shell, a package manager and a toolchain are needed where they are used. */
function serves({ shell }: Counterpart, stage: Stage, { kind }: BaseImage): boolean {
  if (kind === "sdk" && (!startsSomething(stage) || buildsAtStart(stage))) return false;
  if (usesBeyond(stage, shell, kind)) return false;
  return shell || (startsAlone(stage) && !startsInShell(stage) && !(kind === "os" && installs(stage)));
}

/** Does a step or the health check call what the small image lacks, and no step installs? What a package manager brings is not looked at. */
function usesBeyond(stage: Stage, shell: boolean, kind: BaseImage["kind"]): boolean {
  const health = chain(stage).flatMap((s) => s.instructions.findLast((i) => i.keyword === "HEALTHCHECK") ?? [])[0];
  const checks = health?.words[0]?.is((type) => type.toUpperCase() === "CMD") ? health : undefined;
  if (!shell) return checks !== undefined && (!checks.exec || !checks.words[1]?.is((w) => /^(?:\/|node$|java$)/.test(w)));
  if (kind !== "language" || installs(stage)) return false;
  const called = [...commandsOf(stage).map((c) => c.name ?? ""), ...(checks?.words.flatMap((w) => w.value?.split(" ") ?? []) ?? [])];
  return called.some((name) => missing.has(name.slice(name.lastIndexOf("/") + 1)));
}
/** In Debian's full language images, and not in the slim ones; and bundle, which compiles most gems. */
const missing: ReadonlySet<string> = new Set([
  "curl",
  "wget",
  "git",
  "hg",
  "svn",
  "ssh",
  "gcc",
  "g++",
  "cc",
  "make",
  "unzip",
  "autoconf",
  "patch",
  "bundle",
]);

const managers: ReadonlySet<string> = new Set(["apt-get", "apt", "yum", "dnf", "microdnf", "tdnf", "zypper", "pacman"]);
const installs = (stage: Stage): boolean => commandsOf(stage).some(({ name }) => name !== undefined && managers.has(name));

/** The same image with another tag, where the text says the image itself and a build image is not built with. */
function swap(stage: Stage, { image }: Counterpart): readonly Fix[] {
  if (stage.parent || (image.includes("-jre") && stage.commands.length > 0)) return [];
  if (!image.startsWith(":"))
    return image.includes("-jre") && stage.tag.value !== undefined ? fix(`Use ${image}`, "unsafe", stage.base.set(image)) : [];
  const tag = image.slice(1);
  // As little pinned as latest is, and no longer seen to be: the version comes first.
  if (tag === "slim") return [];
  return fix(`Use the tag "${tag}"`, "unsafe", stage.tag.set(tag));
}
