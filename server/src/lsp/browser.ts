import { BrowserMessageReader, BrowserMessageWriter, createConnection } from "vscode-languageserver/browser";
import { rules } from "../rules/index.ts";
import { serve } from "./server.ts";

declare const self: DedicatedWorkerGlobalScope;
const connection = createConnection(new BrowserMessageReader(self), new BrowserMessageWriter(self));
serve(connection, {
  active: () => rules.map((rule) => ({ rule, severity: undefined, options: rule.options ?? {}, lowConfidence: false })),
  onCrash: (rule, error) => connection.console.error(`${rule.name}: ${error}`),
});
