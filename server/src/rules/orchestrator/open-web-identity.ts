import { bad, cloudformation, good, iam, terraform } from "../../kit/example.ts";
import { type Fix, fix, fixesOf, type Report, rule } from "../../kit/rule.ts";
import { binds, isKey, operatorOf } from "../../model/condition.ts";
import type { Field } from "../../model/field.ts";
import type { Condition, Statement } from "../../model/policy.ts";

export default rule({
  name: "open-web-identity",
  on: "entrusting",
  title: "Role trusts whoever an identity provider vouches for",
  severity: "error",
  risk: "orchestrator",
  why: `An identity provider vouches for many: every pod of a cluster, every pipeline of everybody at GitHub. Which of them may have the role only the token's claims tell, and only if the trust policy asks for them.

- \`:sub\` names the service account (\`system:serviceaccount:namespace:name\`) or the repository and branch (\`repo:organization/name:ref:refs/heads/main\`). Without it any pod of the cluster has the role; for GitHub's and GitLab's provider, which everybody shares, any project of anybody.
- \`:aud\` names whom the token is meant for (\`sts.amazonaws.com\`): without it a token that was made for another purpose serves, too.
- A wildcard in \`StringEquals\` is an asterisk and nothing else: nobody gets in, until somebody "repairs" it. A claim of another provider than the one that is trusted never matches.

Several service accounts may share a role if they are listed. Wildcards over all branches of a repository are shown for information. What a template puts there is not known.`,
  refs: [
    "NIST SP 800-190 4.3.2",
    "CWE-287",
    "https://docs.aws.amazon.com/eks/latest/userguide/associate-service-account-role.html",
    "https://docs.github.com/en/actions/how-tos/secure-your-work/security-harden-deployments/oidc-in-aws",
  ],
  equivalents: [
    { tool: "checkov", id: "CKV_AWS_358" },
    { tool: "access-analyzer", id: "MISSING_GITHUB_REPO_CONDITION_KEY" },
    { tool: "access-analyzer", id: "MISSING_CONDITION_KEY_FOR_OIDC_PRINCIPAL" },
  ],

  *check(statement) {
    const { effect, actions, principals, conditions, conditionsOpaque } = statement;
    if (!effect.is("Allow") || !actions.items.some((a) => a.is((action) => /^sts:(?:AssumeRoleWithWebIdentity|AssumeRole\*|\*)$/i.test(action))))
      return;
    const federated = principals.filter((p) => p.type === "Federated");
    const [principal] = federated;
    if (!principal || federated.length > 1 || conditionsOpaque) return;
    const provider = providerOf(principal.value);
    const claims = conditions.filter((c) => /:(?:sub|aud|amr|repository|ref|namespace_path|project_path)$/i.test(c.key));
    const host = provider ?? claims.map((c) => hostOf(c))[0];
    if (host === undefined || !asks(host)) return;
    const foreign = provider === undefined ? undefined : claims.find((c) => hostOf(c) !== provider && !hostOf(c).includes("$"));
    if (foreign) {
      yield {
        at: foreign.at,
        severity: "warning",
        message: `The claim is one of "${hostOf(foreign)}", but the role trusts "${provider}": it never matches, and nobody can take on the role.`,
        key: "host",
        fixes: fix(`Ask for the claim of "${provider}"`, "unsafe", foreign.withKey(foreign.key.replace(hostOf(foreign), provider ?? ""))),
      };
      return;
    }
    yield* subject(statement, principal.value, host, claims);
    yield* audience(statement, principal.value, host, claims);
  },

  examples: [
    bad(iam`
      {
        "Version": "2012-10-17",
        "Statement": [{
          "Effect": "Allow",
          "Principal": { "Federated": «"arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com"» },
          "Action": "sts:AssumeRoleWithWebIdentity",
          "Condition": { "StringEquals": { "token.actions.githubusercontent.com:aud": "sts.amazonaws.com" } }
        }]
      }
    `).to(iam`
      {
        "Version": "2012-10-17",
        "Statement": [{
          "Effect": "Allow",
          "Principal": { "Federated": "arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com" },
          "Action": "sts:AssumeRoleWithWebIdentity",
          "Condition": { "StringEquals": { "token.actions.githubusercontent.com:aud": "sts.amazonaws.com", "token.actions.githubusercontent.com:sub": "repo:<organization>/<repository>:ref:refs/heads/main" } }
        }]
      }
    `),
    bad(iam`
      {
        "Version": "2012-10-17",
        "Statement": [{
          "Effect": "Allow",
          "Principal": { "Federated": "arn:aws:iam::111122223333:oidc-provider/oidc.eks.eu-west-1.amazonaws.com/id/EXAMPLED539D4633E53DE1B71EXAMPLE" },
          "Action": "sts:AssumeRoleWithWebIdentity",
          "Condition": {
            "StringEquals": { "oidc.eks.eu-west-1.amazonaws.com/id/EXAMPLED539D4633E53DE1B71EXAMPLE:aud": "sts.amazonaws.com" },
            "StringLike": { "oidc.eks.eu-west-1.amazonaws.com/id/EXAMPLED539D4633E53DE1B71EXAMPLE:sub": «"system:serviceaccount:*:*"» }
          }
        }]
      }
    `).because("Any service account of any namespace."),
    bad(iam`
      {
        "Version": "2012-10-17",
        "Statement": [{
          "Effect": "Allow",
          "Principal": { "Federated": "arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com" },
          "Action": "sts:AssumeRoleWithWebIdentity",
          "Condition": {
            "StringEquals": {
              "token.actions.githubusercontent.com:aud": "sts.amazonaws.com",
              "token.actions.githubusercontent.com:sub": «"repo:shop/web:*"»
            }
          }
        }]
      }
    `)
      .to(iam`
      {
        "Version": "2012-10-17",
        "Statement": [{
          "Effect": "Allow",
          "Principal": { "Federated": "arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com" },
          "Action": "sts:AssumeRoleWithWebIdentity",
          "Condition": {
            "StringEquals": {
              "token.actions.githubusercontent.com:aud": "sts.amazonaws.com",
              "token.actions.githubusercontent.com:sub": "repo:shop/web:ref:refs/heads/main"
            }
          }
        }]
      }
    `)
      .because("An asterisk in StringEquals is no wildcard."),
    bad(cloudformation`
      Resources:
        Deploy:
          Type: AWS::IAM::Role
          Properties:
            AssumeRolePolicyDocument:
              Version: "2012-10-17"
              Statement:
                - Effect: Allow
                  Principal: { Federated: arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com }
                  Action: sts:AssumeRoleWithWebIdentity
                  Condition:
                    StringLike:
                      token.actions.githubusercontent.com:sub: «repo:shop/*»
                    StringEquals:
                      token.actions.githubusercontent.com:aud: sts.amazonaws.com
    `).because("Any repository of the organization, those of tomorrow included."),
    bad(terraform`
      data "aws_iam_policy_document" "web" {
        statement {
          actions = ["sts:AssumeRoleWithWebIdentity"]

          principals {
            type        = "Federated"
            identifiers = [aws_iam_openid_connect_provider.eks.arn]
          }

          condition {
            test     = "StringEquals"
            variable = "\${local.issuer}:sub"
            values   = [«"system:serviceaccount:shop:*"»]
          }

          condition {
            test     = "StringEquals"
            variable = "\${local.issuer}:aud"
            values   = ["sts.amazonaws.com"]
          }
        }
      }

      locals {
        issuer = "oidc.eks.eu-west-1.amazonaws.com/id/EXAMPLED539D4633E53DE1B71EXAMPLE"
      }
    `).because("Wildcards need StringLike; here nobody gets in."),
    good(iam`
      {
        "Version": "2012-10-17",
        "Statement": [{
          "Effect": "Allow",
          "Principal": { "Federated": "arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com" },
          "Action": "sts:AssumeRoleWithWebIdentity",
          "Condition": {
            "StringEquals": { "token.actions.githubusercontent.com:aud": "sts.amazonaws.com" },
            "StringLike": { "token.actions.githubusercontent.com:sub": ["repo:shop/web:environment:production", "repo:shop/web:ref:refs/tags/v*"] }
          }
        }]
      }
    `).because("One repository, one environment, tags of releases."),
    good(cloudformation`
      Resources:
        Web:
          Type: AWS::IAM::Role
          Properties:
            AssumeRolePolicyDocument:
              Statement:
                - Effect: Allow
                  Principal: { Federated: !Ref Provider }
                  Action: sts:AssumeRoleWithWebIdentity
                  Condition: !Ref Condition
                - Effect: Allow
                  Principal: { Federated: cognito-identity.amazonaws.com }
                  Action: sts:AssumeRoleWithWebIdentity
                  Condition: { StringEquals: { cognito-identity.amazonaws.com:aud: !Ref Pool } }
                - Effect: Allow
                  Principal: { Federated: !Sub "arn:aws:iam::\${AWS::AccountId}:saml-provider/staff" }
                  Action: sts:AssumeRoleWithSAML
    `).because("What only deployment knows; a pool of Cognito is named by the audience; SAML has no such claims."),
    good(terraform`
      data "aws_iam_policy_document" "web" {
        statement {
          actions = ["sts:AssumeRoleWithWebIdentity"]

          principals {
            type        = "Federated"
            identifiers = [var.provider]
          }

          condition {
            test     = "StringEquals"
            variable = "\${replace(var.issuer, "https://", "")}:sub"
            values   = ["system:serviceaccount:shop:web"]
          }
        }
      }
    `).because("Which provider it is, and so what else it would take, another file says."),
  ],
});

