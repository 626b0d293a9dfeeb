import { textOf } from "../text/source.ts";
import type { SecretVariable, Workload } from "./container.ts";
import type { Field } from "./field.ts";
import { meet } from "./mismatch.ts";
import { type Arn, fieldsOf } from "./permissions.ts";

/** What the start of a task needs, and whether a policy speaks of it. */

/** What the agent that starts the task calls for this secret: one of these. */
export function actionsFor({ from }: SecretVariable): readonly string[] {
  const text = from.value ?? from.parts[0] ?? "";
  if (/^arn:[\w-]*:secretsmanager:/.test(text)) return ["secretsmanager:GetSecretValue"];
  if (/^arn:[\w-]*:ssm:/.test(text) || (from.value !== undefined && !text.startsWith("arn:"))) return ["ssm:GetParameters"];
  return ["secretsmanager:GetSecretValue", "ssm:GetParameters"];
}

/** `secret:shop` of a secret's ARN, without the key in it and the letters behind its name; `parameter/shop/key` of a parameter. */
export function arnNameOf({ from }: SecretVariable): string | undefined {
  const text = from.value;
  if (text === undefined || /[*?$]/.test(text)) return undefined;
  const [, secret] = /^arn:[\w-]*:secretsmanager:[^:]*:[^:]*:(secret:[^:]+?)(?:-\w{6})?(?::.*)?$/.exec(text) ?? [];
  const [, parameter] = /^(?:arn:[\w-]*:ssm:[^:]*:[^:]*:parameter)?(\/?[\w./-]+)$/.exec(text) ?? [];
  return secret ?? (parameter && `parameter/${parameter.replace(/^\//, "")}`);
}

/** Secrets of its containers, and of the drivers of their logs. */
export const secretsOf = (workload: Workload): readonly SecretVariable[] =>
  workload.containers.flatMap((c) => [...c.secrets.items, ...c.logging.secrets.items]).filter((s) => !s.from.unset);

/** What a resource or a secret is, as far as its text tells: an ARN, or what refers to something that the same file or module defines. */
export type Named = { readonly arn: Arn } | { readonly reference: string };
export function named(field: Field<string>): Named | undefined {
  if (field.value !== undefined) {
    const arn = fieldsOf(field.value);
    return arn && !arn.resource.includes("$") ? { arn } : undefined;
  }
  const references = new Set(Array.from(textOf(field.at).matchAll(reference), ([, ...found]) => found.find((name) => name !== undefined)));
  const [only] = references;
  return only !== undefined && references.size === 1 ? { reference: only } : undefined;
}
/** `aws_secretsmanager_secret.db`, `!Ref Db`, `!GetAtt Db.Arn`, `${Db}`; not what says where it is, such as `AWS::Region`. */
const reference =
  /\b((?:data\.)?aws_(?!region|caller_identity|partition)\w+\.[\w-]+)|!(?:Ref|GetAtt)\s+"?(\w+)(?![\w:])|"(?:Ref|Fn::GetAtt)":\s*(?:\[\s*)?"(\w+)"|\$\{(\w+)(?:\.\w+)?\}/g;

/** Are both surely different things? No where one is an ARN and the other refers to something. */
export function isAnother(one: Named, other: Named): boolean {
  if ("reference" in one || "reference" in other) return "reference" in one && "reference" in other && one.reference !== other.reference;
  return !meet(`${one.arn.resource}*`, `${other.arn.resource}*`);
}

/** Undefined for what may be anything. */
export const injectedIn = (workload: Workload): readonly (Named | undefined)[] =>
  secretsOf(workload).map(({ from }) =>
    from.is((text) => !text.startsWith("arn:")) ? ofAccount("ssm", `parameter/${from.value?.replace(/^\//, "")}`) : named(from),
  );

/** The repositories of Amazon ECR that its images come from; undefined for an image that may come from any. */
export const pulledBy = (workload: Workload): readonly (Named | undefined)[] =>
  workload.containers.flatMap(({ image }) => {
    if (image.value === undefined) return [named(image)];
    const [, repository] = /^\d{12}\.dkr\.ecr[\w.-]+\/([^:@]+)/.exec(image.value) ?? [];
    return repository === undefined ? [] : [ofAccount("ecr", `repository/${repository}`)];
  });

const ofAccount = (service: string, resource: string): Named => ({ arn: { partition: "aws", service, region: "", account: "", resource } });

/** Do both surely name the same? */
export const isSame = (one: Named, other: Named): boolean =>
  "reference" in one || "reference" in other
    ? "reference" in one && "reference" in other && one.reference === other.reference
    : /^\w+[:/][^*?]{2}/.test(other.arn.resource) && meet(one.arn.resource, other.arn.resource);
