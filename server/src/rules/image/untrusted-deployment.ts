import { bad, compose, ecs, file, good, kubernetes } from "../../kit/example.ts";
import { rule } from "../../kit/rule.ts";
import { nameOf } from "../../model/container.ts";
import { isTrusted, listedPatterns } from "../../model/trusted-image.ts";

export default rule({
  name: "untrusted-deployment",
  on: "deployment",
  title: "What is deployed is neither built here nor trusted",
  severity: "warning",
  risk: "image",
  why: `What runs should be known: built from a Dockerfile that somebody reviewed, or one of the images that were chosen. An image from elsewhere comes without either, and its publisher decides what it does.

The option \`trusted\` says which were chosen: patterns of image references as they are written, with \`*\` for any text without \`/\` and \`**\` for any text, as for untrusted-image, which looks at what is built on. \`111122223333.dkr.ecr.*.amazonaws.com/**\` trusts a registry of one's own. While the list is empty, which is the default, nothing is reported: who builds in other repositories has nothing here.

A container counts as built here where its image is called like a Dockerfile's folder, or its host names the Dockerfile. References that only deployment knows are left alone.`,
  refs: ["NIST SP 800-190 4.1.5", "NIST SP 800-190 4.4.5", "CWE-829"],
  options: { trusted: [] },

  *check({ container, build }, { trusted }) {
    const { image } = container;
    if (trusted.length === 0 || build || container.build || image.unset || isTrusted(image, trusted) !== false) return;
    yield {
      at: image.at,
      message: `Container "${nameOf(container)}" runs ${image.value}, which is neither built here nor one of the trusted images: ${listedPatterns(trusted)}.`,
    };
  },

  examples: [
    bad(
      ecs`
        {
          "family": "shop",
          "containerDefinitions": [
            { "name": "web", "image": "registry.example.com/shop/web:1.4" },
            { "name": "log", "image": "public.ecr.aws/aws-observability/aws-for-fluent-bit:2" },
            { "name": "stats", "image": «"someone/stats:3"» }
          ]
        }
      `,
      file("web/Dockerfile")`FROM node:24`,
    )
      .given({ trusted: ["public.ecr.aws/aws-observability/*"] })
      .because("One is built here, one is trusted, and one is neither."),
    bad(kubernetes`
      apiVersion: v1
      kind: Pod
      metadata: { name: shop }
      spec:
        containers: [{ name: web, image: «quay.io/someone/web» }]
    `).given({ trusted: ["registry.example.com/**"] }),
    good(compose`
      services:
        web: { build: ., image: someone/web }
        db: { image: "postgres:\${VERSION}" }
    `)
      .given({ trusted: ["registry.example.com/**"] })
      .because("Built here, and known to deployment only."),
    good(ecs`
      { "family": "shop", "containerDefinitions": [{ "name": "stats", "image": "someone/stats:3" }] }
    `).because("Nothing is said until the option says what is trusted."),
  ],
});