/** `oidc.eks.eu-west-1.amazonaws.com/id/…` of an ARN of a provider; undefined where it is not written, or no provider of web identities. */
function providerOf({ value = "" }: Field<string>): string | undefined {
  const at = value.indexOf(provider);
  return at < 0 ? undefined : value.slice(at + provider.length).toLowerCase() || undefined;
}
const provider = ":oidc-provider/";
const hostOf = ({ key }: Condition): string => key.slice(0, key.lastIndexOf(":")).toLowerCase();
/** Providers whose claims are known. */
const asks = (host: string): boolean => isCluster(host) || isShared(host);
const isCluster = (host: string): boolean => /^oidc\.eks\.[a-z0-9-]+\.(?:amazonaws|api)\.[a-z.]+\/id\//.test(host);
/** Does everybody have tokens of this provider? */
const isShared = (host: string): boolean => ["token.actions.githubusercontent.com", "gitlab.com", "app.terraform.io"].includes(host);

type Claim = readonly [key: string, value: string];
function missing(statement: Statement, at: Field<string>, message: string, [key, value]: Claim, also?: Claim): Report {
  const asked = [key, ...(also ? [also[0]] : [])].map((k) => `"${k.slice(k.lastIndexOf(":") + 1)}"`);
  return { at: at.at, message, key, fixes: fix(`Ask for ${asked.join(" and ")}`, "draft", statement.require("StringEquals", key, value, also)) };
}
/** What a token that is made for AWS has for its audience; in GitLab each job says so itself. */
const audienceOf = (host: string): Claim => [`${host}:aud`, audiences[host] ?? "sts.amazonaws.com"];
/** https://developer.hashicorp.com/terraform/cloud-docs/workspaces/dynamic-provider-credentials/aws-configuration */
const audiences: Readonly<Record<string, string>> = { "gitlab.com": "<audience>", "app.terraform.io": "aws.workload.identity" };

