import { bad, file, good } from "../../kit/example.ts";
import { fix, rule } from "../../kit/rule.ts";
import { type AuditPolicy, rulesFor } from "../../model/audit-policy.ts";
import { listed } from "../../model/enumeration.ts";

export default rule({
  name: "blind-audit-policy",
  on: "auditPolicy",
  title: "Audit policy leaves out what an attacker does, or logs secrets",
  severity: "info",
  risk: "orchestrator",
  why: `The first rule that a request meets decides what of it is written down, and without one nothing is. Who read Secrets and who went into containers are the two questions after a break-in: at \`None\`, or without a rule, nobody can tell. The CIS Benchmark names Secrets and ConfigMaps, \`pods/exec\`, \`pods/portforward\`, \`pods/proxy\` and \`services/proxy\`.

At \`Request\` and \`RequestResponse\` the contents are written, too: of Secrets that puts every password into the log, and gives it to whoever reads logs. \`Metadata\` says who, when and which.

A rule for some users, verbs or namespaces decides for these alone. On EKS the policy is AWS's; switch on the log \`audit\` there.`,
  refs: [
    "NIST SP 800-190 4.3.1",
    "CWE-778",
    "CWE-532",
    "CIS Kubernetes 3.2.2",
    "https://kubernetes.io/docs/tasks/debug/debug-cluster/audit/#audit-policy",
  ],

  *check(policy) {
    const unseen = watched.filter((resource) => isUnseen(policy, resource));
    if (unseen.length > 0) {
      const culprit = rulesFor(policy, "", unseen[0] ?? "").at(-1);
      yield {
        at: culprit?.at ?? policy.at,
        key: "unseen",
        message: `The audit policy keeps no record of ${listed(unseen)}: nobody can tell later who asked for them.`,
        fixes: culprit?.level.is("None") && unseen.length === 1 ? fix("Log it at Metadata", "unsafe", culprit.level.set("Metadata")) : [],
      };
    }
    const whole = rulesFor(policy, "", "secrets").find(({ level }) => level.is("Request") || level.is("RequestResponse"));
    if (whole)
      yield {
        at: whole.at,
        key: "contents",
        severity: "warning",
        message: `The audit policy writes the contents of Secrets into the log (level ${whole.level.value}).`,
        fixes: whole.resources === undefined ? [] : fix("Log them at Metadata", "unsafe", whole.level.set("Metadata")),
      };
  },

  examples: [
    bad(
      file("audit.yaml")`
      apiVersion: audit.k8s.io/v1
      kind: «Policy»
      omitStages: [RequestReceived]
      rules:
    `,
    ),
    bad(
      file("audit.yaml")`
      apiVersion: audit.k8s.io/v1
      kind: Policy
      rules:
        - level: «RequestResponse»
          resources:
            - group: ""
              resources: [secrets, configmaps]
        - level: Metadata
    `,
    ).to(
      file("audit.yaml")`
      apiVersion: audit.k8s.io/v1
      kind: Policy
      rules:
        - level: Metadata
          resources:
            - group: ""
              resources: [secrets, configmaps]
        - level: Metadata
    `,
    ),
    bad(
      file("audit.yaml")`
      apiVersion: audit.k8s.io/v1
      kind: Policy
      rules:
        - level: «None»
          resources:
            - group: ""
              resources: [pods/exec]
        - level: Metadata
    `,
    ).to(
      file("audit.yaml")`
      apiVersion: audit.k8s.io/v1
      kind: Policy
      rules:
        - level: Metadata
          resources:
            - group: ""
              resources: [pods/exec]
        - level: Metadata
    `,
    ),
    good(
      file("audit.yaml")`
      apiVersion: audit.k8s.io/v1
      kind: Policy
      rules:
        - level: None
          users: ["system:kube-proxy"]
          verbs: [watch]
        - level: Metadata
          resources:
            - group: ""
              resources: [secrets, configmaps]
            - group: authentication.k8s.io
              resources: [tokenreviews]
        - level: Request
          verbs: [create, update, patch, delete]
        - level: Metadata
    `,
    ).because("Some users alone are left out, and Secrets are met before what is logged whole."),
    good(
      file("audit.yaml")`
      apiVersion: audit.k8s.io/v1
      kind: Policy
      rules:
        - level: Metadata
          verbs: [create, get]
        - level: None
    `,
    ).because("What is not asked with these verbs is left out; some of it is logged."),
    good(
      file("audit.yaml")`
      apiVersion: policy.example.com/v1
      kind: Policy
      rules: []
    `,
    ).because("Another API's policy."),
  ],
});

const watched = ["secrets", "configmaps", "pods/exec", "pods/portforward", "pods/proxy", "services/proxy"] as const;

/** Is no request for the resource ever written down? */
const isUnseen = (policy: AuditPolicy, resource: string): boolean =>
  !policy.open && rulesFor(policy, "", resource).every(({ level }) => level.is("None"));
