import { createConnection, ProposedFeatures } from "vscode-languageserver/node";
import { defaultSettings } from "../engine/settings.ts";
import { rules } from "../rules/index.ts";
import { serve } from "./server.ts";

const connection = createConnection(ProposedFeatures.all);
serve(connection, {
  settings: () => defaultSettings(rules),
  ruleNames: rules.flatMap((r) => [r.name, ...(r.was ?? [])]),
  onCrash: (rule, error) => connection.console.error(`${rule.name}: ${error}`),
});