const example = (host: string): string => {
  if (isCluster(host)) return "system:serviceaccount:<namespace>:<name>";
  return host === "token.actions.githubusercontent.com" ? "repo:<organization>/<repository>:ref:refs/heads/main" : "<subject>";
};

function* subject(statement: Statement, principal: Field<string>, host: string, claims: readonly Condition[]): Iterable<Report> {
  // Other claims may name the repository as well.
  const telling = claims.filter((c) => !isKey(c, `${host}:aud`, `${host}:amr`));
  const sub = telling.find((c) => isKey(c, `${host}:sub`));
  if (telling.length === 0) {
    const who = isCluster(host) ? "any pod of the cluster" : `whoever "${host}" vouches for, which is everybody,`;
    const message = `No condition asks for the subject of the token: ${who} can take on the role.`;
    const also = claims.some((c) => isKey(c, `${host}:aud`)) ? undefined : audienceOf(host);
    yield missing(statement, principal, message, [`${host}:sub`, example(host)], also);
    return;
  }
  if (!sub) return;
  const operator = operatorOf(sub.operator);
  for (const value of sub.values) {
    const text = value.value ?? "";
    if (operator?.base === "StringEquals" && /[*?]/.test(text)) {
      const message = `${sub.operator} takes "*" for an asterisk: "${text}" matches no token, and nobody can take on the role.`;
      const plain = text.replace(/:\*$/, ":ref:refs/heads/main");
      const isPlain = isShared(host) && plain !== text && !/[*?]/.test(plain);
      yield {
        at: value.at,
        severity: "warning",
        message,
        key: text,
        fixes: [
          ...(isPlain ? fix(`Name the branch: "${plain}"`, "unsafe", value.set(plain)) : []),
          ...fix(`Match with "StringLike", which lets all in that fit`, "unsafe", sub.withOperator("StringLike")),
        ],
      };
    } else if (!binds(sub) || tooWide(host, text)) {
      const message = `"${text}" fits ${isCluster(host) ? "service accounts of every namespace" : "repositories that nobody has named"}: all of them can take on the role.`;
      yield {
        at: value.at,
        message,
        key: text,
        severity: isOfOrganization(text) ? "warning" : "error",
        fixes: fix("Name the subject", "draft", value.set(example(host))),
      };
    }
  }
}

