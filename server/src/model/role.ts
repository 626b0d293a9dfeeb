import type { Edit, Place } from "../text/source.ts";
import type { Workload } from "./container.ts";
import type { Field, List } from "./field.ts";
import type { Policy } from "./policy.ts";
import type { ServiceAccount } from "./service-account.ts";

/** What policies are attached to: a role, a user, a group, or a permission set of IAM Identity Center. */
export interface Role {
  /** What its file calls it: a logical id, an address of Terraform, a name. */
  readonly address: string;
  readonly kind: "role" | "user" | "group" | "permission-set";
  /** The last part of its ARN; unset where AWS makes one up. */
  readonly name: Field<string>;
  /** Who may take the role; undefined where it is no role, or the file does not show it. */
  readonly trust: Policy | undefined;
  /** In the order of the text. Those of a group are its members', too. */
  readonly attachments: readonly Attachment[];
  /** May it have policies that the file does not show? Then nothing is known of what it may not do. */
  readonly open: boolean;
  /** The ARN of the managed policy that bounds what it may do. */
  readonly boundary: Field<string>;
  /** In seconds; of a permission set as ISO 8601 has it. */
  readonly sessionDuration: Field<string>;
  /** The groups that a user is in. */
  readonly groups: List<Field<string>, string>;
  /** A user's password: must it be changed at first? Absent where the user has none. */
  readonly passwordReset?: Field<boolean>;
  /** What the file says that it is used for. */
  readonly duties: readonly Duty[];
  readonly at: Place;
  /** Edits that allow one more action on a resource, in a policy of its own with this name. */
  grant?(name: string, action: string, resource: string): readonly Edit[];
}

/** A policy that is attached to somebody, wherever the file says so. */
export interface Attachment {
  /** What the file calls the one that says so: the role itself, or a resource that attaches. */
  readonly address: string;
  readonly to: Role["kind"];
  /** Whom it is attached to; undefined where the file does not show them. */
  readonly role: Role | undefined;
  /** Is it a part of the one that it is attached to, so that nobody else can have it? */
  readonly inline: boolean;
  /** The ARN, or the name that SAM takes, of a managed policy; unset for inline ones. */
  readonly managed: Field<string>;
  /** The document, where the file has it: of an inline policy, or of a managed one that the file defines. */
  readonly policy: Policy | undefined;
  /** What says whom it is attached to, or else what it is. */
  readonly at: Place;
}

/** What a role is used for: the code of a task or of pods (by Pod Identity, or by their service account), a task's start (pull, logs, secrets), the hosts of a cluster, or the service that places tasks. */
export interface Duty {
  readonly address: string;
  readonly as: "task" | "pod" | "execution" | "instance" | "service";
  readonly role: Role;
  /** The task; undefined for pods, hosts and services. */
  readonly workload: Workload | undefined;
  /** Of pods whose service account names the role in an annotation. */
  readonly account?: ServiceAccount;
  /** Where the role is named. */
  readonly at: Place;
}

/** A role that one file names and another one defines. Only the workspace can build these. */
export interface RoleUse {
  /** Of the one that names it. */
  readonly address: string;
  readonly role: Role;
  /** What is to have it: a task of ECS, or pods of this service account. */
  readonly by: Workload | ServiceAccount;
  /** Where the role is named. */
  readonly at: Place;
}

/** The documents that are attached, as far as the file has them. */
export const policiesOf = ({ attachments }: Role): readonly Policy[] => attachments.flatMap(({ policy }) => policy ?? []);

/** `AmazonECSTaskExecutionRolePolicy` of an ARN of AWS's own managed policies, or of the bare name that SAM takes; undefined for all others. */
export function awsManaged({ managed }: Attachment): string | undefined {
  const text = managed.value ?? managed.parts.map((part) => part ?? "*").join("");
  const [, name] = /^arn:[a-z*-]+:iam::aws:policy\/(?:[\w-]+\/)*([\w+=,.@-]+)$/.exec(text) ?? [];
  return name ?? (managed.is((value) => /^[\w+=.@-]+$/.test(value)) ? managed.value : undefined);
}

/** The name in the ARN of a role: `shop` of `arn:aws:iam::111122223333:role/service/shop`. The account may be left open. */
export function roleName(arn: Field<string>): string | undefined {
  const text = arn.value ?? arn.parts.map((part) => part ?? "\0").join("");
  return /^arn:[^:]+:iam::[^:]+:role\/(?:[^\0]*\/)?([\w+=,.@-]+)$/.exec(text)?.[1];
}
