import { bad, good, kubernetes } from "../../kit/example.ts";
import { fix, rule } from "../../kit/rule.ts";
import { together } from "../../kit/together.ts";
import { type Container, nameOf } from "../../model/container.ts";
import { enumerate } from "../../model/enumeration.ts";
import { imageOf, isEndKnown, moves } from "../../model/image.ts";

export default rule({
  name: "cached-image",
  on: "workload",
  title: "Pod runs what its node has under the tag",
  severity: "hint",
  preset: "all",
  risk: "container",
  why: `A tag may be moved, and with \`imagePullPolicy: IfNotPresent\`, the default for all tags but \`latest\`, or \`Never\`, a node does not ask the registry what the tag stands for now: nodes run different images under one name, and a mended one does not arrive. Up to Kubernetes 1.34 a pod starts with another's private image, too, if only it has been pulled to the node before.

With \`Always\` the node asks for the digest each time and pulls what it lacks; then pods do not start while the registry is away. A digest in the image needs neither. \`Never\` and tags that are made to move (\`latest\`, \`stable\`, \`main\`) are for information, versions a hint; one finding for each pod.`,
  refs: [
    "NIST SP 800-190 4.2.2",
    "NIST SP 800-190 4.2.3",
    "https://kubernetes.io/docs/concepts/containers/images/#image-pull-policy",
    "https://www.kubernetes.dev/resources/keps/2535/",
  ],
  equivalents: [{ tool: "checkov", id: "CKV_K8S_15" }],

  *check({ containers, platform }) {
    if (platform !== "kubernetes") return;
    const [first, ...others] = containers.filter(isCached);
    if (!first) return;
    const found = [first, ...others];
    yield {
      ...together([first, ...others], (c) => (c.pullPolicy.unset ? c.image.at : c.pullPolicy.at)),
      ...(found.some((c) => c.pullPolicy.is("Never") || isMoving(c)) ? { severity: "info" } : {}),
      message: `${enumerate(found.map(nameOf))} ${others.length > 0 ? "run" : "runs"} the image that the node has under the tag, and ${others.length > 0 ? "ask" : "asks"} no registry what it stands for now.`,
      fixes: fix(
        "Set imagePullPolicy to Always",
        "unsafe",
        found.every((c) => c.pullPolicy.set("Always").length > 0) ? found.flatMap((c) => c.pullPolicy.set("Always")) : [],
      ),
    };
  },

  examples: [
    bad(kubernetes`
      apiVersion: v1
      kind: Pod
      metadata: { name: web }
      spec:
        containers:
          - name: web
            image: web:stable
            imagePullPolicy: «IfNotPresent»
          - name: log
            image: log:2.1.0
    `).to(kubernetes`
      apiVersion: v1
      kind: Pod
      metadata: { name: web }
      spec:
        containers:
          - name: web
            image: web:stable
            imagePullPolicy: Always
          - name: log
            image: log:2.1.0
            imagePullPolicy: Always
    `),
    good(kubernetes`
      apiVersion: v1
      kind: Pod
      metadata: { name: web }
      spec:
        containers:
          - { name: web, image: web }
          - { name: log, image: "log:2.1.0@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef", imagePullPolicy: IfNotPresent }
          - { name: proxy, image: "proxy:3", imagePullPolicy: Always }
    `).because("The default for latest is Always, and a digest stands for one image."),
    good(kubernetes`
      apiVersion: v1
      kind: Pod
      metadata: { name: web }
      spec:
        containers:
          - { name: web, image: "web:\${TAG}" }
          - { name: log, image: "log:2", imagePullPolicy: "\${POLICY}" }
    `).because("Known to deployment only."),
    bad(kubernetes`
      apiVersion: v1
      kind: Pod
      metadata: { name: web }
      spec:
        containers:
          - { name: web, image: «"\${REGISTRY}/web:1.4"» }
    `).because("Wherever it comes from, its tag is known."),
  ],
});

/** Does the node run what it has? https://kubernetes.io/docs/concepts/containers/images/#imagepullpolicy-defaulting */
function isCached({ image, pullPolicy }: Container): boolean {
  const named = imageOf(image);
  if (!named || named.digest !== undefined || !isEndKnown(named) || pullPolicy.opaque) return false;
  return pullPolicy.unset ? named.tag !== undefined && named.tag !== "latest" : !pullPolicy.is("Always");
}

function isMoving({ image }: Container): boolean {
  const named = imageOf(image);
  return named !== undefined && moves(named);
}
