import type { Family } from "./family.ts";

/** Images without shell and package manager, and makers whose images mostly run as another user than root. */
export const bare: readonly Family[] = [
  {
    names: ["scratch"],
    source: "Docker's reference, FROM scratch: an empty image, in which a process without USER has uid 0",
    variants: [{ kind: "bare", user: "root", spare: "65532:65532", like: ["scratch"] }],
  },
  {
    names: ["gcr.io/distroless/*"],
    source: "distroless README and base/ (2026): latest and debug run as root, nonroot and debug-nonroot as 65532; Debian 12 is left behind",
    variants: [
      {
        tag: /nonroot/,
        kind: "bare",
        user: "65532",
        like: ["gcr.io/distroless/static-debian12:nonroot", "gcr.io/distroless/java21-debian12:debug-nonroot"],
      },
      {
        kind: "bare",
        user: "root",
        spare: "65532:65532",
        unversioned: true,
        like: ["gcr.io/distroless/static", "gcr.io/distroless/nodejs22-debian12:debug"],
      },
    ],
  },
  {
    names: ["cgr.dev/chainguard/wolfi-base", "cgr.dev/chainguard/busybox"],
    source: "Chainguard image overviews; whether a tag runs as 65532 differs",
    variants: [{ kind: "small", unversioned: true, like: ["cgr.dev/chainguard/wolfi-base"] }],
  },
  {
    // 65532 for most of them, root for some: nothing is said of any.
    names: ["cgr.dev/chainguard/*", "chainguard/*"],
    source: "Chainguard image overviews: mostly non-root, differing by image; the public ones have latest and latest-dev only",
    variants: [{ kind: "bare", unversioned: true, like: ["cgr.dev/chainguard/python:latest", "chainguard/nginx"] }],
  },
  {
    names: ["dhi.io/*"],
    source: "Docker Hardened Images documentation: runtime variants are non-root, dev variants are root",
    variants: [{ kind: "bare", like: ["dhi.io/node:22"] }],
  },
];
