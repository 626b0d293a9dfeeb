import { bad, good, kubernetes } from "../../kit/example.ts";
import { fix, rule } from "../../kit/rule.ts";
import type { Service } from "../../model/exposure.ts";
import { titled } from "../../model/title.ts";

const schemeAnnotation = "service.beta.kubernetes.io/aws-load-balancer-scheme";

export default rule({
  name: "public-load-balancer",
  on: "kubernetesService",
  title: "Load balancer takes traffic from everywhere",
  severity: "info",
  risk: "orchestrator",
  why: `A Service of type LoadBalancer without \`loadBalancerSourceRanges\` is open to whoever reaches its load balancer. For one that faces the Internet that is everybody: databases and consoles have been found that way within minutes.

Front doors are meant to be open: accept the finding on the Service of an ingress controller. On AWS the scheme is \`service.beta.kubernetes.io/aws-load-balancer-scheme\`; without it the AWS Load Balancer Controller makes an internal one and the older controller in Kubernetes a public one, which no file tells: there the finding has low confidence. Internal load balancers, of other clouds too, are left alone.`,
  refs: [
    "NIST SP 800-190 4.3.3",
    "CWE-668",
    "https://kubernetes-sigs.github.io/aws-load-balancer-controller/latest/guide/service/annotations/",
    "https://kubernetes.io/docs/concepts/services-networking/service/#loadbalancer",
  ],

  *check(service) {
    const { type, sourceRanges, annotations, name } = service;
    if (!type.is("LoadBalancer") || annotations.open || isInternal(service)) return;
    const ranges = annotations.of("service.beta.kubernetes.io/load-balancer-source-ranges");
    if (sourceRanges.state === "opaque" || !ranges.unset) return;
    const all = sourceRanges.items.find((range) => range.is("0.0.0.0/0") || range.is("::/0"));
    if (sourceRanges.items.length > 0 && !all) return;
    const scheme = annotations.of(schemeAnnotation);
    const isPublic = scheme.is("internet-facing");
    yield {
      at: (all ?? type).at,
      ...(isPublic ? {} : { confidence: "low" as const }),
      message: isPublic
        ? `The load balancer of the ${titled("Service", name)} faces the Internet and takes traffic from every address.`
        : `The load balancer of the ${titled("Service", name)} takes traffic from every address that reaches it.`,
      fixes: isPublic ? fix(`Set "${schemeAnnotation}" to internal`, "unsafe", scheme.set("internal")) : [],
    };
  },

  examples: [
    bad(kubernetes`
      apiVersion: v1
      kind: Service
      metadata:
        name: web
        annotations:
          service.beta.kubernetes.io/aws-load-balancer-type: external
          service.beta.kubernetes.io/aws-load-balancer-scheme: internet-facing
      spec:
        type: «LoadBalancer»
        selector: { app: web }
        ports: [{ port: 443 }]
    `).to(kubernetes`
      apiVersion: v1
      kind: Service
      metadata:
        name: web
        annotations:
          service.beta.kubernetes.io/aws-load-balancer-type: external
          service.beta.kubernetes.io/aws-load-balancer-scheme: internal
      spec:
        type: LoadBalancer
        selector: { app: web }
        ports: [{ port: 443 }]
    `),
    bad(kubernetes`
      apiVersion: v1
      kind: Service
      metadata: { name: web }
      spec:
        type: LoadBalancer
        loadBalancerSourceRanges: [10.0.0.0/8, «0.0.0.0/0»]
        ports: [{ port: 443 }]
    `).because("Low confidence: nothing tells whether it faces the Internet."),
    good(kubernetes`
      apiVersion: v1
      kind: Service
      metadata:
        name: web
        annotations: { service.beta.kubernetes.io/aws-load-balancer-internal: "true" }
      spec:
        type: LoadBalancer
        ports: [{ port: 443 }]
    `).because("An internal one, as it was once said."),
    good(kubernetes`
      apiVersion: v1
      kind: Service
      metadata:
        name: web
        annotations: { service.beta.kubernetes.io/aws-load-balancer-scheme: internet-facing }
      spec:
        type: LoadBalancer
        loadBalancerSourceRanges: [192.0.2.0/24]
        ports: [{ port: 443 }]
    `).because("It takes traffic from some."),
    good(kubernetes`
      apiVersion: v1
      kind: Service
      metadata: { name: web }
      spec: { ports: [{ port: 443 }] }
    `).because("Reached in the cluster alone."),
    good(kubernetes`
      apiVersion: serving.knative.dev/v1
      kind: Service
      metadata: { name: web }
      spec: { type: LoadBalancer }
    `).because("Another API's Service."),
  ],
});

/** How each cloud says that the load balancer is for its own network alone. */
function isInternal({ annotations }: Service): boolean {
  const says = (name: string, how: RegExp): boolean => {
    const field = annotations.of(name);
    return field.opaque || field.is((value) => how.test(value));
  };
  return (
    says("service.beta.kubernetes.io/aws-load-balancer-scheme", /^internal$/) ||
    says("service.beta.kubernetes.io/aws-load-balancer-internal", /^(?:true|0\.0\.0\.0\/0)$/) ||
    says("service.beta.kubernetes.io/azure-load-balancer-internal", /^true$/) ||
    says("networking.gke.io/load-balancer-type", /^internal$/i) ||
    says("cloud.google.com/load-balancer-type", /^internal$/i) ||
    says("service.beta.kubernetes.io/oci-load-balancer-internal", /^true$/) ||
    says("service.beta.kubernetes.io/openstack-internal-load-balancer", /^true$/)
  );
}
