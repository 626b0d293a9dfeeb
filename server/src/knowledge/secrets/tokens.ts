/** One well-known form of credential, told by its shape alone. */
export interface TokenFormat {
  readonly id: string;
  /** With its article, as it stands after "holds": "a GitHub personal access token". */
  readonly what: string;
  /** Texts of which one is in every such token; they are no secret and may be shown. */
  readonly literals: readonly string[];
  /** What follows the literal. Every quantifier is bounded and no two neighbours overlap. */
  readonly rest: string;
  /** What stands before the literal: so many characters of this shape. */
  readonly before?: { readonly length: number; readonly shape: string };
  /** Is it sometimes published on purpose, e.g. in a web page? Then a name that says so makes it none. */
  readonly oftenPublic?: boolean;
  /** Does an IAM role serve instead? */
  readonly aws?: boolean;
  /** Where its maker, or a maintained list, states the shape. */
  readonly source: string;
}

const iam = "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html";
const github = "https://github.blog/engineering/platform-security/behind-githubs-new-authentication-token-formats/";
const gitlab = "https://docs.gitlab.com/security/tokens/#token-prefixes";
const sonar = "https://rules.sonarsource.com/secrets/RSPEC-";
const gitleaks = "https://github.com/gitleaks/gitleaks/blob/master/config/gitleaks.toml";

