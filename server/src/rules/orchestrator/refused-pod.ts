import { bad, file, good } from "../../kit/example.ts";
import { fix, rule } from "../../kit/rule.ts";
import { listed } from "../../model/enumeration.ts";
import { restriction, type SecurityLevel, type Violation, violationsOf } from "../../model/pod-security.ts";

export default rule({
  name: "refused-pod",
  on: "placement",
  title: "The namespace refuses the pod",
  severity: "error",
  risk: "orchestrator",
  why: `A namespace with the label \`pod-security.kubernetes.io/enforce\` takes no pod that breaks the Pod Security Standard that it names. A Deployment or Job is taken all the same, and makes none: nothing runs, and only its events say why. What helps in a hurry is a namespace that enforces nothing.

The Namespace is looked for in all manifests of the workspace, by its name. Where several of that name enforce different standards, as overlays for stages do, nothing is said. Exemptions in the configuration of the cluster are not known.`,
  refs: [
    "NIST SP 800-190 4.4.3",
    "https://kubernetes.io/docs/concepts/security/pod-security-admission/",
    "https://kubernetes.io/docs/concepts/security/pod-security-standards/",
  ],

  *check({ pods }) {
    for (const { pod, enforced } of pods) {
      if (enforced === undefined) continue;
      const broken = violationsOf(pod.workload).filter((v) => isAskedBy(v, enforced));
      if (broken.length === 0) continue;
      const fixes = enforced === "restricted" ? fix("Give its containers what restricted asks for", "unsafe", restriction(pod.workload, broken)) : [];
      yield {
        at: pod.name.at,
        key: pod.address,
        message: `The namespace ${pod.namespace.value} enforces ${enforced} and refuses ${pod.address ? `"${pod.address}"` : "the pod"}: it ${listed(broken.map((v) => v.why))}.`,
        related: broken.map(({ at, control }) => ({ at, message: `${control}.` })),
        fixes,
      };
    }
  },

  examples: [
    bad(
      file("web.yaml")`
      apiVersion: apps/v1
      kind: Deployment
      metadata: { name: «web», namespace: shop }
      spec:
        selector: { matchLabels: { app: web } }
        template:
          spec:
            securityContext: { runAsNonRoot: true, seccompProfile: { type: RuntimeDefault } }
            containers:
              - name: web
                image: web:1.4
                securityContext:
                  allowPrivilegeEscalation: false
      `,
      file("namespace.yaml")`
      apiVersion: v1
      kind: Namespace
      metadata: { name: shop, labels: { pod-security.kubernetes.io/enforce: restricted } }
      `,
    ).to(file("web.yaml")`
      apiVersion: apps/v1
      kind: Deployment
      metadata: { name: web, namespace: shop }
      spec:
        selector: { matchLabels: { app: web } }
        template:
          spec:
            securityContext: { runAsNonRoot: true, seccompProfile: { type: RuntimeDefault } }
            containers:
              - name: web
                image: web:1.4
                securityContext:
                  allowPrivilegeEscalation: false
                  capabilities:
                    drop:
                      - ALL
    `),
    bad(
      file("agent.yaml")`
      apiVersion: v1
      kind: Namespace
      metadata: { name: agents, labels: { pod-security.kubernetes.io/enforce: baseline } }
      ---
      apiVersion: apps/v1
      kind: DaemonSet
      metadata: { name: «agent», namespace: agents }
      spec:
        template:
          spec:
            hostPID: true
            containers: [{ name: agent, image: "agent:7" }]
      `,
    ).because("Agents of nodes, too, are refused."),
    good(
      file("web.yaml")`
      apiVersion: v1
      kind: Pod
      metadata: { name: web, namespace: shop }
      spec:
        containers: [{ name: web, image: "web:1.4" }]
      `,
      file("namespace.yaml")`
      apiVersion: v1
      kind: Namespace
      metadata: { name: shop, labels: { pod-security.kubernetes.io/enforce: baseline, pod-security.kubernetes.io/warn: restricted } }
      `,
    ).because("What a standard merely warns of is taken."),
    good(
      file("web.yaml")`
      apiVersion: v1
      kind: Pod
      metadata: { name: web, namespace: shop }
      spec:
        hostNetwork: true
        containers: [{ name: web, image: "web:1.4" }]
      `,
      file("stages/dev.yaml")`
      apiVersion: v1
      kind: Namespace
      metadata: { name: shop }
      `,
      file("stages/prod.yaml")`
      apiVersion: v1
      kind: Namespace
      metadata: { name: shop, labels: { pod-security.kubernetes.io/enforce: restricted } }
      `,
    ).because("Which of the two it goes to is not known."),
  ],
});

const isAskedBy = ({ level }: Violation, enforced: SecurityLevel): boolean => level === "baseline" || enforced === "restricted";
