import { bad, file, good, terraform } from "../../kit/example.ts";
import { rule } from "../../kit/rule.ts";

export default rule({
  name: "invalid-lifecycle-policy",
  on: "lifecyclePolicy",
  title: "Lifecycle policy of a repository contradicts itself",
  severity: "warning",
  risk: "registry",
  why: `ECR refuses a lifecycle policy in which two rules have one priority, in which a rule for \`any\` images is not the last to be applied, or in which a rule for tagged images says neither a prefix nor a pattern of their tags. The repository then keeps every image it ever had, with all their vulnerabilities, and one of these may be deployed again.

What a template puts in place of a value is not judged.`,
  refs: ["NIST SP 800-190 4.2.2", "https://docs.aws.amazon.com/AmazonECR/latest/userguide/lifecycle_policy_parameters.html"],

  *check({ rules }) {
    const numbers = rules.map(({ priority }) => (priority.is((p) => /^\d{1,4}$/.test(p)) ? Number(priority.value) : undefined));
    const last = numbers.reduce<number>((most, n) => Math.max(most, n ?? 0), 0);
    const seen = new Set<number>();
    for (const [i, { at, tagStatus, tagPrefixes, tagPatterns }] of rules.entries()) {
      const number = numbers[i];
      if (number !== undefined && seen.has(number)) {
        yield { at, message: `Two rules have priority ${number}: ECR refuses the policy.` };
      } else if (number !== undefined && number < last && tagStatus.is("any")) {
        yield {
          at: tagStatus.at,
          message: `The rule for "any" images must have the highest priority number, ${last} or more: ECR refuses the policy.`,
        };
      }
      if (number !== undefined) seen.add(number);
      const isBare = ({ state, items }: typeof tagPrefixes): boolean => state === "unset" || (state === "written" && items.length === 0);
      if (tagStatus.is("tagged") && isBare(tagPrefixes) && isBare(tagPatterns)) {
        yield { at: tagStatus.at, key: "tagged", message: "A rule for tagged images says by prefix or pattern which: ECR refuses the policy." };
      }
    }
  },

  examples: [
    bad(terraform`
      resource "aws_ecr_lifecycle_policy" "web" {
        repository = "shop/web"
        policy = jsonencode({
          rules = [
            {
              rulePriority = 1
              selection    = { tagStatus = «"any"», countType = "imageCountMoreThan", countNumber = 100 }
              action       = { type = "expire" }
            },
            {
              rulePriority = 2
              selection    = { tagStatus = "untagged", countType = "imageCountMoreThan", countNumber = 5 }
              action       = { type = "expire" }
            },
          ]
        })
      }
    `),
    bad(file("lifecycle.json")`
      {
        "rules": [
          {
            "rulePriority": 1,
            "selection": { "tagStatus": «"tagged"», "countType": "imageCountMoreThan", "countNumber": 10 },
            "action": { "type": "expire" }
          },
          {
            "rulePriority": «1»,
            "selection": { "tagStatus": "untagged", "countType": "imageCountMoreThan", "countNumber": 1 },
            "action": { "type": "expire" }
          }
        ]
      }
    `).because("The document by itself, as the command line takes it."),
    good(file("lifecycle.json")`
      {
        "rules": [
          {
            "rulePriority": 2,
            "selection": { "tagStatus": "any", "countType": "imageCountMoreThan", "countNumber": 100 },
            "action": { "type": "expire" }
          },
          {
            "rulePriority": 1,
            "selection": { "tagStatus": "tagged", "tagPatternList": ["dev-*"], "countType": "imageCountMoreThan", "countNumber": 10 },
            "action": { "type": "expire" }
          }
        ]
      }
    `).because("ECR goes by priority, not by the order of the text."),
    good(terraform`
      resource "aws_ecr_lifecycle_policy" "web" {
        repository = "shop/web"
        policy     = jsonencode({ rules = var.rules })
      }
    `).because("What a variable holds is not known."),
  ],
});
