import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type BuildOptions, build } from "esbuild";

const root = fileURLToPath(new URL("..", import.meta.url));

export const bundleNames = ["client", "webClient", "server", "webServer", "cli"] as const;
export type BundleName = (typeof bundleNames)[number];

/** jsonc-parser's `main` is a UMD build whose `require` calls no bundler can follow: its ES modules come first. */
const node: BuildOptions = { platform: "node", format: "cjs", target: "node22", mainFields: ["module", "main"] };
/** VS Code 1.91 carries Node 20: what runs inside its extension host and beside it must do with that. */
const editor: BuildOptions = { ...node, target: "node20" };
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
  cli: { ...node, entryPoints: ["server/src/cli/main.ts"], outfile: "server/dist/plimsoll.cjs" },
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
