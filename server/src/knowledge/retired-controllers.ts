/** What runs in clusters with rights over them, and has no makers any more. */
export interface RetiredController {
  readonly what: string;
  /** A clause after what it is: "was archived in March 2026". */
  readonly fate: string;
  readonly instead: string;
  readonly source: string;
  /** A hole that this version has, and where that is told. */
  readonly hole?: { readonly what: string; readonly source: string };
}

/** By the image's name, as `imageName` gives it, and its tag. */
export function retiredController(name: string, tag = ""): RetiredController | undefined {
  const found = controllers.find((c) => c.names.test(name));
  if (!found) return undefined;
  const { names: _, holes, ...known } = found;
  const version = versionOf(tag);
  const hole = version && holes?.find((h) => isBelow(version, h.mended));
  return hole ? { ...known, hole } : known;
}

interface Entry extends Omit<RetiredController, "hole"> {
  readonly names: RegExp;
  /** Versions that mended it, one for each line that was maintained then. */
  readonly holes?: readonly { readonly what: string; readonly source: string; readonly mended: readonly Version[] }[];
}
type Version = readonly [major: number, minor: number, patch: number];

const controllers: readonly Entry[] = [
  {
    names:
      /^(?:(?:registry\.k8s\.io|k8s\.gcr\.io)\/ingress-nginx\/controller(?:-chroot)?|quay\.io\/kubernetes-ingress-controller\/nginx-ingress-controller)$/,
    what: "Ingress NGINX",
    fate: "was archived in March 2026",
    instead: "the Gateway API, or a controller that somebody maintains",
    source: "https://kubernetes.io/blog/2025/11/11/ingress-nginx-retirement/",
    holes: [
      {
        what: "CVE-2025-1974: whoever reaches its admission webhook from a pod runs code in it, and reads the secrets of the cluster",
        source: "https://kubernetes.io/blog/2025/03/24/ingress-nginx-cve-2025-1974/",
        mended: [
          [1, 11, 5],
          [1, 12, 1],
        ],
      },
    ],
  },
  {
    names: /^(?:gcr\.io\/kubernetes-helm|ghcr\.io\/helm)\/tiller$/,
    what: "Tiller, the server of Helm 2,",
    fate: "has got no updates since November 2020",
    instead: "Helm 3, which has no server",
    source: "https://helm.sh/blog/helm-2-becomes-unsupported/",
  },
  {
    names: /^(?:k8s\.gcr\.io|gcr\.io\/google_containers|gcr\.io\/google-containers)\/heapster(?:-[a-z0-9]+)?$/,
    what: "Heapster",
    fate: "was retired in 2018",
    instead: "metrics-server",
    source: "https://github.com/kubernetes-retired/heapster",
  },
];

function versionOf(tag: string): Version | undefined {
  const [match, major, minor, patch] = /^v?(\d{1,4})\.(\d{1,4})\.(\d{1,4})(?:$|[-+])/.exec(tag) ?? [];
  return match === undefined ? undefined : [Number(major), Number(minor), Number(patch)];
}

/** Is it older than what mended its own line, or, where its line was not mended, than the newest line that was? */
function isBelow([major, minor, patch]: Version, mended: readonly Version[]): boolean {
  const own = mended.find(([a, b]) => a === major && b === minor);
  if (own) return patch < own[2];
  return mended.every(([a, b]) => major < a || (major === a && minor < b));
}
