type Literal = string | number | boolean | null;

/**
 * A plain scalar by YAML 1.2's core schema, as js-yaml and yaml read it, with one reserve: `yes`, `on`, `0123` and `1_000` are read
 * otherwise by YAML 1.1, which some hosts still speak, so they stay texts as they are written; a host that knows its own dialect reads those.
 */
export function resolvePlain(text: string): Literal {
  if (text === "" || text === "~" || text === "null" || text === "Null" || text === "NULL") return null;
  if (text === "true" || text === "True" || text === "TRUE") return true;
  if (text === "false" || text === "False" || text === "FALSE") return false;
  if (text.length > 64 || !/^[-+.\d]/.test(text)) return text;
  if (/^[-+]?(?:0|[1-9]\d*)$/.test(text) || /^0o[0-7]+$/.test(text) || /^0x[0-9a-fA-F]+$/.test(text)) {
    const number = Number(text);
    return Number.isSafeInteger(number) ? number : text;
  }
  if (/^[-+]?(?:\.\d+|\d+(?:\.\d*)?)(?:[eE][-+]?\d+)?$/.test(text) && !/^[-+]?0\d/.test(text)) return Number(text);
  return text;
}

/** Can this text stand without quotes and still be this text, for parsers of YAML 1.1 and 1.2 alike? */
function isPlain(text: string, flow: boolean): boolean {
  return (
    text.length <= 1000 &&
    /^[A-Za-z0-9_/.$(+~^;\u00a1-\ud7ff]/.test(text) &&
    isPrintable(text) &&
    !/:(?:\s|$)|\s#|\s$/.test(text) &&
    !/\{\{|\{%/.test(text) &&
    !(flow && /[,[\]{}]|:[^\w/]/.test(text)) &&
    !/^(?:y|n|yes|no|on|off|true|false|null|~|nan)$/i.test(text) &&
    !/^[-+.]*(?:\d[\d_,.:a-fA-FxXoO+-]*|inf|nan)?(?:[tT ]\d.*)?$/i.test(text)
  );
}

export type Quote = '"' | "'";

/** A literal as YAML text on one line. `quote` is used where the text needs one, or always where `quoted` says so. */
export function writeScalar(value: Literal, flow: boolean, quote: Quote, quoted = false): string {
  if (typeof value !== "string") return String(value);
  if (!quoted && isPlain(value, flow)) return value;
  // A text with quotes of the one kind reads better in those of the other.
  const isSingle = quote === "'" || (!quoted && value.includes('"') && !value.includes("'"));
  if (isSingle && isPrintable(value)) return `'${value.replaceAll("'", "''")}'`;
  return JSON.stringify(value).replace(
    /[\u007f-\u009f\u2028\u2029\ufeff\ufffe\uffff]/g,
    (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

/** Only characters that stand in YAML as they are, surrogates left out. */
function isPrintable(text: string): boolean {
  for (let i = 0; i < text.length; i++) {
    const c = text.charCodeAt(i);
    if (c < 0x20 || (c >= 0x7f && c <= 0xa0) || c === 0x2028 || c === 0x2029 || c >= 0xd800) return false;
  }
  return true;
}
