import { type CompletionItem, CompletionItemKind, type CompletionParams } from "vscode-languageserver";
import { serviceOf, services } from "../knowledge/iam/catalogue.ts";
import { keyNamed } from "../knowledge/iam/global-keys.ts";
import { managedPolicies } from "../knowledge/iam/managed-policies.ts";
import { managedPowerWords } from "../knowledge/iam/managed-power.ts";
import { operatorsFor } from "../model/condition.ts";
import { filled } from "../model/scope.ts";
import { rulesToAllow } from "./allow-words.ts";
import { capabilitiesAt } from "./capability-words.ts";
import { toOffset, toRange } from "./convert.ts";
import { type Spot, spotAt } from "./policy-spot.ts";
import { keysFor, resourcesFor, typeOf } from "./policy-words.ts";
import type { Session } from "./session.ts";

/**
 * What may stand where the cursor is: in a policy actions, ARNs, operators and keys of conditions, services; in a comment that accepts findings the names of
 * rules; among a container's capabilities theirs.
 */
export async function completion(session: Session, { textDocument: { uri }, position }: CompletionParams): Promise<readonly CompletionItem[]> {
  await session.ready(uri);
  const workspace = session.current();
  const source = workspace.source(uri);
  const facts = workspace.reading(uri)?.facts;
  if (!source || !facts) return [];
  const offset = toOffset(source, position);
  const spot = spotAt(facts, offset);
  if (!spot) return rulesToAllow(session, uri, offset) ?? capabilitiesAt(facts, offset) ?? [];
  const range = toRange(spot.at);
  return candidates(spot).map(({ word, detail, kind, unfinished }) => ({
    label: word,
    kind,
    textEdit: { range, newText: word },
    filterText: word,
    ...(detail === undefined ? {} : { detail }),
    ...(unfinished ? { sortText: `~${word}` } : {}),
  }));
}

interface Candidate {
  readonly word: string;
  readonly detail?: string;
  readonly kind: CompletionItemKind;
  /** Does something have to follow? */
  readonly unfinished?: boolean;
}

function candidates(spot: Spot): readonly Candidate[] {
  switch (spot.what) {
    case "action":
      return actions(spot.text);
    case "resource":
      return resourcesFor(spot.statement).flatMap((type) =>
        type.arns.map((arn) => ({ word: filled(arn, type, spot.statement.policy), detail: type.name, kind: CompletionItemKind.Value })),
      );
    case "operator":
      return operatorsFor(keyNamed(spot.condition.key)).map((word) => ({ word, kind: CompletionItemKind.Operator }));
    case "key":
      return keysFor(spot.statement).map((key) => ({
        word: key.name.replace(/\$\{(\w+)\}/g, "<$1>"),
        detail: typeOf(key),
        kind: CompletionItemKind.Property,
      }));
    case "managed":
      return managedPolicies()
        .filter(({ path }) => path !== "aws-service-role/")
        .map(({ path, name, powers }) => ({
          word: `arn:aws:iam::aws:policy/${path}${name}`,
          kind: CompletionItemKind.Value,
          detail: powers.map((power) => managedPowerWords[power]).join(", "),
        }));
    case "service":
      return principals.map((word) => ({ word, kind: CompletionItemKind.Module }));
  }
}

function actions(text: string): readonly Candidate[] {
  const [prefix = ""] = text.split(":");
  const service = text.includes(":") ? serviceOf(prefix) : undefined;
  if (!service) return services().map((s) => ({ word: `${s.prefix}:`, kind: CompletionItemKind.Module, unfinished: true }));
  return service.names.map((name, i) => ({
    word: `${service.prefix}:${name}`,
    detail: levels[service.levels[i] ?? ""] ?? "",
    kind: CompletionItemKind.Function,
  }));
}
const levels: Readonly<Record<string, string>> = { l: "List", r: "Read", w: "Write", t: "Tagging", p: "Permissions management" };

/** Services that take on roles, or are let in by policies of resources, where containers run. */
const principals: readonly string[] = [
  ...["ecs-tasks", "ecs", "ec2", "eks", "pods.eks", "eks-fargate-pods", "lambda", "batch", "states", "events", "scheduler", "pipes", "codebuild"],
  ...[
    "codedeploy",
    "codepipeline",
    "cloudformation",
    "sns",
    "sqs",
    "s3",
    "cloudtrail",
    "logs",
    "delivery.logs",
    "config",
    "ssm",
    "kms",
    "apigateway",
  ],
  ...["tasks.apprunner", "build.apprunner", "elasticloadbalancing", "application-autoscaling", "vpc-flow-logs", "cloudwatch", "replication.ecr"],
].map((name) => `${name}.amazonaws.com`);
