import { findTokens } from "../knowledge/secrets/tokens.ts";
import type { Acceptance } from "../model/acceptance.ts";
import { variablesOf } from "../model/container.ts";
import type { LaunchType } from "../model/launch-type.ts";
import { type Facts, facts, together } from "../model/subjects.ts";
import type { Text } from "../model/text.ts";
import { parseHcl } from "../syntax/hcl/hcl.ts";
import { parseJson } from "../syntax/json.ts";
import { get, type Node, opened, type Parsed } from "../syntax/tree.ts";
import { isTemplate, parseYaml } from "../syntax/yaml.ts";
import type { Place, Source } from "../text/source.ts";
import { readAuthorization } from "./authorization.ts";
import { readResources } from "./aws/api.ts";
import { readJobDefinitions } from "./batch.ts";
import { templateParameters, templateProperties } from "./cloudformation/properties.ts";
import { readTemplate } from "./cloudformation.ts";
import { elsewhereIn } from "./compose/elsewhere.ts";
import { type Stack, stacksIn } from "./compose/include.ts";
import { laid } from "./compose/laid.ts";
import { firstOf, mayAdd, type ProjectPart, projectPartOf } from "./compose/part.ts";
import { composeProperties } from "./compose/properties.ts";
import { readCompose } from "./compose.ts";
import { credentialsIn, readLogins } from "./credentials.ts";
import { readDaemon } from "./daemon.ts";
import { formatIn, formatOf, hasControlFlow, mayBeRelevantConfiguration, mayBeRelevantText, otherwise } from "./detect.ts";
import { readDockerfile } from "./dockerfile.ts";
import { readTaskDefinition } from "./ecs.ts";
import { readClusterConfiguration } from "./eksctl.ts";
import { mayBeValues, readValues } from "./helm.ts";
import { readPolicies } from "./iam.ts";
import { readIgnoreFile } from "./ignore-file.ts";
import { generatedProperties } from "./kubernetes/generators.ts";
import { type Changes, changed, isKustomization, type Kustomization, kustomizationIn } from "./kubernetes/kustomization.ts";
import { objectProperties } from "./kubernetes/properties.ts";
import { readKubernetes } from "./kubernetes.ts";
import { propertiesIn } from "./properties.ts";
import { type Around, nothingAround, type Part, partOf, runsOf } from "./terraform/part.ts";
import { type OfFile, readTerraform } from "./terraform.ts";

/** What a file was taken for. Each is one word of the field's own, as the documentation and `plimsoll files` print it. */
export type Host =
  | "dockerfile"
  | "dockerignore"
  | "ecs-task-definition"
  | "batch-job-definition"
  | "aws-resource"
  | "eksctl"
  | "docker-engine"
  | "iam-policy"
  | "cloudformation"
  | "terraform"
  | "kubernetes"
  | "compose"
  | "helm-values"
  | "credentials";

/** What a file was read as. `host` is undefined, with the reason, where it is none of ours. */
export interface Reading {
  readonly host: Host | undefined;
  /** One clause in plain words: why it was taken for that host, or why it was left alone. */
  readonly why: string;
  readonly facts: Facts;
  /** Could a part not be read? Then nothing may be said of what is missing, and no fix is offered. */
  readonly broken: boolean;
  readonly comments: readonly Place[];
  /** What the file accepts otherwise than in comments. */
  readonly acceptances: readonly Acceptance[];
  /** A file of a Terraform module is read again together with the others: `readTogether`. */
  readonly part?: Part;
  /** So is a file of a Compose project that others add to, or that adds to others: `readProject`. */
  readonly project?: ProjectPart;
  /** What a kustomization makes of others. */
  readonly kustomization?: Kustomization;
}

/** Is the file read again together with others, or does it say how others are read? */
export const isPart = (reading: Reading | undefined): boolean =>
  reading?.part !== undefined || reading?.project !== undefined || reading?.kustomization !== undefined;

/** Longer texts, in UTF-16 code units, are written by machines. */
const longest = 1_000_000;

/**
 * Detect, parse and adapt; Terraform as a module of one file. Never throws for any text. `launchType` is where the team runs tasks of ECS of
 * which no file says it.
 */
export function read(source: Source, launchType?: LaunchType): Reading {
  const reading = readApart(source, launchType);
  const { part } = reading;
  return part?.mayBeRelevant ? (readTogether([part], { ...nothingAround, launchType }, () => undefined).get(source.uri) ?? reading) : reading;
}

