import { bad, cloudformation, compose, dockerfile, ecs, good, joined, kubernetes, terraform } from "../../kit/example.ts";
import { type Report, rule } from "../../kit/rule.ts";
import { strengthOf } from "../../knowledge/secrets/judge.ts";
import { mask } from "../../knowledge/secrets/mask.ts";
import { isPublicName } from "../../knowledge/secrets/name.ts";
import { type FoundToken, findTokens } from "../../knowledge/secrets/tokens.ts";
import type { Text } from "../../model/text.ts";

export default rule({
  name: "exposed-credential",
  on: "text",
  title: "Token or private key in the file",
  severity: "error",
  risk: "container",
  hides: true,
  why: `Tokens of well-known services, AWS access keys and private keys are told by their form alone, wherever they stand: in a comment, in a script, in a value
whose name says nothing. Whoever has the file, and everyone who ever had it, can use them until they are revoked; robots find them in public repositories
within minutes.

Revoke it first: taking it out of the file does not take it out of the history. Then let a secret store, the build (\`RUN --mount=type=secret\`) or, for AWS, a
role give the credential where it is needed.

Where another rule knows what the value is there for, that rule reports it, and its fix. Tokens that say themselves that they are none (\`…EXAMPLE\`, \`xxxx\`)
are worth knowing, no more. JSON Web Tokens and access key IDs of an unusual alphabet may be something else.`,
  refs: [
    "NIST SP 800-190 4.1.4",
    "CWE-798",
    "https://docs.aws.amazon.com/IAM/latest/UserGuide/securing_access-keys.html",
    "https://docs.github.com/code-security/secret-scanning/introduction/supported-secret-scanning-patterns",
  ],

  *check(text) {
    for (const token of findTokens(text.text)) {
      if (token.format.oftenPublic && isPublicName(nameBefore(text.text, token.start))) continue;
      yield report(text, token);
      const key = token.format.aws ? secretBeside(text.text, token) : undefined;
      if (key) yield ofSecretKey(text, key);
    }
  },

  examples: [
    bad(dockerfile`
      FROM alpine:3.20
      # deploy with «${joined("ghp_", "u7Xk2Lq9Rt4Vw1Zb8Nc5Mf3Hd6Js0PgYaQeB")}»
      RUN curl -H "X-Key: «${joined("SG.", "Xk2Lq9Rt4Vw1Zb8Nc5Mf3H", ".", "u7Xk2Lq9Rt4Vw1Zb8Nc5Mf3Hd6Js0PgYaQeBu7Xk2Lq")}»" https://example.com
    `).because("In a comment, and in a header that nobody knows."),
    bad(ecs`
      {
        "family": "shop",
        "containerDefinitions": [
          {
            "name": "web",
            "image": "web:1.4",
            "dockerLabels": { "owner": "shop", "note": "«${joined("glpat-", "Xk2Lq9Rt4Vw1Zb8Nc5Mf")}»" }
          }
        ]
      }
    `),
    bad(cloudformation`
      Resources:
        Host:
          Type: AWS::EC2::Instance
          Properties:
            ImageId: ami-12345678
            UserData:
              Fn::Base64: |
                #!/bin/sh
                aws configure set aws_access_key_id «${joined("AKIA", "Z7Q2MXW4PLKD3RTN")}»
                aws configure set aws_secret_access_key «${joined("q8Zt0vJc3Lw5/Ry1Xb7N", "d2Kf6Hs9Pm4Gu+Ea5TiW")}»
    `).because("The secret key has no form of its own; it stands beside its ID."),
    bad(terraform`
      resource "aws_ecs_task_definition" "shop" {
        family                = "shop"
        container_definitions = jsonencode([{ name = "web", image = "web:1.4" }])
        # hook: https://«${joined("hooks.slack.com/services/", "T04QZ7XPL2/B04QZ7XPL2K/", "u7Xk2Lq9Rt4Vw1Zb8Nc5Mf3H")}»
      }
    `),
    bad(kubernetes`
      apiVersion: v1
      kind: Pod
      metadata:
        name: shop
        annotations:
          note: «${joined("npm_", "u7Xk2Lq9Rt4Vw1Zb8Nc5Mf3Hd6Js0PgYaQeB")}»
      spec:
        containers: [{ name: web, image: "web:1.4" }]
    `),
    bad(compose`
      services:
        web:
          image: web:1.4
          labels:
            note: |
              «-----BEGIN RSA PRIVATE ${joined("KEY-", "----")}
              ${joined("MIIEowIBAAKCAQEAu7Xk2Lq9Rt4Vw1Zb8Nc5Mf3Hd6Js0PgYaQeBu7Xk2Lq9Rt4V")}
              ${joined("-----END RSA ", "PRIVATE KEY-----")}»
    `).because("All of the key."),
    bad(dockerfile`
      FROM alpine:3.20
      # e.g. «${joined("AKIA", "IOSFODNN7EXAMPLE")}»
    `).because("It says itself that it is none: information."),
    good(dockerfile`
      FROM alpine:3.20
      LABEL role=${joined("AROA", "Z7Q2MXW4PLKD3RTN")} commit=da39a3ee5e6b4b0d3255bfef95601890afd80709
      # ghp_ is how they begin; sk-test, xoxb-, hf_hub_download and AKIA are none.
    `).because("Identifiers, digests, and how such tokens begin."),
    good(compose`
      services:
        web:
          image: web:1.4
          labels:
            public_maps_key: ${joined("AIza", "SyXk2Lq9Rt4Vw1Zb8Nc5Mf3Hd6Js0PgYaQe")}
            certificate: "-----BEGIN CERTIFICATE-----MIIEowIBAAKCAQEAu7Xk2Lq9Rt4Vw1Zb8Nc5Mf3Hd6Js0PgYaQeBu7Xk2Lq9Rt4V"
    `).because("Published on purpose."),
  ],
});

