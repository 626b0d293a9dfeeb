import { bad, dockerfile, good } from "../../kit/example.ts";
import { fix, rule } from "../../kit/rule.ts";
import type { Field } from "../../model/field.ts";

export default rule({
  name: "add-instead-of-copy",
  on: "stage",
  title: "ADD is used where COPY does",
  severity: "info",
  risk: "image",
  preset: "strict",
  why: `\`ADD\` copies, but it also downloads what looks like an address and unpacks what is a tar archive whatever its name, so what lands in the image depends on what a file holds.
\`COPY\` only copies: nobody who changes a file, or a variable, makes it fetch or unpack.

Addresses, Git repositories, archives, patterns and names that may be those of archives, heredocs, and options that only ADD has (\`--checksum\`, \`--unpack\`, \`--keep-git-dir\`) are left alone, and so
are sources that only the build knows.

The fix is safe for folders and for names whose kind is never an archive: COPY does the same with them. A file whose name does not say what it is could be an archive, and the
fix would leave it packed.`,
  refs: ["NIST SP 800-190 4.1.2", "CIS Docker 4.9", "https://docs.docker.com/build/building/best-practices/#add-or-copy"],
  equivalents: [
    { tool: "hadolint", id: "DL3020" },
    { tool: "trivy", id: "DS-0005" },
    { tool: "checkov", id: "CKV_DOCKER_4" },
    { tool: "dockle", id: "CIS-DI-0009" },
  ],

  *check({ instructions }) {
    for (const { keyword, keywordAt, words, flags } of instructions) {
      if (keyword !== "ADD" || flags.some((f) => !alsoOfCopy.has(f.name))) continue;
      const kinds = words.slice(0, -1).map(kindOf);
      if (kinds.length === 0 || kinds.includes("other")) continue;
      const plain = !kinds.includes("file");
      yield {
        at: keywordAt,
        message: `ADD copies ${words[0]?.value}${kinds.length > 1 ? " and others" : ""} as COPY would, but would also download or unpack it if it could.`,
        ...(plain ? {} : { confidence: "low" as const }),
        fixes: fix("Use COPY", plain ? "safe" : "unsafe", [
          { at: keywordAt, text: keywordAt.source.text[keywordAt.start] === "a" ? "copy" : "COPY" },
        ]),
      };
    }
  },

  examples: [
    bad(dockerfile`
      FROM node:22-slim
      «ADD» --chown=node:node package.json package-lock.json /app/
      «ADD» . /app
    `).to(dockerfile`
      FROM node:22-slim
      COPY --chown=node:node package.json package-lock.json /app/
      ADD . /app
    `),
    bad(dockerfile`
      FROM eclipse-temurin:21-jre
      «ADD» ["target/app.jar", "/"]
    `).to(dockerfile`
      FROM eclipse-temurin:21-jre
      COPY ["target/app.jar", "/"]
    `),
    bad(dockerfile`
      FROM debian:12-slim
      «ADD» rootfs /
    `).because("Low confidence: it may be a folder, or an archive."),

    good(dockerfile`
      FROM debian:12-slim
      ADD https://example.com/tool.sh /usr/local/bin/
      ADD git@github.com:example/app.git /src
      ADD --checksum=sha256:24454f830cdb571e2c4ad15481119c43b3cafd48dd869a9b2945d1036d1dc68d https://example.com/a.txt /a
    `).because("Addresses: what COPY cannot do."),
    good(dockerfile`
      FROM scratch
      ADD alpine-minirootfs.tar.gz /
      ADD rootfs.tar.xz data.tgz /
      ADD layers/*.tar /
      ADD dist/* /opt/
      ADD dump.sql.gz /
    `).because("Archives, and patterns that match some."),
    good(dockerfile`
      FROM debian:12-slim
      ARG PACKAGE
      ADD $PACKAGE /
      ADD --unpack=false a.json /
      ADD <<EOF /etc/app.conf
      a=b
      EOF
    `).because("Known to the build only, options of ADD's own, and a heredoc."),
  ],
});

/** `--unpack`, `--checksum` and `--keep-git-dir` are ADD's own. */
const alsoOfCopy: ReadonlySet<string> = new Set(["chown", "chmod", "link", "exclude"]);

/** Files of these kinds are no tar archives, whatever packs them. */
const never =
  /\.(?:c|cc|cfg|cjs|class|cnf|conf|config|cpp|crt|cs|csproj|css|csv|dll|ear|env|exe|go|gradle|groovy|h|html?|ico|ini|jar|java|jpg|js|json|jsx|kt|lock|lua|md|mjs|mod|php|pem|pl|png|properties|proto|ps1|pub|py|r|rb|rs|scala|sh|so|sql|sum|svg|tf|toml|tpl|tsx?|txt|vue|war|whl|xml|ya?ml)$/i;
const knownFile =
  /(?:^|\/)(?:\.[a-z]+rc|\.dockerignore|\.env(?:\.[a-z]+)*|\.gitignore|Dockerfile|Gemfile|LICENSE|Makefile|Pipfile|Procfile|README|Rakefile|docker-entrypoint|gradlew|mvnw)$/;

function kindOf(source: Field<string>): "plain" | "file" | "other" {
  const text = source.value;
  if (text === undefined || text === "" || /^<<|^[a-z][a-z0-9+.-]*:\/\/|^[\w.-]+@[\w.-]+:|\.git(?:#|$)/i.test(text)) return "other";
  const bare = text.replace(/\/$/, "");
  if (/\.tar\.|\.(?:t?[gx7]z|tar|tbz2?|txz|tzst|zst|bz2|lzma|lz4|rootfs|img|zip)$/i.test(bare)) return "other";
  if (text === "." || text === ".." || text.endsWith("/") || text.endsWith("/.") || never.test(text) || knownFile.test(text)) return "plain";
  return /[*?[]/.test(text) ? "other" : "file";
}
