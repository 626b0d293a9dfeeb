import type { Program } from "./component-settings.ts";

/** What a program does until it is told otherwise, where that leaves something open. */
export interface OpenDefault {
  readonly program: Program;
  /** Whose default it is; a configuration file of the kubelet has others than its flags. */
  readonly of: "flags" | "configuration";
  readonly flag: string;
  /** How the file calls it, where it is no flag. */
  readonly key?: string;
  /** What closes it, where that needs no file and no name of somebody's own. */
  readonly value?: string;
  /** Settings beside which it does not matter. */
  readonly unless?: readonly string[];
  /** Does whoever reaches the port gain at once? */
  readonly grave?: true;
}

const api = (flag: string, more: Partial<OpenDefault> = {}): OpenDefault => ({ program: "kube-apiserver", of: "flags", flag, ...more });
const kubelet = (flag: string, more: Partial<OpenDefault> = {}): OpenDefault => ({ program: "kubelet", of: "flags", flag, ...more });
const etcd = (flag: string, more: Partial<OpenDefault> = {}): OpenDefault => ({ program: "etcd", of: "flags", flag, ...more });

/**
 * CIS Kubernetes 1.2 to 1.4, 2 and 4.2, where the documented default is what the benchmark warns of:
 * https://kubernetes.io/docs/reference/command-line-tools-reference/ (1.34), https://etcd.io/docs/v3.6/op-guide/configuration/,
 * https://kubernetes.io/docs/reference/config-api/kubelet-config.v1beta1/. What is safe when it is left out is not here:
 * `--service-account-lookup`, `--kubelet-https`, `--terminated-pod-gc-threshold`, `--make-iptables-util-chains`.
 */
export const openDefaults: readonly OpenDefault[] = [
  api("authorization-mode", { value: "Node,RBAC", unless: ["authorization-config"], grave: true }),
  api("anonymous-auth", { value: "false", unless: ["authentication-config"] }),
  api("audit-log-path", { unless: ["audit-webhook-config-file"] }),
  api("audit-policy-file"),
  // Nothing is ever deleted until the disk is full; without a log they are what it needs once it is there.
  api("audit-log-maxage", { value: "30", unless: ["audit-webhook-config-file"] }),
  api("audit-log-maxbackup", { value: "10", unless: ["audit-webhook-config-file"] }),
  // 100 MB is what is done without it: https://pkg.go.dev/gopkg.in/natefinch/lumberjack.v2
  api("audit-log-maxsize", { value: "100", unless: ["audit-webhook-config-file", "audit-log-path"] }),
  api("encryption-provider-config"),
  api("etcd-cafile"),
  api("etcd-certfile", { unless: ["etcd-keyfile"] }),
  api("kubelet-certificate-authority"),
  api("kubelet-client-certificate", { unless: ["kubelet-client-key"] }),
  // The key of the server's own certificate is the one of accounts, too; an external signer has its own.
  api("service-account-key-file", { unless: ["service-account-signing-endpoint"] }),
  api("tls-cert-file", { unless: ["tls-private-key-file", "tls-sni-cert-key"] }),
  api("profiling", { value: "false" }),
  { program: "kube-controller-manager", of: "flags", flag: "profiling", value: "false" },
  { program: "kube-controller-manager", of: "flags", flag: "bind-address", value: "127.0.0.1", unless: ["address", "secure-port"] },
  { program: "kube-controller-manager", of: "flags", flag: "use-service-account-credentials", value: "true" },
  { program: "kube-controller-manager", of: "flags", flag: "root-ca-file" },
  { program: "kube-scheduler", of: "flags", flag: "profiling", value: "false" },
  { program: "kube-scheduler", of: "flags", flag: "bind-address", value: "127.0.0.1", unless: ["address", "secure-port"] },
  etcd("client-cert-auth", { unless: ["trusted-ca-file", "ca-file"] }),
  etcd("cert-file", { unless: ["key-file", "auto-tls"] }),
  etcd("peer-client-cert-auth", { unless: ["peer-trusted-ca-file", "peer-ca-file"] }),
  etcd("peer-cert-file", { unless: ["peer-key-file", "peer-auto-tls"] }),
  kubelet("authorization-mode", { value: "Webhook", grave: true }),
  kubelet("anonymous-auth", { value: "false", grave: true }),
  kubelet("read-only-port", { value: "0" }),
  kubelet("rotate-certificates", { value: "true" }),
  kubelet("protect-kernel-defaults", { value: "true" }),
  kubelet("tls-cert-file", { unless: ["tls-private-key-file", "rotate-server-certificates"] }),
  kubelet("rotate-certificates", { of: "configuration", key: "rotateCertificates", value: "true" }),
  kubelet("protect-kernel-defaults", { of: "configuration", key: "protectKernelDefaults", value: "true" }),
  kubelet("tls-cert-file", { of: "configuration", key: "tlsCertFile", unless: ["tls-private-key-file", "server-tls-bootstrap"] }),
];

/** Plugins of the API server that are off until they are named (CIS Kubernetes 1.2.3, 1.2.9, 1.2.11 and 1.2.16). */
export const pluginsToEnable: readonly string[] = ["NodeRestriction", "AlwaysPullImages", "EventRateLimit", "DenyServiceExternalIPs"];
