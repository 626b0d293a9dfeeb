import {
  isMusl,
  javaRuntime,
  nodeRuntime,
  pythonRuntime,
  sameRuntime,
  smallJavaRuntime,
  smallNodeRuntime,
  smallPythonRuntime,
} from "../knowledge/base-images/runtimes.ts";
import { absolute } from "../model/path.ts";
import { librariesBeside, librariesOf, type Plan, type Planner, programFiles, type Shape, type Started, understood } from "./plan.ts";

/** `node server.js`: the working directory with its modules. What npm, yarn or pnpm start is not known. */
export const planNode: Planner = (shape) => {
  const builder = shape.image.name === "node" ? offMusl(shape) : undefined;
  const runtime = shape.image.name === "node" ? nodeRuntime(builder?.tag ?? shape.image.tag) : undefined;
  const copies = programFiles(shape);
  if (!runtime || !copies || !understood(shape, nodeTools) || !/^(?:\/usr\/local\/bin\/)?node$/.test(shape.start.words[0] ?? "")) return undefined;
  // Newer versions of Yarn keep packages outside the project.
  if (shape.stage.commands.some((c) => c.name === "yarn") && shape.stage.commands.some((c) => c.name === "corepack")) return undefined;
  return { runtime, ...onto(builder), copies, ask: askWithNode("/nodejs/bin/node"), ...behindInterpreter(shape, "/nodejs/bin/node") };
};

/** What Node.js, npm, yarn or pnpm starts, in any form: the same files on the slim image, or on the small one itself without what compiled there. */
export const planSmallNode: Planner<Shape> = (shape) => {
  const { name, tag } = shape.image;
  const runtime =
    name === "node" ? (librariesBeside(shape)?.length === 0 ? sameRuntime(shape.written, tag, "1000:1000") : smallNodeRuntime(tag)) : undefined;
  const copies = programFiles(shape);
  const [first = "", second = ""] = shape.words;
  const global = shape.stage.commands.some((c) => c.words.some((w) => w.is((text) => text === "-g" || text === "--global")));
  const isManager = /^(?:npm|yarn)$/.test(first) || (global && first === "pnpm");
  if (!runtime || !copies || !understood(shape, nodeTools) || !(isNode(first) || isManager || (global && isInstalled(first)))) return undefined;
  // What is installed when it starts is written to where root alone may write.
  if (shape.words.includes("&&") || (isManager && !/^(?:start|run|run-script|serve)$/.test(second))) return undefined;
  if (shape.stage.commands.some((c) => c.name === "corepack" || (c.name === "yarn" && c.words.some((w) => w.is("global"))))) return undefined;
  const fetches = Number.parseInt(tag, 10) >= 18;
  return {
    runtime,
    // Both images have the same programs there beside what npm adds.
    copies: global ? [...copies, "/usr/local/lib/node_modules", "/usr/local/bin"] : copies,
    verbatim: true,
    ...(isManager ? { starter: `${first} ${second}` } : {}),
    ...(fetches ? { ask: askWithNode("node") } : {}),
  };
};

const isNode = (word: string): boolean => /^(?:\/usr\/local\/bin\/)?node$/.test(word);
/** May it be a program of a package that npm puts where programs are looked for? */
const isInstalled = (word: string): boolean =>
  /^[a-z][\w.-]*$/.test(word) && !notOfPip.has(word) && !/^(?:corepack|npx|pnpm|tini|yarnpkg)$/.test(word);

/** Fails where there is no answer, or a bad one. Node.js has fetch from 18 on. */
const askWithNode =
  (node: string) =>
  (address: string): readonly string[] => [node, "-e", `fetch('${address}').then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))`];
const nodeTools: ReadonlySet<string> = new Set([
  "npm",
  "npx",
  "yarn",
  "pnpm",
  "corepack",
  "node",
  "node-gyp",
  "tsc",
  "next",
  "nest",
  "vite",
  "webpack",
  "prisma",
]);

