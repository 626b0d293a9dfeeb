import { bad, dockerfile, good } from "../../kit/example.ts";
import { rule } from "../../kit/rule.ts";
import { type Download, downloadOf } from "../../model/download.ts";
import { scriptRuns } from "../../model/script-input.ts";
import { addressOf, isNear } from "../../model/url.ts";

export default rule({
  name: "piped-download",
  on: "stage",
  title: "Script from the network runs unseen",
  severity: "warning",
  risk: "image",
  why: `\`curl … | sh\` runs whatever the server sends at that moment, mostly as root: nobody has read it, nothing checks it, it may be another script in the next
build, and none is kept to be looked at afterwards. Who takes over the address, its host or the maker's account is in every image built from then on. A connection
that breaks off runs half a script.

All stages are judged: a builder's result ends in the image. Texts that are data to the program behind the pipe (\`| python -m json.tool\`, \`| perl -pe …\`) are left alone, and so
are servers on the same machine. Low confidence: an address that names a full git commit, whose content cannot change.

There is no fix that a program could write, for it takes the script's digest. Better, in this order: a package of the distribution; a release with a version in its address and
\`ADD --checksum=sha256:…\`; or the script in a file, checked before it runs: \`curl -fsSLo install.sh … && echo "<sha256>  install.sh" | sha256sum -c && sh install.sh\`.`,
  refs: ["NIST SP 800-190 4.1.3", "CWE-494", "CIS Docker 4.11", "https://docs.docker.com/reference/dockerfile/#add---checksum"],

  *check(stage) {
    for (const { runner, name, makers } of scriptRuns(stage.commands)) {
      const [download] = makers.flatMap((c) => downloadOf(c) ?? []).filter((d) => d.prints);
      if (!download) continue;
      const source = sourceOf(download);
      const address = source && addressOf(source);
      if (address?.host !== undefined && isNear(address.host)) continue;
      yield {
        at: source?.at ?? download.command.at,
        message: `What ${address?.host ?? download.tool} sends is run by ${runnerName(name)}, unseen and unchecked: another answer is another image.`,
        key: address?.host ?? runner.name ?? "",
        confidence: source?.is((text) => /\/[0-9a-f]{40}\//.test(text)) ? "low" : "high",
      };
    }
  },

  examples: [
    bad(dockerfile`
      FROM node:22-slim
      RUN curl -fsSL «https://bun.sh/install» | bash
    `),
    bad(dockerfile`
      FROM debian:12-slim AS build
      RUN apt-get update && apt-get install -y curl && \
          curl -sL «https://deb.nodesource.com/setup_22.x» | sudo -E bash - && \
          wget -qO- «"https://get.example.com/install.sh"» | sed 's/a/b/' | sh -s -- --yes
      RUN ["/bin/bash", "-c", "curl -sSL «https://get.example.com» | sh"]
    `),
    bad(dockerfile`
      FROM ubuntu:24.04
      RUN sh -c "$(curl -fsSL «https://get.example.com/install.sh»)" "" --unattended
      RUN bash <(curl -sSL «https://get.example.com/install.sh») && eval "\`wget -O - «https://get.example.com/env»\`"
      RUN python3 -c "$(curl -fsSL «https://get.example.com/install.py»)"
    `).because("A substitution is a pipe by another name."),
    bad(dockerfile`
      FROM php:8.4-cli
      ARG VERSION
      RUN curl -sS «https://getcomposer.org/installer» | php -- --install-dir=/usr/local/bin
      RUN curl -LsSf «https://astral.sh/uv/\${VERSION}/install.sh» | sh
    `),
    bad(dockerfile`
      FROM alpine:3.22
      RUN wget -qO- «https://raw.githubusercontent.com/example/tool/0f2a4bd1c3e5f60718293a4b5c6d7e8f90a1b2c3/install.sh» | sh
    `).because("Low confidence: the commit names the content, which nothing checks though."),

    good(dockerfile`
      FROM debian:12-slim
      RUN curl -fsSLo install.sh https://get.example.com/install.sh && \
          echo "2b7412e6465c3c7fc5bb21d3e6f1917c167358449fecac8176c6e496e5c1f05f  install.sh" | sha256sum -c && sh install.sh
    `).because("The script is checked before it runs."),
    good(dockerfile`
      FROM python:3.13-slim
      RUN curl -s https://api.example.com/releases | python3 -m json.tool && curl -s https://api.example.com/v | python3 -c "import sys; print(sys.stdin.read())"
      RUN curl -s https://api.example.com/releases | perl -pe 's/a/b/' | node -e 'process.stdin' | sh -c 'cat > /releases' && curl https://example.com/x | sh read.sh
    `).because("To these programs it is data."),
    good(dockerfile`
      FROM debian:12-slim
      RUN curl -fsSL https://example.com/app.tar.gz | tar xz -C /opt && curl -fsSL https://example.com/key.asc | gpg --dearmor -o /etc/apt/keyrings/example.gpg
      RUN bash build.sh "$(curl -s https://api.example.com/latest)" && VERSION=$(curl -s https://api.example.com/latest) make
    `).because("Unpacked, or words for another program."),
    good(dockerfile`
      FROM debian:12-slim
      RUN echo "curl https://example.com | sh" > /README && curl -fsSL http://localhost:8080/init.sh | sh
      RUN cat install.sh | sh && sh -c "curl -fsSL https://example.com/app -o /app"
    `).because("A text, this machine, a file of the build, and a script that stands here."),
  ],
});

const sourceOf = ({ sources }: Download): Download["sources"][number] | undefined =>
  sources.find((s) => addressOf(s)) ?? sources.find((s) => s.opaque);

const runnerName = (name: string): string => (name === "." ? "the shell" : name);
