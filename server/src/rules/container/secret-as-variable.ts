import { bad, good, kubernetes } from "../../kit/example.ts";
import { rule } from "../../kit/rule.ts";
import { together } from "../../kit/together.ts";

export default rule({
  name: "secret-as-variable",
  on: "container",
  title: "A Secret is given as variables, not as files",
  severity: "hint",
  risk: "container",
  preset: "all",
  why: `Every process of the container inherits its variables, crash reports and diagnostic pages print them, and a variable keeps the value that it had when the container started: after a rotation it is the old one. A Secret that is mounted as a volume is a file in memory which only the one reads that opens it, and which is renewed while the pod runs. What reads variables alone has no choice, so this is a hint.`,
  refs: ["NIST SP 800-190 4.1.4", "CIS EKS 4.4.1", "https://kubernetes.io/docs/concepts/configuration/secret/#using-secrets-as-files-from-a-pod"],
  equivalents: [{ tool: "checkov", id: "CKV_K8S_35" }],

  *check({ workload, secrets, environmentFiles, name }) {
    if (workload.platform !== "kubernetes") return;
    const names = [...secrets.items.map((s) => s.name), ...environmentFiles.items.flatMap((f) => (f.secret ? f.name : []))];
    const [first, ...others] = names;
    if (!first) return;
    const whose = name.value === undefined ? "The container" : `Container "${name.value}"`;
    yield {
      ...together([first, ...others], (n) => n.at),
      message: `${whose} is given secrets as variables, which every process inherits and crash reports print. Mount them as files where what runs can read those.`,
    };
  },

  examples: [
    bad(kubernetes`
      apiVersion: v1
      kind: Pod
      metadata: { name: shop }
      spec:
        containers:
          - name: web
            image: web:1.4
            env:
              - name: «DB_PASSWORD»
                valueFrom: { secretKeyRef: { name: db, key: password } }
    `),
    bad(kubernetes`
      apiVersion: v1
      kind: Pod
      metadata: { name: shop }
      spec:
        containers:
          - name: web
            image: web:1.4
            envFrom:
              - secretRef: { name: «db» }
    `),
    good(kubernetes`
      apiVersion: v1
      kind: Pod
      metadata: { name: shop }
      spec:
        containers:
          - name: web
            image: web:1.4
            envFrom:
              - configMapRef: { name: web }
            volumeMounts:
              - { name: db, mountPath: /run/secrets/db, readOnly: true }
        volumes:
          - { name: db, secret: { secretName: db } }
    `),
  ],
});
