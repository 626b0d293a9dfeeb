import { type Fix, fix } from "../kit/rule.ts";
import { locate } from "../knowledge/aws/location.ts";
import { fileVariable } from "../knowledge/secrets/password-files.ts";
import type { Container, Variable } from "../model/container.ts";
import type { Field } from "../model/field.ts";
import { grantToStarter } from "../model/rights.ts";
import { withoutEnd, withoutStart } from "../text/ends.ts";

/**
 * Fixes that take a secret out of the variables and of the options of a log driver: into the secrets of ECS, with the permission to read it
 * where the role is known, a Secret of Kubernetes, a file or the environment of Compose. Both edits or none.
 */
export function movedSecret(container: Container, variable: Variable, variableName: string): readonly Fix[] {
  const { workload, image, name, logging } = container;
  const secrets = logging.options.items.includes(variable) ? logging.secrets : container.secrets;
  if (variable.fetch) return [...fromFile(container, variable, variableName), ...fetches(container, variable.fetch, variableName)];
  const removed = variable.value.remove();
  if (removed.length === 0 || variableName === "") return [];
  if (secrets.items.some((s) => s.name.is(variableName))) return fix(`Remove ${variableName}, which a secret sets already`, "unsafe", removed);
  const others = workload.containers.flatMap((c) => [c.image, ...c.secrets.items.map((s) => s.from)]);
  const here = locate([image, workload.executionRole, workload.taskRole, ...others].map(known));
  const path = [...[workload.family.value, name.value].map(inPath), inPath(variableName).replaceAll("-", "_")].filter((p) => p !== "").join("/");
  const arn = (service: string, resource: string): string =>
    `arn:${here.partition}:${service}:${here.region ?? "REGION"}:${here.account ?? "ACCOUNT_ID"}:${resource}`;
  const move = (to: string, from: string, action: string, resource: string): readonly Fix[] => {
    const added = secrets.add({ name: variableName, from });
    const granted = grantToStarter(workload, `read-${variableName}`, action, resource);
    const follows = granted.length > 0 ? "and allow the execution role to read it" : "which the execution role must be allowed to read";
    return added.length > 0 ? fix(`Move ${variableName} to ${to}, ${follows}`, "draft", [...removed, ...added, ...granted]) : [];
  };
  const secret = arn("secretsmanager", `secret:${path}`);
  const parameter = arn("ssm", `parameter/${path}`);
  return [
    // Secrets Manager puts a dash and six characters behind the name.
    ...move(`the Secrets Manager secret ${path}`, secret, "secretsmanager:GetSecretValue", `${secret}-??????`),
    ...move(`the SSM parameter /${path}`, parameter, "ssm:GetParameters", parameter),
  ];
}

/** Some images read a password from a file as well, and a file is seen neither by `inspect` nor by the processes that the program starts. */
function fromFile({ image }: Container, { file }: Variable, name: string): readonly Fix[] {
  const variable = fileVariable(image.value ?? "", name);
  if (!variable || !file) return [];
  const secret = name.toLowerCase();
  return fix(`Keep ${name} in the file secrets/${secret}.txt, which must be there and stay out of the repository`, "draft", file(variable, secret));
}

/** Where a variable is fetched, it stays where it is. */
function fetches({ workload, name }: Container, fetch: NonNullable<Variable["fetch"]>, variable: string): readonly Fix[] {
  if (workload.platform !== "kubernetes") {
    return fix(`Take ${variable} from the environment or an .env file, which must have it`, "draft", fetch({ name: variable, from: variable }));
  }
  const secret = nameOfSecret(workload.family.value ?? name.value ?? "");
  const edits = secret === "" ? [] : fetch({ name: variable, from: secret, key: inPath(variable) });
  return fix(`Take ${variable} from the Secret ${secret}, which must have it`, "draft", edits);
}

/** What Kubernetes takes for a name: small letters, digits, dots and dashes, and neither of these at an end. */
const nameOfSecret = (text: string): string => {
  const plain = text
    .slice(0, 253)
    .toLowerCase()
    .replace(/[^a-z0-9.-]/g, "-");
  return withoutStart(withoutEnd(plain, "-."), "-.");
};

/** What of a text is known from its start. */
const known = (field: Field<string>): string => field.value ?? field.parts[0] ?? "";
/** What names of secrets and of parameters may both hold. The last part holds no dash: one with six characters behind it is taken for the suffix that Secrets Manager adds. */
const inPath = (text: string | undefined): string => (text ?? "").replace(/[^\w.-]/g, "_");
