/** A file that holds secrets, by its name. */
export interface SecretFile {
  /** The last part of its path. */
  readonly name: string;
  /** With its article: "a private key". */
  readonly what: string;
  /** Does it open something by itself? */
  readonly key: boolean;
}

/** What the name says the file holds; undefined for examples, public keys and certificates, and for all else. */
export function secretFile(path: string): SecretFile | undefined {
  // What is downloaded is no secret of this build.
  if (path.includes("://")) return undefined;
  const parts = path.slice(0, 500).replaceAll("\\", "/").split("/");
  const name = parts.at(-1) ?? "";
  const folder = parts.at(-2) ?? "";
  if (
    /\.(?:example|sample|template|dist|tmpl|pub|crt|cer|md)$|(?:^|[._-])(?:example|sample|template|public|ca|cacert|fullchain|bundle)\b/i.test(name)
  )
    return undefined;
  const found = kinds.find(({ is }) => is(name, folder));
  return found && { name, what: found.what, key: found.key };
}

interface Kind {
  readonly what: string;
  readonly key: boolean;
  is(name: string, folder: string): boolean;
}
const named = (what: string, key: boolean, pattern: RegExp): Kind => ({ what, key, is: (name) => pattern.test(name) });
const inside = (what: string, folder: RegExp, pattern: RegExp): Kind => ({ what, key: true, is: (name, f) => folder.test(f) && pattern.test(name) });

const kinds: readonly Kind[] = [
  named(
    "a private key",
    true,
    /^id_(?:rsa|dsa|ecdsa|ed25519)$|\.(?:ppk|p12|pfx|jks|keystore)$|^[\w.-]{0,100}\.key$|^(?:privkey|private|[\w-]{1,80}[-_.](?:key|private))\.pem$/i,
  ),
  named("the logins of Git", true, /^\.git-credentials$/),
  named("the logins of a registry of packages", false, /^\.(?:npmrc|pypirc|netrc)$|^_netrc$/),
  named("passwords of users", true, /^\.htpasswd$/),
  named("the state of Terraform", true, /\.tfstate(?:\.backup)?$/),
  named("the values of Terraform's variables", false, /\.tfvars(?:\.json)?$/),
  named("the key of a service account", true, /^(?:service[-_]?account|gcp[-_]?key|google[-_]?credentials)[\w-]{0,60}\.json$/i),
  named("a file of variables", false, /^\.env(?:\.[\w-]{1,40})?$|^[\w-]{1,60}\.env$/),
  named("the access to a cluster", true, /^kubeconfig(?:\.ya?ml)?$/),
  inside("the access to a cluster", /^\.kube$/, /^config$/),
  inside("credentials of AWS", /^\.aws$/, /^(?:credentials|config)?$/),
  inside("the logins of registries", /^\.docker$/, /^config\.json$/),
  named("credentials of AWS", true, /^\.aws$/),
  named("keys of SSH", true, /^\.ssh$/),
];
