import { bad, compose, ecs, good, kubernetes } from "../../kit/example.ts";
import { fix, rule } from "../../kit/rule.ts";
import { imageOf, printImage } from "../../model/image.ts";

/** Registries that take no new images, and where their images are kept now. */
const frozen: ReadonlyMap<string, { readonly since: string; readonly now: string }> = new Map([
  ["k8s.gcr.io", { since: "3 April 2023", now: "registry.k8s.io" }],
]);

export default rule({
  name: "frozen-registry",
  on: "container",
  title: "Image comes from a registry that gets no new ones",
  severity: "warning",
  risk: "registry",
  why: `The Kubernetes project moved its images from \`k8s.gcr.io\` to \`registry.k8s.io\`: since 3 April 2023 the old registry gets none, so no mended version of what is pulled there ever comes, and it is kept up for as long as somebody pays. The new one has all images of the old one under the same names.`,
  refs: ["NIST SP 800-190 4.2.2", "CWE-1104", "https://kubernetes.io/blog/2023/02/06/k8s-gcr-io-freeze-announcement/"],

  *check({ image, build }) {
    const named = build ? undefined : imageOf(image);
    const ended = frozen.get(named?.registry ?? "");
    if (!named || !ended) return;
    yield {
      at: image.at,
      message: `${named.registry} has had no new images since ${ended.since}: they are at ${ended.now}.`,
      fixes: image.state === "written" ? fix(`Pull from ${ended.now}`, "unsafe", image.set(printImage({ ...named, registry: ended.now }))) : [],
    };
  },

  examples: [
    bad(kubernetes`
      apiVersion: v1
      kind: Pod
      metadata: { name: metrics }
      spec:
        containers:
          - name: metrics
            image: «k8s.gcr.io/metrics-server/metrics-server:v0.6.2»
    `).to(kubernetes`
      apiVersion: v1
      kind: Pod
      metadata: { name: metrics }
      spec:
        containers:
          - name: metrics
            image: registry.k8s.io/metrics-server/metrics-server:v0.6.2
    `),
    bad(compose`
      services:
        store:
          image: «"k8s.gcr.io/etcd:3.5.6-0"»
    `),
    bad(ecs`{ "family": "shop", "containerDefinitions": [{ "name": "pause", "image": «"k8s.gcr.io/pause:3.9"» }] }`),
    good(kubernetes`
      apiVersion: v1
      kind: Pod
      metadata: { name: metrics }
      spec:
        containers:
          - { name: metrics, image: "registry.k8s.io/metrics-server/metrics-server:v0.6.2" }
          - { name: own, image: "111122223333.dkr.ecr.eu-west-1.amazonaws.com/k8s.gcr.io/pause:3.9" }
    `).because("The new one, and a copy of one's own."),
  ],
});
