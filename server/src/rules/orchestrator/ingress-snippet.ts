import { bad, good, kubernetes } from "../../kit/example.ts";
import { rule } from "../../kit/rule.ts";
import { titled } from "../../model/title.ts";

export default rule({
  name: "ingress-snippet",
  on: "ingress",
  title: "Ingress writes into the configuration of NGINX",
  severity: "warning",
  risk: "orchestrator",
  why: `What stands in a \`-snippet\` annotation is put into the configuration of the ingress controller as it is. The controller reads the Secrets of all namespaces, and NGINX can be told to serve its files or to run Lua: whoever may write an Ingress has them all (CVE-2021-25742). Since ingress-nginx 1.9 snippets are refused unless \`allow-snippet-annotations\` is set; needing them keeps that open for everybody.

Lua, \`alias\`, and paths of the controller's own files are the attack itself; an error. Most snippets have an annotation of their own by now (headers, rewrites, authentication). The community's ingress-nginx has had no fixes since March 2026.`,
  refs: [
    "NIST SP 800-190 4.4.1",
    "CWE-94",
    "https://github.com/kubernetes/ingress-nginx/issues/7837",
    "https://kubernetes.io/blog/2025/11/11/ingress-nginx-retirement/",
  ],
  equivalents: [
    { tool: "checkov", id: "CKV_K8S_152" },
    { tool: "checkov", id: "CKV_K8S_153" },
    { tool: "checkov", id: "CKV_K8S_154" },
  ],

  *check({ annotations, name }) {
    for (const annotation of annotations.names.filter((n) => /^nginx\.(?:ingress\.kubernetes\.io|org)\/.*-snippets?$/.test(n))) {
      const snippet = annotations.of(annotation);
      if (snippet.unset || snippet.is((text) => text.trim() === "")) continue;
      const attack = snippet.is((text) => /lua_|_by_lua|\balias\s|\/run\/secrets|serviceaccount|\/etc\/(?:passwd|nginx)/.test(text));
      yield {
        at: snippet.at,
        key: annotation,
        ...(attack ? { severity: "error" as const } : {}),
        message: `The ${titled("Ingress", name)} writes into the configuration of NGINX with ${annotation.split("/")[1]}${attack ? ", and reaches for the controller's files or runs code there" : ""}.`,
      };
      return;
    }
  },

  examples: [
    bad(kubernetes`
      apiVersion: networking.k8s.io/v1
      kind: Ingress
      metadata:
        name: shop
        annotations:
          nginx.ingress.kubernetes.io/configuration-snippet: «"more_set_headers 'X-Shop: 1';"»
      spec: { rules: [{ host: shop.example.com }] }
    `),
    bad(kubernetes`
      apiVersion: networking.k8s.io/v1
      kind: Ingress
      metadata:
        name: shop
        annotations:
          nginx.ingress.kubernetes.io/server-snippet: «"location /x { alias /var/run/secrets/; }"»
      spec: { rules: [{ host: shop.example.com }] }
    `).because("An error: it serves the controller's own token."),
    good(kubernetes`
      apiVersion: networking.k8s.io/v1
      kind: Ingress
      metadata:
        name: shop
        annotations:
          nginx.ingress.kubernetes.io/ssl-redirect: "true"
          nginx.ingress.kubernetes.io/configuration-snippet: ""
      spec: { rules: [{ host: shop.example.com }] }
    `).because("An annotation of its own, and a snippet that says nothing."),
  ],
});
