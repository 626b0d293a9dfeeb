import { bad, cloudformation, file, good, iam, terraform } from "../../kit/example.ts";
import { type Fix, fix, type Report, rule } from "../../kit/rule.ts";
import type { Level } from "../../knowledge/iam/catalogue.ts";
import { allowing, grants, isEverything, isNarrowed, isOn, isOnIamByExclusion, isWholeService, mayBeDenied } from "../../model/access.ts";
import { enumerate } from "../../model/enumeration.ts";
import type { Field } from "../../model/field.ts";
import { patternsOfLevels } from "../../model/levels.ts";
import { namedActions } from "../../model/named-action.ts";
import type { Statement } from "../../model/policy.ts";

export default rule({
  name: "wildcard-action",
  on: "statement",
  title: "Policy allows every action of a service",
  severity: "warning",
  risk: "orchestrator",
  why: `A task that only reads a bucket has no use for deleting it, making it public or changing who else may read it; with \`s3:*\` whoever takes the task over can do all of that, and what AWS adds to the service later.

On every resource of a service it is a warning, for \`iam:*\` an error: who may change policies can get every right. On named resources the damage ends with them; that is shown for information, from the preset \`strict\` on. \`s3:Get*\` and the like are not meant, nor services that can do only one thing, such as \`ssmmessages\`.

Of policies with principals only those of repositories are meant that name anybody: in others \`*\` is the resource itself, and AWS's own defaults are as wide (\`kms:*\` for a key's account, everything at a VPC endpoint). Silent in service control policies and permissions boundaries, under a condition that narrows, and where full-admin says it all.

Only who runs the workload knows what it needs; IAM Access Analyzer generates a policy from what was really called. The fixes put levels of access in the wildcard's place, by the verbs that AWS's own list has for them today: only looking, looking and changing without permissions and tags, or only listing. They take rights away, so look at what is missed.`,
  refs: ["NIST SP 800-190 4.3.1", "CWE-250", "CWE-732", "https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html#grant-least-privilege"],

  *check(statement) {
    if (isNarrowed(statement)) return;
    if (grants(statement)) yield* ofIdentity(statement);
    else if (statement.policy.kind === "resource" && statement.effect.is("Allow")) yield* ofAnybody(statement);
  },

  examples: [
    bad(iam`
      {
        "Version": "2012-10-17",
        "Statement": [{ "Effect": "Allow", "Action": [«"s3:*"», "sqs:SendMessage"], "Resource": "*" }]
      }
    `).to(iam`
      {
        "Version": "2012-10-17",
        "Statement": [{ "Effect": "Allow", "Action": ["s3:Allow*", "s3:Describe*", "s3:Get*", "s3:List*", "sqs:SendMessage"], "Resource": "*" }]
      }
    `),
    bad(iam`
      {
        "Version": "2012-10-17",
        "Statement": [{ "Effect": "Allow", "Action": [«"ec2:*"», "ecs:*", «"iam:*"», "rds:*"], "Resource": "*" }]
      }
    `).because("One finding for all services of a statement, and one for IAM, which is worse."),
    bad(iam`
      {
        "Version": "2012-10-17",
        "Statement": [{ "Effect": "Allow", "Action": «"iam:*"», "Resource": "arn:aws:iam::111122223333:*" }]
      }
    `).because("All of IAM in one account is all of that account."),
    bad(iam`
      {
        "Version": "2012-10-17",
        "Statement": [{ "Effect": "Allow", "Action": «"s3:*"», "Resource": ["arn:aws:s3:::shop", "arn:aws:s3:::shop/*"] }]
      }
    `).because("One bucket only: for information."),
    bad(iam`
      {
        "Version": "2012-10-17",
        "Statement": [{ "Effect": "Allow", "NotAction": «["iam:*", "organizations:*"]», "Resource": "*" }]
      }
    `).because("Everything but two services."),
    bad(file("repository-policy.json")`
      {
        "Version": "2012-10-17",
        "Statement": [{ "Effect": "Allow", "Principal": "*", "Action": «"ecr:*"» }]
      }
    `).because("Anybody may replace the images of this repository, or its policy."),
    bad(iam`
      {
        "Version": "2012-10-17",
        "Statement": [{ "Effect": "Allow", "Action": «"*"», "Resource": "arn:aws:iam::111122223333:*" }]
      }
    `).because("All of IAM, too: nothing else has such resources."),
    bad(iam`
      {
        "Version": "2012-10-17",
        "Statement": [{ "Effect": "Allow", "Action": ["sqs:*", «"s3:*"»], "NotResource": ["arn:aws:sqs:*:*:*", "arn:aws:s3:::audit/*"] }]
      }
    `).because("All of S3 but one bucket's objects, and nothing of SQS."),
    good(iam`
      {
        "Version": "2012-10-17",
        "Statement": [{ "Effect": "Allow", "Action": ["s3:Get*", "s3:List*", "ecr:BatchGetImage"], "Resource": "*" }]
      }
    `).because("Some verbs of a service are not all of it."),
    good(iam`
      {
        "Version": "2012-10-17",
        "Statement": [{ "Effect": "Allow", "Action": "ssmmessages:*", "Resource": "*" }]
      }
    `).because("The service has four actions; ECS Exec needs all of them, on `*`."),
    good(iam`
      {
        "Version": "2012-10-17",
        "Statement": [{ "Effect": "Deny", "Action": "s3:*", "Resource": "*" }]
      }
    `).because("It denies."),
    good(iam`
      {
        "Version": "2012-10-17",
        "Statement": [{ "Effect": "Allow", "Action": ["*", "s3:*"], "Resource": "*" }]
      }
    `).because("That is full-admin's to say."),
    good(iam`
      {
        "Version": "2012-10-17",
        "Statement": [{ "Effect": "Allow", "Action": "s3:*", "Resource": "\${bucket_arn}" }]
      }
    `).because("What a template puts there is not known."),
    good(file("key-policy.json")`
      {
        "Version": "2012-10-17",
        "Statement": [{ "Effect": "Allow", "Principal": { "AWS": "arn:aws:iam::111122223333:root" }, "Action": "kms:*", "Resource": "*" }]
      }
    `).because("The default policy of a key: without it nobody could manage the key."),
    good(file("endpoint-policy.json")`
      {
        "Statement": [{ "Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*" }]
      }
    `).because("The default policy of a VPC endpoint: it adds nothing to what the caller may do."),
    good(file("trust-policy.json")`
      {
        "Version": "2012-10-17",
        "Statement": [{ "Effect": "Allow", "Principal": { "Service": "ecs-tasks.amazonaws.com" }, "Action": "sts:*" }]
      }
    `).because("A trust policy can only give ways to take the role."),
    good(iam`
      {
        "Version": "2012-10-17",
        "Statement": [{
          "Effect": "Allow", "Action": "ecs:*", "Resource": "*",
          "Condition": { "ArnEquals": { "ecs:cluster": "arn:aws:ecs:eu-west-1:111122223333:cluster/shop" } }
        }]
      }
    `).because("A condition narrows it to one cluster."),
    good(file("stack-policy.json")`
      {
        "Statement": [{ "Effect": "Allow", "Action": "Update:*", "Principal": "*", "Resource": "*" }]
      }
    `).because("A stack policy of CloudFormation looks alike, but is about updates of stacks."),
    bad(cloudformation`
      Resources:
        DeployPolicy:
          Type: AWS::IAM::ManagedPolicy
          Properties:
            PolicyDocument:
              Version: "2012-10-17"
              Statement:
                - Effect: Allow
                  Action: [«ecr:*», "s3:GetObject"]
                  Resource: "*"
                - Fn::If:
                    - IsDev
                    - { Effect: Allow, Action: «"s3:*"», Resource: "*" }
                    - !Ref AWS::NoValue
    `).because("The second statement holds under a condition; then it holds."),
    bad(cloudformation`
      Resources:
        LogPolicy:
          Type: AWS::IAM::Policy
          Properties:
            PolicyDocument:
              Statement:
                Effect: Allow
                Action: «logs:*»
                Resource: !Join [":", [arn, !Ref AWS::Partition, logs, !Ref AWS::Region, !Ref AWS::AccountId, "*"]]
    `).because("All logs of one account and region, whichever they are."),
    bad(cloudformation`
      Resources:
        Images:
          Type: AWS::ECR::Repository
          Properties:
            RepositoryPolicyText:
              Version: "2012-10-17"
              Statement: [{ Effect: Allow, Principal: "*", Action: [«"ecr:*"»] }]
    `).because("Anybody may replace the images of this repository, or its policy."),
    good(cloudformation`
      Resources:
        Key:
          Type: AWS::KMS::Key
          Properties:
            KeyPolicy:
              Statement:
                - Effect: Allow
                  Principal: { AWS: !Sub "arn:\${AWS::Partition}:iam::\${AWS::AccountId}:root" }
                  Action: kms:*
                  Resource: "*"
        DeployPolicy:
          Type: AWS::IAM::Policy
          Properties:
            PolicyDocument:
              Statement:
                - { Effect: Allow, Action: !Sub "\${Service}:*", Resource: "*" }
                - { Effect: Allow, Action: "s3:*", Resource: !If [IsDev, !Ref Everything, !GetAtt Bucket.Arn] }
    `).because("The default policy of a key; a service and a resource that only deployment knows."),
    bad(cloudformation`
      Resources:
        DeployPolicy:
          Type: AWS::IAM::Policy
          Properties:
            PolicyDocument:
              Statement:
                - { Effect: Allow, Action: «"s3:*"», Resource: !If [IsDev, "*", !GetAtt Bucket.Arn] }
    `).because("Wherever the condition holds, it is every bucket."),
    bad(terraform`
      data "aws_iam_policy_document" "web" {
        statement {
          actions   = [«"s3:*"», "sqs:SendMessage"]
          resources = ["*"]
        }
      }
    `),
    bad(terraform`
      resource "aws_iam_user_policy" "ci" {
        user = aws_iam_user.ci.name
        policy = jsonencode({
          Version = "2012-10-17"
          Statement = {
            Effect   = "Allow"
            Action   = «"ecr:*"»
            Resource = "*"
          }
        })
      }
    `).because("One statement without a list around it."),
    bad(terraform`
      resource "aws_ecr_repository_policy" "web" {
        repository = aws_ecr_repository.web.name
        policy     = data.aws_iam_policy_document.pull.json
      }

      data "aws_iam_policy_document" "pull" {
        statement {
          actions = [«"ecr:*"»]

          principals {
            type        = "AWS"
            identifiers = ["*"]
          }
        }
      }
    `).because("Anybody may replace the images of this repository, or its policy."),
    good(terraform`
      data "aws_iam_policy_document" "web" {
        statement {
          actions   = ["s3:*"]
          resources = [aws_s3_bucket.web.arn, "\${aws_s3_bucket.web.arn}/*"]
        }
        statement {
          effect    = "Deny"
          actions   = ["ec2:*"]
          resources = ["*"]
        }
      }

      resource "aws_vpc_endpoint" "s3" {
        policy = jsonencode({ Statement = [{ Effect = "Allow", Principal = "*", Action = "*", Resource = "*" }] })
      }

      resource "aws_kms_key" "web" {
        policy = jsonencode({ Statement = [{ Effect = "Allow", Principal = { AWS = local.account }, Action = "kms:*", Resource = "*" }] })
      }
    `).because("Buckets that Terraform knows, a denial, and the default policies of an endpoint and a key."),
  ],
});

