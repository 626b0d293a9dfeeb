import { type Facts, facts } from "../model/subjects.ts";
import { parseJson } from "../syntax/json.ts";
import type { Place, Source } from "../text/source.ts";
import { readDockerfile } from "./dockerfile.ts";
import { readTaskDefinition } from "./ecs.ts";

/** What a file was taken for. Each is one word of the field's own, as the documentation and `plimsoll files` print it. */
export type Host = "dockerfile" | "ecs-task-definition" | "iam-policy";

/** What a file was read as. `host` is undefined, with the reason, where it is none of ours. */
export interface Reading {
  readonly host: Host | undefined;
  /** One clause in plain words: why it was taken for that host, or why it was left alone. */
  readonly why: string;
  readonly facts: Facts;
  /** Could a part not be read? Then nothing may be said of what is missing, and no fix is offered. */
  readonly broken: boolean;
  readonly comments: readonly Place[];
}

/** Detect, parse and adapt. Never throws for any text. */
export function read(source: Source): Reading {
  if (/(?:^|\/)(?:Dockerfile|Containerfile)[^/]*$/.test(source.uri)) {
    const { facts: found, broken, comments } = readDockerfile(source);
    return { host: "dockerfile", why: "is named like a Dockerfile", facts: found, broken, comments };
  }
  const parsed = parseJson(source);
  const root = parsed.roots[0];
  const found = root && readTaskDefinition(root);
  if (found) return { host: "ecs-task-definition", why: "has containerDefinitions", facts: found, broken: parsed.broken, comments: parsed.comments };
  return { host: undefined, why: "is none of the files that are read", facts: facts(), broken: parsed.broken, comments: [] };
}
