import { bad, cloudformation, good, iam, terraform } from "../../kit/example.ts";
import { fix, rule } from "../../kit/rule.ts";

export default rule({
  name: "invalid-sid",
  on: "policy",
  title: "Statement has an id that AWS does not take",
  severity: "warning",
  risk: "orchestrator",
  why: `In policies of roles, users and groups the id of a statement has letters and digits only, and no two statements have the same. AWS refuses the whole document otherwise. Policies of resources are less strict and not meant.`,
  refs: ["https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_sid.html"],
  equivalents: [
    { tool: "access-analyzer", id: "UNSUPPORTED_SID" },
    { tool: "access-analyzer", id: "UNIQUE_SIDS_REQUIRED" },
  ],

  *check({ kind, statements }) {
    if (kind !== "identity" && kind !== "trust") return;
    const taken = new Set(statements.flatMap(({ sid }) => sid.value ?? []));
    const seen = new Set<string>();
    for (const { sid } of statements) {
      const text = sid.value;
      if (sid.unset || text === undefined || text === "") continue;
      if (seen.has(text)) {
        let n = 2;
        while (taken.has(`${text}${n}`)) n++;
        const free = `${text}${n}`;
        taken.add(free);
        yield {
          at: sid.at,
          message: `Another statement has the id "${text}", too.`,
          key: free,
          fixes: fix(`Call it "${free}"`, "safe", sid.set(free)),
        };
      } else if (/[^A-Za-z0-9]/.test(text)) {
        const plain = text.replace(/[^A-Za-z0-9]+(.?)/g, (_, next: string) => next.toUpperCase());
        const free = plain !== "" && !taken.has(plain);
        yield {
          at: sid.at,
          message: `"${text}" is no id: these have letters and digits only.`,
          key: text,
          fixes: free ? fix(`Call it "${plain}"`, "safe", sid.set(plain)) : [],
        };
      }
      seen.add(text);
    }
  },

  examples: [
    bad(iam`
      {
        "Version": "2012-10-17",
        "Statement": [{ "Sid": «"Read the images!"», "Effect": "Allow", "Action": "ecr:BatchGetImage", "Resource": "*" }]
      }
    `).to(iam`
      {
        "Version": "2012-10-17",
        "Statement": [{ "Sid": "ReadTheImages", "Effect": "Allow", "Action": "ecr:BatchGetImage", "Resource": "*" }]
      }
    `),
    bad(cloudformation`
      Resources:
        Policy:
          Type: AWS::IAM::ManagedPolicy
          Properties:
            PolicyDocument:
              Statement:
                - { Sid: Read, Effect: Allow, Action: s3:GetObject, Resource: "*" }
                - { Sid: «Read», Effect: Allow, Action: s3:ListBucket, Resource: "*" }
    `).to(cloudformation`
      Resources:
        Policy:
          Type: AWS::IAM::ManagedPolicy
          Properties:
            PolicyDocument:
              Statement:
                - { Sid: Read, Effect: Allow, Action: s3:GetObject, Resource: "*" }
                - { Sid: Read2, Effect: Allow, Action: s3:ListBucket, Resource: "*" }
    `),
    bad(terraform`
      resource "aws_iam_policy" "read" {
        policy = jsonencode({
          Statement = [{ Sid = «"read-images"», Effect = "Allow", Action = "ecr:BatchGetImage", Resource = "*" }]
        })
      }
    `).to(terraform`
      resource "aws_iam_policy" "read" {
        policy = jsonencode({
          Statement = [{ Sid = "readImages", Effect = "Allow", Action = "ecr:BatchGetImage", Resource = "*" }]
        })
      }
    `),
    good(iam`
      {
        "Version": "2012-10-17",
        "Statement": [
          { "Sid": "new statement", "Effect": "Allow", "Principal": { "AWS": "111122223333" }, "Action": "ecr:BatchGetImage" },
          { "Sid": "new statement", "Effect": "Allow", "Principal": { "AWS": "444455556666" }, "Action": "ecr:BatchGetImage" }
        ]
      }
    `).because("Policies of resources may be called anything."),
  ],
});
