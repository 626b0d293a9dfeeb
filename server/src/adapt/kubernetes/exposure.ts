import type { Ingress, Service } from "../../model/exposure.ts";
import { Field } from "../../model/field.ts";
import { get, type MapNode, maps, type Node, values } from "../../syntax/tree.ts";
import { list, string, texts } from "../fields.ts";
import { labels, plainSelector } from "./labels.ts";

export const service = (map: MapNode, spec: MapNode): Service => ({
  address: string(map, "metadata", "name").value ?? "",
  name: string(map, "metadata", "name"),
  namespace: string(map, "metadata", "namespace"),
  annotations: labels(map, "metadata", "annotations"),
  selector: get(spec, "selector") ? plainSelector(spec, "selector") : undefined,
  type: string(spec, "type").or("ClusterIP"),
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
  hosts: maps(values(get(spec, "rules"))).map((rule) => string(rule, "host")),
  tls: list(spec, "tls", { read: (item: Node) => Field.opaque<string>(item.at), write: (secretName: string) => ({ secretName }) }),
  defaultBackend: get(spec, "defaultBackend") !== undefined || get(spec, "backend") !== undefined,
});

const first = (said: Field<string>, otherwise: Field<string>): Field<string> => (said.unset && !otherwise.unset ? otherwise : said);
