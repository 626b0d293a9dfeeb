/** The programs that machines become a cluster by. */
export const programs = ["kube-apiserver", "kube-controller-manager", "kube-scheduler", "kubelet", "etcd"] as const;
export type Program = (typeof programs)[number];

/** A setting of one of Kubernetes' own programs that switches something off which protects the cluster. */
export interface Weakness {
  readonly programs: readonly Program[];
  readonly flag: string;
  /** Is the value, as written, one that weakens? */
  readonly weak: (value: string) => boolean;
  /** A setting beside which it does no harm. */
  readonly unless?: string;
  readonly severity: "error" | "warning" | "info";
  /** What follows, in words that follow a colon. */
  readonly why: string;
  /** What to write in its place; the setting goes where it is left out. */
  readonly instead?: string | ((value: string) => string);
}

/** What a setting that takes several names, with commas between them. */
const partsOf = (value: string): readonly string[] =>
  value
    .split(",")
    .map((part) => part.trim())
    .filter((part) => part !== "");
const on = (value: string): boolean => value === "true";
const off = (value: string): boolean => value === "false";
const some = (): boolean => true;
const names =
  (...wanted: readonly string[]) =>
  (value: string): boolean =>
    partsOf(value).some((part) => wanted.includes(part));
const without =
  (...unwanted: readonly string[]) =>
  (value: string): string =>
    partsOf(value)
      .filter((part) => !unwanted.includes(part))
      .join(",");
/** A number; 0 keeps all there is. */
const below =
  (least: number) =>
  (value: string): boolean =>
    /^[1-9]\d{0,8}$/.test(value) && Number(value) < least;
/** A duration of Go's: "1h0m30s". */
const longerThan =
  (most: number) =>
  (value: string): boolean => {
    const parts = /^(?:(\d{1,5})h)?(?:(\d{1,5})m)?(?:(\d{1,6})s)?$/.exec(value);
    const [hours = 0, minutes = 0, seconds = 0] = parts?.slice(1).map((part) => Number(part ?? 0)) ?? [];
    return hours * 3600 + minutes * 60 + seconds > most;
  };
/** Of all interfaces. */
const everywhere = (value: string): boolean => ["0.0.0.0", "::", "[::]"].includes(value);
const api: readonly Program[] = ["kube-apiserver"];
const kubelet: readonly Program[] = ["kubelet"];
const etcd: readonly Program[] = ["etcd"];

/**
 * Go's insecure suites and those without forward secrecy: https://pkg.go.dev/crypto/tls#InsecureCipherSuites. Those of TLS 1.3 cannot be chosen.
 */
const weakSuite = (suite: string): boolean => /^TLS_RSA_|_RC4_|_3DES_|_CBC_SHA256$|_NULL_|_EXPORT_/.test(suite);

/**
 * https://kubernetes.io/docs/reference/command-line-tools-reference/ (1.34, and older ones for flags that are gone), https://etcd.io/docs/v3.6/op-guide/security/
 */
