import { type Edit, textOf } from "../text/source.ts";
import type { Field, List } from "./field.ts";

/** What is deployed as one: a task definition, a pod or what pods are made from, a Compose file. */
export interface Workload {
  /** Its name: the family of a task definition, the name of an object or a project; "" where none is written. */
  readonly address: string;
  /** Where it runs. Compose is a developer's tool first: hardening matters less there. */
  readonly platform: "ecs" | "kubernetes" | "compose";
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
  /** "name", "1000" or "1000:1000", wherever it is written: a value that the whole pod shares is set for the whole pod. */
  readonly user: Field<string>;
  /** Does the host refuse to start it as root? Absent on hosts that cannot. */
  readonly refusesRoot?: Field<boolean>;
  /** Does the host run it as root and refuse any other user? */
  readonly requiresRoot?: true;
  /** Does it end before the others start? */
  readonly initial?: true;
  /** How its image is built, where the host says that itself. */
  readonly build?: LocalBuild;
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
  /** Edits that let it be fetched instead, for hosts where that is another value of the same variable. */
  readonly fetch?: (from: NewSecret) => readonly Edit[];
}
export interface NewVariable {
  readonly name: string;
  readonly value: string;
}

/** A variable whose value is fetched from a store when the container starts. */
export interface SecretVariable {
  readonly name: Field<string>;
  /** An ARN, the name of a parameter, or that of a Kubernetes Secret. */
  readonly from: Field<string>;
  /** What it is called there, where a secret holds several. */
  readonly key?: Field<string>;
}
export interface NewSecret {
  readonly name: string;
  readonly from: string;
  readonly key?: string;
}

/** A build from a Dockerfile of the same workspace. */
export interface LocalBuild {
  /** The folder, seen from that of the file that says so. */
  readonly context: Field<string>;
  /** Seen from the context. */
  readonly dockerfile: Field<string>;
  /** The stage that is built; the last one where it is unset. */
  readonly target: Field<string>;
  /** Does it set build arguments? Then what the Dockerfile takes from an ARG is not known. */
  readonly args: boolean;
}

/** Runs it on Windows, or may it, its template leaving that open? There are no Linux users, capabilities or read-only roots there. */
export const mayRunWindows = ({ image, workload: { operatingSystem } }: Container): boolean =>
  operatingSystem.opaque ||
  operatingSystem.is((name) => /^windows/i.test(name)) ||
  image.is((name) => /(?:^|\/)(?:windows|dotnet\/framework)\/|(?:^|[/:-])(?:windowsservercore|nanoserver)/i.test(name));

/** What a message calls it: its name, placeholders and all, or else its image. */
export const nameOf = ({ name, image, workload }: Container): string => [name, image].map(read).find((text) => text !== "") ?? workload.address;

/** What only the host's syntax can say, over several lines, is no name. */
function read(field: Field<string>): string {
  if (field.unset) return "";
  const written = textOf(field.at);
  return field.value ?? field.text ?? (/[\r\n]/.test(written) ? "" : written.replace(/^["']|["']$/g, ""));
}
