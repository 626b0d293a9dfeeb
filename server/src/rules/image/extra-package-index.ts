import { bad, dockerfile, good } from "../../kit/example.ts";
import { type Report, rule } from "../../kit/rule.ts";
import type { Field } from "../../model/field.ts";
import { program, readOptions } from "../../model/program.ts";
import { addressOf, hostOf, isNear } from "../../model/url.ts";

export default rule({
  name: "extra-package-index",
  on: "stage",
  title: "Packages come from two indexes at once",
  severity: "info",
  risk: "image",
  preset: "strict",
  why: `pip asks every index that it is given and takes the highest version, whichever index has it. Who publishes a package of your own package's name on PyPI with a higher
version is installed instead (dependency confusion).

Reported is an extra index that stands beside PyPI. Left alone are the indexes of PyTorch, NVIDIA, piwheels and other makers whose packages PyPI knows under the same names and owners, indexes that
only the build knows, and commands that name an index of their own with \`--index-url\` or install nothing but files with digests (\`--require-hashes\`). uv asks one index after the other and
is not affected unless told so.

Give one index that passes on what PyPI has (\`--index-url\` of AWS CodeArtifact, Nexus, Artifactory and the like), or pin digests with \`--require-hashes\`.`,
  refs: ["NIST SP 800-190 4.1.3", "CWE-427", "https://pip.pypa.io/en/stable/cli/pip_install/#cmdoption-extra-index-url"],

  *check(stage) {
    const ownIndex = stage.variables.some(({ name, kind }) => kind !== "LABEL" && name.is((n) => /^PIP_INDEX_URL$/i.test(n)));
    if (ownIndex) return;
    for (const { name, value, kind } of stage.variables)
      if (kind !== "LABEL" && name.is((n) => /^PIP_EXTRA_INDEX_URL$/i.test(n))) yield* extra(value);
    for (const command of stage.commands) {
      const run = program(command);
      if (!run || !(/^pip[\d.]*$/.test(run.name) || (/^python[\d.]*$/.test(run.name) && run.args[1]?.is("pip")))) continue;
      const { options } = readOptions(run.args, {
        short: "icrfte",
        long: new Set(["index-url", "extra-index-url", "find-links", "requirement", "constraint"]),
      });
      if (options.some(({ name }) => name === "i" || name === "index-url" || name === "require-hashes" || name === "no-index")) continue;
      for (const { name, valueWord, value, word } of options) {
        if (name !== "extra-index-url") continue;
        if (valueWord) yield* extra(valueWord);
        else if (value !== undefined) yield* extra(word, value);
      }
    }
  },

  examples: [
    bad(dockerfile`
      FROM python:3.13-slim
      RUN pip install --no-cache-dir --extra-index-url «https://pypi.example.com/simple» our-package
      RUN python -m pip install «--extra-index-url=https://pypi.example.com/simple» our-package
    `),
    bad(dockerfile`
      FROM python:3.13-slim
      ENV PIP_EXTRA_INDEX_URL=«https://pypi.example.com/simple»
      RUN pip install our-package
    `),

    good(dockerfile`
      FROM python:3.13-slim
      RUN pip install torch --extra-index-url https://download.pytorch.org/whl/cpu && pip install --extra-index-url=https://pypi.nvidia.com tensorrt
      ENV PIP_EXTRA_INDEX_URL=https://www.piwheels.org/simple
    `).because("Makers' own indexes of public packages."),
    good(dockerfile`
      FROM python:3.13-slim
      ARG INDEX
      RUN pip install --extra-index-url $INDEX a && pip install --index-url https://pypi.example.com/simple a
      RUN pip install --index-url https://pypi.example.com/simple --extra-index-url https://other.example.com/simple a
      RUN pip install --require-hashes --extra-index-url https://pypi.example.com/simple -r requirements.txt
    `).because("An index that is not known, one index, two of one's own, and digests."),
  ],
});

/** Indexes of public packages: their names belong to the same owners on PyPI. */
const publicIndexes =
  /(?:^|\.)(?:pypi\.org|pythonhosted\.org|pytorch\.org|nvidia\.com|piwheels\.org|tensorflow\.org|openvinotoolkit\.org|intel\.com|anaconda\.org|flashinfer\.ai|vllm\.ai|wxpython\.org)$/;

function* extra(field: Field<string>, text = field.value): Iterable<Report> {
  const host = text !== undefined && /^https?:/i.test(text) ? hostOf(text) : addressOf(field)?.host;
  if (host === undefined || isNear(host) || publicIndexes.test(host)) return;
  yield {
    at: field.at,
    message: `Both ${host} and PyPI are asked, and the higher version is taken: who publishes your package's name on PyPI is installed.`,
    key: host,
  };
}
