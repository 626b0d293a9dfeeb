import { type Fix, fix } from "../kit/rule.ts";
import { type Location, locate } from "../knowledge/aws/location.ts";
import { type Container, isOnFargate, nameOf, type Workload } from "../model/container.ts";
import type { Field } from "../model/field.ts";
import type { Destination, Said } from "../model/logging.ts";
import { grantToStarter } from "../model/rights.ts";

/**
 * A fix that has containers of a task send what they write to CloudWatch: where another container of the task does, or to the only log group of
 * the file; else to one whose name is made up, which is a draft.
 */
export function sentToLogs(task: Workload, silent: readonly [Container, ...Container[]]): readonly Fix[] {
  // Fargate sends nothing for a task that has no execution role.
  if (task.executionRole.unset && isOnFargate(task)) return [];
  const all = silent.length > 1 ? ` of all ${silent.length} containers` : "";
  const beside = task.containers.find(isSending);
  if (beside) {
    const options = beside.logging.options.items.flatMap(({ name, value }) => (name.value === undefined ? [] : [[name.value, value] as const]));
    const edits = allOf(silent, () => ({ driver: "awslogs", options }));
    return fix(`Send the output${all} where that of "${nameOf(beside)}" goes`, "unsafe", edits);
  }
  const [group, ...others] = task.logGroups;
  const region = regionOf(task);
  if (group && others.length === 0 && region !== undefined) {
    const edits = allOf(silent, (c) => destination(group, region, c));
    return fix(`Send the output${all} to the log group ${group.address}`, "unsafe", edits);
  }
  const name = `/ecs/${task.family.value ?? silent[0].name.value ?? "LOG_GROUP"}`;
  const edits = allOf(silent, (c) => destination(name, region ?? "REGION", c, [["awslogs-create-group", "true"]]));
  const there = region === undefined ? " in the Region that you name" : "";
  const granted = grantToStarter(task, "make-log-group", "logs:CreateLogGroup", `arn:${partitionOf(task)}:logs:*:*:log-group:${name}*`);
  const follows = granted.length > 0 ? "and allow the execution role to make it" : "which the execution role must be allowed to make";
  return edits.length > 0 ? fix(`Send the output${all} to a log group ${name}${there}, ${follows}`, "draft", [...edits, ...granted]) : [];
}

function destination(group: Said, region: Said, container: Container, more: Destination["options"] = []): Destination {
  const prefix = container.name.value ?? "ecs";
  return { driver: "awslogs", options: [["awslogs-group", group], ["awslogs-region", region], ["awslogs-stream-prefix", prefix], ...more] };
}

function allOf(silent: readonly Container[], to: (container: Container) => Destination): Fix["edits"] {
  const edits = silent.map((c) => c.logging.send?.(to(c)) ?? []);
  return edits.every((e) => e.length > 0) ? edits.flat() : [];
}

/** Does it send to CloudWatch, with all that is needed for it, and with no secret? */
const isSending = ({ logging: { driver, options, secrets } }: Container): boolean =>
  driver.is("awslogs") &&
  secrets.items.length === 0 &&
  options.state === "written" &&
  ["awslogs-group", "awslogs-region", "awslogs-stream-prefix"].every((needed) => options.items.some((o) => o.name.is(needed) && !o.value.unset));

/** In CloudFormation, which writes its names with a capital, the stack's own; elsewhere that of what is named here. */
const regionOf = (task: Workload): Said | undefined =>
  task.containers.some((c) => /^[A-Z]/.test(c.logging.driver.key)) ? { address: "AWS::Region" } : hereOf(task).region;
const partitionOf = (task: Workload): string => hereOf(task).partition;

const hereOf = ({ containers, executionRole, taskRole }: Workload): Location =>
  locate([...containers.flatMap((c) => [c.image, ...c.secrets.items.map((s) => s.from)]), executionRole, taskRole].map(known));

const known = (field: Field<string>): string => field.value ?? field.parts[0] ?? "";
