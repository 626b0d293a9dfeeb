import type { Family, Smaller, Variant } from "./family.ts";

const root = { user: "root" } as const;
const distroless: Smaller = { tag: /^/, image: "gcr.io/distroless/base-debian13", without: "a shell or a package manager" };
const dnf = "dnf, systemd and what comes with them";
const full = (smaller: readonly Smaller[], ...like: readonly string[]): Variant => ({ ...root, kind: "os", smaller: [...smaller, distroless], like });
const minimal = (tag: RegExp, ...like: readonly string[]): Variant => ({ ...root, tag, kind: "small", like });

export const distributions: readonly Family[] = [
  {
    names: ["alpine", "busybox", "public.ecr.aws/lts/alpine"],
    source: "alpinelinux/docker-alpine, docker-library/busybox Dockerfiles: no USER",
    variants: [{ ...root, kind: "small", like: ["alpine:3.22", "busybox"] }],
  },
  {
    names: ["debian", "public.ecr.aws/debian/debian"],
    source: "debuerreotype/docker-debian-artifacts Dockerfiles: no USER; slim variants beside each",
    variants: [
      minimal(/slim$/, "debian:12-slim", "debian:bookworm-slim"),
      full(
        [{ tag: /^(\d[\d.]*|bullseye|bookworm|trixie|stable)$/, image: ":$1-slim", without: "manual pages, documentation and locales" }],
        "debian:12",
        "debian",
      ),
    ],
  },
  {
    names: ["ubuntu", "public.ecr.aws/ubuntu/ubuntu", "public.ecr.aws/lts/ubuntu"],
    source: "Canonical's Ubuntu OCI images: no USER; distroless README",
    variants: [full([], "ubuntu:24.04", "ubuntu", "public.ecr.aws/ubuntu/ubuntu:22.04")],
  },
  {
    names: ["amazonlinux", "public.ecr.aws/amazonlinux/amazonlinux"],
    source: "amazonlinux/container-images Dockerfiles: no USER; AL2023 User Guide, minimal container image",
    variants: [
      minimal(/minimal/, "public.ecr.aws/amazonlinux/amazonlinux:2023-minimal"),
      full(
        [{ tag: /^(?:2023|latest)$/, image: "public.ecr.aws/amazonlinux/amazonlinux:2023-minimal", without: dnf }],
        "amazonlinux:2023",
        "amazonlinux:2",
      ),
    ],
  },
  {
    names: ["rockylinux", "almalinux", "rockylinux/rockylinux"],
    source: "docker-library/official-images library/rockylinux, library/almalinux (2022): minimal tags beside each version",
    variants: [
      minimal(/minimal/, "rockylinux:9-minimal", "almalinux:8.6-minimal"),
      full([{ tag: /^([89](?:\.\d+)?)$/, image: ":$1-minimal", without: dnf }], "rockylinux:9", "almalinux"),
    ],
  },
  {
    names: ["oraclelinux"],
    source: "oracle/container-images Dockerfiles: no USER; slim tags beside 7, 8 and 9",
    variants: [minimal(/slim/, "oraclelinux:9-slim"), full([{ tag: /^([789])$/, image: ":$1-slim", without: dnf }], "oraclelinux:9")],
  },
  {
    names: ["centos", "fedora", "quay.io/centos/centos", "quay.io/fedora/fedora", "opensuse/leap", "opensuse/tumbleweed", "archlinux"],
    source: "CentOS, Fedora, openSUSE and Arch container image definitions: no USER",
    variants: [full([], "centos:7", "fedora:42", "quay.io/centos/centos:stream9")],
  },
  {
    names: ["quay.io/fedora/fedora-minimal", "registry.fedoraproject.org/fedora-minimal"],
    source: "Fedora container image definitions: no USER",
    variants: [{ ...root, kind: "small", like: ["quay.io/fedora/fedora-minimal:42"] }],
  },
  {
    names: ["registry.access.redhat.com/ubi8/ubi", "registry.access.redhat.com/ubi8", "redhat/ubi8"],
    source: "Red Hat Universal Base Image 8: no USER; ubi-minimal has microdnf, ubi-micro no package manager",
    variants: [
      full(
        [{ tag: /^/, image: "registry.access.redhat.com/ubi8/ubi-minimal", without: dnf }],
        "registry.access.redhat.com/ubi8/ubi:8.10",
        "redhat/ubi8",
      ),
    ],
  },
  {
    names: ["registry.access.redhat.com/ubi9/ubi", "registry.access.redhat.com/ubi9", "redhat/ubi9"],
    source: "Red Hat Universal Base Image 9: no USER; ubi-minimal has microdnf, ubi-micro no package manager",
    variants: [
      full(
        [{ tag: /^/, image: "registry.access.redhat.com/ubi9/ubi-minimal", without: dnf }],
        "registry.access.redhat.com/ubi9/ubi:9.6",
        "redhat/ubi9",
      ),
    ],
  },
  {
    names: [
      "registry.access.redhat.com/ubi8/ubi-minimal",
      "registry.access.redhat.com/ubi8-minimal",
      "registry.access.redhat.com/ubi9/ubi-minimal",
      "registry.access.redhat.com/ubi9-minimal",
      "registry.access.redhat.com/ubi8/ubi-micro",
      "registry.access.redhat.com/ubi9/ubi-micro",
      "redhat/ubi8-minimal",
      "redhat/ubi9-minimal",
    ],
    source: "Red Hat Universal Base Images: no USER",
    variants: [{ ...root, kind: "small", like: ["registry.access.redhat.com/ubi9/ubi-minimal", "redhat/ubi9-minimal:9.6"] }],
  },
];