function* ofIdentity(statement: Statement): Iterable<Report> {
  const { resources, notActions, policy } = statement;
  const scope = scopeOf(statement);
  if (!scope) return;
  if (scope === "everything" && notActions.state === "written") yield* ofExclusion(statement);
  if (scope === "everything" && allowing(statement, "*:*").length > 0) return;
  if (!namedActions(statement).some((a) => a.pattern.isWild)) return;
  const spared = new Set(statement.notResources.items.flatMap((r) => (r.is(isWholeService) ? (serviceIn(r.value ?? "") ?? []) : [])));
  const wide = statement.actions.items.flatMap((action) => {
    const service = serviceOf(action);
    return service === undefined || spared.has(service) || (service !== "*" && (single.has(service) || mayBeDenied(policy, `${service}:*`)))
      ? []
      : [{ action, service }];
  });
  if (scope === "rest" && isOnIamByExclusion(statement) && allowing(statement, "*:*").length > 0) return;
  const isIam = (service: string): boolean =>
    service === "iam" ? scope !== "rest" || isOnIamByExclusion(statement) : service === "*" && resources.items.some((r) => isOn(r, isWholeIam));
  const iam = scope === "named" ? undefined : wide.find((w) => isIam(w.service));
  if (iam) {
    const message = `"${iam.action.value}" allows every action of IAM: whoever holds it can get every other right.`;
    yield { at: iam.action.at, key: "iam", severity: "error", message };
  }
  const [first, ...others] = wide.filter((w) => w !== iam);
  if (!first) return;
  const where = resources.items.length === 1 ? `"${resources.items[0]?.value}"` : `${resources.items.length} named resources`;
  const on =
    scope === "rest"
      ? 'on every resource that "NotResource" does not list, deletion included'
      : scope === "named" || (scope === "service" && first.service === "*")
        ? `on ${where}`
        : "on every resource, deletion included";
  yield {
    at: first.action.at,
    message: `${enumerate([first, ...others].map((w) => w.action.value ?? ""))} ${others.length > 0 ? "allow every action of their services" : `allows ${whatOf(first.service)}`} ${on}.`,
    related: others.map((w) => ({ at: w.action.at, message: `So does "${w.action.value}".` })),
    ...(scope === "named" ? { severity: first.service === "*" ? "warning" : "info", confidence: "low" } : {}),
    fixes: () => byLevels(statement, [first, ...others]),
  };
}