/** The same, but what says nothing without its module, a file of Terraform, is parsed only: `readTogether` has the rest. */
export const readApart = (source: Source, launchType?: LaunchType): Reading => withText(source, readAs(source, launchType));

/** What is read at all is looked at as a text, too. */
function withText(source: Source, reading: Reading): Reading {
  if (!reading.host) return reading;
  const text: Text = { address: "", text: source.text, at: (start, end) => source.at(start, end) };
  return { ...reading, facts: together([reading.facts, facts({ text: [text] })]) };
}

function readAs(source: Source, launchType: LaunchType | undefined): Reading {
  const named = formatOf(source.uri, source.language);
  if ("why" in named) return skipped(named.why);
  if (source.text.length > longest) return skipped("is larger than 1 MB");
  if (named.format === "dockerfile") return readBuild(source);
  if (named.format === "dockerignore") return readIgnored(source);
  if (named.format === "credentials") return runsOf(source.uri) ? readConfiguration(source, "hcl") : readCredentials(source);
  if (named.format === "hcl" || named.format === "terraform-json") return readConfiguration(source, named.format);
  const format = formatIn(source, named.format);
  const kustomization = isKustomization(source) ? readKustomization(source) : undefined;
  if (kustomization) return kustomization;
  const mayBeRelevant = mayBeRelevantText(source.text) || mayAdd(source.uri) || (format === "yaml" && mayBeValues(source));
  if (!mayBeRelevant) return skipped(otherwise(source, format));
  return readTree(source, format === "json" ? parseJson(source) : parseYaml(source), format, launchType);
}

function readCredentials(source: Source): Reading {
  const { properties, comments } = credentialsIn(source);
  const why = "is named like a file that programs read credentials from";
  return { host: "credentials", why, facts: facts({ property: properties }), broken: false, comments, acceptances: [] };
}

function readIgnored(source: Source): Reading {
  const why = "is named like a file that says what the context of a build leaves out";
  return { host: "dockerignore", why, ...readIgnoreFile(source), broken: false, acceptances: [] };
}

function readBuild(source: Source): Reading {
  const { template, ...read } = readDockerfile(source);
  if (template) return skipped("is a template");
  return read.facts.stage.length > 0
    ? { host: "dockerfile", why: "is named like a Dockerfile and has FROM", acceptances: [], ...read }
    : skipped("is named like a Dockerfile, but has no FROM");
}

interface Found {
  readonly why: string;
  readonly facts: Facts;
  readonly acceptances?: readonly Acceptance[];
}
function readConfiguration(source: Source, format: "hcl" | "terraform-json"): Reading {
  const assigns = runsOf(source.uri);
  const mayBeRelevant = !assigns && mayBeRelevantConfiguration(source.text);
  const part = partOf(source, { assigns, mayBeRelevant }, format === "hcl" ? parseHcl : parseJson);
  // What is assigned is read as other files of named values are.
  if (assigns) return { ...readCredentials(source), part };
  const { broken, comments } = part.parsed;
  return { ...skipped(nothingInTerraform), ...(mayBeRelevant ? { broken, comments } : {}), part };
}

function ofPart(part: Part, found: OfFile | undefined): Reading {
  if (!found && findTokens(part.source.text).length > 0) {
    const { broken, comments } = part.parsed;
    return { host: "terraform", why: "is Terraform with a credential in it", facts: facts(), broken, comments, acceptances: [], part };
  }
  if (!found) return { ...skipped(nothingInTerraform), part };
  const { broken, comments } = part.parsed;
  return { host: "terraform", ...found, broken: broken || found.broken, comments, acceptances: [], part };
}

/**
 * The files of a Terraform module, read as one: what one says of another's names is known, and files that it names are read as what it takes
 * them for. The answer has all parts, and of the others those that were taken for something; `alone` is what each of these was read as by itself.
 */
export function readTogether(parts: readonly Part[], around: Around, alone: (source: Source) => Reading | undefined): ReadonlyMap<string, Reading> {
  const found = readTerraform(parts, around);
  const readings = new Map<string, Reading>();
  for (const [source, { facts }] of found) {
    const reading = alone(source);
    const { workload, container, policy, statement } = facts;
    if (reading && !reading.part) readings.set(source.uri, { ...reading, facts: { ...reading.facts, workload, container, policy, statement } });
  }
  for (const part of parts) {
    const { source } = part;
    const reading = part.assigns ? alone(source) : withText(source, ofPart(part, found.get(source)));
    if (reading) readings.set(source.uri, reading);
  }
  return readings;
}
/**
 * The files of one folder that are parts of Compose projects: a file with the one that lies over it, and each with the services that it extends.
 * `find` finds a file by its path seen from that folder.
 */
