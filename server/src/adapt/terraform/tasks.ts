import { Field } from "../../model/field.ts";
import type { LaunchType } from "../../model/launch-type.ts";
import { type Facts, together } from "../../model/subjects.ts";
import { maps, type Node, values } from "../../syntax/tree.ts";
import type { Place } from "../../text/source.ts";
import { podFacts } from "../batch/pod.ts";
import { jobFacts, partsIn } from "../batch.ts";
import { ranOn, settledOn, type Task, taskFacts, taskIn } from "../ecs.ts";
import { placeOf, string } from "../fields.ts";
import { camelCase, snakeCase } from "../spelling.ts";
import { type Block, mayHaveMore, nested } from "./blocks.ts";
import type { Document } from "./document.ts";
import { volumes } from "./volumes.ts";
import { type Words, worded } from "./worded.ts";

interface LaunchTypes {
  /** Where services run their tasks, by address or family. */
  readonly ofServices: ReadonlyMap<string, string>;
  /** Where the team runs all others. */
  readonly settled: LaunchType | undefined;
}

/** `aws_ecs_task_definition`, by address: arguments in Terraform's spelling around containers in that of the API. */
export function readTasks(
  blocks: readonly Block[],
  documents: readonly Document[],
  launchTypes: LaunchTypes,
): readonly (readonly [address: string, facts: Facts])[] {
  // Between documents a condition decides: each is there sometimes.
  const definitions = documentsBy(documents, "container_definitions");
  // A container that two tasks take from one local is that of the first.
  const seen = new Set<string>();
  const sources = new Set(blocks.map((b) => b.body.at.source));
  const hasWindows = [...sources].some((source) => hasWindowsHosts(source.text));
  const tasks = blocks.filter((b) => b.keyword === "resource" && b.type === "aws_ecs_task_definition");
  return tasks.map((block) => {
    const written = definitions.get(block) ?? [];
    const containers = maps(written.flatMap(values)).filter((c) => !seen.has(spotOf(c.at)));
    for (const { at } of containers) seen.add(spotOf(at));
    const task = taskOf(block, hasWindows);
    return [
      block.address,
      taskFacts(
        settledOn(ranOn(task, launchTypes.ofServices.get(block.address) ?? launchTypes.ofServices.get(task.address)), launchTypes.settled),
        containers,
        written,
        camelCase,
        // The provider decodes what its SDK has fields for: https://pkg.go.dev/encoding/json#Unmarshal.
        true,
      ),
    ];
  });
}

/** `aws_batch_job_definition`: the name of the job is an argument, what it runs is JSON in the API's names. */
export function readJobs(blocks: readonly Block[], documents: readonly Document[]): readonly Facts[] {
  const held = new Map(["container_properties", "ecs_properties", "node_properties"].map((key) => [key, documentsBy(documents, key)]));
  return blocks
    .filter((b) => b.keyword === "resource" && b.type === "aws_batch_job_definition")
    .map((block) => {
      const { body, address, json } = block;
      const parts = partsIn(body, snakeCase, camelCase, (key) => held.get(key)?.get(block)?.[0]);
      const job = jobFacts(body, parts, (name) => (name === "jobDefinitionName" ? "name" : snakeCase(name)), camelCase, address);
      const pods = nested(body, "eks_properties").flatMap((eks) => nested(eks, "pod_properties"));
      const name = string(body, "name").value ?? address;
      return together([job, ...pods.map((pod) => podFacts(pod, name, snakeCase, worded(pod, words, json)))]);
    });
}

/** The provider's words for a pod of EKS: https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/batch_job_definition. */
const words: Words = {
  lists: new Map([
    ["containers", "containers"],
    ["init_containers", "initContainers"],
    ["env", "env"],
    ["volume_mounts", "volumeMounts"],
    ["volumes", "volumes"],
    ["image_pull_secret", "imagePullSecrets"],
  ]),
  maps: new Set(["labels", "limits", "requests"]),
  unsaid: new Set([
    ...["allowPrivilegeEscalation", "appArmorProfile", "capabilities", "procMount", "seccompProfile", "seLinuxOptions"],
    ...["automountServiceAccountToken", "hostUsers", "livenessProbe", "ports", "readinessProbe", "startupProbe"],
  ]),
  irregular: new Map([["readOnlyRootFilesystem", "read_only_root_file_system"]]),
};

function documentsBy(documents: readonly Document[], wanted: string): ReadonlyMap<Block, readonly Node[]> {
  const found = new Map<Block, Node[]>();
  for (const { block, argument, root } of documents) {
    if (argument !== wanted) continue;
    const others = found.get(block);
    if (others) others.push(root);
    else found.set(block, [root]);
  }
  return found;
}

const spotOf = ({ source, start }: Place): string => `${source.uri} ${start}`;

function taskOf({ body, address }: Block, hasWindows: boolean): Task {
  const task = taskIn(body, snakeCase);
  // The hosts may be Windows, too, if they are said to be in the same module, and the task leaves it out.
  const hidden = ["runtime_platform", "placement_constraints"].some((type) => mayHaveMore(body, type)) || hasWindows;
  return {
    ...task,
    address: task.family.value ?? address,
    volumes: volumes(body),
    ...(hidden && task.operatingSystem.unset ? { operatingSystem: Field.opaque(placeOf(body)) } : {}),
  };
}

/** Images that container instances start from: `/aws/service/ami-windows-latest/…`. */
const hasWindowsHosts = (text: string): boolean => /ami-windows-latest|Windows_Server-\d{4}/.test(text);
