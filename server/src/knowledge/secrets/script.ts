import { judge, type Secret } from "./judge.ts";
import { type Word, wordsIn } from "./words.ts";

/** A secret in a script, a command or a document of many lines. */
export interface Embedded {
  /** The secret alone, without quotes, in UTF-16 code units. */
  readonly start: number;
  readonly end: number;
  /** What it is called there: a variable, an option, a key; "" where nothing names it. */
  readonly name: string;
  /**
   * `assignment`: `NAME=value` before or instead of a command, or a line `name: value`. `option`: of a command, which is then `program`.
   * `address`: behind the user in an address. `header`: in one of HTTP. `statement`: of SQL.
   */
  readonly how: "assignment" | "option" | "address" | "header" | "statement";
  readonly program: string;
  readonly secret: Secret;
}

/** Longer texts are read up to here. */
const longest = 200_000;

/** The secrets in a text, in order. Linear: words are looked at once, with one or two beside them. */
export function secretsInScript(whole: string): readonly Embedded[] {
  const text = whole.slice(0, longest);
  if (!mayHold.test(text)) return [];
  const found: Embedded[] = [];
  const put = (one: Embedded | undefined): void => {
    const last = found.at(-1);
    if (one && (!last || last.end <= one.start)) found.push(one);
  };
  let before: readonly Word[] = [];
  let command: Word[] = [];
  for (const word of wordsIn(text)) {
    if (word.first) {
      for (const one of secretsIn(command, before)) put(one);
      before = command;
      command = [];
    }
    command.push(word);
  }
  for (const one of secretsIn(command, before)) put(one);
  // In a program a bare word is a variable's name.
  return isProgram.test(text) ? found.filter((one) => /["']/.test(text[one.start - 1] ?? "")) : found;
}

/** Languages whose texts stand in quotes: a function in user data, in a ConfigMap or inline in a template. */
const isProgram =
  /^[ \t]*(?:def \w{1,80}\(|import \w|from \w[\w.]{0,80} import |(?:const|let|var) \w|exports\.|function \w|package \w|public class )/m;

/** A cheap look before words are read. */
const mayHold = /pass|pwd|secret|token|key|cred|auth|:\/\/|login|-u|-p|-a\b|bearer|basic|identified|openssl|rabbitmqctl/i;

/** `before` is the command whose output this one may read. */
function* secretsIn(words: readonly Word[], before: readonly Word[]): Iterable<Embedded> {
  const at = words.findIndex((w) => !/^[A-Za-z_]\w*=/.test(w.text) && !carriers.test(w.text));
  const program = nameOf(words[at]);
  if (program === "chpasswd") {
    const login = before.at(-1);
    const one = login && judged(login, login.text.indexOf(":") + 1, "password", "option", program);
    if (one && login.text.includes(":")) yield one;
  }
  const sub = words[at + 1]?.text ?? "";
  const options = commands.get(program) ?? commands.get(`${program} ${sub}`) ?? commands.get(`${program} * ${words[at + 2]?.text ?? ""}`) ?? {};
  for (const [i, word] of words.entries()) {
    const next = words[i + 1];
    const one =
      address(word, program) ??
      (patterned.test(program) ? undefined : (pair(word, program) ?? spaced(word, next, words[i + 2], program))) ??
      header(word, program) ??
      authorization(word, next, program) ??
      statement(words[i - 2], words[i - 1], word, program) ??
      optionValue(word, next, options, program) ??
      operand(words, at, i, program);
    if (one) yield one;
  }
}

/** Their words are patterns. */
const patterned = /^(?:sed|grep|egrep|awk|gawk|perl|tr)$/;
const carriers =
  /^(?:RUN|CMD|HEALTHCHECK|CMD-SHELL|(?:\/bin\/)?(?:ba|da|a)?sh|-l?c|sudo|env|exec|time|nohup|export|set|declare|--[\w-]+=\S*|-[eiux]+)$/;
const nameOf = (word: Word | undefined): string => word?.text.replace(/^["']|["']$/g, "").replace(/^.*\//, "") ?? "";

/** The part of a word without quotes around it and without what ends a pair in JSON. */
function bare(word: Word, from: number): readonly [start: number, end: number] {
  let start = from;
  let end = word.text.length;
  while (end > start && /[,;}\]]/.test(word.text[end - 1] ?? "")) end--;
  while (start < end && /["'\\]/.test(word.text[start] ?? "")) start++;
  while (end > start && /["'\\]/.test(word.text[end - 1] ?? "")) end--;
  return [word.start + start, word.start + end];
}

function judged(word: Word, from: number, name: string, how: Embedded["how"], program: string): Embedded | undefined {
  const [start, end] = bare(word, from);
  const value = word.text.slice(start - word.start, end - word.start);
  if (value === "" || !isWritten(value)) return undefined;
  const secret = judge(name, value);
  // "--recv-keys 0x…": a random text is worth a finding where a name asks for a secret.
  return secret && !(how === "option" && secret.what === "a random value") ? { start, end, name, how, program, secret } : undefined;
}

/** Words of other languages stand in scripts as well: a call, an index, a regular expression is no value. */
const isWritten = (value: string): boolean => !/^[A-Za-z_.]*[([]|^[$`<>|&*?^\\]|\$[A-Za-z_({]|`/.test(value);

/** `NAME=value`, `--name=value`, `-Dname=value`, `"name":"value"`. */
function pair(word: Word, program: string): Embedded | undefined {
  const match = /^["'{,]{0,3}(-D|--?)?([A-Za-z_][\w.:/-]{0,100}?)["']?(?:=(?!=)|:(?!\/\/))(?=\S)/.exec(word.text);
  const setting = match ? null : /^["']?\/\/\S{1,150}?:(_\w{3,20})=(?=\S)/.exec(word.text);
  if (setting) return judged(word, setting[0].length, setting[1] ?? "", "option", program);
  if (!match) return undefined;
  const [head, dash, name = ""] = match;
  return judged(word, head.length, name, dash ? "option" : "assignment", program);
}

/** `name: value`, `name = value`. */
function spaced(word: Word, next: Word | undefined, afterNext: Word | undefined, program: string): Embedded | undefined {
  if (!next) return undefined;
  const colon = /^["'{,]{0,3}([A-Za-z_][\w.-]{0,100})["']?:$/.exec(word.text);
  if (colon && !/^[{[|>&*!]/.test(next.text)) return judged(next, 0, colon[1] ?? "", "assignment", program);
  const equals = next.text === "=" ? /^["']?([A-Za-z_][\w.-]{0,100})["']?$/.exec(word.text) : null;
  return equals && afterNext ? judged(afterNext, 0, equals[1] ?? "", "assignment", program) : undefined;
}

/** `"Authorization: Bearer …"`, `'X-Api-Key: …'`, also behind `--header=`. */
function header(word: Word, program: string): Embedded | undefined {
  const match =
    /^(?:--header=)?["']?([A-Za-z][\w-]{2,60}): {0,3}(?:(Bearer|Basic|Token|token|[A-Z][\w-]{0,30}(?:Token|Key|TOKEN|KEY)) )?(?=[^\s"']{6,}["']?$)/.exec(
      word.text,
    );
  if (!match) return undefined;
  const [head, name = "", scheme] = match;
  return judged(word, head.length, scheme || /^authorization$/i.test(name) ? "token" : name, "header", program);
}

/** The name and the value of the header as words of their own: `proxy_set_header Authorization "Basic …"`. */
function authorization(word: Word, next: Word | undefined, program: string): Embedded | undefined {
  const scheme =
    next && /^["']?authorization:?["']?$/i.test(word.text) ? /^["'](?:Bearer|Basic|Token) {1,3}(?=[^\s"']{6,}["'])/i.exec(next.text) : null;
  return next && scheme ? judged(next, scheme[0].length, "token", "header", program) : undefined;
}

/** SQL, alone or as one word in quotes: `IDENTIFIED BY '…'` of MySQL, MariaDB and Oracle, `PASSWORD '…'` of PostgreSQL; and a login of `.netrc`. */
function statement(beforeThat: Word | undefined, before: Word | undefined, word: Word, program: string): Embedded | undefined {
  if (/^'[^']/.test(word.text)) {
    const verb = before?.text.toLowerCase();
    const said = verb === "by" ? beforeThat?.text.toLowerCase() === "identified" : verb === "password";
    if (said) return judged(word, 0, "password", "statement", program);
  }
  const inside =
    /\b(?:identified\s{1,3}by|password)\s{1,3}'([^'\\]{1,200})'/i.exec(word.text) ??
    /\blogin[ \t]{1,5}\S{1,100}[ \t]{1,5}password[ \t]{1,5}([^\s"'\\]{1,200})/.exec(word.text);
  const value = inside?.[1] ?? "";
  if (!inside || !isWritten(value)) return undefined;
  const start = word.start + inside.index + inside[0].lastIndexOf(value);
  const secret = judge("password", value);
  return secret && { start, end: start + value.length, name: "password", how: "statement", program, secret };
}

/** `https://user:password@host`; a token alone before the `@` is told by its form. */
function address(word: Word, program: string): Embedded | undefined {
  const at = word.text.indexOf("://");
  if (at < 0) return undefined;
  const match = /^([^\s/?#:@"']{0,100}):([^\s/?#@"']{1,200})@/.exec(word.text.slice(at + 3, at + 320));
  if (!match || !isWritten(match[2] ?? "")) return undefined;
  const secret = judge("", word.text.slice(Math.max(0, at - 12), at + 3 + match[0].length));
  const start = word.start + at + 3 + (match[1]?.length ?? 0) + 1;
  return secret && { start, end: start + (match[2]?.length ?? 0), name: "", how: "address", program, secret };
}

/** What a command takes a password by. */
interface Options {
  /** Options whose value is the next word, */
  readonly next?: readonly string[];
  /** the same where it is `user:password`, */
  readonly login?: readonly string[];
  /** where it says how the password is given, `pass:password`; */
  readonly stated?: readonly string[];
  /** and one whose value stands in the same word. */
  readonly joined?: string;
}
const short: Options = { next: ["-p"] };
const mysql: Options = { joined: "-p" };
const commands: ReadonlyMap<string, Options> = new Map<string, Options>([
  ...["docker", "podman", "nerdctl", "buildah", "skopeo", "crane", "oras", "az"].map((p) => [`${p} login`, short] as const),
  ["helm * login", short],
  ["sshpass", { next: ["-p"], joined: "-p" }],
  ["useradd", short],
  ["usermod", short],
  ...["mysql", "mysqladmin", "mysqldump", "mariadb", "mariadb-admin", "mariadb-dump", "mysqlcheck"].map((p) => [p, mysql] as const),
  ["redis-cli", { next: ["-a"] }],
  ["mongo", short],
  ["mongosh", short],
  ["mongodump", short],
  ["curl", { login: ["-u", "--user", "-U", "--proxy-user"] }],
  ["doctl * init", { next: ["-t"] }],
  ["ldapsearch", { next: ["-w"] }],
  ["unzip", { next: ["-P"] }],
  ["ssh-keygen", { next: ["-N"] }],
  ["keytool", { next: ["-storepass", "-keypass", "-srcstorepass", "-deststorepass"] }],
  ["openssl", { next: ["-k"], stated: ["-pass", "-passin", "-passout"] }],
  ["smbclient", { login: ["-U"] }],
]);

function optionValue(word: Word, next: Word | undefined, { next: taking, login, stated, joined }: Options, program: string): Embedded | undefined {
  const { text } = word;
  if (joined && text.startsWith(joined) && text.length > joined.length + 1) return judged(word, joined.length, "password", "option", program);
  if (!next) return undefined;
  if (login && (login.includes(text) || /^-[A-Za-z]{1,8}[uU]$/.test(text))) {
    const colon = next.text.indexOf(":");
    return colon > 0 ? judged(next, colon + 1, "password", "option", program) : undefined;
  }
  if (stated?.includes(text))
    return /^["']?pass:/.test(next.text) ? judged(next, next.text.indexOf(":") + 1, "password", "option", program) : undefined;
  if (next.text.startsWith("-") || next.text.includes("://")) return undefined;
  if (taking?.includes(text)) return judged(next, 0, "password", "option", program);
  const long = /^--?([A-Za-z][\w-]{2,60})$/.exec(text);
  return long ? judged(next, 0, long[1] ?? "", "option", program) : undefined;
}

/** Commands that take the secret as an operand: which words must stand before it, and what it is. */
const operands: readonly { readonly before: RegExp; readonly name: string }[] = [
  { before: /^aws configure set aws_secret_access_key$/, name: "aws_secret_access_key" },
  { before: /^aws configure set aws_access_key_id$/, name: "aws_access_key_id" },
  { before: /^aws configure set aws_session_token$/, name: "aws_session_token" },
  { before: /^(?:npm|pnpm|yarn) config set \S{0,200}(?:_authToken|_auth|_password|npmAuthToken)["']?$/, name: "auth_token" },
  { before: /^poetry config http-basic\.\S{1,80} \S{1,80}$/, name: "password" },
  { before: /^poetry config pypi-token\.\S{1,80}$/, name: "token" },
  { before: /^composer config (?:-g |--global )?http-basic\.\S{1,80} \S{1,80}$/, name: "password" },
  { before: /^composer config (?:-g |--global )?github-oauth\.\S{1,80}$/, name: "token" },
  { before: /^cargo login$/, name: "token" },
  { before: /^vault login(?: -(?:no-print|no-store|method=token|address=\S{1,200})){0,4}$/, name: "token" },
  { before: /^rabbitmqctl (?:add_user|change_password) \S{1,80}$/, name: "password" },
  { before: /^htpasswd -[a-zA-Z]{0,6}b[a-zA-Z]{0,6} \S{1,200} \S{1,80}$/, name: "password" },
];
const takers = /^(?:aws|npm|pnpm|yarn|poetry|composer|cargo|htpasswd|vault|rabbitmqctl)$/;

function operand(words: readonly Word[], program: number, i: number, name: string): Embedded | undefined {
  const word = words[i];
  if (!word || i <= program || i > program + 6 || word.text.startsWith("-") || !takers.test(name)) return undefined;
  const before = words
    .slice(program, i)
    .map((w) => w.text)
    .join(" ");
  const fits = operands.find((o) => o.before.test(before));
  return fits && judged(word, 0, fits.name, "option", name);
}
