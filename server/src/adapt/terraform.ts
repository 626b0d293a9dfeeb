import { variablesOf } from "../model/container.ts";
import { listed } from "../model/enumeration.ts";
import { type Facts, facts, together } from "../model/subjects.ts";
import type { Place, Source } from "../text/source.ts";
import { resourceFacts } from "./aws/facts.ts";
import { launchTypesOf } from "./aws/launch-type.ts";
import { string } from "./fields.ts";
import { policyFacts } from "./iam.ts";
import { awsResource } from "./terraform/aws.ts";
import type { Block } from "./terraform/blocks.ts";
import { type Document, documentsOf } from "./terraform/document.ts";
import { kubernetesIn } from "./terraform/kubernetes.ts";
import { readModuleResources } from "./terraform/module-resources.ts";
import { readModule } from "./terraform/modules.ts";
import { blocksOf } from "./terraform/overriding.ts";
import { type Around, assignedIn, nothingAround, type Part, rootsOf } from "./terraform/part.ts";
import { policiesIn } from "./terraform/policies.ts";
import { configurationParameters, configurationProperties } from "./terraform/properties.ts";
import { rolesIn } from "./terraform/roles.ts";
import { scopeOf } from "./terraform/scope.ts";
import { readJobs, readTasks } from "./terraform/tasks.ts";

/** What a file of a module holds. */
export interface OfFile {
  readonly why: string;
  readonly facts: Facts;
  /** Could a document in it not be read completely? */
  readonly broken: boolean;
}

/**
 * Task definitions, containers, policies and what they run with in a Terraform module, or of those of its files that are at hand, by the file in which each stands.
 * What a run decides (`count`, `for`, `dynamic`, conditions) and what other modules make of their arguments is not known. Files that hold none
 * of ours are left out.
 */
export function readTerraform(parts: readonly Part[], { file, given, launchType }: Around = nothingAround): ReadonlyMap<Source, OfFile> {
  const sources = parts.map((p) => p.source);
  const written = blocksOf(parts);
  const [outputs, inner] = [written.filter(isOutput), written.filter((b) => !isOutput(b))];
  const known = scopeOf(inner, sources, assignedIn(parts, given));
  const blocks = inner.flatMap((block): readonly Block[] => {
    const body = known(block.body);
    if (body.kind !== "map") return [block];
    // What is made no time is not there.
    return string(body, "count").is("0") ? [] : [{ ...block, body }];
  });
  const documents = documentsOf(blocks, file);
  const resources = blocks.flatMap(awsResource);
  const defined = readTasks(blocks, documents, {
    ofServices: launchTypesOf(resources),
    settled: launchType,
  });
  const tasks = [
    ...defined.map(([, task]) => task),
    ...readJobs(blocks, documents),
    ...blocks.flatMap(kubernetesIn),
    ...blocks.filter((b) => b.keyword === "module").flatMap((b) => readModule(b, launchType)),
  ];
  const policies = policiesIn(blocks, documents);
  const workloads = tasks.flatMap((t) => t.workload);
  const byAddress = new Map(defined.flatMap(([address, { workload }]) => workload.map((w) => [address, w] as const)));
  const accounts = tasks.flatMap((t) => t.serviceAccount);
  const roles = rolesIn(blocks, outputs, documents, policies, workloads, accounts);
  const lifecycles = blocks.filter((b) => b.keyword === "resource" && b.type === "aws_ecr_lifecycle_policy");
  const resourced = resourceFacts(resources, byAddress, roles.duty);
  const own = together([policyFacts(policies), roles, ...tasks, resourced, ...blocks.flatMap((b) => readModuleResources(b, lifecycles))]);
  return byFile(together([own, ...parts.flatMap((part) => namedIn(part, own))]), documents);
}

const isOutput = ({ keyword }: Block): boolean => keyword === "output";

/** Values in a file whose names say what they are, save those that its containers have. */
function namedIn(part: Part, { container }: Facts): readonly Facts[] {
  if (part.assigns || !part.mayBeRelevant) return [];
  const places = container.flatMap((c) => variablesOf(c).map((v) => v.value.at));
  const except = new Set(places.flatMap(({ source, start }) => (source === part.source ? start : [])));
  return rootsOf(part).map((root) =>
    facts({ property: root.kind === "map" ? configurationProperties(root, except) : [], parameter: configurationParameters(root) }),
  );
}

function byFile(all: Facts, documents: readonly Document[]): ReadonlyMap<Source, OfFile> {
  const found = new Map<Source, Facts>();
  for (const [kind, subjects] of Object.entries(all) as readonly (readonly [keyof Facts, readonly Placed[]])[]) {
    for (const subject of subjects) {
      const source = homeOf(subject);
      const held = found.get(source) ?? empty();
      found.set(source, held);
      // The list is of that kind, and ours.
      (held[kind] as readonly unknown[] as unknown[]).push(subject);
    }
  }
  const broken = new Set(documents.filter((d) => d.broken).map((d) => d.root.at.source));
  return new Map(Array.from(found, ([source, some]) => [source, { why: whyOf(some), facts: some, broken: broken.has(source) }]));
}

const empty = (): Facts => Object.fromEntries(Object.keys(facts()).map((kind) => [kind, []])) as unknown as Facts;

function whyOf(some: Facts): string {
  const kinds = [
    ...(some.workload.length + some.container.length > 0 ? ["container definitions"] : []),
    ...(some.policy.length > 0 ? ["policies"] : []),
    ...(some.role.length + some.attachment.length > 0 ? ["roles"] : []),
    ...(ofAws.some((kind) => some[kind].length > 0) ? ["resources of AWS"] : []),
    ...(ofKubernetes.some((kind) => some[kind].length > 0) ? ["objects of Kubernetes"] : []),
  ];
  return `is Terraform with ${listed(kinds.length > 0 ? kinds : ["values that have names of secrets"])}`;
}

const ofAws = [
  "service",
  "appRunnerService",
  "cluster",
  "repository",
  "lifecyclePolicy",
  "registry",
  "eksCluster",
  "nodeGroup",
  "fargateProfile",
  "addon",
  "accessEntry",
  "instance",
  "securityGroup",
  "listener",
  "logGroup",
  "fileSystem",
  "accessPoint",
  "storedSecret",
  "accessKey",
  "cacheRule",
] as const;

const ofKubernetes = [
  ...(["rbacRole", "roleBinding", "serviceAccount", "kubernetesSecret", "namespace", "kubernetesService", "ingress", "networkPolicy"] as const),
  "persistentVolume",
  "disruptionBudget",
  "autoscaler",
  "identityMapping",
] as const;

/** All that tells where a subject stands. Names are fields, or texts. */
interface Placed {
  readonly at?: Place;
  readonly value?: { readonly at: Place };
  readonly name?: { readonly at: Place } | string;
  readonly family?: { readonly at: Place };
  /** Of a Secret, which tells no name. */
  readonly type?: { readonly at: Place };
}
/** The file in which the subject stands. */
function homeOf({ at, value, name, family, type }: Placed): Source {
  const place = at ?? value?.at ?? (typeof name === "object" ? name.at : (family?.at ?? type?.at));
  if (!place) throw new RangeError("a subject without a place");
  return place.source;
}
