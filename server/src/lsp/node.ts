import { createConnection, ProposedFeatures } from "vscode-languageserver/node";
import { rules } from "../rules/index.ts";
import { serve } from "./server.ts";

const connection = createConnection(ProposedFeatures.all);
serve(connection, {
  active: () => rules.map((rule) => ({ rule, severity: undefined, options: rule.options ?? {}, lowConfidence: false })),
  onCrash: (rule, error) => connection.console.error(`${rule.name}: ${error}`),
});
