import type { AnyRule } from "../server/src/kit/rule.ts";
import { duties, type HostKind, hostKinds, sources } from "../server/src/knowledge/responsibility.ts";

/** A risk as NIST SP 800-190 names it: its number in section 3, which section 4 keeps for what counters it. */
interface Section {
  readonly number: string;
  readonly title: string;
  /** What of it no file tells, so that no rule can. */
  readonly beyond: string;
}

/** https://doi.org/10.6028/NIST.SP.800-190 (September 2017), sections 3 and 4. */
const parts: readonly { readonly title: string; readonly sections: readonly Section[] }[] = [
  {
    title: "Image",
    sections: [
      {
        number: "4.1.1",
        title: "Image vulnerabilities",
        beyond: "known vulnerabilities of packages: scan the built image, with ECR's own scanning or another scanner",
      },
      { number: "4.1.2", title: "Image configuration defects", beyond: "" },
      { number: "4.1.3", title: "Embedded malware", beyond: "what a file in the image does: watch containers that run" },
      { number: "4.1.4", title: "Embedded clear text secrets", beyond: "files that only the build has" },
      { number: "4.1.5", title: "Use of untrusted images", beyond: "signatures: have them checked when images are deployed" },
    ],
  },
  {
    title: "Registry",
    sections: [
      { number: "4.2.1", title: "Insecure connections to registries", beyond: "ECR speaks TLS alone; others are the daemon's configuration" },
      { number: "4.2.2", title: "Stale images in registries", beyond: "what a registry holds today" },
      { number: "4.2.3", title: "Insufficient authentication and authorization restrictions", beyond: "" },
    ],
  },
  {
    title: "Orchestrator",
    sections: [
      { number: "4.3.1", title: "Unbounded administrative access", beyond: "rights that other files and accounts give" },
      { number: "4.3.2", title: "Unauthorized access", beyond: "who has credentials, and whether with a second factor" },
      { number: "4.3.3", title: "Poorly separated inter-container network traffic", beyond: "networks that other files define" },
      { number: "4.3.4", title: "Mixing of workload sensitivity levels", beyond: "how sensitive a workload is, unless it says so" },
      { number: "4.3.5", title: "Orchestrator node trust", beyond: "nodes that joined by hand" },
    ],
  },
  {
    title: "Container",
    sections: [
      { number: "4.4.1", title: "Vulnerabilities within the runtime software", beyond: "the versions that hosts run today" },
      { number: "4.4.2", title: "Unbounded network access from containers", beyond: "what is sent" },
      { number: "4.4.3", title: "Insecure container runtime configurations", beyond: "" },
      { number: "4.4.4", title: "App vulnerabilities", beyond: "the application's own code: analyse it, and watch it run" },
      { number: "4.4.5", title: "Rogue containers", beyond: "what runs without a file" },
    ],
  },
  {
    title: "Host",
    sections: [
      { number: "4.5.1", title: "Large attack surface", beyond: "what is installed on hosts by hand" },
      { number: "4.5.2", title: "Shared kernel", beyond: "which workloads trust each other" },
      { number: "4.5.3", title: "Host OS component vulnerabilities", beyond: "the patches that hosts have" },
      { number: "4.5.4", title: "Improper user access rights", beyond: "who logs in" },
      { number: "4.5.5", title: "Host OS file system tampering", beyond: "" },
    ],
  },
];

/** The rules that refer to a section; one that names only a whole part (4.5) is about each of its sections. */
const about = (rules: readonly AnyRule[], number: string): readonly AnyRule[] =>
  rules.filter((r) => r.refs.some((ref) => ref === `NIST SP 800-190 ${number}` || ref === `NIST SP 800-190 ${number.slice(0, 3)}`));

/** docs/nist-sp-800-190.md: which rules counter which risk, and what no file can tell. */
export const coverage = (rules: readonly AnyRule[]): string =>
  [
    "# NIST SP 800-190 and Plimsoll",
    "The [Application Container Security Guide](https://doi.org/10.6028/NIST.SP.800-190) names the risks of containers in its section 3 and what counters them in section 4, with the same numbers. This is which rules look for what, and what files cannot tell.",
    ...parts.flatMap(({ title, sections }) => [`## ${title}`, table(rules, sections)]),
    responsibility,
  ].join("\n\n");

const table = (rules: readonly AnyRule[], sections: readonly Section[]): string =>
  [
    "| | risk | rules | beyond files |",
    "|---|---|---|---|",
    ...sections.map(({ number, title, beyond }) => {
      const links = about(rules, number).map(({ name }) => `[${name}](rules/${name}.md)`);
      return `| ${number} | ${title} | ${links.length > 0 ? links.join(", ") : "–"} | ${beyond} |`;
    }),
  ].join("\n");

const kinds = Object.keys(hostKinds) as readonly HostKind[];

const responsibility = `## Who is responsible for what

Where a task runs decides what is left to you, and so what a rule says. Plimsoll takes it from the task definition, or from a service of the same file or module that runs the task; where neither tells, rules say what holds everywhere. In an editor the same is shown over a launch type.

| | ${kinds.map((kind) => hostKinds[kind]).join(" | ")} |
|---${"|---".repeat(kinds.length)}|
${duties.map(({ what, on }) => `| ${what} | ${kinds.map((kind) => on[kind]).join(" | ")} |`).join("\n")}

Sources: ${Object.entries(sources)
  .map(([name, address]) => `[${name}](${address})`)
  .join(", ")}.`;
