import { formatsOf, gitleaks, sonar, type TokenFormat } from "./format.ts";

const azure = "https://learn.microsoft.com/azure/devops/organizations/security/credential-scanning";

/** Clouds other than AWS, and hosts of applications. */
export const cloudFormats: readonly TokenFormat[] = [
  { id: "google-api-key", what: "a Google API key", literals: ["AIza"], rest: "[\\w-]{35}", oftenPublic: true, source: gitleaks },
  ...formatsOf([
    ["google-oauth-secret", "a Google OAuth client secret", "GOCSPX-", "[\\w-]{28}", `${sonar}6691/`],
    ["google-access-token", "a Google OAuth access token", "ya29.", "[\\w-]{60,500}", "https://developers.google.com/identity/protocols/oauth2"],
    ["azure-storage-key", "an Azure storage account key", "AccountKey=", "[0-9A-Za-z+/]{86}==", azure],
    ["azure-shared-access-key", "an Azure shared access key", "SharedAccessKey=", "[0-9A-Za-z+/]{43}=", azure],
    ["digitalocean", "a DigitalOcean token", "dop_v1_ doo_v1_", "[a-f0-9]{64}"],
    ["digitalocean-refresh", "a DigitalOcean refresh token", "dor_v1_", "[a-f0-9]{64}"],
    ["alibaba-key-id", "an Alibaba Cloud access key ID", "LTAI", "[0-9A-Za-z]{17,21}"],
    ["yandex", "a Yandex Cloud API key", "AQVN", "[\\w-]{35,38}"],
    ["heroku", "a Heroku API key", "HRKU-AA", "[0-9A-Za-z_-]{58}"],
    ["fly-organization", "a Fly.io token", "fo1_", "[\\w-]{43}"],
    ["fly-machine", "a Fly.io machine token", "fm1a_ fm1r_ fm2_", "[0-9A-Za-z+/]{100,3000}={0,3}"],
    ["netlify", "a Netlify access token", "nfp_", "[0-9A-Za-z]{36}", "https://docs.netlify.com/api/get-started/"],
    ["cloudflare-origin", "a Cloudflare origin CA key", "v1.0-", "[a-f0-9]{24}-[a-f0-9]{146}"],
    ["databricks", "a Databricks token", "dapi", "[a-f0-9]{32}(?:-[0-9])?"],
    ["planetscale-password", "a PlanetScale password", "pscale_pw_", "[\\w=.-]{32,64}"],
    ["planetscale-token", "a PlanetScale token", "pscale_tkn_ pscale_oauth_", "[\\w=.-]{32,64}"],
    ["supabase", "a Supabase access token", "sbp_", "[a-f0-9]{40}", "https://supabase.com/docs/reference/api/introduction"],
    ["clickhouse", "a ClickHouse Cloud API key", "4b1d", "[0-9A-Za-z]{38}"],
    ["pinecone", "a Pinecone API key", "pcsk_", "[0-9A-Za-z]{5,6}_[0-9A-Za-z]{63}", "https://docs.pinecone.io/guides/projects/manage-api-keys"],
    ["defined-networking", "a Defined Networking API key", "dnkey-", "[a-z0-9=_-]{26}-[a-z0-9=_-]{52}"],
  ]),
  {
    id: "azure-client-secret",
    what: "an Azure client secret",
    before: { length: 4, shape: "[\\w~.-]" },
    literals: ["Q~"],
    rest: "[\\w~.-]{31,34}",
    source: gitleaks,
  },
  {
    id: "azure-devops",
    what: "an Azure DevOps access token",
    before: { length: 76, shape: "[0-9A-Za-z]" },
    literals: ["AZDO"],
    rest: "[0-9A-Za-z]{4}",
    source: azure,
  },
  {
    id: "azure-container-registry",
    what: "an Azure Container Registry password",
    before: { length: 42, shape: "[0-9A-Za-z+/]" },
    literals: ["+ACR"],
    rest: "[A-D][0-9A-Za-z+/]{5}",
    source: azure,
  },
];
