/**
 * What a value is, whatever its name. `reference`: filled in or fetched elsewhere. `marker`: a text that asks to be replaced ("changeme").
 * `default`: a password that everybody knows. `setting`: a switch, number, place, address or name. `hash`: of a password.
 * `public`: a public key or certificate. `random`: what a generator makes. `text`: anything else a person wrote.
 */
export type ValueKind = "empty" | "reference" | "marker" | "default" | "setting" | "hash" | "public" | "digest" | "random" | "text";

/** Longer values are judged by their beginning. */
const longestJudged = 1024;

/** Judges a cooked value, without its quotes. */
export function valueKind(value: string): ValueKind {
  const text = value.trim().slice(0, longestJudged);
  if (text === "") return "empty";
  return kinds.find(([, test]) => test(text))?.[0] ?? "text";
}

/** Does the value look as if nobody chose it: long, mixed, and not words that dots, dashes or slashes join? */
function isRandom(text: string): boolean {
  if (text.length < 16 || /\s/.test(text)) return false;
  if (/^[0-9a-f]{32,}$/i.test(text)) return entropy(text) >= 2.5;
  const mixed = /\d/.test(text) && /[A-Za-z]/.test(text);
  const cases = /[a-z]/.test(text) && /[A-Z]/.test(text) && text.length >= 24 && !isWords(text);
  return (mixed || cases) && !isWords(text) && entropy(text) >= 3;
}

/** Shannon entropy in bits per character. */
function entropy(text: string): number {
  const counts = new Map<string, number>();
  for (const c of text) counts.set(c, (counts.get(c) ?? 0) + 1);
  let bits = 0;
  for (const n of counts.values()) bits -= (n / text.length) * Math.log2(n / text.length);
  return bits;
}

/** Is it a name as things in a configuration have, or several: `shop-db-secret-2`, `prod/db.password`, `X-Auth-Token`, `ETH,BTC`? */
export const isIdentifier = (text: string): boolean =>
  /[-_./:,]/.test(text) &&
  (/^[a-z0-9]{1,40}$/.test(text.replace(/[-_./:,]/g, "").slice(0, 41)) || text.split(/[-_./:,]/).every((w) => /^[A-Za-z]*$/.test(w)));

/** Words and short numbers that punctuation joins: `my-super-secret-2024`, `InventoryDb.v2`. */
const isWords = (text: string): boolean =>
  text
    .replace(/([a-z])([A-Z])/g, "$1-$2")
    .split(/[^A-Za-z0-9]/)
    .every((w) => /^(?:[A-Za-z]{0,24}\d{0,4}|\d{1,4})$/.test(w) && !(/\d/.test(w) && w.length > 12));

const lower = (text: string): string => text.toLowerCase().replace(/[^a-z0-9]/g, "");

/** A marker's own words, whole or with only digits and punctuation around them; and what is part of longer markers. */
const isMarker = (text: string): boolean =>
  /^(.)\1{2,}$/.test(text) ||
  /x{4,}|\*{3,}|\.{3}/i.test(text) ||
  /change[-_ ]?(?:me|it|this)|replace[-_ ]?(?:me|this|with)|place[-_ ]?holder|your[-_ ]|<your|insert[-_ ]|[-_ ]here\b|example|dummy|\bfake|redacted|to[-_ ]?be[-_ ]|fix[-_ ]?me|\btodo\b|not[-_ ]?(?:set|real|used|a[-_ ]?secret)|\bsample|^(?:foo|bar|baz|foobar|foobarbaz|abc|abcdef|tbd|blah|lorem|secret[-_ ]?value)$|keyboard[-_ ]?cat|deadbeef|0{8}|abcdefghi|123456789/i.test(
    text,
  ) ||
  markers.has(lower(text).replace(/\d{1,4}$/, "")) ||
  isToy(text);
/** `my-super-secret-jwt-key`: words about secrets, and one that no generator and no naming scheme would put there. */
const isToy = (text: string): boolean => {
  const words = text
    .replace(/([a-z])([A-Z])/g, "$1-$2")
    .toLowerCase()
    .split(/[^a-z]/)
    .filter((w) => w !== "");
  return words.length > 1 && words.every((w) => toyWords.has(w) || plainWords.has(w)) && words.some((w) => toyWords.has(w));
};
const toyWords = new Set(
  "my your super very long some please change this that is not dev development local test testing only for production use demo insecure random".split(
    " ",
  ),
);
const plainWords = new Set(
  "secret key token password jwt api app auth session django flask rails access refresh string value here in the a it to be and at least char chars characters".split(
    " ",
  ),
);
const markers = new Set(
  "yourpassword mypassword yoursecret mysecret mysecretkey yoursecretkey yourapikey myapikey yourtoken mytoken supersecret supersecretkey supersecretpassword topsecret verysecret secretkey secrettoken apikey accesstoken devsecret devkey testsecret testkey testtoken thisisasecret notsecure insecure unsafe temporary temp".split(
    " ",
  ),
);

