/**
 * The programs with which an image's steps make users: shadow's `useradd` and `groupadd`, or BusyBox's `adduser` and `addgroup`. Undefined where
 * it has neither or is not known: Amazon Linux, the minimal images of the Red Hat family and Oracle Linux come without shadow-utils (amazonlinux/container-images issues 28 and 83: `useradd` comes with
 * `shadow-utils`, which has to be installed; a number needs no user there). Numbers are right either way.
 */
export type Accounts = "useradd" | "adduser";

/** By the distribution that the tag names, else by the one that the image stands on without one. */
export function accountsOf(name: string, tag: string): Accounts | undefined {
  if (name === "alpine" || name === "busybox" || name === "public.ecr.aws/lts/alpine" || /(?:^|-)(?:alpine|busybox)/.test(tag)) return "adduser";
  if (/minimal|micro|(?:^|-)(?:al2|al2023|ubi\d*|oraclelinux\d*|nanoserver|windowsservercore)/.test(tag)) return undefined;
  if (/(?:^|-)(?:slim|buster|bullseye|bookworm|trixie|focal|jammy|noble)(?:-|$)/.test(tag) && !redHat.has(name)) return "useradd";
  return debian.has(name) || redHat.has(name) ? "useradd" : undefined;
}

/**
 * Images that stand on Debian or Ubuntu where their tag says nothing else: their own Dockerfiles, docker-library/official-images (2025-10). Their
 * package `passwd`, which has useradd, is of priority required.
 */
const debian: ReadonlySet<string> = new Set([
  ...["debian", "public.ecr.aws/debian/debian", "ubuntu", "public.ecr.aws/ubuntu/ubuntu", "public.ecr.aws/lts/ubuntu"],
  ...["node", "python", "ruby", "php", "perl", "golang", "rust", "gcc", "buildpack-deps", "haskell", "swift", "eclipse-temurin", "maven", "tomcat"],
]);

/** Images of the Red Hat family whose Dockerfiles or package lists bring shadow-utils. */
const redHat: ReadonlySet<string> = new Set([
  ...["centos", "fedora", "rockylinux", "almalinux", "quay.io/centos/centos", "quay.io/fedora/fedora", "rockylinux/rockylinux"],
  ...["registry.access.redhat.com/ubi8/ubi", "registry.access.redhat.com/ubi8", "redhat/ubi8"],
  ...["registry.access.redhat.com/ubi9/ubi", "registry.access.redhat.com/ubi9", "redhat/ubi9"],
]);

/** The numbers, `uid:gid`, of a user that an image brings: from the Dockerfiles that the table of base images names as sources. */
export function numbersOf(name: string, user: string): string | undefined {
  if (name.startsWith("gcr.io/distroless/")) return user === "nonroot" ? "65532:65532" : undefined;
  const numbers = users[user];
  return numbers?.image === name ? numbers.ids : undefined;
}
const users: Readonly<Partial<Record<string, { readonly image: string; readonly ids: string }>>> = {
  node: { image: "node", ids: "1000:1000" },
  bun: { image: "oven/bun", ids: "1000:1000" },
  deno: { image: "denoland/deno", ids: "1993:1993" },
  gradle: { image: "gradle", ids: "1000:1000" },
};
