import { Field } from "../model/field.ts";
import type { Property } from "../model/property.ts";
import { get, literal, type Node } from "../syntax/tree.ts";
import type { Place, Source } from "../text/source.ts";

/** Files by whose name alone it is known that programs read credentials or variables from their lines; examples are none. */
export const isCredentialsName = (name: string): boolean =>
  !/(?:^|[._-])(?:example|sample|template|dist|tmpl|defaults?)(?:$|[._-])/i.test(name) &&
  /^(?:\.env(?:\.[\w-]{1,40})?|[\w-]{1,60}\.env|\.npmrc|\.netrc|_netrc|\.pypirc|\.git-credentials|(?!terraform\.)[\w.-]{1,80}(?<!\.auto)\.tfvars)$/.test(
    name,
  );

/** The named values of such a file: `NAME=value`, `name: value`, and logins of `.netrc`. */
export function credentialsIn(source: Source): { readonly properties: readonly Property[]; readonly comments: readonly Place[] } {
  const properties: Property[] = [];
  const comments: Place[] = [];
  const { text, lines } = source;
  for (const [index, start] of lines.entries()) {
    const end = lines[index + 1] ?? text.length;
    const line = text.slice(start, Math.min(end, start + longest));
    const comment = /^\s{0,40}[#;]/.exec(line);
    if (comment) comments.push(source.at(start + comment[0].length - 1, start + line.trimEnd().length));
    else for (const { name, from, to } of pairsIn(line)) properties.push(property(name, source.at(start + from, start + to)));
  }
  return { properties, comments };
}

/** Longer lines are read up to here. */
const longest = 8192;

const property = (name: string, at: Place): Property => ({
  address: "",
  holder: "credentials",
  type: "",
  name,
  value: Field.written(at.source.text.slice(at.start, at.end), at),
});

interface Pair {
  readonly name: string;
  readonly from: number;
  readonly to: number;
}

function* pairsIn(line: string): Iterable<Pair> {
  const logins = Array.from(line.matchAll(/\b(password|account)[ \t]{1,20}(\S{1,500})/g));
  if (/^\s{0,20}(?:machine|default|login|password)\b/.test(line) && logins.length > 0) {
    for (const m of logins) yield { name: "password", from: m.index + m[0].length - (m[2] ?? "").length, to: m.index + m[0].length };
    return;
  }
  const pair = /^\s{0,40}(?:export\s{1,10})?(?:\/\/[^\s=]{1,200}?:)?([A-Za-z_][\w.-]{0,200})\s{0,40}[=:](?!\/\/)\s{0,40}/.exec(line);
  const from = pair?.[0].length ?? 0;
  const rest = line.slice(from).trimEnd();
  if (rest === "") return;
  const quoted = /^(["'])(.*?)\1/.exec(rest);
  const comment = rest.search(/\s#/);
  const inner = quoted ? (quoted[2] ?? "") : comment < 0 ? rest : rest.slice(0, comment).trimEnd();
  const begin = from + (quoted ? 1 : 0);
  if (inner !== "" && (pair || inner.includes("://"))) yield { name: pair?.[1] ?? "", from: begin, to: begin + inner.length };
}

/** Docker's configuration with logins, or a kubeconfig. */
export function readLogins(root: Node): { readonly why: string } | undefined {
  const auths = get(root, "auths");
  if (auths?.kind === "map" && auths.entries.some(({ value }) => get(value, "auth") ?? get(value, "password") ?? get(value, "identitytoken"))) {
    return { why: "has logins for registries" };
  }
  if (literal(get(root, "kind")) === "Config" && get(root, "clusters") && get(root, "users")) return { why: "has logins for clusters" };
  return undefined;
}
