import { textOf } from "../text/source.ts";
import type { Field, List } from "./field.ts";

/** What is deployed as one: a task definition, later also a pod or a Compose project. */
export interface Workload {
  /** Its name: the family of a task definition; "" where none is written. */
  readonly address: string;
  readonly platform: "ecs";
  readonly family: Field<string>;
  readonly containers: readonly Container[];
  readonly networkMode: Field<string>;
  /** "LINUX" unless the host says otherwise. */
  readonly operatingSystem: Field<string>;
  /** FARGATE, EC2, EXTERNAL as required by the task definition; unset where a service decides. */
  readonly launchTypes: List<Field<string>, string>;
  readonly taskRole: Field<string>;
  readonly executionRole: Field<string>;
}

/** A container as its host would run it. */
export interface Container {
  /** Its name; "" where none is written. */
  readonly address: string;
  readonly workload: Workload;
  readonly name: Field<string>;
  readonly image: Field<string>;
  readonly user: Field<string>;
  readonly privileged: Field<boolean>;
  readonly readOnlyRoot: Field<boolean>;
  readonly environment: List<Variable, NewVariable>;
  readonly secrets: List<SecretVariable, NewSecret>;
}

/** A variable whose value is in the file. */
export interface Variable {
  readonly name: Field<string>;
  /** `remove` of the value takes the whole variable out. */
  readonly value: Field<string>;
}
export interface NewVariable {
  readonly name: string;
  readonly value: string;
}

/** A variable whose value is fetched from a store when the container starts. */
export interface SecretVariable {
  readonly name: Field<string>;
  /** An ARN, or the name of a parameter. */
  readonly from: Field<string>;
}
export interface NewSecret {
  readonly name: string;
  readonly from: string;
}

/** Runs it on Windows, or may it, its template leaving that open? There are no Linux users, capabilities or read-only roots there. */
export const mayRunWindows = ({ image, workload: { operatingSystem } }: Container): boolean =>
  operatingSystem.opaque ||
  operatingSystem.is((name) => /^windows/i.test(name)) ||
  image.is((name) => /(?:^|\/)windows\/|(?:^|[/:-])(?:windowsservercore|nanoserver)/i.test(name));

/** What a message calls it: its name, placeholders and all, or else its image. */
export const nameOf = ({ name, image, workload }: Container): string => [name, image].map(read).find((text) => text !== "") ?? workload.address;

/** What only the host's syntax can say, over several lines, is no name. */
function read(field: Field<string>): string {
  if (field.unset) return "";
  const written = textOf(field.at);
  return field.value ?? field.text ?? (/[\r\n]/.test(written) ? "" : written.replace(/^["']|["']$/g, ""));
}
