import { bad, cloudformation, good, iam, terraform } from "../../kit/example.ts";
import { fix, rule } from "../../kit/rule.ts";
import { includesAction } from "../../model/action.ts";
import type { Field } from "../../model/field.ts";
import { isGuardrail, type Statement } from "../../model/policy.ts";
import { accountOf, isNarrowedToSomebody, isWholeAccount } from "../../model/principal.ts";

/** What changes which images a repository has, or who may. */
const writing = [
  "ecr:PutImage",
  "ecr:InitiateLayerUpload",
  "ecr:UploadLayerPart",
  "ecr:CompleteLayerUpload",
  "ecr:BatchDeleteImage",
  "ecr:DeleteRepository",
  "ecr:SetRepositoryPolicy",
  "ecr:DeleteRepositoryPolicy",
] as const;

export default rule({
  name: "foreign-image-push",
  on: "entrusting",
  title: "All of an account may change the images of a repository",
  severity: "info",
  risk: "registry",
  preset: "strict",
  why: `Whoever pushes to a repository decides what runs where its images are pulled. An account that runs them has to pull: \`ecr:BatchGetImage\`, \`ecr:GetDownloadUrlForLayer\` and \`ecr:BatchCheckLayerAvailability\`. With \`ecr:PutImage\` or \`ecr:*\` for the whole account everybody there who has the right in IAM pushes or deletes as well.

For information, for the account may be the one whose pipelines push: then name their role. The account that a template is deployed to (\`AWS::AccountId\`) is not meant; that of a number in the text may be.`,
  refs: ["NIST SP 800-190 4.2.3", "CWE-284", "https://docs.aws.amazon.com/AmazonECR/latest/userguide/repository-policy-examples.html"],

  *check(statement) {
    const { effect, policy, principals, actions } = statement;
    if (!effect.is("Allow") || isGuardrail(policy) || policy.kind === "identity" || isNarrowedToSomebody(statement)) return;
    const account = principals.find(isWholeAccount);
    if (!account) return;
    const changing = actions.items.filter((action) => action.is((written) => writing.some((name) => includesAction(written, name))));
    const [first] = changing;
    if (!first || first.is("*")) return;
    const plain = changing.every((action) => action.is((written) => !/[*?]/.test(written)));
    yield {
      at: first.at,
      message: `Everybody in the account ${accountOf(account)} who has the right may change images here, by ${first.value}: to run them takes only a pull.`,
      // One edit for all: those that take out neighbours overlap.
      fixes: plain ? fix("Let the account pull only", "unsafe", without(statement, changing)) : [],
    };
  },

  examples: [
    bad(iam`
      {
        "Version": "2012-10-17",
        "Statement": [{ "Effect": "Allow", "Principal": { "AWS": "arn:aws:iam::444455556666:root" }, "Action": ["ecr:BatchGetImage", «"ecr:PutImage"»] }]
      }
    `).to(iam`
      {
        "Version": "2012-10-17",
        "Statement": [{ "Effect": "Allow", "Principal": { "AWS": "arn:aws:iam::444455556666:root" }, "Action": ["ecr:BatchGetImage"] }]
      }
    `),
    bad(cloudformation`
      Resources:
        Repository:
          Type: AWS::ECR::Repository
          Properties:
            RepositoryPolicyText:
              Statement:
                - Effect: Allow
                  Principal: { AWS: "444455556666" }
                  Action: «ecr:*»
    `),
    bad(terraform`
      data "aws_iam_policy_document" "shop" {
        statement {
          actions = [«"ecr:*"»]

          principals {
            type        = "AWS"
            identifiers = ["arn:aws:iam::444455556666:root"]
          }
        }
      }
    `),
    good(cloudformation`
      Resources:
        Repository:
          Type: AWS::ECR::Repository
          Properties:
            RepositoryPolicyText:
              Statement:
                - Effect: Allow
                  Principal: { AWS: "444455556666" }
                  Action: [ecr:BatchGetImage, ecr:GetDownloadUrlForLayer]
                - Effect: Allow
                  Principal: { AWS: "arn:aws:iam::444455556666:role/pipeline" }
                  Action: ecr:PutImage
                - Effect: Allow
                  Principal: { AWS: !Sub "arn:aws:iam::\${AWS::AccountId}:root" }
                  Action: ecr:*
    `).because("All of an account pulls, one role pushes, and the account itself may do what it wants."),
  ],
});

/** The statement's actions but these; none where nothing would be left, or where others are not known. */
function without({ actions }: Statement, some: readonly Field<string>[]): ReturnType<Statement["actions"]["replace"]> {
  const left = actions.items.filter((a) => !some.includes(a));
  const texts = left.flatMap((a) => a.value ?? []);
  return left.length === 0 || texts.length < left.length ? [] : actions.replace(texts);
}
