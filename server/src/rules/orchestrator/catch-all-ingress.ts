import { bad, good, kubernetes } from "../../kit/example.ts";
import { rule } from "../../kit/rule.ts";
import { titled } from "../../model/title.ts";

export default rule({
  name: "catch-all-ingress",
  on: "ingress",
  title: "Ingress answers for every host",
  severity: "info",
  preset: "strict",
  risk: "orchestrator",
  why: `A rule without \`host\`, with \`*\`, or a default backend takes requests for whatever name an attacker makes up: host header attacks on password resets and caches begin so, and another team's new host is answered by the wrong program. A wildcard as in \`*.example.com\` takes names that nobody has thought of.

An Application Load Balancer of its own for each Ingress has no other host to mix up with: there the finding is left out.`,
  refs: ["NIST SP 800-190 4.3.3", "CWE-346", "https://kubernetes.io/docs/concepts/services-networking/ingress/#hostname-wildcards"],

  *check({ hosts, defaultBackend, className, annotations, name }) {
    if (className.is("alb") && annotations.of("alb.ingress.kubernetes.io/group.name").unset) return;
    const wide = hosts.find((host) => host.is((h) => h === "" || h.startsWith("*")) || (host.unset && host.value === undefined));
    const who = `The ${titled("Ingress", name)}`;
    if (wide) {
      yield {
        at: wide.at,
        message: wide.is((h) => h.length > 1)
          ? `${who} takes every host of ${wide.value}, those that nobody has thought of included.`
          : `${who} takes requests for every host.`,
      };
    } else if (defaultBackend) {
      yield { at: name.at, message: `${who} has a default backend, which takes requests for every host that no rule names.` };
    }
  },

  examples: [
    bad(kubernetes`
      apiVersion: networking.k8s.io/v1
      kind: Ingress
      metadata: { name: shop }
      spec:
        ingressClassName: nginx
        rules: [{ host: «"*.example.com"» }]
    `),
    bad(kubernetes`
      apiVersion: networking.k8s.io/v1
      kind: Ingress
      metadata: { name: shop }
      spec:
        ingressClassName: nginx
        rules:
          - «http»: { paths: [{ path: /, pathType: Prefix, backend: { service: { name: web, port: { number: 80 } } } }] }
    `),
    bad(kubernetes`
      apiVersion: networking.k8s.io/v1
      kind: Ingress
      metadata: { name: «shop» }
      spec:
        ingressClassName: nginx
        defaultBackend: { service: { name: web, port: { number: 80 } } }
    `),
    good(kubernetes`
      apiVersion: networking.k8s.io/v1
      kind: Ingress
      metadata: { name: shop }
      spec:
        ingressClassName: alb
        rules: [{ http: { paths: [] } }]
    `).because("A load balancer of its own."),
    good(kubernetes`
      apiVersion: networking.k8s.io/v1
      kind: Ingress
      metadata: { name: shop }
      spec:
        rules: [{ host: shop.example.com }, { host: "\${HOST}" }]
    `).because("One host, and one that deployment knows."),
  ],
});