export function readProject(
  parts: readonly ProjectPart[],
  find: (path: string) => Source | undefined,
  alone: (source: Source) => Reading | undefined,
): ReadonlyMap<string, Reading> {
  const base = firstOf("base", parts);
  const override = base && firstOf("override", parts);
  const elsewhere = elsewhereIn(find);
  const readings = new Map<string, Reading>();
  for (const part of parts) {
    const { source } = part;
    const reading = alone(source);
    if (!reading || (part === override && readings.has(source.uri))) continue;
    const over = part === base ? override : undefined;
    const below = part.role === "variant" ? base && new Set(servicesIn(base.root)) : undefined;
    const found = part === override ? undefined : readCompose(part.root, { over: over?.root, elsewhere, ...(below ? { below } : {}) });
    if (!found) {
      readings.set(source.uri, reading);
      continue;
    }
    const { workload, container } = found.facts;
    const own = container.filter((c) => c.name.at.source === source);
    const read = below ? ofOverride(part, reading, own) : reading;
    readings.set(source.uri, { ...read, host: "compose", why: found.why, facts: { ...read.facts, workload, container: own } });
    if (over)
      readings.set(
        over.source.uri,
        ofOverride(
          over,
          alone(over.source),
          container.filter((c) => c.name.at.source === over.source),
        ),
      );
  }
  for (const { source, root } of parts) {
    for (const [uri, reading] of stackReadings(source, stacksIn(root, find), alone)) readings.set(uri, reading);
  }
  return readings;
}

const servicesIn = (root: Node): readonly string[] => {
  const services = get(root, "services");
  return services?.kind === "map" ? services.entries.map((e) => e.key) : [];
};

/** The files of stacks in the folder of the one that includes them. One that lies elsewhere is read there, by itself. */
function stackReadings(includes: Source, stacks: readonly Stack[], alone: (source: Source) => Reading | undefined): ReadonlyMap<string, Reading> {
  const readings = new Map<string, Reading>();
  const isHere = ({ source }: ProjectPart): boolean => folderOf(source) === folderOf(includes);
  for (const { base, over } of stacks) {
    const found = readCompose(base.root, { over: over.map((part) => part.root).reduce((below, above) => laid(below, above)) });
    if (!found) continue;
    const { workload, container } = found.facts;
    const of = (part: ProjectPart): Facts["container"] => container.filter((c) => c.name.at.source === part.source);
    const reading = isHere(base) ? alone(base.source) : undefined;
    if (reading) {
      const merged: Reading = {
        ...reading,
        host: "compose",
        why: found.why,
        facts: { ...reading.facts, workload, container: of(base) },
        project: base,
      };
      readings.set(base.source.uri, merged);
    }
    for (const part of over.filter(isHere)) {
      const own = reading ? of(part) : [...of(base), ...of(part)];
      readings.set(part.source.uri, { ...ofOverride(part, alone(part.source), own), project: part });
    }
  }
  return readings;
}
const folderOf = ({ uri }: Source): string => uri.slice(0, uri.lastIndexOf("/") + 1);

/** What it says of the services of the other file is judged there. */
function ofOverride({ source, root, broken, comments }: ProjectPart, alone: Reading | undefined, container: Facts["container"]): Reading {
  if (alone?.host) return { ...alone, facts: { ...alone.facts, workload: [], container } };
  const why = "adds to the services of the Compose file beside it";
  const property = [...composeProperties(root, new Set())];
  return withText(source, { host: "compose", why, facts: facts({ container, property }), broken, comments, acceptances: [] });
}

const nothingInTerraform = "is Terraform, but has neither containers, nor policies, nor resources that are read";

/** A host whose files are trees. */
interface TreeHost {
  readonly host: Host;
  /** Undefined where the tree is not one of that host's. */
  readonly read: (root: Node, launchType: LaunchType | undefined) => Found | undefined;
  /** Are its files templates of YAML so often that one whose lines come and go must be told by its text, since it may parse all the same? */
  readonly templated?: true;
}
const trees: readonly TreeHost[] = [
  { host: "ecs-task-definition", read: readTaskDefinition },
  { host: "batch-job-definition", read: readJobDefinitions },
  { host: "aws-resource", read: readResources },
  { host: "eksctl", read: readClusterConfiguration },
  { host: "docker-engine", read: readDaemon },
  { host: "iam-policy", read: readAuthorization },
  { host: "iam-policy", read: readPolicies },
  { host: "cloudformation", read: readTemplate },
  { host: "kubernetes", read: readKubernetes, templated: true },
  { host: "compose", read: (root) => readCompose(root), templated: true },
  { host: "credentials", read: (root) => loginsAsFound(readLogins(root)) },
];

