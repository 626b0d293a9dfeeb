import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { readPreferences } from "../server/src/lsp/preferences.ts";

const root = join(import.meta.dirname, "..");
const read = (path: string): string => readFileSync(join(root, path), "utf8");

interface Manifest {
  readonly main: string;
  readonly browser: string;
  readonly icon: string;
  readonly type?: string;
  readonly activationEvents: readonly string[];
  readonly capabilities: { readonly untrustedWorkspaces: { readonly supported: boolean }; readonly virtualWorkspaces: boolean };
  readonly contributes: {
    readonly commands: readonly { readonly command: string; readonly title: string; readonly category: string }[];
    readonly menus: Readonly<Record<string, readonly { readonly command: string }[]>>;
    readonly viewsWelcome: readonly { readonly contents: string }[];
    readonly configuration: { readonly properties: Readonly<Record<string, Setting>> };
    readonly jsonValidation: readonly { readonly url: string }[];
    readonly grammars: readonly { readonly path: string }[];
    readonly problemMatchers: readonly { readonly pattern: { readonly regexp: string } }[];
  };
}
interface Setting {
  readonly default: unknown;
  readonly enum?: readonly unknown[];
  readonly enumDescriptions?: readonly string[];
  readonly markdownDescription: string;
}
const manifest = JSON.parse(read("package.json")) as Manifest;
const { commands, menus, viewsWelcome, configuration, jsonValidation, grammars, problemMatchers } = manifest.contributes;
const declared = commands.map(({ command }) => command).sort();

describe("the extension's manifest", () => {
  it("declares the commands that the client registers", () => {
    const registered = Array.from(read("client/src/commands.ts").matchAll(/^ {4}"(plimsoll\.\w+)":/gm), ([, name]) => name);
    expect(registered.sort()).toEqual(declared);
    expect(new Set(commands.map(({ category }) => category))).toEqual(new Set(["Plimsoll"]));
  });

  it("puts only declared commands into menus and links", () => {
    const used = Object.values(menus)
      .flat()
      .map(({ command }) => command);
    const linked = viewsWelcome.flatMap(({ contents }) => Array.from(contents.matchAll(/\(command:([\w.]+)\)/g), ([, name]) => name));
    expect([...used, ...linked].filter((name) => !declared.includes(name ?? ""))).toEqual([]);
  });

  it("describes every setting, and every value to choose", () => {
    for (const [name, { markdownDescription, enum: values, enumDescriptions }] of Object.entries(configuration.properties)) {
      expect(markdownDescription, name).toMatch(/^[A-Z].{20,}[.)]$/s);
      if (values && enumDescriptions) expect(enumDescriptions.length, name).toBe(values.length);
    }
  });

  it("has the defaults that the server has", () => {
    const defaults = Object.fromEntries(
      Object.entries(configuration.properties).map(([name, setting]) => [name.replace("plimsoll.", ""), setting.default]),
    );
    expect(readPreferences(defaults)).toEqual(readPreferences(undefined));
    for (const key of Object.keys(readPreferences(undefined))) expect(Object.keys(defaults)).toContain(key);
  });

  it("wakes up for the languages that are read, and for nothing else", () => {
    expect(manifest.activationEvents).toEqual(
      ["dockerfile", "dockercompose", "dotenv", "ini", "json", "jsonc", "properties", "terraform", "yaml"].map(
        (language) => `onLanguage:${language}`,
      ),
    );
    expect(manifest.capabilities).toEqual({ untrustedWorkspaces: { supported: true }, virtualWorkspaces: true });
  });

  it("does not call its bundles ES modules: VS Code's web host loads none", () => {
    expect(manifest.type).toBeUndefined();
    expect(manifest.main).toMatch(/\.cjs$/);
    expect(manifest.browser).toMatch(/\.js$/);
  });

  it("names files that exist", () => {
    const paths = [manifest.icon, ...jsonValidation.map(({ url }) => url), ...grammars.map(({ path }) => path)];
    expect(paths.filter((path) => !existsSync(join(root, path)))).toEqual([]);
  });

  it("reads the command line's concise format as problems", () => {
    const pattern = new RegExp(problemMatchers[0]?.pattern.regexp ?? "");
    expect(pattern.exec('deploy/a b.json:12:3: error full-admin The statement allows "*": all.')?.slice(1)).toEqual([
      "deploy/a b.json",
      "12",
      "3",
      "error",
      "full-admin",
      'The statement allows "*": all.',
    ]);
    expect(pattern.exec("14 findings in 3 files")).toBeNull();
  });
});
