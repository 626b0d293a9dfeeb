import type { Accounts } from "./accounts.ts";

/** An image that has what a program needs to run, and little else. */
export interface Runtime {
  readonly image: string;
  /** Who its processes are to run as, as numbers. */
  readonly user: string;
  /** Has it a shell, so that what starts can stay as it is? It runs as root then unless USER says otherwise. */
  readonly shell?: true;
  /** With which programs its user has to be made first; undefined where it is there. */
  readonly make?: Accounts;
  /** The interpreter with which its entrypoint begins; undefined where its entrypoint is empty. */
  readonly interpreter?: string;
}

/** distroless README and SUPPORT_POLICY.md (2026): images of Debian 12 are left behind; common/variables.bzl: nonroot is 65532. */
const distroless = (name: string, interpreter?: string): Runtime => ({
  image: `gcr.io/distroless/${name}-debian13:nonroot`,
  user: "65532:65532",
  ...(interpreter === undefined ? {} : { interpreter }),
});

/** nodejs/config.bzl and nodejs/nodejs.bzl (2026): Node.js 22 and 24, entrypoint /nodejs/bin/node. */
export function nodeRuntime(tag: string): Runtime | undefined {
  const version = /^(22|24)(?:[.-]|$)/.exec(tag)?.[1];
  return version !== undefined && !isMusl(tag) ? distroless(`nodejs${version}`, "/nodejs/bin/node") : undefined;
}

/** python3/testdata/debian13.yaml and python3/python.bzl (2026): the Python of Debian 13 is 3.13, entrypoint /usr/bin/python3.13. Extensions fit no other version. */
export const pythonRuntime = (tag: string): Runtime | undefined =>
  /^3\.13(?:[.-]|$)/.test(tag) && !isMusl(tag) ? distroless("python3", "/usr/bin/python3.13") : undefined;

/** java/config.bzl and java/java.bzl (2026): Java 17, 21 and 25, entrypoint `/usr/bin/java -jar`. Bytecode does not mind the C library. */
export function javaRuntime(name: string, tag: string): Runtime | undefined {
  const pattern =
    name === "maven"
      ? /(?:temurin|corretto|openjdk|jdk|zulu|semeru)-(17|21|25)(?:-|$)/
      : name === "gradle"
        ? /(?:^|-)jdk-?(17|21|25)(?:-|$)/
        : /^(17|21|25)(?:[._-]|$)/;
  const version = pattern.exec(tag)?.[1];
  return version === undefined ? undefined : distroless(`java${version}`, "/usr/bin/java");
}

/** base/README.md and cc/README.md (2026): `static` has no C library, `base` glibc and OpenSSL, `cc` libgcc and libstdc++ besides. What was linked on an older Debian runs there too. */
export const programRuntime = (needs: "nothing" | "glibc" | "libgcc"): Runtime =>
  distroless(needs === "nothing" ? "static" : needs === "glibc" ? "base" : "cc");

/** dotnet/dotnet-docker README.aspnet.md (2026): chiseled images of 8.0, 9.0 and 10.0, USER $APP_UID, which is 1654; without ICU, in invariant mode. */
export function dotnetRuntime(tag: string): Runtime | undefined {
  const version = /^(8|9|10)\.0(?:[.-]|$)/.exec(tag)?.[1];
  if (version === undefined) return undefined;
  return { image: `mcr.microsoft.com/dotnet/aspnet:${version}.0-${version === "8" ? "jammy" : "noble"}-chiseled`, user: "1654" };
}

/** nodejs/docker-node: `-slim` beside each version, with the user node, 1000. */
export function smallNodeRuntime(tag: string): Runtime | undefined {
  const [, version, suite] = /^(\d[\d.]*|lts|current)(?:-(bullseye|bookworm|trixie))?$/.exec(tag) ?? [];
  return version === undefined
    ? undefined
    : { image: `node:${version}${suite === undefined ? "" : `-${suite}`}-slim`, user: "1000:1000", shell: true };
}

/** docker-library/python: `-slim` beside each version, with no user of its own. */
export function smallPythonRuntime(tag: string): (Runtime & { readonly version: string }) | undefined {
  const [, version, minor, suite] = /^((3\.\d+)(?:\.\d+)?)(?:-(bullseye|bookworm|trixie))?$/.exec(tag) ?? [];
  if (version === undefined || minor === undefined) return undefined;
  return {
    image: `python:${version}-slim${suite === undefined ? "" : `-${suite}`}`,
    user: "10001:10001",
    shell: true,
    make: "useradd",
    version: minor,
  };
}

/** The small image itself, once more, for what was built on it with tools that are left behind. `user` are the numbers of one that it has. */
export const sameRuntime = (image: string, tag: string, user?: string): Runtime => ({
  image,
  user: user ?? "10001:10001",
  shell: true,
  ...(user === undefined ? { make: isMusl(tag) ? "adduser" : "useradd" } : {}),
});

/** docker-library/golang: its Alpine images name the release of Alpine, which alpine has under the same number. */
export function alpineRuntime(tag: string): Runtime | undefined {
  const version = /-alpine(3\.\d+)$/.exec(tag)?.[1];
  return version === undefined ? undefined : sameRuntime(`alpine:${version}`, tag);
}

/** adoptium/containers: a JRE on Ubuntu and on Alpine for 8, 11, 17, 21 and 25, with no user of its own. */
export function smallJavaRuntime(name: string, tag: string): Runtime | undefined {
  const pattern =
    name === "maven"
      ? /(?:temurin|corretto|openjdk|jdk|zulu|semeru)-(8|11|17|21|25)(?:-|$)/
      : name === "gradle"
        ? /(?:^|-)jdk-?(8|11|17|21|25)(?:-|$)/
        : /^(8|11|17|21|25)(?:[.-]|$)/;
  const version = pattern.exec(tag)?.[1];
  if (version === undefined) return undefined;
  const musl = isMusl(tag);
  return { image: `eclipse-temurin:${version}-jre${musl ? "-alpine" : ""}`, user: "10001:10001", shell: true, make: musl ? "adduser" : "useradd" };
}

/** Is it Alpine, whose C library is another? */
export const isMusl = (tag: string): boolean => /(?:^|-)alpine/.test(tag);