/** The services' levels of access in the place of their wildcards. */
function byLevels({ actions }: Statement, wide: readonly { readonly action: Field<string>; readonly service: string }[]): readonly Fix[] {
  if (actions.items.some((a) => a.value === undefined)) return [];
  const names = enumerate(wide.map((w) => w.service));
  const offers: readonly (readonly [title: string, levels: readonly Level[]])[] = [
    [`Allow only what lists and reads of ${names}`, ["List", "Read"]],
    [`Allow what lists, reads and writes of ${names}, but neither permissions nor tags`, ["List", "Read", "Write"]],
    // Where reading everything is as grave, and another rule's to tell, this is what is left.
    [`Allow only what lists of ${names}`, ["List"]],
  ];
  return offers.flatMap(([title, levels]) => {
    const patterns = new Map(wide.map(({ action, service }) => [action, patternsOfLevels(service, levels)]));
    if ([...patterns.values()].includes(undefined)) return [];
    return fix(title, "unsafe", actions.replace([...new Set(actions.items.flatMap((a) => patterns.get(a) ?? a.value ?? []))]));
  });
}

/** `NotAction` that leaves IAM out; where it does not, it is full-admin's. */
function* ofExclusion({ notActions }: Statement): Iterable<Report> {
  const { items } = notActions;
  if (!items.every((a) => a.is((written) => /:\*$/.test(written))) || !items.some((a) => a.is((written) => /^iam:\*$/i.test(written)))) return;
  const named = enumerate(items.map((a) => a.value ?? ""));
  yield { at: notActions.at, message: `The statement allows every action of every service but ${named}, future services included.` };
}

