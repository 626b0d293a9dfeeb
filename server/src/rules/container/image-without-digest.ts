import { bad, ecs, good, kubernetes } from "../../kit/example.ts";
import { rule } from "../../kit/rule.ts";
import { together } from "../../kit/together.ts";
import { nameOf } from "../../model/container.ts";
import { enumerate } from "../../model/enumeration.ts";
import { imageOf, isEndKnown } from "../../model/image.ts";

export default rule({
  name: "image-without-digest",
  on: "workload",
  title: "Images of containers are not pinned by digest",
  severity: "hint",
  risk: "container",
  preset: "all",
  why: `A tag can be moved to another image by whoever may push. A digest is the image: what was scanned and tested is what runs. Where a repository has immutable tags, or a pipeline deploys digests, there is nothing to do. One finding for each pod or task; Compose, a developer's tool first, is left alone.`,
  refs: ["NIST SP 800-190 4.1.5", "https://kubernetes.io/docs/concepts/containers/images/#image-names"],
  equivalents: [{ tool: "checkov", id: "CKV_K8S_43" }],

  *check({ containers, platform }) {
    // Lambda and App Runner find out the digest when a version is deployed, and keep to it.
    if (platform === "compose" || platform === "managed") return;
    const loose = containers.filter(({ image }) => {
      const named = imageOf(image);
      return named !== undefined && named.digest === undefined && isEndKnown(named);
    });
    const [first, ...others] = loose;
    if (!first) return;
    yield {
      ...together([first, ...others], (c) => c.image.at),
      message: `The image of ${enumerate(loose.map(nameOf))} is not pinned by digest.`,
    };
  },

  examples: [
    bad(ecs`{ "family": "shop", "containerDefinitions": [{ "name": "web", "image": «"web:1.4"» }] }`),
    bad(kubernetes`
      apiVersion: v1
      kind: Pod
      metadata: { name: shop }
      spec:
        containers:
          - { name: web, image: «"web:1.4"» }
    `),
    good(ecs`
      {
        "family": "shop",
        "containerDefinitions": [
          { "name": "web", "image": "web@sha256:2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae" },
          { "name": "log", "image": "\${image}" }
        ]
      }
    `).because("A digest, and what a pipeline fills in."),
  ],
});
