import type { Container, Workload } from "../model/container.ts";
import { List } from "../model/field.ts";
import { type Facts, facts } from "../model/subjects.ts";
import { get, type MapNode, maps, type Node, values } from "../syntax/tree.ts";
import { boolean, string } from "./fields.ts";

/** An ECS task definition, as `aws ecs register-task-definition --cli-input-json` takes it. */
export function readTaskDefinition(root: Node): Facts | undefined {
  const definitions = get(root, "containerDefinitions");
  if (root.kind !== "map" || definitions?.kind !== "list") return undefined;
  const containers: Container[] = [];
  const workload: Workload = {
    address: string(root, "family").value ?? "",
    platform: "ecs",
    family: string(root, "family"),
    containers,
    networkMode: string(root, "networkMode"),
    operatingSystem: string(root, "runtimePlatform", "operatingSystemFamily").or("LINUX"),
    launchTypes: new List("unset", [], root.at),
    taskRole: string(root, "taskRoleArn"),
    executionRole: string(root, "executionRoleArn"),
  };
  for (const c of maps(values(definitions))) containers.push(container(c, workload));
  return facts({ workload: [workload], container: containers });
}

const container = (c: MapNode, workload: Workload): Container => ({
  address: string(c, "name").value ?? "",
  workload,
  name: string(c, "name"),
  image: string(c, "image"),
  user: string(c, "user"),
  privileged: boolean(c, "privileged").or(false),
  readOnlyRoot: boolean(c, "readonlyRootFilesystem").or(false),
  environment: new List("unset", [], c.at),
  secrets: new List("unset", [], c.at),
});
