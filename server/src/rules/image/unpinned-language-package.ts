import { bad, dockerfile, good } from "../../kit/example.ts";
import { rule } from "../../kit/rule.ts";
import type { Field } from "../../model/field.ts";
import { type LanguageInstall, languageInstall } from "../../model/language-package.ts";

export default rule({
  name: "unpinned-language-package",
  on: "stage",
  title: "Language packages are installed without a version",
  severity: "info",
  risk: "image",
  preset: "strict",
  why: `The newest version of a package is installed on the day of the build, whatever it is: when a package is taken over by an attacker, the bad version is the newest one for some hours,
and every image that is built in these hours has it. Unlike distributions, these registries keep old versions, so that a pin does not break the build.

Packages by name for pip, npm, Yarn, pnpm, gem and go are judged. Left alone are requirements files, constraints, paths and addresses, whatever a variable holds, and the tools of
installation themselves (\`pip install --upgrade pip setuptools wheel\`, \`npm install -g npm\`).`,
  refs: ["NIST SP 800-190 4.1.1", "CWE-1357", "CWE-494", "https://slsa.dev/threats"],
  equivalents: [
    { tool: "hadolint", id: "DL3013" },
    { tool: "hadolint", id: "DL3016" },
    { tool: "hadolint", id: "DL3028" },
    { tool: "hadolint", id: "DL3062" },
  ],

  *check({ commands }) {
    for (const command of commands) {
      const install = languageInstall(command);
      if (!install) continue;
      const loose = packagesOf(install).filter((p) => p.value !== undefined && isLoose(p.value, install.manager));
      const [first] = loose;
      if (!first) continue;
      const others = loose.length - 1;
      const text = `${first.value}${others > 0 ? ` and ${others} other${others > 1 ? "s" : ""}` : ""}`;
      yield { at: first.at, message: `${install.manager} installs ${text} in the version that is newest on the day of the build.` };
    }
  },

  examples: [
    bad(dockerfile`
      FROM python:3.13-slim
      RUN pip install --no-cache-dir flask==3.1.0 «gunicorn» psycopg
    `),
    bad(dockerfile`
      FROM node:24-slim
      RUN npm install -g «pm2» typescript@5.9 && yarn global add «serve@latest»
    `),
    bad(dockerfile`
      FROM ruby:3.4
      RUN gem install «bundler»
    `),
    bad(dockerfile`
      FROM golang:1.26
      RUN go install «golang.org/x/tools/cmd/stringer@latest»
    `),

    good(dockerfile`
      FROM python:3.13-slim
      RUN pip install -r requirements.txt && pip install -c constraints.txt flask && pip install . -e ./lib "flask>=3,<4" git+https://example.com/x.git
      RUN python -m pip install --upgrade pip setuptools wheel
    `).because("Requirements, constraints, paths, ranges, addresses, and the installer itself."),
    good(dockerfile`
      FROM node:24-slim
      RUN npm install && npm install -g npm pm2@6.0.8 ./tool.tgz && npm i @scope/tool@1.2.3
    `).because("All that the manifest says, a version, and a file."),
    good(dockerfile`
      FROM ruby:3.4
      ARG VERSION
      RUN gem install bundler -v 2.7.2 && gem install rake:13.3.0 && gem install rails --version $VERSION && pip install flask==$VERSION
    `).because("Versions, one of them in a variable."),
    good(dockerfile`
      FROM golang:1.26
      RUN go install ./cmd/app && go install golang.org/x/tools/cmd/stringer@v0.40.0
    `).because("The module itself, and a version."),
  ],
});

/** Options that a value follows. */
const valued: Readonly<Record<LanguageInstall["manager"], ReadonlySet<string>>> = {
  pip: new Set([
    ...["-e", "--editable", "-t", "--target", "-i", "--index-url", "--extra-index-url", "-f", "--find-links", "--prefix", "--root", "--platform"],
    ...["--python-version", "--implementation", "--abi", "--trusted-host", "--proxy", "--timeout", "--retries", "--cache-dir", "--log", "--cert"],
    ...["--no-binary", "--only-binary", "--progress-bar", "--global-option", "--src", "--config-settings", "--upgrade-strategy", "--default-timeout"],
  ]),
  npm: new Set([
    "--prefix",
    "--registry",
    "--loglevel",
    "--cache",
    "--omit",
    "--only",
    "--tag",
    "--workspace",
    "-w",
    "--unsafe-perm",
    "--fetch-timeout",
  ]),
  yarn: new Set(["--cwd", "--cache-folder", "--registry", "--network-timeout", "--prefix", "--modules-folder"]),
  pnpm: new Set(["--dir", "-C", "--filter", "-F", "--registry", "--store-dir"]),
  gem: new Set(["-i", "--install-dir", "-n", "--bindir", "-s", "--source", "-P", "--platform", "--document", "-p"]),
  go: new Set(["-ldflags", "-tags", "-o", "-mod", "-p", "-gcflags", "-asmflags", "-C"]),
};
/** These say elsewhere which versions are meant. */
const pins: ReadonlySet<string> = new Set(["-r", "--requirement", "-c", "--constraint", "-v", "--version", "--require-hashes"]);

function packagesOf({ manager, verb, rest }: LanguageInstall): readonly Field<string>[] {
  if (
    rest.some((w) =>
      w.is((text) => (manager === "pip" || manager === "gem") && (pins.has(text) || /^--(?:requirement|constraint|version)=/.test(text))),
    )
  )
    return [];
  if (manager === "yarn" && verb.is("install")) return [];
  const packages: Field<string>[] = [];
  for (let i = 0; i < rest.length; i++) {
    const word = rest[i];
    // A variable alone may be an option that takes what follows.
    if (!word || (word.value === undefined && word.parts[0] === undefined)) return packages;
    if (word.is((text) => valued[manager].has(text))) i++;
    else if (!word.is((text) => text.startsWith("-"))) packages.push(word);
  }
  return manager === "yarn" && verb.is("global") ? packages.filter((p, i) => i > 0 || !p.is("add")) : packages;
}

const installers: Partial<Record<LanguageInstall["manager"], ReadonlySet<string>>> = {
  pip: new Set(["pip", "setuptools", "wheel", "uv", "build"]),
  npm: new Set(["npm", "npm@latest", "corepack", "corepack@latest"]),
};

function isLoose(name: string, manager: LanguageInstall["manager"]): boolean {
  if (installers[manager]?.has(name) || /^[./~]|:\/\/|\.(?:whl|tar\.gz|tgz|zip|gem)$|[*?{}]/.test(name)) return false;
  switch (manager) {
    case "pip":
      return /^[A-Za-z0-9][\w.-]*(?:\[[\w.,-]*\])?$/.test(name);
    case "gem":
      return /^[A-Za-z][\w.-]*$/.test(name);
    case "go":
      return name.endsWith("@latest");
    default: {
      const version = /^(?:@[\w.-]+\/)?[\w.-]+(?:@(.*))?$/.exec(name);
      return version !== null && (version[1] === undefined || version[1] === "latest" || version[1] === "");
    }
  }
}
