import type { Edit, Place } from "../text/source.ts";
import type { Field, List } from "./field.ts";
import type { Memory } from "./once.ts";

/** One IAM policy document. */
export interface Policy {
  readonly address: string;
  /**
   * What it is attached to: an identity (no principals), a role as its trust policy (sts:AssumeRole… and principals), or a resource.
   * Guardrails grant nothing: those of Organizations on accounts and on resources, permissions boundaries, and others such as those of VPC
   * endpoints. They are told by the place, or by the names of the file and its folders. Unknown where the document does not tell.
   */
  readonly kind: "identity" | "trust" | "resource" | "unknown" | Guardrail;
  /** Is it for certain that of a repository of Amazon ECR, which is about that repository alone? */
  readonly ofRepository: boolean;
  /** Has the only role or user that it is for a permissions boundary? What that leaves of it is not known. */
  readonly bounded: boolean;
  readonly version: Field<string>;
  /** The keys of the document as they are written, wrong ones among them; none where another language says it, as Terraform's blocks do. */
  readonly elements: readonly Element[];
  readonly statements: readonly Statement[];
  /** May it have statements that are not here: those of other documents, or of an expression? Then nothing is known of what it does not allow. */
  readonly partial: boolean;
  /** What the same file or module defines, for fixes that name it. */
  readonly beside: readonly Beside[];
  /** Edits that put one more statement behind the others; none where there is but one without a list around it. */
  add(statement: NewStatement): readonly Edit[];
  readonly memory: Memory;
  readonly at: Place;
}

export type Guardrail = "service-control" | "resource-control" | "boundary" | "guardrail";
const guardrails: readonly string[] = ["service-control", "resource-control", "boundary", "guardrail"] satisfies readonly Guardrail[];
export const isGuardrail = ({ kind }: Policy): boolean => guardrails.includes(kind);

/** A resource that a policy may be limited to, or a part that all ARNs have. */
export interface Beside {
  /** `ecr`; undefined for the account and the Region, which are those of every service. */
  readonly service: string | undefined;
  /** What stands for the name in the service's ARNs, as the Service Authorization Reference has them: `RepositoryName`. */
  readonly placeholder: string;
  /** What to put there. */
  readonly name: string;
}

/** One key of a document or a statement, as it is written. */
export interface Element {
  readonly name: string;
  /** The key. */
  readonly at: Place;
  /** "empty": a list or map without anything in it; "opaque": what only deployment knows, or nothing. */
  readonly holds: "text" | "list" | "map" | "empty" | "opaque" | "other";
  /** Is the same key written before, in the same object? Then only the last one counts. */
  readonly repeated: boolean;
  rename(name: string): readonly Edit[];
  remove(): readonly Edit[];
}

/** A statement that allows something, perhaps under a condition. */
export interface NewStatement {
  readonly actions: readonly string[];
  readonly resource: string;
  readonly condition?: { readonly operator: string; readonly key: string; readonly value: string };
}

export interface Statement {
  /** Its Sid, or its index as text; behind its policy's address where a file holds many. */
  readonly address: string;
  readonly policy: Policy;
  /** See those of the policy. */
  readonly elements: readonly Element[];
  readonly sid: Field<string>;
  readonly effect: Field<"Allow" | "Deny">;
  /** The effect as it is written, be it one or not. */
  readonly effectWord: Field<string>;
  readonly actions: List<Field<string>, string>;
  readonly notActions: List<Field<string>, string>;
  /** IAM's own variables (`${aws:username}`) are part of the text; placeholders of a template make a field opaque. */
  readonly resources: List<Field<string>, string>;
  readonly notResources: List<Field<string>, string>;
  readonly principals: readonly Principal[];
  readonly notPrincipals: readonly Principal[];
  /** What stands for a type of principal and is none: `Services`. */
  readonly unknownPrincipals: readonly Element[];
  readonly conditions: readonly Condition[];
  /** Is the condition block one that cannot be read? Then nothing may be said that a condition could refute. */
  readonly conditionsOpaque: boolean;
  /** Does its host decide when it is deployed whether the policy has it? Then others may be there without it. */
  readonly sometimes: boolean;
  /**
   * Edits that add one more condition, which must hold, too; with `also`, another key of that operator beside it, where the operator is not there yet.
   * None where the statement has one of that operator and key.
   */
  require(operator: string, key: string, value: string, also?: readonly [key: string, value: string]): readonly Edit[];
  /** Edits that take the statement away; none where it is the only one, or where its host cannot. */
  remove(): readonly Edit[];
  readonly memory: Memory;
  readonly at: Place;
}

/** `"*"` alone is of type "*". */
export interface Principal {
  readonly type: "AWS" | "Service" | "Federated" | "CanonicalUser" | "*";
  readonly value: Field<string>;
}

/** One operator and key: `"StringEquals": { "iam:PassedToService": [...] }`. */
export interface Condition {
  readonly operator: string;
  readonly operatorAt: Place;
  readonly key: string;
  readonly values: readonly Field<string>[];
  /** The key. */
  readonly at: Place;
  /** Edits that ask the same with another operator; none where that would touch other keys. */
  withOperator(operator: string): readonly Edit[];
  withKey(key: string): readonly Edit[];
  /** Edits that take it out, with the block around it where it is the only one. */
  remove(): readonly Edit[];
}
