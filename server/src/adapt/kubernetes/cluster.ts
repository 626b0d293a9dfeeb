import { type Facts, facts } from "../../model/subjects.ts";
import { get, type MapNode } from "../../syntax/tree.ts";
import { boolean, either, string } from "../fields.ts";
import { auditPolicy } from "./audit-policy.ts";
import { ingress, listeners, ofIngress, ofService, service } from "./exposure.ts";
import { nodeKubelet, ownKubelet } from "./kubelet.ts";
import { labels } from "./labels.ts";
import { networkPolicy, pluginPolicy } from "./network-policy.ts";
import { nodeClass } from "./node-class.ts";
import { at, type KubernetesObject } from "./objects.ts";
import { podSecurityPolicy } from "./pod-security-policy.ts";
import { binding, identityMappings, role } from "./rbac.ts";
import { autoscaler, disruptionBudget } from "./replicas.ts";

/** What an object beside the pods decides; undefined for objects that are not read. */
export function clusterFacts({ map, kind, group }: KubernetesObject): Facts | undefined {
  const entry = kinds.get(kind);
  return entry?.groups.includes(group) && !get(map, "$patch") ? entry.read(map) : undefined;
}

interface Kind {
  /** The API groups that have it; "" is the core's. */
  readonly groups: readonly string[];
  /** Undefined where it is but a part of an object. */
  readonly read: (map: MapNode) => Facts | undefined;
}

const rbac = ["rbac.authorization.k8s.io"];
const plugin = (...groups: readonly string[]): Kind => ({ groups, read: (map) => facts({ networkPolicy: [pluginPolicy(map)] }) });

const kinds: ReadonlyMap<string, Kind> = new Map<string, Kind>([
  ["Role", { groups: rbac, read: (map) => facts({ rbacRole: [role(map, "Role")] }) }],
  ["ClusterRole", { groups: rbac, read: (map) => facts({ rbacRole: [role(map, "ClusterRole")] }) }],
  ["RoleBinding", { groups: rbac, read: (map) => facts({ roleBinding: [binding(map, "RoleBinding")] }) }],
  ["ClusterRoleBinding", { groups: rbac, read: (map) => facts({ roleBinding: [binding(map, "ClusterRoleBinding")] }) }],
  ["ServiceAccount", { groups: [""], read: (map) => facts({ serviceAccount: [serviceAccount(map)] }) }],
  ["Secret", { groups: [""], read: (map) => facts({ kubernetesSecret: [secret(map)] }) }],
  ["Namespace", { groups: [""], read: (map) => facts({ namespace: [namespace(map)] }) }],
  [
    "Service",
    { groups: [""], read: (map) => withSpec(map, (spec) => facts({ kubernetesService: [service(map, spec)], listener: listeners(map, ofService) })) },
  ],
  [
    "Ingress",
    {
      groups: ["networking.k8s.io", "extensions"],
      read: (map) => withSpec(map, (spec) => facts({ ingress: [ingress(map, spec)], listener: listeners(map, ofIngress) })),
    },
  ],
  [
    "NetworkPolicy",
    {
      groups: ["networking.k8s.io", "extensions", "projectcalico.org", "crd.projectcalico.org"],
      // Calico's kind of the same name has a selector of its own making.
      read: (map) => facts({ networkPolicy: [get(get(map, "spec"), "selector") ? pluginPolicy(map) : networkPolicy(map)] }),
    },
  ],
  ["GlobalNetworkPolicy", plugin("projectcalico.org", "crd.projectcalico.org")],
  ["CiliumNetworkPolicy", plugin("cilium.io")],
  ["CiliumClusterwideNetworkPolicy", plugin("cilium.io")],
  ["AdminNetworkPolicy", plugin("policy.networking.k8s.io")],
  ["BaselineAdminNetworkPolicy", plugin("policy.networking.k8s.io")],
  ["ClusterNetworkPolicy", plugin("policy.networking.k8s.io")],
  ["PodDisruptionBudget", { groups: ["policy"], read: (map) => facts({ disruptionBudget: [disruptionBudget(map)] }) }],
  ["HorizontalPodAutoscaler", { groups: ["autoscaling"], read: (map) => facts({ autoscaler: [autoscaler(map)] }) }],
  ["PersistentVolume", { groups: [""], read: (map) => facts({ persistentVolume: [persistentVolume(map)] }) }],
  ["PodSecurityPolicy", { groups: ["policy", "extensions"], read: (map) => facts({ podSecurityPolicy: [podSecurityPolicy(map)] }) }],
  ["EC2NodeClass", { groups: ["karpenter.k8s.aws"], read: (map) => withSpec(map, (spec) => nodeClass(map, spec)) }],
  ["AWSNodeTemplate", { groups: ["karpenter.k8s.aws"], read: (map) => withSpec(map, (spec) => nodeClass(map, spec)) }],
  ["KubeletConfiguration", { groups: ["kubelet.config.k8s.io"], read: (map) => facts({ component: [ownKubelet(map)] }) }],
  ["Policy", { groups: ["audit.k8s.io"], read: (map) => facts({ auditPolicy: [auditPolicy(map)] }) }],
  [
    "NodeConfig",
    {
      groups: ["node.eks.aws"],
      read: (map) => {
        const component = nodeKubelet(map);
        return facts({ component: component ? [component] : [] });
      },
    },
  ],
  [
    "ConfigMap",
    {
      groups: [""],
      read: (map) => {
        const identityMapping = identityMappings(map);
        return identityMapping.length > 0 ? facts({ identityMapping }) : undefined;
      },
    },
  ],
]);

function withSpec(map: MapNode, read: (spec: MapNode) => Facts): Facts | undefined {
  const spec = at(map, ["spec"]);
  return spec?.kind === "map" ? read(spec) : undefined;
}

const serviceAccount = (map: MapNode): Facts["serviceAccount"][number] => ({
  address: string(map, "metadata", "name").value ?? "",
  name: string(map, "metadata", "name"),
  namespace: string(map, "metadata", "namespace"),
  annotations: labels(map, "metadata", "annotations"),
  mountsToken: boolean(map, "automountServiceAccountToken").or(true),
});

const secret = (map: MapNode): Facts["kubernetesSecret"][number] => ({
  address: string(map, "metadata", "name").value ?? "",
  type: string(map, "type").or("Opaque"),
  serviceAccount: string(map, "metadata", "annotations", "kubernetes.io/service-account.name"),
});

const namespace = (map: MapNode): Facts["namespace"][number] => ({
  address: string(map, "metadata", "name").value ?? "",
  name: string(map, "metadata", "name"),
  labels: labels(map, "metadata", "labels"),
  annotations: labels(map, "metadata", "annotations"),
});

const persistentVolume = (map: MapNode): Facts["persistentVolume"][number] => ({
  address: string(map, "metadata", "name").value ?? "",
  name: string(map, "metadata", "name"),
  // Terraform's provider has a block around the source.
  hostPath: either(string(map, "spec", "hostPath", "path"), string(map, "spec", "persistentVolumeSource", "hostPath", "path")),
});
