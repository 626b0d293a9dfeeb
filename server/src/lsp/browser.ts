import { BrowserMessageReader, BrowserMessageWriter, createConnection, ProposedFeatures } from "vscode-languageserver/browser";
import { rules } from "../rules/index.ts";
import { clientFiles } from "./client-files.ts";
import { serve } from "./server.ts";

declare const self: DedicatedWorkerGlobalScope;
const connection = createConnection(ProposedFeatures.all, new BrowserMessageReader(self), new BrowserMessageWriter(self));

/** Timers wait some milliseconds at least once they are nested; a message to oneself waits for the messages before it only. */
const channel = new MessageChannel();
const waiting = new Map<number, () => void>();
let last = 0;
channel.port1.onmessage = ({ data }: MessageEvent<number>) => {
  const call = waiting.get(data);
  waiting.delete(data);
  call?.();
};

serve(connection, {
  rules,
  files: clientFiles(connection),
  after(milliseconds, call) {
    if (milliseconds > 0) {
      const timer = setTimeout(call, milliseconds);
      return () => clearTimeout(timer);
    }
    const id = ++last;
    waiting.set(id, call);
    channel.port2.postMessage(id);
    return () => waiting.delete(id);
  },
  today: () => new Date().toISOString().slice(0, 10),
});
