import type { Acceptance } from "../model/acceptance.ts";
import { type Facts, facts, together } from "../model/subjects.ts";
import { parseHcl } from "../syntax/hcl/hcl.ts";
import { parseJson } from "../syntax/json.ts";
import { type Node, opened, type Parsed } from "../syntax/tree.ts";
import { isTemplate, parseYaml } from "../syntax/yaml.ts";
import type { Place, Source } from "../text/source.ts";
import { readAuthorization } from "./authorization.ts";
import { readTemplate } from "./cloudformation.ts";
import { readCompose } from "./compose.ts";
import { formatIn, formatOf, hasControlFlow, mayBeRelevantConfiguration, mayBeRelevantText, otherwise } from "./detect.ts";
import { readDockerfile } from "./dockerfile.ts";
import { readTaskDefinition } from "./ecs.ts";
import { readPolicies } from "./iam.ts";
import { readKubernetes } from "./kubernetes.ts";
import { readTerraform } from "./terraform.ts";

/** What a file was taken for. Each is one word of the field's own, as the documentation and `plimsoll files` print it. */
export type Host = "dockerfile" | "ecs-task-definition" | "iam-policy" | "cloudformation" | "terraform" | "kubernetes" | "compose";

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
}

/** Longer texts, in UTF-16 code units, are written by machines. */
const longest = 1_000_000;

/** Detect, parse and adapt. Never throws for any text. */
export function read(source: Source): Reading {
  const named = formatOf(source.uri, source.language);
  if ("why" in named) return skipped(named.why);
  if (source.text.length > longest) return skipped("is larger than 1 MB");
  if (named.format === "dockerfile") return readBuild(source);
  if (named.format === "hcl" || named.format === "terraform-json") return readConfiguration(source, named.format);
  const format = formatIn(source, named.format);
  if (!mayBeRelevantText(source.text)) return skipped(otherwise(source, format));
  return readTree(source, format === "json" ? parseJson(source) : parseYaml(source), format);
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
  if (!mayBeRelevantConfiguration(source.text)) return skipped(nothingInTerraform);
  const { roots, broken, comments } = format === "hcl" ? parseHcl(source) : parseJson(source);
  const [root] = roots;
  // Blocks of HCL that are damaged are open already, and leave the others as they are.
  const found = root && readTerraform(broken && format !== "hcl" ? opened(root) : root, source);
  return found ? { host: "terraform", ...found, broken: broken || found.broken, comments, acceptances: [] } : skipped(nothingInTerraform);
}
const nothingInTerraform = "is Terraform, but has neither container definitions nor policies";

/** A host whose files are trees. */
interface TreeHost {
  readonly host: Host;
  /** Undefined where the tree is not one of that host's. */
  readonly read: (root: Node) => Found | undefined;
  /** Are its files templates of YAML so often that one whose lines come and go must be told by its text, since it may parse all the same? */
  readonly templated?: true;
}
const trees: readonly TreeHost[] = [
  { host: "ecs-task-definition", read: readTaskDefinition },
  { host: "iam-policy", read: readAuthorization },
  { host: "iam-policy", read: readPolicies },
  { host: "cloudformation", read: readTemplate },
  { host: "kubernetes", read: readKubernetes, templated: true },
  { host: "compose", read: readCompose, templated: true },
];

function readTree(source: Source, parsed: Parsed, format: "json" | "yaml"): Reading {
  const { broken, comments } = parsed;
  if (broken && hasControlFlow(source.text)) return skipped("is a template whose conditions or loops decide what it says");
  for (const { host, read, templated } of trees) {
    const found = parsed.roots.flatMap((root) => read(broken ? opened(root) : root) ?? []);
    const [first] = found;
    if (!first) continue;
    if (templated && format === "yaml" && isTemplate(source.text)) return skipped("is a template, whose lines come and go");
    const acceptances = found.flatMap((f) => f.acceptances ?? []);
    return { host, why: first.why, facts: together(found.map((f) => f.facts)), broken, comments, acceptances };
  }
  return skipped(otherwise(source, format));
}

const skipped = (why: string): Reading => ({ host: undefined, why, facts: facts(), broken: false, comments: [], acceptances: [] });
