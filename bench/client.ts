import { type ChildProcess, spawn } from "node:child_process";
import { createProtocolConnection, type ProtocolConnection, StreamMessageReader, StreamMessageWriter } from "vscode-languageserver/node";

/** A language server in a process of its own, spoken to as an editor does. */
export interface Server {
  readonly connection: ProtocolConnection;
  open(uri: string, languageId: string, text: string): Promise<void>;
  /** One typed character and the answer to the pull for diagnostics after it: milliseconds. */
  keystroke(uri: string, version: number, line: number, text: string): Promise<number>;
  stop(): Promise<void>;
}

export async function start(args: readonly string[]): Promise<Server> {
  const child: ChildProcess = spawn(process.execPath, args, { stdio: ["pipe", "pipe", "inherit"] });
  if (!child.stdin || !child.stdout) throw new Error("no pipes");
  const connection = createProtocolConnection(new StreamMessageReader(child.stdout), new StreamMessageWriter(child.stdin));
  // What the server asks the editor (to register, for settings) is answered with nothing, as by an editor that has none.
  for (const method of ["client/registerCapability", "workspace/configuration", "window/workDoneProgress/create"])
    connection.onRequest(method, () => null);
  connection.listen();
  await connection.sendRequest("initialize", { processId: process.pid, rootUri: null, capabilities: { textDocument: { diagnostic: {} } } });
  await connection.sendNotification("initialized", {});
  return {
    connection,
    open: (uri, languageId, text) => connection.sendNotification("textDocument/didOpen", { textDocument: { uri, languageId, version: 1, text } }),
    async keystroke(uri, version, line, text) {
      const started = performance.now();
      const range = { start: { line, character: 0 }, end: { line, character: version % 2 ? 1 : 0 } };
      await connection.sendNotification("textDocument/didChange", {
        textDocument: { uri, version },
        contentChanges: [{ range, text: version % 2 ? "" : text }],
      });
      await connection.sendRequest("textDocument/diagnostic", { textDocument: { uri } });
      return performance.now() - started;
    },
    async stop() {
      await connection.sendRequest("shutdown");
      await connection.sendNotification("exit");
      connection.dispose();
      child.kill();
    },
  };
}
