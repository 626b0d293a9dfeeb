import type { Component, Setting } from "../../model/component.ts";
import { Field } from "../../model/field.ts";
import { get, type MapNode, type Node, type Plain, values } from "../../syntax/tree.ts";
import type { Place } from "../../text/source.ts";
import { merged, named, placeOf, string, text } from "../fields.ts";
import { settingsIn } from "./component.ts";
import { at as below } from "./objects.ts";

/**
 * A `KubeletConfiguration`, whole or the part that eksctl and nodeadm take. What it leaves out has other defaults than the flags: nobody comes in
 * without a name. https://kubernetes.io/docs/reference/config-api/kubelet-config.v1beta1/
 */
export const kubelet = (map: MapNode, address = "", at: Place = placeOf(map)): Component => ({
  address,
  at,
  program: "kubelet",
  settings: Array.from(keys, ([flag, path]) => settingsAt(flag, path, below(map, path))).flat(),
});

const keys: ReadonlyMap<string, readonly string[]> = new Map([
  ["anonymous-auth", ["authentication", "anonymous", "enabled"]],
  ["authorization-mode", ["authorization", "mode"]],
  ["read-only-port", ["readOnlyPort"]],
  ["streaming-connection-idle-timeout", ["streamingConnectionIdleTimeout"]],
  ["protect-kernel-defaults", ["protectKernelDefaults"]],
  ["make-iptables-util-chains", ["makeIPTablesUtilChains"]],
  ["rotate-certificates", ["rotateCertificates"]],
  ["rotate-server-certificates", ["featureGates", "RotateKubeletServerCertificate"]],
  ["tls-cipher-suites", ["tlsCipherSuites"]],
  ["tls-min-version", ["tlsMinVersion"]],
  ["event-qps", ["eventRecordQPS"]],
  ["tls-cert-file", ["tlsCertFile"]],
  ["tls-private-key-file", ["tlsPrivateKeyFile"]],
  ["server-tls-bootstrap", ["serverTLSBootstrap"]],
]);

/** A file of the kubelet's own. What kubeadm is given along with its own configuration it completes: https://kubernetes.io/docs/reference/config-api/kubeadm-config.v1beta4/ */
export function ownKubelet(map: MapNode): Component {
  const component = kubelet(map, "", string(map, "kind").at);
  return component.at.source.text.includes("kubeadm.k8s.io")
    ? component
    : { ...component, defaults: "configuration", add: (wanted) => merged(map, inKeys(wanted)) };
}

/** The settings under the keys that a file has for them; truth values alone. */
const inKeys = (wanted: ReadonlyMap<string, string>): { readonly [key: string]: Plain } =>
  Object.fromEntries(Array.from(wanted, ([flag, value]) => [keys.get(flag)?.[0] ?? flag, value === "true"]));

/** Each item of a list is a setting of its own. */
function settingsAt(flag: string, path: readonly string[], node: Node | undefined): readonly Setting[] {
  if (node?.kind === "list") return node.items.map((item) => ({ flag, value: text(item) }));
  if (node?.kind !== "scalar" || node.value === null) return [];
  const old = node.value;
  const typed = (to: string): Plain => (typeof old === "boolean" ? to === "true" : typeof old === "number" ? Number(to) : to);
  return [{ flag, value: Field.written(String(old), node.at, { key: path.join("."), set: (to) => node.writer.replace(node, typed(to)) }) }];
}

/** The kubelet of a node that nodeadm sets up: https://awslabs.github.io/amazon-eks-ami/nodeadm/doc/api/. */
export function nodeKubelet(object: MapNode): Component | undefined {
  const own = below(object, ["spec", "kubelet"]);
  if (own?.kind !== "map") return undefined;
  const config = get(own, "config");
  const at = placeOf(object);
  const flags = settingsIn(values(get(own, "flags")).map((flag) => text(flag)));
  return { address: "", at, program: "kubelet", settings: [...(config?.kind === "map" ? kubelet(named(config, at)).settings : []), ...flags] };
}
