import { createConnection, ProposedFeatures } from "vscode-languageserver/node";
import { mayBeRelevant } from "../adapt/detect.ts";
import { nodeFiles } from "../platform/node/files.ts";
import { rules } from "../rules/index.ts";
import type { Files } from "../workspace/files.ts";
import { clientFiles } from "./client-files.ts";
import { serve } from "./server.ts";

const connection = createConnection(ProposedFeatures.all);
const disk = nodeFiles({ mayBeRelevant });
const remote = clientFiles(connection);
const whose = (uri: string): Files => (uri.startsWith("file:") ? disk : remote);

serve(connection, {
  rules,
  files: { find: (folder, signal) => whose(folder).find(folder, signal), read: (uri) => whose(uri).read(uri) },
  after(milliseconds, call) {
    if (milliseconds > 0) {
      const timer = setTimeout(call, milliseconds);
      return () => clearTimeout(timer);
    }
    const immediate = setImmediate(call);
    return () => clearImmediate(immediate);
  },
  today: () => new Date().toISOString().slice(0, 10),
});