/** In the order in which they are tried: the more exact before the less. */
export const tokenFormats: readonly TokenFormat[] = [
  {
    id: "aws-access-key-id",
    what: "an AWS access key ID",
    literals: ["AKIA", "ASIA", "ABIA", "ACCA"],
    rest: "[A-Z2-7]{16}",
    aws: true,
    source: iam,
  },
  { id: "aws-bedrock", what: "an Amazon Bedrock API key", literals: ["ABSK"], rest: "[A-Za-z0-9+/]{109,269}={0,2}", aws: true, source: gitleaks },
  { id: "github-pat", what: "a GitHub personal access token", literals: ["ghp_"], rest: "[0-9A-Za-z]{36}", source: github },
  { id: "github-fine-grained", what: "a GitHub fine-grained access token", literals: ["github_pat_"], rest: "[0-9A-Za-z_]{82}", source: gitleaks },
  { id: "github-oauth", what: "a GitHub OAuth token", literals: ["gho_"], rest: "[0-9A-Za-z]{36}", source: github },
  { id: "github-app", what: "a GitHub app token", literals: ["ghu_", "ghs_"], rest: "[0-9A-Za-z]{36}", source: github },
  { id: "github-refresh", what: "a GitHub refresh token", literals: ["ghr_"], rest: "[0-9A-Za-z]{36,76}", source: gitleaks },
  { id: "gitlab-pat", what: "a GitLab access token", literals: ["glpat-"], rest: "[0-9A-Za-z_-]{20,300}(?:\\.[0-9a-z]{9})?", source: gitlab },
  { id: "gitlab-deploy", what: "a GitLab deploy token", literals: ["gldt-"], rest: "[0-9A-Za-z_-]{20}", source: gitlab },
  { id: "gitlab-runner", what: "a GitLab runner token", literals: ["glrt-"], rest: "[0-9A-Za-z_-]{20,300}(?:\\.[0-9a-z]{9})?", source: gitlab },
  { id: "gitlab-trigger", what: "a GitLab pipeline trigger token", literals: ["glptt-"], rest: "[0-9A-Za-z_-]{40}", source: gitlab },
  { id: "npm", what: "an npm access token", literals: ["npm_"], rest: "[0-9A-Za-z]{36}", source: gitleaks },
  { id: "pypi", what: "a PyPI API token", literals: ["pypi-AgEIcHlwaS5vcmc"], rest: "[\\w-]{50,1000}", source: gitleaks },
  { id: "rubygems", what: "a RubyGems API key", literals: ["rubygems_"], rest: "[a-f0-9]{48}", source: gitleaks },
  {
    id: "docker-hub",
    what: "a Docker Hub access token",
    literals: ["dckr_pat_", "dckr_oat_"],
    rest: "[\\w-]{27,32}",
    source: `${sonar}6782/`,
  },
  {
    id: "slack-token",
    what: "a Slack token",
    literals: ["xoxb-", "xoxp-", "xoxa-", "xoxr-", "xoxs-", "xoxo-", "xoxe-"],
    rest: "(?:[0-9]-)?[0-9]{8,14}-[0-9A-Za-z-]{10,200}",
    source: gitleaks,
  },
  { id: "slack-app", what: "a Slack app token", literals: ["xapp-"], rest: "[0-9]-[A-Z0-9]{8,16}-[0-9]{8,16}-[a-z0-9]{32,128}", source: gitleaks },
  {
    id: "slack-webhook",
    what: "a Slack webhook address",
    literals: ["hooks.slack.com/services/"],
    rest: "T[A-Z0-9]{7,12}/B[A-Z0-9]{7,12}/[A-Za-z0-9]{24}",
    source: "https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks",
  },
  {
    id: "stripe",
    what: "a Stripe secret key",
    literals: ["sk_live_", "rk_live_", "sk_test_", "rk_test_"],
    rest: "[0-9A-Za-z]{16,247}",
    source: "https://docs.stripe.com/keys",
  },
  { id: "google-api-key", what: "a Google API key", literals: ["AIza"], rest: "[\\w-]{35}", oftenPublic: true, source: gitleaks },
  { id: "google-oauth-secret", what: "a Google OAuth client secret", literals: ["GOCSPX-"], rest: "[\\w-]{28}", source: `${sonar}6691/` },
  {
    id: "anthropic",
    what: "an Anthropic API key",
    literals: ["sk-ant-api03-", "sk-ant-admin01-"],
    rest: "[\\w-]{93}AA",
    source: gitleaks,
  },
  {
    id: "openai",
    what: "an OpenAI API key",
    literals: ["sk-proj-", "sk-svcacct-", "sk-admin-"],
    rest: "(?:[\\w-]{74}|[\\w-]{58})T3BlbkFJ(?:[\\w-]{74}|[\\w-]{58})",
    source: gitleaks,
  },
  { id: "openai-legacy", what: "an OpenAI API key", literals: ["sk-"], rest: "[0-9A-Za-z]{20}T3BlbkFJ[0-9A-Za-z]{20}", source: gitleaks },
  { id: "hugging-face", what: "a Hugging Face access token", literals: ["hf_"], rest: "[A-Za-z]{34}", source: gitleaks },
  { id: "sendgrid", what: "a SendGrid API key", literals: ["SG."], rest: "[\\w-]{22}\\.[\\w-]{43}", source: gitleaks },
  { id: "digitalocean", what: "a DigitalOcean token", literals: ["dop_v1_", "doo_v1_", "dor_v1_"], rest: "[a-f0-9]{64}", source: gitleaks },
  { id: "databricks", what: "a Databricks token", literals: ["dapi"], rest: "[a-f0-9]{32}(?:-[0-9])?", source: gitleaks },
  { id: "shopify", what: "a Shopify token", literals: ["shpat_", "shpca_", "shppa_", "shpss_"], rest: "[a-fA-F0-9]{32}", source: gitleaks },
  { id: "vault", what: "a Vault token", literals: ["hvs.", "hvb."], rest: "[\\w-]{90,300}", source: gitleaks },
  {
    id: "terraform-cloud",
    what: "a Terraform Cloud token",
    before: { length: 14, shape: "[0-9A-Za-z]" },
    literals: [".atlasv1."],
    rest: "[\\w=-]{60,70}",
    source: gitleaks,
  },
  {
    id: "azure-client-secret",
    what: "an Azure client secret",
    before: { length: 4, shape: "[\\w~.-]" },
    literals: ["Q~"],
    rest: "[\\w~.-]{31,34}",
    source: gitleaks,
  },
  { id: "grafana", what: "a Grafana service account token", literals: ["glsa_"], rest: "[0-9A-Za-z]{32}_[0-9A-Fa-f]{8}", source: gitleaks },
  { id: "new-relic-user", what: "a New Relic user key", literals: ["NRAK-"], rest: "[A-Z0-9]{27}", source: gitleaks },
  { id: "linear", what: "a Linear API key", literals: ["lin_api_"], rest: "[0-9A-Za-z]{40}", source: gitleaks },
  { id: "pulumi", what: "a Pulumi access token", literals: ["pul-"], rest: "[a-f0-9]{40}", source: gitleaks },
  { id: "doppler", what: "a Doppler token", literals: ["dp.pt."], rest: "[0-9A-Za-z]{43}", source: gitleaks },
  { id: "postman", what: "a Postman API key", literals: ["PMAK-"], rest: "[a-f0-9]{24}-[a-f0-9]{34}", source: gitleaks },
  { id: "age", what: "an age secret key", literals: ["AGE-SECRET-KEY-1"], rest: "[QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L]{58}", source: gitleaks },
  {
    id: "private-key",
    what: "a private key",
    literals: ["-----BEGIN "],
    // A body must follow, after line ends or the escapes that stand for them, or a header that says how it is encrypted.
    rest: "(?:[A-Z]{2,9} ){0,2}PRIVATE KEY(?: BLOCK)?-----(?:\\\\[nr]|\\s){0,4}(?:[A-Za-z0-9+/]{32,4096}={0,2}|[A-Z][A-Za-z-]{3,20}: )",
    source: "https://www.rfc-editor.org/rfc/rfc7468",
  },
  {
    id: "private-key-base64",
    what: "a private key in Base64",
    literals: ["LS0tLS1CRUdJTi"],
    // "BEGIN " followed by PRIVATE, RSA PRIVATE, EC PRIVATE, OPENSSH PRIVATE or ENCRYPTED PRIVATE, all at the same phase.
    rest: "(?:BQUklWQVRF|BSU0EgUFJJVkFUR|BFQyBQUklWQVRF|BPUEVOU1NIIFBSSVZBVE|BFTkNSWVBURUQgUFJJVkFUR)[A-Za-z0-9+/]{40,4096}={0,2}",
    source: "https://www.rfc-editor.org/rfc/rfc7468",
  },
  {
    id: "jwt",
    what: "a JSON Web Token",
    literals: ["eyJ"],
    rest: "[\\w-]{8,600}\\.eyJ[\\w-]{8,2000}\\.[\\w-]{16,700}",
    oftenPublic: true,
    source: "https://www.rfc-editor.org/rfc/rfc7519",
  },
];

