import { bad, dockerfile, good } from "../../kit/example.ts";
import { type Report, rule } from "../../kit/rule.ts";
import type { Field } from "../../model/field.ts";
import { parseImage } from "../../model/image.ts";

export default rule({
  name: "undefined-from-argument",
  on: "stage",
  title: "FROM uses a build argument that is never defined",
  severity: "error",
  risk: "image",
  why: `\`FROM\` sees only the arguments that an \`ARG\` above the first \`FROM\` declares. Any other variable is empty there, also where \`--build-arg\` gives it a value: the build fails, or, worse, takes
another image than was meant, from Docker Hub instead of the company's registry for instance.

An \`ARG\` inside a stage declares for that stage alone; it belongs above the first \`FROM\`. Variables that BuildKit sets itself (\`TARGETARCH\` and the like), and those with a default
(\`\${TAG:-22}\`), are left alone, and so are arguments that are declared without a default: whoever builds gives them. Low confidence: a variable without
which the build fails and that nothing in the file declares, since another program may fill the file in first.`,
  refs: ["NIST SP 800-190 4.1.5", "CWE-457", "https://docs.docker.com/reference/build-checks/undefined-arg-in-from/"],
  equivalents: [{ tool: "buildkit", id: "UndefinedArgInFrom" }],

  *check(stage) {
    if (stage.stages[0] !== stage) return;
    const within = new Set<string | undefined>();
    for (const { base, undeclared, variables } of stage.stages) {
      const [name, ...others] = undeclared;
      if (name !== undefined && base.value === undefined) yield report(base, name, { alone: others.length === 0, within: within.has(name) });
      for (const variable of variables) if (variable.kind === "ARG") within.add(variable.name.value);
    }
  },

  examples: [
    bad(dockerfile`
      FROM «node:$VERSION»
    `).because("Low confidence: another program may fill it in first (envsubst)."),
    bad(dockerfile`
      FROM node:24 AS build
      ARG BASE=nginx:1.29
      FROM «\${BASE}»
    `).because("Declared inside a stage, it holds for that stage alone."),
    bad(dockerfile`
      ARG TAG=24
      FROM «\${MIRROR}node:\${TAG}»
    `).because("Without a mirror this is Docker Hub's image."),

    good(dockerfile`
      ARG VERSION
      FROM node:\${VERSION}
    `).because("Whoever builds gives it."),
    good(dockerfile`FROM node:\${VERSION:-24}`).because("A default of its own."),
    good(dockerfile`
      FROM golang:1.26-$TARGETARCH AS build-amd64
      FROM build-\${TARGETARCH}
    `).because("BuildKit sets it."),
    good(dockerfile`
      ARG A=1
      ARG TAG=\${A}-slim
      FROM node:$TAG
    `).because("Arguments may use one another."),
  ],
});

function report(base: Field<string>, name: string, { alone, within }: { readonly alone: boolean; readonly within: boolean }): Report {
  // With one hole only, what is left of the text is known.
  const left = alone && base.parts.filter((p) => p === undefined).length === 1 ? base.parts.join("") : "";
  const works = parseImage(left) !== undefined;
  return {
    at: base.at,
    message: `$${name} is ${within ? "declared inside a stage only" : "not declared by an ARG above the first FROM"}, so it is empty here and ${
      works ? `the image is ${left}` : "the build fails"
    }.`,
    // A file in which nothing declares it may be a template that another program fills in first.
    confidence: within || works ? "high" : "low",
  };
}
