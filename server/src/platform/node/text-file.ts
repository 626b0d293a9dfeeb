import { closeSync, constants, fstatSync, openSync, readSync } from "node:fs";

/** How a text is kept on disk. A byte order mark is not part of the text. */
export interface Encoding {
  readonly name: "utf-8" | "utf-16le" | "utf-16be";
  readonly mark: boolean;
}
export interface TextFile {
  readonly text: string;
  readonly encoding: Encoding;
  /** Are there bytes that the encoding has no character for? They read as U+FFFD, so the file cannot be written back. */
  readonly damaged: boolean;
}
/** Why a file was not read, as a clause: "is larger than 1 MB". `failed`: the system refused. */
export interface Unread {
  readonly reason: string;
  readonly failed: boolean;
}

/** What is larger than this many bytes was made by a machine: SDK models, build output. */
const largest = 1024 * 1024;
const sniffed = 4096;
const marks = [
  { name: "utf-8", bytes: [0xef, 0xbb, 0xbf] },
  { name: "utf-16le", bytes: [0xff, 0xfe] },
  { name: "utf-16be", bytes: [0xfe, 0xff] },
] as const;

const buffer = new Uint8Array(largest + 1);

/** The text of a regular file of at most 1 MB. Never throws. */
export function readText(path: string): TextFile | Unread {
  try {
    const length = load(path);
    return typeof length === "number" ? decode(buffer.subarray(0, length)) : length;
  } catch (error) {
    return { reason: refusal(error), failed: true };
  }
}

/** The text of bytes from any source, the same way. */
export function decode(bytes: Uint8Array): TextFile | Unread {
  if (bytes.length > largest) return tooLarge;
  const marked = marks.find((m) => m.bytes.every((byte, i) => bytes[i] === byte));
  if (marked === undefined || marked.name === "utf-8") {
    const nul = bytes.indexOf(0);
    if (nul >= 0 && nul < sniffed) return { reason: "is binary", failed: false };
  }
  const name = marked?.name ?? "utf-8";
  const body = bytes.subarray(marked?.bytes.length ?? 0);
  const encoding: Encoding = { name, mark: marked !== undefined };
  try {
    return { text: decoder(name, true).decode(body), encoding, damaged: false };
  } catch {
    return { text: decoder(name, false).decode(body), encoding, damaged: true };
  }
}

/** The bytes of a text in the encoding that it was read in. */
export function encode(text: string, { name, mark }: Encoding): Uint8Array {
  const body = name === "utf-8" ? Buffer.from(text, "utf8") : Buffer.from(text, "utf16le");
  if (name === "utf-16be") body.swap16();
  const bytes = marks.find((m) => m.name === name)?.bytes;
  return mark && bytes ? Buffer.concat([Uint8Array.from(bytes), body]) : body;
}

/** In plain words why the system refused; its own code where that is unusual. */
export function refusal(error: unknown): string {
  const code = codeOf(error);
  if (code === "ENOENT") return "does not exist";
  if (code === "EACCES" || code === "EPERM") return "may not be read (no permission)";
  if (code === "ELOOP") return "is a symbolic link that leads to itself";
  return `cannot be read (${code})`;
}

/** The system's own name for an error, such as ENOSPC. */
export const codeOf = (error: unknown): string => (error instanceof Error && "code" in error ? String(error.code) : String(error));

const tooLarge: Unread = { reason: "is larger than 1 MB", failed: false };

const decoder = (name: Encoding["name"], fatal: boolean): TextDecoder => new TextDecoder(name, { fatal, ignoreBOM: true });

/** Fill the buffer; how many bytes there are. */
function load(path: string): number | Unread {
  // To open a named pipe waits for somebody to write into it, if it is not told otherwise.
  const file = openSync(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  try {
    const stat = fstatSync(file);
    if (!stat.isFile()) return { reason: "is not a regular file", failed: false };
    if (stat.size > largest) return tooLarge;
    let length = 0;
    for (;;) {
      const more = readSync(file, buffer, length, buffer.length - length, null);
      if (more === 0) return length;
      length += more;
      if (length > largest) return tooLarge;
      // A file whose size is known needs no second read to learn that it has ended.
      if (length === stat.size) return length;
    }
  } finally {
    closeSync(file);
  }
}
