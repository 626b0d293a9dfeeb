import type { Ingress, Service } from "../../model/exposure.ts";
import { Field, List } from "../../model/field.ts";
import type { Listener } from "../../model/listener.ts";
import { get, type MapNode, maps, type Node, values } from "../../syntax/tree.ts";
import { absent, list, string, text, texts } from "../fields.ts";
import { labels, plainSelector } from "./labels.ts";

export const service = (map: MapNode, spec: MapNode): Service => ({
  address: string(map, "metadata", "name").value ?? "",
  name: string(map, "metadata", "name"),
  namespace: string(map, "metadata", "namespace"),
  annotations: labels(map, "metadata", "annotations"),
  selector: get(spec, "selector") ? plainSelector(spec, "selector") : undefined,
  type: string(spec, "type").or("ClusterIP"),
  clusterIP: string(spec, "clusterIP"),
  externalIPs: list(spec, "externalIPs", texts),
  sourceRanges: list(spec, "loadBalancerSourceRanges", texts),
  loadBalancerClass: string(spec, "loadBalancerClass"),
  ports: maps(values(get(spec, "ports"))).map((port) => ({ port: string(port, "port"), targetPort: string(port, "targetPort") })),
});

export const ingress = (map: MapNode, spec: MapNode): Ingress => ({
  address: string(map, "metadata", "name").value ?? "",
  name: string(map, "metadata", "name"),
  namespace: string(map, "metadata", "namespace"),
  annotations: labels(map, "metadata", "annotations"),
  className: first(string(spec, "ingressClassName"), string(map, "metadata", "annotations", "kubernetes.io/ingress.class")),
  backends: backends(spec),
  hosts: maps(values(get(spec, "rules"))).map((rule) => string(rule, "host")),
  tls: list(spec, "tls", { read: (item: Node) => Field.opaque<string>(item.at), write: (secretName: string) => ({ secretName }) }),
  tlsHosts: tlsHosts(spec),
  defaultBackend: get(spec, "defaultBackend") !== undefined || get(spec, "backend") !== undefined,
});

/** Both as `networking.k8s.io/v1` and as the versions before have them. */
function backends(spec: MapNode): readonly Field<string>[] {
  const paths = maps(values(get(spec, "rules"))).flatMap((rule) => maps(values(get(get(rule, "http"), "paths"))));
  const all = [get(spec, "defaultBackend"), get(spec, "backend"), ...paths.map((path) => get(path, "backend"))];
  return maps(all.flatMap((node) => node ?? [])).flatMap((backend) => {
    // An action that an annotation describes: https://kubernetes-sigs.github.io/aws-load-balancer-controller/latest/guide/ingress/annotations/#actions
    const port = first(string(backend, "service", "port", "name"), string(backend, "servicePort"));
    const service = first(string(backend, "service", "name"), string(backend, "serviceName"));
    return service.unset || port.opaque || port.is("use-annotation") ? [] : [service];
  });
}

function tlsHosts(spec: MapNode): Ingress["tlsHosts"] {
  const entries = list(spec, "tls", { read: (item) => item, write: (secretName: string) => ({ secretName }) });
  const isKnown = entries.state !== "opaque" && entries.items.every((item) => values(get(item, "hosts")).length > 0);
  return new List(
    isKnown ? entries.state : "opaque",
    entries.items.flatMap((item) => values(get(item, "hosts")).map((host) => text(host))),
    entries.at,
  );
}

/**
 * The listener that the AWS Load Balancer Controller makes, where annotations say how it speaks TLS; what they leave out, flags and classes
 * of the controller decide (https://kubernetes-sigs.github.io/aws-load-balancer-controller/latest/guide/ingress/annotations/).
 */
export const listeners = (
  map: MapNode,
  words: { readonly policy: string; readonly scheme: string; readonly protocol: string },
): readonly Listener[] => {
  const annotation = (name: string): Field<string> => string(map, "metadata", "annotations", name);
  const tlsPolicy = annotation(words.policy);
  if (tlsPolicy.state !== "written") return [];
  const { at } = string(map, "metadata", "name");
  return [
    {
      address: string(map, "metadata", "name").value ?? "",
      at,
      protocol: absent<string>(at).or(words.protocol),
      port: absent(at),
      tlsPolicy,
      actions: [],
      scheme: annotation(words.scheme).or("internal"),
    },
  ];
};
export const ofIngress = {
  policy: "alb.ingress.kubernetes.io/ssl-policy",
  scheme: "alb.ingress.kubernetes.io/scheme",
  protocol: "HTTPS",
};
export const ofService = {
  policy: "service.beta.kubernetes.io/aws-load-balancer-ssl-negotiation-policy",
  scheme: "service.beta.kubernetes.io/aws-load-balancer-scheme",
  protocol: "TLS",
};

const first = (said: Field<string>, otherwise: Field<string>): Field<string> => (said.unset && !otherwise.unset ? otherwise : said);