/** A token found in a text. */
export interface FoundToken {
  readonly format: TokenFormat;
  /** The literal it was told by. */
  readonly literal: string;
  /** The whole token. */
  readonly text: string;
}

/** Longer texts are read up to here. */
export const longestRead = 4096;

const compiled = tokenFormats.map((format) => ({
  format,
  rest: new RegExp(format.rest, "y"),
  before: format.before && { length: format.before.length, shape: new RegExp(`^${format.before.shape}{${format.before.length}}$`) },
}));

/** The first token in a text, by the order of the formats; it must stand free of other word characters. */
export function findToken(text: string): FoundToken | undefined {
  const read = text.slice(0, longestRead);
  for (const { format, rest, before } of compiled) {
    for (const literal of format.literals) {
      for (let at = read.indexOf(literal); at >= 0; at = read.indexOf(literal, at + 1)) {
        const start = at - (before?.length ?? 0);
        if (start < 0 || isWord(read[start - 1]) || (before && !before.shape.test(read.slice(start, at)))) continue;
        rest.lastIndex = at + literal.length;
        const end = rest.test(read) ? rest.lastIndex : -1;
        if (end >= 0 && !isWord(read[end])) return { format, literal, text: read.slice(start, end) };
      }
    }
  }
  return undefined;
}

const isWord = (c: string | undefined): boolean => c !== undefined && /\w/.test(c);
