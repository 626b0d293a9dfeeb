import { formatsOf, type TokenFormat } from "./format.ts";

const github = "https://github.blog/engineering/platform-security/behind-githubs-new-authentication-token-formats/";
const gitlab = "https://docs.gitlab.com/security/tokens/#token-prefixes";

/** Where code lives, is built and is looked over. */
export const forgeFormats: readonly TokenFormat[] = formatsOf([
  ["github-pat", "a GitHub personal access token", "ghp_", "[0-9A-Za-z]{36}", github],
  ["github-fine-grained", "a GitHub fine-grained access token", "github_pat_", "[0-9A-Za-z_]{82}"],
  [
    "github-app-signed",
    "a GitHub app token",
    "ghs_",
    "[0-9]{1,12}_eyJ[\\w-]{8,600}\\.eyJ[\\w-]{8,2000}\\.[\\w-]{16,700}",
    "https://github.blog/changelog/",
  ],
  ["github-oauth", "a GitHub OAuth token", "gho_", "[0-9A-Za-z]{36}", github],
  ["github-app", "a GitHub app token", "ghu_ ghs_", "[0-9A-Za-z]{36}", github],
  ["github-refresh", "a GitHub refresh token", "ghr_", "[0-9A-Za-z]{36,76}"],
  ["gitlab-pat", "a GitLab access token", "glpat-", "[0-9A-Za-z_-]{20,300}(?:\\.[0-9a-z]{9})?", gitlab],
  ["gitlab-deploy", "a GitLab deploy token", "gldt-", "[0-9A-Za-z_-]{20}", gitlab],
  ["gitlab-runner", "a GitLab runner token", "glrt- glrtr-", "[0-9A-Za-z_-]{20,300}(?:\\.[0-9a-z]{9})?", gitlab],
  ["gitlab-runner-registration", "a GitLab runner registration token", "GR1348941", "[0-9A-Za-z_-]{20}", gitlab],
  ["gitlab-trigger", "a GitLab pipeline trigger token", "glptt-", "[0-9A-Za-z_-]{40}", gitlab],
  ["gitlab-job", "a GitLab job token", "glcbt-", "[0-9a-zA-Z]{1,5}_[0-9a-zA-Z_-]{20}", gitlab],
  ["gitlab-feed", "a GitLab feed token", "glft-", "[0-9a-zA-Z_-]{20}", gitlab],
  ["gitlab-mail", "a GitLab incoming mail token", "glimt-", "[0-9a-zA-Z_-]{25}", gitlab],
  ["gitlab-agent", "a GitLab agent token", "glagent-", "[0-9a-zA-Z_-]{50}", gitlab],
  ["gitlab-scim", "a GitLab SCIM token", "glsoat-", "[0-9a-zA-Z_-]{20}", gitlab],
  ["gitlab-oauth-secret", "a GitLab OAuth application secret", "gloas-", "[0-9a-zA-Z_-]{64}", gitlab],
  ["gitlab-feature-flags", "a GitLab feature flags client token", "glffct-", "[0-9a-zA-Z_-]{20}", gitlab],
  ["bitbucket", "a Bitbucket app password", "ATBB", "[0-9A-Za-z]{32}", "https://support.atlassian.com/bitbucket-cloud/docs/app-passwords/"],
  ["atlassian", "an Atlassian API token", "ATATT3", "[A-Za-z0-9_=-]{186}"],
  ["buildkite", "a Buildkite access token", "bkua_", "[0-9a-f]{40}", "https://buildkite.com/docs/apis/managing-api-tokens"],
  ["circleci", "a CircleCI token", "CCIPAT_ CCIPRJ_", "[0-9A-Za-z]{22}_[a-f0-9]{40}", "https://circleci.com/docs/managing-api-tokens/"],
  ["harness", "a Harness access token", "pat. sat.", "[0-9A-Za-z_-]{22}\\.[0-9a-zA-Z]{24}\\.[0-9a-zA-Z]{20}"],
  ["octopus", "an Octopus Deploy API key", "API-", "[A-Z0-9]{26}"],
  [
    "sonarqube",
    "a SonarQube token",
    "squ_ sqp_ sqa_",
    "[a-f0-9]{40}",
    "https://docs.sonarsource.com/sonarqube-server/latest/user-guide/managing-tokens/",
  ],
  ["sourcegraph", "a Sourcegraph access token", "sgp_", "(?:(?:[a-fA-F0-9]{16}|local)_)?[a-fA-F0-9]{40}"],
  ["linear", "a Linear API key", "lin_api_", "[0-9A-Za-z]{40}"],
  ["postman", "a Postman API key", "PMAK-", "[a-f0-9]{24}-[a-f0-9]{34}"],
  ["scalingo", "a Scalingo token", "tk-us-", "[0-9A-Za-z_-]{48}"],
  ["figma", "a Figma access token", "figd_", "[0-9A-Za-z_-]{40}", "https://developers.figma.com/docs/rest-api/authentication/"],
  ["contentful", "a Contentful access token", "CFPAT-", "[0-9A-Za-z_-]{43}", "https://www.contentful.com/developers/docs/references/authentication/"],
  ["readme", "a ReadMe API key", "rdme_", "[a-z0-9]{70}"],
]);
