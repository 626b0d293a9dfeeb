// The floor of a language server: speaks just enough of the protocol to answer every request at once with nothing.
let pending = Buffer.alloc(0);

process.stdin.on("data", (chunk: Buffer) => {
  pending = Buffer.concat([pending, chunk]);
  for (;;) {
    const head = pending.indexOf("\r\n\r\n");
    if (head < 0) return;
    const length = Number(/Content-Length: (\d+)/i.exec(pending.toString("latin1", 0, head))?.[1]);
    if (pending.length < head + 4 + length) return;
    const message = JSON.parse(pending.toString("utf8", head + 4, head + 4 + length)) as { readonly id?: number; readonly method?: string };
    pending = pending.subarray(head + 4 + length);
    if (message.id !== undefined && message.method) answer(message.id, message.method);
    if (message.method === "exit") process.exit(0);
  }
});

function answer(id: number, method: string): void {
  const result = method === "initialize" ? { capabilities: { textDocumentSync: 2, diagnosticProvider: {} } } : { kind: "full", items: [] };
  const body = JSON.stringify({ jsonrpc: "2.0", id, result });
  process.stdout.write(`Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
}
