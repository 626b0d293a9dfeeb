import { remembered } from "../remembered.ts";

/**
 * What a variable's name says of its value. `password`: any literal is one. `credential`: a token, key or secret, if the value looks made.
 * `hint`: a word such as "key" that a random value alone makes credible. `none`: nothing, or that it is no secret.
 */
export type NameKind = "password" | "credential" | "hint" | "none";

/** Judges a name: `DB_PASSWORD`, `spring.datasource.password`, `Jwt__SigningKey`, `githubToken`. */
export const nameKind = remembered((name: string): NameKind => {
  const words = wordsOf(name);
  if (directories.has(words.join("_")) || words.some((w) => publishing.has(w))) return "none";
  const stem = words.findLastIndex((_, i) => stemAt(words, i) !== undefined);
  const kind = stemAt(words, stem);
  if (kind === undefined) return "none";
  const after = words.slice(stem + 1);
  if (after.some((w) => describing.has(w)) || words.slice(0, stem).some((w) => switching.has(w))) return "none";
  return after.every((w) => neutral.has(w) || /^\d{1,4}$/.test(w)) ? kind : "hint";
});

/** Does the name say that the value is published on purpose, as a web page's keys are? */
export const isPublicName = (name: string): boolean => {
  const words = wordsOf(name);
  return words.some((w) => publishing.has(w)) || words[0] === "vite" || (words[0] === "react" && words[1] === "app");
};

/** Does the name claim an AWS secret access key, which has no shape of its own? */
export const isAwsSecretName = (name: string): boolean => {
  const text = wordsOf(name).join("_");
  return /secret_?access_?key|aws_?secret(?:_?key)?$/.test(text);
};
/** Does the name claim an AWS access key ID? */
export const isAwsKeyIdName = (name: string): boolean => /aws_?access_?key(?:_?id)?$/.test(wordsOf(name).join("_"));

/** The words of a name in lower case; a digit at a word's end goes. At most 24 of the first 200 characters. */
export const wordsOf = remembered((name: string): readonly string[] =>
  name
    .slice(0, 200)
    .replace(/([a-z0-9])([A-Z])/g, "$1_$2")
    .replace(/([A-Z])([A-Z][a-z])/g, "$1_$2")
    .toLowerCase()
    .split(/[^a-z0-9]/)
    .filter((w) => w !== "")
    .map((w) => (/^\d/.test(w) ? w : w.replace(/\d{1,4}$/, "")))
    .slice(0, 24),
);

/** The kind that the word at `i` gives, with the help of the one before it. */
function stemAt(words: readonly string[], i: number): "password" | "credential" | "hint" | undefined {
  const word = words[i] ?? "";
  const previous = words[i - 1] ?? "";
  if (passwords.has(word) || joinedPassword.some((s) => word.length > s.length && word.endsWith(s))) return "password";
  if (previous === "pass" && (word === "word" || word === "phrase" || word === "code")) return "password";
  if (credentials.has(word) || joinedCredential.some((s) => word.length > s.length && word.endsWith(s))) return "credential";
  if (word === "key" || word === "keys") return keyOwners.has(previous) ? "credential" : "hint";
  return hints.has(word) ? "hint" : undefined;
}

const set = (words: string): ReadonlySet<string> => new Set(words.split(" "));

const passwords = set("password passwords passwd pass requirepass passphrase passcode pwd pword psw pswd");
const joinedPassword = ["password", "passwd", "passphrase", "dbpass", "userpass", "rootpass", "dbpwd", "rootpwd"];
const credentials = set(
  "secret secrets token tokens credential credentials creds apikey apikeys secretkey accesskey privatekey authkey signingkey encryptionkey masterkey authtoken accesstoken bearer pat",
);
const joinedCredential = ["secret", "token", "apikey", "secretkey", "accesskey", "privatekey", "credentials"];
/** What a key must be of, so that it is one that opens something. */
const keyOwners = set(
  "api access secret private encryption encrypt encrypted crypt crypto signing sign signature auth jwt jws hmac master deploy app application session cookie storage account client service admin webhook integration license subscription shared pre fernet root consumer wallet ssh rsa tls ssl",
);
const hints = set("auth salt pepper nonce seed cookie license signature dsn webhook");

/** After a stem, these say that the value describes the secret and is none: TOKEN_TTL, SECRET_ARN, PASSWORD_FILE. */
const describing = set(
  `file files filename path paths dir directory folder location mount volume store storage keystore truststore
   name names id ids identifier arn arns ref reference uri url urls endpoint host hostname port server address domain issuer audience realm
   version versions ttl expiry expires expire expiration expired lifetime age timeout duration interval period days hours minutes seconds ms sec secs
   length len size min max count limit rounds cost iterations bits retries attempts rotation rotate
   type types kind mode method algorithm algo alg alogrithm cipher format encoding scheme strategy provider policy class driver plugin backend source
   header headers prefix suffix field param parameter attribute claim claims scope scopes
   enabled enable disabled disable required require optional allowed allow check validate validation verify verification strength complexity
   user username users email login group role region bucket table topic queue profile namespace
   fingerprint checksum hash digest sum sha sha1 sha256 md5 commit revision thumbprint
   index row column sort partition prompt hint label title message text question placeholder selector pattern regex regexp mask
   manager service sock socket agent pid env environment parallelism`
    .split(/\s+/)
    .join(" "),
);
/** Before a stem, these say that the value switches or counts something: ALLOW_EMPTY_PASSWORD, MAX_TOKENS. */
const switching = set("allow random onetime update generate empty enable disable no without skip ignore min max num show hide pull fingerprint");
const publishing = set("public publishable pub anon anonymous site browser recaptcha firebase");
/** After a stem, these leave its meaning as it is: DB_PASSWORD_PROD, SECRET_KEY_BASE. */
const neutral = set(
  "prod production dev development stage staging test testing qa uat preprod live sandbox local default base value string data json b base64 encoded plain old new current previous primary secondary main master read write readonly admin root app",
);
/** The working directories of a shell. */
const directories = set("pwd oldpwd");
