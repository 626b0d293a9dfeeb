import { bad, cloudformation, good, iam } from "../../kit/example.ts";
import { fix, type Report, rule } from "../../kit/rule.ts";
import type { Element, Statement } from "../../model/policy.ts";

export default rule({
  name: "misshapen-policy-element",
  on: "statement",
  title: "Element of a statement holds nothing, or the wrong kind of thing",
  severity: "warning",
  risk: "orchestrator",
  why: `Actions and resources are texts or lists of texts, a condition is an object of operators, a principal is \`"*"\` or an object. AWS refuses anything else, and what stands deployed is then an older document, or none. An empty list is taken and stands for nothing: an \`Allow\` with it allows nothing, and \`NotAction\` with it leaves nothing out.

What a template may yet fill is not judged. An empty \`Condition\` says the same as none, and so the fix is safe.`,
  refs: ["https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html"],
  equivalents: [
    { tool: "access-analyzer", id: "DATA_TYPE_MISMATCH" },
    { tool: "access-analyzer", id: "INVALID_PRINCIPAL_FORMAT" },
    { tool: "access-analyzer", id: "EMPTY_ARRAY_ACTION" },
    { tool: "access-analyzer", id: "EMPTY_ARRAY_RESOURCE" },
    { tool: "access-analyzer", id: "EMPTY_OBJECT_CONDITION" },
    { tool: "access-analyzer", id: "EMPTY_OBJECT_PRINCIPAL" },
  ],

  *check(statement) {
    for (const element of statement.elements) {
      const { name, at, holds } = element;
      const wanted = shapes[name];
      if (!wanted || holds === "opaque" || wanted.holds.includes(holds)) continue;
      if (holds !== "empty") yield { at, key: name, message: `"${name}" is ${wanted.what}: AWS refuses anything else.` };
      else yield { at, key: name, ...ofEmpty(statement, element) };
    }
  },

  examples: [
    bad(iam`
      {
        "Version": "2012-10-17",
        "Statement": [
          { "Effect": "Allow", «"Action"»: { "s3": "GetObject" }, «"Resource"»: [], "Condition": { "Bool": { "aws:SecureTransport": true } } },
          { "Effect": "Allow", "Action": "s3:GetObject", "Resource": "*", «"Condition"»: ["aws:SecureTransport"] }
        ]
      }
    `),
    bad(cloudformation`
      Resources:
        Policy:
          Type: AWS::IAM::ManagedPolicy
          Properties:
            PolicyDocument:
              Version: "2012-10-17"
              Statement:
                - Effect: Allow
                  Action: s3:GetObject
                  Resource: "*"
                  «Condition»: {}
    `).to(cloudformation`
      Resources:
        Policy:
          Type: AWS::IAM::ManagedPolicy
          Properties:
            PolicyDocument:
              Version: "2012-10-17"
              Statement:
                - Effect: Allow
                  Action: s3:GetObject
                  Resource: "*"
    `),
    good(cloudformation`
      Resources:
        Policy:
          Type: AWS::IAM::ManagedPolicy
          Properties:
            PolicyDocument:
              Version: 2012-10-17
              Statement:
                - Sid: 1
                  Effect: Allow
                  Action: !If [Wide, ["s3:*"], ["s3:GetObject"]]
                  Resource: !Ref Buckets
                  Condition: !If [Open, !Ref AWS::NoValue, { Bool: { aws:SecureTransport: true } }]
    `).because("What the template decides, and words that YAML does not quote."),
    good(iam`
      { "Version": "2012-10-17", "Statement": [{ "Effect": "Allow", "Action": "s3:GetObject", "Resource": { "Fn::Sub": "arn:\${AWS::Partition}:s3:::shop/*" } }] }
    `).because("A document that stands alone and is made for a template."),
    good(iam`
      { "Version": "2012-10-17", "Statement": [{ "Effect": "Allow", "Action": ["s3:GetObject"], "Resource": "\${buckets}", "Condition": \${condition} }] }
    `).because("What a template fills in."),
  ],
});

interface Shape {
  readonly holds: readonly Element["holds"][];
  readonly what: string;
}
const texts: Shape = { holds: ["text", "list"], what: "a text or a list of texts" };
const who: Shape = { holds: ["text", "map"], what: '"*" or an object of AWS, Service, Federated and CanonicalUser' };
const shapes: Readonly<Record<string, Shape | undefined>> = {
  Action: texts,
  NotAction: texts,
  Resource: texts,
  NotResource: texts,
  Principal: who,
  NotPrincipal: who,
  Condition: { holds: ["map"], what: "an object of operators" },
};

/** Only an empty condition says nothing at all. */
function ofEmpty({ effect }: Statement, { name, remove }: Element): Pick<Report, "message" | "severity" | "fixes"> {
  if (name === "Condition")
    return { message: "The condition is empty: it is one that always holds.", severity: "hint", fixes: fix('Remove "Condition"', "safe", remove()) };
  if (name.startsWith("Not")) return { message: `"${name}" is empty: nothing is left out.` };
  return { message: `"${name}" is empty: the statement ${effect.is("Deny") ? "denies" : "allows"} nothing.` };
}