export const weaknesses: readonly Weakness[] = [
  {
    programs: kubelet,
    flag: "anonymous-auth",
    weak: on,
    severity: "error",
    why: "whoever reaches port 10250 of the node speaks to the kubelet without a name",
    instead: "false",
  },
  {
    programs: kubelet,
    flag: "authorization-mode",
    weak: names("AlwaysAllow"),
    severity: "error",
    why: "whoever the kubelet knows may run commands in every container of the node",
    instead: "Webhook",
  },
  {
    programs: kubelet,
    flag: "read-only-port",
    weak: (port) => /^[1-9]/.test(port),
    severity: "warning",
    why: "every pod reads from it what runs on the node, without a name and without TLS",
    instead: "0",
  },
  {
    programs: kubelet,
    flag: "rotate-certificates",
    weak: off,
    severity: "info",
    why: "the kubelet does not renew its certificate, and a stolen one serves until it ends",
    instead: "true",
  },
  {
    programs: kubelet,
    flag: "protect-kernel-defaults",
    weak: off,
    severity: "info",
    why: "the kubelet changes parameters of the kernel that the node's image set, and says nothing",
    instead: "true",
  },
  {
    programs: kubelet,
    flag: "make-iptables-util-chains",
    weak: off,
    severity: "info",
    why: "the kubelet does not see to the rules of iptables that the network of pods rests on",
    instead: "true",
  },
  {
    programs: kubelet,
    flag: "streaming-connection-idle-timeout",
    weak: (time) => /^0(?:[a-z]|$)/.test(time),
    severity: "info",
    why: "a session of exec or port-forward that was forgotten stays open for ever",
    instead: "4h0m0s",
  },
  {
    programs: kubelet,
    flag: "event-qps",
    // 5 was the default until 1.27, and is 50 since; 0 is no limit.
    weak: below(5),
    severity: "info",
    why: "what happens on the node in a second beyond this many events is kept nowhere",
    instead: "50",
  },
  {
    programs: kubelet,
    flag: "hostname-override",
    weak: some,
    severity: "info",
    why: "a node that goes by another name than its machine fits neither its certificates nor its logs",
  },
  {
    programs: api,
    flag: "authorization-mode",
    weak: names("AlwaysAllow"),
    severity: "error",
    why: "whoever the API server knows may do everything",
    instead: "Node,RBAC",
  },
  {
    programs: api,
    flag: "authorization-mode",
    weak: (modes) => !names("AlwaysAllow", "RBAC", "Webhook")(modes),
    severity: "warning",
    why: "roles and their bindings decide nothing without RBAC",
    instead: (modes) => [...partsOf(modes), "RBAC"].join(","),
  },
  // CIS Kubernetes 1.2.7; https://kubernetes.io/docs/reference/access-authn-authz/node/
  {
    programs: api,
    flag: "authorization-mode",
    weak: (modes) => names("RBAC")(modes) && !names("AlwaysAllow", "Node", "Webhook")(modes),
    severity: "info",
    why: "without Node a kubelet is not kept to the pods and Secrets of its own node",
    instead: (modes) => ["Node", ...partsOf(modes)].join(","),
  },
  {
    programs: api,
    flag: "insecure-port",
    weak: (port) => /^[1-9]/.test(port),
    severity: "error",
    why: "whoever reaches it is an administrator, without a name and without TLS",
    instead: "0",
  },
  {
    programs: api,
    flag: "insecure-bind-address",
    weak: (address) => !/^127\.|^::1$|^localhost$/.test(address),
    severity: "error",
    why: "the port that asks for no name is offered to other machines",
  },
  {
    programs: api,
    flag: "secure-port",
    weak: (port) => port === "0",
    severity: "warning",
    why: "the API is not offered with TLS",
    instead: "6443",
  },
  {
    programs: api,
    flag: "anonymous-auth",
    weak: on,
    severity: "info",
    why: "requests without credentials are let in as system:anonymous, with whatever was bound to it",
    instead: "false",
  },
  {
    programs: api,
    flag: "basic-auth-file",
    weak: some,
    severity: "warning",
    why: "passwords stand in a file as they are, and hold until the server starts anew",
  },
  {
    programs: api,
    flag: "token-auth-file",
    weak: some,
    severity: "warning",
    why: "tokens stand in a file as they are, do not end, and hold until the server starts anew",
  },
  {
    programs: api,
    flag: "kubelet-https",
    weak: off,
    severity: "warning",
    why: "what passes between it and the kubelets, exec and logs included, can be read and changed",
    instead: "true",
  },
  {
    programs: api,
    flag: "service-account-lookup",
    weak: off,
    severity: "warning",
    why: "tokens of accounts that were deleted are still taken",
    instead: "true",
  },
  {
    programs: api,
    flag: "disable-admission-plugins",
    weak: names("NamespaceLifecycle", "ServiceAccount", "NodeRestriction", "PodSecurity", "LimitRanger", "ResourceQuota"),
    severity: "warning",
    why: "what this plugin refuses is let in",
    instead: without("NamespaceLifecycle", "ServiceAccount", "NodeRestriction", "PodSecurity", "LimitRanger", "ResourceQuota"),
  },
  {
    programs: api,
    flag: "enable-admission-plugins",
    weak: names("AlwaysAdmit"),
    severity: "info",
    why: "AlwaysAdmit admits everything, and is for tests",
    instead: without("AlwaysAdmit"),
  },
  // CIS Kubernetes 1.2.17 to 1.2.19.
  {
    programs: api,
    flag: "audit-log-maxage",
    weak: below(30),
    severity: "info",
    why: "what was done is gone after these days, and most who broke in are found later",
    instead: "30",
  },
  {
    programs: api,
    flag: "audit-log-maxbackup",
    weak: below(10),
    severity: "info",
    why: "whoever makes noise drives what was done out of the log",
    instead: "10",
  },
  {
    programs: api,
    flag: "audit-log-maxsize",
    weak: below(100),
    severity: "info",
    why: "whoever makes noise drives what was done out of the log",
    instead: "100",
  },
  {
    programs: ["kube-controller-manager"],
    flag: "terminated-pod-gc-threshold",
    weak: (pods) => pods === "0",
    severity: "info",
    why: "pods that ended are never taken away, and fill the store of the cluster",
    instead: "12500",
  },
  {
    programs: ["kube-controller-manager", "kube-scheduler"],
    flag: "bind-address",
    weak: everywhere,
    severity: "info",
    why: "its metrics and health are offered on every interface of the machine",
    instead: "127.0.0.1",
  },
  {
    programs: ["kube-controller-manager", "kube-scheduler"],
    flag: "address",
    weak: everywhere,
    severity: "warning",
    why: "its metrics are offered on every interface of the machine, without TLS and without a name",
    instead: "127.0.0.1",
  },
  {
    programs: ["kube-controller-manager"],
    flag: "use-service-account-credentials",
    weak: off,
    severity: "info",
    why: "all controllers share one account with the rights of all",
    instead: "true",
  },
  {
    programs: api,
    flag: "request-timeout",
    weak: longerThan(300),
    severity: "info",
    why: "each request may hold the API server for that long, and few of them keep it busy",
    instead: "60s",
  },
  {
    programs: ["kube-apiserver", "kube-controller-manager", "kube-scheduler"],
    flag: "profiling",
    weak: on,
    severity: "info",
    why: "whoever may ask for profiles learns what goes on inside, and can slow it down",
    instead: "false",
  },
  {
    programs: ["kubelet", "kube-controller-manager"],
    flag: "feature-gates",
    weak: names("RotateKubeletServerCertificate=false"),
    severity: "info",
    why: "kubelets do not renew the certificate that they serve with",
    instead: (gates) =>
      partsOf(gates)
        .map((gate) => (gate === "RotateKubeletServerCertificate=false" ? "RotateKubeletServerCertificate=true" : gate))
        .join(","),
  },
  {
    programs: kubelet,
    flag: "rotate-server-certificates",
    weak: off,
    severity: "info",
    why: "the kubelet does not renew the certificate that it serves with",
    instead: "true",
  },
  {
    programs: ["kube-apiserver", "kubelet", "kube-controller-manager", "kube-scheduler", "etcd"],
    flag: "tls-min-version",
    weak: (version) => /^(?:VersionTLS1[01]|TLS1\.[01])$/.test(version),
    severity: "warning",
    why: "versions of TLS below 1.2 are broken",
    instead: "VersionTLS12",
  },
  ...(["tls-cipher-suites", "cipher-suites"] as const).map(
    (flag): Weakness => ({
      programs: flag === "cipher-suites" ? etcd : ["kube-apiserver", "kubelet", "kube-controller-manager", "kube-scheduler"],
      flag,
      weak: (suites) => partsOf(suites).some(weakSuite),
      severity: "warning",
      why: "what is encrypted this way can be read, now or once the key is known",
      instead: (suites) =>
        partsOf(suites)
          .filter((suite) => !weakSuite(suite))
          .join(","),
    }),
  ),
  ...(["auto-tls", "peer-auto-tls"] as const).map(
    (flag): Weakness => ({
      programs: etcd,
      flag,
      weak: on,
      severity: "warning",
      why: "etcd signs its own certificates, which nobody can tell from another's",
      instead: "false",
    }),
  ),
  ...(["client-cert-auth", "peer-client-cert-auth"] as const).map(
    (flag): Weakness => ({
      programs: etcd,
      flag,
      weak: off,
      // Who names an authority is asked for certificates all the same: ServerConfig in etcd's client/pkg/transport/listener.go.
      unless: flag.replace("client-cert-auth", "trusted-ca-file"),
      severity: flag === "client-cert-auth" ? "error" : "warning",
      why: "whoever reaches its port reads and writes all that it keeps, which of a cluster's own is every secret",
      instead: "true",
    }),
  ),
  ...(["listen-client-urls", "listen-peer-urls"] as const).map(
    (flag): Weakness => ({
      programs: etcd,
      flag,
      weak: (urls) => partsOf(urls).some((url) => /^http:\/\/(?!127\.|localhost[:/]|\[::1\])/.test(url)),
      severity: "error",
      why: "all that it keeps passes without TLS, which of a cluster's own is every secret",
    }),
  ),
];

/** Flags of a certificate and of its key, neither of which is of use alone. */
export const pairs: readonly (readonly [string, string])[] = [
  ["tls-cert-file", "tls-private-key-file"],
  ["etcd-certfile", "etcd-keyfile"],
  ["kubelet-client-certificate", "kubelet-client-key"],
  ["proxy-client-cert-file", "proxy-client-key-file"],
  ["cert-file", "key-file"],
  ["peer-cert-file", "peer-key-file"],
];
