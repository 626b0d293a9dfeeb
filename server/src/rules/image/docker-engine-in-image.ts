import { bad, dockerfile, good } from "../../kit/example.ts";
import { rule } from "../../kit/rule.ts";
import { commandsOf } from "../../model/chain.ts";
import { packageCommand } from "../../model/package-command.ts";

export default rule({
  name: "docker-engine-in-image",
  on: "stage",
  title: "Image holds a container engine or its client",
  severity: "info",
  preset: "strict",
  risk: "image",
  why: `A container with Docker in it is meant to start others: by the socket of its host, and then it is root there, or by an engine of its own, which wants to run privileged. Either way whoever gets in has the host.

On ECS and EKS images are built elsewhere: BuildKit without root, Kaniko, CodeBuild. Judged is what ends in the final image. Images for CI runners and agents, by their base (\`docker\`, runners of GitHub and GitLab, Jenkins), are left alone.`,
  refs: ["NIST SP 800-190 4.1.2", "CIS Docker 5.32", "https://docs.docker.com/engine/security/#docker-daemon-attack-surface"],

  *check(stage) {
    if (!stage.final || stage.image.is((image) => runners.test(image))) return;
    for (const command of commandsOf(stage)) {
      const use = packageCommand(command);
      const engine = use?.does === "install" ? use.packages.find((p) => p.is((name) => engines.test(name))) : undefined;
      if (!engine) continue;
      yield {
        at: engine.at,
        key: engine.value ?? "",
        message: `${engine.value} is there to start containers: by a socket of the host, or as an engine that runs privileged.`,
      };
      return;
    }
  },

  examples: [
    bad(dockerfile`
      FROM debian:13-slim
      RUN apt-get update && apt-get install -y --no-install-recommends curl «docker.io»
      USER 1000
    `),
    bad(dockerfile`
      FROM python:3.13-alpine
      RUN apk add --no-cache «docker-cli»
      USER 1000
    `),
    good(dockerfile`
      FROM jenkins/jenkins:lts-jdk21
      USER root
      RUN apt-get update && apt-get install -y docker.io
      USER jenkins
    `).because("An image for agents of CI."),
    good(dockerfile`
      FROM debian:13-slim AS tools
      RUN apt-get update && apt-get install -y docker.io
      FROM debian:13-slim
      COPY --from=tools /usr/bin/jq /usr/bin/jq
      USER 1000
    `).because("It stays in the builder."),
  ],
});

const engines = /^(?:docker(?:\.io|-ce|-ce-cli|-cli|-engine)?|moby-engine|podman|containerd(?:\.io)?|buildah)(?:[=~].*)?$/;
const runners =
  /(?:^|\/)(?:docker|actions-runner|gitlab-runner|runner|jenkins|inbound-agent|agent|teamcity-agent|buildkite|circleci|cimg|drone|woodpecker)(?:[/:@]|$)|^(?:jenkins|gitlab|myoung34|circleci|cimg|buildkite|jetbrains)\//;
