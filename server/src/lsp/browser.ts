import { BrowserMessageReader, BrowserMessageWriter, createConnection } from "vscode-languageserver/browser";
import { defaultSettings } from "../engine/settings.ts";
import { rules } from "../rules/index.ts";
import { serve } from "./server.ts";

declare const self: DedicatedWorkerGlobalScope;
const connection = createConnection(new BrowserMessageReader(self), new BrowserMessageWriter(self));
serve(connection, {
  settings: () => defaultSettings(rules),
  ruleNames: rules.flatMap((r) => [r.name, ...(r.was ?? [])]),
  onCrash: (rule, error) => connection.console.error(`${rule.name}: ${error}`),
});
