import { bad, dockerfile, good } from "../../kit/example.ts";
import { type Fix, fix, rule } from "../../kit/rule.ts";
import { abandonedImage } from "../../knowledge/abandoned-images.ts";
import type { Field } from "../../model/field.ts";
import { imageOf } from "../../model/image.ts";
import { namedImage } from "../../model/image-name.ts";
import { isLiteral } from "../../model/literal.ts";

export default rule({
  name: "abandoned-image",
  on: "stage",
  title: "Base image is no longer maintained",
  severity: "warning",
  risk: "image",
  why: `An image that its publisher gave up is not rebuilt: whatever is found in its packages from then on stays in everything that is built on it, however new the tag
sounds. Some of these names may be deleted, and taken by somebody else, any day.

Judged by name are images whose publishers said so themselves: Docker official images with a deprecation notice (\`openjdk\`, \`centos\`, \`java\`), and images that moved to another
registry or organisation. Early-access builds of OpenJDK are still published and left alone; so are the same names on other registries, which may be maintained
by whoever runs them. Low confidence: an image that is only the default of a build argument, and builder stages.

The fix, where the tag has one, takes the image that is the usual successor. Temurin's images are built on Ubuntu, openjdk's were on Debian or Oracle Linux: package names and
paths (\`JAVA_HOME\`) may differ.`,
  refs: ["NIST SP 800-190 4.1.5", "CWE-1104", "https://hub.docker.com/_/openjdk", "https://hub.docker.com/_/centos"],

  *check({ base, parent, shipped }) {
    if (parent) return;
    const named = namedImage(base);
    const abandoned = named && abandonedImage(named.name, named.tag);
    if (!named || !abandoned) return;
    yield {
      at: base.at,
      message: `The image ${named.name} ${abandoned.fate}; ${abandoned.instead} ${/ (?:or|and) /.test(abandoned.instead) ? "take" : "takes"} its place.`,
      confidence: shipped && isLiteral(base) ? "high" : "low",
      fixes: replacement(base, abandoned.successor),
    };
  },

  examples: [
    bad(dockerfile`
      FROM «openjdk:17-jdk-slim»
      COPY app.jar /
      CMD ["java", "-jar", "/app.jar"]
    `).to(dockerfile`
      FROM eclipse-temurin:17-jdk
      COPY app.jar /
      CMD ["java", "-jar", "/app.jar"]
    `),
    bad(dockerfile`
      FROM «java:8-jre-alpine»
      CMD ["java", "-jar", "/app.jar"]
    `).to(dockerfile`
      FROM eclipse-temurin:8-jre-alpine
      CMD ["java", "-jar", "/app.jar"]
    `),
    bad(dockerfile`FROM «public.ecr.aws/docker/library/openjdk:16»`).because(
      "A mirror of Docker's own image; nobody maintains Java 16, so no fix is offered.",
    ),
    bad(dockerfile`FROM «centos»`),
    bad(dockerfile`FROM «vault:1.12»`).to(dockerfile`FROM hashicorp/vault:1.12`),
    bad(dockerfile`FROM «bitnami/redis:7.2»`).because("Tags with a version went to an archive."),
    bad(dockerfile`
      ARG BASE=openjdk:11
      FROM «\${BASE}»
    `).because("Low confidence: a build may say otherwise."),
    bad(dockerfile`FROM «openjdk:11@sha256:2b7412e6465c3c7fc5bb21d3e6f1917c167358449fecac8176c6e496e5c1f05f»`).because(
      "No fix: the digest of another image is not known.",
    ),

    good(dockerfile`FROM openjdk:27-ea-slim`).because("Early-access builds are still published there."),
    good(dockerfile`FROM registry.example.com/base/openjdk:17`).because("A company may maintain its own."),
    good(dockerfile`FROM redhat/openjdk:17`).because("So may another publisher."),
    good(dockerfile`
      FROM quay.io/centos/centos:stream9
      FROM bitnami/minideb:bookworm
      FROM bitnami/redis:latest
    `).because("These are maintained."),
    good(dockerfile`
      ARG VERSION
      FROM openjdk:\${VERSION}
    `).because("It may be an early-access build."),
    good(dockerfile`
      FROM eclipse-temurin:21 AS java
      FROM java
    `).because("A stage with the name of an image."),
  ],
});

function replacement(base: Field<string>, successor: string | undefined): readonly Fix[] {
  if (successor === undefined || !isLiteral(base) || imageOf(base)?.digest !== undefined) return [];
  return fix(`Use ${successor}`, "unsafe", base.set(successor));
}
