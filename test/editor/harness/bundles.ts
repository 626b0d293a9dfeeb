import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type BuildOptions, build, type Plugin } from "esbuild";
import { out, root } from "./paths.ts";

/** mocha/mocha.js is a UMD script in an ES module package: without a scope of its own it would assign the bundle's exports. */
const mochaInAScope: Plugin = {
  name: "mocha-in-a-scope",
  setup({ onLoad }) {
    onLoad({ filter: /node_modules\/mocha\/mocha\.js$/ }, ({ path }) => ({
      contents: `(function (module, exports, define) {${readFileSync(path, "utf8")}\n}).call(globalThis);`,
      loader: "js",
    }));
  },
};

const suite = (name: string) => join("test/editor/suite", name);

/** Bundles the suite that runs inside VS Code: for hosts with Node, and for a web worker. */
export async function bundleSuites(): Promise<void> {
  const options: BuildOptions = { absWorkingDir: root, bundle: true, format: "cjs", external: ["vscode"], logLevel: "warning" };
  const node: BuildOptions = { ...options, platform: "node", target: "node20" };
  await build({ ...node, entryPoints: [suite("plimsoll.test.ts")], outfile: join(out, "plimsoll.test.cjs") });
  await build({
    ...node,
    entryPoints: [suite("node.ts")],
    outfile: join(out, "node.cjs"),
    external: ["vscode", "mocha", "./plimsoll.test.cjs"],
  });
  await build({
    ...options,
    platform: "browser",
    target: "es2022",
    entryPoints: [suite("web.ts")],
    outfile: join(out, "web.js"),
    plugins: [mochaInAScope],
    define: { "process.env.NODE_ENV": '"test"' },
  });
}