/** `python app.py`, `gunicorn app:app`: the working directory, and what pip installed. */
export const planPython: Planner = (shape) => {
  const builder = shape.image.name === "python" ? offMusl(shape) : undefined;
  const runtime = shape.image.name === "python" ? pythonRuntime(builder?.tag ?? shape.image.tag) : undefined;
  const files = programFiles(shape);
  const [first = "", ...rest] = shape.start.words;
  const name = first.slice(first.lastIndexOf("/") + 1);
  if (!runtime || !files || !understood(shape, pythonTools) || (!/^python(?:3(?:\.13)?)?$/.test(name) && !modules.has(name))) return undefined;
  const { stage } = shape;
  if (stage.variables.some((v) => v.kind === "ENV" && v.name.is((n) => /^(?:PYTHONPATH|VIRTUAL_ENV)$/.test(n)))) return undefined;
  if (installsElsewhere(shape)) return undefined;
  const packages = "/usr/local/lib/python3.13/site-packages";
  const installs = stage.commands.some((c) => c.words.some((w) => w.is("install")) && !/^apt|^apk/.test(c.name ?? ""));
  const started: Pick<Plan, "cmd" | "entrypoint"> = modules.has(name)
    ? // The scripts that pip makes name the interpreter of the other image.
      { cmd: ["-m", name, ...rest] }
    : behindInterpreter(shape, "/usr/bin/python3");
  const ask = (address: string): readonly string[] => ["/usr/bin/python3", "-c", `import urllib.request; urllib.request.urlopen('${address}')`];
  return {
    runtime,
    ...onto(builder),
    copies: installs ? [...files, packages] : files,
    ...(installs ? { environment: [`PYTHONPATH=${packages}`] } : {}),
    ask,
    ...started,
  };
};
/** What Python or a script of pip's starts, in any form: the same files on the slim image of the same version, or on the small one itself without what compiled there. */
export const planSmallPython: Planner<Shape> = (shape) => {
  const { name, tag } = shape.image;
  const version = /^(3\.\d+)(?:[.-]|$)/.exec(tag)?.[1];
  if (name !== "python" || version === undefined || shape.words.includes("&&")) return undefined;
  const small = smallPythonRuntime(tag);
  const packages = small ? librariesOf(shape) : librariesBeside(shape);
  const runtime = small ?? sameRuntime(shape.written, tag);
  const files = programFiles(shape);
  if (!packages || !files || !understood(shape, pythonTools, "all") || installsElsewhere(shape) || !isOfPip(shape)) return undefined;
  const installed = [`/usr/local/lib/python${version}/site-packages`, "/usr/local/bin"];
  const ask = (address: string): readonly string[] => ["python", "-c", `import urllib.request; urllib.request.urlopen('${address}')`];
  return { runtime, copies: [...files, ...installed], verbatim: true, ask, packages };
};

/** Does Python start, or a program that lies where pip puts them? Others of the image are few, and not what is started. */
function isOfPip({ words: [first = ""], stage }: Shape): boolean {
  const name = first.replace(/^(?:\/usr\/local\/bin\/)/, "");
  if (/^python(?:3(?:\.\d+)?)?$/.test(name)) return true;
  const installs = stage.commands.some((c) => c.name !== undefined && /^(?:pip3?|python3?|uv)$/.test(c.name) && c.words.some((w) => w.is("install")));
  return installs && /^[a-z][\w.-]*$/.test(name) && !notOfPip.has(name);
}
const notOfPip: ReadonlySet<string> = new Set([
  ...["ash", "bash", "cat", "cd", "cron", "crond", "curl", "dash", "echo", "env", "exec", "export", "gcc", "git", "make", "pdm", "pipenv"],
  ...["poetry", "sh", "sleep", "source", "tail", "test", "tini", "uv", "wget"],
]);

/** Elsewhere than where the interpreter looks for it? */
const installsElsewhere = ({ stage }: Shape): boolean =>
  stage.commands.some(
    (c) =>
      c.words.some((w) => w.is((text) => /^(?:--user|--target|-t|--prefix|venv|virtualenv|-e|--editable)$/.test(text))) ||
      (c.name === "uv" && !c.words.some((w) => w.is("--system"))),
  );

const pythonTools: ReadonlySet<string> = new Set(["pip", "pip3", "python", "python3", "uv"]);
/** Packages that can be started with `python -m` as well as with the script of the same name. */
const modules: ReadonlySet<string> = new Set(["gunicorn", "uvicorn", "flask", "celery", "hypercorn"]);

