import { execFileSync, spawnSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { defaultSettings } from "../server/src/engine/settings.ts";
import type { Fix } from "../server/src/kit/rule.ts";
import { rules } from "../server/src/rules/index.ts";
import { applyEdits, Source } from "../server/src/text/source.ts";
import { Workspace } from "../server/src/workspace/workspace.ts";
import { type Case, cases, context } from "./rewrites/cases.ts";
import { standIn } from "./rewrites/images.ts";

/**
 * Are rewritten Dockerfiles true? Each case is built as it stands and as each fix of its base or user makes it, without a network, on images made here that stand in for the
 * public ones, and both are started: they must say the same, and the second not as root. Needs root, Debian's `buildah` and `busybox-static`, and a C
 * compiler; ends with 2 where one is missing.
 */
const busybox = ["/bin/busybox", "/usr/bin/busybox"].find(existsSync);
const missing = [
  ...["buildah", "cc"].filter((name) => spawnSync(name, ["--version"]).status !== 0),
  ...(busybox ? [] : ["busybox"]),
  ...(process.getuid?.() === 0 ? [] : ["the rights of root"]),
];
if (missing.length > 0 || busybox === undefined) {
  console.error(`NOT RUN: ${missing.join(", ")} missing. On Debian: apt-get install buildah busybox-static gcc libc6-dev`);
  process.exit(2);
}

const search = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin:/opt/java/openjdk/bin";
/** Programs that images with a shell have, or that a rewrite calls. */
const ofAll: Case["tools"] = {
  "apt-get": "true",
  dnf: "true",
  dotnet: 'if [ "$1" = publish ]; then mkdir -p /out && echo published > /out/shop.dll; else exec /stand-ins/dotnet "$@"; fi',
};

/** As BusyBox has them: options that it does not know are refused. */
const ofAlpine: Case["tools"] = {
  addgroup:
    'gid=; while getopts g:S o; do case $o in g) gid=$OPTARG;; S) ;; *) exit 1;; esac; done; shift $((OPTIND - 1)); echo "$1:x:$gid:" >> /etc/group',
  adduser:
    'while getopts DSHh:u:G:s:g: o; do case $o in u) uid=$OPTARG;; "?") exit 1;; esac; done; shift $((OPTIND - 1)); echo "$1:x:$uid:$uid::/home/$1:/bin/sh" >> /etc/passwd',
};
/** The programs that make users on Debian, this machine's own, with the libraries that they need. */
const ofShadow = ["/usr/sbin/groupadd", "/usr/sbin/useradd"].flatMap((path) => {
  const needed = execFileSync("ldd", [path], { encoding: "utf8" }).matchAll(/(\/\S+) \(0x/g);
  return [path, ...Array.from(needed, ([, library = ""]) => library)];
});
const folder = mkdtempSync(join(tmpdir(), "plimsoll-rewrites-"));
const settings = defaultSettings(rules, "recommended");
const workspace = new Workspace({ settings: () => settings, ruleNames: rules.map((r) => r.name), onCrash: (_, error) => console.error(error) });
let [built, failed] = [0, 0];
try {
  execFileSync("cc", ["-static", "-O1", "-o", join(folder, "stand-in"), join(import.meta.dirname, "rewrites/stand-in.c")]);
  for (const one of cases) check(one);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
console.log(`${built} rewrites built and started as before, ${failed} failed`);
process.exitCode = failed > 0 || built === 0 ? 1 : 0;

function check(one: Case): void {
  const before = new Source("Dockerfile", `${one.dockerfile.join("\n")}\n`);
  const fixes = fixesOf(before);
  const said = started(one, before.text);
  if (fixes.length === 0) fail(one.name, "no fix");
  if (said.status !== 0) fail(`${one.name}, as it stands`, said.error);
  for (const { title, edits } of fixes) {
    const after = started(one, applyEdits(before, edits).text);
    if (after.status !== 0) fail(`${one.name}: ${title}`, after.error);
    else if (after.output !== said.output) fail(`${one.name}: ${title}`, `says ${after.output} where it said ${said.output}`);
    else if (after.user === "0" && !title.startsWith("Use ")) fail(`${one.name}: ${title}`, "runs as root");
    else {
      built++;
      console.log(`${one.name}: ${title}: ${after.output}, as ${after.user}`);
    }
  }
}

/** Every fix that makes another image of it, each once. */
function fixesOf(source: Source): readonly Fix[] {
  workspace.update(source);
  workspace.settle();
  const offered = workspace.findings(source.uri).flatMap((finding) => (finding.fixes ?? []).filter((f) => workspace.proves(finding, f)));
  return [...new Map(offered.filter((f) => /^(?:Build in|Run on|Run as|Use (?:the tag|\w+[-/]))/.test(f.title)).map((f) => [f.title, f])).values()];
}

function fail(what: string, why: string): void {
  failed++;
  console.error(`FAILED ${what}: ${why}`);
}

interface Started {
  readonly status: number;
  readonly output: string;
  readonly user: string;
  readonly error: string;
}

/** Build the Dockerfile and start what it starts. */
function started(one: Case, dockerfile: string): Started {
  const work = mkdtempSync(join(folder, "case-"));
  for (const [name, text] of Object.entries({ ...context, Dockerfile: dockerfile })) put(join(work, "context", name), text);
  executable(join(work, "context/server"), join(folder, "stand-in"));
  for (const [, name = ""] of dockerfile.matchAll(/^FROM (\S+)/gm)) makeImage(work, name, one.tools);
  const build = buildah(work, "bud", "--pull-never", "--isolation", "chroot", "-q", "-t", "built", join(work, "context"));
  if (build.status !== 0) return { ...build, user: "" };
  const { Entrypoint = [], Cmd = [] } = JSON.parse(buildah(work, "inspect", "--type", "image", "built").output).OCIv1.config;
  buildah(work, "from", "--pull-never", "--name", "run", "built");
  const run = buildah(work, "run", "--isolation", "chroot", "run", "--", ...Entrypoint, ...Cmd);
  return { ...run, user: /^\d+$/m.exec(run.error)?.[0] ?? "" };
}

function makeImage(work: string, name: string, tools: Case["tools"]): void {
  const image = standIn(name);
  const root = mkdtempSync(join(work, "root-"));
  for (const made of ["etc", "tmp", "usr/local/bin"]) mkdirSync(join(root, made), { recursive: true });
  put(join(root, "etc/passwd"), "root:x:0:0::/root:/bin/sh\nnode:x:1000:1000::/home/node:/bin/sh\nnonroot:x:65532:65532::/home/nonroot:/\n");
  put(join(root, "etc/group"), "root:x:0:\nnode:x:1000:\nnonroot:x:65532:\n");
  for (const path of image.programs) executable(join(root, path), join(folder, "stand-in"));
  if (image.shell) {
    executable(join(root, "bin/busybox"), busybox ?? "");
    for (const applet of ["sh", "cat", "chmod", "chown", "cp", "echo", "find", "ln", "mkdir", "rm", "true"])
      symlinkSync("busybox", join(root, "bin", applet));
    executable(join(root, "stand-in"), join(folder, "stand-in"));
    executable(join(root, "stand-ins/dotnet"), join(folder, "stand-in"));
    if (!name.includes("alpine")) for (const path of ofShadow) executable(join(root, path), path);
    for (const [tool, text] of Object.entries({ ...ofAll, ...(name.includes("alpine") ? ofAlpine : {}), ...tools }))
      put(join(root, "usr/bin", tool), `#!/bin/sh\nset -e\n${text}\n`, 0o755);
  }
  const container = `image-${name.replace(/\W/g, "-")}`;
  buildah(work, "from", "--name", container, "scratch");
  buildah(work, "add", container, root, "/");
  const entrypoint = JSON.stringify(image.entrypoint);
  buildah(work, "config", "--env", `PATH=${search}`, "--user", image.user, "--entrypoint", entrypoint, "--cmd", "", container);
  buildah(work, "commit", "-q", container, name.includes(".") && name.includes("/") ? name : `docker.io/library/${name}`);
}

function buildah(work: string, command: string, ...words: readonly string[]): Omit<Started, "user"> {
  const store = ["--root", join(work, "store"), "--runroot", join(work, "run"), "--storage-driver", "vfs"];
  const { status, stdout, stderr } = spawnSync("buildah", [...store, command, ...words], { encoding: "utf8" });
  return { status: status ?? 1, output: stdout.trim(), error: stderr.trim() };
}

function put(path: string, text: string, mode = 0o644): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
  chmodSync(path, mode);
}

function executable(path: string, from: string): void {
  mkdirSync(dirname(path), { recursive: true });
  execFileSync("cp", [from, path]);
  chmodSync(path, 0o755);
}
