import type { TokenFormat } from "./format.ts";

const pem = "https://www.rfc-editor.org/rfc/rfc7468";

/** Forms that no single maker has. */
export const structureFormats: readonly TokenFormat[] = [
  {
    id: "private-key",
    what: "a private key",
    literals: ["-----BEGIN "],
    // A body must follow, after line ends and indentation or the escapes that stand for them, or a header that says how it is encrypted.
    rest: "(?:[A-Z]{2,9} ){0,2}PRIVATE KEY(?: BLOCK)?-----(?:\\\\[nr]|\\s){0,60}(?:[A-Za-z0-9+/]{32,4096}={0,2}|[A-Z][A-Za-z-]{3,20}: [\\w,. -]{1,80})",
    through: "-----END",
    source: pem,
  },
  {
    id: "putty-key",
    what: "a PuTTY private key",
    literals: ["PuTTY-User-Key-File-"],
    rest: "[23]: [a-z0-9-]{4,40}",
    through: "Private-MAC: ",
    source: "https://tartarus.org/~simon/putty-snapshots/htmldoc/AppendixC.html",
  },
  {
    id: "private-key-base64",
    what: "a private key in Base64",
    literals: ["LS0tLS1CRUdJTi"],
    // "BEGIN " followed by PRIVATE, RSA PRIVATE, EC PRIVATE, OPENSSH PRIVATE or ENCRYPTED PRIVATE, all at the same phase.
    rest: "(?:BQUklWQVRF|BSU0EgUFJJVkFUR|BFQyBQUklWQVRF|BPUEVOU1NIIFBSSVZBVE|BFTkNSWVBURUQgUFJJVkFUR)[A-Za-z0-9+/]{16,4096}={0,2}",
    source: pem,
  },
  {
    id: "jwt",
    what: "a JSON Web Token",
    literals: ["eyJ"],
    rest: "[\\w-]{8,600}\\.eyJ[\\w-]{8,2000}\\.[\\w-]{16,700}",
    oftenPublic: true,
    vague: true,
    source: "https://www.rfc-editor.org/rfc/rfc7519",
  },
];
