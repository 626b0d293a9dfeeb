import { alpineRuntime, dotnetRuntime, isMusl, programRuntime } from "../knowledge/base-images/runtimes.ts";
import type { Command } from "../model/build.ts";
import { absolute } from "../model/path.ts";
import { assets, directoryOf, optionValue, type Plan, type Planner, type Started, startedFile, understood, within } from "./plan.ts";

/** `go build -o server`: the program alone. */
export const planGo: Planner = (shape) => {
  if (shape.image.name !== "golang" || !understood(shape, goTools)) return undefined;
  const builds = shape.stage.commands.filter((c) => c.name === "go" && c.words[1]?.is("build"));
  const path = startedFile(shape, outputsOf(shape, builds));
  if (path === undefined) return undefined;
  const off =
    shape.stage.variables.some((v) => v.kind === "ENV" && v.name.is("CGO_ENABLED") && v.value.is("0")) ||
    builds.every((c) => c.assignments.some((a) => a.name === "CGO_ENABLED" && a.value.is("0")));
  // Without a C compiler, which golang's Alpine images lack, cgo is off as well: go.dev/doc/go1.20.
  const alone =
    off ||
    (isMusl(shape.image.tag) &&
      !shape.stage.commands.some((c) => c.name === "apk" && c.words.some((w) => w.is((text) => /^(?:gcc|build-base)$/.test(text)))));
  const runtime = alone ? programRuntime("nothing") : isMusl(shape.image.tag) ? alpineRuntime(shape.image.tag) : programRuntime("glibc");
  return runtime && { runtime, copies: [path, ...assets(shape)], ...asWritten(shape) };
};

/** Where the builds put their programs: of one that names a folder, or nothing, what starts from that folder is taken to be it. */
function outputsOf(shape: Started, builds: readonly Command[]): readonly string[] {
  const [first = ""] = shape.start.words;
  const started = first.includes("/") ? absolute(first, shape.here) : undefined;
  return builds.flatMap((build) => {
    const here = directoryOf(shape, build);
    const written = optionValue(build, ["-o"]);
    const path = absolute(written ?? ".", here);
    if (path === undefined) return [];
    const folder = written === undefined || written.endsWith("/") || written === "." ? path : undefined;
    if (folder === undefined) return [path];
    return started !== undefined && started.slice(0, started.lastIndexOf("/")) === (folder === "/" ? "" : folder) ? [started] : [];
  });
}
const goTools: ReadonlySet<string> = new Set(["go", "make", "git", "cp", "mv", "upx", "sed", "protoc"]);

/** `cargo build --release`, started from `target/release`; or `cargo install`, started by its name. */
export const planRust: Planner = (shape) => {
  const musl = isMusl(shape.image.tag);
  if (shape.image.name !== "rust" || !(musl || hasOpenssl3(shape.image.tag)) || !understood(shape, rustTools, musl ? "none" : ofOpenssl))
    return undefined;
  const { start, here, stage } = shape;
  const [first = ""] = start.words;
  const runtime = programRuntime(musl ? "nothing" : "libgcc");
  if (first.includes("/")) {
    const path = absolute(first, here);
    if (path === undefined || !/\/target\/(?:[\w-]+\/)?release\/[\w-]+$/.test(path)) return undefined;
    return { runtime, copies: [path, ...assets(shape)], ...asWritten(shape) };
  }
  const installed = stage.commands.some((c) => c.name === "cargo" && c.words[1]?.is("install") && c.words.some((w) => w.is("--path")));
  const path = `/usr/local/cargo/bin/${first}`;
  if (!installed || !/^[\w-]+$/.test(first) || start.entrypoint?.length === 0) return undefined;
  // Nobody looks for programs there in the other image.
  const begins = (words: readonly string[] | undefined): readonly string[] | undefined => words && [path, ...words.slice(1)];
  const cmd = start.entrypoint ? start.cmd : begins(start.cmd);
  const entrypoint = begins(start.entrypoint);
  return { runtime, copies: [path], ...(entrypoint ? { entrypoint } : {}), ...(cmd ? { cmd } : {}) };
};
/** The image for programs that need libgcc has OpenSSL 3, which those of Debian 12 are linked with, too. */
const ofOpenssl: ReadonlySet<string> = new Set(["libssl-dev", "libssl3"]);
/** rust-lang/docker-rust: plain tags stood on Debian 11, which has OpenSSL 1.1, up to 1.71. */
const hasOpenssl3 = (tag: string): boolean =>
  /bookworm|trixie/.test(tag) || !(/bullseye|buster|stretch/.test(tag) || Number(/^1\.(\d+)/.exec(tag)?.[1] ?? 99) < 72);
const rustTools: ReadonlySet<string> = new Set(["cargo", "rustup", "rustc", "cp", "mv", "strip", "git", "sed"]);

/** `dotnet publish -o out`, started with `dotnet out/app.dll`: the folder that it was published to. */
export const planDotnet: Planner = (shape) => {
  const runtime = shape.image.name === "mcr.microsoft.com/dotnet/sdk" ? dotnetRuntime(shape.image.tag) : undefined;
  const { words } = shape.start;
  const program = absolute(words[1], shape.here);
  if (!runtime || words[0] !== "dotnet" || !program?.endsWith(".dll") || !understood(shape, dotnetTools)) return undefined;
  // Built for another C library than that of the second image.
  if (shape.stage.commands.some((c) => c.words.some((w) => w.is((text) => text.includes("linux-musl"))))) return undefined;
  const folder = shape.stage.commands
    .filter((c) => c.name === "dotnet" && c.words[1]?.is("publish"))
    .flatMap((c) => absolute(optionValue(c, ["-o", "--output"]), directoryOf(shape, c)) ?? [])
    .find((f) => f !== "/" && within(program, f));
  return folder === undefined ? undefined : { runtime, copies: [folder], ...asWritten(shape) };
};
const dotnetTools: ReadonlySet<string> = new Set(["dotnet", "cp", "mv", "sed"]);

/** What starts, with the same words. */
function asWritten({ start: { entrypoint, cmd } }: Started): Pick<Plan, "cmd" | "entrypoint"> {
  return { ...(entrypoint ? { entrypoint } : {}), ...(cmd ? { cmd } : {}) };
}
