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
    source: "distroless README and base/: latest and debug run as root, nonroot and debug-nonroot as 65532",
    variants: [
      {
        tag: /nonroot/,
        kind: "bare",
        user: "65532",
        like: ["gcr.io/distroless/static-debian12:nonroot", "gcr.io/distroless/java21-debian12:debug-nonroot"],
      },
      { kind: "bare", user: "root", spare: "65532:65532", like: ["gcr.io/distroless/static", "gcr.io/distroless/nodejs22-debian12:debug"] },
    ],
  },
  {
    names: ["cgr.dev/chainguard/wolfi-base", "cgr.dev/chainguard/busybox"],
    source: "Chainguard image overviews; whether a tag runs as 65532 differs",
    variants: [{ kind: "small", like: ["cgr.dev/chainguard/wolfi-base"] }],
  },
  {
    // 65532 for most of them, root for some: nothing is said of any.
    names: ["cgr.dev/*", "chainguard/*", "dhi.io/*"],
    source: "Chainguard and Docker Hardened Images documentation: mostly non-root, differing by image",
    variants: [{ kind: "bare", like: ["cgr.dev/chainguard/python:latest", "chainguard/nginx"] }],
  },
];
