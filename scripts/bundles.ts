import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type BuildOptions, build, type Plugin } from "esbuild";

const root = fileURLToPath(new URL("..", import.meta.url));

export const bundleNames = ["client", "webClient", "server", "webServer", "bin", "cli", "page", "lsp"] as const;
export type BundleName = (typeof bundleNames)[number];

/** jsonc-parser's `main` is a UMD build whose `require` calls no bundler can follow: its ES modules come first. */
const node: BuildOptions = { platform: "node", format: "cjs", target: "node22", mainFields: ["module", "main"] };
/** VS Code 1.91 carries Node 20: what runs inside its extension host and beside it must do with that. */
const editor: BuildOptions = { ...node, target: "node20" };
/** What a program loads only when it is asked for lies in a bundle of its own: a scan does not read the language server. */
const apart = (modules: Readonly<Record<string, string>>): Plugin => ({
  name: "apart",
  setup({ onResolve }) {
    for (const [ending, bundle] of Object.entries(modules)) {
      onResolve({ filter: new RegExp(`${ending.replaceAll(".", "\\.")}$`) }, ({ kind }) =>
        kind === "dynamic-import" ? { path: bundle, external: true } : undefined,
      );
    }
  },
});
/** commander can start other programs, which Plimsoll never does; loading what it takes costs a tenth of a short scan. */
const noProcesses: Plugin = {
  name: "no-processes",
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^node:child_process$/ }, ({ path, importer }) =>
      /[\\/]commander[\\/]/.test(importer) ? { path, namespace: "none" } : undefined,
    );
    onLoad({ filter: /.*/, namespace: "none" }, () => ({ contents: "module.exports = {};" }));
  },
};
/** Rules without their examples, which are two thirds of them: documentation and tests alone look into these. */
const noExamples: Plugin = {
  name: "no-examples",
  setup({ onLoad }) {
    onLoad({ filter: /[\\/]server[\\/]src[\\/]rules[\\/][^\\/]+[\\/][^\\/]+\.ts$/ }, async ({ path }) => {
      const text = await readFile(path, "utf8");
      // The formatter puts the list, which comes last, at a depth of its own: lines of examples are deeper.
      const contents = text.replace(/\n {2}examples: \[\n.*\n {2}\],\n\}\);\n/s, "\n  examples: [],\n});\n");
      return contents === text ? { errors: [{ text: `${path} does not end with its examples` }] } : { contents, loader: "ts" };
    });
  },
};
const worker: BuildOptions = { platform: "browser", target: "es2022" };

const bundles: Readonly<Record<BundleName, BuildOptions & { readonly outfile: string }>> = {
  client: { ...editor, entryPoints: ["client/src/extension.ts"], outfile: "dist/client/extension.cjs", external: ["vscode"] },
  webClient: { ...worker, format: "cjs", entryPoints: ["client/src/browser.ts"], outfile: "dist/client/browser.js", external: ["vscode"] },
  server: { ...editor, entryPoints: ["server/src/lsp/node.ts"], outfile: "dist/server/node.cjs" },
  webServer: {
    ...worker,
    format: "iife",
    entryPoints: ["server/src/lsp/browser.ts"],
    outfile: "dist/server/browser.js",
    inject: ["scripts/buffer-shim.ts"],
  },
  bin: {
    ...node,
    entryPoints: ["server/src/cli/bin.ts"],
    outfile: "server/dist/plimsoll.cjs",
    define: { "import.meta.dirname": "__dirname" },
  },
  cli: {
    ...node,
    entryPoints: ["server/src/cli/main.ts"],
    outfile: "server/dist/cli.cjs",
    plugins: [apart({ "lsp/node.ts": "./lsp.cjs", "./page.ts": "./page.cjs" }), noProcesses, noExamples],
    // The program is started by `bin.ts`, in a way in which only require is there without a warning.
    supported: { "dynamic-import": false },
  },
  page: { ...node, entryPoints: ["server/src/cli/page.ts"], outfile: "server/dist/page.cjs" },
  lsp: { ...node, entryPoints: ["server/src/lsp/node.ts"], outfile: "server/dist/lsp.cjs" },
};

/** Build the named bundles below `into`, the root by default; the paths of what was written, relative to the root. Fails when one does not build. */
export async function buildBundles(
  names: readonly BundleName[],
  { production, into = root }: { readonly production: boolean; readonly into?: string },
): Promise<readonly string[]> {
  const options: BuildOptions = {
    absWorkingDir: root,
    bundle: true,
    minify: production,
    sourcemap: production ? false : "linked",
    legalComments: "none",
    logLevel: "warning",
    metafile: true,
  };
  const results = await Promise.all(names.map((name) => build({ ...options, ...bundles[name], outfile: join(into, bundles[name].outfile) })));
  return results.flatMap(({ metafile }) => Object.keys(metafile?.outputs ?? {}));
}
