/** dockerfile-ast asks `Buffer` for the UTF-8 bytes of one character, and a web worker has none. Injected into the worker's bundle only. */
export const Buffer = { from: (text: string): Uint8Array => new TextEncoder().encode(text) };
