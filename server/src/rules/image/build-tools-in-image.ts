import { bad, dockerfile, good } from "../../kit/example.ts";
import { rule } from "../../kit/rule.ts";
import { baseImage } from "../../knowledge/base-images/find.ts";
import type { Command } from "../../model/build.ts";
import { commandsOf } from "../../model/chain.ts";
import type { Field } from "../../model/field.ts";
import { namedImage } from "../../model/image-name.ts";
import { type PackageCommand, packageCommand, withoutSudo } from "../../model/package-command.ts";
import { startsSomething } from "../../model/start.ts";
import { twoStages } from "../../rewrite/two-stages.ts";

export default rule({
  name: "build-tools-in-image",
  on: "stage",
  title: "Compilers stay in the image",
  severity: "info",
  risk: "image",
  preset: "strict",
  why: `A compiler, headers and \`make\` are needed to build, not to run. In the image they are more to patch, and let whoever gets in build tools for the next step on the spot, also
where downloads are filtered.

Judged is the final stage where it starts something and its base image is not made to build with. Left alone is what a later command removes, and Alpine's virtual packages, which are
there to be removed. Some programs compile when they run (Numba, \`torch.compile\`): accept the finding there.

Of files in the usual shapes the fix makes two stages: the second on an image without a shell, or on the same small image without the tools, and with the libraries whose headers were installed. Else \`COPY --from\` takes what a builder stage has built.`,
  refs: ["NIST SP 800-190 4.1.1", "NIST SP 800-190 4.1.2", "CIS Docker 4.3", "https://docs.docker.com/build/building/multi-stage/"],

  *check(stage) {
    if (!stage.final || !startsSomething(stage)) return;
    const named = namedImage(stage.image);
    const base = named && baseImage(named.name, named.tag);
    if (base?.kind === "sdk" || base?.kind === "language") return;
    const commands = commandsOf(stage).toSorted((a, b) => a.at.start - b.at.start);
    const removal = removals(commands);
    const tools = commands.flatMap((command) => {
      const use = packageCommand(command);
      if (use?.does !== "install" || use.open || use.options.some((o) => o.is((text) => /^(?:-t|--virtual)/.test(text)))) return [];
      return use.packages.filter(
        (p) =>
          p.is((name) => isCompiler(bare(name)) || helpers.has(bare(name)) || isHeader(bare(name), use.manager)) &&
          Math.max(removal.get(p.value) ?? -1, removal.get(any) ?? -1) < command.at.start,
      );
    });
    // Headers and make alone compile nothing.
    const first = tools.find((t) => t.is((name) => isCompiler(bare(name))));
    if (!first) return;
    yield {
      at: first.at,
      message: `${list(tools)} ${tools.length > 1 ? "stay" : "stays"} in the image, and whoever gets in can build with ${tools.length > 1 ? "them" : "it"}.`,
      fixes: twoStages(stage),
    };
  },

  examples: [
    bad(dockerfile`
      FROM python:3.13-slim
      RUN apt-get update && apt-get install -y --no-install-recommends «build-essential» libpq-dev && rm -rf /var/lib/apt/lists/*
      RUN pip install -r requirements.txt
      CMD ["python", "app.py"]
    `).because("Without a working directory it is not known where the program lies, so there is no fix."),
    bad(dockerfile`
      FROM python:3.12-slim
      WORKDIR /app
      RUN apt-get update && apt-get install -y --no-install-recommends «gcc» libpq-dev && rm -rf /var/lib/apt/lists/*
      COPY . .
      RUN pip install --no-cache-dir -r requirements.txt
      EXPOSE 8000
      CMD ["uvicorn", "app:app", "--host", "0.0.0.0"]
    `)
      .to(dockerfile`
        FROM python:3.12-slim AS build
        WORKDIR /app
        RUN apt-get update && apt-get install -y --no-install-recommends gcc libpq-dev && rm -rf /var/lib/apt/lists/*
        COPY . .
        RUN pip install --no-cache-dir -r requirements.txt

        FROM python:3.12-slim
        RUN apt-get update && apt-get install -y --no-install-recommends libpq5 && rm -rf /var/lib/apt/lists/*
        RUN groupadd -g 10001 app && useradd -u 10001 -g app -m -s /usr/sbin/nologin app
        WORKDIR /app
        COPY --from=build /app /app
        COPY --from=build /usr/local/lib/python3.12/site-packages /usr/local/lib/python3.12/site-packages
        COPY --from=build /usr/local/bin /usr/local/bin
        EXPOSE 8000
        USER 10001:10001
        CMD ["uvicorn", "app:app", "--host", "0.0.0.0"]
      `)
      .because("Distroless has no Python 3.12: the same small image without what compiled, and with the library that belongs to the headers."),
    bad(dockerfile`
      FROM python:3.13-slim
      WORKDIR /app
      RUN apt-get update && apt-get install -y --no-install-recommends «build-essential» && rm -rf /var/lib/apt/lists/*
      COPY . .
      RUN pip install -r requirements.txt
      CMD ["gunicorn", "app:app"]
    `)
      .to(dockerfile`
        FROM python:3.13-slim AS build
        WORKDIR /app
        RUN apt-get update && apt-get install -y --no-install-recommends build-essential && rm -rf /var/lib/apt/lists/*
        COPY . .
        RUN pip install -r requirements.txt

        FROM gcr.io/distroless/python3-debian13:nonroot
        WORKDIR /app
        ENV PYTHONPATH=/usr/local/lib/python3.13/site-packages
        COPY --from=build /app /app
        COPY --from=build /usr/local/lib/python3.13/site-packages /usr/local/lib/python3.13/site-packages
        CMD ["-m", "gunicorn", "app:app"]
      `)
      .because("A second stage takes what was built."),
    bad(dockerfile`
      FROM alpine:3.23
      RUN apk add --no-cache «gcc» musl-dev
      CMD ["/app"]
    `),

    good(dockerfile`
      FROM python:3.13-slim AS build
      RUN apt-get update && apt-get install -y build-essential
      FROM python:3.13-slim
      RUN apt-get update && apt-get install -y libpq5
      CMD ["python", "app.py"]
    `).because("A builder's tools stay behind."),
    good(dockerfile`
      FROM python:3.13-alpine
      RUN apk add --no-cache --virtual .build-deps gcc musl-dev && pip install -r requirements.txt && apk del .build-deps
      CMD ["python", "app.py"]
    `).because("A virtual package that goes again."),
    good(dockerfile`
      FROM debian:13-slim
      RUN apt-get update && apt-get install -y gcc && make && apt-get purge -y --auto-remove gcc
      CMD ["/app"]
    `).because("Removed by name."),
    good(dockerfile`
      FROM debian:13-slim
      RUN apt-get update && apt-get install -y build-essential git
    `).because("It starts nothing: a tool of a build."),
    good(dockerfile`
      FROM node:24
      RUN apt-get update && apt-get install -y build-essential
      CMD ["node", "server.js"]
    `).because("The base image has them all anyway; another rule says so."),
  ],
});

