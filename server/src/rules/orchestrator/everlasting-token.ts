import { bad, good, kubernetes, terraform } from "../../kit/example.ts";
import { rule } from "../../kit/rule.ts";

export default rule({
  name: "everlasting-token",
  on: "kubernetesSecret",
  title: "Token of a service account never expires",
  severity: "info",
  preset: "strict",
  risk: "orchestrator",
  why: `In a Secret of this type the control plane puts a token of a service account that holds until somebody deletes the Secret, and that whoever reads Secrets can take along and use from
anywhere. The token that a pod mounts holds for an hour and is bound to the pod; \`kubectl create token\` makes one for people and programs outside, with an end.`,
  refs: [
    "NIST SP 800-190 4.3.1",
    "CWE-613",
    "https://kubernetes.io/docs/concepts/configuration/secret/#serviceaccount-token-secrets",
    "https://kubernetes.io/docs/concepts/security/service-accounts/#authenticating-credentials",
  ],

  *check({ type, serviceAccount }) {
    if (!type.is("kubernetes.io/service-account-token")) return;
    const whose = serviceAccount.value === undefined ? "A token" : `A token of the service account "${serviceAccount.value}"`;
    yield { at: type.at, message: `${whose} is kept in a Secret and never expires: let it be asked for where it is needed, with an end.` };
  },

  examples: [
    bad(kubernetes`
      apiVersion: v1
      kind: Secret
      metadata:
        name: deployer-token
        annotations: { kubernetes.io/service-account.name: deployer }
      type: «kubernetes.io/service-account-token»
    `),
    bad(terraform`
      resource "kubernetes_secret" "ci" {
        metadata {
          name        = "ci"
          annotations = { "kubernetes.io/service-account.name" = "ci" }
        }
        type = «"kubernetes.io/service-account-token"»
      }
    `),
    good(kubernetes`
      apiVersion: v1
      kind: Secret
      metadata: { name: shop }
      type: Opaque
      data: { username: c2hvcA== }
      ---
      apiVersion: v1
      kind: Secret
      metadata: { name: tls }
      type: {{ secret_type }}
    `).because("Other types, and one that is not known."),
  ],
});