function report(text: Text, token: FoundToken): Report {
  const { format, start, end } = token;
  const strength = strengthOf(token);
  const common = { at: text.at(start, end), key: format.id, masked: mask(token.text) };
  if (strength === "marker") {
    return { ...common, severity: "info", message: `This stands where ${format.what} belongs, or shows how one looks.` };
  }
  const follows = format.aws
    ? "Deactivate it: a role gives credentials that change by themselves."
    : "Revoke it, and let a secret store give the new one.";
  const message = `The file holds ${format.what}. ${follows}`;
  if (strength === "secret") return { ...common, message };
  // Tokens that anybody may read stand in many files; a key ID alone opens nothing.
  return { ...common, severity: "warning", confidence: format.oftenPublic ? "low" : "medium", message };
}

function ofSecretKey(text: Text, [start, end]: readonly [number, number]): Report {
  return {
    at: text.at(start, end),
    key: "aws-secret-access-key",
    masked: mask(text.text.slice(start, end)),
    message: "The file holds an AWS secret access key. Deactivate it: a role gives credentials that change by themselves.",
  };
}

/** The name that a value is given on its line: `VITE_KEY=…`, `"key": "…"`. */
const nameBefore = (text: string, start: number): string =>
  /([\w.-]{1,80})["']?\s{0,4}[:=]\s{0,4}["']?$/.exec(text.slice(Math.max(0, start - 100), start))?.[1] ?? "";

/** How far from an access key ID its secret is looked for: some five lines. */
const near = 400;
/** Forty characters of Base64 that stand free within five lines after an access key ID, and are no digest. */
function secretBeside(text: string, token: FoundToken): readonly [number, number] | undefined {
  const tail = text
    .slice(token.end, token.end + near)
    .split("\n", 6)
    .join("\n");
  for (const match of tail.matchAll(/(?<![A-Za-z0-9/+=])[A-Za-z0-9/+]{40}(?![A-Za-z0-9/+=])/g)) {
    const [found] = match;
    const start = token.end + match.index;
    if (/[a-z]/.test(found) && /[A-Z]/.test(found) && /\d/.test(found)) return [start, start + found.length];
  }
  return undefined;
}
