import { alpine, type Family, type Smaller, type Variant } from "./family.ts";

const toolchain = "the compiler, a shell or a package manager";
const stages = (image: string): readonly Smaller[] => [{ tag: /^/, image, without: toolchain }];
const builder = (name: string, smaller: readonly Smaller[]): readonly Variant[] => [
  { kind: "sdk", user: "root", smaller, like: [name, `${name}:1-alpine`] },
];

/** Images that build programs; what they build needs none of them to run. */
export const builders: readonly Family[] = [
  {
    names: ["golang"],
    source: "docker-library/golang Dockerfile-linux.template: no USER; GoogleContainerTools/distroless (2026)",
    variants: builder("golang", stages("gcr.io/distroless/static-debian13")),
  },
  {
    names: ["rust"],
    source: "rust-lang/docker-rust Dockerfiles: no USER; GoogleContainerTools/distroless (2026), cc images",
    variants: builder("rust", stages("gcr.io/distroless/cc-debian13")),
  },
  {
    names: ["lukemathwalker/cargo-chef"],
    source: "LukeMathWalker/cargo-chef docker/Dockerfile: FROM rust, no USER",
    variants: [{ kind: "sdk", user: "root", like: ["lukemathwalker/cargo-chef:latest-rust-1"] }],
  },
  {
    names: ["gcc", "buildpack-deps"],
    source: "docker-library/gcc, docker-library/buildpack-deps Dockerfiles: no USER; GoogleContainerTools/distroless (2026), cc images",
    variants: [{ kind: "sdk", user: "root", smaller: stages("gcr.io/distroless/cc-debian13"), like: ["gcc:14", "buildpack-deps:bookworm"] }],
  },
  {
    names: ["swift"],
    source: "swiftlang/swift-docker Dockerfiles: no USER; slim variants beside each",
    variants: [
      { tag: /slim$/, kind: "small", user: "root", like: ["swift:5.10-slim"] },
      {
        kind: "sdk",
        user: "root",
        smaller: [{ tag: /^(\d[\d.]*(?:-[a-z]+)?)$/, image: ":$1-slim", without: "the compiler" }],
        like: ["swift", "swift:5.10-jammy"],
      },
    ],
  },
  {
    names: ["haskell", "dart"],
    source: "docker-library: haskell/docker-haskell, dart-lang/dart-docker Dockerfiles: no USER",
    variants: [{ kind: "sdk", user: "root", like: ["haskell:9", "dart:stable"] }],
  },
  {
    names: ["composer"],
    source: "composer/docker Dockerfiles: no USER",
    variants: [{ kind: "sdk", user: "root", like: ["composer:2"] }],
  },
  {
    names: ["maven"],
    source: "carlossg/docker-maven Dockerfiles: no USER; adoptium/containers has a JRE for 8, 11, 17, 21 and 25; distroless java/config.bzl (2026)",
    variants: [
      {
        kind: "sdk",
        user: "root",
        smaller: [
          { tag: /(?:temurin|corretto|openjdk|jdk|zulu)-(8|11|17|21|25)(?:-|$)/, image: "eclipse-temurin:$1-jre", without: "Maven and the JDK" },
          {
            tag: /(?:temurin|corretto|openjdk|jdk|zulu)-(17|21|25)(?:-|$)/,
            image: "gcr.io/distroless/java$1-debian13",
            without: "a shell or a package manager",
          },
        ],
        like: ["maven:3.9-eclipse-temurin-21", "maven"],
      },
    ],
  },
  {
    names: ["gradle"],
    source: "gradle/docker-gradle Dockerfiles: USER root last, user gradle with uid 1000; adoptium/containers",
    variants: [
      {
        kind: "sdk",
        user: "root",
        spare: "gradle",
        smaller: [
          { tag: /(?:^|-)jdk-?(8|11|17|21|25)(?:-|$)/, image: "eclipse-temurin:$1-jre", without: "Gradle and the JDK" },
          { tag: /(?:^|-)jdk-?(17|21|25)(?:-|$)/, image: "gcr.io/distroless/java$1-debian13", without: "a shell or a package manager" },
        ],
        like: ["gradle:8-jdk21", "gradle"],
      },
    ],
  },
  {
    names: ["eclipse-temurin"],
    source: "adoptium/containers Dockerfiles: no USER; JRE for 8, 11, 17, 21 and 25 (2025)",
    variants: [
      { tag: /jre/, kind: "small", user: "root", like: ["eclipse-temurin:21-jre", "eclipse-temurin:21-jre-alpine"] },
      {
        kind: "sdk",
        user: "root",
        smaller: [
          { tag: /^(8|11|17|21|25)(?:-jdk)?$/, image: ":$1-jre", without: "the JDK's compiler and tools" },
          { tag: /^(8|11|17|21|25)(?:-jdk)?-(alpine|jammy|noble)$/, image: ":$1-jre-$2", without: "the JDK's compiler and tools" },
          { tag: /^(17|21|25)(?:-jdk)?$/, image: "gcr.io/distroless/java$1-debian13", without: "a shell or a package manager" },
        ],
        like: ["eclipse-temurin:21", "eclipse-temurin:21-jdk-alpine", "eclipse-temurin"],
      },
    ],
  },
  {
    names: ["openjdk", "java"],
    source: "docker-library/openjdk Dockerfiles: no USER; deprecated in favour of eclipse-temurin and others",
    variants: [
      { tag: /jre/, kind: "small", user: "root", like: ["openjdk:8-jre-slim"] },
      {
        kind: "sdk",
        user: "root",
        smaller: [
          { tag: /^(8|11|17|21)(?:u\d+)?(?:-jdk)?-alpine$/, image: "eclipse-temurin:$1-jre-alpine", without: "the JDK's compiler and tools" },
          { tag: /^(8|11|17|21)(?:u\d+)?(?:-jdk)?(?:-slim)?$/, image: "eclipse-temurin:$1-jre", without: "the JDK's compiler and tools" },
          { tag: /^(17|21|25)(?:-jdk)?(?:-slim)?$/, image: "gcr.io/distroless/java$1-debian13", without: "a shell or a package manager" },
        ],
        like: ["openjdk:17", "java:8", "openjdk:8-jdk-alpine"],
      },
    ],
  },
  {
    names: ["amazoncorretto"],
    source: "corretto/corretto-docker Dockerfiles: no USER",
    variants: [
      { tag: alpine, kind: "small", user: "root", like: ["amazoncorretto:21-alpine"] },
      {
        kind: "sdk",
        user: "root",
        smaller: [
          { tag: /^(8|11|17|21)(?:-al2023|-al2)?(?:-jdk)?$/, image: "eclipse-temurin:$1-jre", without: "the JDK's compiler and tools" },
          { tag: /^(17|21|25)(?:-al2023|-al2)?(?:-jdk)?$/, image: "gcr.io/distroless/java$1-debian13", without: "a shell or a package manager" },
        ],
        like: ["amazoncorretto:21", "amazoncorretto:17-al2023-jdk"],
      },
    ],
  },
];
