export const isOff = (value: string): boolean => /^(?:0|false|no|off)$/i.test(value);

/** A variable that turns the check of certificates off: with such a value, or for the hosts that it lists. */
export interface TlsSwitch {
  readonly off: ((value: string) => boolean) | "hosts";
  /** For what. */
  readonly what: string;
}

/**
 * By their names in upper case. Sources: https://nodejs.org/api/cli.html#node_tls_reject_unauthorizedvalue, https://peps.python.org/pep-0493/,
 * https://docs.npmjs.com/cli/using-npm/config#strict-ssl, https://pip.pypa.io/en/stable/cli/pip/#cmdoption-trusted-host,
 * https://yarnpkg.com/configuration/yarnrc#enableStrictSsl; https://requests.readthedocs.io/en/latest/community/updates/#release-history;
 * git's source asks no more than whether GIT_SSL_NO_VERIFY is set.
 */
export const tlsSwitches: Readonly<Partial<Record<string, TlsSwitch>>> = {
  BUNDLE_SSL_VERIFY_MODE: { off: (v) => v === "0", what: "Bundler" },
  CONDA_SSL_VERIFY: { off: isOff, what: "conda" },
  CURL_CA_BUNDLE: { off: (v) => v === "", what: "Python's requests before 2.28" },
  GIT_SSL_NO_VERIFY: { off: () => true, what: "git, whatever its value" },
  NODE_TLS_REJECT_UNAUTHORIZED: { off: (v) => v === "0", what: "all that runs on Node.js" },
  NPM_CONFIG_STRICT_SSL: { off: isOff, what: "npm" },
  PIP_TRUSTED_HOST: { off: "hosts", what: "pip" },
  PYTHONHTTPSVERIFY: { off: (v) => v === "0", what: "Python" },
  UV_INSECURE_HOST: { off: "hosts", what: "uv" },
  YARN_ENABLE_STRICT_SSL: { off: isOff, what: "Yarn" },
};

export const sslVerifyOff: RegExp = /\bsslverify\s*=\s*["']?(?:0|false|no|off)\b/i;

/** Lines of configuration files that turn the check off, and of which files where the line alone does not tell. */
export const tlsLines: readonly { readonly line: RegExp; readonly what: string; readonly file?: RegExp }[] = [
  { line: sslVerifyOff, what: "sslverify" },
  { line: /\bstrict-ssl\s*=\s*["']?false\b/, what: "strict-ssl" },
  { line: /\bcheck_certificate\s*=\s*off\b/, what: "check_certificate" },
  { line: /\bssl_verify\s*:\s*(?:false|no)\b/i, what: "ssl_verify" },
  { line: /\btrusted-host\s*=\s*(?!127\.)[\w-]+\.[\w.-]+/, what: "trusted-host" },
  { line: /:ssl_verify_mode:\s*0\b/, what: "ssl_verify_mode" },
  { line: /^["']?(?:insecure|-k|--insecure)\b/, what: "insecure", file: /curlrc$/ },
  { line: /\bVerify-(?:Peer|Host)\s+["']?false\b/i, what: "Verify-Peer" },
];