const defaults = new Set(
  "password passwd pass pass123 passw0rd p4ssw0rd secret postgres postgresql mysql mariadb mongo mongodb redis rabbitmq guest root toor admin adminadmin administrator test tester testing user username default dev develop development local demo docker minio minioadmin minio123 elastic elasticsearch changeit letmein qwerty welcome welcome1 master sa neo4j keycloak wordpress drupal joomla grafana airflow superset postgrespassword mysqlpassword rootpassword rootpass adminpassword adminpass userpassword testpassword dbpassword mypass qwerty123 iloveyou abc123 mysecretpassword mysecretpw".split(
    " ",
  ),
);
const isDefault = (text: string): boolean => {
  const plain = lower(text.replace(/@/g, "a").replace(/\$/g, "s"));
  return defaults.has(plain) || defaults.has(plain.replace(/\d{1,4}$/, "")) || (text.length > 2 && "01234567890".includes(text));
};

const settings = new Set(
  "true false yes no on off y n t f enabled disabled enable disable none null nil undefined na always never auto optional required basic bearer digest jwt oauth oauth2 oidc saml ldap plain plaintext md5 sha256 hs256 hs512 rs256 es256 scramsha256 trust peer cert iam vault env file header cookie query session local_only read write readonly".split(
    " ",
  ),
);

/** In this order: the first that fits. Every quantifier is bounded or runs over one class alone. */
const kinds: readonly (readonly [ValueKind, (text: string) => boolean])[] = [
  ["public", (t) => publicKeys.test(t)],
  ["hash", (t) => passwordHashes.test(t)],
  ["digest", (t) => /^(?:sha\d{1,3}|md5)[:-]|^0x[0-9a-f]{40}$/i.test(t) || /^(?:[0-9A-F]{4}\s{1,2}){9}[0-9A-F]{4}$/i.test(t)],
  ["reference", (t) => templated.test(t) || fetched.test(t)],
  ["setting", (t) => settings.has(lower(t)) || isPlace(t) || isProse(t) || /^[[{]/.test(t) || /^[\^~><=]{1,2} ?\d/.test(t)],
  ["marker", isMarker],
  // The name of another variable: what a deployment script replaces.
  ["reference", (t) => /^[A-Z][A-Z0-9]{1,30}(?:_[A-Z0-9]{1,30}){1,10}$/.test(t)],
  ["default", isDefault],
  ["setting", (t) => /^-?\d{1,5}(?:\.\d{1,6})?(?:ms|s|m|h|d|[kmg]i?b?)?$/i.test(t)],
  ["random", isRandom],
];

const publicKeys =
  /^(?:ssh-(?:rsa|dss|ed25519)|ecdsa-sha2-\w{1,20}) |^-----BEGIN (?:CERTIFICATE|PUBLIC KEY|RSA PUBLIC KEY|PGP PUBLIC KEY BLOCK)|^LS0tLS1CRUdJTiBDRVJ|^pk_(?:live|test)_|^pk\.eyJ|^phc_/;
const passwordHashes =
  /^\$(?:2[abxy]?|1|5|6|y|7|argon2(?:i|d|id)|pbkdf2[\w-]{0,12}|scrypt)\$|^\{S?SHA\d{0,3}\}|^\*[0-9A-F]{40}$|^(?:pbkdf2_sha\d{1,3}|sha1|bcrypt)\$/i;
/** What a shell, a template or a person fills in. */
const templated =
  /^\$\$?\.[\w.[\]$]{1,200}$|\$\{|\$\(|\{\{|\}\}|<%|#\{|^\$\w{1,80}$|^%[\w.]{1,80}%$|^%[sdvq]$|^@[\w.@-]{1,80}@$|^<[^<>]{0,120}>$|^\[[^[\]]{0,120}\]$|^__\w{1,80}__$|^\{[^{}"]{0,80}\}$/;
/** What names a place in a store, or an encrypted value. */
const fetched =
  /^(?:arn:aws|vault:|ssm:|op:\/\/|aws-?sm:|secretsmanager:|gcp-?sm:|sm:\/\/|akv:|ref\+|awssecret|env:|file:|ENC\[|!\w|(?:var|local|data|module|each)\.\w)/i;

/** A path, a file name, an address without a password in it, a host. */
const isPlace = (t: string): boolean =>
  (/^(?:\.{0,2}|~|[A-Za-z]:)[/\\][\w ./\\:@-]{0,250}$/.test(t) && !/[A-Za-z0-9]{30}/.test(t)) ||
  /^[\w./-]{1,200}\.(?:pem|key|crt|cer|p12|pfx|jks|json|ya?ml|txt|env|conf|cfg|ini|properties|keystore|pub|gpg|asc|sh|xml|sock)$/i.test(t) ||
  /^[a-z][a-z0-9+.-]{1,20}:\/\//i.test(t) ||
  /^[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}:\d{2,5}$/.test(t.slice(0, 260)) ||
  /\.(?:amazonaws\.com|com|net|org|io|local|internal)$/.test(t);
const isProse = (t: string): boolean => t.split(/\s/, 6).length > 4;
