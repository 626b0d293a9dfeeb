import type { Connection } from "vscode-languageserver";
import type { Files } from "../workspace/files.ts";

/** The files of a client whose folders are on no disk that the server could read: our own extension answers these two requests. */
export const clientFiles = (connection: Connection): Files => ({
  async *find(folder) {
    const { uris } = await connection.sendRequest<{ readonly uris: readonly string[] }>("plimsoll/findFiles", { folder });
    yield* uris;
  },
  async read(uri) {
    const { text } = await connection.sendRequest<{ readonly text: string | null }>("plimsoll/readFile", { uri });
    return text ?? undefined;
  },
});
