import { get, type MapNode } from "../../syntax/tree.ts";
import { named } from "../fields.ts";
import { parts } from "./column.ts";
import { type AwsResource, within } from "./resource.ts";
import { run } from "./service.ts";

/** What starts tasks of ECS when something happens or it is time. */
export const starting = ["AWS::Events::Rule", "AWS::Scheduler::Schedule"];

/** The runs of tasks among the targets of a rule of EventBridge or of a schedule, as `run-task` takes them. */
export function runsOf(resource: AwsResource): readonly AwsResource[] {
  return targetsOf(resource).flatMap((target) =>
    parts(target, "ecsParameters", resource.type === "AWS::Events::Rule" ? { terraform: "ecs_target" } : {}).items.map(
      (parameters): AwsResource => ({ ...within(target, named(alike(parameters.body), resource.at), resource.at), type: run }),
    ),
  );
}

/** Terraform has each target of a rule as a resource of its own. */
function targetsOf(resource: AwsResource): readonly AwsResource[] {
  if (resource.type === "AWS::Scheduler::Schedule") return parts(resource, "target").items;
  return resource.dialect === "terraform" ? [resource] : parts(resource, "targets").items;
}

/** With the task's definition where `run-task` has it. */
function alike(body: MapNode): MapNode {
  const key = ["TaskDefinitionArn", "taskDefinitionArn", "task_definition_arn"].find((name) => get(body, name));
  const entry = body.entries.find((e) => e.key === key);
  return entry ? { ...body, entries: [...body.entries, { ...entry, key: entry.key.replace(/Arn$|_arn$/, "") }] } : body;
}