/** `java -jar app.jar`: the archive alone. */
export const planJava: Planner = (shape) => {
  const runtime = javaImages.has(shape.image.name) ? javaRuntime(shape.image.name, shape.image.tag) : undefined;
  const { words, entrypoint, cmd } = shape.start;
  const flag = words.indexOf("-jar");
  const jar = absolute(words[flag + 1], shape.here);
  if (
    !runtime ||
    flag < 0 ||
    !jar?.endsWith(".jar") ||
    !/^[\w./-]+$/.test(jar) ||
    !/(?:^|\/)java$/.test(words[0] ?? "") ||
    !understood(shape, javaTools)
  )
    return undefined;
  const started = entrypoint
    ? { entrypoint: ["/usr/bin/java", ...entrypoint.slice(1)], ...(cmd ? { cmd } : {}) }
    : flag === 1
      ? { cmd: words.slice(2) }
      : { entrypoint: ["/usr/bin/java", ...words.slice(1)] };
  return { runtime, copies: [jar], ...started };
};
/** `java -jar app.jar` in any form, options of a variable included: the archive alone on the JRE. */
export const planSmallJava: Planner<Shape> = (shape) => {
  const runtime = javaImages.has(shape.image.name) && !/jre/.test(shape.image.tag) ? smallJavaRuntime(shape.image.name, shape.image.tag) : undefined;
  // The small image on Alpine has no other shell than its own.
  if (/(?:^|\/)bash$/.test(shape.words[0] ?? "") && isMusl(shape.image.tag)) return undefined;
  const words =
    shape.words[0] === "exec" || /(?:^|\/)(?:ba)?sh$/.test(shape.words[0] ?? "") ? shape.words.slice(shape.words.indexOf("java")) : shape.words;
  const jar = absolute(words[words.indexOf("-jar") + 1], shape.here);
  if (
    !runtime ||
    !words.includes("-jar") ||
    !jar?.endsWith(".jar") ||
    !/^[\w./-]+$/.test(jar) ||
    !/(?:^|\/)java$/.test(words[0] ?? "") ||
    !understood(shape, javaTools)
  )
    return undefined;
  return { runtime, copies: [jar], verbatim: true };
};
const javaImages: ReadonlySet<string> = new Set([
  ...["maven", "gradle", "eclipse-temurin", "openjdk", "amazoncorretto", "public.ecr.aws/amazoncorretto/amazoncorretto"],
]);
const javaTools: ReadonlySet<string> = new Set(["mvn", "mvnw", "gradle", "gradlew", "java", "javac", "jar", "cp", "mv", "ln", "dos2unix", "sed"]);

/** The image on Debian with the same version, where a stage on Alpine does nothing that is said otherwise there; what it compiles then fits that C library. */
function offMusl({ stage, image: { tag }, written }: Shape): { readonly tag: string; readonly image: string } | undefined {
  const [, version] = /^(\d[\d.]*)-alpine[\d.]*$/.exec(tag) ?? [];
  const isAlpineOnly = stage.commands.some((c) => ofAlpine.has(c.name ?? "") || (c.name === "set" && c.words.some((w) => w.is("pipefail"))));
  if (version === undefined || isAlpineOnly || !written.endsWith(`:${tag}`)) return undefined;
  return { tag: `${version}-slim`, image: `${written.slice(0, -tag.length)}${version}-slim` };
}
/** Programs that are not there on Debian, or take other options. */
const ofAlpine: ReadonlySet<string> = new Set(["addgroup", "adduser", "apk"]);

const onto = (builder: { readonly image: string } | undefined): Pick<Plan, "builder"> => (builder ? { builder: builder.image } : {});

/** What starts, where the image's own entrypoint is the interpreter. */
function behindInterpreter({ start: { entrypoint, cmd, words } }: Started, interpreter: string): Pick<Plan, "cmd" | "entrypoint"> {
  if (entrypoint) return { entrypoint: [interpreter, ...entrypoint.slice(1)], ...(cmd ? { cmd } : {}) };
  return { cmd: words.slice(1) };
}
