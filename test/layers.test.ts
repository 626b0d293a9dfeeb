import { readdirSync, readFileSync } from "node:fs";
import { posix } from "node:path";
import { describe, expect, it } from "vitest";

/** What each layer may import: other layers, and packages by name. The table is the architecture; docs/architecture.md explains it. */
const layers: Readonly<Record<string, { readonly layers: readonly string[]; readonly packages: readonly string[] }>> = {
  text: { layers: [], packages: [] },
  syntax: { layers: ["text"], packages: ["dockerfile-ast", "js-yaml", "jsonc-parser", "yaml"] },
  model: { layers: ["knowledge", "text"], packages: [] },
  kit: { layers: ["model", "text"], packages: [] },
  knowledge: { layers: [], packages: ["fflate"] },
  adapt: { layers: ["knowledge", "model", "syntax", "text"], packages: [] },
  rewrite: { layers: ["kit", "knowledge", "model", "text"], packages: [] },
  rules: { layers: ["kit", "knowledge", "model", "rewrite"], packages: [] },
  engine: { layers: ["kit", "model", "syntax", "text"], packages: ["ignore"] },
  workspace: { layers: ["adapt", "engine", "kit", "knowledge", "model", "syntax", "text"], packages: [] },
  report: { layers: ["engine", "kit", "text", "workspace"], packages: ["picocolors"] },
  lsp: {
    layers: ["adapt", "engine", "kit", "knowledge", "model", "platform", "report", "rules", "text", "workspace"],
    packages: ["vscode-languageserver", "vscode-languageserver-textdocument"],
  },
  platform: { layers: ["text", "workspace"], packages: ["ignore", "node:*"] },
  cli: {
    layers: ["adapt", "engine", "kit", "lsp", "platform", "report", "rules", "text", "workspace"],
    packages: ["commander", "diff", "picocolors", "node:*"],
  },
};

const root = new URL("../server/src/", import.meta.url).pathname;
const files = readdirSync(root, { recursive: true, encoding: "utf8" }).filter((f) => f.endsWith(".ts"));
const importsOf = (file: string): readonly string[] =>
  Array.from(
    readFileSync(root + file, "utf8").matchAll(/^(?:import|export)\b[^;]*?from\s+"([^"]+)"|^import\s+"([^"]+)"/gm),
    (m) => m[1] ?? m[2] ?? "",
  );

describe("a layer imports only what the table allows", () => {
  it("knows every folder", () => {
    expect(files.map((f) => f.split("/")[0]).filter((layer) => !layers[layer ?? ""])).toEqual([]);
  });

  it.each(files)("%s", (file) => {
    const own = file.split("/")[0] ?? "";
    const allowed = layers[own];
    const wrong = importsOf(file).filter((specifier) => {
      if (specifier.startsWith(".")) {
        const layer = posix.join(posix.dirname(file), specifier).split("/")[0] ?? "";
        return layer !== own && !allowed?.layers.includes(layer);
      }
      const name = specifier.startsWith("node:")
        ? "node:*"
        : specifier
            .split("/")
            .slice(0, specifier.startsWith("@") ? 2 : 1)
            .join("/");
      return !allowed?.packages.includes(name);
    });
    expect(wrong).toEqual([]);
  });

  it("rules do not import each other", () => {
    const wrong = files.filter((f) => /^rules\/[^/]+\//.test(f)).filter((f) => importsOf(f).some((s) => !s.startsWith("../../")));
    expect(wrong).toEqual([]);
  });
});