const compilers: ReadonlySet<string> = new Set([
  ...["alpine-sdk", "base-devel", "build-base", "build-essential", "cargo", "clang", "default-jdk", "g++", "gcc", "gcc-c++"],
  ...["golang", "golang-go", "gradle", "maven", "rustc"],
]);
const helpers: ReadonlySet<string> = new Set(["autoconf", "automake", "bison", "cmake", "flex", "libtool", "make", "ninja-build"]);

const isCompiler = (name: string): boolean => compilers.has(name) || /^(?:gcc|g\+\+|clang|llvm)-\d+$/.test(name);
const isHeader = (name: string, manager: PackageCommand["manager"]): boolean =>
  manager === "dnf" ? /^[a-z][\w.+-]*-devel$/.test(name) : /^(?:lib|python3?|openssl|musl)[\w.+-]*-dev$/.test(name);
const bare = (name: string): string => name.split(/[=~<>]/, 1).join("");

const removers: ReadonlySet<string> = new Set(["remove", "purge", "autoremove", "del", "erase", "rm"]);

/** What stands for a name that is not known, or a pattern. */
const any = "*";

/** `apt-get purge gcc`, `apk del .build-deps`: where each name is removed last. */
function removals(commands: readonly Command[]): ReadonlyMap<string | undefined, number> {
  const last = new Map<string | undefined, number>();
  for (const { words: all, at } of commands) {
    const words = withoutSudo(all);
    if (!words[0]?.is((text) => /^(?:apt-get|apt|apk|yum|dnf|microdnf|zypper)$/.test(text)) || !words.some((w) => w.is((text) => removers.has(text))))
      continue;
    for (const { value } of words) last.set(value === undefined || value.includes("*") ? any : value, at.start);
  }
  return last;
}

const list = (tools: readonly Field<string>[]): string => {
  const names = tools.map((t) => t.value ?? "");
  return names.length > 3
    ? `${names.slice(0, 2).join(", ")} and ${names.length - 2} others`
    : names.length > 1
      ? `${names.slice(0, -1).join(", ")} and ${names.at(-1)}`
      : (names[0] ?? "");
};