/** `repo:shop/*`: at least the organization is named. */
const isOfOrganization = (text: string): boolean => /^(?:repo|project_path|organization):[\w.-]+[/:]\*/.test(text);
function tooWide(host: string, text: string): boolean {
  if (isCluster(host)) return /^(?:\*|system:\*|system:serviceaccounts?:\*)/.test(text);
  return /^(?:\*|repo:\*|repo:[^/:]*\*|repo:[\w.-]+\/\*|project_path:\*|project_path:[\w.-]+\/\*|organization:\*|organization:[\w.-]+:\*)/.test(text);
}

function* audience(statement: Statement, principal: Field<string>, host: string, claims: readonly Condition[]): Iterable<Report> {
  const aud = claims.find((c) => isKey(c, `${host}:aud`));
  // Whoever may be anybody is said already.
  if (!claims.some((c) => isKey(c, `${host}:sub`))) return;
  const operator = aud && operatorOf(aud.operator);
  if (!aud) {
    const report = missing(
      statement,
      principal,
      "No condition asks whom the token is meant for: one that was made for another purpose serves, too.",
      audienceOf(host),
    );
    const isKnown = !audienceOf(host)[1].startsWith("<");
    yield { ...report, severity: "info", fixes: fixesOf(report).map((f): Fix => ({ ...f, applicability: isKnown ? "unsafe" : f.applicability })) };
  } else if (operator?.qualifier === "ForAllValues") {
    yield {
      at: aud.operatorAt,
      severity: "warning",
      message: `${aud.operator} holds for tokens that have no audience, too.`,
      key: "aud",
      fixes: fix(`Ask with "${operator.base}"`, "unsafe", aud.withOperator(operator.base)),
    };
  }
}
