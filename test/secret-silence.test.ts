import { describe, expect, it } from "vitest";
import { judge } from "../server/src/knowledge/secrets/judge.ts";
import { secretsInScript } from "../server/src/knowledge/secrets/script.ts";

/** Names and values that speak of secrets and are none. `marker` and `known` are told of, and never as a secret; all else is silent. */
const classes: Readonly<Record<string, readonly (readonly [name: string, value: string, tier?: "marker" | "known" | "hash"])[]>> = {
  "nothing, switches and small numbers": [
    ["DB_PASSWORD", ""],
    ["DB_PASSWORD", "null"],
    ["AUTH_TOKEN", "false"],
    ["API_KEY", "42"],
  ],
  "references of shells and templates": [
    ["DB_PASSWORD", "$DB_PASSWORD"],
    ["DB_PASSWORD", "$" + "{DB_PASSWORD:?}"],
    ["DB_PASSWORD", "$(cat /run/secrets/db)"],
    ["DB_PASSWORD", "{{ .Values.db.password }}"],
    ["DB_PASSWORD", "%DB_PASSWORD%"],
    ["DB_PASSWORD", "@DB_PASSWORD@"],
    ["DB_PASSWORD", "<%= password %>"],
    ["DB_PASSWORD", "#{password}"],
  ],
  "dynamic references of CloudFormation": [["MasterUserPassword", "{{resolve:secretsmanager:shop/db:SecretString:password}}"]],
  "expressions of Terraform": [
    ["password", "var.password"],
    ["password", "data.aws_ssm_parameter.db"],
    ["password", "$" + "{random_password.db.result}"],
  ],
  "ARNs and places in a store": [
    ["API_TOKEN", "arn:aws:ssm:eu-west-1:111122223333:parameter/shop/token"],
    ["API_TOKEN", "vault:secret/data/shop#token"],
    ["API_TOKEN", "op://shop/api/token"],
    ["API_TOKEN", "ENC[AES256_GCM,data:p673w==,iv:YY=]"],
  ],
  paths: [
    ["DB_PASSWORD", "/run/secrets/db"],
    ["TLS_KEY", "certs/server.pem"],
    ["DB_PASSWORD_FILE", "Rain-in-May-77"],
  ],
  "addresses without a login": [
    ["TOKEN_ENDPOINT", "https://login.example.com/oauth2/token"],
    ["API_TOKEN", "https://login.example.com/token"],
  ],
  "hashes of passwords": [
    ["ADMIN_PASSWORD", "$2b$10$N9qo8uLOickgx2ZMRZoMyeIjZAgcfl7p92ldGxad68LJZdL17lhWy", "hash"],
    ["ADMIN_PASSWORD", "{SSHA}W7LqfBSBYGlDLBSVqgLqfA==", "hash"],
  ],
  "digests and fingerprints": [
    ["RELEASE_TOKEN", "sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"],
    ["GPG_KEY", "A035C8C19219BA821ECEA86B64E628F8D684696D"],
    ["KEY_FINGERPRINT", "7169605F62C751356D054A26A821E680E5FA6305"],
  ],
  "UUIDs under names that ask for no secret": [
    ["KMS_KEY", "0d2c5a37-6c1e-4c0e-9f0e-5a4b3c2d1e0f"],
    ["CLIENT_ID", "0d2c5a37-6c1e-4c0e-9f0e-5a4b3c2d1e0f"],
  ],
  "texts that ask to be replaced": [
    ["DB_PASSWORD", "changeme", "marker"],
    ["API_KEY", "your-api-key-here", "marker"],
    ["API_TOKEN", "<token>"],
    ["JWT_SECRET", "replace-me-with-a-random-string", "marker"],
  ],
  "repeated and sequential characters": [
    ["DB_PASSWORD", "xxxxxxxxxxxx", "marker"],
    ["DB_PASSWORD", "**********", "marker"],
    ["DB_PASSWORD", "123456", "known"],
  ],
  "keys of documentation": [
    ["AWS_ACCESS_KEY_ID", ["AKIA", "IOSFODNN7EXAMPLE"].join(""), "marker"],
    ["AWS_SECRET_ACCESS_KEY", ["wJalrXUtnFEMI/K7MDENG", "/bPxRfiCYEXAMPLEKEY"].join(""), "marker"],
  ],
  "a value that is the name, a password that is the user": [
    ["API_TOKEN", "api-token", "marker"],
    ["DATABASE_URL", "postgres://shop:shop@db/shop", "known"],
  ],
  "names that describe or switch": [
    ["TOKEN_TTL", "Rain-in-May-77"],
    ["SECRET_NAME", "shop/db"],
    ["PASSWORD_POLICY", "strict-12"],
    ["ALLOW_EMPTY_PASSWORD", "yes"],
    ["MYSQL_RANDOM_ROOT_PASSWORD", "yes"],
    ["TOKENIZERS_PARALLELISM", "false"],
    ["SSH_AUTH_SOCK", "/ssh-agent"],
    ["AWS_WEB_IDENTITY_TOKEN_FILE", "/var/run/secrets/eks.amazonaws.com/serviceaccount/token"],
    ["GOPRIVATE", "github.com/example/*"],
  ],
  "public keys": [
    ["JWT_PUBLIC_KEY", "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIK0wmN/Cr3JXqmLW7u"],
    ["STRIPE_PUBLISHABLE_KEY", ["pk_live_", "u7Xk2Lq9Rt4Vw1Zb8Nc5Mf3H"].join("")],
  ],
  "words of an enumeration": [
    ["update_password", "on_create"],
    ["TOKEN_TYPE", "bearer"],
    ["SESSION_TOKEN", "required"],
  ],
  prose: [
    ["PASSWORD_HINT", "the one you use at home"],
    ["SECRET", "the secret is kept in the vault"],
  ],
  "ranges of versions": [
    ["TOKEN", "^1.2.3"],
    ["jsonwebtoken", "~> 9.0"],
  ],
  "names of objects": [
    ["secretName", "shop-tls-secret"],
    ["imagePullSecret", "registry-token"],
    ["existingSecret", "shop-db"],
  ],
};

describe("what is no secret", () => {
  for (const [name, cases] of Object.entries(classes)) {
    it.each(cases)(`${name}: %s=%s`, (variable, value, tier) => {
      expect(judge(variable ?? "", value ?? "")?.strength).toBe(tier);
    });
  }

  it("what a mount of BuildKit names", () => {
    expect(secretsInScript("RUN --mount=type=secret,id=npm_token,env=NPM_TOKEN npm ci")).toEqual([]);
  });

  it("what is commented out, but for tokens, which have a form of their own", () => {
    expect(secretsInScript("# export DB_PASSWORD=Rain-in-May-77\nexport DB_HOST=db")).toEqual([]);
  });
});
