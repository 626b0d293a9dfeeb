import { decoded } from "./base64.ts";
import { mask } from "./mask.ts";
import { isAwsKeyIdName, isAwsSecretName, isPublicName, nameKind } from "./name.ts";
import { type FoundToken, findToken, longestRead } from "./tokens.ts";
import { isIdentifier, type ValueKind, valueKind } from "./value.ts";

/** What a variable was found to hold. Nothing here holds the value itself. */
export interface Secret {
  /** With its article, as it stands after "holds": "a password", "a GitHub app token". */
  readonly what: string;
  /**
   * `secret`: it opens something. `likely`: a person's text where a secret is due, or a random one where one may be.
   * `known`: a default or a trivial one, quickly guessed. `marker`: asks to be replaced. `hash`: of a password.
   */
  readonly strength: "secret" | "likely" | "known" | "marker" | "hash";
  /** The value so that it may be shown. */
  readonly mask: string;
  /** Is it a credential of AWS, for which a role serves instead? */
  readonly aws: boolean;
}

/** Stands in a value for a part that is not known: no secret goes through it. */
export const unknown = "$()";

/** Does a variable of this name and value hold a secret? Takes linear time in either. */
export function judge(name: string, value: string): Secret | undefined {
  return ofToken(name, value) ?? ofAwsKey(name, value) ?? ofLogin(name, value) ?? ofAddress(value) ?? ofName(name, value) ?? ofDocument(value);
}

/** What has a form of its own is a token already: only of that is the beginning shown. */
const secret = (value: string, what: string, strength: Secret["strength"], aws = false, token: FoundToken | null = null): Secret => ({
  what,
  strength,
  mask: mask(value, token),
  aws,
});

function ofToken(name: string, value: string): Secret | undefined {
  const token = findToken(value);
  if (!token || (token.format.oftenPublic && isPublicName(name))) return undefined;
  return secret(value, token.format.what, strengthOf(token), token.format.aws, token);
}

/** A token that says itself that it is none asks to be replaced: `xxxx…`, `…EXAMPLE`, `1234567890…`. */
export const strengthOf = ({ format, literal, text }: FoundToken): "secret" | "likely" | "marker" =>
  isFiller(text.slice(text.indexOf(literal) + literal.length)) || isEmptyKey(format.id, text) ? "marker" : format.vague ? "likely" : "secret";

/** A header without a key behind it. */
const isEmptyKey = (id: string, text: string): boolean => {
  const key = id === "private-key-base64" ? decoded(text) : undefined;
  return key !== undefined && !/[A-Za-z0-9+/=]{24}/.test(key.replace(/-----[A-Z ]{0,40}-----/g, ""));
};

const isFiller = (body: string): boolean =>
  /example|x{6}|0{6}|your|placeholder|1234567|abcdefg/i.test(body) || (body.length < 300 && new Set(body).size < Math.min(6, body.length / 3));

/** What only a name makes an AWS credential: secret access keys, and key IDs off the documented alphabet. */
function ofAwsKey(name: string, value: string): Secret | undefined {
  const text = value.trim();
  if (isAwsSecretName(name) && /^[A-Za-z0-9/+]{40}$/.test(text) && !/^[0-9a-f]{40}$/.test(text)) {
    return secret(value, "an AWS secret access key", isFiller(text) ? "marker" : "secret", true);
  }
  if (isAwsKeyIdName(name) && /^(?:AKIA|ASIA)[A-Z0-9]{16}$/.test(text)) {
    return secret(value, "an AWS access key ID", isFiller(text) ? "marker" : "likely", true);
  }
  return undefined;
}

/** `user:password` in Base64, as registries and HTTP take it: alone under a name such as `_auth`, or in Docker's configuration of logins. */
function ofLogin(name: string, value: string): Secret | undefined {
  const text = value.trim().slice(0, longestRead);
  const logins = text.includes('"auths"')
    ? Array.from(text.matchAll(/"auth"\s{0,9}:\s{0,9}"([\w+/-]{8,1000}={0,2})"/g), (m) => m[1] ?? "")
    : /auth$/i.test(name)
      ? [text]
      : [];
  for (const login of logins) {
    const [, password] = /^[\w.@+$-]{1,200}:(\S{1,500})$/.exec(decoded(login) ?? "") ?? [];
    if (password !== undefined) return ofEmbedded(value, password, "", "a login in Base64");
  }
  return undefined;
}

