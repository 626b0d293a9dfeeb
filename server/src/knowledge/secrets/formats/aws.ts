import { gitleaks, type TokenFormat } from "./format.ts";

const iam = "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html";

/** Credentials of AWS. Prefixes of users, roles and policies (AIDA, AROA, ANPA, …) are names and no credentials. */
export const awsFormats: readonly TokenFormat[] = [
  {
    id: "aws-access-key-id",
    what: "an AWS access key ID",
    literals: ["AKIA", "ASIA", "ABIA", "ACCA"],
    rest: "[A-Z2-7]{16}",
    aws: true,
    source: iam,
  },
  {
    // Digits that Base32 does not have: no ID that AWS has given out, but people blur theirs so.
    id: "aws-access-key-id-blurred",
    what: "an AWS access key ID",
    literals: ["AKIA", "ASIA"],
    rest: "[A-Z0-9]{16}",
    aws: true,
    vague: true,
    source: iam,
  },
  { id: "aws-bedrock", what: "an Amazon Bedrock API key", literals: ["ABSK"], rest: "[A-Za-z0-9+/]{109,269}={0,2}", aws: true, source: gitleaks },
  {
    id: "aws-bedrock-short-term",
    what: "a short-term Amazon Bedrock API key",
    literals: ["bedrock-api-key-YmVkcm9jay5hbWF6b25hd3MuY29t"],
    rest: "[A-Za-z0-9+/]{16,3000}={0,2}",
    aws: true,
    source: gitleaks,
  },
  {
    id: "amazon-mws",
    what: "an Amazon MWS authorization token",
    literals: ["amzn.mws."],
    rest: "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}",
    source: "https://github.com/Yelp/detect-secrets",
  },
  {
    id: "aws-appsync",
    what: "an AWS AppSync API key",
    literals: ["da2-"],
    rest: "[a-z0-9]{26}",
    oftenPublic: true,
    source: "https://docs.aws.amazon.com/appsync/latest/devguide/security-authz.html",
  },
];