const whatOf = (service: string): string => (service === "*" ? "every action" : "every action of the service");

/** Only policies of repositories name no resource; others with principals may be those of VPC endpoints, where `*` is the default. */
function* ofAnybody({ actions, resources, notResources, principals }: Statement): Iterable<Report> {
  if (resources.state !== "unset" || notResources.state !== "unset") return;
  if (!principals.some((p) => (p.type === "*" || p.type === "AWS") && p.value.is("*"))) return;
  for (const action of actions.items) {
    const service = serviceOf(action);
    if (service === undefined || single.has(service)) continue;
    yield { at: action.at, key: service, message: `"${action.value}" allows ${whatOf(service)} to anybody, changing this very policy included.` };
  }
}

const serviceIn = (arn: string): string | undefined => /^arn:[^:]*:([\w-]+):/.exec(arn)?.[1];
const isWholeIam = (arn: string): boolean => serviceIn(arn) === "iam" && isWholeService(arn);

/** How much the statement is about; undefined where that is not known. */
function scopeOf({ resources, notResources }: Statement): "everything" | "service" | "rest" | "named" | undefined {
  if (resources.items.some((r) => isOn(r, isEverything))) return "everything";
  if (resources.items.some((r) => isOn(r, isWholeService))) return "service";
  if (notResources.items.length > 0 && notResources.items.every((r) => r.is((arn) => serviceIn(arn) !== undefined))) return "rest";
  return resources.items.length > 0 && resources.items.every((r) => !r.opaque) ? "named" : undefined;
}

/** `s3` of `s3:*`, `*` of `*`; undefined for what is less than a service. */
const serviceOf = (action: Field<string>): string | undefined =>
  action.is((written) => /^[*]+(?::[*]+)?$/.test(written)) ? "*" : /^([\w-]+):[*]+$/.exec(action.value ?? "")?.[1]?.toLowerCase();

/** Services whose actions all serve one end: there is nothing to take out. */
const single: ReadonlySet<string> = new Set(["ec2messages", "execute-api", "rds-db", "ssmmessages"]);