/** A password inside an address or a connection string. */
function ofAddress(value: string): Secret | undefined {
  const text = value.slice(0, longestRead);
  for (const at of indicesOf(text, "://")) {
    const userInfo = /^([^\s/?#:@"']{0,100}):([^\s/?#@"']{1,200})@/.exec(text.slice(at + 3, at + 320));
    if (userInfo) return ofEmbedded(value, userInfo[2] ?? "", userInfo[1] ?? "");
  }
  const pair = /(?:^|[;?& ])(?:password|pwd|accountkey|sharedaccesskey)=([^;&\s"']{1,200})/i.exec(text);
  return pair && /[;?&]/.test(text) ? ofEmbedded(value, unescaped(pair[1] ?? ""), "") : undefined;
}

function ofEmbedded(value: string, password: string, user: string, what = "an address with a password"): Secret | undefined {
  if (user !== "" && password.toLowerCase() === user.toLowerCase() && valueKind(password) !== "reference") return secret(value, what, "known");
  switch (valueKind(password)) {
    case "reference":
      return undefined;
    case "marker":
      return secret(value, what, "marker");
    case "default":
      return secret(value, what, "known");
    case "setting":
      return /^\d+$/.test(password) ? secret(value, what, "known") : undefined;
    case "text":
      return { ...ofWrittenPassword(password, what), mask: mask(value, null) };
    default:
      return secret(value, what, "secret");
  }
}

const unescaped = (text: string): string => text.replace(/%(?:24|7B|7D)/gi, (c) => ({ "%24": "$", "%7B": "{", "%7D": "}" })[c.toUpperCase()] ?? c);

function* indicesOf(text: string, part: string): Iterable<number> {
  let left = 8;
  for (let at = text.indexOf(part); at >= 0 && left > 0; at = text.indexOf(part, at + 1), left--) yield at;
}

function ofName(name: string, value: string): Secret | undefined {
  // Bundler names the host of a source in its variable and keeps the login there.
  const login = /^BUNDLE_[A-Z0-9_]{1,80}__[A-Z]{2,20}$/.test(name) ? /^([^\s:]{1,100}):([^\s:]{1,200})$/.exec(value.trim()) : null;
  if (login) return ofEmbedded(value, login[2] ?? "", login[1] ?? "", "a login");
  const header = /(?:^|[-_])authorization$/i.test(name) ? /^(?:Bearer|Basic|Token) {1,3}(\S{6,4000})$/i.exec(value.trim()) : null;
  if (header) return ofName("token", header[1] ?? "");
  const kind = nameKind(name);
  if (kind === "none") return undefined;
  const holds = valueKind(value);
  if (kind === "hint") return holds === "random" && !isDigest(value.trim()) ? secret(value, "a random value", "likely") : undefined;
  const what = kind === "password" ? "a password" : `a ${credentialWord(name)}`;
  return ofKind(kind, holds === "text" && isEcho(name, value) ? "marker" : holds, value, what);
}

function ofKind(kind: "password" | "credential", holds: ValueKind, value: string, what: string): Secret | undefined {
  switch (holds) {
    case "hash":
      return secret(value, "the hash of a password", "hash");
    case "marker":
      return secret(value, what, "marker");
    case "default":
      return kind === "password" || value.trim().length > 3 ? secret(value, what, "known") : undefined;
    case "random":
      return secret(value, what, "secret");
    case "setting":
      // A number of a few digits is a password where one is due, and a count elsewhere.
      return kind === "password" && /^\d{3,}$/.test(value.trim()) ? secret(value, what, "known") : undefined;
    case "text":
      return kind === "password" ? ofWrittenPassword(value, what) : ofWrittenCredential(value, what);
    default:
      return undefined;
  }
}

function ofWrittenPassword(value: string, what: string): Secret {
  const text = value.trim();
  return secret(value, what, text.length < 4 ? "known" : /^[a-z]+$/.test(text) ? "likely" : "secret");
}

/** Where a token or key is due, one word or a name with dashes is more often the name of a thing. */
function ofWrittenCredential(value: string, what: string): Secret | undefined {
  const text = value.trim();
  if (/^[a-z]+$/i.test(text)) {
    if (/secret|password/i.test(text)) return text.length >= 12 ? secret(value, what, "marker") : undefined;
    return isMash(text) ? secret(value, what, "likely") : undefined;
  }
  return isIdentifier(text) || text.length < 8 ? undefined : secret(value, what, "likely");
}

/** One long word that nobody can say, so no name of a thing: `sdlkfjwxcvkdsqplmk`. Words have a vowel in at least every fifth letter. */
const isMash = (text: string): boolean => text.length >= 14 && /[^aeiouy]{5}/i.test(text.slice(0, 200));

/** MD5, SHA-1 and SHA-256 in hexadecimal, and UUIDs: what stands beside a name that says "key" is mostly one of these. */
const isDigest = (text: string): boolean =>
  /^(?:[0-9a-f]{32}|[0-9a-f]{40}|[0-9a-f]{64})$/i.test(text) || /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text);

/** A setting that is a document of JSON, such as `SPRING_APPLICATION_JSON`: the first of its texts that surely is a secret. */
function ofDocument(value: string): Secret | undefined {
  if (!/^\s{0,20}\{/.test(value)) return undefined;
  for (const [, name = "", text = ""] of value.slice(0, longestRead).matchAll(/"([\w.-]{1,100})"\s{0,5}:\s{0,5}"([^"\\]{1,500})"/g)) {
    const found = ofAwsKey(name, text) ?? ofName(name, text);
    if (found?.strength === "secret" || found?.strength === "likely") return { ...found, mask: mask(value, null) };
  }
  return undefined;
}

/** Is the value only the name again? */
const isEcho = (name: string, value: string): boolean => {
  const plain = (text: string): string => text.toLowerCase().replace(/[^a-z0-9]/g, "");
  return value.length <= 100 && plain(value) !== "" && plain(value) === plain(name);
};

const credentialWord = (name: string): string =>
  /token/i.test(name) ? "token" : /key/i.test(name) ? "key" : /cred/i.test(name) ? "credential" : "secret";