function readTree(source: Source, parsed: Parsed, format: "json" | "yaml", launchType: LaunchType | undefined): Reading {
  const { broken, comments } = parsed;
  const project = format === "yaml" && !isTemplate(source.text) ? projectPartOf(source, parsed) : undefined;
  const partly = project ? { project } : {};
  if (broken && hasControlFlow(source.text)) return skipped("is a template whose conditions or loops decide what it says");
  for (const { host, read, templated } of trees) {
    const found = parsed.roots.flatMap((root) => read(broken ? opened(root) : root, launchType) ?? []);
    const [first] = found;
    if (!first) continue;
    if (templated && format === "yaml" && isTemplate(source.text)) return skipped("is a template, whose lines come and go");
    const acceptances = found.flatMap((f) => f.acceptances ?? []);
    const own = together(found.map((f) => f.facts));
    return {
      host,
      why: first.why,
      facts: together([own, ...parsed.roots.map((root) => said(host, root, own))]),
      broken,
      comments,
      acceptances,
      ...(host === "compose" ? partly : {}),
    };
  }
  const values = format === "yaml" && mayBeValues(source) ? parsed.roots.flatMap((root) => readValues(root) ?? [])[0] : undefined;
  if (values) return { host: "helm-values", ...values, broken, comments, acceptances: [] };
  return { ...skipped(otherwise(source, format)), ...partly };
}

/** One that generates Secrets or ConfigMaps of what it says itself is looked at for that, too. */
function readKustomization(source: Source): Reading | undefined {
  const parsed = parseYaml(source);
  const kustomization = kustomizationIn(source, parsed);
  const property = kustomization ? [...generatedProperties(parsed.roots[0])] : [];
  const { broken, comments } = parsed;
  if (property.length === 0) return kustomization && { ...skipped(otherwise(source, "yaml")), kustomization };
  const why = "is a kustomization that generates Secrets or ConfigMaps";
  return { host: "kubernetes", why, facts: facts({ property }), broken, comments, acceptances: [], ...(kustomization ? { kustomization } : {}) };
}

/** A manifest, of which what kustomizations change is not known; undefined where they change nothing that is read. */
export function readKustomized(source: Source, changes: Changes): Reading | undefined {
  const named = formatOf(source.uri, source.language);
  const parsed = "format" in named && named.format === "json" ? parseJson(source) : parseYaml(source);
  const roots = parsed.roots.map((root) => changed(root, changes));
  if (roots.every((root, i) => root === parsed.roots[i])) return undefined;
  const reading = readTree(source, { ...parsed, roots }, "yaml", undefined);
  // What is all taken away somewhere is there elsewhere.
  return reading.host ? withText(source, reading) : undefined;
}

const loginsAsFound = (found: { readonly why: string } | undefined): Found | undefined => found && { ...found, facts: facts() };

/** What tells one call of the API from the next is no secret. */
const ofCalls = /^(?:client|clientRequest|next|pagination)Token$/i;

/** What a tree says beside what its host's table reads. */
function said(host: Host, root: Node, own: Facts): Facts {
  if (root.kind !== "map" && host !== "ecs-task-definition") return facts();
  const except = new Set(own.container.flatMap((c) => variablesOf(c).map((v) => v.value.at.start)));
  switch (host) {
    case "cloudformation":
      return root.kind === "map" ? facts({ property: templateProperties(root, except), parameter: templateParameters(root) }) : facts();
    case "kubernetes":
      return facts({ property: [...objectProperties(root, except)] });
    case "compose":
      return facts({ property: [...composeProperties(root, except)] });
    case "credentials":
      return facts({ property: [...propertiesIn(root, { holder: "credentials", address: "", type: "" })] });
    case "aws-resource":
    case "batch-job-definition":
      return facts({
        property: [...propertiesIn(root, { holder: "template", address: "", type: "" }, except)].filter((p) => !ofCalls.test(p.name)),
      });
    case "ecs-task-definition":
      return facts({ property: [...propertiesIn(root, { holder: "task", address: "", type: "" }, except)] });
    default:
      return facts();
  }
}

const skipped = (why: string): Reading => ({ host: undefined, why, facts: facts(), broken: false, comments: [], acceptances: [] });
