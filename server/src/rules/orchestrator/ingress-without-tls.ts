import { bad, good, kubernetes, terraform } from "../../kit/example.ts";
import { rule } from "../../kit/rule.ts";
import type { Ingress } from "../../model/exposure.ts";
import type { Field } from "../../model/field.ts";
import { titled } from "../../model/title.ts";

export default rule({
  name: "ingress-without-tls",
  on: "ingress",
  title: "Ingress serves plain HTTP",
  severity: "info",
  risk: "orchestrator",
  why: `Without \`tls\`, logins and session cookies cross the network in the clear, and whoever is on the way changes what is served.

An Application Load Balancer takes its certificate from annotations (\`alb.ingress.kubernetes.io/certificate-arn\`, \`listen-ports\` with HTTPS), other controllers and clouds have theirs: an Ingress that says one of them is left alone, as is one whose scheme is internal. Where TLS ends before the controller, at a CDN or a load balancer, or the controller has a default certificate, no Ingress says so: accept it there.`,
  refs: ["NIST SP 800-190 4.3.3", "CWE-319", "https://kubernetes.io/docs/concepts/services-networking/ingress/#tls"],

  *check(ingress) {
    const { tls, annotations, name } = ingress;
    if (tls.items.length > 0) {
      const [left, ...others] = uncovered(ingress);
      if (left)
        yield {
          at: left.at,
          message: `${left.value} is in no entry of tls, and is served without TLS${others.length > 0 ? `; so are ${others.length} more hosts here` : ""}.`,
          related: others.map(({ at }) => ({ at, message: "Nor is this one." })),
        };
      return;
    }
    if (tls.state === "opaque" || annotations.open || annotations.names.some((n) => saysTls(ingress, n))) return;
    const hosts = ingress.hosts.flatMap((host) => host.value ?? host.text ?? []);
    // Those are the machine's own: https://www.rfc-editor.org/rfc/rfc6761#section-6.3
    if (hosts.length > 0 && hosts.every((host) => /(?:^|\.)localhost$/.test(host))) return;
    const what = hosts.length > 0 ? hosts.slice(0, 2).join(hosts.length > 2 ? ", " : " and ") : `The ${titled("Ingress", name)}`;
    yield {
      at: name.at,
      message: `${hosts.length > 1 ? `${what}${hosts.length > 2 ? " and others are" : " are"}` : `${what} is`} served without TLS.`,
    };
  },

  examples: [
    bad(kubernetes`
      apiVersion: networking.k8s.io/v1
      kind: Ingress
      metadata: { name: «shop» }
      spec:
        ingressClassName: nginx
        rules: [{ host: shop.example.com }]
    `),
    bad(kubernetes`
      apiVersion: networking.k8s.io/v1
      kind: Ingress
      metadata:
        name: «shop»
        annotations:
          alb.ingress.kubernetes.io/scheme: internet-facing
          alb.ingress.kubernetes.io/listen-ports: '[{"HTTP": 80}]'
      spec:
        ingressClassName: alb
        rules: [{ host: shop.example.com }]
    `),
    bad(terraform`
      resource "kubernetes_ingress_v1" "shop" {
        metadata { name = "shop" }
        spec {
          ingress_class_name = "nginx"
          tls {
            hosts       = ["shop.example.com"]
            secret_name = "shop-tls"
          }
          rule { host = "shop.example.com" }
          rule { host = «"shop.example.org"» }
        }
      }
    `),
    good(kubernetes`
      apiVersion: networking.k8s.io/v1
      kind: Ingress
      metadata:
        name: shop
        annotations:
          alb.ingress.kubernetes.io/scheme: internet-facing
          alb.ingress.kubernetes.io/listen-ports: '[{"HTTPS": 443}]'
      spec:
        ingressClassName: alb
        rules: [{ host: shop.example.com }]
    `).because("The load balancer finds the certificate by the host."),
    bad(kubernetes`
      apiVersion: networking.k8s.io/v1
      kind: Ingress
      metadata: { name: shop }
      spec:
        ingressClassName: nginx
        tls: [{ hosts: ["*.example.com"], secretName: shop-tls }]
        rules: [{ host: shop.example.com }, { host: «shop.example.org» }]
    `).because("The entry is for other hosts."),
    good(kubernetes`
      apiVersion: networking.k8s.io/v1
      kind: Ingress
      metadata: { name: shop }
      spec: { rules: [{ host: shop.localhost }] }
    `).because("It does not leave the machine."),
    good(kubernetes`
      apiVersion: networking.k8s.io/v1
      kind: Ingress
      metadata: { name: shop }
      spec:
        tls: [{ secretName: shop-tls }]
        rules: [{ host: shop.example.com }, { host: "\${HOST}" }]
    `).because("An entry without hosts leaves them to its certificate."),
    good(kubernetes`
      apiVersion: networking.k8s.io/v1
      kind: Ingress
      metadata: { name: shop }
      spec:
        tls: [{ hosts: [shop.example.com], secretName: shop-tls }]
        rules: [{ host: shop.example.com }]
    `).because("TLS."),
    good(kubernetes`
      apiVersion: networking.k8s.io/v1
      kind: Ingress
      metadata:
        name: shop
        annotations: { alb.ingress.kubernetes.io/scheme: internal }
      spec:
        ingressClassName: alb
        rules: [{ host: shop.example.com }]
    `).because("In the own network alone."),
  ],
});

/** Does the annotation say that there is TLS, or that the Ingress is for the own network or part of a group that may have it? */
function saysTls({ annotations }: Ingress, name: string): boolean {
  const value = annotations.of(name);
  if (value.opaque) return /alb\.ingress|tls|ssl|cert/i.test(name);
  return (
    /(?:certificate-arn|pre-shared-cert|managed-certificates|ssl-cert|cert-manager\.io\/(?:cluster-)?issuer|group\.name)$/.test(name) ||
    (/listen-ports$/.test(name) && value.is((v) => v.includes("HTTPS"))) ||
    (/(?:^|[./])scheme$/.test(name) && value.is("internal")) ||
    (/entrypoints$/.test(name) && value.is((v) => /websecure|https/i.test(v))) ||
    (/router\.tls$/.test(name) && value.is("true")) ||
    (/(?:force-)?ssl-redirect$|ssl-passthrough$/.test(name) && value.is((v) => v !== "false")) ||
    (name === "kubernetes.io/ingress.allow-http" && value.is("false"))
  );
}

/** Hosts of rules that no entry of `tls` is for, where all are known. Load balancers of AWS have one port with TLS for all hosts. */
function uncovered(ingress: Ingress): readonly Field<string>[] {
  const { tlsHosts, hosts, annotations, className } = ingress;
  if (tlsHosts.state === "opaque" || tlsHosts.items.some((h) => h.opaque) || annotations.open || className.opaque || className.is("alb")) return [];
  if (annotations.names.some((n) => saysTls(ingress, n))) return [];
  const covers = (host: string): boolean => tlsHosts.items.some((h) => h.is(host) || h.is(host.replace(/^[^.]*/, "*")));
  return hosts.filter((host) => host.is((name) => name !== "" && !covers(name)));
}
