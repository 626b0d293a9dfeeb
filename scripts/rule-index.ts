import { read } from "../server/src/adapt/hosts.ts";
import type { AnyRule, Risk } from "../server/src/kit/rule.ts";
import { Source } from "../server/src/text/source.ts";

/** The parts of the system that risks are ascribed to, as NIST SP 800-190, section 3, orders them. */
const parts: readonly { readonly risk: Risk; readonly title: string; readonly about: string }[] = [
  { risk: "image", title: "Image", about: "what is built: bases, users, secrets, downloads, packages" },
  { risk: "registry", title: "Registry", about: "where images are kept: repositories, their policies and settings" },
  { risk: "orchestrator", title: "Orchestrator", about: "who may do what, and what reaches what: IAM, ECS, EKS, Kubernetes" },
  { risk: "container", title: "Container", about: "how containers run: privileges, mounts, users, secrets, limits, logs" },
  { risk: "host", title: "Host", about: "what containers run on" },
  { risk: "configuration", title: "Plimsoll's own configuration", about: "what is said to Plimsoll itself" },
];

const of = (rules: readonly AnyRule[], risk: Risk): readonly AnyRule[] => rules.filter((r) => r.risk === risk);

/** One line for each part: what stands in README.md. */
export const summary = (rules: readonly AnyRule[]): string =>
  [
    "| risk | rules | what is looked at |",
    "|---|---|---|",
    ...parts
      .filter(({ risk }) => of(rules, risk).length > 0)
      .map(({ risk, title, about }) => `| [${title}](docs/rules/README.md#${anchor(title)}) | ${of(rules, risk).length} | ${about} |`),
  ].join("\n");

/** Every rule with what it finds and where: docs/rules/README.md. */
export const index = (rules: readonly AnyRule[]): string =>
  [
    "# Rules",
    `${rules.length} rules, by the part of the system that NIST SP 800-190, section 3, ascribes the risk to. A rule is at work from its preset on: \`recommended\` is the default, \`strict\` adds hardening and findings of low confidence, \`hygiene\` adds how Dockerfiles are written, \`all\` has every rule. *Where* names the formats that its page shows a finding in.`,
    ...parts.flatMap(({ risk, title }) => (of(rules, risk).length > 0 ? [`## ${title}`, table(of(rules, risk))] : [])),
  ].join("\n\n");

const table = (rules: readonly AnyRule[]): string =>
  [
    "| rule | finds | severity | preset | fix | where |",
    "|---|---|---|---|---|---|",
    ...rules.map(
      (r) => `| [${r.name}](${r.name}.md) | ${r.title} | ${r.severity} | ${r.preset ?? "recommended"} | ${mends(r)} | ${hosts(r).join(", ")} |`,
    ),
  ].join("\n");

const mends = (rule: AnyRule): string => (rule.examples.some((e) => e.fixed !== undefined) ? "yes" : "");

/** What the files are taken for in which the examples have a finding. */
const hosts = ({ examples }: AnyRule): readonly string[] =>
  [
    ...new Set(
      examples
        .flatMap((e) => e.files)
        .filter((f) => f.marks.length > 0)
        .flatMap((f) => read(new Source(f.path, f.text)).host ?? []),
    ),
  ].toSorted();

const anchor = (title: string): string =>
  title
    .toLowerCase()
    .replace(/[^a-z -]/g, "")
    .replaceAll(" ", "-");
