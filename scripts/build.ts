import { statSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { type BundleName, buildBundles, bundleNames } from "./bundles.ts";

const { values, positionals } = parseArgs({ allowPositionals: true, options: { production: { type: "boolean", default: false } } });
const isBundle = (name: string): name is BundleName => bundleNames.some((known) => known === name);
const unknown = positionals.filter((name) => !isBundle(name));
if (unknown.length > 0) {
  console.error(`unknown bundle ${unknown.join(", ")}; known: ${bundleNames.join(", ")}`);
  process.exit(2);
}
const named = positionals.filter(isBundle);
const written = await buildBundles(named.length > 0 ? named : bundleNames, { production: values.production });
for (const file of written) {
  const { size } = statSync(fileURLToPath(new URL(`../${file}`, import.meta.url)));
  console.log(`${(size / 1024).toFixed(0).padStart(6)} KB  ${file}`);
}
