import type { Container, Workload } from "../model/container.ts";
import { Field, List } from "../model/field.ts";
import { type Facts, facts, together } from "../model/subjects.ts";
import { get, type MapNode, maps, type Node, oneOrMany, values } from "../syntax/tree.ts";
import { absentHealthCheck, unknownLimits } from "./absent.ts";
import { podFacts } from "./batch/pod.ts";
import { containerIn } from "./ecs/container.ts";
import { volumes } from "./ecs/volumes.ts";
import { type Task, taskFacts, taskIn } from "./ecs.ts";
import { list, string, texts } from "./fields.ts";
import { camelCase, type Spelling } from "./spelling.ts";

/**
 * Job definitions of AWS Batch in the forms that people keep: the input of `aws batch register-job-definition`, or what
 * `describe-job-definitions` prints. Undefined for all else.
 */
export function readJobDefinitions(root: Node): { readonly why: string; readonly facts: Facts } | undefined {
  const printed = maps(values(get(root, "jobDefinitions")));
  const jobs = (printed.length > 0 ? printed : maps([root])).filter((map) => get(map, "jobDefinitionName") && holders.some((key) => get(map, key)));
  if (jobs.length === 0) return undefined;
  return { why: "is a job definition of AWS Batch", facts: together(jobs.map((map) => jobFacts(map, partsIn(map), camelCase))) };
}

const holders = ["containerProperties", "ecsProperties", "eksProperties", "nodeProperties"];

/** What the properties of a job hold. */
export interface JobParts {
  /** Each alone: of the job, or of a range of its nodes. */
  readonly containers: readonly MapNode[];
  /** Each with several containers. */
  readonly tasks: readonly MapNode[];
  /** Each a pod of EKS. */
  readonly pods: readonly MapNode[];
}

/** `holder` gives the document under a property, where that is not the property itself. */
export function partsIn(job: MapNode, spelling: Spelling = camelCase, inner = spelling, holder = (key: string) => get(job, key)): JobParts {
  const nodes = [job, ...maps(values(get(holder(spelling("nodeProperties")), inner("nodeRangeProperties"))))];
  const under = (key: string, range: string): readonly MapNode[] =>
    maps(nodes.flatMap((node) => oneOrMany(node === job ? holder(spelling(key)) : get(node, inner(range)))));
  return {
    containers: under("containerProperties", "container"),
    tasks: under("ecsProperties", "ecsProperties").flatMap((ecs) => maps(values(get(ecs, inner("taskProperties"))))),
    pods: maps(under("eksProperties", "eksProperties").flatMap((eks) => oneOrMany(get(eks, inner("podProperties"))))),
  };
}

/** `spelling` is that of the job's own properties, `inner` that of what they hold. */
export function jobFacts(job: MapNode, { containers, tasks, pods }: JobParts, spelling: Spelling, inner = spelling, address = ""): Facts {
  const about = jobIn(job, spelling, address);
  return together([
    ...containers.map((map) => alone(map, about, inner)),
    ...tasks.map((map) =>
      inJob(taskFacts({ ...taskIn(map, inner), ...about }, maps(values(get(map, inner("containers")))), [get(map, inner("containers"))], inner)),
    ),
    ...pods.map((map) => podFacts(map, about.address, inner)),
  ]);
}

/** On EC2 unless it says otherwise: https://docs.aws.amazon.com/batch/latest/APIReference/API_RegisterJobDefinition.html */
function jobIn(job: MapNode, spelling: Spelling, address: string): Pick<Task, "address" | "kind" | "family" | "launchTypes"> {
  const family = string(job, spelling("jobDefinitionName"));
  const said = list(job, spelling("platformCapabilities"), texts);
  return {
    address: family.value ?? address,
    kind: "Job",
    family,
    launchTypes: said.state === "unset" ? new List("unset", [Field.unset<string>(said.at).or("EC2")], said.at) : said,
  };
}

/** A job of one container, which has roles and volumes of its own, and the job's name. */
function alone(map: MapNode, about: ReturnType<typeof jobIn>, spelling: Spelling): Facts {
  const { family } = about;
  const containers: Container[] = [];
  const workload: Workload = {
    ...taskIn(map, spelling),
    ...about,
    taskRole: string(map, spelling("jobRoleArn")),
    volumes: volumes(map, spelling),
    containers,
  };
  const read = containerIn(map, workload, spelling);
  // A template calls it something even where it has no name.
  const name = family.unset && about.address !== "" ? Field.written(about.address, family.at) : family;
  containers.push({ ...read, address: about.address, name });
  return inJob(facts({ workload: [workload], container: containers }));
}

/**
 * Batch asks no container whether it works, keeps what it prints, and demands memory, in requirements of its own. It has no word for the network
 * of a job, which it chooses by what the job runs on.
 */
function inJob({ workload, container }: Facts): Facts {
  const made = new Map(workload.map((w): [Workload, Container[]] => [w, []]));
  const jobs = workload.map((w): Workload => {
    const namespaces = { ...w.namespaces, network: Field.opaque<string>(w.family.at) };
    return { ...w, namespaces, limits: unknownLimits(w.family.at), containers: made.get(w) ?? [] };
  });
  const all = container.map((c): Container => {
    const own = made.get(c.workload);
    const job = jobs[workload.indexOf(c.workload)] ?? c.workload;
    const at = c.image.at;
    const read: Container = {
      ...c,
      workload: job,
      namespaces: job.namespaces,
      limits: unknownLimits(at),
      healthCheck: absentHealthCheck(at),
      logging: { ...c.logging, driver: c.logging.driver.or("awslogs") },
    };
    own?.push(read);
    return read;
  });
  return facts({ workload: jobs, container: all });
}
